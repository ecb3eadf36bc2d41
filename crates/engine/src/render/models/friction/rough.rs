//! Dragging over a rough surface: its profile read at the speed of the hand drives the modes of what is dragged (van
//! den Doel, Kry & Pai, "FoleyAutomatic", 2001).

use super::super::blend::{Blend, thump, to_peak_one};
use super::super::impact::{Blow, Matter, body_modes, ring_of};
use super::super::motion::Motion;
use crate::cues::{Friction, FrictionKind};
use crate::dsp::{FS, Mode, ModeBank, OnePole, Pink, Slow, Svf, gain};
use crate::render::Take;

/// How a kind of dragging sounds.
struct Drag {
    /// Cutoff of the profile at full speed, hertz.
    top_hz: f32,
    /// Below this nothing comes from the profile, hertz.
    low_hz: f32,
    /// Grains of the surface a second at full speed.
    grains_per_s: f32,
    /// Level of grains against the even profile.
    grains: f32,
    /// Share of the body's modes.
    body: f32,
    /// Teeth of a saw that pass a second at full speed; 0 for none.
    teeth_hz: f32,
}

impl Drag {
    fn of(kind: FrictionKind) -> Drag {
        let scrape = Drag {
            top_hz: 7_000.0,
            low_hz: 300.0,
            grains_per_s: 420.0,
            grains: 0.9,
            body: 0.7,
            teeth_hz: 0.0,
        };
        match kind {
            FrictionKind::Slide => Drag { top_hz: 3_600.0, low_hz: 220.0, grains: 0.4, ..scrape },
            FrictionKind::Saw => {
                Drag { top_hz: 5_000.0, low_hz: 700.0, grains: 0.5, body: 0.7, teeth_hz: 230.0, ..scrape }
            }
            FrictionKind::Write => Drag {
                top_hz: 7_500.0,
                low_hz: 1_800.0,
                grains_per_s: 900.0,
                grains: 1.0,
                body: 0.35,
                teeth_hz: 0.0,
            },
            FrictionKind::Drawer => {
                Drag { top_hz: 2_600.0, low_hz: 140.0, grains_per_s: 90.0, grains: 0.5, ..scrape }
            }
            _ => scrape,
        }
    }
}

/// Drags a body.
pub fn drag(blend: &mut Blend, friction: &Friction, motion: &Motion, take: &Take) {
    let mut how = Drag::of(friction.kind);
    if friction.kind == FrictionKind::Drawer {
        // What is large and heavy runs on rollers: it rumbles where a drawer scrapes.
        how.top_hz *= libm::sqrtf(0.5 / friction.size.max(0.05)).clamp(0.4, 1.0);
    }
    let force = profile(&how, friction, motion, take);
    let matter = Matter::of(friction.material);
    let modes =
        body_modes(&matter, friction.size, &Blow::single(4e-4, take.velocity), &mut take.chance("modes"));
    let mut bank = ModeBank::new(&damped(modes));
    // Roughness is felt as change of height: its slope drives the body.
    let mut before = 0.0;
    let ring = force.iter().map(|&f| bank.sample(f - core::mem::replace(&mut before, f))).collect();
    blend.add(&to_peak_one(ring), 0.0, how.body);
    blend.add(&to_peak_one(force), 0.0, 1.0 - how.body);
    match friction.kind {
        FrictionKind::Drawer => stops(blend, friction, motion, take),
        FrictionKind::Write => taps(blend, motion, take),
        _ => {}
    }
}

/// What is dragged is held, so it rings far shorter than what is struck.
fn damped(modes: Vec<Mode>) -> Vec<Mode> {
    modes
        .into_iter()
        .map(|m| Mode { t60_s: m.t60_s.min(0.09), gain: m.gain * libm::sqrtf(m.hz / 300.0), ..m })
        .collect()
}

