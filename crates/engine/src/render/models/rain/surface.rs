//! What a drop sounds like on what it falls on.

use crate::cues::RainOn;
use crate::dsp::{Burst, Chance, Grain, Mode};

/// A surface under rain.
pub struct Surface {
    /// What it is.
    on: RainOn,
    /// Audible drops a second within 7 m at 1 mm/h.
    pub rate: f32,
    /// Level of the far bed against the drops.
    pub far: f32,
    /// Band of the far bed, hertz.
    pub band_hz: [f32; 2],
}

impl Surface {
    /// The surface's figures. [D]esigned by ear and spectrum, but for what the bubbles obey.
    pub fn of(on: RainOn) -> Surface {
        let (rate, far, band_hz) = match on {
            RainOn::Ground => (190.0, 1.0, [450.0, 9_000.0]),
            RainOn::Leaves => (110.0, 0.9, [700.0, 7_000.0]),
            RainOn::Metal => (95.0, 0.6, [350.0, 6_500.0]),
            RainOn::Glass => (65.0, 0.5, [400.0, 5_000.0]),
            RainOn::Cloth => (120.0, 0.6, [250.0, 5_500.0]),
            RainOn::Hail => (26.0, 0.45, [900.0, 9_000.0]),
            RainOn::Water => (210.0, 0.9, [900.0, 12_000.0]),
        };
        Surface { on, rate, far, band_hz }
    }

    /// One drop, `size` 0..=1.
    pub fn drop(&self, size: f32, chance: &mut Chance) -> Grain {
        match self.on {
            RainOn::Ground => ground(size, chance),
            RainOn::Leaves => leaves(size, chance),
            RainOn::Metal => metal(size, chance),
            RainOn::Glass => glass(size, chance),
            RainOn::Cloth => cloth(size, chance),
            RainOn::Water => water(size, chance),
            RainOn::Hail => hail(size, chance),
        }
    }
}

fn burst(hz: f32, q: f32, fall_s: f32) -> Burst {
    Burst { hz, q, rise_s: 0.000_2, fall_s }
}

/// Wet stone: a slap, the splash that leaves it, and sometimes a bubble in the film of water.
fn ground(size: f32, chance: &mut Chance) -> Grain {
    let slap = burst(
        chance.log_within(1_600.0, 6_500.0) * (1.2 - 0.4 * size),
        0.7,
        chance.log_within(0.000_3, 0.001_2),
    );
    let splash = burst(chance.log_within(4_000.0, 9_000.0), 0.6, chance.within(0.002, 0.006));
    let grain = Grain::default().burst(slap, 0.9, chance).burst(splash, 0.3, chance);
    if chance.happens(0.3) {
        return grain.bubble(chance.log_within(0.000_35, 0.001_4), 0.1, 0.35);
    }
    grain
}

/// A soft tap and the leaf that gives way.
fn leaves(size: f32, chance: &mut Chance) -> Grain {
    let tap = burst(chance.log_within(900.0, 3_200.0) * (1.2 - 0.4 * size), 1.1, chance.within(0.002, 0.007));
    let tick = burst(chance.log_within(3_500.0, 8_000.0), 0.7, 0.000_6);
    let give = burst(chance.log_within(300.0, 700.0), 1.0, 0.006);
    Grain::default().burst(tap, 0.8, chance).burst(tick, 0.45, chance).burst(give, 0.35 * size, chance)
}

/// Sheet metal: dense modes of a plate, the deep ones of the whole roof, and a bright contact.
fn metal(size: f32, chance: &mut Chance) -> Grain {
    let mut modes = Vec::new();
    for i in 0..22 {
        let hz = 210.0 * libm::powf(1.0 + i as f32, 1.02) * chance.within(0.9, 1.12) + 60.0 * chance.unit();
        let t60_s = chance.within(0.5, 1.2) * 0.12 * libm::powf(400.0 / hz, 0.35);
        modes.push(Mode { hz, t60_s, gain: libm::powf(hz / 400.0, -0.35) * chance.within(0.2, 1.0) });
    }
    let contact = burst(chance.log_within(2_000.0, 6_000.0), 0.7, chance.within(0.000_8, 0.002_5));
    let thud = burst(chance.log_within(250.0, 600.0), 0.9, 0.008);
    Grain::default().ring(&modes, 0.8).burst(contact, 0.55 - 0.2 * size, chance).burst(
        thud,
        0.25 + 0.3 * size,
        chance,
    )
}

