//! Tempo fitted to marks: one basic tempo, bent from mark to mark so that as many marks as possible fall on its grid.
//!
//! For every basic tempo and every small delay of the first downbeat, the cheapest chain of marks is found by dynamic
//! programming: a step of the chain spans a whole number of eighths and bends tempo by no more than the bound; marks
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
const STARTS_S: [f64; 4] = [0.0, 0.12, 0.22, 0.32];
/// The last chord begins so long before the end of the clip, seconds.
const RING_S: (f64, f64) = (0.9, 1.8);

/// The best tempo for the marks (in order of time) of a clip.
pub fn fit(marks: &[Mark], duration: f64, range: &Range) -> Tempo {
    let steps = ((range.most - range.least).max(0.0) / STEP_BPM) as usize;
    let mut best: Option<(f64, Tempo)> = None;
    for bpm in (0..=steps).map(|i| range.least + STEP_BPM * i as f64) {
        for start in STARTS_S {
            let away = 0.15 * (bpm - range.wanted).abs() / 20.0 + 0.9 * start;
            let chains = Chains { marks, duration, eighth: 30.0 / bpm, bend: range.bend, start };
            if let Some((cost, tempo)) = chains.best(bpm)
                && best.as_ref().is_none_or(|(least, _)| cost + away < *least)
            {
                best = Some((cost + away, tempo));
            }
        }
    }
    best.map(|(_, tempo)| tempo).unwrap_or_else(|| unbent(range.wanted, duration))
}

/// An even tempo that ends on the beat nearest to where the end should be.
fn unbent(bpm: f64, duration: f64) -> Tempo {
    let beat = 60.0 / bpm;
    let beats = libm::floor((duration - RING_S.0).max(0.0) / beat).max(1.0);
    let end = (beats * beat).min((duration - 0.3).max(0.1));
    Tempo { bpm, map: vec![(0.0, bpm)], hits: vec![], end }
}

/// The search for one basic tempo and one start.
struct Chains<'a> {
    marks: &'a [Mark],
    duration: f64,
    /// Seconds of an unbent eighth.
    eighth: f64,
    bend: f64,
    start: f64,
}

/// A chain up to one mark.
#[derive(Clone, Copy)]
struct Link {
    /// 0 is the start, i + 1 mark i.
    node: usize,
    /// Length of this step's eighths over unbent ones; `None` at the start.
    factor: Option<f64>,
    /// Whether it lies between beats.
    odd: bool,
    cost: f64,
    before: usize,
}

impl Chains<'_> {
    fn time(&self, node: usize) -> f64 {
        if node == 0 { self.start } else { self.marks[node - 1].t }
    }

    fn best(&self, bpm: f64) -> Option<(f64, Tempo)> {
        let mut links = vec![Link { node: 0, factor: None, odd: false, cost: 0.0, before: 0 }];
        for node in 1..=self.marks.len() {
            let mut reached = self.links_to(node, &links);
            reached.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            for odd in [false, true] {
                links.extend(reached.iter().filter(|l| l.odd == odd).take(3).copied());
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
            let length = mark.t - self.time(link.node);
            let near = libm::round(length / self.eighth) as i64;
            for count in (near - 1).max(1)..=near + 1 {
                let factor = length / (count as f64 * self.eighth);
                if (factor - 1.0).abs() > self.bend {
                    continue;
                }
                let odd = link.odd != (count % 2 == 1);
                let between = if odd { 0.35 * mark.weight } else { 0.0 };
                let cost = link.cost + passed + between + self.strain(link.factor, factor);
                reached.push(Link { node, factor: Some(factor), odd, cost, before });
            }
        }
        reached
    }

    /// What bending costs: its size, and how suddenly it changes.
    fn strain(&self, before: Option<f64>, factor: f64) -> f64 {
        let size = (factor - 1.0) / self.bend;
        let jump = before.map_or(0.0, |b| (factor - b).abs() / self.bend);
        0.1 * size * size + 0.08 * jump
    }

    /// The cheapest way from a link to the last chord.
    fn close(&self, link: &Link) -> Option<Close> {
        let passed: f64 = self.marks[link.node..].iter().map(|m| m.weight).sum();
        let t = self.time(link.node);
        let (from, to) = (self.duration - RING_S.1, self.duration - RING_S.0);
        if link.node > 0 && !link.odd && (from..=to + 0.1).contains(&t) {
            let cost = link.cost + passed - 0.4;
            return Some(Close { cost, end: t, factor: link.factor.unwrap_or(1.0) });
        }
        let even = link.factor.unwrap_or(1.0);
        let mut best: Option<Close> = None;
        for count in (1..200).filter(|count| (count % 2 == 1) == link.odd) {
            let straight = t + f64::from(count) * self.eighth * even;
            let end = straight.clamp(from, to);
            let factor = (end - t) / (f64::from(count) * self.eighth);
            if (factor - 1.0).abs() > self.bend + 1e-9 {
                continue;
            }
            let late = 0.1 * (end - (self.duration - 1.35)).abs();
            let cost = link.cost + passed + late + self.strain(link.factor, factor);
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
        let nodes = std::iter::once(0).chain(chain.iter().map(|l| l.node));
        let factors = chain.iter().map(|l| l.factor.unwrap_or(1.0)).chain([close.factor]);
        let map = nodes.zip(factors).map(|(node, factor)| (self.time(node), bpm / factor)).collect();
        let hits = chain.iter().map(|l| self.time(l.node)).collect();
        Tempo { bpm, map, hits, end: close.end }
    }
}

/// How a chain reaches the last chord.
struct Close {
    cost: f64,
    end: f64,
    factor: f64,
}
