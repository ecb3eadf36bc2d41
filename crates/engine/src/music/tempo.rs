//! Tempo fitted to marks: one basic tempo, bent from mark to mark so that as many marks as possible fall on its grid.
//!
//! For every basic tempo and every small delay of the first downbeat, the cheapest chain of marks is found by dynamic
//! programming: a step of the chain spans a whole number of eighths (thirds of a beat in 6/8) and bends tempo by no more than the bound; marks
//! that are passed over cost their weight, marks between beats part of it.

use super::marks::Mark;

/// What a tempo may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The tempo that mood and style want, beats a minute.
    pub wanted: f64,
    /// Slowest.
    pub least: f64,
    /// Fastest.
    pub most: f64,
    /// Greatest bend, as a fraction.
    pub bend: f64,
    /// Parts of a beat that marks may fall on: eighths, or thirds in 6/8.
    pub parts: i64,
    /// How long before the clip's end the last chord begins, seconds.
    pub ring_s: [f64; 2],
    /// How much slower the last stretch is, as a fraction.
    pub slows: f64,
}

/// A fitted tempo.
#[derive(Debug, Clone, PartialEq)]
pub struct Tempo {
    /// Basic tempo, beats a minute.
    pub bpm: f64,
    /// From this time on, so many beats a minute; the first entry is the first downbeat.
    pub map: Vec<(f64, f64)>,
    /// Marks that are met.
    pub hits: Vec<f64>,
    /// When the last chord begins; a beat.
    pub end: f64,
}

/// Basic tempi are tried in such steps, beats a minute.
const STEP_BPM: f64 = 0.25;
/// First downbeats that are tried, seconds.
const STARTS_S: [f64; 8] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35];
/// A beat may miss its mark by so much and still be heard with it, seconds.
const MISSES_S: [f64; 5] = [-0.032, -0.016, 0.0, 0.016, 0.032];
/// What a mark costs, as a share of its weight, that falls between beats.
const BETWEEN: f64 = 0.8;

/// The best tempo for the marks (in order of time) of a clip.
pub fn fit(marks: &[Mark], duration: f64, range: &Range) -> Tempo {
    let steps = ((range.most - range.least).max(0.0) / STEP_BPM) as usize;
    let mut best: Option<(f64, Tempo)> = None;
    for bpm in (0..=steps).map(|i| range.least + STEP_BPM * i as f64) {
        for start in STARTS_S {
            let away = 0.3 * (bpm - range.wanted).abs() / 20.0 + 0.5 * start;
            let chains = Chains { marks, duration, range, part: 60.0 / bpm / range.parts as f64, start };
            if let Some((cost, tempo)) = chains.best(bpm)
                && best.as_ref().is_none_or(|(least, _)| cost + away < *least)
            {
                best = Some((cost + away, tempo));
            }
        }
    }
    best.map(|(_, tempo)| tempo).unwrap_or_else(|| unbent(range, duration))
}

/// An even tempo that ends on the beat nearest to where the end should be.
fn unbent(range: &Range, duration: f64) -> Tempo {
    let bpm = range.wanted;
    let beat = 60.0 / bpm;
    let beats = libm::floor((duration - range.ring_s[0]).max(0.0) / beat).max(1.0);
    let end = (beats * beat).min((duration - 0.3).max(0.1));
    Tempo { bpm, map: vec![(0.0, bpm)], hits: vec![], end }
}

/// The search for one basic tempo and one start.
struct Chains<'a> {
    marks: &'a [Mark],
    duration: f64,
    range: &'a Range,
    /// Seconds of an unbent part of a beat.
    part: f64,
    start: f64,
}

/// A chain up to one mark.
#[derive(Clone, Copy)]
struct Link {
    /// 0 is the start, i + 1 mark i.
    node: usize,
    /// When its beat falls, seconds.
    t: f64,
    /// Length of this step's parts over unbent ones; `None` at the start.
    factor: Option<f64>,
    /// Parts after the last beat.
    off: i64,
    cost: f64,
    before: usize,
}

