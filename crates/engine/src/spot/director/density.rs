//! Keeps the foreground clear: refractory times, at most three at once and eight a second, the more important ones; the
//! others are a texture under them.

use super::whereabouts::hundredth;
use crate::cues::{Course, Crumple, CrumpleKind, Cue, Material, Sound, When};
use crate::spot::lexicon::lexicon;

/// Cues closer than this are heard at once, seconds.
const AT_ONCE_S: f64 = 0.06;

/// Beside a louder one a cue that nobody asked for steps back, decibels.
const BESIDE_DB: f32 = -6.0;
/// So many blows that found no place, with no pause longer than this (seconds) between them, are a texture.
const TEXTURE: usize = 6;
const PAUSE_S: f64 = 0.4;

/// Leaves out what is too much; spans are left alone. What is left out in numbers is heard as a texture.
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
    let mut left = Vec::new();
    for mut cue in moments {
        if !fits(&cue, &kept) {
            left.push(cue);
            continue;
        }
        let t = cue.when.begin();
        let beside = |other: &Cue| matches!(other.when, When::At { t: at } if (at - t).abs() < AT_ONCE_S);
        if !is_named(&cue) && kept.iter().any(beside) {
            cue.gain_db += BESIDE_DB;
        }
        kept.push(cue);
    }
    kept.extend(textures(left));
    kept
}

/// Blows that found no place, as stretches of many small ones.
fn textures(mut left: Vec<Cue>) -> Vec<Cue> {
    left.retain(|cue| matches!(cue.sound, Sound::Impact(_)) && !is_named(cue));
    left.sort_by(|a, b| a.when.begin().total_cmp(&b.when.begin()).then_with(|| a.id.cmp(&b.id)));
    let near = |a: &Cue, b: &Cue| b.when.begin() - a.when.begin() <= PAUSE_S;
    left.chunk_by(near).filter(|group| group.len() >= TEXTURE).map(texture).collect()
}

fn texture(group: &[Cue]) -> Cue {
    let (t0, last) = (group[0].when.begin(), group[group.len() - 1].when.begin());
    let loudest = group.iter().max_by(|a, b| a.velocity.total_cmp(&b.velocity)).unwrap_or(&group[0]);
    let most = (group.len() as f32 / 20.0).clamp(0.2, 1.0);
    let t1 = last + 0.2;
    Cue {
        id: format!("m{:05}", (t0 * 1_000.0) as u64),
        when: When::Span { t0, t1 },
        sound: Sound::Crumple(Crumple { kind: grains(&loudest.sound), size: hundredth(most) }),
        gain_db: loudest.gain_db + BESIDE_DB,
        env: Course { t: vec![t0, t0 + 0.05, last, t1], v: vec![0.4, 1.0, 1.0, 0.2] },
        from: vec![format!("{} more blows", group.len())],
        ..loudest.clone()
    }
}

/// What many small ones of a blow sound like.
fn grains(sound: &Sound) -> CrumpleKind {
    match sound {
        Sound::Impact(impact) => match impact.material {
            Material::Glass | Material::Ceramic | Material::Metal | Material::SheetMetal => CrumpleKind::Ice,
            Material::Plastic | Material::Rubber => CrumpleKind::Bag,
            Material::Soil => CrumpleKind::Leaves,
            _ => CrumpleKind::Chips,
        },
        _ => CrumpleKind::Chips,
    }
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
