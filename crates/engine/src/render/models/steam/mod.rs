//! Steam and fat: what hisses, sprays, sizzles, boils and fizzes.

mod pan;

use super::again::steady;
use super::stretch::Stretch;
use crate::cues::{Steam, SteamKind};
use crate::dsp::{Chance, FS, OnePole, Pinken, Slow, Svf};
use crate::render::{Take, Voice};

/// Renders steam; a moment is one puff, or what is thrown into the pan.
pub fn render(steam: &Steam, take: &Take) -> Voice {
    let size = steam.size.clamp(0.0, 1.0);
    steady(take, natural_s(steam.kind), edges_s(steam.kind), |stretch, chance| match steam.kind {
        SteamKind::Hiss => stream(HISS, size, stretch, chance),
        SteamKind::Spray => stream(SPRAY, size, stretch, chance),
        SteamKind::Jet => stream(JET, size, stretch, chance),
        SteamKind::Sizzle => pan::sizzle(size, take.asmr, stretch, chance),
        SteamKind::Frying => pan::frying(size, take.asmr, stretch, chance),
        SteamKind::Boiling => pan::boiling(size, stretch, chance),
        SteamKind::Fizz => pan::fizz(size, take.asmr, stretch, chance),
    })
}

fn natural_s(kind: SteamKind) -> f64 {
    match kind {
        SteamKind::Spray => 0.7,
        SteamKind::Hiss | SteamKind::Jet => 1.6,
        _ => 2.6,
    }
}

fn edges_s(kind: SteamKind) -> (f32, f32) {
    match kind {
        SteamKind::Spray => (0.006, 0.06),
        SteamKind::Hiss | SteamKind::Jet => (0.03, 0.7),
        SteamKind::Sizzle => (0.015, 1.4),
        _ => (0.2, 0.7),
    }
}

/// A stream of gas out of a hole.
#[derive(Debug, Clone, Copy)]
struct Nozzle {
    /// Where its noise is strongest (a small hole hisses higher), hertz.
    hz: f32,
    q: f32,
    /// Nothing below, hertz.
    low_hz: f32,
    /// Deep turbulence, 0..=1.
    deep: f32,
    /// Unsteadiness, and how soon it changes, seconds.
    sway: (f32, f32),
}

const HISS: Nozzle = Nozzle { hz: 6_500.0, q: 0.7, low_hz: 1_500.0, deep: 0.0, sway: (0.06, 0.15) };
const SPRAY: Nozzle = Nozzle { hz: 8_000.0, q: 0.6, low_hz: 2_500.0, deep: 0.05, sway: (0.12, 0.02) };
const JET: Nozzle = Nozzle { hz: 3_200.0, q: 0.5, low_hz: 250.0, deep: 0.6, sway: (0.09, 0.08) };

/// Noise whose band follows the pressure behind it.
fn stream(nozzle: Nozzle, size: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let sway = Slow::wandering(stretch.length, 1.0, nozzle.sway.0, nozzle.sway.1, chance);
    let usual_hz = nozzle.hz * libm::powf(2.0, 0.8 * (0.5 - size));
    let (mut band, mut high, mut edge) =
        (Svf::default(), Svf::new(nozzle.low_hz, 0.7), OnePole::new(14_000.0));
    let (mut pink, mut rumble) = (Pinken::default(), Svf::new(420.0, 0.8));
    (0..stretch.length)
        .map(|i| {
            if i % 48 == 0 {
                band.tune(
                    usual_hz * (0.6 + 0.4 * stretch.strength.at(i)) * sway.at(i).clamp(0.6, 1.5),
                    nozzle.q,
                );
            }
            let white = chance.white();
            let hiss = high.high(band.band(white) + 0.18 * edge.low(white));
            let start = 1.0 + 0.5 * libm::expf(-(i as f32) / (0.02 * FS));
            (hiss + nozzle.deep * rumble.band(3.0 * pink.sample(white))) * sway.at(i).clamp(0.4, 1.8) * start
        })
        .collect()
}
