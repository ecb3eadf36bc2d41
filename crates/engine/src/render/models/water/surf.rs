//! Surf: waves that come, break along the shore and run out over sand.

use super::super::stretch::Stretch;
use crate::dsp::{Chance, FS, Field, OnePole, Pinken, Slow, Svf};

/// One breaker.
struct Wave {
    /// When it breaks, seconds.
    breaks: f32,
    /// Where on the shore, as a pan.
    pan: f32,
    size: f32,
    /// Seconds of approach and of running out.
    span: [f32; 2],
}

impl Wave {
    fn rumble(&self, t: f32) -> f32 {
        let x = t - self.breaks;
        self.size * if x < 0.0 { libm::expf(1.6 * x / self.span[0] * 2.0) } else { libm::expf(-1.3 * x) }
    }

    fn crash(&self, t: f32) -> f32 {
        let x = t - self.breaks;
        self.size * if x < 0.0 { libm::expf(2.2 * x) } else { libm::expf(-x / (0.35 * self.span[1])) }
    }

    /// The run-up and the fizz of foam, later and longer.
    fn wash(&self, t: f32) -> f32 {
        let x = (t - self.breaks - 0.25) / self.span[1];
        if x <= 0.0 { 0.0 } else { self.size * 2.2 * x.min(0.6) * libm::expf(-1.5 * x) * 1.7 }
    }
}

/// Adds surf: breakers every 5 to 9 s, the first within 2 s, over the far sea.
pub fn surf(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    let waves = waves(stretch.length as f32 / FS, size, chance);
    let course = |part: fn(&Wave, f32) -> f32, side: usize| {
        Slow::of(stretch.length, |t| {
            let lean = |w: &Wave| 1.0 + 0.45 * w.pan * if side == 0 { -1.0 } else { 1.0 };
            waves.iter().map(|w| lean(w) * part(w, t as f32)).sum::<f32>()
        })
        .with(&stretch.strength, |x, s| x * s)
    };
    let parts = [0, 1].map(|side| [Wave::rumble, Wave::crash, Wave::wash].map(|part| course(part, side)));
    let far = Slow::wandering(stretch.length, 0.3, 0.07, 1.3, chance).with(&stretch.strength, |x, s| x * s);
    field.noise(0.3, chance, |side| {
        let [rumble, crash, wash] = &parts[side];
        let far = &far;
        let mut pink = Pinken::default();
        let (mut low, mut mid, mut mid_high) =
            (OnePole::new(420.0), OnePole::new(3_000.0), OnePole::new(180.0));
        let (mut foam, mut soft, mut sea) =
            (Svf::new(1_700.0, 0.6), OnePole::new(8_500.0), OnePole::new(700.0));
        let (mut rough, mut grit) = (OnePole::new(60.0), 1.0);
        move |white, i| {
            let x = pink.sample(white);
            let breaking = crash.at(i);
            if i % 24 == 0 {
                low.tune(280.0 + 450.0 * breaking.min(1.5));
                mid.tune(900.0 + 4_200.0 * breaking.min(1.4));
                grit = (0.5 + 5.5 * rough.low(white).abs()).min(2.2);
            }
            let roar = 0.9 * low.low(x) * rumble.at(i) + 1.2 * mid_high.high(mid.low(x)) * breaking;
            roar + 0.9 * soft.low(foam.high(x)) * wash.at(i) * grit + sea.low(x) * far.at(i)
        }
    });
    fizz(field, &parts, chance);
}

/// Foam: fine bubbles that burst while the water runs out.
fn fizz(field: &mut Field, parts: &[[Slow; 3]; 2], chance: &mut Chance) {
    let kept: Vec<crate::dsp::Grain> = (0..80)
        .map(|_| {
            crate::dsp::Grain::default()
                .bubble(chance.log_within(0.000_25, 0.001_2), 0.05, 1.0)
                .edged(0.000_3)
        })
        .collect();
    let length = field.sound().len();
    let most = 1_400.0;
    let wash = |i: usize| 0.5 * (parts[0][2].at(i) + parts[1][2].at(i));
    for at in crate::dsp::poisson(length, most, |i| most * wash(i).min(1.0), chance) {
        let pan = chance.within(-1.0, 1.0);
        let loud = 0.02 * chance.pareto(3.0).min(6.0);
        field.place(&kept[chance.below(kept.len())], at, pan, loud * wash(at).min(1.0));
    }
}

fn waves(seconds: f32, size: f32, chance: &mut Chance) -> Vec<Wave> {
    let mut waves = Vec::new();
    let mut breaks = chance.within(-4.5, -3.0);
    while breaks < seconds + 4.0 {
        waves.push(Wave {
            breaks,
            pan: chance.within(-0.8, 0.8),
            size: chance.within(0.6, 1.0),
            span: [chance.within(2.0, 3.0), chance.within(1.8, 2.8) + size],
        });
        // Between two near breakers, smaller ones along the shore.
        for _ in 0..2 {
            let span = [chance.within(1.5, 2.5), chance.within(1.5, 2.5)];
            let late = chance.within(1.0, 5.0);
            let pan = chance.within(-1.0, 1.0);
            waves.push(Wave { breaks: breaks + late, pan, size: chance.within(0.15, 0.4), span });
        }
        breaks += chance.within(3.6, 5.4) + 2.0 * size;
    }
    waves
}
