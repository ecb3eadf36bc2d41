//! How long each stage of a task took.

use engine::Stage;
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// One stage and its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    /// Which.
    pub stage: Stage,
    /// How long it took, or has taken so far.
    pub took_ms: u64,
    /// How much of it is done, 0..=1.
    pub fraction: f32,
}

/// The stages that have begun, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// One line for each stage.
    pub stages: Vec<StageTime>,
    /// From the first stage's start on.
    pub total_ms: u64,
}

/// Every stage in its order, and about how many hundredths of the work it is (measured on a street of 10 s).
const SHARES: [(Stage, f32); 9] = [
    (Stage::Fetch, 1.0),
    (Stage::Probe, 5.0),
    (Stage::Decode, 6.0),
    (Stage::Analyse, 8.0),
    (Stage::Spot, 1.0),
    (Stage::Render, 32.0),
    (Stage::Master, 18.0),
    (Stage::Encode, 27.0),
    (Stage::Publish, 2.0),
];

impl Timing {
    /// How much of all work is done, per cent; less than 100, which is for work that has been recorded. Stages that were
    /// passed over are done.
    pub(crate) fn percent(&self) -> u8 {
        let Some(last) = self.stages.last() else { return 0 };
        let before = SHARES.iter().take_while(|(stage, _)| *stage != last.stage);
        let before: f32 = before.map(|(_, share)| share).sum();
        let own = SHARES.iter().find(|(stage, _)| *stage == last.stage).map_or(0.0, |(_, share)| *share);
        (before + own * last.fraction).clamp(0.0, 99.0) as u8
    }
}

impl StageTime {
    /// The stage's name, as JSON spells it.
    pub(crate) fn name(&self) -> String {
        let name = serde_json::to_value(self.stage).ok();
        name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().to_owned()
    }
}

/// Takes the times while the work goes on: a stage ends where the next one begins.
#[derive(Debug, Default)]
pub(super) struct StopWatch(Vec<(Stage, Instant, f32)>);

impl StopWatch {
    /// A stage begins, or goes on.
    pub(super) fn reached(&mut self, stage: Stage, fraction: f32, now: Instant) {
        match self.0.iter_mut().find(|(known, ..)| *known == stage) {
            Some((.., done)) => *done = share(fraction).max(*done),
            None => self.0.push((stage, now, share(fraction))),
        }
    }

    /// The times until `now`.
    pub(super) fn timing(&self, now: Instant) -> Timing {
        let ms = |from: Instant, to: Instant| to.saturating_duration_since(from).as_millis() as u64;
        let line = |(i, &(stage, begun, fraction)): (usize, &(Stage, Instant, f32))| match self.0.get(i + 1) {
            Some(&(_, next, _)) => StageTime { stage, took_ms: ms(begun, next), fraction: 1.0 },
            None => StageTime { stage, took_ms: ms(begun, now), fraction },
        };
        let total_ms = self.0.first().map_or(0, |&(_, begun, _)| ms(begun, now));
        Timing { stages: self.0.iter().enumerate().map(line).collect(), total_ms }
    }
}

/// A fraction that can be shown: what is not a number counts as nothing.
fn share(fraction: f32) -> f32 {
    if fraction.is_nan() { 0.0 } else { fraction.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_stage_lasts_until_the_next_begins() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut watch = StopWatch::default();
        watch.reached(Stage::Fetch, 0.0, at(0));
        watch.reached(Stage::Decode, 0.0, at(100));
        watch.reached(Stage::Decode, 0.5, at(150));
        watch.reached(Stage::Decode, f32::NAN, at(160));
        let timing = watch.timing(at(300));
        let lines: Vec<_> = timing.stages.iter().map(|line| (line.stage, line.took_ms)).collect();
        assert_eq!(lines, [(Stage::Fetch, 100), (Stage::Decode, 200)]);
        let fractions: Vec<_> = timing.stages.iter().map(|line| line.fraction).collect();
        assert_eq!((fractions, timing.total_ms), (vec![1.0, 0.5], 300));
    }

    #[test]
    fn the_percentage_grows_with_every_stage_and_stops_short_of_all() {
        assert_eq!(SHARES.iter().map(|(_, share)| share).sum::<f32>(), 100.0);
        let start = Instant::now();
        let mut watch = StopWatch::default();
        let mut seen = vec![watch.timing(start).percent()];
        for (stage, _) in SHARES {
            for fraction in [0.0, 0.5, 1.0] {
                watch.reached(stage, fraction, start);
                seen.push(watch.timing(start).percent());
            }
        }
        assert!(seen.is_sorted(), "{seen:?}");
        assert_eq!((seen[0], seen[seen.len() - 1]), (0, 99));
    }
}
