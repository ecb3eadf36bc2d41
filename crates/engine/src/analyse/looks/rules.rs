//! From shares to scores: conservative first rules, each a soft step over a measure.

use super::measures::Measures;
use crate::scene::place;
use std::collections::BTreeMap;

/// Scores under this are not told.
const LEAST: f32 = 0.05;

/// Scores 0..=1 by the names of [`place`].
pub(super) fn scores(m: &Measures) -> BTreeMap<String, f32> {
    let night = step(62.0, 40.0, m.luma) * step(0.0005, 0.004, m.lights + 0.0004);
    let day = 1.0 - night;
    let drawn = step(0.45, 0.7, m.flat);
    let sky = day * step(0.25, 0.6, m.sky);
    let green = step(0.1, 0.4, m.green);
    let steady = step(1.2, 0.4, m.shake);
    let water = step(0.12, 0.4, m.water) * step(0.05, 0.2, m.texture);
    let fire = step(0.004, 0.04, m.fire) * step(0.02, 0.08, m.texture + 0.2 * m.fire);
    let rain = step(0.008, 0.03, m.streaks) * step(0.6, 1.6, m.streaks / m.specks.max(1e-4)) * steady;
    let white = step(0.45, 0.8, m.white) * step(0.5, 0.8, m.grey) * (1.0 - drawn);
    let falling = step(0.015, 0.05, m.specks) * step(1.2, 0.4, m.streaks / m.specks.max(1e-4)) * steady;
    let snow = (0.6 * white).max(falling * step(0.3, 0.7, m.grey));
    let built = step(0.3, 0.55, m.straight) * step(0.3, 0.7, m.grey);
    let nature = sky.max(green).max(0.7 * water).max(snow);
    let urban = built * (1.0 - green).max(0.3) * (0.45 + 0.4 * sky) * day.max(0.6);
    let outdoor = nature.max(0.7 * urban).max(0.5 * rain);
    let indoor = (1.0 - outdoor) * step(0.3, 0.05, m.sky) * step(0.25, 0.05, m.green) * indoor_light(m);
    let close_up = step(2.2, 4.0, m.focus) * (1.0 - sky);
    let all = [
        (place::SKY, sky),
        (place::GREEN, green),
        (place::WATER, water),
        (place::FIRE, fire),
        (place::RAIN, rain),
        (place::SNOW, snow),
        (place::NIGHT, night),
        (place::INDOOR, indoor),
        (place::URBAN, urban),
        (place::OUTDOOR, outdoor),
        (place::ANIMATION, drawn),
        (place::CLOSE_UP, close_up),
    ];
    let told =
        all.into_iter().map(|(name, s)| (name.to_owned(), (s.clamp(0.0, 1.0) * 1000.0).round() / 1000.0));
    told.filter(|(_, s)| *s >= LEAST).collect()
}

/// Rooms have upright and level edges, and are lit warm and not bright. So are streets at dusk: never sure.
fn indoor_light(m: &Measures) -> f32 {
    let lit = 0.3 + 0.25 * step(0.0, 16.0, m.warm) + 0.15 * step(150.0, 100.0, m.luma);
    step(0.3, 0.55, m.straight) * lit
}

/// 0 at `from`, 1 at `to` (which may lie under `from`), a straight line between.
fn step(from: f32, to: f32, x: f32) -> f32 {
    ((x - from) / (to - from)).clamp(0.0, 1.0)
}
