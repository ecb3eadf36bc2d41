//! How the camera moved: a similarity fitted to the flow, robust against what moves by itself.

use super::flow::Field;
use crate::scene::{Camera, CameraKind};

/// Camera motion from one frame to the next, work-image pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Motion {
    /// Displacement of the picture's middle.
    pub shift: [f32; 2],
    /// Relative growth.
    pub zoom: f32,
    /// Turn, radians.
    pub roll: f32,
    /// Share of textured cells that agree.
    pub inliers: f32,
    middle: [f32; 2],
}

impl Motion {
    /// Displacement that this motion gives a point.
    pub fn at(&self, p: [f32; 2]) -> [f32; 2] {
        let (x, y) = (p[0] - self.middle[0], p[1] - self.middle[1]);
        [self.shift[0] + self.zoom * x - self.roll * y, self.shift[1] + self.zoom * y + self.roll * x]
    }

    /// Iteratively reweighted least squares over all textured cells: weights conf / (1 + (r / 0.5)²), six rounds.
    pub fn of(field: &Field) -> Motion {
        let middle = [field.cols as f32 * 2.0, field.rows as f32 * 2.0];
        let mut motion = Motion { shift: median(field), middle, ..Motion::default() };
        let total: f32 = field.cells.iter().map(|c| c.conf).sum();
        if total < 6.0 {
            return Motion {
                shift: [0.0; 2],
                inliers: if total < 1.0 { 0.0 } else { 1.0 },
                middle,
                ..motion
            };
        }
        for round in 0..6 {
            let scale = if round == 0 { 1.0 } else { 0.5 };
            motion = fit(field, &motion, scale).unwrap_or(motion);
        }
        let agree = |i: usize| {
            let (own, v) = (motion.at(field.place(i)), field.cells[i].v);
            (own[0] - v[0]).abs().max((own[1] - v[1]).abs()) < 1.0
        };
        let inside: f32 = (0..field.cells.len()).filter(|&i| agree(i)).map(|i| field.cells[i].conf).sum();
        motion.inliers = inside / total;
        if motion.zoom.abs() > 0.25 || motion.roll.abs() > 0.25 || motion.inliers < 0.2 {
            return Motion { inliers: motion.inliers.min(0.2), middle, ..Motion::default() };
        }
        motion
    }
}

fn median(field: &Field) -> [f32; 2] {
    [0, 1].map(|axis| {
        let mut all: Vec<f32> = field.cells.iter().filter(|c| c.conf > 0.0).map(|c| c.v[axis]).collect();
        all.sort_by(f32::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    })
}

/// One weighted fit. With x and y from the weighted middle the normal equations fall apart into sums.
fn fit(field: &Field, last: &Motion, scale: f32) -> Option<Motion> {
    let weight = |i: usize| {
        let (own, c) = (last.at(field.place(i)), &field.cells[i]);
        let r2 = (own[0] - c.v[0]).powi(2) + (own[1] - c.v[1]).powi(2);
        c.conf / (1.0 + r2 / (scale * scale))
    };
    let weights: Vec<f32> = (0..field.cells.len()).map(weight).collect();
    let mut s = [0.0_f32; 5];
    for (i, w) in weights.iter().enumerate() {
        let (p, v) = (field.place(i), field.cells[i].v);
        for (sum, term) in s.iter_mut().zip([1.0, p[0], p[1], v[0], v[1]]) {
            *sum += w * term;
        }
    }
    if s[0] < 1e-3 {
        return None;
    }
    let [mx, my, mu, mv] = [s[1] / s[0], s[2] / s[0], s[3] / s[0], s[4] / s[0]];
    let (mut spread, mut grow, mut turn) = (0.0, 0.0, 0.0);
    for (i, w) in weights.iter().enumerate() {
        let (p, v) = (field.place(i), field.cells[i].v);
        let (x, y, u, v) = (p[0] - mx, p[1] - my, v[0] - mu, v[1] - mv);
        spread += w * (x * x + y * y);
        grow += w * (x * u + y * v);
        turn += w * (x * v - y * u);
    }
    let (zoom, roll) = if spread > 1.0 { (grow / spread, turn / spread) } else { (0.0, 0.0) };
    let (x, y) = (last.middle[0] - mx, last.middle[1] - my);
    let shift = [mu + zoom * x - roll * y, mv + zoom * y + roll * x];
    Some(Motion { shift, zoom, roll, inliers: 0.0, middle: last.middle })
}

/// What a shot's camera does, from its motions and their durations.
pub(super) fn describe(motions: &[(Motion, f64)], width: usize, height: usize) -> Camera {
    let seconds: f64 = motions.iter().map(|m| m.1).sum();
    if motions.is_empty() || seconds <= 0.0 {
        return Camera::default();
    }
    let sum = |axis: usize| motions.iter().map(|m| f64::from(m.0.shift[axis])).sum::<f64>();
    let pan = [(sum(0) / seconds / width as f64) as f32, (sum(1) / seconds / height as f64) as f32];
    let zoom = (motions.iter().map(|m| f64::from(m.0.zoom)).sum::<f64>() / seconds) as f32;
    let shake = shake(motions);
    Camera { kind: kind(pan, zoom, shake, motions), pan, shake, zoom }
}

/// Root mean square of what is left of the shifts after a slow (half a second) mean is taken out.
fn shake(motions: &[(Motion, f64)]) -> f32 {
    let step = motions.iter().map(|m| m.1).sum::<f64>() / motions.len() as f64;
    let reach = ((0.25 / step) as usize).max(1);
    let mut sum = 0.0;
    for i in 0..motions.len() {
        let near = &motions[i.saturating_sub(reach)..(i + reach + 1).min(motions.len())];
        for axis in 0..2 {
            let mean = near.iter().map(|m| m.0.shift[axis]).sum::<f32>() / near.len() as f32;
            sum += (motions[i].0.shift[axis] - mean).powi(2);
        }
    }
    (sum / motions.len() as f32).sqrt()
}

fn kind(pan: [f32; 2], zoom: f32, shake: f32, motions: &[(Motion, f64)]) -> CameraKind {
    let agree = motions.iter().map(|m| m.0.inliers).sum::<f32>() / motions.len() as f32;
    if zoom.abs() > 0.06 {
        return if shake > 0.25 || agree < 0.6 { CameraKind::Travelling } else { CameraKind::Zoom };
    }
    let (across, down) = (pan[0].abs(), pan[1].abs());
    match () {
        () if across > 0.05 && across >= down && agree < 0.5 => CameraKind::Travelling,
        () if across > 0.05 && across >= down => CameraKind::Pan,
        () if down > 0.07 => CameraKind::Tilt,
        () if shake > 0.12 => CameraKind::Handheld,
        () => CameraKind::Static,
    }
}
