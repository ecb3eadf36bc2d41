//! Cue sheet to stems: every cue and bed is rendered alone from its own seed, placed, and summed in the sheet's order.

mod level;
mod models;
mod recordings;
mod space;
#[cfg(test)]
mod tests;
mod voice;

pub use level::table_lufs;
pub use recordings::{Heard, heard};
pub use voice::{Take, Voice};

use crate::cues::{Bed, Cue, Sound, When};
use crate::dsp::{Stereo, fade, samples};
use crate::{CueSheet, Kit, Library, Result, Seed, Stage, Watch};
use recordings::Wanted;

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
    Ok(Stems { foley, ambience, music })
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
    let begin = cue.when.begin();
    let length_s = match cue.when {
        When::At { .. } => 0.0,
        When::Span { t0, t1 } => t1 - t0,
    };
    let take = Take::new(Seed(sheet.seed).of_part(&cue.id), cue.velocity, length_s, sheet.mode.asmr)
        .shaped(&cue.env, begin);
    let recorded = recorded(&cue.id, &cue.class, &cue.sound, kit);
    let voice =
        recorded.map(|(wanted, library)| recordings::point(&wanted, &take, library)).transpose()?.flatten();
    let mut voice = voice.unwrap_or_else(|| models::render(&cue.sound, &take));
    level::set(&mut voice, &cue.sound, cue.velocity, cue.gain_db);
    let at = samples(begin) as isize - voice.onset as isize;
    Ok((space::place(&voice, &cue.pos, at, sheet.mode.asmr), at))
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
    if matches!(voice.sound, voice::Sounding::Point(_)) {
        // The table is for a point between two loudspeakers; here it stands in both alike.
        voice.scale(core::f32::consts::FRAC_1_SQRT_2);
    }
    let mut sound = voice.into_wide();
    space::spread(&mut sound, bed.spread);
    let length = samples(bed.t1 - bed.t0);
    for channel in sound.channels_mut() {
        channel.resize(length, 0.0);
        fade(channel, samples(bed.fade_in).max(240), samples(bed.fade_out).max(240));
    }
    Ok(sound)
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
