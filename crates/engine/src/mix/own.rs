//! The clip's own sound in the mix: how loud it stands, and what steps back where it speaks.

use super::duck;
use crate::cues::OwnSound;
use crate::dsp::{FS, Stereo, Svf, db, gain, integrated_lufs, samples};
use crate::render::Stems;

/// Loudness of the bus, and how far a quiet or a loud soundtrack is moved towards it, LUFS and decibels.
const BUS_LUFS: f32 = -18.0;
const RAISED_DB: f32 = 6.0;
const LOWERED_DB: f32 = 12.0;

/// How far things step back where somebody speaks, decibels: the new foreground, beds, music.
const FOLEY_DB: f32 = 6.0;
const BEDS_DB: f32 = 4.0;
const MUSIC_DB: f32 = 9.0;
/// How far the own sound steps back under the new foreground where nobody speaks, decibels.
const UNDER_DB: f32 = 9.0;

/// The band of a telephone, in which speech has its energy, hertz.
const BAND_HZ: [f32; 2] = [300.0, 3_400.0];
/// One look, seconds.
const LOOK_S: f64 = 0.02;
/// Looks over which modulation is judged: syllables come at 2 to 8 a second.
const WIDE: usize = 25;
/// Least share of the band's energy in the whole.
const SHARE: f32 = 0.45;
/// Least rise and fall of the band's level within half a second, decibels: a tone has none, a machine little.
const MODULATION_DB: f32 = 9.0;
/// Quieter than this, or than so much below the loudest look, nothing is said, decibels.
const FLOOR_DBFS: f32 = -55.0;
const RANGE_DB: f32 = 30.0;
/// Looks before and after speech that still count: first consonants and breaths.
const AROUND: usize = 10;
/// Changes of a tenth of a second.
const EASE_S: f32 = 0.1;

/// Sets the own sound among the others, and lets them step back for each other.
pub fn settle(stems: &mut Stems, own: OwnSound, foreground: &[f32]) {
    if own == OwnSound::Replace || stems.source.is_empty() {
        return;
    }
    let loudness = integrated_lufs(&stems.source);
    if loudness > -70.0 {
        stems.source.scale(gain((BUS_LUFS - loudness).clamp(-LOWERED_DB, RAISED_DB)));
    }
    let speech = speech_in(&stems.source);
    if own == OwnSound::Duck {
        let under: Vec<f32> =
            foreground.iter().zip(&speech).map(|(front, speech)| front * (1.0 - speech)).collect();
        duck::step_back(&mut stems.source, &under, UNDER_DB);
    }
    duck::step_back(&mut stems.foley, &speech, FOLEY_DB);
    duck::step_back(&mut stems.ambience, &speech, BEDS_DB);
    duck::step_back(&mut stems.music, &speech, MUSIC_DB);
}

/// Where somebody seems to speak, 0..=1 at every sample: most of the energy lies between 300 and 3400 Hz, and it rises
/// and falls as syllables do.
pub fn speech_in(sound: &Stereo) -> Vec<f32> {
    let looks = looks(sound);
    let loudest = looks.iter().map(|look| look.0).fold(-200.0, f32::max);
    let floor = (loudest - RANGE_DB).max(FLOOR_DBFS);
    let spoken: Vec<bool> = (0..looks.len())
        .map(|i| {
            let near = &looks[i.saturating_sub(WIDE / 2)..(i + WIDE / 2 + 1).min(looks.len())];
            let (low, high) =
                near.iter().fold((0.0f32, -200.0f32), |(l, h), look| (l.min(look.0), h.max(look.0)));
            let share = near.iter().map(|look| look.1).sum::<f32>() / near.len() as f32;
            high > floor && high - low.max(floor - RANGE_DB) > MODULATION_DB && share > SHARE
        })
        .collect();
    let near = |i: usize| spoken[i.saturating_sub(AROUND)..(i + AROUND + 1).min(spoken.len())].iter();
    let held: Vec<f32> = (0..spoken.len())
        .map(|i| if near(i).filter(|s| **s).count() > AROUND / 2 { 1.0 } else { 0.0 })
        .collect();
    eased(&held, sound.len())
}

