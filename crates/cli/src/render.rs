//! `wildtrack render`: one clip, one folder of results.

use crate::attention::{Attention, Bench};
use anyhow::{Context, Result, bail};
use engine::{Brief, CueSheet, Role, report};
use std::path::PathBuf;

/// Most code points of a prompt, as the HTTP API has it.
const PROMPT_LENGTH: usize = 200;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The clip: .mp4 or .mov, 3.0 to 20.0 s, at most 100 MB
    clip: PathBuf,
    /// Folder for the results; made if it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What should sound, in English or Chinese, at most 200 characters
    #[arg(long, value_name = "TEXT", default_value = "")]
    sfx: String,
    /// What music should play, in English or Chinese, at most 200 characters
    #[arg(long, value_name = "TEXT", default_value = "")]
    bgm: String,
    /// Close, quiet, dry and detailed
    #[arg(long)]
    asmr: bool,
    /// Seed of the sound; without it, the same clip and prompts sound the same
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Render this edited cue sheet instead of what the picture gives
    #[arg(long, value_name = "FILE")]
    cues: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    bench: Bench,
}

pub fn run(args: &Args) -> Result<()> {
    let brief = brief_of(args)?;
    let watch = Attention::new(args.quiet)?;
    let kit = args.bench.kit();
    let score = engine::score_clip(&args.clip, &brief, &kit, &watch)?;
    let files = engine::deliver(&score, &args.clip, &args.out, &kit, &watch)?;
    if args.quiet {
        return Ok(());
    }
    report::lines(&score.cues).iter().for_each(|line| eprintln!("{line}"));
    let loudness = &score.master.loudness;
    eprintln!(
        "{:.1} LUFS, {:.1} dBTP; {}",
        loudness.integrated_lufs,
        loudness.true_peak_dbtp,
        watch.summary()
    );
    for word in &score.cues.source.not_understood {
        eprintln!("not understood: {word}");
    }
    for file in files.iter().filter(|file| file.role != Role::Foley) {
        eprintln!("{}", file.path.display());
    }
    Ok(())
}

fn brief_of(args: &Args) -> Result<Brief> {
    for (name, text) in [("--sfx", &args.sfx), ("--bgm", &args.bgm)] {
        let length = text.chars().count();
        if length > PROMPT_LENGTH {
            bail!("{name} has {length} characters; at most {PROMPT_LENGTH} are accepted");
        }
    }
    let cues = match &args.cues {
        None => None,
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            Some(CueSheet::from_json(&bytes)?)
        }
    };
    Ok(Brief { sfx: args.sfx.clone(), bgm: args.bgm.clone(), asmr: args.asmr, seed: args.seed, cues })
}
