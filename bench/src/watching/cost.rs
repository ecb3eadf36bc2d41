//! What watching costs: wall time of `wildtrack analyse` over that of decoding alone, in turns, and peak memory.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use crate::times::Times;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What is measured.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// A clip; without one, 10 s of 1080p are made from a fixture.
    clip: Option<PathBuf>,
    /// The wildtrack program.
    #[arg(long, default_value = "target/release/wildtrack")]
    program: PathBuf,
    /// Further words for `wildtrack analyse`, such as --no-nets.
    #[arg(long, allow_hyphen_values = true)]
    with: Vec<String>,
    /// Runs of each.
    #[arg(long, default_value_t = 7)]
    runs: usize,
}

/// Runs both in turns and prints medians, spread and peaks.
///
/// # Errors
/// When a program fails.
pub fn run(args: &Args) -> Result<()> {
    let made = tempfile::tempdir()?;
    let clip = match &args.clip {
        Some(clip) => clip.clone(),
        None => long_clip(made.path())?,
    };
    let analyse = || {
        let mut command = Command::new(&args.program);
        command.arg("analyse").arg(&clip).args(&args.with);
        command
    };
    let decode = || {
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-nostdin", "-threads", "2", "-i"]).arg(&clip).args(["-f", "null", "-"]);
        command
    };
    let (mut watching, mut decoding, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=args.runs.max(5) {
        let (w, d) = (timed(analyse())?, timed(decode())?);
        if turn > 0 {
            ratios.push(w.as_secs_f64() / d.as_secs_f64());
            watching.push(w);
            decoding.push(d);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let (watching, decoding) = (Times::from(watching), Times::from(decoding));
    println!(
        "analyse {:.0} ms, decode {:.0} ms, ratio {:.2} ({:.2}–{:.2}, {} runs), peak {} MB and {} MB",
        watching.median_ms(),
        decoding.median_ms(),
        ratios[ratios.len() / 2],
        ratios[0],
        ratios[ratios.len() - 1],
        ratios.len(),
        peak_mb(analyse())?,
        peak_mb(decode())?
    );
    Ok(())
}

/// 10 s of 1080p, 30 frames a second, about 8 Mbit/s with the grain that a camera has.
fn long_clip(folder: &Path) -> Result<PathBuf> {
    let out = folder.join("long.mp4");
    let done = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-threads", "2", "-stream_loop", "-1", "-i", "fixtures/street.mp4"])
        .args(["-t", "10", "-an", "-vf", "fps=30,scale=1920:1080:flags=bicubic,setsar=1,noise=alls=6:allf=t"])
        .args(["-c:v", "libx264", "-preset", "fast", "-b:v", "8M", "-pix_fmt", "yuv420p", "-threads", "2"])
        .arg(&out)
        .status()
        .context("starting ffmpeg")?;
    ensure!(done.success(), "ffmpeg made no clip");
    Ok(out)
}

fn started(mut command: Command) -> Result<Child> {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    silent.spawn().with_context(|| format!("starting {command:?}"))
}

fn timed(command: Command) -> Result<Duration> {
    let said = format!("{command:?}");
    let begin = Instant::now();
    let status = started(command)?.wait()?;
    ensure!(status.success(), "{said} failed");
    Ok(begin.elapsed())
}

/// Greatest sum of what a run and its children hold in memory, looked at every 5 ms, MB.
fn peak_mb(command: Command) -> Result<u64> {
    let mut child = started(command)?;
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        peak = peak.max(resident_kb(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(peak / 1_024)
}

fn resident_kb(root: u32) -> u64 {
    let mut parents = BTreeMap::new();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for id in entries.filter_map(|e| e.file_name().to_str()?.parse::<u32>().ok()) {
        if let Some((parent, kb)) = parent_and_kb(id) {
            parents.insert(id, (parent, kb));
        }
    }
    let descends = |mut id: u32| {
        while id != root {
            match parents.get(&id) {
                Some((parent, _)) => id = *parent,
                None => return false,
            }
        }
        true
    };
    parents.iter().filter(|(id, _)| descends(**id)).map(|(_, (_, kb))| kb).sum()
}

fn parent_and_kb(id: u32) -> Option<(u32, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let number = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line[name.len()..].split_whitespace().next()?.parse::<u64>().ok()
    };
    Some((u32::try_from(number("PPid:")?).ok()?, number("VmRSS:")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_holds_some_memory_and_one_that_is_not_there_none() {
        assert!(resident_kb(std::process::id()) > 1_000);
        assert_eq!(resident_kb(u32::MAX), 0);
    }

    #[test]
    fn a_program_that_fails_is_no_measurement() {
        assert!(timed(Command::new("false")).is_err());
        assert!(timed(Command::new("true")).is_ok());
    }
}
