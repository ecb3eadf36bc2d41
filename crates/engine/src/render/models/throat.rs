//! A throat: pulses of air from folds that open and shut, and the resonances over them (source and filter, after G.
//! Fant, "Acoustic Theory of Speech Production", 1960). Beasts, sleepers and cheering crowds are made of it.

use super::blend::to_peak_one;
use crate::dsp::{Chance, FS, OnePole, Svf, step_rounding};
use core::f32::consts::TAU;

/// Break points of a course over a call: share of its length, value. Straight between them, held outside.
pub type Bend = &'static [(f32, f32)];

/// Resonances, pitch and loudness move every this many samples.
const MOVE: usize = 24;

/// One call as an animal of the usual size makes it.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// Seconds.
    pub length_s: f32,
    /// Pulses a second.
    pub pitch_hz: Bend,
    /// Loudness.
    pub loud: Bend,
    /// Resonances: hertz, quality, gain. Without any the pulses are heard as they are.
    pub formants: &'static [(Bend, f32, f32)],
    /// Share of the air's own noise, 0..=1.
    pub breath: f32,
    /// How unlike one pulse is to the next, as a share of its length.
    pub rough: f32,
    /// Beats of the loudness a second, and their depth.
    pub flutter: (f32, f32),
    /// Swings of the pitch a second, and their depth as a share.
    pub vibrato: (f32, f32),
    /// Above it the pulses' overtones fall twice as fast, hertz.
    pub bright_hz: f32,
}

impl Call {
    /// What the others are written down against.
    pub const PLAIN: Call = Call {
        length_s: 0.5,
        pitch_hz: &[(0.0, 200.0)],
        loud: &[(0.0, 0.0), (0.1, 1.0), (0.7, 0.8), (1.0, 0.0)],
        formants: &[],
        breath: 0.1,
        rough: 0.02,
        flutter: (0.0, 0.0),
        vibrato: (0.0, 0.0),
        bright_hz: 1_500.0,
    };

    /// The call of an animal `size` times as long as usual, its peak 1; no two are alike.
    pub fn sing(&self, size: f32, chance: &mut Chance) -> Vec<f32> {
        let length_s = self.length_s * libm::powf(size, 0.35) * chance.within(0.9, 1.12);
        let n = (length_s * FS) as usize;
        // A throat grows a little less than the body that it stands in.
        let pitch = (1.0 + 0.035 * chance.normal()).clamp(0.88, 1.12) / size;
        let mouth = (1.0 + 0.02 * chance.normal()).clamp(0.94, 1.06) / libm::powf(size, 0.7);
        let mut tract = Tract::new(self);
        let mut folds = Folds::new(self.bright_hz * mouth);
        let (mut hz, mut loud) = (0.0, 0.0);
        let sound = (0..n)
            .map(|i| {
                if i % MOVE == 0 {
                    let (x, t) = (i as f32 / n as f32, i as f32 / FS);
                    let swing = 1.0 + self.vibrato.1 * libm::sinf(TAU * self.vibrato.0 * t);
                    hz = along(self.pitch_hz, x) * pitch * swing;
                    let beat = 0.5 - 0.5 * libm::cosf(TAU * self.flutter.0 * t);
                    loud = along(self.loud, x) * (1.0 - self.flutter.1 * beat);
                    tract.shape(self, x, mouth);
                }
                let (tone, open) = folds.sample(hz, self.rough, chance);
                let air = chance.white() * (0.35 + 0.65 * open);
                loud * tract.sample((1.0 - self.breath) * tone + self.breath * air)
            })
            .collect();
        to_peak_one(smoothed(sound))
    }
}

/// The value of a course at `x`.
pub fn along(bend: Bend, x: f32) -> f32 {
    let after = bend.iter().position(|&(at, _)| at >= x).unwrap_or(bend.len() - 1);
    let ((x1, y1), (x0, y0)) = (bend[after], bend[after.saturating_sub(1)]);
    if x1 <= x0 { y1 } else { y0 + (y1 - y0) * ((x - x0) / (x1 - x0)).clamp(0.0, 1.0) }
}

/// Takes the steps of the control rate out of the ends.
fn smoothed(mut sound: Vec<f32>) -> Vec<f32> {
    let edge = (sound.len() / 8).min(96);
    crate::dsp::fade(&mut sound, edge, edge);
    sound
}

/// Folds: a saw whose teeth are not alike.
#[derive(Debug)]
struct Folds {
    phase: f32,
    wide: f32,
    strong: f32,
    dull: OnePole,
}

impl Folds {
    fn new(bright_hz: f32) -> Folds {
        Folds { phase: 0.0, wide: 1.0, strong: 1.0, dull: OnePole::new(bright_hz) }
    }

    /// The next sample, and how far the folds stand open.
    fn sample(&mut self, hz: f32, rough: f32, chance: &mut Chance) -> (f32, f32) {
        let step = (hz * self.wide / FS).clamp(1e-6, 0.2);
        self.phase += step;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
            self.wide = (1.0 + rough * chance.normal()).clamp(0.55, 1.6);
            self.strong = (1.0 + 1.4 * rough * chance.normal()).clamp(0.25, 1.8);
        }
        let saw = 2.0 * self.phase - 1.0 - step_rounding(self.phase, step);
        (self.dull.low(saw * self.strong), self.phase)
    }
}

/// Resonances side by side.
#[derive(Debug)]
struct Tract(Vec<(Svf, f32)>);

impl Tract {
    fn new(call: &Call) -> Tract {
        Tract(call.formants.iter().map(|&(_, _, gain)| (Svf::default(), gain)).collect())
    }

    fn shape(&mut self, call: &Call, x: f32, mouth: f32) {
        for ((band, _), &(hz, q, _)) in self.0.iter_mut().zip(call.formants) {
            band.tune(along(hz, x) * mouth, q);
        }
    }

    fn sample(&mut self, source: f32) -> f32 {
        if self.0.is_empty() {
            return source;
        }
        0.06 * source + self.0.iter_mut().map(|(band, gain)| *gain * band.band(source)).sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    #[test]
    fn a_course_is_straight_between_its_points_and_held_outside() {
        let bend: Bend = &[(0.2, 1.0), (0.6, 3.0)];
        assert_eq!([0.0, 0.2, 0.4, 0.6, 1.0].map(|x| along(bend, x)), [1.0, 1.0, 2.0, 3.0, 3.0]);
    }

    #[test]
    fn a_larger_animal_is_deeper() {
        let turns = |size| {
            let sound = Call { formants: &[], breath: 0.0, rough: 0.0, bright_hz: 100.0, ..Call::PLAIN }
                .sing(size, &mut Chance::new(Seed(1)));
            sound.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count() as f32 / sound.len() as f32
        };
        assert!(turns(0.5) > 1.6 * turns(1.0));
    }
}
