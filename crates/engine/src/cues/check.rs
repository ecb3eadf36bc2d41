//! Whether an edited sheet can be rendered: ranges, order, identity.

use super::{Azimuth, Bed, Course, CueSheet, VERSION, When};
use crate::{Error, Result};
use std::collections::BTreeSet;

/// Most cues and beds in one sheet.
const MOST: usize = 2_000;

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
        self.cues.iter().try_for_each(|cue| self.check_cue(cue))?;
        self.beds.iter().try_for_each(|bed| self.check_bed(bed))
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
        match cue.when {
            When::At { t } => within(&cue.id, "t", t, 0.0, self.duration)?,
            When::Span { t0, t1 } => self.span(&cue.id, t0, t1)?,
        }
        within(&cue.id, "velocity", f64::from(cue.velocity), 0.0, 1.0)?;
        within(&cue.id, "gain_db", f64::from(cue.gain_db), -100.0, 40.0)?;
        within(&cue.id, "pos.dist", f64::from(cue.pos.dist), 0.05, 10_000.0)?;
        if let Azimuth::Path(path) = &cue.pos.az
            && (path.is_empty() || !path.is_sorted_by(|a, b| a.0 <= b.0))
        {
            return refuse(format!("{}: pos.az is a path whose times must increase", cue.id));
        }
        if let Azimuth::Path(path) = &cue.pos.az
            && path.iter().any(|(t, az)| !t.is_finite() || !az.is_finite())
        {
            return refuse(format!("{}: pos.az holds a number that is not finite", cue.id));
        }
        check_course(&cue.id, &cue.env)
    }

    fn check_bed(&self, bed: &Bed) -> Result<()> {
        self.span(&bed.id, bed.t0, bed.t1)?;
        within(&bed.id, "gain_db", f64::from(bed.gain_db), -100.0, 40.0)?;
        within(&bed.id, "fade_in", bed.fade_in, 0.0, self.duration)?;
        within(&bed.id, "fade_out", bed.fade_out, 0.0, self.duration)?;
        within(&bed.id, "spread", f64::from(bed.spread), 0.0, 1.0)?;
        check_course(&bed.id, &bed.env)
    }

    fn span(&self, id: &str, t0: f64, t1: f64) -> Result<()> {
        within(id, "t0", t0, 0.0, self.duration)?;
        within(id, "t1", t1, t0, self.duration + 1.0)
    }
}

fn check_course(id: &str, course: &Course) -> Result<()> {
    let finite = course.t.iter().all(|t| t.is_finite()) && course.v.iter().all(|v| v.is_finite());
    if course.t.len() == course.v.len() && course.t.is_sorted() && finite {
        return Ok(());
    }
    refuse(format!("{id}: env has as many values as times, and the times increase"))
}

fn within(id: &str, field: &str, value: f64, least: f64, most: f64) -> Result<()> {
    if value.is_finite() && (least..=most).contains(&value) {
        return Ok(());
    }
    refuse(format!("{id}: {field} is {value}; {least} to {most} is accepted"))
}

fn refuse<T>(sentence: String) -> Result<T> {
    Err(Error::Refused(sentence))
}
