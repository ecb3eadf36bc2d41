//! How much moves, flickers, turns and shines, fifty times a second.

use super::content::Content;
use super::signal::Signal;
use super::watching::Watching;
use crate::scene::Envelopes;

/// All four envelopes of a clip, as long as it is.
pub(super) fn envelopes(seen: &Watching, contents: &[Content]) -> Envelopes {
    let [w, h] = seen.size();
    let steps = 0..seen.flows.fields.len();
    let over = |value: &dyn Fn(usize) -> f32| {
        let mut points: Vec<(f64, f32)> = Vec::new();
        for i in steps.clone() {
            // Nothing can be known across a cut: what was there before goes on.
            let held = points.last().map_or(0.0, |p| p.1);
            points.push((seen.frames.middle(i), if seen.broken[i] { held } else { value(i) }));
        }
        Signal::through(&points, 0.0, seen.frames.clip.duration_s).smooth(0.06).x
    };
    let light = |i: usize| ((contents[i].luma - 16.0) / 219.0).clamp(0.0, 1.0);
    let lights: Vec<(f64, f32)> = (0..contents.len()).map(|i| (seen.frames.times[i], light(i))).collect();
    Envelopes {
        motion: over(&|i| motion(seen, i) / seen.frames.step(i) as f32 / h),
        texture: over(&|i| texture(seen, i)),
        camera: over(&|i| {
            let shift = seen.flows.cameras[i].shift;
            libm::hypotf(shift[0], shift[1]) / w / seen.frames.step(i) as f32
        }),
        light: Signal::through(&lights, 0.0, seen.frames.clip.duration_s).x,
    }
}

/// Mean residual speed over all cells, pixels a frame.
pub(super) fn motion(seen: &Watching, step: usize) -> f32 {
    let cells = &seen.flows.fields[step].cells;
    let moving = cells.iter().filter(|c| c.error < 20.0).map(|c| libm::hypotf(c.v[0], c.v[1])).sum::<f32>();
    moving / cells.len().max(1) as f32
}

/// Change that no motion explains, as water, leaves and flames make it: 16 levels everywhere would be 1.
pub(super) fn texture(seen: &Watching, step: usize) -> f32 {
    let cells = &seen.flows.fields[step].cells;
    let sum: f32 = cells.iter().map(|c| (c.error - 2.0).max(0.0)).sum();
    (sum / cells.len().max(1) as f32 / 16.0).min(1.0)
}
