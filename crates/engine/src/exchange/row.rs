//! One sound as a line of a text: when, what, how loud and where.

use super::refuse;
use crate::cues::{Azimuth, When};
use crate::{CueSheet, Result, spot};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// What a row is in the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A cue at a moment.
    Moment,
    /// A cue over a stretch.
    Stretch,
    /// A bed.
    Bed,
}

impl Part {
    /// As texts spell it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Moment => "moment",
            Part::Stretch => "stretch",
            Part::Bed => "bed",
        }
    }

    /// The part of that name.
    pub fn called(name: &str) -> Option<Part> {
        [Part::Moment, Part::Stretch, Part::Bed].into_iter().find(|part| part.name() == name)
    }
}

/// A row; what a text leaves open is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its line in the text, from 1.
    pub line: usize,
    pub id: Option<String>,
    pub part: Option<Part>,
    pub t: f64,
    pub end: Option<f64>,
    /// The id of a class, or words.
    pub class: String,
    pub words: String,
    pub velocity: Option<f32>,
    pub gain_db: Option<f32>,
    pub pan: Option<Azimuth>,
    pub dist: Option<f32>,
    pub seed: Option<u64>,
    pub lock: Option<bool>,
    pub mute: Option<bool>,
}

impl Row {
    /// Refuses numbers that no sheet of `duration` seconds can hold, by line.
    pub fn check(&self, duration: f64) -> Result<()> {
        self.within("time", self.t, 0.0..=duration)?;
        self.within("end", self.end.unwrap_or(self.t), self.t..=duration + 1.0)?;
        self.within("velocity", self.velocity.unwrap_or(0.5), 0.0..=1.0)?;
        self.within("gain_db", self.gain_db.unwrap_or(0.0), -100.0..=40.0)?;
        self.within("dist", self.dist.unwrap_or(1.0), 0.05..=10_000.0)?;
        match &self.pan {
            Some(Azimuth::Still(az)) => self.within("pan", *az, -180.0..=180.0),
            Some(Azimuth::Path(path)) => {
                path.iter().try_for_each(|(_, az)| self.within("pan", *az, -360.0..=360.0))
            }
            None => Ok(()),
        }
    }

    /// What is not a number lies in no range.
    fn within<T: PartialOrd + Display>(&self, what: &str, value: T, range: RangeInclusive<T>) -> Result<()> {
        if range.contains(&value) {
            return Ok(());
        }
        let (least, most) = (range.start(), range.end());
        self.refuse(&format!("{what} is {value}; {least} to {most} is accepted"))
    }

    /// A refusal that names the line.
    pub fn refuse<T>(&self, sentence: &str) -> Result<T> {
        refuse(format!("line {}: {sentence}", self.line))
    }
}

/// Every cue and bed of a sheet, beds first, each in the sheet's order.
pub fn of_sheet(sheet: &CueSheet) -> Vec<Row> {
    let beds = sheet.beds.iter().map(|bed| Row {
        id: Some(bed.id.clone()),
        part: Some(Part::Bed),
        t: bed.t0,
        end: Some(bed.t1),
        class: bed.class.clone(),
        words: name_of(&bed.class),
        gain_db: Some(bed.gain_db),
        seed: bed.seed,
        lock: Some(bed.lock),
        mute: Some(bed.mute),
        ..Row::default()
    });
    let cues = sheet.cues.iter().map(|cue| {
        let (part, end) = match cue.when {
            When::At { .. } => (Part::Moment, None),
            When::Span { t1, .. } => (Part::Stretch, Some(t1)),
        };
        Row {
            id: Some(cue.id.clone()),
            part: Some(part),
            t: cue.when.begin(),
            end,
            class: cue.class.clone(),
            words: name_of(&cue.class),
            velocity: Some(cue.velocity),
            gain_db: Some(cue.gain_db),
            pan: Some(cue.pos.az.clone()),
            dist: Some(cue.pos.dist),
            seed: cue.seed,
            lock: Some(cue.lock),
            mute: Some(cue.mute),
            ..Row::default()
        }
    });
    beds.chain(cues).collect()
}

/// How people call a class; nothing where it has no name of its own.
pub fn name_of(class: &str) -> String {
    let known = spot::classes().iter().find(|known| known.id == class);
    known.map(|known| known.name_en.clone()).unwrap_or_default()
}
