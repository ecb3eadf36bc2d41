//! Cue sheet to stems: every cue and bed is rendered alone from its own seed, placed, and summed in the sheet's order.

mod level;
mod models;
mod recordings;
mod space;
#[cfg(test)]
mod space_tests;
#[cfg(test)]
mod tests;
mod voice;

pub use level::table_lufs;
pub use recordings::{Heard, heard};
pub use space::side_at;
pub use voice::{Take, Voice};

use crate::cues::{Bed, Cue, Sound, When};
use crate::dsp::{Stereo, fade, samples};
use crate::{CueSheet, Kit, Library, Result, Seed, Stage, Watch};
use recordings::Wanted;

/// How loud the other hand is, whose work thickens that of the first in ASMR mode: -6 dB.
const OTHER_HAND: f32 = 0.5;
/// How far behind the first it is in a bed, seconds; and what keeps both together at one's level.
const OTHER_HAND_S: f64 = 0.37;
const LESS_FOR_TWO: f32 = 0.85;
/// Sounds that are held in memory at the same time: a sheet may have thousands, each as long as the clip.
const BATCH: usize = 32;

/// The layers of a soundtrack, each as long as the clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stems {
    /// Cues, in their room.
    pub foley: Stereo,
    /// Beds.
    pub ambience: Stereo,
    /// Score.
    pub music: Stereo,
    /// The clip's own sound where it is kept; empty where it is replaced.
    pub source: Stereo,
}

impl Stems {
    /// All layers together.
    pub fn sum(&self) -> Stereo {
        let mut mix = self.foley.clone();
        for layer in [&self.ambience, &self.music, &self.source] {
            mix.add(layer, 0, 1.0);
        }
        mix
    }
}

/// Renders foley and ambience of a sheet, and its music, each `sheet.duration` long.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so, [`crate::Error::Broken`] when a recording cannot be had.
pub fn stems(sheet: &CueSheet, kit: &Kit, watch: &dyn Watch) -> Result<Stems> {
    let length = samples(sheet.duration);
    watch.reached(Stage::Render, 0.0);
    let foley = foley(sheet, length, kit, watch)?;
    watch.reached(Stage::Render, 0.5);
    let ambience = ambience(sheet, length, kit, watch)?;
    watch.reached(Stage::Render, 0.7);
    let music = crate::music::render(sheet, length, watch)?;
    Ok(Stems { foley, ambience, music, source: Stereo::default() })
}

fn foley(sheet: &CueSheet, length: usize, kit: &Kit, watch: &dyn Watch) -> Result<Stereo> {
    let heard: Vec<&Cue> = sheet.cues.iter().filter(|cue| !cue.mute).collect();
    let (mut dry, mut send) = (Stereo::silence(length), Stereo::silence(length));
    for batch in heard.chunks(BATCH) {
        let placed = side_by_side(batch, kit.threads, watch, |cue| place_cue(cue, sheet, kit))?;
        for (cue, (sound, at)) in batch.iter().zip(&placed) {
            dry.add(sound, *at, 1.0);
            send.add(sound, *at, space::send_gain(cue.pos.dist));
        }
    }
    let wet = space::reverberate(&send, &sheet.room, length);
    dry.add(&wet, 0, 1.0);
    Ok(dry)
}

fn place_cue(cue: &Cue, sheet: &CueSheet, kit: &Kit) -> Result<(Stereo, isize)> {
    let seed = Seed(sheet.seed).of_part(&cue.id);
    let begin = samples(cue.when.begin()) as isize;
    let voice = voice_of(cue, seed, sheet, kit)?;
    let at = begin - voice.onset as isize;
    let mut sound = space::place(&voice, &cue.pos, at, sheet.mode.asmr);
    if sheet.mode.asmr && matches!(cue.when, When::Span { .. }) {
        let mut voice = voice_of(cue, seed.of_part("other hand"), sheet, kit)?;
        voice.scale(OTHER_HAND);
        let other = space::place(&voice, &space::other(&cue.pos), begin - voice.onset as isize, true);
        sound.add(&other, begin - voice.onset as isize - at, 1.0);
    }
    Ok((sound, at))
}

/// One take of a cue at its level.
fn voice_of(cue: &Cue, seed: Seed, sheet: &CueSheet, kit: &Kit) -> Result<Voice> {
    let length_s = match cue.when {
        When::At { .. } => 0.0,
        When::Span { t0, t1 } => t1 - t0,
    };
    let take = Take::new(seed, cue.velocity, length_s, sheet.mode.asmr).shaped(&cue.env, cue.when.begin());
    let recorded = recorded(&cue.id, &cue.class, &cue.sound, kit);
    let voice =
        recorded.map(|(wanted, library)| recordings::point(&wanted, &take, library)).transpose()?.flatten();
    let mut voice = voice.unwrap_or_else(|| models::render(&cue.sound, &take));
    level::set(&mut voice, &cue.sound, cue.velocity, cue.gain_db);
    Ok(voice)
}

