//! Whether a class is recognised: the rank of its AudioSet names among the tagger's labels.

use super::ear::{Filling, at_16_khz};
use super::held_out::is_held_out;
use super::references::References;
use super::rendition::{cast_of, kit, master_of, sheet_of};
use super::tagger::Tagger;
use anyhow::Result;
use engine::dsp::Stereo;
use engine::spot::{Class, classes};
use engine::{CueSheet, Kit, Library};
use std::path::Path;
use std::sync::Arc;

/// Tags that are shown.
pub const SHOWN: usize = 5;
/// The worst rank that counts as recognised.
const RECOGNISED: usize = 5;
/// A recording that the tagger is less sure of than this is none to be measured by.
const SUREST_MISS: f32 = 0.01;

/// A sheet and how it sounds.
pub type Made = (CueSheet, Stereo);

/// What is made of a class, before anybody judges it.
pub struct Rendition {
    /// The class.
    pub class: &'static Class,
    /// Whether nobody may tag it while tuning.
    pub is_held_out: bool,
    /// From its models alone; `None` where it has no sound of its own.
    pub alone: Option<Made>,
    /// From the recordings that would be chosen for it; `None` where there are none.
    pub cast: Option<Made>,
}

impl Rendition {
    /// Renders a class, from recordings too where there are packs.
    ///
    /// # Errors
    /// When its sheet would be refused.
    pub fn of(class: &'static Class, packs: Option<&Arc<dyn Library>>) -> Result<Rendition> {
        let sheet = sheet_of(class)?;
        let sound = |sheet: CueSheet, kit: &Kit| -> Result<Made> {
            let sound = master_of(&sheet, kit)?.mix;
            Ok((sheet, sound))
        };
        let cast = match (&sheet, packs) {
            (Some(sheet), Some(packs)) => cast_of(sheet, packs.as_ref()),
            _ => None,
        };
        let lent = Kit { library: packs.cloned(), ..kit(1) };
        Ok(Rendition {
            class,
            is_held_out: is_held_out(&class.id),
            alone: sheet.map(|sheet| sound(sheet, &kit(1))).transpose()?,
            cast: cast.map(|sheet| sound(sheet, &lent)).transpose()?,
        })
    }

    /// What users hear: recordings where there are any.
    pub fn into_heard(self) -> Option<Made> {
        self.cast.or(self.alone)
    }
}

/// What the tagger hears in one sound of a class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// The best of the class's names and its place among all labels, 1 = first; `None` where it has no name.
    pub best: Option<(String, usize, f32)>,
    /// The best labels.
    pub tags: Vec<(String, f32)>,
}

impl Heard {
    fn is_among_the_first(&self) -> bool {
        self.best.as_ref().is_some_and(|(_, rank, _)| *rank <= RECOGNISED)
    }

    fn is_half_as_sure_as(&self, real: f32) -> bool {
        self.best.as_ref().is_some_and(|(_, _, score)| *score >= 0.5 * real)
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
    /// From models alone; `None` where there is nothing to hear.
    pub alone: Option<Heard>,
    /// From recordings; `None` where the packs have none.
    pub cast: Option<Heard>,
    /// The best score that a recording of the class has.
    pub reference: Option<f32>,
}

impl Verdict {
    /// Whether the class counts.
    pub fn is_mapped(&self) -> bool {
        self.mapped.len() > self.unknown.len()
    }

    /// From models alone: among the first five, or at least half as sure as of a recording.
    pub fn passes(&self) -> bool {
        self.alone.as_ref().is_some_and(|heard| {
            heard.is_among_the_first() || self.reference.is_some_and(|real| heard.is_half_as_sure_as(real))
        })
    }

    /// With packs: a recording has to be among the first five, since beside itself it always passes.
    pub fn passes_with_packs(&self) -> bool {
        self.cast.as_ref().map_or_else(|| self.passes(), Heard::is_among_the_first)
    }
}

/// A class, and rank and score of its recording with each way of filling a window.
pub type Compared = (String, [(usize, f32); 3]);

/// The ears and the recordings to judge by.
pub struct Judge {
    tagger: Tagger,
    filling: Filling,
    references: References,
}

impl Judge {
    /// Opens the tagger.
    ///
    /// # Errors
    /// When it is not there.
    pub fn new(tagger: &Path, filling: Filling, references: References) -> Result<Judge> {
        Ok(Judge { tagger: Tagger::open(tagger)?, filling, references })
    }

    /// Judges the rendition of a class.
    ///
    /// # Errors
    /// When the net or a recording fails.
    pub fn judge(&self, rendition: &Rendition) -> Result<Verdict> {
        let class = rendition.class;
        let known = |name: &&String| self.tagger.index(name).is_none();
        let hear = |made: &Option<Made>| {
            made.as_ref().map(|(_, sound)| self.hear(class, &at_16_khz(sound))).transpose()
        };
        Ok(Verdict {
            id: class.id.clone(),
            mapped: class.audioset.clone(),
            unknown: class.audioset.iter().filter(known).cloned().collect(),
            alone: hear(&rendition.alone)?,
            cast: hear(&rendition.cast)?,
            reference: self.reference(class)?,
        })
    }

    fn hear(&self, class: &Class, heard: &[f32]) -> Result<Heard> {
        let scores = self.tagger.scores(heard, self.filling)?;
        Ok(Heard { best: self.best_of(&class.audioset, &scores), tags: self.tagger.best(&scores, SHOWN) })
    }

    /// The best score of a recording of the class: the strictest that ours can be compared with.
    fn reference(&self, class: &Class) -> Result<Option<f32>> {
        let mut most = None;
        for take in self.references.of(&class.id)? {
            let score = self.hear(class, &take)?.best.map(|(_, _, score)| score);
            most = [most, score].into_iter().flatten().reduce(f32::max);
        }
        Ok(most.filter(|score| *score >= SUREST_MISS))
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
            let Some(heard) = self.references.of(&class.id)?.into_iter().next() else { continue };
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

    fn heard(rank: usize, score: f32) -> Option<Heard> {
        Some(Heard { best: Some(("Rain".into(), rank, score)), tags: Vec::new() })
    }

    fn verdict(rank: usize, score: f32, reference: Option<f32>) -> Verdict {
        Verdict { alone: heard(rank, score), reference, ..Verdict::default() }
    }

    #[test]
    fn the_fifth_passes_and_the_sixth_only_beside_a_recording_that_is_no_surer_than_twice() {
        assert!(verdict(5, 0.01, None).passes() && !verdict(6, 0.4, None).passes());
        assert!(verdict(40, 0.4, Some(0.8)).passes() && !verdict(40, 0.39, Some(0.8)).passes());
        assert!(!Verdict { reference: Some(0.0), ..Verdict::default() }.passes());
    }

    #[test]
    fn a_recording_is_not_measured_by_itself_and_a_class_without_one_is_heard_from_its_model() {
        let cast = |rank| Verdict { cast: heard(rank, 0.4), ..verdict(1, 0.4, Some(0.4)) };
        assert!(cast(5).passes_with_packs() && !cast(6).passes_with_packs());
        assert!(verdict(3, 0.1, None).passes_with_packs() && !verdict(6, 0.1, None).passes_with_packs());
    }

    #[test]
    fn equal_scores_share_the_better_place() {
        assert_eq!([0.9, 0.5, 0.1].map(|score| rank(&[0.5, 0.9, 0.5, 0.1], score)), [1, 2, 4]);
    }
}
