//! Water: bubbles by the thousand (van den Doel 2005), and the foam and spray they rise from.

mod flow;
mod splash;
mod surf;

pub(super) use surf::surf as add_surf;

use super::stretch::Stretch;
use crate::cues::{Water, WaterKind};
use crate::dsp::{Chance, FS, Field, Grain, OnePole, Tank};
use crate::render::{Take, Voice};

/// Renders water for the take's stretch, or as a moment of natural length.
pub fn render(water: &Water, take: &Take) -> Voice {
    let size = water.size.clamp(0.0, 1.0);
    let moment = take.samples() == 0;
    let stretch = Stretch::of(take, natural_s(water.kind, size));
    let mut field = Field::new(stretch.length);
    match water.kind {
        WaterKind::Drip => {
            drips(&mut field, size, moment, take);
            // What drips stands in something hollow: a basin, a cellar, a gutter.
            let answer = Tank::new(1.2, 5_000.0, 0.8).fill(field.sound(), 0, field.sound().len());
            field.add_sound(&answer, 0, 0.15);
        }
        WaterKind::Splash => splash::splashes(&mut field, size, &stretch, take),
        WaterKind::Surf => add_surf(&mut field, size, &stretch, &mut take.chance("surf")),
        WaterKind::Underwater => underwater(&mut field, size, &stretch, take),
        kind => flow::flow(&mut field, kind, size, (&stretch, take)),
    }
    Voice::wide(field.settled())
}

fn natural_s(kind: WaterKind, size: f32) -> f64 {
    match kind {
        WaterKind::Drip => 0.6,
        WaterKind::Splash => 0.9 + 1.2 * f64::from(size),
        WaterKind::Surf => 7.0,
        WaterKind::Bubbles => 1.2,
        _ => 3.0,
    }
}

/// One drop into a pool: the click of the impact, then the bubble that it caught; sometimes a second.
pub(super) fn drip(r_m: f32, chance: &mut Chance) -> Grain {
    caught(r_m, (0.16, 0.35), chance)
}

/// The same: how far its bubble rises in pitch, and how often a second one follows.
fn caught(r_m: f32, (rise, second): (f32, f32), chance: &mut Chance) -> Grain {
    let tick = crate::dsp::Burst { hz: 5_000.0, q: 0.7, rise_s: 0.000_2, fall_s: 0.000_6 };
    let splat = crate::dsp::Burst { hz: 2_400.0, q: 0.8, rise_s: 0.000_5, fall_s: 0.004 };
    let impact = Grain::default().burst(tick, 0.12, chance).burst(splat, 0.08, chance);
    let bubble = Grain::default().bubble(r_m, rise, 0.9).after(chance.within(0.012, 0.03));
    let drip = impact.and(&bubble);
    if chance.happens(second) {
        let again = Grain::default().bubble(r_m * chance.within(0.55, 0.8), 0.2, 0.4);
        return drip.and(&again.after(chance.within(0.06, 0.13)));
    }
    drip
}

fn drips(field: &mut Field, size: f32, moment: bool, take: &Take) {
    let mut chance = take.chance("drips");
    // What gathers on an edge falls as a large drop and catches a bubble about as large as itself: a plop near 1 kHz,
    // and often a smaller one after it.
    let r = 0.001_8 + 0.003_4 * size;
    let drop = |r_m: f32, chance: &mut Chance| caught(r_m, (0.08, 0.6), chance).edged(0.000_5);
    if moment {
        field.place(&drop(r * chance.within(0.9, 1.1), &mut chance), 0, 0.0, 0.8);
        return;
    }
    // A tap or an edge drips almost evenly; two or three places, each with its own period and pool.
    for _ in 0..(1 + (2.0 * size) as usize) {
        let (period, pan) = (chance.log_within(0.45, 1.3), chance.within(-0.7, 0.7));
        let pool = r * chance.log_within(0.8, 1.3);
        let mut at = chance.within(0.05, period);
        while at < field.sound().len() as f32 / FS {
            let loud = take.strength(f64::from(at)) * chance.log_within(0.6, 1.1);
            let one = drop(pool * chance.within(0.93, 1.07), &mut chance);
            field.place(&one, (at * FS) as usize, pan, 3.0 * loud);
            at += period * (1.0 + 0.05 * chance.normal()).max(0.5);
        }
    }
}

/// Under the surface: large slow bubbles, the sea's rumble, all of it dull.
fn underwater(field: &mut Field, size: f32, stretch: &Stretch, take: &Take) {
    let mut chance = take.chance("bubbles");
    let spots = flow::Spots {
        count: 4,
        radius_m: [0.0018, 0.016],
        steep: 1.6,
        rate: 16.0 + 34.0 * size,
        branching: 0.75,
    };
    let mut bubbles = Field::new(stretch.length);
    spots.bubble(&mut bubbles, stretch, 1.0, &mut chance);
    for channel in bubbles.sides_mut() {
        let (mut first, mut second) = (OnePole::new(900.0), OnePole::new(1_400.0));
        channel.iter_mut().for_each(|x| *x = second.low(first.low(*x)));
    }
    let sway = crate::dsp::Slow::wandering(stretch.length, 1.0, 0.3, 1.5, &mut chance);
    let mut sea = Field::new(stretch.length);
    sea.noise(0.4, &mut chance, |_| {
        let (mut brown, mut low, mut dull) =
            (crate::dsp::Brownen::default(), OnePole::new(240.0), OnePole::new(500.0));
        let sway = &sway;
        move |white, i| dull.low(low.low(brown.sample(white))) * sway.at(i) * stretch.strength.at(i)
    });
    let loud = bubbles.rms().max(1e-4);
    field.add(&sea.at_rms(3.0 * loud), 1.0);
    field.add(&bubbles, 1.0);
}
