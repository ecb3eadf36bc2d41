//! ASMR against the usual mix, clip by clip: likeness of the ears, lean of the low end, loudness, 5 kHz, detail.

use super::rendition::{empty_sheet, kit, master_of};
use super::staged::{Staged, staged};
use crate::watching::table::aligned;
use anyhow::Result;
use engine::cues::{Azimuth, Position, Sound, When};
use engine::dsp::{Stereo, Svf, db};
use engine::report::{Spectra, listen};
use engine::{Brief, CueSheet, Kit, spot};

/// Longest delay between ears that counts, samples (1 ms).
const LATEST: usize = 48;
/// Stretch over which ears are compared, samples (half a second).
const STRETCH: usize = 24_000;
/// Quieter stretches are not compared, decibels under the loudest.
const RANGE_DB: f32 = 30.0;
/// Ranges in which ears are compared, hertz.
const BANDS_HZ: [(f32, f32); 3] = [(25.0, 250.0), (250.0, 2_000.0), (2_000.0, 16_000.0)];
/// A moment is heard where an onset is so near, seconds.
const HEARD_S: f64 = 0.05;
/// What the clips are asked for; the first ones are asked for nothing.
const WORDS: [&str; 10] = [
    "",
    "",
    "",
    "",
    "tapping on a wooden box",
    "crumpling paper",
    "brushing cloth",
    "footsteps on gravel",
    "water drips, a page turns",
    "chewing and crunching",
];

/// What is measured of one mix.
struct Ears {
    /// Likeness over all of it, and the median over half seconds.
    alike: [f32; 2],
    /// The median likeness over half seconds below 250 Hz, up to 2 kHz, and above.
    bands: [f32; 3],
    /// Mean of the low end's lean to either side, decibels.
    lean_db: f32,
    lufs: f32,
    beds_lufs: f32,
    peak_dbtp: f32,
    /// Third of an octave at 5 kHz against those an octave below and above, decibels.
    at_5_khz_db: f32,
    /// What is lost when both ears are summed, decibels: 0 where they are the same, 3 for strangers.
    mono_db: f32,
    /// Onsets that are heard and moments that the sheet has, a second, and the share of those moments that are heard.
    onsets: f32,
    moments: f32,
    found: f32,
}

impl Ears {
    fn of(sheet: &CueSheet, kit: &Kit) -> Result<Ears> {
        let master = master_of(sheet, kit)?;
        let heard = listen(&master.mix);
        let halves = halves(&master.mix);
        let seconds = master.mix.len() as f32 / 48_000.0;
        let moments = moments(sheet);
        Ok(Ears {
            alike: [likeness(&master.mix.left, &master.mix.right), median_likeness(&master.mix)],
            bands: BANDS_HZ.map(|(low, high)| median_likeness(&within(&master.mix, low, high))),
            lean_db: halves.iter().map(|(l, r)| lean_db(l, r).abs()).sum::<f32>()
                / halves.len().max(1) as f32,
            lufs: heard.integrated_lufs,
            beds_lufs: listen(&master.stems.ambience).integrated_lufs,
            peak_dbtp: heard.true_peak_dbtp,
            at_5_khz_db: at_5_khz_db(&master.mix),
            mono_db: mono_db(&master.mix),
            onsets: heard.onsets.len() as f32 / seconds,
            moments: moments.len() as f32 / seconds,
            found: found(&moments, &heard.onsets),
        })
    }
}