/// A pane: a tick, a short ring, and the dull give of the whole.
fn glass(size: f32, chance: &mut Chance) -> Grain {
    let hz = chance.log_within(1_500.0, 3_400.0);
    let mode = |ratio: f32, gain| Mode { hz: hz * ratio, t60_s: 0.03 / ratio, gain };
    let tick = burst(chance.log_within(3_000.0, 7_500.0), 0.7, 0.000_7);
    let pane = burst(chance.log_within(280.0, 800.0), 1.4, chance.within(0.004, 0.008));
    Grain::default()
        .ring(&[mode(1.0, 1.0), mode(1.59, 0.6), mode(2.32, 0.5)], 0.35)
        .burst(tick, 0.7, chance)
        .burst(pane, 0.35 + 0.45 * size, chance)
}

/// A stretched skin, as an umbrella or a tent.
fn cloth(size: f32, chance: &mut Chance) -> Grain {
    let hz = chance.log_within(170.0, 420.0) * (1.15 - 0.3 * size);
    let mode = |ratio: f32, gain| Mode { hz: hz * ratio, t60_s: chance_t60(ratio), gain };
    let modes = [mode(1.0, 1.0), mode(1.593, 0.8), mode(2.135, 0.6), mode(2.295, 0.5), mode(2.653, 0.35)];
    let slap = burst(chance.log_within(900.0, 2_600.0), 0.7, chance.within(0.001_2, 0.003_5));
    let tick = burst(chance.log_within(3_000.0, 6_000.0), 0.7, 0.000_5);
    Grain::default().ring(&modes, 0.7).burst(slap, 0.6, chance).burst(tick, 0.12, chance)
}

/// A stone of ice: a hard knock, what it fell on answers briefly, and it hops once or twice.
fn hail(size: f32, chance: &mut Chance) -> Grain {
    let hz = chance.log_within(1_100.0, 3_200.0) * (1.2 - 0.5 * size);
    let mut grain = Grain::default();
    let (mut late_s, mut strong) = (0.0, 1.0);
    for _ in 0..1 + chance.below(3) {
        let knock = burst(hz * chance.within(0.9, 1.15), 1.3, chance.log_within(0.001, 0.003));
        let edge = burst(chance.log_within(4_500.0, 9_000.0), 0.7, 0.000_5);
        let under = burst(chance.log_within(250.0, 600.0), 1.2, 0.006);
        let hit = Grain::default()
            .burst(knock, 0.8 * strong, chance)
            .burst(edge, 0.5 * strong, chance)
            .burst(under, (0.2 + 0.3 * size) * strong, chance);
        grain = grain.and(&hit.after(late_s));
        late_s += chance.within(0.03, 0.08) * strong;
        strong *= chance.within(0.25, 0.5);
    }
    grain
}

fn chance_t60(ratio: f32) -> f32 {
    0.09 / ratio
}

/// A pond: small drops catch bubbles of about 14 kHz, larger ones lower (Pumphrey & Crum 1989), and all splash.
fn water(size: f32, chance: &mut Chance) -> Grain {
    let splash = burst(chance.log_within(3_000.0, 9_000.0), 0.6, chance.within(0.001, 0.003));
    let grain = Grain::default().burst(splash, 0.5, chance);
    let r = chance.log_within(0.000_24, 0.000_6 + 0.001_4 * size);
    if chance.happens(0.7) { grain.and(&Grain::default().bubble(r, 0.1, 0.8).after(0.002)) } else { grain }
}
