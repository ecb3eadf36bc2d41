//! Evenly sampled signals: resampling from true frame times, slow parts taken out, periods.

/// A signal at [`Signal::RATE`] values a second.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Signal {
    /// Time of the first value, seconds.
    pub t0: f64,
    pub x: Vec<f32>,
}

impl Signal {
    /// Values a second; the scene's envelopes have the same.
    pub const RATE: f64 = 50.0;

    /// Straight lines between points `(time, value)`, from `t0` to `t1`; the ends are held.
    pub fn through(points: &[(f64, f32)], t0: f64, t1: f64) -> Signal {
        let n = ((t1 - t0) * Signal::RATE).floor().max(0.0) as usize + 1;
        let value = |i: usize| {
            let t = t0 + i as f64 / Signal::RATE;
            let next = points.partition_point(|p| p.0 < t);
            match (next.checked_sub(1).map(|k| points[k]), points.get(next)) {
                (Some(a), Some(b)) => a.1 + (b.1 - a.1) * ((t - a.0) / (b.0 - a.0).max(1e-9)) as f32,
                (Some(a), None) => a.1,
                (None, b) => b.map_or(0.0, |b| b.1),
            }
        };
        Signal { t0, x: (0..n).map(value).collect() }
    }

    /// A curve through points `(time, value)` that overshoots none of them, from `t0` to `t1`; the ends are held.
    /// Monotone cubic interpolation after M. Steffen, Astron. Astrophys. 239 (1990), 443.
    pub fn along(points: &[(f64, f32)], t0: f64, t1: f64) -> Signal {
        let slopes = slopes(points);
        let n = ((t1 - t0) * Signal::RATE).floor().max(0.0) as usize + 1;
        let value = |i: usize| {
            let t = t0 + i as f64 / Signal::RATE;
            let next = points.partition_point(|p| p.0 <= t);
            match (next.checked_sub(1), points.get(next)) {
                (Some(k), Some(&b)) => between((points[k], slopes[k]), (b, slopes[next]), t),
                (Some(k), None) => points[k].1,
                (None, b) => b.map_or(0.0, |b| b.1),
            }
        };
        Signal { t0, x: (0..n).map(value).collect() }
    }

    pub fn time(&self, i: usize) -> f64 {
        self.t0 + i as f64 / Signal::RATE
    }

    /// Value nearest to a time; 0 outside.
    pub fn at(&self, t: f64) -> f32 {
        let i = libm::round((t - self.t0) * Signal::RATE);
        if i < 0.0 { 0.0 } else { self.x.get(i as usize).copied().unwrap_or(0.0) }
    }

    /// The part of the signal from `a` to `b`, indices.
    pub fn part(&self, a: usize, b: usize) -> Signal {
        Signal { t0: self.time(a), x: self.x[a..b.min(self.x.len())].to_vec() }
    }

    /// Without its mean over `seconds` around each value.
    pub fn quick(&self, seconds: f64) -> Signal {
        let mean = self.smooth(seconds);
        Signal { t0: self.t0, x: self.x.iter().zip(&mean.x).map(|(x, m)| x - m).collect() }
    }

    /// Mean over `seconds` around each value.
    pub fn smooth(&self, seconds: f64) -> Signal {
        let reach = ((seconds * Signal::RATE / 2.0) as usize).max(1);
        let mean = |i: usize| {
            let near = &self.x[i.saturating_sub(reach)..(i + reach + 1).min(self.x.len())];
            near.iter().sum::<f32>() / near.len() as f32
        };
        Signal { t0: self.t0, x: (0..self.x.len()).map(mean).collect() }
    }

    /// Follows what rises with the first time constant and what falls with the second, seconds.
    pub fn lagging(&self, (rise, fall): (f64, f64)) -> Signal {
        let share = |seconds: f64| (1.0 - libm::exp(-1.0 / (seconds * Signal::RATE))) as f32;
        let (rise, fall) = (share(rise), share(fall));
        let mut level = self.x.first().copied().unwrap_or(0.0);
        let follow = |&x: &f32| {
            level += (x - level) * if x > level { rise } else { fall };
            level
        };
        Signal { t0: self.t0, x: self.x.iter().map(follow).collect() }
    }

    /// Change a second, over both neighbours.
    pub fn slope(&self) -> Signal {
        let last = self.x.len().saturating_sub(1);
        let at = |i: usize| {
            let (a, b) = (i.saturating_sub(1), (i + 1).min(last));
            (self.x[b] - self.x[a]) * Signal::RATE as f32 / (b - a).max(1) as f32
        };
        Signal { t0: self.t0, x: (0..self.x.len()).map(at).collect() }
    }

