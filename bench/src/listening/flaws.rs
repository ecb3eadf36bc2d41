//! What must not be in any sample: no number, denormal numbers, a constant, a step at an edge, a click within.

use super::rendition::{kit, sheet_of};
use crate::watching::table::aligned;
use anyhow::Result;
use engine::dsp::{Stereo, db};
use engine::report::listen;
use engine::spot::{Kind, classes};
use engine::{CueSheet, Patient, mix, render};

/// A constant, decibels below full scale.
const LARGEST_DC_DB: f32 = -60.0;
/// Share of denormal samples that would slow a mix down.
const MOST_DENORMALS: f32 = 0.01;
/// A step from or to silence, decibels under the sound's own peak.
const LARGEST_STEP_DB: f32 = -40.0;
/// A bend this many times as sharp as the sharpest of the 20 ms around it, within even textures, is a click.
const SHARPEST: f32 = 12.0;
/// A cut bends one sample or two. A snap of a fire or a leaf rings: more samples than this bend half as sharply around it.
const MOST_BENT: usize = 3;
/// Samples that are looked at as one: a millisecond.
const PART: usize = 48;
/// Parts on either side that one is compared with; its two neighbours are left out.
const AROUND: usize = 11;

/// What was found in the renditions of a class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flaws {
    /// The class.
    pub id: String,
    /// Samples that are no number.
    pub not_numbers: usize,
    /// Share of samples that are denormal.
    pub denormals: f32,
    /// Largest mean of a channel, decibels below full scale.
    pub dc_db: f32,
    /// First and last step, decibels under the peak.
    pub steps_db: [f32; 2],
    /// The bend that stands out most among its neighbours: how many times, and when; of textures only.
    pub bend: Option<(f32, f64)>,
}

impl Flaws {
    /// What is wrong, in words.
    pub fn named(&self) -> Vec<&'static str> {
        let found = [
            (self.not_numbers > 0, "not a number"),
            (self.denormals > MOST_DENORMALS, "denormal"),
            (self.dc_db > LARGEST_DC_DB, "dc"),
            (self.steps_db[0] > LARGEST_STEP_DB && self.bend.is_some(), "steps in"),
            (self.steps_db[1] > LARGEST_STEP_DB, "breaks off"),
            (self.bend.is_some_and(|(sharp, _)| sharp > SHARPEST), "clicks"),
        ];
        found.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect()
    }
}

/// Looks at the stems of every class with a sound, before any edge is faded, and at the constant of its master.
///
/// # Errors
/// When a sheet fails.
pub fn all() -> Result<Vec<Flaws>> {
    let mut all = Vec::new();
    for class in classes() {
        let Some(sheet) = sheet_of(class)? else { continue };
        let flaws = flaws_of(&sheet, class.kind != Kind::Event)?;
        all.push(Flaws { id: class.id.clone(), ..flaws });
    }
    Ok(all)
}

fn flaws_of(sheet: &CueSheet, is_texture: bool) -> Result<Flaws> {
    // One cue alone, so that its end is not covered by the next; a bed shorter than the clip, so that it has an end.
    let mut one = sheet.clone();
    one.duration += 5.0;
    one.cues.truncate(1);
    one.cues.iter_mut().for_each(|cue| cue.when = engine::cues::When::At { t: 2.0 });
    let stems = render::stems(&one, &kit(1), &Patient)?;
    let sound = if is_texture { stems.ambience } else { stems.foley };
    let whole = render::stems(sheet, &kit(1), &Patient)?;
    let master = mix::master(&whole, sheet);
    Ok(Flaws {
        dc_db: listen(&master.mix).dc_db,
        bend: is_texture.then(|| sharpest_bend(&sound.left)),
        ..samples_of(&sound)
    })
}

fn samples_of(sound: &Stereo) -> Flaws {
    let all = || sound.channels().into_iter().flatten();
    let denormal = all().filter(|x| x.is_subnormal()).count();
    let peak = sound.peak().max(1e-9);
    let loud = |x: &&f32| x.abs() > 1e-6 * peak;
    let first = sound.left.iter().find(loud).copied().unwrap_or(0.0);
    let last = sound.left.iter().rev().find(loud).copied().unwrap_or(0.0);
    Flaws {
        not_numbers: all().filter(|x| !x.is_finite()).count(),
        denormals: denormal as f32 / (2 * sound.len()).max(1) as f32,
        steps_db: [first, last].map(|x| db(x.abs() / peak)),
        ..Flaws::default()
    }
}

