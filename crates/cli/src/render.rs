//! `wildtrack render`: one clip, one folder of results.

use crate::attention::{Attention, Bench};
use anyhow::{Context, Result, bail};
use engine::cues::OwnSound;
use engine::render::Bin;
use engine::{Brief, Kit, Produced, Role, Score, report};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// What becomes of the sound that the clip has already: it gives way to the new one, is kept beside it, or is kept and
    /// steps back under it; nothing covers speech
    #[arg(long, value_enum, value_name = "HOW", default_value = "replace")]
    source_sound: SourceSound,
    /// Seed of the sound, below 2^53; without it, the same clip and prompts sound the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=(1 << 53) - 1))]
    seed: Option<u64>,
    /// Render this edited cue sheet, which holds prompts, mode and seed, instead of what the picture gives
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sfx", "bgm", "asmr", "source_sound", "seed"])]
    cues: Option<PathBuf>,
    /// An older cue sheet of the clip: its locked cues and beds come into the new one, and what collides with them does not
    #[arg(long, value_name = "FILE", conflicts_with = "cues")]
    keep: Option<PathBuf>,
    /// Keep rendered sounds in this folder and take from it what has not changed since: one folder for a clip and its edits
    #[arg(long, value_name = "DIR")]
    reuse: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    bench: Bench,
}

/// What becomes of the sound that the clip has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SourceSound {
    Replace,
    Keep,
    Duck,
}

impl From<SourceSound> for OwnSound {
    fn from(asked: SourceSound) -> OwnSound {
        match asked {
            SourceSound::Replace => OwnSound::Replace,
            SourceSound::Keep => OwnSound::Keep,
            SourceSound::Duck => OwnSound::Duck,
        }
    }
}

pub fn run(args: &Args) -> Result<()> {
    let brief = brief_of(args)?;
    let watch = Attention::new(args.quiet)?;
    let (kit, clip) = args.bench.kit_and_clip(&args.clip, false, &watch)?;
    let bin = args.reuse.as_deref().map(bin).transpose()?.map(Arc::new);
    let kit = Kit { bin: bin.clone(), ..kit };
    let score = engine::score_opened(clip, &brief, &kit, &watch)?;
    if let Some(bin) = &bin {
        bin.forget_the_rest()?;
    }
    let files = engine::deliver(&score, Some(&args.clip), &args.out, &kit, &watch)?;
    if !args.quiet {
        tell(&score, &files, &watch);
        bin.iter().for_each(|bin| {
            eprintln!("{} sounds taken from before, {} made", bin.seen().found, bin.seen().made)
        });
    }
    Ok(())
}

/// The folder of rendered sounds. Sounds of another build of this program are not taken.
fn bin(folder: &Path) -> Result<Bin> {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let made_by = program
        .map(|file| format!("{} {} {:?}", env!("CARGO_PKG_VERSION"), file.len(), file.modified().ok()));
    Ok(Bin::open(folder, &made_by.context("looking at this program")?)?)
}

/// Says what was heard, how loud it is and where it lies.
pub fn tell(score: &Score, files: &[Produced], watch: &Attention) {
    report::lines(&score.cues).iter().for_each(|line| eprintln!("{line}"));
    let loudness = &score.master.loudness;
    eprintln!(
        "{:.1} LUFS, {:.1} dBTP; {}",
        loudness.integrated_lufs,
        loudness.true_peak_dbtp,
        watch.summary()
    );
    for slip in &score.cues.source.read_as {
        eprintln!("read {slip}");
    }
    for word in &score.cues.source.not_understood {
        eprintln!("not understood: {word}");
    }
    for credit in &score.report.credits {
        eprintln!("recording: {credit}");
    }
    for weak in score.report.weak.iter().filter(|weak| weak.starts_with("the video's own sound")) {
        eprintln!("{weak}");
    }
    for file in files.iter().filter(|file| file.role != Role::Foley) {
        eprintln!("{}", file.path.display());
    }
}

/// A prompt that is short enough; `name` is what the message calls it.
pub fn checked(name: &str, prompt: &str) -> Result<String> {
    let length = prompt.chars().count();
    if length > PROMPT_LENGTH {
        bail!("{name} has {length} characters; at most {PROMPT_LENGTH} are accepted");
    }
    Ok(prompt.to_owned())
}

fn brief_of(args: &Args) -> Result<Brief> {
    let (sfx, bgm) = (checked("--sfx", &args.sfx)?, checked("--bgm", &args.bgm)?);
    let sheet = |path: &Option<PathBuf>| path.as_deref().map(crate::cues::read).transpose();
    let (cues, keep) = (sheet(&args.cues)?, sheet(&args.keep)?);
    let own_sound = args.source_sound.into();
    Ok(Brief { sfx, bgm, asmr: args.asmr, own_sound, seed: args.seed, cues, keep })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args as _, FromArgMatches as _};

    fn read(line: &str) -> Result<Args, String> {
        let command = Args::augment_args(clap::Command::new("render"));
        let matches =
            command.try_get_matches_from(format!("render clip.mp4 --out dir {line}").split_whitespace());
        matches.and_then(|m| Args::from_arg_matches(&m)).map_err(|e| e.to_string())
    }

    #[test]
    fn a_cue_sheet_is_refused_beside_what_it_holds_itself() {
        assert!(read("--cues sheet.json --quiet").is_ok());
        for other in ["--sfx rain", "--bgm piano", "--asmr", "--source-sound keep", "--seed 4"] {
            assert!(read(other).is_ok(), "{other}");
            let error = read(&format!("--cues sheet.json {other}")).unwrap_err();
            assert!(error.contains("cannot be used with") && error.contains("--cues"), "{error}");
        }
    }

    #[test]
    fn a_seed_that_json_would_round_is_refused_with_the_range() {
        assert_eq!(read("--seed 9007199254740991").unwrap().seed, Some(9_007_199_254_740_991));
        let error = read("--seed 9007199254740992").unwrap_err();
        assert!(error.contains("is not in 0..=9007199254740991"), "{error}");
    }
}
