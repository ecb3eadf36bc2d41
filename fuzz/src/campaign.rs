//! A campaign: mutants of seeds and of their most promising children against one parser, for a while.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::Chance;

/// Most parents kept; the seeds always are.
const MOST_PARENTS: usize = 4096;
/// Longest that one input may take, CPU time: others may have the machine.
const SLOW: Duration = Duration::from_secs(2);

/// What to feed a parser.
pub struct Campaign<T> {
    /// The parser's name.
    pub name: &'static str,
    /// Inputs to begin with.
    pub seeds: Vec<T>,
    /// Inputs of the short form: always the same ones.
    pub short: u64,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Inputs tried.
    pub inputs: u64,
    /// Different answers heard.
    pub answers: usize,
    /// The slowest input's CPU time.
    pub slowest: Duration,
}

impl<T: Clone + std::fmt::Debug> Campaign<T> {
    /// Runs for `FUZZ_SECONDS`, or its short form. `answer` is the parser: it says what it made of an input, in a word or a
    /// sentence.
    ///
    /// # Panics
    /// When the parser panics or takes more than two seconds of CPU time, with the input.
    pub fn run(&self, mutate: impl Fn(&mut T, &mut Chance), answer: impl Fn(&T) -> String) -> Tally {
        let told = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
        let until = told.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        let mut parents = self.seeds.clone();
        let mut heard = HashSet::new();
        let mut tally = Tally::default();
        while until.map_or(tally.inputs < self.short, |until| Instant::now() < until) {
            let mut chance = Chance::new(tally.inputs);
            let mut input = chance.one(&parents).clone();
            mutate(&mut input, &mut chance);
            let began = spent();
            let said = catch_unwind(AssertUnwindSafe(|| answer(&input)));
            let took = spent().saturating_sub(began);
            let Ok(said) = said else { panic!("{}: input {} panics: {input:?}", self.name, tally.inputs) };
            assert!(took < SLOW, "{}: input {} takes {took:?}: {input:?}", self.name, tally.inputs);
            if heard.insert(said) && parents.len() < MOST_PARENTS {
                parents.push(input);
            }
            tally.slowest = tally.slowest.max(took);
            tally.inputs += 1;
        }
        tally.answers = heard.len();
        eprintln!(
            "{}: {} inputs, {} answers, slowest {:?}",
            self.name, tally.inputs, tally.answers, tally.slowest
        );
        tally
    }
}

/// CPU time of this thread.
fn spent() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campaign() -> Campaign<Vec<u8>> {
        Campaign { name: "toy", seeds: vec![b"\0\0\0\x10moov\0\0\0\x08trak".to_vec()], short: 3000 }
    }

    #[test]
    fn the_mutants_of_a_seed_are_many_and_answered_differently() {
        let tally = campaign().run(crate::boxes::mutate, |bytes| format!("{:?}", bytes.get(4..8)));
        assert!(tally.inputs >= 3000 && tally.answers > 20, "{tally:?}");
    }

    #[test]
    #[should_panic(expected = "toy: input")]
    fn a_parser_that_believes_a_size_is_found_out() {
        campaign().run(crate::boxes::mutate, |bytes| {
            let size = bytes.first_chunk::<4>().map_or(0, |size| u32::from_be_bytes(*size) as usize);
            format!("{}", bytes[..size.min(1 << 20)].len())
        });
    }
}
