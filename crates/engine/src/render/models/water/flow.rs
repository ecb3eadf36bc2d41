//! Running water: places that gurgle in bursts, over the hiss and rush of what breaks.

use super::super::stretch::Stretch;
use crate::cues::WaterKind;
use crate::dsp::{Chance, Field, Grain, Hawkes, OnePole, Pinken, Slow, Svf};
use crate::render::Take;

/// Bubbles kept for each place.
const KEPT: usize = 48;

/// Places where bubbles are made.
pub struct Spots {
    /// How many places.
    pub count: usize,
    /// Smallest and largest bubble, metres.
    pub radius_m: [f32; 2],
    /// Exponent of the radii's power law.
    pub steep: f32,
    /// Bubbles a second, all places together.
    pub rate: f32,
    /// Share of bubbles called by others: 0 even, .8 gurgling.
    pub branching: f32,
}

impl Spots {
    /// Adds the bubbles; each place has a middle radius, a direction and a mood of its own.
    pub fn bubble(&self, field: &mut Field, stretch: &Stretch, gain: f32, chance: &mut Chance) {
        for spot in 0..self.count {
            let pan = -0.9 + 1.8 * (spot as f32 + chance.unit()) / self.count as f32;
            // Each place favours a part of the range: a wide spread of all sizes everywhere would be noise.
            let middle = chance.unit();
            let kept: Vec<(Grain, f32)> = (0..KEPT).map(|_| self.one(middle, chance)).collect();
            let mood = Slow::wandering(stretch.length, 0.55, 0.3, 0.7, chance);
            let strength = stretch.strength.with(&mood, |s, m| s * m.min(1.6));
            let rate = self.rate / self.count as f32 * (1.0 - self.branching) * 1.8;
            let process = Hawkes { base: rate, branching: self.branching, tau_s: 0.05 };
            for at in process.times(stretch.length, &strength.map(|x| x.min(1.0)), chance) {
                let (bubble, loud) = &kept[chance.below(KEPT)];
                let hard = libm::expf(0.55 * chance.normal());
                let here = pan + 0.15 * chance.normal();
                field.place(bubble, at, here, gain * loud * hard * (0.4 + 0.6 * strength.at(at)));
            }
        }
    }

    fn one(&self, middle: f32, chance: &mut Chance) -> (Grain, f32) {
        let [least, most] = self.radius_m;
        let k = 1.0 - self.steep;
        // Power law by inversion, half of it bent to the place's own part of the range.
        let share = 0.5 * chance.unit() + 0.5 * (middle + 0.25 * chance.normal()).clamp(0.0, 1.0);
        let r =
            libm::powf(libm::powf(least, k) + (libm::powf(most, k) - libm::powf(least, k)) * share, 1.0 / k);
        let rise = if chance.happens(0.4) { chance.within(0.05, 0.25) } else { 0.0 };
        let loud = libm::powf(r / 0.003, 1.0).min(2.5);
        (Grain::default().bubble(r, rise, 1.0).edged(0.000_4), loud)
    }
}

/// What runs: its bubbles and its bed.
struct Course {
    spots: Spots,
    /// Bed against bubbles (root mean square).
    rush: f32,
    /// Band of the bed, hertz.
    band_hz: [f32; 2],
    /// Unsteadiness of the bed.
    sway: f32,
}

impl Course {
    fn of(kind: WaterKind, size: f32) -> Course {
        let spots =
            |count, radius_m, steep, rate, branching| Spots { count, radius_m, steep, rate, branching };
        let (spots, rush, band_hz, sway) = match kind {
            WaterKind::Pour => (spots(3, [0.000_6, 0.005], 1.6, 260.0, 0.5), 0.35, [900.0, 6_000.0], 0.12),
            WaterKind::Tap => (spots(4, [0.000_4, 0.003], 1.8, 420.0, 0.35), 1.2, [1_200.0, 10_000.0], 0.07),
            WaterKind::River => (spots(12, [0.000_8, 0.009], 1.8, 650.0, 0.4), 1.1, [250.0, 3_000.0], 0.15),
            WaterKind::Fountain => {
                (spots(6, [0.000_7, 0.008], 1.6, 750.0, 0.75), 0.6, [420.0, 4_900.0], 0.25)
            }
            WaterKind::Waterfall => {
                (spots(10, [0.000_5, 0.012], 2.0, 1_000.0, 0.2), 4.5, [160.0, 5_500.0], 0.06)
            }
            WaterKind::Bubbles => (spots(5, [0.000_9, 0.007], 1.7, 75.0, 0.7), 0.05, [600.0, 4_000.0], 0.1),
            _ => (spots(11, [0.000_45, 0.005_5], 1.75, 650.0, 0.55), 0.5, [500.0, 5_000.0], 0.2),
        };
        let more = 0.5 + size;
        Course {
            spots: Spots { rate: spots.rate * more, ..spots },
            rush: rush * (0.6 + 0.8 * size),
            band_hz,
            sway,
        }
    }
}

