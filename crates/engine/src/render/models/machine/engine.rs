//! Combustion engines: a pulse for every firing through exhaust pipe and body, with the breath of the intake and the
//! knock of a diesel. Tyres, blades, wash and rails belong to what is driven.

use super::{Run, dulled, lay};
use crate::cues::MachineKind;
use crate::dsp::{Chance, DelayLine, FS, Mode, ModeBank, OnePole, Pinken, Slow, Svf, White, poisson};
use crate::render::Take;
use crate::render::models::blend::Puff;
use crate::render::models::click;

/// Speed of sound in an exhaust, metres a second.
const HOT: f32 = 450.0;

/// An engine.
struct Engine {
    /// Turns of the crank between two firings of one cylinder: 2 or 1.
    turns: f32,
    /// When in the cycle each cylinder fires, 0..1, in order.
    fires: Vec<f32>,
    /// Idling and top speed, turns a minute.
    rpm: (f32, f32),
    /// Time constant of a pulse, seconds.
    pulse_s: f32,
    /// Length of the exhaust, metres.
    pipe_m: f32,
    /// Above this the silencer takes all, hertz, at idle and at full load.
    dull_hz: (f32, f32),
    /// Levels of intake, knock, valves.
    breath: f32,
    /// See above.
    knock: f32,
    /// See above.
    valves: f32,
    /// How far it is overdriven.
    rasp: f32,
    /// Unevenness of firings.
    rough: f32,
    /// Level of the bare edge of every pulse, which a good silencer takes away.
    edge: f32,
    /// Pitch of its body against a car's.
    body: f32,
}

fn even(cylinders: usize) -> Vec<f32> {
    (0..cylinders).map(|k| k as f32 / cylinders as f32).collect()
}

impl Engine {
    fn of(kind: MachineKind, run: &Run) -> Engine {
        let car = Engine {
            turns: 2.0,
            fires: even(4),
            rpm: (run.sized(900.0, 700.0), run.sized(6_200.0, 5_200.0)),
            pulse_s: 0.0035,
            pipe_m: run.sized(1.0, 2.2),
            dull_hz: (420.0, 1_700.0),
            breath: 0.35,
            knock: 0.0,
            valves: 0.12,
            rasp: 1.2,
            rough: 0.06,
            edge: 0.05,
            body: 1.0,
        };
        match kind {
            MachineKind::Motorcycle => Engine {
                // A large one is a twin with its cylinders at 45 degrees: its firings come unevenly.
                fires: if run.size > 0.45 { vec![0.0, 0.4375] } else { even(2) },
                // What a rider asks of it on a road, not what it could do.
                rpm: (run.sized(1_500.0, 900.0), run.sized(7_400.0, 3_800.0)),
                pulse_s: run.sized(0.0006, 0.0024),
                pipe_m: run.sized(0.5, 1.1),
                dull_hz: (1_300.0, 4_500.0),
                breath: 0.3,
                valves: 0.05,
                rasp: 4.0,
                rough: 0.2,
                edge: 0.25,
                body: run.sized(2.2, 1.3),
                ..car
            },
            MachineKind::Truck => Engine {
                fires: even(6),
                rpm: (run.sized(720.0, 560.0), run.sized(2_600.0, 1_900.0)),
                pulse_s: 0.005,
                pipe_m: run.sized(2.0, 3.4),
                dull_hz: (340.0, 900.0),
                breath: 0.7,
                knock: 0.9,
                valves: 0.1,
                rasp: 1.6,
                rough: 0.1,
                ..car
            },
            MachineKind::Locomotive => Engine {
                fires: even(12),
                rpm: (300.0, 1_000.0),
                pulse_s: 0.007,
                pipe_m: 3.0,
                dull_hz: (260.0, 650.0),
                breath: 0.4,
                knock: 0.35,
                valves: 0.05,
                rasp: 1.6,
                rough: 0.12,
                ..car
            },
            MachineKind::Boat => Engine {
                rpm: (run.sized(1_000.0, 650.0), run.sized(5_400.0, 2_800.0)),
                pulse_s: 0.0045,
                pipe_m: 0.7,
                dull_hz: (380.0, 1_100.0),
                breath: 0.3,
                valves: 0.1,
                ..car
            },
            MachineKind::Mower => Engine {
                fires: even(1),
                rpm: (1_900.0, 3_300.0),
                pulse_s: 0.0035,
                pipe_m: 0.35,
                dull_hz: (1_100.0, 2_200.0),
                breath: 0.25,
                valves: 0.3,
                rasp: 2.2,
                rough: 0.12,
                edge: 0.3,
                body: 2.0,
                ..car
            },
            MachineKind::Chainsaw => Engine {
                turns: 1.0,
                fires: even(1),
                rpm: (2_900.0, 11_500.0),
                pulse_s: 0.0006,
                pipe_m: 0.28,
                dull_hz: (3_200.0, 6_500.0),
                breath: 0.35,
                valves: 0.25,
                rasp: 4.0,
                rough: 0.16,
                edge: 2.4,
                body: 4.5,
                ..car
            },
            _ => car,
        }
    }

