//! How wide a bed stands: as unlike on both sides as a place is, in the middle where it is deep, whole in mono.

use crate::dsp::{DelayLine, Stereo, Svf};

/// Deep sounds have no direction, and cancel in mono: below this there is no side, hertz.
const DEEP_HZ: f32 = 120.0;
/// Likeness is counted above this, hertz.
const COUNTED_HZ: f32 = 200.0;
/// Likeness of left and right at full width, and how far a bed may be off before it is touched.
const WIDEST: f32 = 0.3;
const OFF: f32 = 0.05;
/// All-passes that make a side of what has none (Schroeder 1962), samples: primes of 1 to 7 ms.
const UNLIKE: [usize; 6] = [53, 89, 131, 197, 271, 347];
/// Share that each passes on.
const PASSED: f32 = 0.55;

/// Sets the width of a bed: 0 = mono, 1 = left and right as like as a place's are (0.3 above 200 Hz). Its energy stays.
pub fn spread(sound: &mut Stereo, spread: f32) {
    let wanted = 1.0 - (1.0 - WIDEST) * spread.clamp(0.0, 1.0);
    let energy = energy_of(sound);
    let (middle, mut side) = middle_and_side(sound);
    let (loud, wide) = (above(&middle), above(&side));
    let (loud_power, wide_power) = (power(&loud, &loud), power(&wide, &wide));
    if loud_power <= 0.0 {
        return;
    }
    // Middle and side have the powers 1 + c and 1 - c where left and right are alike by c and as strong as each other;
    // where one is stronger, the same powers make them more alike.
    let alike = (loud_power - wide_power) / (loud_power + wide_power);
    let lean = 2.0 * power(&loud, &wide) / (loud_power + wide_power);
    let wanted = wanted * libm::sqrtf(1.0 - lean * lean);
    let target = loud_power * (1.0 - wanted) / (1.0 + wanted);
    if alike > wanted + OFF {
        let made = unlike(&middle);
        let heard = above(&made);
        let share = (target - wide_power).max(0.0) / power(&heard, &heard).max(1e-20);
        let share = libm::sqrtf(share).min(1.0);
        side.iter_mut().zip(&made).for_each(|(side, made)| *side += share * made);
    } else if alike < wanted - OFF {
        let share = libm::sqrtf(target / wide_power);
        side.iter_mut().for_each(|side| *side *= share);
    }
    for (i, (middle, side)) in middle.iter().zip(&side).enumerate() {
        (sound.left[i], sound.right[i]) = (middle + side, middle - side);
    }
    sound.scale(libm::sqrtf(energy / energy_of(sound).max(1e-20)));
}

/// The half sum, and the half difference without what is deep.
fn middle_and_side(sound: &Stereo) -> (Vec<f32>, Vec<f32>) {
    let pairs = || sound.left.iter().zip(&sound.right);
    let middle = pairs().map(|(l, r)| 0.5 * (l + r)).collect();
    let side: Vec<f32> = pairs().map(|(l, r)| 0.5 * (l - r)).collect();
    (middle, high(&side, DEEP_HZ))
}

/// The same power at every frequency at other times.
fn unlike(middle: &[f32]) -> Vec<f32> {
    let mut lines = UNLIKE.map(|n| (DelayLine::new(n), n));
    let through = |x: &f32| {
        lines.iter_mut().fold(*x, |x, (line, length)| {
            let past = line.read(*length - 1);
            let y = past - PASSED * x;
            line.push(x + PASSED * y);
            y
        })
    };
    let passed: Vec<f32> = middle.iter().map(through).collect();
    high(&passed, DEEP_HZ)
}

/// What likeness is counted in.
fn above(x: &[f32]) -> Vec<f32> {
    high(x, COUNTED_HZ)
}

/// What lies above `hz`, by 24 dB an octave.
fn high(x: &[f32], hz: f32) -> Vec<f32> {
    let mut cut = [(); 2].map(|()| Svf::new(hz, core::f32::consts::FRAC_1_SQRT_2));
    let through = |x: &f32| {
        let once = cut[0].high(*x);
        cut[1].high(once)
    };
    x.iter().map(through).collect()
}

fn power(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>() as f32
}

fn energy_of(sound: &Stereo) -> f32 {
    sound.channels().into_iter().flatten().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{Chance, db};

    fn noise(seed: u64) -> Vec<f32> {
        let mut chance = Chance::new(crate::Seed(seed));
        (0..96_000).map(|_| chance.white()).collect()
    }

    /// Likeness of left and right above 200 Hz (or all of it), and what mono loses, decibels.
    fn measured(sound: &Stereo) -> (f32, f32) {
        let high = |x: &[f32]| {
            let mut cut = Svf::new(COUNTED_HZ, 0.7);
            x.iter().map(|x| cut.high(*x)).collect::<Vec<f32>>()
        };
        let (left, right) = (high(&sound.left), high(&sound.right));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let mono: f32 = sound.left.iter().zip(&sound.right).map(|(l, r)| (l + r) * (l + r) / 4.0).sum();
        let alike = dot(&left, &right) / (dot(&left, &left) * dot(&right, &right)).sqrt();
        (alike, -db((2.0 * mono / energy_of(sound)).sqrt()))
    }

    #[test]
    fn a_bed_stands_as_wide_as_a_place_whatever_it_was_made_of() {
        let (one, other) = (noise(1), noise(2));
        let opposite = one.iter().map(|x| -x).collect();
        for (name, left, right) in [
            ("mono", one.clone(), one.clone()),
            ("two strangers", one.clone(), other.clone()),
            ("one stronger", one.clone(), one.iter().zip(&other).map(|(a, b)| 0.3 * (a + b)).collect()),
            ("almost opposite", one.iter().zip(&other).map(|(a, b)| a + 0.3 * b).collect(), opposite),
        ] {
            let mut bed = Stereo { left, right };
            let before = energy_of(&bed);
            spread(&mut bed, 1.0);
            let (alike, lost_db) = measured(&bed);
            assert!((0.2..=0.4).contains(&alike), "{name}: {alike}");
            assert!(lost_db <= 3.0, "{name}: mono loses {lost_db} dB");
            assert!((energy_of(&bed) / before - 1.0).abs() < 1e-3, "{name}");
        }
    }

    #[test]
    fn what_is_deep_stands_in_the_middle() {
        let tone = |hz: f32, at: f32| (0..48_000).map(|i| (at + i as f32 * hz * 1.309e-4).sin()).collect();
        let side_of = |hz: f32| {
            let mut bed = Stereo { left: tone(hz, 0.0), right: tone(hz, 1.5) };
            spread(&mut bed, 1.0);
            let side: f32 =
                bed.left[9_600..].iter().zip(&bed.right[9_600..]).map(|(l, r)| (l - r) * (l - r)).sum();
            db((side / (2.0 * energy_of(&bed))).sqrt())
        };
        assert!(side_of(60.0) < -20.0, "{}", side_of(60.0));
        assert!(side_of(1_000.0) > -6.0, "{}", side_of(1_000.0));
    }

    #[test]
    fn no_spread_is_mono_and_half_a_spread_lies_between() {
        let made = Stereo { left: noise(3), right: noise(4) };
        let alike = |width| {
            let mut bed = made.clone();
            spread(&mut bed, width);
            measured(&bed).0
        };
        assert!(alike(0.0) > 0.999);
        assert!((0.55..0.75).contains(&alike(0.5)), "{}", alike(0.5));
    }

    #[test]
    fn silence_stays_silence() {
        let mut bed = Stereo::silence(480);
        spread(&mut bed, 1.0);
        assert_eq!(bed, Stereo::silence(480));
    }
}
