//! Fire: lapping flames, hiss, and crackles that come in families (structure after A. Farnell, "Designing Sound").

mod flare;

use super::stretch::Stretch;
use crate::cues::Fire;
use crate::dsp::{
    Brownen, Burst, Chance, FS, Field, Grain, Hawkes, Mode, OnePole, Pinken, Slow, Svf, poisson,
};
use crate::render::{Take, Voice};

/// Crackles kept.
const KEPT: usize = 90;

/// Renders fire for the take's stretch; a moment flares up over 2.5 s.
pub fn render(fire: &Fire, take: &Take) -> Voice {
    let (size, crackle) = (fire.size.clamp(0.0, 1.0), fire.crackle.clamp(0.0, 1.0));
    let mut stretch = Stretch::of(take, 2.5);
    if take.samples() == 0 {
        let flare = |t: f64| libm::expf(-1.4 * t as f32) * (t as f32 / 0.12).min(1.0);
        stretch.strength = Slow::of(stretch.length, flare);
    }
    let mut field = Field::new(stretch.length);
    if take.samples() == 0 {
        flare::burst(&mut field, size, &mut take.chance("flare"));
    }
    lapping(&mut field, size, &stretch, &mut take.chance("lapping"));
    hiss(&mut field, size, &stretch, &mut take.chance("hiss"));
    crackles(&mut field, (size, crackle, take.asmr), &stretch, &mut take.chance("crackle"));
    pops(&mut field, (size, crackle), &stretch, &mut take.chance("pops"));
    Voice::wide(field.settled())
}

/// Gas that burns in tongues: low noise whose loudness flickers 3 to 12 times a second, and the roar of a large fire.
fn lapping(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    let flicker = [0, 1].map(|_| {
        let quick = Slow::wandering(stretch.length, 0.5, 0.35, 0.05, chance);
        let slow = Slow::wandering(stretch.length, 0.8, 0.25, 0.7, chance);
        quick.with(&slow, |a, b| a * b).with(&stretch.strength, |x, s| x * s)
    });
    let roar = Slow::wandering(stretch.length, 1.0, 0.25, 0.4, chance).with(&stretch.strength, |x, s| x * s);
    let deep_hz = 260.0 - 110.0 * size;
    field.noise(0.35, chance, |side| {
        let (flicker, roar) = (&flicker[side], &roar);
        let (mut brown, mut pink) = (Brownen::default(), Pinken::default());
        let mut rumble = OnePole::new(700.0);
        let (mut tongue, mut air, mut body) =
            (Svf::new(deep_hz, 0.8), Svf::new(420.0, 0.6), OnePole::new(260.0));
        move |white, i| {
            let (b, x, f) = (brown.sample(white), pink.sample(white), flicker.at(i));
            let flame = 0.08 * tongue.band(x) * f + 0.03 * air.band(x) * f * f;
            flame * (0.4 + 0.2 * size)
                + 0.08 * size * size * size * (body.low(b) + 0.3 * rumble.low(x)) * roar.at(i)
        }
    });
}

/// Steam and sap: high noise that comes and goes.
fn hiss(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    let breath = [0, 1].map(|_| {
        let wander = Slow::wandering(stretch.length, 0.45, 0.4, 0.35, chance);
        wander.with(&stretch.strength, |x, s| (0.1 + 1.2 * x * x) * s)
    });
    field.noise(0.2, chance, |side| {
        let breath = &breath[side];
        let (mut high, mut low) = (Svf::new(1_800.0, 0.6), OnePole::new(7_000.0));
        move |white, i| 0.006 * (0.5 + 0.2 * size) * low.low(high.high(white)) * breath.at(i)
    });
}

fn crackles(
    field: &mut Field,
    (size, crackle, asmr): (f32, f32, bool),
    stretch: &Stretch,
    chance: &mut Chance,
) {
    let edge_s = if asmr { 0.000_6 } else { 0.000_1 };
    let kept: Vec<Grain> = (0..KEPT).map(|_| snap(chance).edged(edge_s)).collect();
    let detail = if asmr { 1.7 } else { 1.0 };
    let large = Hawkes { base: detail * crackle * (4.0 + 5.0 * size), branching: 0.5, tau_s: 0.08 };
    let fine = Hawkes { base: detail * crackle * (16.0 + 6.0 * size), branching: 0.7, tau_s: 0.07 };
    // Energies fall by a power law; the largest are held 26 dB over the least, or the fire turns into fireworks.
    for (process, gain, most) in [(large, 0.04, 16.0), (fine, 0.012, 12.0)] {
        for at in process.times(stretch.length, &stretch.strength, chance) {
            let energy = chance.pareto(1.7).min(most * most);
            let pan = (0.45 * chance.normal()).clamp(-1.0, 1.0);
            field.place(&kept[chance.below(KEPT)], at, pan, gain * libm::sqrtf(energy));
        }
    }
}

/// Wood fibre that gives way: a click with a short ring of the piece and a breath of gas.
fn snap(chance: &mut Chance) -> Grain {
    let click = Burst {
        hz: chance.log_within(2_000.0, 12_000.0),
        q: chance.within(0.5, 1.6),
        rise_s: 0.000_1,
        fall_s: chance.log_within(0.000_3, 0.003),
    };
    let gas = Burst {
        hz: chance.log_within(1_200.0, 5_000.0),
        q: 0.6,
        rise_s: 0.001,
        fall_s: chance.within(0.004, 0.014),
    };
    let hz = chance.log_within(900.0, 3_200.0);
    let wood = [Mode { hz, t60_s: 0.018, gain: 1.0 }, Mode { hz: 2.76 * hz, t60_s: 0.008, gain: 0.6 }];
    Grain::default().burst(click, 0.85, chance).burst(gas, 0.2, chance).ring(&wood, 0.08)
}

/// Pockets that burst: a snap with a thump under it, a few in ten seconds.
fn pops(field: &mut Field, (size, crackle): (f32, f32), stretch: &Stretch, chance: &mut Chance) {
    let most = crackle * (0.3 + 0.2 * size);
    if most <= 0.0 {
        return;
    }
    for at in poisson(stretch.length, most, |i| most * stretch.strength.at(i), chance) {
        let thump = Burst { hz: chance.within(160.0, 260.0), q: 1.2, rise_s: 0.001, fall_s: 0.018 };
        let pop = snap(chance).burst(thump, 0.6, chance);
        let pan = 0.4 * chance.normal();
        field.place(&pop.edged(0.000_2), at, pan, chance.within(0.3, 0.55));
        // Embers settle after it.
        for _ in 0..chance.below(6) {
            let late = at + (chance.wait(9.0) * FS) as usize;
            field.place(&snap(chance), late, pan + 0.2 * chance.normal(), chance.within(0.03, 0.12));
        }
    }
}