    fn rpm_at(&self, effort: f32) -> f32 {
        self.rpm.0 + (self.rpm.1 - self.rpm.0) * effort
    }
}

/// Runs an engine and what it drives.
pub fn run(kind: MachineKind, run: &Run, take: &Take) -> Vec<f32> {
    let engine = Engine::of(kind, run);
    let mut chance = take.chance("engine");
    let (pulses, knocks) = firings(&engine, run, &mut chance);
    let mut sum = exhaust(&engine, run, &pulses);
    let mut out = vec![0.0; run.length];
    lay(&mut out, &sum, 1.0);
    sum.clear();
    lay(&mut out, &breath(&engine, run, &pulses, &mut chance), engine.breath);
    if engine.knock > 0.0 {
        lay(
            &mut out,
            &rattle(&knocks, &[700.0, 1_150.0, 1_900.0, 2_900.0, 4_300.0], &mut chance),
            engine.knock,
        );
    }
    lay(&mut out, &rattle(&knocks, &[2_300.0, 3_700.0, 5_900.0], &mut chance), engine.valves);
    driven(&mut out, kind, run, &mut chance);
    if kind == MachineKind::Truck {
        air_brake(&mut out, &mut chance);
    }
    out.iter_mut().enumerate().for_each(|(i, x)| *x *= 0.35 + 0.65 * run.effort.at(i));
    out
}

/// Pulses of the exhaust, and the same firings as single strokes.
fn firings(engine: &Engine, run: &Run, chance: &mut Chance) -> (Vec<f32>, Vec<f32>) {
    let drift = Slow::wandering(run.length, 1.0, 0.018, 0.8, chance);
    let gains: Vec<f32> = engine.fires.iter().map(|_| chance.within(0.86, 1.12)).collect();
    let (fast, slow) =
        (libm::expf(-1.0 / (engine.pulse_s * FS)), libm::expf(-1.0 / (2.3 * engine.pulse_s * FS)));
    let (mut phase, mut next) = (0.0f32, 0usize);
    let (mut high, mut low) = (0.0f32, 0.0f32);
    let (mut pulses, mut strokes) = (Vec::with_capacity(run.length), vec![0.0f32; run.length]);
    let mut late = 0.0f32;
    for (i, stroke) in strokes.iter_mut().enumerate() {
        let effort = run.effort.at(i);
        phase += engine.rpm_at(effort) * drift.at(i) / 60.0 / engine.turns / FS;
        if next >= engine.fires.len() && phase >= 1.0 {
            (phase, next) = (phase - 1.0, 0);
        }
        if next < engine.fires.len() && phase >= engine.fires[next] + late {
            // An engine that idles fires unevenly.
            let uneven = engine.rough * (1.6 - effort);
            let strength = gains[next] * (1.0 + uneven * chance.normal()).clamp(0.3, 1.8);
            (high, low) = (high + strength, low + 0.43 * strength);
            *stroke = strength;
            next += 1;
            late = 0.05 * uneven * chance.unit() / engine.fires.len() as f32;
        }
        pulses.push(high - low);
        (high, low) = (high * fast, low * slow);
    }
    (pulses, strokes)
}

