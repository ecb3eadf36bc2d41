//! Footsteps: the body of a walker is lowest when both feet are on the ground.

use super::periods::{comb, velocity};
use super::watching::Watching;
use crate::scene::{Impact, Periodic, PeriodicKind};

/// A contact this near to a beat says when the foot lands, periods.
const NEAR: f64 = 0.12;

/// Puts ground contacts into every stretch of gait, as beats.
pub(super) fn steps(seen: &Watching, impacts: &[Impact], periodic: &mut [Periodic]) {
    for p in periodic.iter_mut().filter(|p| p.kind == PeriodicKind::Gait) {
        let Some(path) = seen.paths.iter().find(|path| Some(path.id) == p.track) else { continue };
        // Image y grows downwards: the integral of vertical velocity is largest where the body is lowest.
        let height = velocity(seen, path, 1).quick(2.0 * p.period).integral().quick(1.5 * p.period);
        p.beats = comb(&height.smooth(0.06), p);
        for beat in &mut p.beats {
            let near = impacts.iter().filter(|i| i.track == p.track && (i.t - *beat).abs() < NEAR * p.period);
            if let Some(best) = near.max_by(|a, b| a.conf.total_cmp(&b.conf)) {
                *beat = best.t;
            }
        }
    }
}
