//! Watches work for a person at a terminal: progress, stage times, and an end by Ctrl-C.

use crate::library::Packs;
use anyhow::Result;
use engine::{Clip, Kit, Stage, Stop, Watch};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A watch that reports to standard error and stops when it is told to.
#[derive(Debug)]
pub struct Attention {
    stop: Arc<AtomicBool>,
    spoken: bool,
    began: Mutex<Vec<(Stage, Instant)>>,
}

impl Attention {
    /// A watch that ends on Ctrl-C; `quiet` says nothing.
    pub fn new(quiet: bool) -> Result<Attention> {
        let stop = Arc::new(AtomicBool::new(false));
        let heard = stop.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || {
            if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
                heard.store(true, Ordering::Relaxed);
            }
        });
        Ok(Attention { stop, spoken: !quiet, began: Mutex::default() })
    }

    /// How long each stage took, in order.
    pub fn stages(&self) -> Vec<(Stage, Duration)> {
        let began = self.began.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let ends = began.iter().skip(1).map(|(_, at)| *at).chain([Instant::now()]);
        began.iter().zip(ends).map(|((stage, at), end)| (*stage, end - *at)).collect()
    }

    /// The stage times as one line.
    pub fn summary(&self) -> String {
        let stages = self.stages();
        let total: Duration = stages.iter().map(|(_, took)| *took).sum();
        let parts: Vec<String> = stages
            .iter()
            .map(|(stage, took)| format!("{} {:.2} s", name(*stage), took.as_secs_f64()))
            .collect();
        format!("{} · total {:.2} s", parts.join(" · "), total.as_secs_f64())
    }
}

impl Watch for Attention {
    fn check(&self) -> Result<(), Stop> {
        if self.stop.load(Ordering::Relaxed) { Err(Stop::Cancelled) } else { Ok(()) }
    }

    fn reached(&self, stage: Stage, fraction: f32) {
        let mut began = self.began.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if began.last().is_none_or(|(last, _)| *last != stage) {
            began.push((stage, Instant::now()));
        }
        if self.spoken && std::io::stderr().is_terminal() {
            eprint!("\r\x1b[2K{} {:.0} %", name(stage), fraction * 100.0);
            if stage == Stage::Encode && fraction >= 1.0 {
                eprint!("\r\x1b[2K");
            }
            let _ = std::io::stderr().flush();
        }
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Fetch => "fetch",
        Stage::Probe => "probe",
        Stage::Decode => "decode",
        Stage::Analyse => "analyse",
        Stage::Spot => "spot",
        Stage::Render => "render",
        Stage::Master => "master",
        Stage::Encode => "encode",
        Stage::Publish => "publish",
    }
}

/// Where FFmpeg and recordings are and how many threads may be used.
#[derive(Debug, Clone, clap::Args)]
pub struct Bench {
    /// The ffmpeg program
    #[arg(long, env = "WILDTRACK_FFMPEG", default_value = "ffmpeg")]
    ffmpeg: PathBuf,
    /// Threads to use; the sound does not depend on it
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: u16,
    /// Do without the nets that name things and places in the picture
    #[arg(long)]
    no_nets: bool,
    #[command(flatten)]
    packs: Packs,
}

impl Bench {
    /// The engine's kit, with nets and recordings unless they are switched off.
    ///
    /// # Errors
    /// When the nets cannot be loaded or a pack cannot be read.
    pub fn kit(&self) -> Result<Kit> {
        let kit = self.lent_kit()?;
        Ok(if self.no_nets { kit } else { kit.with_nets()? })
    }

    /// The engine's kit and an opened clip: the nets are loaded while FFmpeg starts and lists. `stills` says whether
    /// frames in colour are wanted even without nets.
    ///
    /// # Errors
    /// When the nets cannot be loaded, a pack cannot be read, or as [`engine::open_clip`].
    pub fn kit_and_clip(&self, clip: &Path, stills: bool, watch: &dyn Watch) -> Result<(Kit, Clip)> {
        let mut seeing = self.blind_kit();
        seeing.stills = (stills || !self.no_nets).then_some(Kit::STILLS);
        std::thread::scope(|scope| {
            let kit = scope.spawn(|| self.kit());
            let clip = engine::open_clip(clip, &seeing, watch);
            let kit = kit.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            Ok((Kit { stills: seeing.stills, ..kit }, clip?))
        })
    }

    /// The engine's kit for what looks at no picture and is heard.
    ///
    /// # Errors
    /// When a pack cannot be read.
    pub fn lent_kit(&self) -> Result<Kit> {
        self.packs.lent_to(self.blind_kit())
    }

    /// The engine's kit for what looks at no picture and makes no sound.
    pub fn blind_kit(&self) -> Kit {
        let threads = usize::from(self.threads);
        let mut kit = Kit { threads, ..Kit::default() };
        kit.tools.ffmpeg.clone_from(&self.ffmpeg);
        kit.tools.scratch = std::env::temp_dir();
        kit.limits.child_threads = threads;
        kit
    }
}