/// The pipe answers itself from its open end; the body sings along; the silencer takes the treble.
fn exhaust(engine: &Engine, run: &Run, pulses: &[f32]) -> Vec<f32> {
    let back = (2.0 * engine.pipe_m / HOT * FS) as usize;
    let (mut pipe, mut wall) = (DelayLine::new(back + 2), OnePole::new(1_500.0));
    let mut body =
        [(85.0, 1.6), (155.0, 2.0), (250.0, 2.0), (480.0, 1.4)].map(|(hz, q)| Svf::new(hz * engine.body, q));
    let mut silencer = [OnePole::default(), OnePole::default()];
    let (mut mean, mut bare) = (OnePole::new(12.0 * engine.body), OnePole::new(900.0));
    let mut out = Vec::with_capacity(pulses.len());
    for (i, &pulse) in pulses.iter().enumerate() {
        if i % 64 == 0 {
            let effort = run.effort.at(i);
            let hz = engine.dull_hz.0 * libm::powf(engine.dull_hz.1 / engine.dull_hz.0, effort);
            silencer.iter_mut().for_each(|pole| pole.tune(hz));
        }
        let x = mean.high(pulse) - 0.6 * wall.low(pipe.read(back));
        pipe.push(x);
        let sung: f32 = body.iter_mut().map(|mode| mode.band(x)).sum();
        let driven = libm::tanhf(engine.rasp * (0.6 * x + 0.5 * sung)) / engine.rasp;
        let once = silencer[0].low(driven);
        out.push(0.8 * silencer[1].low(once) + 0.2 * once + engine.edge * bare.high(driven));
    }
    out
}

/// Air that is drawn in, in time with the firings.
fn breath(engine: &Engine, run: &Run, pulses: &[f32], chance: &mut Chance) -> Vec<f32> {
    let (mut white, mut pink) = (White::new(chance), Pinken::default());
    let mut band = [Svf::new(520.0, 0.7), Svf::new(1_300.0, 0.7)];
    let mut follow = OnePole::new(60.0);
    let gate = 1.0 / engine.fires.len() as f32;
    let mut out = Vec::with_capacity(pulses.len());
    for (i, pulse) in pulses.iter().enumerate() {
        let open = 0.4 + gate.max(0.3) * 4.0 * follow.low(pulse.max(0.0));
        let noise = pink.sample(white.sample());
        let [low, high] = &mut band;
        out.push((low.band(noise) + 0.7 * high.band(noise)) * open * (0.25 + 0.75 * run.effort.at(i)));
    }
    out
}

/// Metal that is struck at every firing.
fn rattle(strokes: &[f32], pitches: &[f32], chance: &mut Chance) -> Vec<f32> {
    let modes: Vec<Mode> = pitches
        .iter()
        .map(|hz| Mode { hz: hz * chance.within(0.93, 1.07), t60_s: 0.011, gain: libm::sqrtf(800.0 / hz) })
        .collect();
    let mut bank = ModeBank::new(&modes);
    let mut force = 0.0f32;
    let mut strike = |stroke: &f32| {
        force = 0.88 * force + stroke * chance.within(0.5, 1.0);
        bank.sample(force * (0.3 + chance.white()))
    };
    strokes.iter().map(&mut strike).collect()
}

/// Adds what the engine drives.
fn driven(out: &mut [f32], kind: MachineKind, run: &Run, chance: &mut Chance) {
    match kind {
        MachineKind::Car | MachineKind::Motorcycle | MachineKind::Truck => tyres(out, kind, run, chance),
        MachineKind::Boat => wash(out, run, chance),
        MachineKind::Mower => blade(out, run, chance),
        MachineKind::Locomotive => rails(out, run, chance),
        _ => {}
    }
}

