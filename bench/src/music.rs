//! Scores of all styles against the rules they state, and cuts against their beats: tables.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

mod form;
mod mood;

use clap::Subcommand;
use engine::Seed;
use engine::cues::Style;
use engine::music::{Wish, judge, named, plan};
use engine::scene::Mood;

/// What is measured.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// Every style's scores against its own rules.
    Score {
        /// Seeds a style.
        #[arg(long, default_value_t = 100)]
        seeds: u64,
    },
    /// Share of random cuts within 40 ms of a beat, beside chance on the same beats and a fixed tempo of 120.
    Cuts {
        /// Clips a style.
        #[arg(long, default_value_t = 100)]
        seeds: u64,
    },
    /// Thirteen mood words in two languages, alone and in three styles: mode, tempo, register; in the sound, centroid and loudness.
    Mood {
        /// Seeds a word.
        #[arg(long, default_value_t = 3)]
        seeds: u64,
        /// Only the score: nothing is rendered.
        #[arg(long)]
        deaf: bool,
    },
    /// The strongest event as climax and the ending, in clips of 3, 5, 10 and 20 s.
    Form {
        /// Clips a style and length.
        #[arg(long, default_value_t = 40)]
        seeds: u64,
    },
}

/// Measures and prints.
pub fn run(what: &What) {
    match *what {
        What::Score { seeds } => scores(seeds),
        What::Mood { seeds, deaf } => mood::table(seeds, deaf),
        What::Form { seeds } => form::table(seeds),
        What::Cuts { seeds } => [10.0, 5.0].into_iter().for_each(|length| cuts(length, seeds)),
    }
}

fn scores(seeds: u64) {
    println!(
        "style               in mode  on chord  parallels  repeats  returns  clashes  rests  kept     offenders"
    );
    for style in Style::ALL {
        let mut sum = [0.0_f32; 7];
        let mut offenders = Vec::new();
        for seed in 0..seeds {
            let (music, duration) = judge::piece(style, Seed(seed));
            let f = judge::figures(&music, duration);
            let each = [f.in_mode, f.on_chord, f.parallels, f.repeats, f.returns, f.clashes, f.rests];
            sum.iter_mut().zip(each).for_each(|(sum, x)| *sum += x / seeds as f32);
            let broken = judge::broken(style, &f);
            if !broken.is_empty() {
                offenders.push(format!("{seed}: {}", broken.join(", ")));
            }
        }
        let [mode, chord, parallels, repeats, returns, clashes, rests] = sum;
        let kept = seeds - offenders.len() as u64;
        println!(
            "{:18} {mode:8.3} {chord:9.3} {parallels:10.3} {repeats:8.3} {returns:8.3} {clashes:8.3} {rests:6.2} {kept:4}/{seeds}  {}",
            named(style),
            offenders.into_iter().take(3).collect::<Vec<_>>().join("; ")
        );
    }
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

fn cuts(length: f64, seeds: u64) {
    println!(
        "clips of {length} s      met  chance  fixed 120  mean bend  greatest  greatest jump  jumps over .06"
    );
    for style in Style::ALL {
        let wish = Wish { style: Some(style), ..Wish::default() };
        let [mut met, mut chance, mut fixed, mut all, mut others] = [0_usize; 5];
        let (mut bends, mut jumps) = (Vec::new(), Vec::new());
        for seed in 0..seeds {
            let planned = judge::random_cuts(length, 4, Seed(seed));
            let scene = judge::bare_scene(length, &planned, Mood::default());
            let music = plan(&scene, &wish, false, Seed(seed));
            bends.extend(judge::bends(&music));
            jumps.extend(judge::jumps(&music));
            let near = |t: &&f64| judge::from_beat(&music, length, **t) <= 0.04;
            let control = judge::random_cuts(length, 4, Seed(seed + 1_000_000));
            met += planned.iter().filter(near).count();
            chance += control.iter().filter(near).count();
            fixed += planned.iter().filter(|t| ((**t * 2.0).round() / 2.0 - **t).abs() <= 0.04).count();
            all += planned.len();
            others += control.len();
        }
        let share = |hits: usize, all: usize| hits as f64 / all.max(1) as f64;
        println!(
            "{:18} {:6.3} {:7.3} {:10.3} {:10.4} {:9.4} {:14.4} {:15.3}",
            named(style),
            share(met, all),
            share(chance, others),
            share(fixed, all),
            bends.iter().sum::<f64>() / bends.len().max(1) as f64,
            most(&bends),
            most(&jumps),
            share(jumps.iter().filter(|jump| **jump > 0.06).count(), jumps.len())
        );
    }
}