/// The force of the surface: an even part whose top opens with speed, and grains in it.
fn profile(how: &Drag, friction: &Friction, motion: &Motion, take: &Take) -> Vec<f32> {
    let (mut chance, mut noise) = (take.chance("profile"), Pink::default());
    let uneven = Slow::wandering(motion.length, 1.0, 0.35, 0.05, &mut chance);
    let (mut low, mut high) = (Svf::default(), Svf::new(how.low_hz, 0.7));
    let bright = 0.6 + 0.8 * friction.force;
    let (mut grain, mut tooth, mut smooth) = (0.0f32, 0.0f32, OnePole::new(30.0));
    let mut out = Vec::with_capacity(motion.length);
    for i in 0..motion.length {
        let v = smooth.low(motion.at(i));
        if i % 32 == 0 {
            low.tune((how.top_hz * bright * v).clamp(150.0, 16_000.0), 0.6);
        }
        if chance.happens(how.grains_per_s * v / FS) {
            grain += libm::sqrtf(chance.pareto(1.9).min(30.0)) * if chance.happens(0.5) { 1.0 } else { -1.0 };
        }
        grain *= 0.86;
        tooth = (tooth + how.teeth_hz * v / FS).fract();
        let bite = if how.teeth_hz > 0.0 { 0.25 + 2.2 * libm::expf(-7.0 * tooth) } else { 1.0 };
        let rough = (noise.sample(&mut chance) + 0.8 * chance.white()) * bite + how.grains * grain;
        out.push(low.low(high.high(rough)) * libm::sqrtf(v) * v.min(1.0) * uneven.at(i));
    }
    out
}

/// A drawer rattles on its runners and knocks at the end of its way.
fn stops(blend: &mut Blend, friction: &Friction, motion: &Motion, take: &Take) {
    let mut chance = take.chance("stops");
    let (mut moving, mut fastest) = (false, 0.0f32);
    for i in (0..motion.length).step_by(240) {
        let v = motion.at(i);
        fastest = fastest.max(v);
        if moving && (v < 0.3 * fastest || i + 240 >= motion.length) {
            let at_s = (i as f32 / FS).min(motion.length as f32 / FS - 0.12).max(0.0);
            blend.add(&knock(friction, take, &mut chance), at_s, 0.9 * fastest);
            fastest = 0.0;
        }
        moving = v > 0.3 * fastest.max(0.1);
        if moving && chance.happens(0.11 * v) {
            blend.add(&knock(friction, take, &mut chance), i as f32 / FS, 0.3 * chance.unit());
        }
    }
}

fn knock(friction: &Friction, take: &Take, chance: &mut crate::dsp::Chance) -> Vec<f32> {
    let blow = Blow::single(9e-4, take.velocity);
    let modes = body_modes(&Matter::of(friction.material), friction.size, &blow, chance);
    let mut sound = ring_of(&modes, &blow.force(chance));
    let beat = thump(105.0, 2e-3, 0.09, chance);
    sound.resize(sound.len().max(beat.len()), 0.0);
    sound.iter_mut().zip(&beat).for_each(|(sum, x)| *sum += 0.7 * x);
    to_peak_one(sound)
}

/// A pen comes down on the paper before every stroke.
fn taps(blend: &mut Blend, motion: &Motion, take: &Take) {
    let mut chance = take.chance("taps");
    let mut lifted = true;
    for i in (0..motion.length).step_by(240) {
        let down = motion.at(i) > 0.12;
        if down && lifted {
            let table = [(260.0, 0.02, 0.5), (610.0, 0.014, 1.0), (1_900.0, 0.006, 0.9)];
            let modes = table.map(|(hz, t60_s, gain)| Mode { hz: hz * chance.within(0.9, 1.1), t60_s, gain });
            let force: Vec<f32> = (0..14).map(|k| (1.0 + chance.white()) * (1.0 - k as f32 / 14.0)).collect();
            blend.add(&ring_of(&modes, &force), i as f32 / FS, gain(-7.0) * chance.within(0.4, 1.0));
        }
        lifted = !down;
    }
}