/// Level in the band, dBFS, and its share of all energy, look by look.
fn looks(sound: &Stereo) -> Vec<(f32, f32)> {
    let (mut low, mut high) = (Svf::new(BAND_HZ[1], 0.7), Svf::new(BAND_HZ[0], 0.7));
    let mono: Vec<f32> = sound.left.iter().zip(&sound.right).map(|(l, r)| 0.5 * (l + r)).collect();
    let band: Vec<f32> = mono.iter().map(|x| high.high(low.low(*x))).collect();
    let power = |x: &[f32]| x.iter().map(|x| x * x).sum::<f32>() / x.len().max(1) as f32;
    let size = samples(LOOK_S);
    let pairs = mono.chunks(size).zip(band.chunks(size));
    pairs.map(|(all, band)| (0.5 * db(power(band)), power(band) / power(all).max(1e-12))).collect()
}

fn eased(held: &[f32], length: usize) -> Vec<f32> {
    let (size, step) = (samples(LOOK_S), 1.0 - libm::expf(-1.0 / (EASE_S / 2.0 * FS)));
    let mut now = held.first().copied().unwrap_or(0.0);
    (0..length)
        .map(|i| {
            now += (held[i / size] - now) * step;
            now
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::Chance;

    fn tone(level: impl Fn(f32) -> f32) -> Stereo {
        let sample =
            |i: usize| level(i as f32 / FS) * libm::sinf(core::f32::consts::TAU * 700.0 * i as f32 / FS);
        Stereo::of_mono(&(0..288_000).map(sample).collect::<Vec<_>>())
    }

    /// Four syllables a second between the second and the fourth second.
    fn syllables() -> Stereo {
        tone(
            |t| {
                if (2.0..4.0).contains(&t) { 0.3 * libm::powf(libm::sinf(t * 12.57).abs(), 2.0) } else { 0.0 }
            },
        )
    }

    fn mean(x: &[f32]) -> f32 {
        x.iter().sum::<f32>() / x.len() as f32
    }

    #[test]
    fn syllables_are_taken_for_speech_and_a_tone_and_hiss_are_not() {
        let speech = speech_in(&syllables());
        assert!(mean(&speech[110_000..180_000]) > 0.9, "{}", mean(&speech[110_000..180_000]));
        assert!(mean(&speech[..60_000]) < 0.1 && mean(&speech[240_000..]) < 0.1);
        assert!(mean(&speech_in(&tone(|_| 0.3))) < 0.05);
        let mut chance = Chance::new(crate::Seed(3));
        let hiss: Vec<f32> = (0..288_000).map(|_| 0.2 * chance.white()).collect();
        assert!(mean(&speech_in(&Stereo::of_mono(&hiss))) < 0.05);
    }

    #[test]
    fn what_is_said_is_not_covered() {
        let steady = || tone(|_| 0.1);
        let mut stems = Stems { foley: steady(), ambience: steady(), music: steady(), source: syllables() };
        let before = stems.clone();
        settle(&mut stems, OwnSound::Keep, &vec![1.0; 288_000]);
        let fell = |before: &Stereo, after: &Stereo| db(before.left[120_010] / after.left[120_010]);
        assert!((fell(&before.foley, &stems.foley) - FOLEY_DB).abs() < 1.0);
        assert!((fell(&before.music, &stems.music) - MUSIC_DB).abs() < 1.0);
        assert!(
            (before.foley.left[48_010] / stems.foley.left[48_010] - 1.0).abs() < 0.05,
            "nobody speaks there"
        );
    }

    #[test]
    fn a_ducked_sound_steps_back_under_the_new_one_but_not_while_it_speaks() {
        let stems =
            |source| Stems { source, foley: tone(|_| 0.1), ambience: tone(|_| 0.0), music: tone(|_| 0.0) };
        let fell = |source: Stereo, at: usize| {
            let level = |own| {
                let mut stems = stems(source.clone());
                settle(&mut stems, own, &vec![1.0; 288_000]);
                stems.source.left[at..at + 480].iter().fold(0.0f32, |p, x| x.abs().max(p))
            };
            db(level(OwnSound::Keep) / level(OwnSound::Duck))
        };
        assert!((fell(tone(|_| 0.2), 144_000) - UNDER_DB).abs() < 0.5);
        assert!(fell(syllables(), 150_000) < 1.0);
    }
}
