//! What the tagger is given: 16 kHz, one channel, windows of 10 s.

use core::f32::consts::PI;
use engine::dsp::Stereo;

/// Samples a second that the tagger hears.
pub const EAR_HZ: usize = 16_000;
/// Samples of a window.
const WINDOW: usize = 10 * EAR_HZ;
/// Samples of a rest too short to be judged.
const TOO_SHORT: usize = EAR_HZ / 2;
/// Half the taps of the filter before every third sample is taken.
const REACH: isize = 72;
/// Where that filter is 6 dB down, hertz.
const CORNER_HZ: f32 = 7_400.0;

/// How a sound shorter than a window is brought to its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Filling {
    /// Not at all: the net takes any length.
    AsItIs,
    /// Once more from its begin.
    Repeated,
    /// With silence: as the recordings say (see `bench/listening/README.md`).
    Padded,
}

/// A sound as the tagger hears it.
pub fn at_16_khz(sound: &Stereo) -> Vec<f32> {
    let mono: Vec<f32> = sound.left.iter().zip(&sound.right).map(|(l, r)| 0.5 * (l + r)).collect();
    let taps: Vec<f32> = (-REACH..=REACH).map(tap).collect();
    let heard = |n: usize| {
        let begin = 3 * n as isize - REACH;
        let x = |k: usize| usize::try_from(begin + k as isize).ok().and_then(|i| mono.get(i)).unwrap_or(&0.0);
        taps.iter().enumerate().map(|(k, tap)| tap * x(k)).sum()
    };
    (0..mono.len() / 3).map(heard).collect()
}

/// A sine cardinal under Blackman's window.
fn tap(k: isize) -> f32 {
    let corner = 2.0 * CORNER_HZ / engine::RATE as f32;
    let x = PI * corner * k as f32;
    let ideal = if k == 0 { 1.0 } else { libm::sinf(x) / x };
    let turn = PI * k as f32 / (REACH + 1) as f32;
    corner * ideal * (0.42 + 0.5 * libm::cosf(turn) + 0.08 * libm::cosf(2.0 * turn))
}

/// The windows of a sound; a short rest behind the first is left out.
pub fn windows(heard: &[f32], filling: Filling) -> Vec<Vec<f32>> {
    let parts = heard.chunks(WINDOW).enumerate();
    let judged = parts.filter(|(i, part)| *i == 0 || part.len() >= TOO_SHORT);
    judged.map(|(_, part)| filled(part, filling)).collect()
}

fn filled(part: &[f32], filling: Filling) -> Vec<f32> {
    let mut window = part.to_vec();
    match filling {
        Filling::AsItIs => window.resize(part.len().max(TOO_SHORT), 0.0),
        Filling::Repeated if !part.is_empty() => window = part.iter().copied().cycle().take(WINDOW).collect(),
        Filling::Repeated | Filling::Padded => window.resize(WINDOW, 0.0),
    }
    window
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(hz: f32) -> f32 {
        let turn = core::f64::consts::TAU * f64::from(hz) / f64::from(engine::RATE);
        let tone: Vec<f32> = (0..48_000).map(|i| libm::sin(turn * f64::from(i)) as f32).collect();
        let heard = at_16_khz(&Stereo::of_mono(&tone));
        assert_eq!(heard.len(), EAR_HZ);
        heard[1_000..15_000].iter().fold(0.0, |most, x| x.abs().max(most))
    }

    #[test]
    fn what_the_ear_can_carry_passes_and_what_it_cannot_is_not_folded_back() {
        assert!((level(440.0) - 1.0).abs() < 0.01 && (level(6_000.0) - 1.0).abs() < 0.02);
        assert!(level(10_000.0) < 0.002 && level(15_600.0) < 0.002, "{}", level(10_000.0));
    }

    #[test]
    fn five_seconds_are_brought_to_ten_and_twelve_give_two_windows() {
        let five = vec![1.0; 5 * EAR_HZ];
        let sum = |filling| windows(&five, filling)[0].iter().sum::<f32>() / EAR_HZ as f32;
        assert_eq!([Filling::AsItIs, Filling::Repeated, Filling::Padded].map(sum), [5.0, 10.0, 5.0]);
        assert_eq!(windows(&five, Filling::Padded)[0].len(), WINDOW);
        assert_eq!(windows(&vec![0.0; 12 * EAR_HZ], Filling::Padded).len(), 2);
        assert_eq!(windows(&vec![0.0; WINDOW + 100], Filling::Padded).len(), 1);
    }
}