/// A heavy vehicle lets off the air of its brakes once in a while.
fn air_brake(out: &mut [f32], chance: &mut Chance) {
    let loud = libm::sqrtf(out.iter().map(|x| x * x).sum::<f32>() / out.len().max(1) as f32);
    let mut at_s = chance.within(0.8, 2.0);
    while ((at_s + 0.6) * FS) < out.len() as f32 {
        let valve =
            Puff { low_hz: 1_700.0, high_hz: 9_000.0, rise_s: 0.012, t60_s: chance.within(0.35, 0.6) };
        let air = valve.samples(chance);
        out[(at_s * FS) as usize..].iter_mut().zip(&air).for_each(|(sum, x)| *sum += 2.2 * loud * x);
        at_s += chance.within(3.0, 7.0);
    }
}

/// Rubber on tar: as loud as speed to the power of 1.5.
fn tyres(out: &mut [f32], kind: MachineKind, run: &Run, chance: &mut Chance) {
    let (mut white, mut pink) = (White::new(chance), Pinken::default());
    let (mut road, mut air) = (Svf::new(820.0, 0.6), Svf::new(2_600.0, 0.5));
    let layer: Vec<f32> = (0..run.length)
        .map(|i| {
            let noise = pink.sample(white.sample());
            (road.band(noise) + 0.35 * air.band(noise)) * libm::powf(run.effort.at(i), 1.5)
        })
        .collect();
    let most = (0..run.length).step_by(480).map(|i| run.effort.at(i)).fold(0.0, f32::max);
    let level = match kind {
        MachineKind::Car => 0.9,
        MachineKind::Truck => 0.85,
        _ => 0.2,
    };
    lay(out, &layer, level * most.min(1.0));
}

/// Water that the screw and the bow throw up.
fn wash(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let (mut white, mut pink) = (White::new(chance), Pinken::default());
    let slap = Slow::wandering(run.length, 0.8, 0.45, 0.12, chance);
    let (mut low, mut high) = (Svf::new(700.0, 0.5), Svf::new(2_600.0, 0.5));
    let layer: Vec<f32> = (0..run.length)
        .map(|i| {
            let noise = pink.sample(white.sample());
            (low.band(noise) + 0.6 * high.band(noise)) * slap.at(i) * (0.25 + run.effort.at(i))
        })
        .collect();
    lay(out, &layer, 0.7);
}

/// A blade of two ends, twice a turn.
fn blade(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let (mut white, mut phase) = (White::new(chance), 0.0f32);
    let mut band = Svf::new(1_600.0, 0.5);
    let layer: Vec<f32> = (0..run.length)
        .map(|i| {
            phase = (phase + (64.0 + 46.0 * run.effort.at(i)) / FS).fract();
            band.band(white.sample()) * (0.35 + libm::expf(-4.0 * phase))
        })
        .collect();
    lay(out, &layer, 0.6);
}

/// Wheels on rails under a locomotive.
fn rails(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let (mut white, mut pink) = (White::new(chance), Pinken::default());
    let (mut low, mut high) = (Svf::new(160.0, 0.5), Svf::new(1_700.0, 0.6));
    let mut layer: Vec<f32> = (0..run.length)
        .map(|i| {
            let noise = pink.sample(white.sample());
            (low.band(noise) + 0.3 * high.band(noise)) * run.effort.at(i)
        })
        .collect();
    for at in poisson(run.length, 3.0, |i| 3.0 * run.effort.at(i), chance) {
        let mut clank = click::tap(chance.log_within(260.0, 900.0), 0.08, chance);
        dulled(&mut clank, 2_500.0);
        layer[at..].iter_mut().zip(&clank).for_each(|(sum, x)| *sum += 0.25 * x);
    }
    lay(out, &layer, 0.6);
}