/// The second difference against the largest of its neighbours: a sound that crackles evenly has sharp neighbours, one that
/// snaps now and then rings where it does, a cut has neither.
pub(super) fn sharpest_bend(mono: &[f32]) -> (f32, f64) {
    let bends: Vec<f32> = mono.windows(3).map(|x| (x[0] - 2.0 * x[1] + x[2]).abs()).collect();
    let most = |range: &[f32]| range.iter().copied().fold(0.0, f32::max);
    let parts: Vec<f32> = bends.chunks(PART).map(most).collect();
    let least = 1e-3 * most(&parts);
    let mut found = (0.0, 0.0);
    for (i, &bend) in parts.iter().enumerate() {
        let before = &parts[i.saturating_sub(AROUND)..i.saturating_sub(1)];
        let after = &parts[(i + 2).min(parts.len())..(i + AROUND).min(parts.len())];
        let sharp = bend / most(before).max(most(after)).max(least);
        if sharp > found.0 && is_lone(&bends, i * PART, bend) {
            found = (sharp, (i * PART) as f64 / f64::from(engine::RATE));
        }
    }
    found
}

/// Whether hardly any sample around the sharpest of a part bends nearly as sharply.
fn is_lone(bends: &[f32], part: usize, sharpest: f32) -> bool {
    let around = &bends[part.saturating_sub(PART)..(part + 2 * PART).min(bends.len())];
    around.iter().filter(|bend| **bend >= 0.5 * sharpest).count() <= MOST_BENT
}

/// The table: what is flawed first.
pub fn table(mut all: Vec<Flaws>) -> String {
    all.sort_by_key(|flaws| std::cmp::Reverse(flaws.named().len()));
    let header = [
        "class",
        "no number",
        "denormal",
        "DC, dB",
        "first step, dB",
        "last step, dB",
        "sharpest bend",
        "flaws",
    ];
    let mut lines = vec![header.map(String::from).to_vec()];
    for flaws in &all {
        lines.push(vec![
            flaws.id.clone(),
            flaws.not_numbers.to_string(),
            format!("{:.4}", flaws.denormals),
            format!("{:.0}", flaws.dc_db),
            format!("{:.0}", flaws.steps_db[0]),
            format!("{:.0}", flaws.steps_db[1]),
            flaws.bend.map_or("–".into(), |(sharp, t)| format!("{sharp:.1} at {t:.3} s")),
            flaws.named().join(", "),
        ]);
    }
    let flawless = all.iter().filter(|flaws| flaws.named().is_empty()).count();
    format!("{}{flawless} of {} classes without a flaw.\n", aligned(&lines), all.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::Seed;
    use engine::dsp::{Chance, OnePole};

    /// Dull noise that fades in and out.
    fn rumble(hole: Option<usize>) -> Stereo {
        let mut chance = Chance::new(Seed(1));
        let (mut dull, mut duller) = (OnePole::new(400.0), OnePole::new(400.0));
        let mut mono: Vec<f32> = (0..48_000).map(|_| duller.low(dull.low(chance.white()))).collect();
        engine::dsp::fade(&mut mono, 2_400, 2_400);
        if let Some(at) = hole {
            mono[at..].iter_mut().for_each(|x| *x += 0.5);
            mono[at + 9_600..].iter_mut().for_each(|x| *x -= 0.5);
        }
        Stereo::of_mono(&mono)
    }

    #[test]
    fn a_cut_within_even_noise_is_a_click_and_the_noise_is_none() {
        assert!(sharpest_bend(&rumble(None).left).0 < 0.5 * SHARPEST);
        let (sharp, t) = sharpest_bend(&rumble(Some(24_000)).left);
        assert!(sharp > SHARPEST && ((t - 0.5).abs() < 0.002 || (t - 0.7).abs() < 0.002), "{sharp} at {t}");
    }

    #[test]
    fn a_snap_that_rings_is_no_click_and_a_step_under_it_is_one() {
        let mut sound = rumble(None);
        let ring = |i: usize| 0.3 * libm::expf(-(i as f32) / 30.0) * libm::sinf(i as f32 * 0.6);
        sound.left[24_000..24_400].iter_mut().enumerate().for_each(|(i, x)| *x += ring(i));
        assert!(sharpest_bend(&sound.left).0 < SHARPEST);
        sound.left[12_000..].iter_mut().for_each(|x| *x += 0.3);
        let (sharp, t) = sharpest_bend(&sound.left);
        assert!(sharp > SHARPEST && (t - 0.25).abs() < 0.002, "{sharp} at {t}");
    }

    #[test]
    fn what_breaks_off_or_is_no_number_is_named() {
        let mut sound = rumble(None);
        assert_eq!(Flaws { dc_db: -90.0, ..samples_of(&sound) }.named(), [""; 0]);
        sound.left[47_999] = 0.5 * sound.peak();
        sound.right[7] = f32::NAN;
        sound.right[8..8_000].fill(1e-40);
        let found = Flaws { dc_db: -50.0, ..samples_of(&sound) };
        assert_eq!(found.named(), ["not a number", "denormal", "dc", "breaks off"]);
    }
}
