//! Loose ground by chance of collisions (PhISEM, P. Cook 1997; figures of grains after the Synthesis ToolKit's
//! "Shakers" by P. Cook and G. Scavone, converted from 44.1 kHz).

use crate::dsp::{Chance, FS, OnePole, Svf};
use crate::render::models::blend::to_peak_one;

/// Pitches among which grains are shared out.
const VOICES: usize = 5;

/// A heap of grains that is trodden on.
#[derive(Debug, Clone, PartialEq)]
pub struct Grains {
    /// How many: the share of samples with a collision, in 1/1024, at full pressure.
    pub count: f32,
    /// Middle of a grain's pitch, hertz.
    pub hz: f32,
    /// Spread of pitches, as a factor either way.
    pub spread: f32,
    /// Quality of a grain's resonance.
    pub q: f32,
    /// Time constant of a grain's noise, seconds.
    pub grain_s: f32,
    /// Time constant of the heap's agitation, seconds.
    pub settle_s: f32,
    /// Exponent of grains' energies: smaller is more uneven.
    pub beta: f32,
    /// Above this the heap swallows, hertz.
    pub dull_hz: f32,
}

impl Grains {
    /// Fine sand.
    pub const SAND: Grains = Grains {
        count: 520.0,
        hz: 4_600.0,
        spread: 1.5,
        q: 0.9,
        grain_s: 8e-4,
        settle_s: 4e-3,
        beta: 2.4,
        dull_hz: 6_000.0,
    };

    /// What is heard while `press` works on it (0..=1 a sample), with a peak of 1.
    pub fn crunch(&self, press: &[f32], chance: &mut Chance) -> Vec<f32> {
        let mut voices: Vec<Svf> = (0..VOICES).map(|_| self.voice(chance)).collect();
        let mut dull = [OnePole::new(self.dull_hz), OnePole::new(self.dull_hz)];
        let mut levels = [0.0f32; VOICES];
        let per_sample = self.count / 1_024.0 * 44_100.0 / FS;
        let (fade, settle) =
            (libm::expf(-1.0 / (self.grain_s * FS)), libm::expf(-1.0 / (self.settle_s * FS)));
        let mut agitation = 0.0;
        let mut out = Vec::with_capacity(press.len() + 2_400);
        for force in press.iter().copied().chain(std::iter::repeat_n(0.0, 2_400)) {
            agitation = agitation * settle + force * (1.0 - settle);
            if chance.happens(per_sample * (0.15 + 0.85 * agitation.min(1.2))) {
                let size = libm::sqrtf(chance.pareto(self.beta).min(40.0));
                levels[chance.below(VOICES)] += agitation * size;
            }
            let heard: f32 = voices
                .iter_mut()
                .zip(&mut levels)
                .map(|(voice, level)| {
                    *level *= fade;
                    voice.band(*level * chance.white())
                })
                .sum();
            let duller = dull[0].low(heard);
            out.push(dull[1].low(duller));
        }
        to_peak_one(out)
    }

    fn voice(&self, chance: &mut Chance) -> Svf {
        let hz = self.hz * chance.log_within(1.0 / self.spread, self.spread);
        Svf::new(hz, self.q * chance.within(0.8, 1.3))
    }
}
