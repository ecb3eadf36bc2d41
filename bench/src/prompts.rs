//! How long is a prompt understood by the lexicon alone? The prompts of the data files, and any 200 characters, as times
//! and as ratios to hashing a fixed block in the same run.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use crate::times::Times;
use anyhow::{Context, Result, ensure};
use engine::Seed;
use engine::dsp::Chance;
use engine::spot::class_called;
use sha2::{Digest, Sha256};
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The engine's data folder
    #[arg(long, value_name = "DIR", default_value = "crates/engine/data")]
    data: PathBuf,
    /// Random prompts of each sort
    #[arg(long, value_name = "N", default_value_t = 500)]
    random: usize,
    /// How long the slowest prompt may take, ms
    #[arg(long, value_name = "MS", default_value_t = 1.0)]
    limit: f64,
}

/// Files with prompts, one a line before an arrow.
const FILES: [&str; 6] = [
    "prompts/en.txt",
    "prompts/zh.txt",
    "prompts/other.txt",
    "prompts_en.txt",
    "prompts_zh.txt",
    "prompts_fresh.txt",
];

/// As long as the service lets a prompt be, characters.
const LENGTH: usize = 200;

/// Each prompt is read so often, and its best time counts: another process is no fault of the parser's.
const ROUNDS: usize = 5;

/// What the times are compared with: hashing so many bytes.
const BLOCK: usize = 16_384;

/// Measures and prints.
///
/// # Errors
/// When a file cannot be read or a prompt takes longer than the limit.
pub fn run(args: &Args) -> Result<()> {
    let mut prompts = Vec::new();
    for name in FILES {
        let file = std::fs::read_to_string(args.data.join(name)).with_context(|| name.to_string())?;
        prompts.extend(
            file.lines().filter_map(|line| line.split_once(" => ")).map(|(text, _)| text.to_string()),
        );
    }
    let began = Instant::now();
    black_box(class_called("rain, qwertz", None));
    println!("first prompt, with the lexicon: {:.0} ms", 1e3 * began.elapsed().as_secs_f64());
    let unit_ms = best(|| Sha256::digest(vec![7_u8; BLOCK])).as_secs_f64() * 1e3;
    println!(
        "hashing {BLOCK} bytes: {unit_ms:.4} ms\n{:22} {:>6} {:>10} {:>10}  ratios",
        "", "count", "median ms", "worst ms"
    );
    let random = random(&prompts, args.random);
    let mut worst_ms = 0.0_f64;
    for (name, texts) in std::iter::once(("the files' prompts", prompts)).chain(random) {
        let times: Vec<Duration> = texts.iter().map(|text| best(|| class_called(text, None))).collect();
        let times = Times::from(times);
        let (median, worst) = (times.median_ms(), times.quantile_ms(1.0));
        let ratios = format!("{:.2} and {:.2}", median / unit_ms, worst / unit_ms);
        println!("{name:22} {:6} {median:10.4} {worst:10.4}  {ratios}", times.count());
        worst_ms = worst_ms.max(worst);
    }
    ensure!(
        worst_ms <= args.limit,
        "the slowest prompt takes {worst_ms:.2} ms; {} ms are allowed",
        args.limit
    );
    Ok(())
}

fn best<T>(work: impl Fn() -> T) -> Duration {
    let once = || {
        let began = Instant::now();
        black_box(work());
        began.elapsed()
    };
    (0..ROUNDS).map(|_| once()).min().unwrap_or_default()
}

/// Prompts that nobody writes: of any characters, of letters, of the files' prompts run together, of their Chinese
/// characters in any order, of one word over and over.
fn random(prompts: &[String], count: usize) -> [(&'static str, Vec<String>); 5] {
    let mut chance = Chance::new(Seed(11));
    let chinese: Vec<char> =
        prompts.iter().flat_map(|text| text.chars()).filter(|c| *c > '\u{3400}').collect();
    let mut of = |part: &dyn Fn(&mut Chance) -> String| -> Vec<String> {
        let mut text = || {
            let mut text = String::new();
            while text.chars().count() < LENGTH {
                text.push_str(&part(&mut chance));
            }
            text.chars().take(LENGTH).collect()
        };
        (0..count).map(|_| text()).collect()
    };
    let any = |chance: &mut Chance| {
        char::from_u32((chance.unit() * 0x2ffff as f32) as u32).unwrap_or('\u{fffd}').to_string()
    };
    let letter = |chance: &mut Chance| char::from(b" etaoinshrdluetaoin"[chance.below(19)]).to_string();
    let prompt = |chance: &mut Chance| format!("{} ", prompts[chance.below(prompts.len())]);
    let character = |chance: &mut Chance| chinese[chance.below(chinese.len())].to_string();
    let sorts = [of(&any), of(&letter), of(&prompt), of(&character)];
    let again = |text: &String| -> String {
        let word: String = text.split([' ', '，']).next().unwrap_or("rain").chars().take(12).collect();
        format!("{word} ").repeat(LENGTH).chars().take(LENGTH).collect()
    };
    let [any, letters, together, characters] = sorts;
    [
        ("any characters", any),
        ("any letters", letters),
        ("prompts run together", together),
        ("any Chinese", characters),
        ("one word again", prompts.iter().take(count).map(again).collect()),
    ]
}
