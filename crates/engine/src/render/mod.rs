//! Cue sheet to stems: every cue and bed is rendered alone from its own seed, placed, and summed in the sheet's order.

mod bin;
#[cfg(test)]
mod edit_tests;
mod level;
mod models;
mod recordings;
mod space;
#[cfg(test)]
mod space_tests;
#[cfg(test)]
mod tests;
mod voice;

pub use bin::{Bin, Seen};
pub use level::table_lufs;
pub use recordings::{Heard, heard};
pub use space::side_at;
pub use voice::{Take, Voice};

use crate::cues::{Bed, Cue, Sound, When};
use crate::dsp::{Cut, Piece, Stereo, fade, pieces, samples};
use crate::{CueSheet, Kit, Library, Result, Seed, Stage, Watch};
use bin::Placed;
use recordings::Wanted;
use serde::Serialize;

/// How loud the other hand is, whose work thickens that of the first in ASMR mode: -6 dB.
const OTHER_HAND: f32 = 0.5;
/// How far behind the first it is in a bed, seconds; and what keeps both together at one's level.
const OTHER_HAND_S: f64 = 0.37;
const LESS_FOR_TWO: f32 = 0.85;
/// Sounds that are held in memory at the same time: a sheet may have thousands, each as long as the clip.
const BATCH: usize = 32;

/// A piece of what goes to the room lasts this long or a multiple of it, seconds.
const PIECE_S: f64 = 0.5;
/// Pieces fade into each other in 20 ms, and a room's tail to nothing in 10, samples.
const PIECE_FADE: usize = 960;
const TAIL_FADE: usize = 480;

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
/// Everything is made from a bounded stretch of what comes before it: after an edit all samples are as they were but
/// those between the edited sound's begin and its end, rounded up to the next piece of the room, with the room's tail.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so, [`crate::Error::Broken`] when a recording cannot be had.
pub fn stems(sheet: &CueSheet, kit: &Kit, watch: &dyn Watch) -> Result<Stems> {
    let length = samples(sheet.duration);
    let session = Session::new(sheet, kit, watch);
    watch.reached(Stage::Render, 0.0);
    let foley = session.foley(length)?;
    watch.reached(Stage::Render, 0.5);
    let ambience = session.ambience(length)?;
    watch.reached(Stage::Render, 0.7);
    let music = session.music(length)?;
    Ok(Stems { foley, ambience, music, source: Stereo::default() })
}

/// One sheet on its way to sound.
struct Session<'a> {
    sheet: &'a CueSheet,
    kit: &'a Kit,
    watch: &'a dyn Watch,
    /// What the library says of itself, where a bin has to know.
    lent: String,
}

/// A cue's part in what goes to the room.
struct Part {
    /// What it was made from, with its place.
    made: String,
    at: isize,
    length: usize,
}

impl<'a> Session<'a> {
    fn new(sheet: &'a CueSheet, kit: &'a Kit, watch: &'a dyn Watch) -> Self {
        let library = kit.bin.as_ref().and(kit.library.as_deref());
        let lent = library.map(|library| Seed::of(&[format!("{:?}", library.recordings()).as_bytes()]));
        Session { sheet, kit, watch, lent: lent.map(|seed| seed.0.to_string()).unwrap_or_default() }
    }

    fn foley(&self, length: usize) -> Result<Stereo> {
        let heard: Vec<&Cue> = self.sheet.cues.iter().filter(|cue| !cue.mute).collect();
        let (mut dry, mut send) = (Stereo::silence(length), Stereo::silence(length));
        let mut parts = Vec::with_capacity(heard.len());
        for batch in heard.chunks(BATCH) {
            let placed = side_by_side(batch, self.kit.threads, self.watch, |cue| self.cue(cue))?;
            for (cue, (sound, at)) in batch.iter().zip(&placed) {
                dry.add(sound, *at, 1.0);
                send.add(sound, *at, space::send_gain(cue.pos.dist));
                parts.push(Part { made: self.made_from(cue), at: *at, length: sound.len() });
            }
        }
        dry.add(&self.room(&send, &parts)?, 0, 1.0);
        Ok(dry)
    }