/// Adds running water.
pub fn flow(field: &mut Field, kind: WaterKind, size: f32, (stretch, take): (&Stretch, &Take)) {
    let course = Course::of(kind, size);
    let detail = if take.asmr { 1.4 } else { 1.0 };
    let spots = Spots { rate: course.spots.rate * detail, ..course.spots };
    let mut bubbles = Field::new(stretch.length);
    spots.bubble(&mut bubbles, stretch, 0.3, &mut take.chance("bubbles"));
    let loud = bubbles.rms().max(1e-4);
    let bed = rush(course.band_hz, course.sway, stretch, &mut take.chance("rush"));
    field.add(&bubbles, 1.0);
    field.add(&bed.at_rms(course.rush * loud * if take.asmr { 0.6 } else { 1.0 }), 1.0);
    match kind {
        WaterKind::Pour => fill(field, size, stretch),
        WaterKind::Tap => basin(field, size),
        _ => {}
    }
}

/// The sink under a tap: thin sheet that drums where the jet meets it, and the hollow above the drain.
fn basin(field: &mut Field, size: f32) {
    for channel in field.sides_mut() {
        let hollow = [(310.0, 3.0, 0.8), (740.0, 5.0, 0.5), (1_280.0, 7.0, 0.45), (2_150.0, 8.0, 0.4)];
        let mut sheet = hollow.map(|(hz, q, gain)| (Svf::new(hz * (1.25 - 0.5 * size), q), gain));
        for x in channel.iter_mut() {
            let drummed: f32 = sheet.iter_mut().map(|(mode, gain)| *gain * mode.band(*x)).sum();
            *x = 0.7 * *x + drummed;
        }
    }
}

/// The broken surface: noise that sways on each side, rougher above.
fn rush(band_hz: [f32; 2], sway: f32, stretch: &Stretch, chance: &mut Chance) -> Field {
    let sways =
        [0, 1].map(|_| Slow::wandering(stretch.length, 1.0, sway, 0.5, chance).map(|x| x.clamp(0.3, 2.0)));
    let mut bed = Field::new(stretch.length);
    bed.noise(0.25, chance, |side| {
        let (mut high, mut low) = (Svf::new(band_hz[0], 0.6), OnePole::new(band_hz[1]));
        let (mut pink, mut rough, mut grit) = (Pinken::default(), OnePole::new(45.0), 1.0);
        let sway = &sways[side];
        move |white, i| {
            if i % 16 == 0 {
                grit = 0.65 + 4.5 * rough.low(white).abs();
            }
            low.low(high.high(pink.sample(white))) * sway.at(i) * stretch.strength.at(i) * grit.min(2.0)
        }
    });
    bed
}

/// The vessel over the water: a resonance that rises as the air above it shortens.
fn fill(field: &mut Field, size: f32, stretch: &Stretch) {
    let length = stretch.length as f32;
    let (begin_hz, end_hz) = (620.0 - 280.0 * size, 1_500.0 - 500.0 * size);
    for channel in field.sides_mut() {
        let (mut air, mut third) = (Svf::new(begin_hz, 6.0), Svf::new(3.0 * begin_hz, 8.0));
        for (i, x) in channel.iter_mut().enumerate() {
            if i % 64 == 0 {
                let hz = begin_hz * libm::powf(end_hz / begin_hz, i as f32 / length);
                air.tune(hz, 6.0);
                third.tune(3.0 * hz, 8.0);
            }
            *x = 0.55 * *x + 1.6 * air.band(*x) + 0.9 * third.band(*x);
        }
    }
}
