//! Grains: short sounds that textures are scattered from.

use super::{Chance, FS, Mode, ModeBank, Svf, fade};

/// A short sound, near and dry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grain(Vec<f32>);

/// A burst of noise in a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// Middle of the band, hertz.
    pub hz: f32,
    /// Quality of the band: .5 wide, 8 narrow.
    pub q: f32,
    /// Time to rise, seconds.
    pub rise_s: f32,
    /// Time to fall to 1/e, seconds.
    pub fall_s: f32,
}

impl Grain {
    /// Its samples.
    pub fn samples(&self) -> &[f32] {
        &self.0
    }

    /// Made of given samples.
    pub fn of(samples: Vec<f32>) -> Grain {
        Grain(samples)
    }

    /// With a burst of noise whose peak is about `gain`.
    pub fn burst(self, burst: Burst, gain: f32, chance: &mut Chance) -> Grain {
        let (rise, fall) = ((burst.rise_s * FS).max(1.0), (burst.fall_s * FS).max(1.0));
        let mut band = Svf::new(burst.hz, burst.q);
        let noise: Vec<f32> = (0..(rise + 7.0 * fall) as usize)
            .map(|i| {
                let up = (i as f32 / rise).min(1.0);
                band.band(chance.white()) * up * libm::expf(-(i as f32 - rise).max(0.0) / fall)
            })
            .collect();
        self.plus(&noise, gain)
    }

    /// With modes struck once, their peak about `gain`.
    pub fn ring(self, modes: &[Mode], gain: f32) -> Grain {
        let longest = modes.iter().fold(0.0, |t, m| m.t60_s.max(t));
        let mut bank = ModeBank::new(modes);
        // A strike of a few samples instead of one: a drop or a knuckle is never an ideal impulse.
        let force = |i: usize| if i < 8 { [0.1, 0.4, 0.8, 1.0, 0.8, 0.4, 0.1, 0.0][i] } else { 0.0 };
        let sound: Vec<f32> = (0..(longest * FS) as usize).map(|i| bank.sample(force(i))).collect();
        self.plus(&sound, gain)
    }

    /// With a bubble of radius `r_m` metres (van den Doel, "Physically based models for liquid sounds", 2005):
    /// f = 3/r, damping .13/r + .0072 r^-1.5, rising by `rise` of the damping.
    pub fn bubble(self, r_m: f32, rise: f32, gain: f32) -> Grain {
        let r = r_m.clamp(0.000_15, 0.05);
        let (hz, damping) = (3.0 / r, 0.13 / r + 0.0072 / (r * libm::sqrtf(r)));
        if hz > 0.45 * FS {
            return self;
        }
        let n = (6.0 / damping * FS) as usize;
        let attack = (FS / hz).max(24.0);
        let per_sample = core::f32::consts::TAU / FS;
        let (mut phase, mut level) = (0.0f32, 1.0f32);
        let (fall, faster) = (libm::expf(-damping / FS), rise * damping / FS);
        let sound: Vec<f32> = (0..n)
            .map(|i| {
                phase += per_sample * (hz * (1.0 + faster * i as f32)).min(0.45 * FS);
                level *= fall;
                libm::sinf(phase) * level * (i as f32 / attack).min(1.0)
            })
            .collect();
        self.plus(&sound, gain)
    }

    /// With another sound whose peak is brought to `gain`; both begin together.
    pub fn plus(mut self, sound: &[f32], gain: f32) -> Grain {
        let peak = sound.iter().fold(1e-9f32, |p, x| p.max(x.abs()));
        if self.0.len() < sound.len() {
            self.0.resize(sound.len(), 0.0);
        }
        self.0.iter_mut().zip(sound).for_each(|(sum, x)| *sum += x * gain / peak);
        self
    }

    /// Later by `seconds`.
    pub fn after(self, seconds: f32) -> Grain {
        let mut late = vec![0.0; (seconds.max(0.0) * FS) as usize];
        late.extend(self.0);
        Grain(late)
    }

    /// Together with another grain.
    pub fn and(mut self, other: &Grain) -> Grain {
        self.0.resize(self.0.len().max(other.0.len()), 0.0);
        self.0.iter_mut().zip(&other.0).for_each(|(sum, x)| *sum += x);
        self
    }

    /// With a begin and an end that do not click: begin `edge_s` long.
    pub fn edged(mut self, edge_s: f32) -> Grain {
        let release = (self.0.len() / 8).min(240);
        fade(&mut self.0, (edge_s * FS) as usize, release);
        self
    }
}
