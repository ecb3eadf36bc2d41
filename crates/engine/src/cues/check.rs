//! Whether an edited sheet can be rendered: ranges, order, identity.

use super::{Azimuth, Bed, Course, CueSheet, Music, Number, Position, Sound, VERSION, When};
use crate::{Error, Result};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// Most cues and beds in one sheet, and most points of a course.
const MOST: usize = 2_000;
/// Most entries of each of the score's lists: fitting tempo to so many hits takes a moment, to thousands for ever.
const MOST_IN_MUSIC: usize = 250;
/// Greatest seed: readers of JSON that hold numbers as doubles keep 53 bits.
const MOST_SEED: u64 = (1 << 53) - 1;
/// Longest name of a recording, bytes.
const LONGEST_NAME: usize = 400;
/// Gain of a cue or bed, decibels.
const GAIN_DB: RangeInclusive<f32> = -100.0..=40.0;
/// Break points may lie a little outside of a clip, seconds.
const TIMES: RangeInclusive<f64> = -10.0..=60.0;

impl CueSheet {
    /// Reads a sheet from JSON.
    ///
    /// # Errors
    /// [`Error::Refused`] with a sentence that names the cue and what is allowed.
    pub fn from_json(bytes: &[u8]) -> Result<CueSheet> {
        let sheet: CueSheet = serde_json::from_slice(bytes)
            .map_err(|e| Error::Refused(format!("the cue sheet cannot be read: {e}")))?;
        sheet.check()?;
        Ok(sheet)
    }

