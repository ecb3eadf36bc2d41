//! Films the fixed split into a folder: clip and truth side by side, several at a time, those that are there already left alone.

use crate::family::known::known;
use crate::family::split::{Half, Member, members};
use crate::family::truth::Known;
use crate::film::reel::Reel;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rises whenever a clip would come out otherwise: older ones are then filmed anew.
pub const VERSION: u32 = 3;

/// What is to be filmed.
#[derive(Debug, Args)]
pub struct Shoot {
    /// Folder for the clips; of both halves, each gets a folder of its own in it.
    #[arg(long)]
    out: PathBuf,
    /// Which half of the split.
    #[arg(long)]
    set: Which,
    /// Only clips whose name contains this, or the one of this number.
    #[arg(long)]
    only: Option<String>,
    /// Clips at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

/// Halves of the split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// To tune by.
    Tune,
    /// To judge by.
    Judge,
    /// To grow the trees of contacts from: four times as many, small.
    Grow,
    /// Both halves.
    All,
}

impl Shoot {
    /// Films what is missing, writes every truth anew, and says how many clips were filmed.
    ///
    /// # Errors
    /// The first error of FFmpeg or the disk.
    pub fn run(&self) -> Result<usize> {
        let mut missing = Vec::new();
        for member in self.members() {
            let path = self.path(&member);
            std::fs::create_dir_all(path.parent().unwrap_or(&self.out)).context("making the folder")?;
            if made(&path) {
                write_truth(&member, &member.reel(), &path)?;
            } else {
                missing.push((member, path));
            }
        }
        let next = AtomicUsize::new(0);
        let work = || -> Result<()> {
            while let Some((member, path)) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                film(member, path).with_context(|| member.name.clone())?;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.jobs.max(1)).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|t| t.join().map_err(|_| anyhow::anyhow!("a thread died"))?)
        })?;
        Ok(missing.len())
    }

    fn path(&self, member: &Member) -> PathBuf {
        let half = if self.set == Which::All { member.half.name() } else { "" };
        self.out.join(half).join(format!("{}.mp4", member.name))
    }

    fn members(&self) -> Vec<Member> {
        let halves: &[Half] = match self.set {
            Which::Tune => &[Half::Tune],
            Which::Judge => &[Half::Judge],
            Which::Grow => &[Half::Grow],
            Which::All => &[Half::Tune, Half::Judge],
        };
        let wanted = |m: &Member| match &self.only {
            None => true,
            Some(only) => match only.parse::<usize>() {
                Ok(i) => m.name.starts_with(&format!("{i:03}-")),
                Err(_) => m.name.contains(only.as_str()),
            },
        };
        halves.iter().flat_map(|h| members(*h)).filter(wanted).collect()
    }
}

/// The truth names the version that filmed the clip.
fn note() -> String {
    format!("renderer {VERSION}")
}

fn made(clip: &Path) -> bool {
    let truth = std::fs::read_to_string(clip.with_extension("json")).unwrap_or_default();
    truth.contains(&format!("\"{}\"", note())) && clip.exists()
}

fn film(member: &Member, clip: &Path) -> Result<()> {
    let reel = member.reel();
    // Whoever looks into the folder meanwhile finds whole clips only.
    let part = clip.with_extension("part.mp4");
    reel.into_file(&part)?;
    std::fs::rename(&part, clip).context("naming the clip")?;
    write_truth(member, &reel, clip)
}

fn write_truth(member: &Member, reel: &Reel, clip: &Path) -> Result<()> {
    let known = Known { notes: note(), ..known(member, reel) };
    let text = serde_json::to_string_pretty(&known)? + "\n";
    std::fs::write(clip.with_extension("json"), text).context("writing the truth")
}
