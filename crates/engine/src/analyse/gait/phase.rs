//! The rhythm of steps in many signals at once: one frequency, one phase, to which each signal adds what it knows.

use super::super::signal::Signal;
use super::evidence::KINDS;
use std::f32::consts::{PI, TAU};

/// Slowest and fastest steps, a second.
const RANGE_HZ: (f32, f32) = (1.45, 3.7);
/// Number of frequencies tried.
const TRIED: usize = 44;
/// Times at which the frequency is measured, seconds apart.
const HOP_S: f64 = 0.2;
/// Length of the window in which it is measured, seconds.
const WINDOW_S: f64 = 2.6;
/// Length of the window in which the phase is measured, periods.
const PERIODS: f64 = 2.6;
/// Steps this long before somebody was seen, or after, are told, seconds.
const BEYOND_S: f64 = 0.12;
/// Cost of a change of frequency from one hop to the next, a natural-logarithm unit squared.
const INERTIA: f32 = 25.0;

/// How far after a heel strike each signal's peak comes, radians of the step's cycle, and how much it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analyse) struct Lore {
    pub lag: f32,
    pub weight: f32,
}

/// A way of going: what each signal does in it, and its usual rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analyse) struct Way {
    pub lore: [Lore; KINDS],
    /// Usual steps a second, and how far from it they may be, natural logarithm.
    pub hz: f32,
    pub width: f32,
    pub run: bool,
}

/// The rhythm at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::analyse) struct Moment {
    pub t: f64,
    pub hz: f32,
    /// Phase of the step's cycle, radians: 0 at heel strike.
    pub phase: f32,
    /// How well the signals follow the frequency and agree about the phase, 0..=1.
    pub sure: f32,
}

/// The share of a signal around `t` that goes with `hz`: amplitude and phase as a complex number, at most 1.
pub(in crate::analyse) fn share(signal: &Signal, t: f64, hz: f32, window_s: f64) -> [f32; 2] {
    let half = window_s / 2.0;
    let from = libm::ceil(((t - half - signal.t0) * Signal::RATE).max(0.0)) as usize;
    let to = (libm::floor((t + half - signal.t0) * Signal::RATE).max(-1.0) + 1.0) as usize;
    let (mut re, mut im, mut energy, mut weight) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    // Both oscillators turn by a fixed angle a sample: two complex products instead of three transcendental calls.
    let off = (signal.time(from) - t) as f32;
    let turn = |hz: f32, off: f32| libm::sincosf(TAU * hz * off);
    let ((mut s, mut c), (ds, dc)) = (turn(hz, off), turn(hz, 1.0 / Signal::RATE as f32));
    let bell = 1.0 / window_s as f32;
    let ((mut hs, mut hc), (dhs, dhc)) = (turn(bell, off), turn(bell, 1.0 / Signal::RATE as f32));
    for &x in &signal.x[from.min(signal.x.len())..to.min(signal.x.len()).max(from.min(signal.x.len()))] {
        let hann = 0.5 + 0.5 * hc;
        re += hann * x * c;
        im -= hann * x * s;
        energy += hann * x * x;
        weight += hann;
        (s, c) = (s * dc + c * ds, c * dc - s * ds);
        (hs, hc) = (hs * dhc + hc * dhs, hc * dhc - hs * dhs);
    }
    // |sum h x e|² <= sum h x² sum h; a pure tone reaches half of that.
    let scale = libm::sqrtf(2.0 / (energy * weight).max(1e-20));
    if energy <= 1e-14 { [0.0; 2] } else { [re * scale, im * scale] }
}

fn tried(n: usize) -> f32 {
    RANGE_HZ.0 * libm::powf(RANGE_HZ.1 / RANGE_HZ.0, n as f32 / (TRIED - 1) as f32)
}

/// How likely people step at a rate.
pub(in crate::analyse) fn usual(hz: f32, way: &Way) -> f32 {
    let off = libm::logf(hz / way.hz) / way.width;
    0.5 + 0.5 * libm::expf(-0.5 * off * off)
}

/// The rhythm of all signals together, [`HOP_S`] apart at first, then as dense as [`Signal::RATE`].
pub(in crate::analyse) fn rhythm(signals: &[Signal; KINDS], way: &Way) -> Vec<Moment> {
    let n = signals[0].x.len();
    let (begin, end) = (signals[0].t0, signals[0].time(n.saturating_sub(1)));
    let hops: Vec<f64> = (0..).map(|k| begin + k as f64 * HOP_S).take_while(|t| *t <= end + 1e-9).collect();
    let rates = rates(signals, way, &hops);
    (0..n)
        .map(|i| {
            let t = signals[0].time(i);
            let hop = ((t - begin) / HOP_S).max(0.0);
            let k = (hop as usize).min(hops.len() - 1);
            let next = rates[(k + 1).min(rates.len() - 1)];
            let hz = rates[k] + (next - rates[k]) * (hop - k as f64).clamp(0.0, 1.0) as f32;
            let (z, _) = together(signals, &way.lore, t, hz, PERIODS / f64::from(hz));
            Moment { t, hz, phase: libm::atan2f(z[1], z[0]), sure: libm::hypotf(z[0], z[1]) }
        })
        .collect()
}

