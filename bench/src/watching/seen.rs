//! Watches clips once, on as many threads as asked for, and keeps what was seen by clip and by who watched.

use super::answers::{Answers, answers};
use super::control::{self, Curves};
use super::truth::Truth;
use anyhow::{Context, Result};
use engine::{Kit, Scene};
use media::Patient;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A clip with its truth and what was seen of it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The clip's file.
    pub clip: PathBuf,
    /// What is known.
    pub truth: Truth,
    /// What the engine answers.
    pub answers: Answers,
    /// What the controls saw; empty where they did not look.
    pub curves: Curves,
    /// Times of the frames, seconds.
    pub times_s: Vec<f64>,
}

/// Who watches, and where what was seen is kept.
#[derive(Debug, Clone)]
pub struct Watchers {
    /// Folder of what was seen.
    pub kept: PathBuf,
    /// Clips at a time.
    pub threads: usize,
    /// Whether controls watch too.
    pub controls: bool,
    /// The engine's kit.
    pub kit: Kit,
    /// Changes when the engine or its settings do.
    pub version: String,
    /// Take the engine's scenes from files `NAME.json` of this folder instead of watching.
    pub scenes: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {
    answers: Answers,
    times_s: Vec<f64>,
}

impl Watchers {
    /// The engine of this program with a kit, and the controls.
    ///
    /// # Errors
    /// When the program cannot read itself.
    pub fn new(kept: PathBuf, kit: Kit, settings: &str) -> Result<Watchers> {
        let program = std::fs::read(std::env::current_exe()?).context("reading this program")?;
        let version = format!("{}{settings}", digest(&program));
        Ok(Watchers { kept, threads: 2, controls: true, kit, version, scenes: None })
    }

    /// Watches all, in the order given.
    ///
    /// # Errors
    /// When one of them cannot be watched.
    pub fn watch(&self, truths: Vec<(PathBuf, Truth)>) -> Result<Vec<Seen>> {
        let (next, seen) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            while let Some((path, truth)) = truths.get(next.fetch_add(1, Ordering::Relaxed)) {
                let one = self.one(path, truth);
                seen.lock().expect("no watcher panics while it holds the list").push((path.clone(), one));
            }
        };
        std::thread::scope(|scope| {
            (0..self.threads.max(1)).for_each(|_| drop(scope.spawn(work)));
        });
        let mut seen = seen.into_inner().expect("all watchers have ended");
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        seen.into_iter().map(|(_, one)| one).collect()
    }

    fn one(&self, path: &Path, truth: &Truth) -> Result<Seen> {
        let clip = media_of(path)?;
        let key = digest(&std::fs::read(&clip).with_context(|| clip.display().to_string())?);
        let answered = match &self.scenes {
            Some(folder) => self.given(&folder.join(format!("{}.json", truth.name)), &clip, &key)?,
            None => self.kept(&self.version, &key, || self.answered(&clip))?,
        };
        let curves = match self.controls {
            true => self.kept(&control::version(), &key, || Ok(control::curves(&self.opened(&clip)?)))?,
            false => Curves::default(),
        };
        let Answered { answers, times_s } = answered;
        Ok(Seen { clip, truth: truth.clone(), answers, curves, times_s })
    }

    /// A scene that another program wrote.
    fn given(&self, scene: &Path, clip: &Path, key: &str) -> Result<Answered> {
        let bytes = std::fs::read(scene).with_context(|| scene.display().to_string())?;
        let scene: Scene = serde_json::from_slice(&bytes).with_context(|| scene.display().to_string())?;
        let times_s = self.kept("times", key, || Ok(self.opened(clip)?.times_s))?;
        Ok(Answered { answers: answers(&scene), times_s })
    }

    /// A clip that makes the engine panic is one that it says nothing about.
    fn answered(&self, clip: &Path) -> Result<Answered> {
        let opened = self.opened(clip)?;
        let look = || engine::analyse::scene(&opened, &self.kit, &Patient);
        let scene = catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| {
            eprintln!("{}: THE ENGINE PANICKED; counted as if it had seen nothing", clip.display());
            Ok(Scene::unseen(opened.duration_s))
        })?;
        Ok(Answered { answers: answers(&scene), times_s: opened.times_s })
    }

    fn opened(&self, clip: &Path) -> Result<media::Clip> {
        engine::open_clip(clip, &self.kit, &Patient).with_context(|| clip.display().to_string())
    }

    /// What this version saw of it before, or sees now.
    fn kept<T: Serialize + DeserializeOwned>(
        &self,
        version: &str,
        key: &str,
        see: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let path = self.kept.join(version).join(format!("{key}.json"));
        if let Some(kept) = std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            return Ok(kept);
        }
        let seen = see()?;
        std::fs::create_dir_all(self.kept.join(version))?;
        std::fs::write(&path, serde_json::to_vec(&seen)?)?;
        Ok(seen)
    }
}

/// The clip beside a truth, whatever its container.
fn media_of(truth: &Path) -> Result<PathBuf> {
    let endings = ["mp4", "mov", "m4v", "webm", "mkv"];
    let beside = endings.iter().map(|ending| truth.with_extension(ending)).find(|path| path.exists());
    beside.with_context(|| format!("{} has no clip beside it", truth.display()))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|b| format!("{b:02x}")).collect()
}