impl Chains<'_> {
    fn best(&self, bpm: f64) -> Option<(f64, Tempo)> {
        let mut links = vec![Link { node: 0, t: self.start, factor: None, off: 0, cost: 0.0, before: 0 }];
        for node in 1..=self.marks.len() {
            let mut reached = self.links_to(node, &links);
            reached.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            for off in 0..self.range.parts {
                links.extend(reached.iter().filter(|l| l.off == off).take(3).copied());
            }
        }
        let closings = links.iter().enumerate().filter_map(|(at, link)| self.close(link).map(|c| (at, c)));
        let (at, close) = closings.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost))?;
        Some((close.cost, self.tempo(bpm, &links, at, close)))
    }

    fn links_to(&self, node: usize, links: &[Link]) -> Vec<Link> {
        let mark = self.marks[node - 1];
        let mut reached = Vec::new();
        for (before, link) in links.iter().enumerate() {
            let passed: f64 = self.marks[link.node..node - 1].iter().map(|m| m.weight).sum();
            for miss in MISSES_S {
                let t = mark.t + miss;
                let length = t - link.t;
                let near = libm::round(length / self.part) as i64;
                for count in (near - 1).max(1)..=near + 1 {
                    let factor = length / (count as f64 * self.part);
                    if (factor - 1.0).abs() > self.range.bend {
                        continue;
                    }
                    let off = (link.off + count) % self.range.parts;
                    let between = if off != 0 { BETWEEN * mark.weight } else { 0.0 };
                    let inexact = 0.05 * mark.weight * (miss / MISSES_S[4]) * (miss / MISSES_S[4]);
                    let cost = link.cost + passed + between + inexact + self.strain(link.factor, factor);
                    reached.push(Link { node, t, factor: Some(factor), off, cost, before });
                }
            }
        }
        reached
    }

    /// What bending costs: its size, and how suddenly it changes.
    fn strain(&self, before: Option<f64>, factor: f64) -> f64 {
        let size = (factor - 1.0) / self.range.bend;
        let jump = before.map_or(0.0, |b| (factor - b).abs() / self.range.bend);
        // From one stretch to the next a listener takes a twentieth for breathing and more for a stumble.
        0.06 * size * size + 0.05 * jump + 0.5 * (jump - 0.9).max(0.0)
    }

    /// The cheapest way from a link to the last chord.
    fn close(&self, link: &Link) -> Option<Close> {
        let passed: f64 = self.marks[link.node..].iter().map(|m| m.weight).sum();
        let [least, most] = self.range.ring_s;
        let (from, to) = (self.duration - most, self.duration - least);
        if link.node > 0 && link.off == 0 && (from..=to + 0.1).contains(&link.t) && most > 0.0 {
            let cost = link.cost + passed - 0.4;
            return Some(Close { cost, end: link.t, factor: link.factor.unwrap_or(1.0) });
        }
        let even = (link.factor.unwrap_or(1.0) * (1.0 + self.range.slows)).min(1.0 + self.range.bend);
        let mut best: Option<Close> = None;
        for count in (1..300).filter(|count| (count + link.off) % self.range.parts == 0) {
            let straight = link.t + count as f64 * self.part * even;
            let end = straight.clamp(from, to);
            let factor = (end - link.t) / (count as f64 * self.part);
            if (factor - 1.0).abs() > self.range.bend + 1e-9 {
                continue;
            }
            let late = 0.06 * (end - (self.duration - 0.5 * (least + most))).abs();
            let cost = link.cost + passed + late + self.strain(Some(even), factor);
            if best.as_ref().is_none_or(|b| cost < b.cost) {
                best = Some(Close { cost, end, factor });
            }
        }
        best
    }

    fn tempo(&self, bpm: f64, links: &[Link], last: usize, close: Close) -> Tempo {
        let mut chain = vec![];
        let mut at = last;
        while links[at].node > 0 {
            chain.push(links[at]);
            at = links[at].before;
        }
        chain.reverse();
        let times = std::iter::once(self.start).chain(chain.iter().map(|l| l.t));
        let factors = chain.iter().map(|l| l.factor.unwrap_or(1.0)).chain([close.factor]);
        let map = times.zip(factors).map(|(t, factor)| (t, bpm / factor)).collect();
        let hits = chain.iter().map(|l| l.t).collect();
        Tempo { bpm, map, hits, end: close.end }
    }
}

/// How a chain reaches the last chord.
struct Close {
    cost: f64,
    end: f64,
    factor: f64,
}
