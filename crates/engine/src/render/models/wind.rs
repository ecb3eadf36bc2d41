//! Wind: one gusty speed moves rumble, body, whistles and leaves together.

use super::stretch::Stretch;
use crate::cues::Wind;
use crate::dsp::{Brownen, Burst, Chance, FS, Field, Grain, Hawkes, OnePole, Pinken, Slow, Svf};
use crate::render::{Take, Voice};

/// Filters are moved every this many samples.
const TUNE: usize = 32;

/// Renders wind for the take's stretch; a moment gives one gust of 4 s.
pub fn render(wind: &Wind, take: &Take) -> Voice {
    let mut stretch = Stretch::of(take, 4.0);
    if take.samples() == 0 {
        stretch.strength = Slow::of(stretch.length, |t| crate::dsp::raised_cosine(t as f32 / 4.0));
    }
    Voice::wide(blow(wind, take, &stretch).settled())
}

/// Wind over a stretch.
pub(super) fn blow(wind: &Wind, take: &Take, stretch: &Stretch) -> Field {
    let blow = Blow::of(wind, take, stretch);
    let mut field = Field::new(stretch.length);
    blow.rumble_and_body(&mut field, 1.0 - 0.6 * wind.leaves.clamp(0.0, 1.0), &mut take.chance("body"));
    blow.whistles(&mut field, wind.whistle.clamp(0.0, 1.0), &mut take.chance("whistles"));
    leaves(&mut field, &blow.sides, wind.leaves.clamp(0.0, 1.0), &mut take.chance("leaves"));
    field
}

/// The speed of the air at both ears, metres a second.
struct Blow {
    sides: [Slow; 2],
    /// Mean speed.
    mean: f32,
}

impl Blow {
    /// Two wandering speeds that agree by half; gusts are 35 % of the mean, quick flutter 12 %.
    fn of(wind: &Wind, take: &Take, stretch: &Stretch) -> Blow {
        let mean = wind.speed.clamp(0.5, 30.0);
        let gusty = wind.gusts.clamp(0.0, 1.0);
        let speed = |side: &str| {
            let both = course(stretch.length, 0.55 * gusty, 3.5, &mut take.chance("gusts"));
            let own = course(stretch.length, 0.3 * gusty, 2.5, &mut take.chance(side));
            let flutter = course(
                stretch.length,
                0.1 + 0.12 * gusty,
                0.45,
                &mut take.chance(&format!("{side} flutter")),
            );
            let sum = both.with(&own, |a, b| a + b).with(&flutter, |a, b| a + b);
            sum.with(&stretch.strength, |x, s| mean * (0.05 + 0.95 * s) * (1.0 + x).clamp(0.08, 3.0))
        };
        Blow { sides: [speed("left"), speed("right")], mean }
    }

    /// Turbulence at the ears and among things: brown below, pink in a band that rises with the speed.
    fn rumble_and_body(&self, field: &mut Field, gain: f32, chance: &mut Chance) {
        field.noise(0.3, chance, |side| {
            let speed = &self.sides[side];
            let mean = self.mean;
            let (mut brown, mut pink) = (Brownen::default(), Pinken::default());
            let (mut low, mut body, mut howl, mut air) =
                (OnePole::new(100.0), Svf::new(300.0, 1.2), Svf::new(500.0, 5.0), OnePole::new(900.0));
            let (mut turbulence, mut rough) = (OnePole::new(14.0), 1.0);
            move |white, i| {
                let u = speed.at(i);
                if i % TUNE == 0 {
                    low.tune(60.0 + 14.0 * u);
                    body.tune(130.0 + 34.0 * u, 1.3);
                    howl.tune(210.0 + 52.0 * u, 5.0);
                    air.tune(300.0 + 90.0 * u);
                    rough = (0.45 + 11.0 * turbulence.low(white).abs()).min(2.5);
                }
                let (force, x) = ((u / mean).min(2.6), pink.sample(white));
                let rumble = 2.2 * low.low(brown.sample(white)) * force * rough;
                gain * force
                    * (rumble + 1.2 * body.band(x) * force + 0.9 * howl.band(x) * force + 0.14 * air.low(x))
            }
        });
    }