    /// What comes back from the room, piece by piece.
    fn room(&self, send: &Stereo, parts: &[Part]) -> Result<Stereo> {
        let tail_s = f64::from(space::tail_s(&self.sheet.room));
        let every = samples(PIECE_S * libm::ceil(tail_s / PIECE_S).max(1.0));
        let sent = pieces(send, Cut { every, fade: PIECE_FADE });
        let answer = |piece: &Piece| {
            let answer = || {
                let long = piece.sound.len() + samples(tail_s);
                let mut answer = space::reverberate(&piece.sound, &self.sheet.room, long);
                answer.channels_mut().into_iter().for_each(|channel| fade(channel, 0, TAIL_FADE));
                Ok((answer, piece.at as isize))
            };
            let (from, to) = (piece.at as isize, (piece.at + piece.sound.len()) as isize);
            let heard = |part: &&Part| part.at < to && part.at + part.length as isize > from;
            let made: Vec<&str> = parts.iter().filter(heard).map(|part| part.made.as_str()).collect();
            self.kept(&("room", &self.sheet.room, piece.number, send.len(), made), answer)
        };
        let mut wet = Stereo::silence(send.len());
        for (sound, at) in side_by_side(&sent, self.kit.threads, self.watch, answer)? {
            wet.add(&sound, at, 1.0);
        }
        Ok(wet)
    }

    fn cue(&self, cue: &Cue) -> Result<Placed> {
        self.kept(&self.made_from(cue), || place_cue(cue, self.sheet, self.kit))
    }

    /// Everything that a cue's samples follow from; empty where nothing is kept.
    fn made_from(&self, cue: &Cue) -> String {
        if self.kit.bin.is_none() {
            return String::new();
        }
        // What it is called and why it is there cannot be heard.
        let heard = Cue {
            id: String::new(),
            conf: 1.0,
            from: Vec::new(),
            lock: false,
            more: Default::default(),
            ..cue.clone()
        };
        let made = (heard, self.seed(&cue.id, cue.seed), self.sheet.mode.asmr, self.lent(&cue.sound));
        serde_json::to_string(&made).expect("a cue has only string keys")
    }

    fn ambience(&self, length: usize) -> Result<Stereo> {
        let heard: Vec<&Bed> = self.sheet.beds.iter().filter(|bed| !bed.mute).collect();
        let mut sum = Stereo::silence(length);
        for batch in heard.chunks(BATCH) {
            for (sound, at) in side_by_side(batch, self.kit.threads, self.watch, |bed| self.bed(bed))? {
                sum.add(&sound, at, 1.0);
            }
        }
        Ok(sum)
    }

    fn bed(&self, bed: &Bed) -> Result<Placed> {
        let heard = Bed {
            id: String::new(),
            conf: 1.0,
            from: Vec::new(),
            lock: false,
            more: Default::default(),
            ..bed.clone()
        };
        let made = (heard, self.seed(&bed.id, bed.seed), self.sheet.mode.asmr, self.lent(&bed.sound));
        let render = || Ok((render_bed(bed, self.sheet, self.kit)?, samples(bed.t0) as isize));
        self.kept(&made, render)
    }

    fn music(&self, length: usize) -> Result<Stereo> {
        let made = (&self.sheet.music, self.sheet.seed, self.sheet.mode.asmr, length);
        Ok(self.kept(&made, || Ok((crate::music::render(self.sheet, length, self.watch)?, 0)))?.0)
    }

    fn seed(&self, id: &str, own: Option<u64>) -> u64 {
        seed_of(self.sheet, id, own).0
    }

    /// Which recordings there are, where a sound is one.
    fn lent(&self, sound: &Sound) -> &str {
        if matches!(sound, Sound::Sample(_)) { &self.lent } else { "" }
    }

    /// From the kit's bin where it has one, else made.
    fn kept(&self, made: &impl Serialize, make: impl FnOnce() -> Result<Placed>) -> Result<Placed> {
        match &self.kit.bin {
            Some(bin) => bin.placed(&bin.name(made), make),
            None => make(),
        }
    }
}

/// The seed of a cue or bed: its own, else from the sheet's and its id.
pub(crate) fn seed_of(sheet: &CueSheet, id: &str, own: Option<u64>) -> Seed {
    own.map_or_else(|| Seed(sheet.seed).of_part(id), Seed)
}

fn place_cue(cue: &Cue, sheet: &CueSheet, kit: &Kit) -> Result<(Stereo, isize)> {
    let seed = seed_of(sheet, &cue.id, cue.seed);
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

fn render_bed(bed: &Bed, sheet: &CueSheet, kit: &Kit) -> Result<Stereo> {
    let take = Take::new(seed_of(sheet, &bed.id, bed.seed), 0.7, bed.t1 - bed.t0, sheet.mode.asmr)
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