/// The table, the usual mix beside ASMR, and below it the lean at the distances of the rigid sphere's table.
///
/// # Errors
/// When something cannot be rendered.
pub fn table(clips: usize) -> Result<String> {
    let kit = kit(1);
    let head = [
        "clip",
        "",
        "alike",
        "in 0.5 s",
        "low",
        "mid",
        "high",
        "mono, dB",
        "lean, dB",
        "LUFS",
        "beds",
        "dBTP",
        "5 kHz, dB",
        "onsets/s",
        "moments/s",
        "heard",
    ];
    let mut lines = vec![head.map(String::from).to_vec()];
    let mut rows = Vec::new();
    for (scene, words) in staged(clips)?.iter().zip(WORDS) {
        let usual = Ears::of(&sheet(scene, words, false), &kit)?;
        let near = Ears::of(&sheet(scene, words, true), &kit)?;
        lines.push(line(&scene.name, "usual", &usual));
        lines.push(line(words, "ASMR", &near));
        rows.push([usual, near]);
    }
    let mean = |of: &dyn Fn(&[Ears; 2]) -> f32| rows.iter().map(of).sum::<f32>() / rows.len().max(1) as f32;
    Ok(format!(
        "{}Means, ASMR against the usual mix: alike {:.2} for {:.2} (in 0.5 s {:.2} for {:.2}; low {:.2} for {:.2}, mid {:.2} for {:.2}, high {:.2} for {:.2}), lean {:.1} for {:.1} dB, {:.1} LUFS for {:.1}, 5 kHz {:+.1} dB, onsets x {:.2} (median of clips x {:.2}).\n\n{}",
        aligned(&lines),
        mean(&|r| r[1].alike[0]),
        mean(&|r| r[0].alike[0]),
        mean(&|r| r[1].alike[1]),
        mean(&|r| r[0].alike[1]),
        mean(&|r| r[1].bands[0]),
        mean(&|r| r[0].bands[0]),
        mean(&|r| r[1].bands[1]),
        mean(&|r| r[0].bands[1]),
        mean(&|r| r[1].bands[2]),
        mean(&|r| r[0].bands[2]),
        mean(&|r| r[1].lean_db),
        mean(&|r| r[0].lean_db),
        mean(&|r| r[1].lufs),
        mean(&|r| r[0].lufs),
        mean(&|r| r[1].at_5_khz_db - r[0].at_5_khz_db),
        mean(&|r| r[1].onsets) / mean(&|r| r[0].onsets).max(0.01),
        median(rows.iter().map(|r| r[1].onsets / r[0].onsets.max(0.1)).collect()),
        leans(&kit)?
    ))
}

fn sheet(scene: &Staged, words: &str, asmr: bool) -> CueSheet {
    let brief = Brief { sfx: words.into(), asmr, ..Brief::default() };
    let mut sheet = spot::cue_sheet(&scene.scene, &brief, Some(&scene.source), None);
    // Music is compared nowhere here: in ASMR there is none unless it is asked for.
    sheet.music = None;
    sheet
}

fn line(clip: &str, mix: &str, ears: &Ears) -> Vec<String> {
    vec![
        clip.to_owned(),
        mix.to_owned(),
        format!("{:.2}", ears.alike[0]),
        format!("{:.2}", ears.alike[1]),
        format!("{:.2}", ears.bands[0]),
        format!("{:.2}", ears.bands[1]),
        format!("{:.2}", ears.bands[2]),
        format!("{:.1}", ears.mono_db),
        format!("{:.1}", ears.lean_db),
        format!("{:.1}", ears.lufs),
        format!("{:.0}", ears.beds_lufs),
        format!("{:.1}", ears.peak_dbtp),
        format!("{:+.1}", ears.at_5_khz_db),
        format!("{:.1}", ears.onsets),
        format!("{:.1}", ears.moments),
        format!("{:.0} %", 100.0 * ears.found),
    ]
}

/// Half seconds in which something sounds.
fn halves(mix: &Stereo) -> Vec<(&[f32], &[f32])> {
    let parts: Vec<_> = mix.left.chunks(STRETCH).zip(mix.right.chunks(STRETCH)).collect();
    let loud = |(l, r): &(&[f32], &[f32])| dot(l, l) + dot(r, r);
    let loudest = parts.iter().map(loud).fold(0.0, f32::max);
    parts.into_iter().filter(|part| 0.5 * db(loud(part) / loudest.max(1e-12)) > -RANGE_DB).collect()
}