fn ambience(sheet: &CueSheet, length: usize, kit: &Kit, watch: &dyn Watch) -> Result<Stereo> {
    let heard: Vec<&Bed> = sheet.beds.iter().filter(|bed| !bed.mute).collect();
    let mut sum = Stereo::silence(length);
    for batch in heard.chunks(BATCH) {
        let made = side_by_side(batch, kit.threads, watch, |bed| render_bed(bed, sheet, kit))?;
        for (bed, sound) in batch.iter().zip(&made) {
            sum.add(sound, samples(bed.t0) as isize, 1.0);
        }
    }
    Ok(sum)
}

fn render_bed(bed: &Bed, sheet: &CueSheet, kit: &Kit) -> Result<Stereo> {
    let take = Take::new(Seed(sheet.seed).of_part(&bed.id), 0.7, bed.t1 - bed.t0, sheet.mode.asmr)
        .shaped(&bed.env, bed.t0);
    let recorded = recorded(&bed.id, &bed.class, &bed.sound, kit);
    let voice =
        recorded.map(|(wanted, library)| recordings::voice(&wanted, &take, library)).transpose()?.flatten();
    let mut voice = voice.unwrap_or_else(|| models::render(&bed.sound, &take));
    level::set(&mut voice, &bed.sound, 0.7, bed.gain_db);
    let mut sound = match (&voice.sound, sheet.mode.asmr && moves(&bed.sound)) {
        (voice::Sounding::Point(_), true) => in_hand(voice, bed),
        _ => all_around(voice, bed),
    };
    let length = samples(bed.t1 - bed.t0);
    for channel in sound.channels_mut() {
        channel.resize(length, 0.0);
        fade(channel, samples(bed.fade_in).max(240), samples(bed.fade_out).max(240));
    }
    Ok(sound)
}

/// What fills the place, as wide as its bed says.
fn all_around(mut voice: Voice, bed: &Bed) -> Stereo {
    if matches!(voice.sound, voice::Sounding::Point(_)) {
        // The table is for a point between two loudspeakers; here it stands in both alike.
        voice.scale(core::f32::consts::FRAC_1_SQRT_2);
    }
    let mut sound = voice.into_wide();
    space::spread(&mut sound, bed.spread);
    sound
}

/// What two hands do close to the head, as loud as if it were at 1 m.
fn in_hand(mut voice: Voice, bed: &Bed) -> Stereo {
    let way = space::wandering(bed.t0, bed.t1);
    voice.scale(way.dist * LESS_FOR_TWO);
    let at = samples(bed.t0) as isize;
    let mut sound = space::place(&voice, &way, at, true);
    // The same work a moment later is another hand's; nobody counts strokes.
    let later = samples(OTHER_HAND_S) as isize;
    sound.add(&space::place(&voice, &space::other(&way), at + later, true), later, OTHER_HAND);
    sound
}

/// Work of hands that goes on: rubbing, rolling, folding, shaking cloth.
fn moves(sound: &Sound) -> bool {
    matches!(sound, Sound::Cloth(_) | Sound::Friction(_) | Sound::Rolling(_) | Sound::Crumple(_))
}

/// What a sound wants of the kit's library; `None` where a model makes it, or there is no library.
fn recorded<'a>(
    id: &'a str,
    class: &'a str,
    sound: &'a Sound,
    kit: &'a Kit,
) -> Option<(Wanted<'a>, &'a dyn Library)> {
    Wanted::of(id, class, sound).zip(kit.library.as_deref())
}

/// Does `work` on every item with up to `threads` threads; results come back in the items' order, so the number of
/// threads cannot be heard.
fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    watch: &dyn Watch,
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let share = items.len().div_ceil(threads.max(1)).max(1);
    let one = &|item: &T| -> Result<R> {
        watch.check()?;
        work(item)
    };
    let parts: Vec<Result<Vec<R>>> = std::thread::scope(|scope| {
        let part = |part| scope.spawn(move || <[T]>::iter(part).map(one).collect());
        let running: Vec<_> = items.chunks(share).map(part).collect();
        running.into_iter().map(|t| t.join().unwrap_or_else(|p| std::panic::resume_unwind(p))).collect()
    });
    let mut all = Vec::with_capacity(items.len());
    for part in parts {
        all.extend(part?);
    }
    Ok(all)
}
