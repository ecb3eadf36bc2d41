//! Cloth, brushing, rubbing, leaves and paper: noise that follows the speed of the hand, and grains in it.

mod fabric;
mod motion;

use super::blend::{Blend, Puff, thump, to_peak_one};
use crate::cues::{Cloth, ClothKind};
use crate::dsp::{Chance, FS, Mode, OnePole, Svf, gain};
use crate::render::models::impact::ring_of;
use crate::render::{Take, Voice};
use fabric::Fabric;

/// No moment of rubbing lasts longer, seconds.
const LONGEST_S: f32 = 1.2;

/// A gesture (a moment), or as much as the take's strength says (a stretch).
pub fn render(cloth: &Cloth, take: &Take) -> Voice {
    let fabric = Fabric::of(cloth.kind, take);
    let speed = motion::speed(&fabric, take);
    let mut blend = Blend::default();
    if fabric.rub > 0.0 {
        blend.add(&to_peak_one(rub(&fabric, &speed, take)), 0.0, fabric.rub);
    }
    if fabric.grains_per_s > 0.0 {
        blend.add(&to_peak_one(grains(&fabric, &speed, take)), 0.0, gain(fabric.grain_db));
    }
    if cloth.kind == ClothKind::Flap {
        flaps(&mut blend, &speed, take);
    }
    if take.length_s > 0.0 {
        blend.into_stretch(speed.len(), take)
    } else {
        blend.into_moment(LONGEST_S, take)
    }
}

/// The even part: a band of noise whose top opens with speed.
fn rub(fabric: &Fabric, speed: &[f32], take: &Take) -> Vec<f32> {
    let mut chance = take.chance("rub");
    let (mut high, mut low) = (Svf::new(fabric.low_hz, 0.7), Svf::default());
    let mut creases = [Crease::new(7.0), Crease::new(38.0)];
    let mut out = Vec::with_capacity(speed.len());
    for (i, &v) in speed.iter().enumerate() {
        if i % 32 == 0 {
            low.tune(fabric.high_hz * (0.35 + 0.65 * v), 0.6);
        }
        let [slow, fast] = &mut creases;
        let crease = fabric.rough * (0.55 * slow.sample(&mut chance) + 0.5 * fast.sample(&mut chance));
        out.push(
            low.low(high.high(chance.white())) * libm::powf(v, 1.4) * libm::expf(crease.clamp(-3.0, 1.6)),
        );
    }
    out
}

/// Noise below `hz` with about unit deviation: folds that pass under the hand.
struct Crease {
    slow: [OnePole; 2],
    scale: f32,
}

impl Crease {
    fn new(hz: f32) -> Self {
        // White noise (deviation .577) through two poles keeps (π hz / 2 fs)^.5 of its deviation.
        let scale = 1.73 / libm::sqrtf(core::f32::consts::FRAC_PI_2 * hz / FS);
        Crease { slow: [OnePole::new(hz), OnePole::new(hz)], scale }
    }

    fn sample(&mut self, chance: &mut Chance) -> f32 {
        let once = self.slow[0].low(chance.white());
        self.scale * self.slow[1].low(once)
    }
}

/// Grains that come with speed, few large among many small; each rings for some milliseconds at two pitches.
fn grains(fabric: &Fabric, speed: &[f32], take: &Take) -> Vec<f32> {
    let mut chance = take.chance("grains");
    let denser = if take.asmr { 1.7 } else { 1.0 };
    let mut out = vec![0.0; speed.len() + 2_400];
    let (mut at, mut heat) = (0.0f32, 0.0f32);
    while (at as usize) < speed.len() {
        let v = speed[at as usize];
        let rate = denser * fabric.grains_per_s * (v * v + 0.8 * heat) + 4.0;
        let wait = chance.wait(rate).min(0.02);
        at += wait * FS;
        heat *= libm::expf(-wait / 0.03);
        if (at as usize) < speed.len() && chance.happens(speed[at as usize] * 1.5) {
            heat = (heat + 0.12 * v).min(1.0);
            grain(&mut out[at as usize..], fabric, speed[at as usize], &mut chance);
        }
    }
    out
}

fn grain(out: &mut [f32], fabric: &Fabric, v: f32, chance: &mut Chance) {
    let level = libm::sqrtf(chance.pareto(fabric.grain_beta).min(60.0)) * (0.3 + 0.7 * v);
    let mode = |chance: &mut Chance| Mode {
        hz: chance.log_within(fabric.grain_hz.0, fabric.grain_hz.1),
        t60_s: chance.within(fabric.grain_t60_s.0, fabric.grain_t60_s.1),
        gain: 1.0,
    };
    let modes = [mode(chance), mode(chance)];
    let force: Vec<f32> = (0..10).map(|i| chance.white() * (1.0 - i as f32 / 10.0)).collect();
    for (sum, x) in out.iter_mut().zip(ring_of(&modes, &force)) {
        *sum += level * x;
    }
}

/// Cloth that beats in the wind or is shaken: a soft thump, and a burst that closes.
fn flaps(blend: &mut Blend, speed: &[f32], take: &Take) {
    let mut chance = take.chance("flaps");
    let mut at = if take.length_s > 0.0 { 0.02 } else { 0.0 };
    while ((at * FS) as usize) < speed.len() {
        let v = speed[(at * FS) as usize].max(if take.length_s > 0.0 { 0.0 } else { 0.5 });
        let level = v * chance.within(0.5, 1.0);
        blend.add(&thump(chance.within(60.0, 120.0), 6e-3, 0.05, &mut chance.clone()), at, 0.25 * level);
        let high_hz = chance.log_within(900.0, 2_400.0) * (0.5 + v);
        let burst = Puff { low_hz: 150.0, high_hz, rise_s: 14e-3, t60_s: chance.within(0.06, 0.16) };
        blend.add(&burst.samples(&mut chance), at, level);
        at += chance.within(0.07, 0.2) / (0.4 + v);
    }
}
