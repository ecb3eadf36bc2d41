//! What is measured of a recording: length, loudness, onset, where it can go round.

use engine::RATE;
use engine::dsp::{Stereo, momentary_max_lufs};

/// The onset is the first point at this share of the peak: -12 dB.
const ONSET_SHARE: f32 = 0.251;
/// Longer than this, and as strong at its end as at its middle, a recording is taken to last, seconds.
const LASTING_S: f64 = 3.0;
/// What begins or ends under this share of the peak is silence around the sound: -50 dB.
const SILENT_SHARE: f32 = 0.003;

/// The measures of a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// Length, seconds.
    pub seconds: f64,
    /// Loudest 400 ms, LUFS.
    pub loudness: f32,
    /// First point at -12 dB of the peak, seconds.
    pub onset_s: f64,
    /// Whether it goes on to its end rather than dying away.
    pub lasts: bool,
    /// What lies between the silence at its ends, seconds.
    pub heard_s: [f64; 2],
}

impl Measures {
    /// Measures a sound; `None` where nothing is to be heard.
    pub fn of(sound: &Stereo) -> Option<Measures> {
        let level = |i: usize| sound.left[i].abs().max(sound.right[i].abs());
        let peak = sound.peak();
        let above = |share: f32| (0..sound.len()).find(|&i| level(i) >= share * peak);
        if peak < 1e-4 {
            return None;
        }
        let seconds = |samples: usize| samples as f64 / f64::from(RATE);
        let end = (0..sound.len()).rev().find(|&i| level(i) >= SILENT_SHARE * peak)? + 1;
        let begin = above(SILENT_SHARE)?;
        Some(Measures {
            seconds: seconds(sound.len()),
            loudness: momentary_max_lufs(sound).max(-200.0),
            onset_s: seconds(above(ONSET_SHARE)?),
            lasts: seconds(end - begin) > LASTING_S && goes_on(sound, begin, end),
            heard_s: [seconds(begin), seconds(end)],
        })
    }
}

/// True where the quietest tenth (edges left out) is within 20 dB of the whole: rain does, a bell does not.
fn goes_on(sound: &Stereo, begin: usize, end: usize) -> bool {
    let power = |from: usize, to: usize| {
        let sum: f64 =
            sound.left[from..to].iter().chain(&sound.right[from..to]).map(|x| f64::from(x * x)).sum();
        sum / (to - from).max(1) as f64
    };
    let tenth = (end - begin) / 10;
    let quietest = (1..9).map(|i| power(begin + i * tenth, begin + (i + 1) * tenth)).fold(f64::MAX, f64::min);
    quietest > power(begin, end) * 0.01
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(mono: &[f32]) -> Option<Measures> {
        Measures::of(&Stereo::of_mono(mono))
    }

    #[test]
    fn the_onset_is_where_the_sound_stands_up() {
        let mut knock = vec![0.0; 4_800];
        knock.extend((0..24_000).map(|i| 0.8 * 0.9995_f32.powi(i) * if i % 40 < 20 { 1.0 } else { -1.0 }));
        let measures = of(&knock).unwrap();
        assert_eq!(measures.onset_s, 0.1);
        assert!(!measures.lasts && measures.heard_s[0] == 0.1, "{measures:?}");
        assert!(of(&[0.0; 9_600]).is_none());
    }

    #[test]
    fn what_stays_as_strong_lasts_and_what_dies_away_does_not() {
        let noise: Vec<f32> =
            (0..240_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 16) as f32 / 65_536.0 - 0.5).collect();
        assert!(of(&noise).unwrap().lasts);
        let dying: Vec<f32> =
            noise.iter().enumerate().map(|(i, x)| x * 0.999_95_f32.powi(i as i32)).collect();
        assert!(!of(&dying).unwrap().lasts);
        assert!(!of(&noise[..96_000]).unwrap().lasts);
    }
}
