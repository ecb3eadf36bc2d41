//! How loud renders become: how many reach their target, and what keeps the others from it.

use super::rendition::{kit, master_of};
use super::staged::staged;
use anyhow::Result;
use engine::mix::{LimitedBy, Loudness};
use engine::{Brief, spot};

/// How near counts as reached, LU.
const NEAR_LU: f32 = 0.5;
/// Ceilings may be passed by what rounding does, decibels.
const ROUNDED_DB: f32 = 0.02;

/// What is asked for in each scene: sounds, music, nearness.
const BRIEFS: [(&str, &str, bool); 15] = [
    ("", "", false),
    ("", "calm piano", false),
    ("", "epic drums", false),
    ("knocking on a door", "", false),
    ("footsteps on wood", "", false),
    ("heavy rain and thunder", "", false),
    ("a dog barks twice", "", false),
    ("glass shatters", "dark ambient music", false),
    ("wind in the trees", "", false),
    ("a car passes by", "", false),
    ("typing on a keyboard", "lofi beat", false),
    ("waves on a beach, seagulls", "", false),
    ("no sound effects", "happy ukulele", false),
    ("", "", true),
    ("crumpling paper", "", true),
];

/// Renders `count` times and counts.
///
/// # Errors
/// When something cannot be rendered.
pub fn table(count: usize) -> Result<String> {
    let kit = kit(1);
    let mut all: Vec<Loudness> = Vec::new();
    'all: for scene in staged(count.div_ceil(BRIEFS.len()))? {
        for (sfx, bgm, asmr) in BRIEFS {
            if all.len() == count {
                break 'all;
            }
            let brief = Brief { sfx: sfx.into(), bgm: bgm.into(), asmr, ..Brief::default() };
            let sheet = spot::cue_sheet(&scene.scene, &brief, Some(&scene.source), None);
            all.push(master_of(&sheet, &kit)?.loudness);
        }
    }
    Ok(told(&all))
}

fn told(all: &[Loudness]) -> String {
    let number = |of: &dyn Fn(&Loudness) -> bool| all.iter().filter(|l| of(l)).count();
    let off = |l: &Loudness| l.integrated_lufs - l.target_lufs;
    let why = |by| number(&|l| off(l).abs() > NEAR_LU && l.limited_by == by);
    let mut missed: Vec<f32> = all.iter().filter(|l| l.limited_by.is_some()).map(off).collect();
    missed.sort_by(f32::total_cmp);
    let ceiling = |l: &Loudness| if l.target_lufs < -18.0 { -3.0 } else { -1.5 };
    format!(
        "{} renders: {} within {NEAR_LU} LU of their target, {} held below it by their peaks, {} quiet scenes, {} off without a reason, {} too loud.\n\
         Held ones lie {:.1} LU under it in the middle, {:.1} at most. {} pass their ceiling; most make-up {:.1} dB, most limiting {:.1} dB, most glue {:.1} dB.\n",
        all.len(),
        number(&|l| off(l).abs() <= NEAR_LU),
        why(Some(LimitedBy::Peak)),
        why(Some(LimitedBy::QuietScene)),
        why(None),
        number(&|l| off(l) > NEAR_LU),
        missed.get(missed.len() / 2).copied().unwrap_or(0.0),
        missed.first().copied().unwrap_or(0.0),
        number(&|l| l.true_peak_dbtp > ceiling(l) + ROUNDED_DB),
        all.iter().map(|l| l.makeup_db).fold(-99.0, f32::max),
        all.iter().map(|l| l.limiting_db).fold(0.0, f32::max),
        all.iter().map(|l| l.glue_db).fold(0.0, f32::max),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_misses_the_target_is_counted_by_the_reason_and_once() {
        let one = |lufs, limited_by| Loudness {
            integrated_lufs: lufs,
            target_lufs: -16.0,
            true_peak_dbtp: -1.5,
            limited_by,
            ..Loudness::default()
        };
        let all = [
            one(-16.2, None),
            one(-20.0, Some(LimitedBy::Peak)),
            one(-40.0, Some(LimitedBy::QuietScene)),
            one(-14.0, None),
        ];
        let said = told(&all);
        assert!(said.starts_with("4 renders: 1 within 0.5 LU of their target, 1 held below it by their peaks, 1 quiet scenes, 1 off without a reason, 1 too loud."), "{said}");
    }
}
