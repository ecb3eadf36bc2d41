//! ASMR: everything near and gentle, and small sounds of brush and cloth between the others.

use super::Wishes;
use super::asked::thousandth;
use super::whereabouts::hundredth;
use crate::Scene;
use crate::Seed;
use crate::cues::{Azimuth, Cloth, ClothKind, Course, Cue, Position, Sound, When};
use crate::dsp::Chance;
use crate::render::side_at;

/// Longest stretch without a sound, seconds.
const GAP_S: f64 = 1.4;

/// Brings cues near and adds small sounds: about one for every two, and in every gap.
pub fn near_and_fine(cues: &mut Vec<Cue>, scene: &Scene, wishes: &Wishes) {
    cues.retain(|cue| is_asked(cue) || is_gentle(&cue.sound));
    for cue in cues.iter_mut() {
        // What has no place of its own goes slowly from ear to ear.
        if cue.pos.az == Azimuth::Still(0.0) {
            cue.pos.az = Azimuth::Still(libm::roundf(side_at(cue.when.begin())));
        }
        // Places from the picture are near already; those from the lexicon and the prompt are not.
        if cue.pos.dist > 0.35 {
            cue.pos.dist = hundredth((cue.pos.dist * 0.1).clamp(0.12, 0.35));
        }
        cue.velocity = hundredth((cue.velocity * 0.85).clamp(0.1, 0.8));
    }
    if !wishes.only_named() && wishes.allows("FOLEY-PROP") {
        let fine = fine(cues, scene.duration);
        cues.extend(fine);
    }
}

fn is_asked(cue: &Cue) -> bool {
    cue.from.first().is_some_and(|why| why.starts_with("prompt"))
}

/// Close and small, best made by hands: what is loud or far away would only frighten.
fn is_gentle(sound: &Sound) -> bool {
    !matches!(
        sound,
        Sound::Blast(_)
            | Sound::Thunder(_)
            | Sound::Signal(_)
            | Sound::Crowd(_)
            | Sound::Designed(_)
            | Sound::Machine(_)
            | Sound::Whoosh(_)
            | Sound::Shatter(_)
    )
}

fn fine(cues: &[Cue], duration: f64) -> Vec<Cue> {
    let mut times: Vec<f64> = cues.iter().map(|cue| cue.when.begin()).collect();
    times.sort_by(f64::total_cmp);
    let mut chance = Chance::new(Seed::of(&[b"fine", &(times.len() as u64).to_le_bytes()]));
    let mut added = Vec::new();
    let mut last = 0.0;
    for (i, t) in times.iter().copied().chain([duration]).enumerate() {
        // Predictable with variation: the rhythm of the hand wanders by a tenth.
        while t - last > GAP_S {
            last += GAP_S * 0.8 * f64::from(chance.within(0.9, 1.1));
            added.push(last);
        }
        if i % 2 == 1 && t - last > 0.5 {
            added.push((t + last) / 2.0);
        }
        last = t.max(last);
    }
    added.retain(|t| t + 0.5 < duration);
    added.into_iter().enumerate().map(|(i, t)| brush(i, t)).collect()
}

fn brush(i: usize, t: f64) -> Cue {
    let t0 = thousandth(t);
    Cue {
        id: format!("a{i}"),
        when: When::Span { t0, t1: thousandth(t + 0.42) },
        class: "FOLEY-PROP".into(),
        sound: Sound::Cloth(Cloth { kind: if i % 3 == 2 { ClothKind::Silk } else { ClothKind::Brush } }),
        velocity: 0.45,
        gain_db: -6.0,
        pos: Position { az: Azimuth::Still(libm::roundf(side_at(t))), el: 0.0, dist: 0.2 },
        env: Course { t: vec![t0, thousandth(t + 0.15), thousandth(t + 0.42)], v: vec![0.1, 1.0, 0.1] },
        conf: 0.6,
        from: vec!["asmr detail".into()],
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    }
}