    /// The sheet as JSON, indented, fields in a stable order.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a cue sheet has only string keys")
    }

    /// Refuses what cannot be rendered.
    ///
    /// # Errors
    /// [`Error::Refused`] with a sentence that names the cue and what is allowed.
    pub fn check(&self) -> Result<()> {
        if self.version != VERSION {
            return refuse(format!("the cue sheet has version {}; {VERSION} is accepted", self.version));
        }
        if !(0.1..=30.0).contains(&self.duration) {
            return refuse(format!("the cue sheet lasts {} s; 0.1 to 30 s are accepted", self.duration));
        }
        if self.cues.len() + self.beds.len() > MOST {
            return refuse(format!("the cue sheet has over {MOST} cues and beds"));
        }
        let mut ids = BTreeSet::new();
        for id in self.cues.iter().map(|c| &c.id).chain(self.beds.iter().map(|b| &b.id)) {
            if !ids.insert(id) {
                return refuse(format!("the id {id:?} stands twice in the cue sheet"));
            }
        }
        self.check_whole()?;
        self.cues.iter().try_for_each(|cue| self.check_cue(cue))?;
        self.beds.iter().try_for_each(|bed| self.check_bed(bed))?;
        self.music.iter().try_for_each(check_music)
    }

    /// What stands once in a sheet.
    fn check_whole(&self) -> Result<()> {
        let who = "the cue sheet";
        within(who, "seed", self.seed, 0..=MOST_SEED)?;
        within(who, "fps", self.fps, 0.0..=1_000.0)?;
        within(who, "mode.target_lufs", self.mode.target_lufs, -60.0..=0.0)?;
        within(who, "mode.true_peak_dbtp", self.mode.true_peak_dbtp, -20.0..=0.0)?;
        if let Some(levels) = &self.mode.levels {
            within(who, "mode.levels.target_lufs", levels.target_lufs, -60.0..=0.0)?;
            within(who, "mode.levels.makeup_db", levels.makeup_db, -60.0..=24.0)?;
            within(who, "mode.levels.ride_db", levels.ride_db, 0.0..=24.0)?;
            within(who, "mode.levels.foreground_db", levels.foreground_db.unwrap_or(-60.0), -200.0..=40.0)?;
            within(who, "mode.levels.trim_db", levels.trim_db.unwrap_or(0.0), 0.0..=12.0)?;
        }
        within(who, "room.wet_db", self.room.wet_db, -60.0..=20.0)?;
        for shot in &self.analysis.shots {
            within(who, "analysis.shots.t0", shot.t0, TIMES)?;
            within(who, "analysis.shots.t1", shot.t1, TIMES)?;
        }
        Ok(())
    }

    /// The same sheet for a clip of `duration` seconds and `fps`: its length becomes the clip's where they differ by at
    /// most one frame.
    ///
    /// # Errors
    /// [`Error::Refused`] where they differ by more, or where the sheet cannot be rendered.
    pub fn fitted_to(&self, duration: f64, fps: f64) -> Result<CueSheet> {
        self.check()?;
        let frame = 1.0 / fps.clamp(1.0, 1_000.0);
        // Half a millisecond for times that were rounded when they were written.
        if (self.duration - duration).abs() > frame + 0.000_5 {
            return refuse(format!(
                "the cue sheet lasts {:.3} s and the clip {duration:.3} s; they may differ by one frame ({frame:.3} s)",
                self.duration
            ));
        }
        let mut sheet = CueSheet { duration, ..self.clone() };
        for bed in &mut sheet.beds {
            // A bed that reached the end still does.
            bed.t1 = if (bed.t1 - self.duration).abs() < 0.001 { duration } else { bed.t1 };
        }
        sheet.cues.iter_mut().for_each(|cue| cue.when = cue.when.within(duration));
        Ok(sheet)
    }

    fn check_cue(&self, cue: &super::Cue) -> Result<()> {
        let id = &cue.id;
        match cue.when {
            When::At { t } => within(id, "t", t, 0.0..=self.duration)?,
            When::Span { t0, t1 } => self.span(id, t0, t1)?,
        }
        check_sound(id, &cue.sound)?;
        within(id, "velocity", cue.velocity, 0.0..=1.0)?;
        within(id, "gain_db", cue.gain_db, GAIN_DB)?;
        within(id, "conf", cue.conf, 0.0..=1.0)?;
        within(id, "seed", cue.seed.unwrap_or(0), 0..=MOST_SEED)?;
        check_position(id, &cue.pos)?;
        check_course(id, &cue.env)
    }

    fn check_bed(&self, bed: &Bed) -> Result<()> {
        let id = &bed.id;
        self.span(id, bed.t0, bed.t1)?;
        check_sound(id, &bed.sound)?;
        within(id, "gain_db", bed.gain_db, GAIN_DB)?;
        within(id, "fade_in", bed.fade_in, 0.0..=self.duration)?;
        within(id, "fade_out", bed.fade_out, 0.0..=self.duration)?;
        within(id, "spread", bed.spread, 0.0..=1.0)?;
        within(id, "conf", bed.conf, 0.0..=1.0)?;
        within(id, "seed", bed.seed.unwrap_or(0), 0..=MOST_SEED)?;
        check_course(id, &bed.env)
    }

    fn span(&self, id: &str, t0: f64, t1: f64) -> Result<()> {
        within(id, "t0", t0, 0.0..=self.duration)?;
        within(id, "t1", t1, t0..=self.duration + 1.0)
    }
}

fn check_sound(id: &str, sound: &Sound) -> Result<()> {
    if let Sound::Sample(sample) = sound {
        if matches!(sample.instead.as_deref(), Some(Sound::Sample(_))) {
            return refuse(format!("{id}: params.instead is a recording again; a model is accepted"));
        }
        let name = sample.recording.as_deref().unwrap_or_default();
        if name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
            return refuse(format!(
                "{id}: params.recording is no name; at most {LONGEST_NAME} bytes of text are"
            ));
        }
    }
    all_within(id, &sound.numbers())
}

