//! A bed around a head: the low end at each ear comes from a take of its own, so that it fills the head and not its middle.

use crate::dsp::{OnePole, Stereo};

/// Below this the ears hear different takes, hertz. With 6 dB an octave on both sides of it two strangers keep the
/// power of one sound at every frequency: no colour.
const APART_HZ: f32 = 350.0;

/// `bed` with the low end of the right ear from the `other` take.
pub fn both_ears(mut bed: Stereo, other: &Stereo) -> Stereo {
    let (mut gone, mut come) = (OnePole::new(APART_HZ), OnePole::new(APART_HZ));
    for (x, other) in bed.right.iter_mut().zip(&other.right) {
        *x = gone.high(*x) + come.low(*other);
    }
    bed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{Chance, Svf, db};

    fn noise(seed: u64) -> Vec<f32> {
        let mut chance = Chance::new(crate::Seed(seed));
        (0..192_000).map(|_| chance.white()).collect()
    }

    fn band(x: &[f32], hz: f32) -> Vec<f32> {
        let mut band = Svf::new(hz, 2.0);
        x.iter().map(|x| band.band(*x)).collect()
    }

    fn dot(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn the_low_end_differs_at_both_ears_without_colour_and_mono_keeps_it() {
        let (bed, other) = (Stereo::of_mono(&noise(1)), Stereo::of_mono(&noise(2)));
        let heard = both_ears(bed.clone(), &other);
        for (hz, most) in [(60.0, 0.25), (150.0, 0.5), (350.0, 0.8)] {
            let [left, right] = heard.channels().map(|side| band(side, hz));
            let alike = dot(&left, &right) / (dot(&left, &left) * dot(&right, &right)).sqrt();
            assert!(alike.abs() < most, "{hz} Hz: {alike}");
        }
        for hz in [60.0, 150.0, 350.0, 800.0, 4_000.0] {
            let (before, after) = (band(&bed.right, hz), band(&heard.right, hz));
            let colour = 0.5 * db(dot(&after, &after) / dot(&before, &before));
            assert!(colour.abs() < 0.7, "{hz} Hz: {colour} dB");
        }
        let mono: Vec<f32> = heard.left.iter().zip(&heard.right).map(|(l, r)| 0.5 * (l + r)).collect();
        let both = dot(&heard.left, &heard.left) + dot(&heard.right, &heard.right);
        let lost_db = -0.5 * db(2.0 * dot(&mono, &mono) / both);
        assert!((0.0..3.2).contains(&lost_db), "{lost_db}");
    }
}
