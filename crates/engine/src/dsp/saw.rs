//! A sawtooth without audible aliases.

use super::FS;

/// Sawtooth with its step rounded by two-sample polynomials (Välimäki & Huovilainen, "Antialiasing Oscillators in
/// Subtractive Synthesis", 2007).
#[derive(Debug, Clone, Default)]
pub struct Saw(f32);

impl Saw {
    /// One that begins at `phase`, 0..1.
    pub fn at(phase: f32) -> Saw {
        Saw(phase)
    }

    /// The next sample at `hz`.
    pub fn sample(&mut self, hz: f32) -> f32 {
        let step = (hz / FS).clamp(1e-6, 0.4);
        self.0 = (self.0 + step).fract();
        2.0 * self.0 - 1.0 - step_rounding(self.0, step)
    }
}

/// What rounds the fall of a saw over two samples, so that it has no overtones beyond the rate; see [`Saw`].
pub fn step_rounding(phase: f32, step: f32) -> f32 {
    if phase < step {
        let x = phase / step;
        x + x - x * x - 1.0
    } else if phase > 1.0 - step {
        let x = (phase - 1.0) / step;
        x * x + x + x + 1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::f32::consts::TAU;

    #[test]
    fn a_saw_of_two_kilohertz_has_no_tones_between_its_overtones() {
        let mut saw = Saw::at(0.0);
        let sound: Vec<f32> = (0..48_000).map(|_| saw.sample(2_100.0)).collect();
        let level = |hz: f32| {
            let turn = |i: usize| TAU * (hz * i as f32 / FS).fract();
            let (re, im) = sound
                .iter()
                .enumerate()
                .fold((0.0f32, 0.0f32), |(re, im), (i, x)| (re + x * turn(i).cos(), im + x * turn(i).sin()));
            re.hypot(im)
        };
        // 23 x 2100 = 48300, which folds to 300 Hz.
        assert!(level(300.0) < 0.01 * level(2_100.0), "{} of {}", level(300.0), level(2_100.0));
    }
}
