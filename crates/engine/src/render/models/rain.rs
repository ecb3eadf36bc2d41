//! Rain: every near drop is an event with its own size, place and surface; what is too far to tell apart is a bed.

mod surface;

use super::stretch::Stretch;
use crate::cues::Rain;
use crate::dsp::{Chance, Field, Grain, OnePole, Pinken, Slow, Svf, poisson};
use crate::render::{Take, Voice};
use surface::Surface;

/// Grains kept for each of the three sizes of drop.
const GRAINS: usize = 40;

/// Renders rain for the take's stretch; a moment gives 4 s.
pub fn render(rain: &Rain, take: &Take) -> Voice {
    let intensity = rain.mm_per_hour.clamp(0.3, 100.0);
    let surface = Surface::of(rain.on);
    let Stretch { length, strength } = Stretch::of(take, 4.0);
    let sway = Slow::wandering(length, 1.0, 0.13, 2.0, &mut take.chance("sway"));
    let shower = Shower { intensity, strength: strength.with(&sway, |a, b| a * b), near: near(take) };
    let mut field = shower.drops(&surface, length, take);
    let loud = field.rms();
    let far = shower.far(&surface, length, &mut take.chance("far"));
    // A drizzle is heard drop by drop; a storm is mostly its far bed.
    let share = surface.far * (0.45 + 0.17 * libm::logf(1.0 + intensity));
    field.add(&far.at_rms(loud * share), 1.0);
    shower.drips(&mut field, loud, &mut take.chance("drips"));
    Voice::wide(field.settled())
}

/// Metres to the nearest drops.
fn near(take: &Take) -> f32 {
    if take.asmr { 0.9 } else { 2.1 }
}

struct Shower {
    intensity: f32,
    strength: Slow,
    near: f32,
}

impl Shower {
    /// The drops within 7 m.
    fn drops(&self, surface: &Surface, length: usize, take: &Take) -> Field {
        let (mut grains, mut chance) = (take.chance("grains"), take.chance("drops"));
        let edge_s = if take.asmr { 0.0008 } else { 0.000_15 };
        let sizes: Vec<Vec<Grain>> = [0.15, 0.45, 0.85]
            .map(|size| (0..GRAINS).map(|_| surface.drop(size, &mut grains).edged(edge_s)).collect())
            .into();
        let detail = if take.asmr { 1.5 } else { 1.0 };
        let most = surface.rate * detail * libm::powf(self.intensity, 0.85);
        let mut field = Field::new(length);
        let rate = |i: usize| 0.7 * most * self.strength.at(i).min(1.4);
        for at in poisson(length, most, rate, &mut chance) {
            let (loudness, size) = self.drop_size(&mut chance);
            let grain = &sizes[size][chance.below(GRAINS)];
            let angle = core::f32::consts::TAU * chance.unit();
            let gain = loudness * self.strength.at(at).min(1.5) / self.distance(&mut chance);
            field.place(grain, at, 0.7 * libm::sinf(angle), gain);
        }
        field
    }

    /// Loudness and size class of a drop: diameters follow Marshall & Palmer (1948), exp(-4.1 I^-.21 D), D in mm,
    /// from .6 mm up, where drops begin to be heard.
    fn drop_size(&self, chance: &mut Chance) -> (f32, usize) {
        let mean_mm = libm::powf(self.intensity, 0.21) / 4.1;
        let d = (0.6 + mean_mm * chance.wait(1.0)).min(3.2);
        (d * libm::sqrtf(d), if d < 0.9 { 0 } else { usize::from(d > 1.5) + 1 })
    }

    /// Even over the area between the nearest drops and 7 m, so that loud ones are rare but bounded.
    fn distance(&self, chance: &mut Chance) -> f32 {
        libm::sqrtf(self.near * self.near + 49.0 * chance.unit())
    }

    fn far(&self, surface: &Surface, length: usize, chance: &mut Chance) -> Field {
        let mut field = Field::new(length);
        let [low_hz, high_hz] = surface.band_hz;
        field.noise(0.5, chance, |_| {
            let (mut high, mut low, mut roll) =
                (OnePole::new(low_hz), OnePole::new(high_hz), Svf::new(13_000.0, 0.6));
            let mut pink = Pinken::default();
            move |white, i| {
                // Between pink and white: real rain falls by about 1 to 2 dB an octave.
                let x = high.high(0.3 * white + 0.8 * pink.sample(white));
                roll.low(low.low(x)) * self.strength.at(i)
            }
        });
        field
    }

    /// Water that gathers and falls from edges: a few large drops a second into what has gathered below.
    fn drips(&self, field: &mut Field, loud: f32, chance: &mut Chance) {
        let length = field.sound().len();
        let most = 1.5 + self.intensity.min(30.0) / 6.0;
        let spots: Vec<(f32, f32)> =
            (0..5).map(|_| (chance.within(-0.9, 0.9), chance.log_within(0.0012, 0.0028))).collect();
        for at in poisson(length, most, |i| most * self.strength.at(i).min(1.0), chance) {
            let (pan, r) = spots[chance.below(spots.len())];
            let drip = Grain::default().bubble(r * chance.within(0.85, 1.2), 0.12, 1.0).edged(0.001);
            field.place(&drip, at, pan, loud * chance.log_within(0.5, 2.0));
        }
    }
}