fn median_likeness(mix: &Stereo) -> f32 {
    median(halves(mix).iter().map(|(l, r)| likeness(l, r)).collect())
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

/// What lies between two frequencies, by 24 dB an octave on both sides.
fn within(mix: &Stereo, low_hz: f32, high_hz: f32) -> Stereo {
    let through = |channel: &Vec<f32>| {
        let [mut low, mut high] = [high_hz, low_hz].map(|hz| [(); 2].map(|()| Svf::new(hz, 0.7)));
        let below = |x: &f32| low.iter_mut().fold(*x, |x, f| f.low(x));
        channel.iter().map(below).map(|x| high.iter_mut().fold(x, |x, f| f.high(x))).collect()
    };
    Stereo { left: through(&mix.left), right: through(&mix.right) }
}

fn mono_db(mix: &Stereo) -> f32 {
    let mono: f32 = mix.left.iter().zip(&mix.right).map(|(l, r)| 0.25 * (l + r) * (l + r)).sum();
    let both = dot(&mix.left, &mix.left) + dot(&mix.right, &mix.right);
    -0.5 * db((2.0 * mono / both.max(1e-12)).max(1e-9))
}

/// When the sheet's moments are.
fn moments(sheet: &CueSheet) -> Vec<f64> {
    let heard = sheet.cues.iter().filter(|cue| !cue.mute);
    heard.filter(|cue| matches!(cue.when, When::At { .. })).map(|cue| cue.when.begin()).collect()
}

/// The share of `moments` that have an onset beside them.
fn found(moments: &[f64], onsets: &[f64]) -> f32 {
    let heard = |t: &&f64| onsets.iter().any(|onset| (onset - **t).abs() < HEARD_S);
    moments.iter().filter(heard).count() as f32 / moments.len().max(1) as f32
}

/// Inter-aural cross-correlation: the greatest within a millisecond.
fn likeness(left: &[f32], right: &[f32]) -> f32 {
    let at = |lag: usize| {
        let late = |a: &[f32], b: &[f32]| dot(a.get(lag..).unwrap_or_default(), b);
        late(left, right).abs().max(late(right, left).abs())
    };
    (0..=LATEST).map(at).fold(0.0, f32::max) / (dot(left, left) * dot(right, right)).sqrt().max(1e-12)
}

/// How much stronger the right ear's low end is (40 to 120 Hz), decibels.
fn lean_db(left: &[f32], right: &[f32]) -> f32 {
    let low = |x: &[f32]| {
        let (mut low, mut high) = ([Svf::new(120.0, 0.7), Svf::new(120.0, 0.7)], Svf::new(40.0, 0.7));
        let through = |x: &f32| {
            let once = low[0].low(*x);
            high.high(low[1].low(once))
        };
        x.iter().map(through).map(|x| x * x).sum::<f32>().max(1e-9)
    };
    0.5 * db(low(right) / low(left))
}

fn at_5_khz_db(mix: &Stereo) -> f32 {
    let spectra = Spectra::of(mix, 4_096, 2_048);
    let third = |hz: f32| {
        let (low, high) = (spectra.bin(hz / 1.122), spectra.bin(hz * 1.122));
        spectra.frames.iter().flat_map(|frame| &frame[low..=high]).map(|x| x * x).sum::<f32>().max(1e-12)
    };
    0.5 * (db(third(5_000.0)) - 0.5 * (db(third(2_500.0)) + db(third(10_000.0))))
}

/// The lean of a thump at the right ear, at the distances of the table.
fn leans(kit: &Kit) -> Result<String> {
    let mut lines = vec![["distance, m", "table, dB", "measured, dB"].map(String::from).to_vec()];
    for (dist, wanted_db) in [(1.0, 2.3), (0.25, 9.4), (0.15, 16.8), (0.12, 22.8)] {
        let mut sheet = empty_sheet(2.0)?;
        sheet.mode.asmr = true;
        sheet.room.preset = engine::cues::RoomPreset::Booth;
        sheet.room.wet_db = 0.0;
        let thump = Sound::Impact(engine::cues::Impact {
            material: engine::cues::Material::HollowWood,
            size: 1.5,
            hardness: 0.1,
            body: 1.0,
            ..Default::default()
        });
        let pos = Position { az: Azimuth::Still(90.0), el: 0.0, dist };
        sheet.cues.push(engine::cues::Cue { pos, ..super::rendition::cue("thump", thump, 0.5) });
        let heard = master_of(&sheet, kit)?.stems.foley;
        let lean = lean_db(&heard.left, &heard.right);
        lines.push(vec![format!("{dist:.2}"), format!("{wanted_db:.1}"), format!("{lean:.1}")]);
    }
    Ok(aligned(&lines))
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_ear_is_as_like_and_a_stranger_is_not() {
        let tone: Vec<f32> = (0..STRETCH).map(|i| (i as f32 * i as f32 * 1e-5).sin()).collect();
        let late: Vec<f32> =
            core::iter::repeat_n(0.0, 30).chain(tone.iter().copied()).take(STRETCH).collect();
        let other: Vec<f32> = (0..STRETCH).map(|i| (i as f32 * 0.7).sin()).collect();
        assert!(likeness(&tone, &late) > 0.99 && likeness(&tone, &other) < 0.2);
    }

    #[test]
    fn the_low_end_leans_to_the_stronger_ear() {
        let low: Vec<f32> = (0..STRETCH).map(|i| (i as f32 * 0.0105).sin()).collect();
        let half: Vec<f32> = low.iter().map(|x| 0.5 * x).collect();
        assert!((lean_db(&half, &low) - 6.0).abs() < 0.1);
    }
}
