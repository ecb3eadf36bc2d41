//! The command: watch the sets, print the table, keep it as Markdown.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use super::answers;
use super::events::Asked;
use super::seen::{Seen, Watchers};
use super::table::{details, table};
use super::tally::Tally;
use super::truth::{Truth, read_folder};
use anyhow::{Result, ensure};
use engine::Kit;
use std::path::PathBuf;

/// What is watched and what is printed.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of the rendered sets: `tune` and `judge` below it; also of what was seen and of the table.
    #[arg(long, default_value = "out/bench-watching")]
    folder: PathBuf,
    /// Which sets.
    #[arg(long, value_parser = ["tune", "judge", "all"], default_value = "tune")]
    set: String,
    /// Watch real footage of this folder (clips beside their truths), too.
    #[arg(long, value_name = "FOLDER")]
    real: Option<PathBuf>,
    /// Judge scenes of this folder (`NAME.json`, as `wildtrack analyse` or `bench tell --json` print them); clips
    /// without one are left out.
    #[arg(long, value_name = "FOLDER")]
    scenes: Option<PathBuf>,
    /// Only clips whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Every clip of the judge split, too; by default only its sums are printed, so that nobody tunes on it.
    #[arg(long)]
    details: bool,
    /// Without nets.
    #[arg(long)]
    no_nets: bool,
    /// Without controls.
    #[arg(long)]
    no_controls: bool,
    /// Print what each threshold of the rise detector gives instead of the table.
    #[arg(long)]
    sweep: bool,
    /// Fail when contacts and steps together are found with less F1 than this, within 100 ms.
    #[arg(long, value_name = "F1")]
    at_least: Option<f64>,
    /// Clips at a time.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

/// Watches and prints.
///
/// # Errors
/// When there is no clip, or one cannot be watched.
pub fn run(args: &Args) -> Result<()> {
    let watchers = Watchers { threads: args.threads, controls: !args.no_controls, ..watchers(args)? };
    let mut text = String::new();
    for (title, truths) in sets(args)? {
        let seen = watchers.watch(truths)?;
        if args.sweep {
            sweep(&seen);
            continue;
        }
        if args.details || !title.starts_with("judge") {
            seen.iter().for_each(|s| println!("{}", details(s)));
        }
        let one = table(&title, &seen);
        println!("\n{one}");
        text += &one;
        if let Some(least) = args.at_least {
            let tallies = seen.iter().filter_map(|s| Asked::Both.tally(&s.truth, &s.answers, 0.1));
            let f1 = Tally::sum(&tallies.collect::<Vec<_>>()).f1();
            ensure!(f1 >= least, "{title}: contacts and steps were found with F1 {f1:.3}, less than {least}");
        }
    }
    let is_partial = args.only.is_some() || args.scenes.is_some() || args.sweep;
    if !is_partial {
        std::fs::write(args.folder.join(format!("table-{}.md", args.set)), text)?;
    }
    Ok(())
}

fn watchers(args: &Args) -> Result<Watchers> {
    let kit = Kit { threads: 1, ..Kit::default() };
    let kit = if args.no_nets { kit } else { kit.with_nets()? };
    let settings = if args.no_nets { "-no-nets" } else { "" };
    let scenes = args.scenes.clone();
    Ok(Watchers { scenes, ..Watchers::new(args.folder.join("seen"), kit, settings)? })
}

/// A title, and clips' truths with their files.
type Set = (String, Vec<(PathBuf, Truth)>);

/// The sets asked for; real footage is dealt out by the split that its truths name.
fn sets(args: &Args) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    for set in ["tune", "judge"].into_iter().filter(|set| args.set == "all" || args.set == *set) {
        sets.push((format!("{set}, rendered"), read_folder(&args.folder.join(set))?));
        if let Some(real) = &args.real {
            let truths = read_folder(real)?.into_iter().filter(|(_, t)| t.source == "real" && t.set == set);
            sets.push((format!("{set}, real"), truths.collect()));
        }
    }
    for (_, truths) in &mut sets {
        truths.retain(|(_, t)| args.only.as_ref().is_none_or(|part| t.name.contains(part)));
        if let Some(scenes) = &args.scenes {
            truths.retain(|(_, t)| scenes.join(format!("{}.json", t.name)).exists());
        }
    }
    sets.retain(|(_, truths)| !truths.is_empty());
    ensure!(!sets.is_empty(), "no clips with truths under {}", args.folder.display());
    Ok(sets)
}

/// F1 of the rise detector over its thresholds, impacts within 50 ms.
fn sweep(seen: &[Seen]) {
    for step in 1..=30 {
        let delta = 0.02 * step as f32;
        let tally =
            |s: &Seen| Asked::Impacts.tally(&s.truth, &answers::of_one_kind(s.curves.rises(delta)), 0.05);
        let all: Vec<Tally> = seen.iter().filter_map(tally).collect();
        println!("delta {delta:.2}  F1 {:.3}", Tally::sum(&all).f1());
    }
}