    /// Aeolian tones: f = .2·U/d (Strouhal) on edges and wires 5 to 40 mm thick, heard once the wind is up.
    fn whistles(&self, field: &mut Field, amount: f32, chance: &mut Chance) {
        if amount <= 0.0 {
            return;
        }
        for _ in 0..3 {
            let d = chance.log_within(0.002, 0.012);
            let (pan, q) = (chance.within(-0.8, 0.8), chance.within(14.0, 40.0));
            let sides = [libm::sqrtf(0.5 - 0.5 * pan), libm::sqrtf(0.5 + 0.5 * pan)];
            let course = &self.sides[usize::from(pan > 0.0)];
            field.noise(0.9, chance, |side| {
                let gain = amount * sides[side];
                let (mut tone, mut fifth) = (Svf::new(500.0, q), Svf::new(500.0, q));
                let mut lazy = OnePole::new(1.5);
                move |white, i| {
                    let u = course.at(i);
                    if i % TUNE == 0 {
                        let hz = (0.2 * lazy.low(u) / d).clamp(150.0, 3_500.0);
                        tone.tune(hz, q);
                        fifth.tune(hz * 1.012, q);
                    }
                    let up = ((u - 2.5) / 6.0).clamp(0.0, 1.5);
                    gain * 0.9 * up * up * (tone.band(white) + fifth.band(white))
                }
            });
        }
    }
}

/// A wander about 0 that may be negative.
fn course(length: usize, deviation: f32, tau_s: f32, chance: &mut Chance) -> Slow {
    Slow::wandering(length, 10.0, deviation, tau_s, chance).map(|x| x - 10.0)
}

/// Leaves stirred by a wind of given speeds: clustered rustles over a soft hiss, .25 s behind the wind.
fn leaves(field: &mut Field, speed: &[Slow; 2], amount: f32, chance: &mut Chance) {
    if amount <= 0.0 {
        return;
    }
    let length = field.sound().len();
    let behind = FS as usize / 4;
    let stir = |side: usize, i: usize| (speed[side].at(i.saturating_sub(behind)) / 8.0).clamp(0.0, 1.6);
    field.noise(0.15, chance, |side| {
        let (mut high, mut low, mut grainy) =
            (Svf::new(1_900.0, 0.6), OnePole::new(7_500.0), OnePole::new(28.0));
        let mut roughness = 0.0;
        move |white, i| {
            if i % TUNE == 0 {
                roughness = (0.4 + 6.0 * grainy.low(white).abs()).min(2.0);
            }
            let s = stir(side, i);
            amount * 1.1 * s * s * roughness * low.low(high.high(white))
        }
    });
    let rustles: Vec<Grain> = (0..60).map(|_| rustle(chance)).collect();
    let even = Slow::of(length, |t| stir(0, (t * f64::from(FS)) as usize).min(1.0));
    let process = Hawkes { base: 90.0 * amount + 20.0, branching: 0.65, tau_s: 0.06 };
    for at in process.times(length, &even, chance) {
        let pan = chance.within(-1.0, 1.0);
        let loud = chance.pareto(3.2).min(5.0) * stir(usize::from(pan > 0.0), at);
        field.place(&rustles[chance.below(rustles.len())], at, pan, amount * 0.16 * loud);
    }
}

/// One leaf against another.
fn rustle(chance: &mut Chance) -> Grain {
    let scrape = Burst {
        hz: chance.log_within(2_200.0, 7_000.0),
        q: 0.8,
        rise_s: chance.within(0.004, 0.02),
        fall_s: chance.within(0.008, 0.03),
    };
    let tap = Burst { hz: chance.log_within(1_200.0, 3_000.0), q: 1.5, rise_s: 0.000_5, fall_s: 0.002 };
    Grain::default().burst(scrape, 0.9, chance).burst(tap, 0.4, chance).edged(0.000_5)
}
