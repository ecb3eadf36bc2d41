//! What each shot looks like: place, colours, nearness, mood.

mod measures;
mod rules;
mod streaks;

use super::camera;
use super::content::Content;
use super::envelopes::{motion, texture};
use super::mood::{Impression, mood};
use super::shots::Boundary;
use super::watching::Watching;
use crate::scene::{Shot, ShotScale, place};
use measures::Measures;

/// Looks are taken this often, a second.
const LOOKS_HZ: f64 = 4.0;

/// The shots between boundaries, described.
pub(super) fn shots(seen: &Watching, contents: &[Content], bounds: &[Boundary]) -> Vec<Shot> {
    let last = seen.frames.len();
    let ends = bounds.iter().skip(1).map(|b| b.frame).chain([last]);
    let cuts = bounds.len() as f32 - 1.0;
    let pace = cuts / seen.frames.clip.duration_s.max(1.0) as f32 / 0.6;
    bounds.iter().zip(ends).map(|(b, end)| shot(seen, contents, b, end, pace)).collect()
}

fn shot(seen: &Watching, contents: &[Content], bound: &Boundary, end: usize, pace: f32) -> Shot {
    let (from, n) = (bound.frame, (end - bound.frame).max(1) as f32);
    let clip_end = seen.frames.clip.duration_s;
    let time = |frame: usize| seen.frames.times.get(frame).copied().unwrap_or(clip_end);
    let steps = from..end.saturating_sub(1).max(from);
    let motions: Vec<_> = steps.clone().map(|i| (seen.flows.cameras[i], seen.frames.step(i))).collect();
    let here = &contents[from..end];
    let mean = |f: &dyn Fn(&Content) -> f32| here.iter().map(f).sum::<f32>() / n;
    let brightness = ((mean(&|c| c.luma) - 16.0) / 219.0).clamp(0.0, 1.0);
    let saturation = mean(&|c| c.saturated);
    let warmth = (mean(&|c| c.warm) / 40.0).clamp(-1.0, 1.0);
    let camera = camera::describe(&motions, seen.frames.clip.width, seen.frames.clip.height);
    let measures = measured(seen, from, end, &camera);
    let scene = rules::scores(&measures);
    let per_second = |i: usize| motion(seen, i) / seen.frames.step(i) as f32 / seen.height();
    let moves = steps.clone().map(per_second).sum::<f32>() / steps.len().max(1) as f32;
    let score = |name: &str| scene.get(name).copied().unwrap_or(0.0);
    let impression = Impression {
        brightness,
        saturation,
        warmth,
        motion: moves / (moves + 0.12),
        cuts: pace,
        night: score(place::NIGHT),
        fire: score(place::FIRE),
    };
    let scale = match () {
        () if score(place::CLOSE_UP) > 0.5 => ShotScale::Close,
        () if measures.largest_thing < 0.02 && score(place::SKY).max(score(place::URBAN)) > 0.3 => {
            ShotScale::Wide
        }
        () => ShotScale::Medium,
    };
    Shot {
        t0: if from == 0 { 0.0 } else { time(from) },
        t1: if end == seen.frames.len() { clip_end } else { time(end) },
        begins: bound.begins,
        camera,
        mood: mood(&impression),
        scene,
        brightness,
        saturation,
        warmth,
        scale,
        ..Shot::default()
    }
}

/// The mean of the measures of several frames, with what only time tells.
fn measured(seen: &Watching, from: usize, end: usize, camera: &crate::scene::Camera) -> Measures {
    let every = ((1.0 / LOOKS_HZ / seen.frames.usual_step()).round() as usize).max(1);
    let picks: Vec<usize> = (from..end).step_by(every).collect();
    let mut total = Measures::default();
    for &i in &picks {
        let flow = (i + 1 < end).then(|| &seen.flows.fields[i]);
        total.add(&Measures::of(seen.frames, i, flow));
        if i > from && i + 1 < end {
            total.add_streaks(streaks::streaks(
                seen.frames.luma(i - 1),
                seen.frames.luma(i),
                seen.frames.luma(i + 1),
                seen.frames.clip.width,
            ));
        }
    }
    total.divide(picks.len());
    let steps = from..end.saturating_sub(1).max(from);
    total.texture = steps.clone().map(|i| texture(seen, i)).sum::<f32>() / steps.len().max(1) as f32;
    total.shake = camera.shake;
    let things = seen.paths.iter().flat_map(|p| &p.sights).filter(|s| (from..end).contains(&s.step));
    let cells = seen.flows.fields.first().map_or(1, |f| f.cells.len()).max(1);
    total.largest_thing = things.map(|s| s.area as f32 / cells as f32).fold(0.0, f32::max);
    total
}
