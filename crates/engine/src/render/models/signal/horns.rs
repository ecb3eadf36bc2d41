//! Horns: two notes of a car, the chords of trucks, trains and ships.

use crate::cues::SignalKind;
use crate::dsp::{Chance, FS, OnePole, Saw, Slow, Svf};
use crate::render::models::again::steady;
use crate::render::models::stretch::Stretch;
use crate::render::{Take, Voice};

/// A set of horns that blow together.
struct Horns {
    /// Their notes, hertz.
    notes_hz: &'static [f32],
    /// The bell's resonance, hertz, and its quality.
    bell: (f32, f32),
    /// Above it nothing comes out, hertz.
    top_hz: f32,
    /// How far under its note a horn begins, as a share, and how soon it is there, seconds.
    scoop: (f32, f32),
    /// How far the throat is overblown.
    drive: f32,
    /// Air that rushes by, 0..=1.
    air: f32,
    /// Length of a moment, seconds, and its edges.
    length_s: f64,
    edges_s: (f32, f32),
}

/// A third between 420 and 530 Hz: two steel diaphragms.
const CAR: Horns = Horns {
    notes_hz: &[420.0, 530.0],
    bell: (2_300.0, 1.2),
    top_hz: 6_500.0,
    scoop: (0.02, 0.015),
    drive: 1.2,
    air: 0.0,
    length_s: 0.55,
    edges_s: (0.012, 0.05),
};

/// Two trumpets blown by the brakes' air.
const TRUCK: Horns = Horns {
    notes_hz: &[233.0, 294.0],
    bell: (1_100.0, 1.0),
    top_hz: 2_800.0,
    scoop: (0.06, 0.08),
    drive: 1.2,
    air: 0.08,
    length_s: 1.3,
    edges_s: (0.05, 0.12),
};

/// The five notes of a Nathan K5LA, B major sixth: D sharp, F sharp, G sharp, B, D sharp.
const TRAIN: Horns = Horns {
    notes_hz: &[311.1, 370.0, 415.3, 493.9, 622.3],
    bell: (1_300.0, 0.8),
    top_hz: 4_500.0,
    scoop: (0.08, 0.15),
    drive: 3.5,
    air: 0.25,
    length_s: 2.0,
    edges_s: (0.09, 0.25),
};

/// A typhon of a large ship.
const SHIP: Horns = Horns {
    notes_hz: &[98.0, 124.0],
    bell: (420.0, 0.9),
    top_hz: 1_400.0,
    scoop: (0.03, 0.2),
    drive: 1.2,
    air: 0.1,
    length_s: 3.0,
    edges_s: (0.18, 0.5),
};

/// Blows a set of horns.
pub fn sound(kind: SignalKind, pitch: f32, take: &Take) -> Voice {
    let horns = match kind {
        SignalKind::TruckHorn => TRUCK,
        SignalKind::TrainHorn => TRAIN,
        SignalKind::ShipHorn => SHIP,
        _ => CAR,
    };
    steady(take, horns.length_s, horns.edges_s, |stretch, chance| horns.blow(pitch, stretch, chance))
}

impl Horns {
    fn blow(&self, pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
        let mut sum = vec![0.0; stretch.length];
        for note_hz in self.notes_hz {
            let hz = note_hz * pitch * (1.0 + 0.004 * chance.normal());
            self.one(hz, &mut sum, stretch, chance);
        }
        let (mut bell, mut top) = (Svf::new(self.bell.0, self.bell.1), OnePole::new(self.top_hz));
        let mut rush = Svf::new(2_600.0, 0.7);
        let many = self.notes_hz.len() as f32;
        sum.iter()
            .map(|x| {
                let x = x / many;
                // The throat overloads: its resonance is pressed flat.
                let pressed = libm::tanhf(self.drive * (x + 1.8 * bell.band(x)));
                top.low(pressed) + self.air * rush.band(chance.white())
            })
            .collect()
    }

    fn one(&self, hz: f32, sum: &mut [f32], stretch: &Stretch, chance: &mut Chance) {
        let drift = Slow::wandering(stretch.length, 1.0, 0.001_5 * self.drive, 0.15, chance);
        let mut saw = Saw::at(chance.unit());
        let (deep, soon_s) = self.scoop;
        for (i, x) in sum.iter_mut().enumerate() {
            let scoop = 1.0 - deep * libm::expf(-(i as f32) / (soon_s * FS));
            // Less air, a little flatter.
            *x += saw.sample(hz * scoop * drift.at(i) * (0.985 + 0.015 * stretch.strength.at(i)));
        }
    }
}