fn check_position(id: &str, pos: &Position) -> Result<()> {
    within(id, "pos.dist", pos.dist, 0.05..=10_000.0)?;
    within(id, "pos.el", pos.el, -90.0..=90.0)?;
    match &pos.az {
        Azimuth::Still(az) => within(id, "pos.az", *az, -180.0..=180.0),
        Azimuth::Path(path) => {
            if path.is_empty() || path.len() > MOST {
                return refuse(format!("{id}: pos.az has {} points; 1 to {MOST} are accepted", path.len()));
            }
            for (t, az) in path {
                within(id, "a time in pos.az", *t, TIMES)?;
                // A pass behind one's back goes on beyond 180 degrees.
                within(id, "an angle in pos.az", *az, -360.0..=360.0)?;
            }
            rising(id, "pos.az", path.iter().map(|(t, _)| *t))
        }
    }
}

fn check_course(id: &str, course: &Course) -> Result<()> {
    if course.t.len() != course.v.len() || course.t.len() > MOST {
        let (times, values) = (course.t.len(), course.v.len());
        return refuse(format!(
            "{id}: env has {times} times and {values} values; as many of both, at most {MOST}, are accepted"
        ));
    }
    course.t.iter().try_for_each(|t| within(id, "a time in env", *t, TIMES))?;
    course.v.iter().try_for_each(|v| within(id, "a value in env", *v, 0.0..=1.0))?;
    rising(id, "env", course.t.iter().copied())
}

fn check_music(music: &Music) -> Result<()> {
    let who = "music";
    // A planned tempo bends by up to a tenth of those that can be asked for, 30 to 240.
    within(who, "bpm", music.bpm, 27.0..=264.0)?;
    within(who, "meter", music.meter, 1..=12)?;
    within(who, "gain_db", music.gain_db, -60.0..=20.0)?;
    within(who, "duck_db", music.duck_db, 0.0..=30.0)?;
    within(who, "mood.v", music.mood.v, -1.0..=1.0)?;
    within(who, "mood.a", music.mood.a, -1.0..=1.0)?;
    within(who, "seed", music.seed.unwrap_or(0), 0..=MOST_SEED)?;
    music.faders.values().try_for_each(|fader| within(who, "faders.gain_db", fader.gain_db, -60.0..=20.0))?;
    let lists = [
        ("tempo_map", music.tempo_map.len()),
        ("downbeats", music.downbeats.len()),
        ("sections", music.sections.len()),
        ("hits", music.hits.len()),
        ("chords", music.chords.len()),
        ("tracks", music.tracks.len()),
    ];
    lists.iter().try_for_each(|(field, long)| within(who, field, *long, 0..=MOST_IN_MUSIC))?;
    for (t, bpm) in &music.tempo_map {
        within(who, "a time in tempo_map", *t, TIMES)?;
        within(who, "a tempo in tempo_map", *bpm, 20.0..=300.0)?;
    }
    music.downbeats.iter().try_for_each(|t| within(who, "a time in downbeats", *t, TIMES))?;
    music.hits.iter().try_for_each(|t| within(who, "a time in hits", *t, TIMES))?;
    for section in &music.sections {
        within(who, "sections.t", section.t, TIMES)?;
        within(who, "sections.energy", section.energy, 0.0..=1.0)?;
    }
    music.written_for.iter().try_for_each(|w| within(who, "written_for.bpm", w.bpm, 27.0..=264.0))
}

fn rising(id: &str, field: &str, times: impl Iterator<Item = f64>) -> Result<()> {
    if times.is_sorted() {
        return Ok(());
    }
    refuse(format!("{id}: the times of {field} must increase"))
}

fn all_within(id: &str, numbers: &[Number]) -> Result<()> {
    numbers.iter().try_for_each(|(field, value, range)| within(id, field, *value, range.clone()))
}

/// What is not a number lies in no range.
fn within<T: PartialOrd + Display>(who: &str, field: &str, value: T, range: RangeInclusive<T>) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    refuse(format!("{who}: {field} is {value}; {} to {} is accepted", range.start(), range.end()))
}

fn refuse<T>(sentence: String) -> Result<T> {
    Err(Error::Refused(sentence))
}
