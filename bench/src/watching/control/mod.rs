//! Detectors to be beaten, on the same clips; they share nothing with the engine's analysis but the decoded picture.

mod directogram;
mod filter;
mod flow;
mod rise;

use super::peaks::{Picking, peaks};
use flow::{Plane, Pyramid};
use media::Clip;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Rise of energy that is an event, of the clip's greatest; the best of a sweep over the tune split.
pub const RISE_DELTA: f32 = 0.10;

/// What the controls saw of a clip: curves, from which thresholds make events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    /// Frames' times, seconds.
    pub times_s: Vec<f64>,
    /// Rise of motion energy at each frame, of its greatest.
    pub rise: Vec<f32>,
    /// Visbeat's impact envelope at each frame.
    pub impact: Vec<f32>,
}

/// Watches a clip; one dense flow serves both.
pub fn curves(clip: &Clip) -> Curves {
    let planes = (0..clip.len()).map(|i| Pyramid::of(Plane::of(clip.luma(i), clip.width, clip.height)));
    let (mut energy, mut directions) = (Vec::new(), Vec::new());
    let mut before: Option<Pyramid> = None;
    for plane in planes {
        let first = before.as_ref().unwrap_or(&plane);
        let flow = flow::flow(first, &plane);
        energy.push([first.finest().mean_difference(plane.finest()), flow.mean_length()]);
        directions.push(directogram::directions(&flow));
        before = Some(plane);
    }
    Curves {
        rise: rise::rise(&energy),
        impact: directogram::impact_envelope(directions, clip.rate_hz()),
        times_s: clip.times_s.clone(),
    }
}

impl Curves {
    /// Events of the rise detector at a threshold, with librosa's windows (30 ms before the peak, 100 ms of mean).
    pub fn rises(&self, delta: f32) -> Vec<f64> {
        let frames = |seconds: f64| (seconds * self.rate_hz()).ceil() as usize;
        let (near, mean) = (frames(0.03), frames(0.1));
        self.events(
            &self.rise,
            &Picking {
                pre_max: near,
                post_max: near + 1,
                pre_average: mean,
                post_average: mean + 1,
                delta,
                wait: near,
            },
        )
    }

    /// Events of visbeat with its authors' settings (in frames, whatever the rate).
    pub fn beats(&self) -> Vec<f64> {
        let picking =
            Picking { pre_max: 2, post_max: 2, pre_average: 5, post_average: 5, delta: 0.015, wait: 2 };
        self.events(&self.impact, &picking)
    }

    fn events(&self, curve: &[f32], picking: &Picking) -> Vec<f64> {
        peaks(curve, picking).into_iter().map(|i| self.times_s[i]).collect()
    }

    fn rate_hz(&self) -> f64 {
        let n = self.times_s.len();
        if n < 2 { 25.0 } else { (n - 1) as f64 / (self.times_s[n - 1] - self.times_s[0]) }
    }
}

/// Changes when the controls' sources do: what they saw is kept under it.
pub fn version() -> String {
    let sources = [
        include_str!("mod.rs"),
        include_str!("directogram.rs"),
        include_str!("filter.rs"),
        include_str!("flow.rs"),
        include_str!("rise.rs"),
    ];
    Sha256::digest(sources.concat()).iter().take(6).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::no_source;

    /// A textured square that moves right and stands still from frame 25 to 40, then moves on.
    fn stopping() -> Clip {
        let (w, h, n) = (160, 90, 60);
        let mut planes = Vec::new();
        let mut x = 10.0_f64;
        for i in 0..n {
            if !(25..40).contains(&i) {
                x += 2.0;
            }
            let luma = |p: usize| {
                let (px, py) = ((p % w) as f64 - x, (p / w) as f64 - 30.0);
                let wave = |a: f64, b: f64| 40.0 * (0.7 * a).sin() * (0.6 * b).cos();
                let inside = (0.0..30.0).contains(&px) && (0.0..30.0).contains(&py);
                let shade =
                    if inside { 128.0 + wave(px, py) } else { 90.0 + 0.2 * wave(0.3 * p as f64, 0.0) };
                shade as u8
            };
            planes.extend((0..w * h).map(luma));
            planes.extend(std::iter::repeat_n(128, w * h / 2));
        }
        let times = (0..n).map(|i| f64::from(i) / 25.0).collect();
        Clip::new(no_source((w, h)), (w, h), f64::from(n) / 25.0, times, planes)
    }

    #[test]
    fn rise_hears_the_start_and_visbeat_the_stop() {
        let curves = curves(&stopping());
        let near = |times: &[f64], t: f64| times.iter().any(|found| (found - t).abs() < 0.13);
        let (rises, beats) = (curves.rises(0.2), curves.beats());
        assert!(near(&rises, 40.0 / 25.0) && !near(&rises, 25.0 / 25.0), "{rises:?}");
        assert!(near(&beats, 25.0 / 25.0), "{beats:?}");
    }
}