    /// Sum of the values up to each, times the step.
    pub fn integral(&self) -> Signal {
        let mut sum = 0.0;
        let add = |x: &f32| {
            sum += x / Signal::RATE as f32;
            sum
        };
        Signal { t0: self.t0, x: self.x.iter().map(add).collect() }
    }

    /// Root mean square.
    pub fn rms(&self) -> f32 {
        (self.x.iter().map(|x| x * x).sum::<f32>() / self.x.len().max(1) as f32).sqrt()
    }

    fn likeness(&self, lag: usize) -> f32 {
        let n = self.x.len().saturating_sub(lag);
        let (a, b) = (&self.x[..n], &self.x[lag..]);
        let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
        for (a, b) in a.iter().zip(b) {
            ab += a * b;
            aa += a * a;
            bb += b * b;
        }
        if aa * bb <= 0.0 { 0.0 } else { ab / (aa * bb).sqrt() }
    }

    /// Period and its autocorrelation: the first peak above 0.4 between `shortest` and `longest` seconds whose half is
    /// not as good.
    pub fn period(&self, shortest: f64, longest: f64) -> Option<(f64, f32)> {
        let last = ((longest * Signal::RATE) as usize).min(self.x.len() * 5 / 9);
        let first = ((shortest * Signal::RATE) as usize).max(2);
        let r: Vec<f32> = (0..last + 2).map(|lag| self.likeness(lag)).collect();
        let best = r.get(first..=last)?.iter().copied().fold(0.0, f32::max);
        let peak = |k: &usize| r[*k] > 0.4 && r[*k] >= 0.8 * best && r[*k] >= r[*k - 1] && r[*k] > r[*k + 1];
        let k = (first..=last).find(peak)?;
        if k / 2 > first && r[k / 2] > r[k] {
            return None;
        }
        let (a, b, c) = (r[k - 1], r[k], r[k + 1]);
        let bend = a - 2.0 * b + c;
        let offset = if bend < -1e-6 { 0.5 * (a - c) / bend } else { 0.0 };
        Some(((k as f64 + f64::from(offset)) / Signal::RATE, b))
    }
}

/// Slopes at points that keep a cubic between them within them.
fn slopes(points: &[(f64, f32)]) -> Vec<f64> {
    let chord = |k: usize| {
        let (a, b) = (points[k], points[k + 1]);
        f64::from(b.1 - a.1) / (b.0 - a.0).max(1e-9)
    };
    let slope = |k: usize| {
        if k == 0 || k + 1 == points.len() {
            return 0.0;
        }
        let (before, after) = (chord(k - 1), chord(k));
        if before * after <= 0.0 {
            return 0.0;
        }
        let (left, right) = (points[k].0 - points[k - 1].0, points[k + 1].0 - points[k].0);
        let parabola = (before * right + after * left) / (left + right);
        before.signum() * parabola.abs().min(2.0 * before.abs()).min(2.0 * after.abs())
    };
    (0..points.len()).map(slope).collect()
}

/// The cubic from one point to the next with given slopes at both.
fn between((a, slope_a): ((f64, f32), f64), (b, slope_b): ((f64, f32), f64), t: f64) -> f32 {
    let width = (b.0 - a.0).max(1e-9);
    let s = (t - a.0) / width;
    let (rise, fall) = (s * s * (3.0 - 2.0 * s), s * (1.0 - s));
    let bend = width * fall * (slope_a * (1.0 - s) - slope_b * s);
    (f64::from(a.1) + f64::from(b.1 - a.1) * rise + bend) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_points_and_beyond_none() {
        let points = [(0.0, 0.0), (0.1, 0.0), (0.2, 1.0), (0.3, 1.0), (0.4, 0.5)];
        let curve = Signal::along(&points, 0.0, 0.4);
        assert!(curve.x.iter().all(|x| (0.0..=1.0).contains(x)), "{:?}", curve.x);
        assert!(points.iter().all(|p| (curve.at(p.0) - p.1).abs() < 1e-5), "{:?}", curve.x);
        let straight = Signal::along(&[(0.0, 0.0), (0.1, 0.1), (0.2, 0.2), (0.3, 0.3)], 0.0, 0.3);
        assert!((straight.at(0.14) - 0.14).abs() < 1e-5);
    }

    #[test]
    fn a_lag_rises_faster_than_it_falls() {
        let mut x = vec![0.0; 10];
        x.extend([1.0; 10]);
        x.extend([0.0; 10]);
        let lag = Signal { t0: 0.0, x }.lagging((0.02, 0.08));
        assert!(lag.x[11] > 0.8 && lag.x[21] > 0.5, "{:?}", lag.x);
    }
}
