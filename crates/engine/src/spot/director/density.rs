//! Keeps the foreground clear: refractory times, at most three at once and eight a second, the more important ones.

use crate::cues::{Cue, Sound, When};
use crate::spot::lexicon::lexicon;

/// Cues closer than this are heard at once, seconds.
const AT_ONCE_S: f64 = 0.06;

/// Drops what is too much; spans are left alone.
pub fn thinned(cues: Vec<Cue>) -> Vec<Cue> {
    let (mut moments, mut kept): (Vec<Cue>, Vec<Cue>) =
        cues.into_iter().partition(|cue| matches!(cue.when, When::At { .. }));
    let rank = |cue: &Cue| (is_named(cue), lexicon().class(&cue.class).map_or(5, |c| c.priority));
    moments.sort_by(|a, b| {
        let louder = (b.velocity + b.gain_db / 24.0).total_cmp(&(a.velocity + a.gain_db / 24.0));
        rank(b)
            .cmp(&rank(a))
            .then(louder)
            .then(a.when.begin().total_cmp(&b.when.begin()))
            .then_with(|| a.id.cmp(&b.id))
    });
    for cue in moments {
        if fits(&cue, &kept) {
            kept.push(cue);
        }
    }
    kept
}

fn is_named(cue: &Cue) -> bool {
    cue.from.first().is_some_and(|why| why.starts_with("prompt"))
}

fn fits(cue: &Cue, kept: &[Cue]) -> bool {
    let t = cue.when.begin();
    let near = |within: f64| {
        let close = move |other: &&Cue| matches!(other.when, When::At { t: at } if (at - t).abs() < within);
        kept.iter().filter(close)
    };
    let same = near(refractory_s(&cue.sound)).any(|other| alike(&other.sound, &cue.sound));
    // No second may begin at any cue, this one included, and hold more than eight.
    let around: Vec<f64> = near(1.0).map(|other| other.when.begin()).collect();
    let held = |from: f64| around.iter().filter(|&&other| (from..from + 1.0).contains(&other)).count();
    let crowded = around.iter().chain([&t]).any(|&from| (from..from + 1.0).contains(&t) && held(from) >= 8);
    !same && !crowded && near(AT_ONCE_S).count() < 3
}

fn alike(a: &Sound, b: &Sound) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// How long a kind of sound needs before it can happen again, seconds.
pub fn refractory_s(sound: &Sound) -> f64 {
    match sound {
        Sound::Footstep(_) => 0.18,
        Sound::Impact(_) => 0.08,
        Sound::Whoosh(_) => 0.25,
        Sound::Thunder(_) => 1.0,
        _ => 0.12,
    }
}