/// The weighted mean of all shares, each turned back by its lag, and that of their squares.
fn together(
    signals: &[Signal; KINDS],
    lore: &[Lore; KINDS],
    t: f64,
    hz: f32,
    window_s: f64,
) -> ([f32; 2], f32) {
    let (mut z, mut power, mut weights) = ([0.0; 2], 0.0, 0.0);
    for (signal, lore) in signals.iter().zip(lore).filter(|(_, lore)| lore.weight > 0.0) {
        let [re, im] = share(signal, t, hz, window_s);
        let (sin, cos) = libm::sincosf(lore.lag);
        z[0] += lore.weight * (re * cos - im * sin);
        z[1] += lore.weight * (re * sin + im * cos);
        power += lore.weight * (re * re + im * im);
        weights += lore.weight;
    }
    (z.map(|v| v / f32::max(weights, 1e-6)), power / f32::max(weights, 1e-6))
}

/// The best frequency at each hop; changes cost (Viterbi).
fn rates(signals: &[Signal; KINDS], way: &Way, hops: &[f64]) -> Vec<f32> {
    let score = |t: f64, hz: f32| {
        let (z, power) = together(signals, &way.lore, t, hz, WINDOW_S);
        (0.5 * power + 0.5 * (z[0] * z[0] + z[1] * z[1])) * usual(hz, way)
    };
    let tried: Vec<f32> = (0..TRIED).map(tried).collect();
    let step = libm::logf(RANGE_HZ.1 / RANGE_HZ.0) / (TRIED - 1) as f32;
    let mut best: Vec<Vec<(f32, usize)>> = Vec::new();
    for &t in hops {
        let last = best.last();
        let row = (0..TRIED)
            .map(|n| {
                let own = score(t, tried[n]);
                let before = last.map(|last| {
                    (0..TRIED)
                        .map(|m| {
                            let jump = step * n.abs_diff(m) as f32;
                            (last[m].0 - INERTIA * jump * jump, m)
                        })
                        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                        .unwrap_or((0.0, n))
                });
                let (sum, from) = before.unwrap_or((0.0, n));
                (own + sum, from)
            })
            .collect();
        best.push(row);
    }
    let mut rates = Vec::new();
    let Some(end) = best.last() else { return rates };
    let mut n = (0..TRIED).max_by(|&a, &b| end[a].0.total_cmp(&end[b].0).then(b.cmp(&a))).unwrap_or(0);
    for row in best.iter().rev() {
        rates.push(tried[n]);
        n = row[n].1;
    }
    rates.reverse();
    rates
}

/// The moments at which the phase passes heel strike, a little before and after the figure was measured, too.
pub(in crate::analyse) fn strikes(rhythm: &[Moment]) -> Vec<Moment> {
    let passes = |m: &Moment| m.t - f64::from(m.phase / TAU / m.hz);
    let beyond = |m: &&Moment| (passes(m) - m.t).abs() < BEYOND_S;
    let before = rhythm.first().filter(|m| m.phase > 0.0).filter(beyond);
    let after = rhythm.last().filter(|m| m.phase < 0.0).filter(beyond);
    let told = |m: &Moment| Moment { t: passes(m), phase: 0.0, ..*m };
    let mut found: Vec<Moment> = before.map(told).into_iter().collect();
    for pair in rhythm.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if a.phase <= 0.0 && b.phase > 0.0 && b.phase - a.phase < PI {
            let part = f64::from(-a.phase / (b.phase - a.phase).max(1e-6));
            found.push(Moment { t: a.t + (b.t - a.t) * part, phase: 0.0, ..a });
        }
    }
    found.extend(after.map(told));
    // Half a period is the least between two feet.
    let mut kept: Vec<Moment> = Vec::new();
    for m in found {
        match kept.last_mut() {
            Some(last) if m.t - last.t < 0.5 / f64::from(m.hz) => {
                if m.sure > last.sure {
                    *last = m
                }
            }
            _ => kept.push(m),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::gait::WALK;

    /// Signals that do what [`WALK`] says, with a heel strike every half second from 0.2 s on.
    fn walking(lag: f32) -> [Signal; KINDS] {
        std::array::from_fn(|k| {
            let x = (0..250).map(|i| {
                let cycle = TAU * 2.0 * (i as f32 / Signal::RATE as f32 - 0.2);
                libm::cosf(cycle - WALK.lore[k].lag - lag)
            });
            Signal { t0: 0.0, x: x.collect() }
        })
    }

    #[test]
    fn heels_strike_where_all_signals_say_so() {
        let strikes = strikes(&rhythm(&walking(0.0), &WALK));
        assert!(strikes.len() >= 9);
        for m in &strikes {
            let off = (m.t - 0.2).rem_euclid(0.5);
            assert!(off.min(0.5 - off) < 0.02 && m.sure > 0.8, "{m:?}");
        }
    }

    #[test]
    fn a_late_rhythm_is_late() {
        let strikes = strikes(&rhythm(&walking(TAU / 4.0), &WALK));
        assert!(strikes.iter().all(|m| ((m.t - 0.325).rem_euclid(0.5) - 0.25).abs() > 0.22), "{strikes:?}");
    }
}
