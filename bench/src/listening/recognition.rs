//! Whether a class is recognised: the rank of its AudioSet names among the tagger's labels.

use super::ear::{Filling, at_16_khz};
use super::held_out::is_held_out;
use super::references::{five_seconds, recordings};
use super::rendition::{kit, master_of, sheet_of};
use super::tagger::Tagger;
use anyhow::Result;
use engine::CueSheet;
use engine::dsp::Stereo;
use engine::spot::{Class, classes};
use std::path::Path;

/// Tags that are shown.
pub const SHOWN: usize = 5;
/// The worst rank that counts as recognised.
const RECOGNISED: usize = 5;

/// What is made of a class, before anybody judges it.
pub struct Rendition {
    /// The class.
    pub class: &'static Class,
    /// Whether nobody may tag it while tuning.
    pub is_held_out: bool,
    /// Its sheet and its sound; `None` where it has no sound of its own.
    pub made: Option<(CueSheet, Stereo)>,
}

impl Rendition {
    /// Renders a class.
    ///
    /// # Errors
    /// When its sheet would be refused.
    pub fn of(class: &'static Class) -> Result<Rendition> {
        let made = match sheet_of(class)? {
            Some(sheet) => {
                let sound = master_of(&sheet, &kit(1))?.mix;
                Some((sheet, sound))
            }
            None => None,
        };
        Ok(Rendition { class, is_held_out: is_held_out(&class.id), made })
    }
}

/// What the tagger says of one class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// The class.
    pub id: String,
    /// Its names in AudioSet.
    pub mapped: Vec<String>,
    /// Names that the tagger does not know.
    pub unknown: Vec<String>,
    /// The best of them and its place among all labels, 1 = first; `None` where there is no sound or no name.
    pub best: Option<(String, usize, f32)>,
    /// The best score that a recording of the class has.
    pub reference: Option<f32>,
    /// The best labels.
    pub tags: Vec<(String, f32)>,
    /// Whether there is anything to hear.
    pub is_made: bool,
}

impl Verdict {
    /// Whether the class counts.
    pub fn is_mapped(&self) -> bool {
        self.mapped.len() > self.unknown.len()
    }

    /// Among the first five, or at least half as sure as of a recording.
    pub fn passes(&self) -> bool {
        self.best.as_ref().is_some_and(|(_, rank, score)| {
            *rank <= RECOGNISED || self.reference.is_some_and(|real| *score >= 0.5 * real)
        })
    }
}

/// A class, and rank and score of its recording with each way of filling a window.
pub type Compared = (String, [(usize, f32); 3]);

/// The ears and the recordings to judge by.
pub struct Judge {
    tagger: Tagger,
    filling: Filling,
    references: std::collections::BTreeMap<String, std::path::PathBuf>,
}

impl Judge {
    /// Opens the tagger, and lists the recordings.
    ///
    /// # Errors
    /// When one is not there.
    pub fn new(tagger: &Path, filling: Filling, references: Option<&Path>) -> Result<Judge> {
        Ok(Judge { tagger: Tagger::open(tagger)?, filling, references: recordings(references)? })
    }

    /// Judges the rendition of a class.
    ///
    /// # Errors
    /// When the net or a recording fails.
    pub fn judge(&self, rendition: &Rendition) -> Result<Verdict> {
        let class = rendition.class;
        let known = |name: &&String| self.tagger.index(name).is_none();
        let mut verdict = Verdict {
            id: class.id.clone(),
            mapped: class.audioset.clone(),
            unknown: class.audioset.iter().filter(known).cloned().collect(),
            is_made: rendition.made.is_some(),
            ..Verdict::default()
        };
        if let Some((_, sound)) = &rendition.made {
            let scores = self.tagger.scores(&at_16_khz(sound), self.filling)?;
            verdict.best = self.best_of(&class.audioset, &scores);
            verdict.tags = self.tagger.best(&scores, SHOWN);
        }
        if let Some(path) = self.references.get(&class.id) {
            let scores = self.tagger.scores(&five_seconds(path)?, self.filling)?;
            verdict.reference = self.best_of(&class.audioset, &scores).map(|(_, _, score)| score);
        }
        Ok(verdict)
    }

    /// The best labels of any sound.
    ///
    /// # Errors
    /// When the net fails.
    pub fn tags(&self, sound: &Stereo) -> Result<Vec<(String, f32)>> {
        Ok(self.tagger.best(&self.tagger.scores(&at_16_khz(sound), self.filling)?, SHOWN))
    }

    /// The recordings of the open classes with each way of filling a window, in the order of [`Filling`].
    ///
    /// # Errors
    /// When the net or a recording fails.
    pub fn fillings(&self) -> Result<Vec<Compared>> {
        let mut lines = Vec::new();
        for class in classes().iter().filter(|class| !is_held_out(&class.id)) {
            let Some(path) = self.references.get(&class.id) else { continue };
            let heard = five_seconds(path)?;
            let mut found = [(0, 0.0); 3];
            for (slot, filling) in found.iter_mut().zip([Filling::AsItIs, Filling::Repeated, Filling::Padded])
            {
                let scores = self.tagger.scores(&heard, filling)?;
                *slot = self.best_of(&class.audioset, &scores).map_or((0, 0.0), |(_, rank, s)| (rank, s));
            }
            lines.push((class.id.clone(), found));
        }
        Ok(lines)
    }

    fn best_of(&self, names: &[String], scores: &[f32]) -> Option<(String, usize, f32)> {
        let found = |name: &String| {
            let score = scores[self.tagger.index(name)?];
            Some((name.clone(), rank(scores, score), score))
        };
        names.iter().filter_map(found).min_by_key(|(_, rank, _)| *rank)
    }
}

/// The place of a score, 1 for the best.
fn rank(scores: &[f32], score: f32) -> usize {
    1 + scores.iter().filter(|s| **s > score).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rank: usize, score: f32, reference: Option<f32>) -> Verdict {
        Verdict { best: Some(("Rain".into(), rank, score)), reference, is_made: true, ..Verdict::default() }
    }

    #[test]
    fn the_fifth_passes_and_the_sixth_only_beside_a_recording_that_is_no_surer_than_twice() {
        assert!(verdict(5, 0.01, None).passes() && !verdict(6, 0.4, None).passes());
        assert!(verdict(40, 0.4, Some(0.8)).passes() && !verdict(40, 0.39, Some(0.8)).passes());
        assert!(!Verdict { reference: Some(0.0), ..Verdict::default() }.passes());
    }

    #[test]
    fn equal_scores_share_the_better_place() {
        assert_eq!([0.9, 0.5, 0.1].map(|score| rank(&[0.5, 0.9, 0.5, 0.1], score)), [1, 2, 4]);
    }
}
