//! What could sound here: one score for every class at every moment and in every shot.
//!
//! score(c) = 4 prompt(c) + 2 Σ p(thing) M(thing, c) + Σ p(place) A(place, c) + 1.5 motion(c) + ln prior(c); the best class
//! is taken where it leads clearly, else the family that it belongs to: a wrong specific sound costs more than a neutral one.

mod associations;
mod evidence;
mod ground;

pub use evidence::{Evidence, at_moment, of_shot};
pub use ground::ground;

use associations::associations;
use std::collections::BTreeMap;

/// Weights of prompt, things, place and motion.
const WEIGHT: Weight = Weight { prompt: 4.0, thing: 2.0, place: 1.0, motion: 1.5 };
/// How much a unit of score counts before probabilities are taken: a dozen even rivals must not drown a clear leader.
const SHARPNESS: f32 = 4.0;
/// Prior of a class that only a prompt can bring in.
const UNUSUAL: f32 = -1.0;
/// By how much the best class must lead over any other.
const MARGIN: f32 = 0.25;

struct Weight {
    prompt: f32,
    thing: f32,
    place: f32,
    motion: f32,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The class.
    pub class: String,
    /// Probability of it, or of its whole family where it stands for one.
    pub conf: f32,
    /// The class that would have been taken had it led more clearly.
    pub instead_of: Option<String>,
    /// What spoke for it, strongest first: `car .84`.
    pub why: Vec<String>,
}

/// The class that the evidence speaks for.
pub fn verdict(evidence: &Evidence) -> Verdict {
    let shares = shares(evidence);
    let (best, p) = match evidence.prompted {
        Some(class) => (class, shares.get(class).copied().unwrap_or(0.0)),
        None => most(&shares),
    };
    let rival = shares.iter().filter(|(class, _)| **class != best).map(|(_, p)| *p).fold(0.0, f32::max);
    let parent = associations().parent.get(best).map(String::as_str);
    let why = |class: &str| evidence.reasons(class);
    match parent.filter(|_| p - rival <= MARGIN && evidence.prompted != Some(best)) {
        Some(parent) => {
            let in_family = |class: &str| {
                class == parent || associations().parent.get(class).is_some_and(|p| p == parent)
            };
            // Those of the family for which something speaks; the others' priors are no knowledge.
            let speaks = |class: &str| class == best || evidence.speaks_for(class);
            let members = shares.iter().filter(|(class, _)| in_family(class) && speaks(class));
            let family = members.map(|(_, p)| p).sum();
            Verdict { class: parent.into(), conf: family, instead_of: Some(best.into()), why: why(best) }
        }
        None => Verdict { class: best.into(), conf: p, instead_of: None, why: why(best) },
    }
}

fn most<'a>(shares: &BTreeMap<&'a str, f32>) -> (&'a str, f32) {
    let first = ("OBJECTS-MISC", 0.0);
    shares.iter().fold(first, |best, (class, p)| if *p > best.1 { (*class, *p) } else { best })
}

/// Softmax of the scores.
fn shares(evidence: &Evidence) -> BTreeMap<&'static str, f32> {
    let priors = associations().prior.of(evidence.slot);
    let usual = priors.iter().map(|(class, prior)| (class.as_str(), *prior));
    // A prompt may name what nobody would guess.
    let named = evidence.prompted.filter(|class| !priors.contains_key(*class)).map(|class| (class, UNUSUAL));
    let scores: Vec<(&str, f32)> = usual
        .chain(named)
        .map(|(class, prior)| (class, SHARPNESS * (prior + score(evidence, class))))
        .collect();
    let top = scores.iter().map(|s| s.1).fold(f32::MIN, f32::max);
    let exps: Vec<(&str, f32)> = scores.into_iter().map(|(class, s)| (class, libm::expf(s - top))).collect();
    let sum: f32 = exps.iter().map(|e| e.1).sum();
    exps.into_iter().map(|(class, e)| (class, e / sum)).collect()
}

fn score(evidence: &Evidence, class: &str) -> f32 {
    let sum = |list: &[evidence::Voice]| list.iter().map(|voice| voice.says(class)).sum::<f32>();
    let prompted = f32::from(u8::from(evidence.prompted == Some(class)));
    WEIGHT.prompt * prompted
        + WEIGHT.thing * sum(&evidence.things)
        + WEIGHT.place * sum(&evidence.places)
        + WEIGHT.motion * sum(&evidence.motion)
}

#[cfg(test)]
mod tests;
