//! When frames are shown and what moment each shows: even, uneven and repeated.

use crate::draw::Draw;

/// How a film's frames follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Evenly.
    Constant,
    /// As a telephone records: uneven, now and then one is missing.
    Variable,
    /// Evenly, but every so often a frame is shown twice.
    Repeated,
}

/// When each frame is shown, and the moment that it shows; seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Frames {
    /// Presentation times, from 0.
    pub shown: Vec<f64>,
    /// Moments of the world.
    pub moments: Vec<f64>,
}

/// Ticks of a second that every rate's presentation times fall on.
pub const TICKS: f64 = 90_000.0;

impl Frames {
    /// The frames of a film of `duration` seconds.
    pub fn new(draw: &mut Draw, pace: Pace, fps: f64, duration: f64) -> Frames {
        let many = (duration * fps).round() as usize;
        let even = |i: usize| i as f64 / fps;
        match pace {
            Pace::Constant => {
                Frames { shown: (0..many).map(even).collect(), moments: (0..many).map(even).collect() }
            }
            Pace::Variable => {
                let shown = uneven(draw, fps, duration);
                Frames { moments: shown.clone(), shown }
            }
            Pace::Repeated => {
                let every = draw.pick(&[4, 5, 5, 6, 8]);
                // Film shown at video's rate repeats and holds its own time; generated clips stall and jump.
                let stalls = draw.chance(0.4);
                let moment = |i: usize| {
                    if stalls {
                        return even(if i % every == every - 1 { i - 1 } else { i });
                    }
                    let slower = fps * (every - 1) as f64 / every as f64;
                    (i * (every - 1) / every) as f64 / slower
                };
                Frames { shown: (0..many).map(even).collect(), moments: (0..many).map(moment).collect() }
            }
        }
    }

    /// When the first frame is shown that shows the world at `t` or later.
    pub fn first_shown(&self, t: f64) -> f64 {
        let i = self.moments.partition_point(|m| *m < t - 1e-9);
        self.shown.get(i).or(self.shown.last()).copied().unwrap_or(0.0)
    }
}

fn uneven(draw: &mut Draw, fps: f64, duration: f64) -> Vec<f64> {
    let mut all = vec![0.0];
    let mut t = 0.0;
    loop {
        let late = if draw.chance(0.05) { 1.0 } else { 0.0 };
        t += (1.0 + late + 0.16 * draw.bell()).max(0.4) / fps;
        if t >= duration {
            return all;
        }
        all.push((t * TICKS).round() / TICKS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uneven_frames_lie_on_ticks_and_never_go_back() {
        let frames = Frames::new(&mut Draw::new(3), Pace::Variable, 30.0, 5.0);
        assert!(frames.shown.windows(2).all(|w| w[1] - w[0] > 0.01));
        let gaps: Vec<f64> = frames.shown.windows(2).map(|w| w[1] - w[0]).collect();
        assert!(gaps.iter().copied().fold(0.0, f64::max) > 1.5 * gaps.iter().copied().fold(9.0, f64::min));
        assert!(
            frames.shown.iter().all(|t| (t * TICKS).fract().abs() < 1e-6 || (t * TICKS).fract() > 1.0 - 1e-6)
        );
        assert_eq!(frames.shown, frames.moments);
    }

    #[test]
    fn repeated_frames_show_an_earlier_moment_again_but_keep_time() {
        for seed in 0..8 {
            let frames = Frames::new(&mut Draw::new(seed), Pace::Repeated, 30.0, 5.0);
            let same = frames.moments.windows(2).filter(|w| w[1] - w[0] < 1e-9).count();
            assert!((18..=38).contains(&same), "{same} repeated");
            let late = frames.shown.iter().zip(&frames.moments).map(|(s, m)| s - m).fold(0.0, f64::max);
            assert!(late < 1.1 / 30.0, "{late} s late");
        }
    }
}
