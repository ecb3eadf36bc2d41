//! Films a world: into memory as the engine's work image, or through FFmpeg into an H.264 file.

pub mod brush;
pub mod eye;
pub mod fluid;
pub mod plate;
pub mod rate;
pub mod reel;
pub mod scene;
pub mod scenery;
pub mod shape;

use crate::paint::World;
use anyhow::{Context, Result, ensure};
use media::{Clip, Source};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a world is filmed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Format {
    /// Frames a second.
    pub fps: f64,
    /// Seconds.
    pub duration: f64,
    /// Width and height, pixels.
    pub size: (usize, usize),
}

impl Format {
    fn times(&self) -> impl Iterator<Item = f64> + use<> {
        let fps = self.fps;
        (0..(self.duration * fps).round() as usize).map(move |i| i as f64 / fps)
    }
}

/// The world as a clip in memory: painted at the format's size, four pixels of it averaged each way.
pub fn in_memory(world: &World, format: &Format) -> Clip {
    let (w, h) = format.size;
    let mut planes = Vec::new();
    for t in format.times() {
        let frame = world.frame(t, format.fps, w, h).planes;
        let (y, chroma) = frame.split_at(w * h);
        let (cb, cr) = chroma.split_at(w * h / 4);
        planes.extend(quartered(y, w));
        planes.extend(quartered(cb, w / 2));
        planes.extend(quartered(cr, w / 2));
    }
    let size = (w / 4, h / 4);
    Clip::new(no_source(format.size), size, format.duration, format.times().collect(), planes)
}

/// A source that stands for no file.
pub fn no_source((width, height): (usize, usize)) -> Source {
    Source {
        sha256: String::new(),
        bytes: 0,
        width: width as u32,
        height: height as u32,
        codec: "none".into(),
        copyable: false,
        start_s: 0.0,
        has_audio: false,
    }
}

fn quartered(plane: &[u8], width: usize) -> Vec<u8> {
    let (w, h) = (width / 4, plane.len() / width / 4);
    let mean = |i: usize| {
        let (x, y) = (4 * (i % w), 4 * (i / w));
        let sum: u32 = (0..4).flat_map(|dy| &plane[(y + dy) * width + x..][..4]).map(|&p| u32::from(p)).sum();
        ((sum + 8) / 16) as u8
    };
    (0..w * h).map(mean).collect()
}

/// The world as an H.264 mp4 of the given quality (x264's constant rate factor).
///
/// # Errors
/// When FFmpeg cannot be started or fails.
pub fn into_file(world: &World, format: &Format, quality: u32, out: &Path) -> Result<()> {
    let (w, h) = format.size;
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p"])
        .args(["-s", &format!("{w}x{h}"), "-r", &format.fps.to_string(), "-i", "-"])
        .args(["-c:v", "libx264", "-preset", "medium", "-crf", &quality.to_string(), "-threads", "1"])
        .args(["-movflags", "+faststart", "-fflags", "+bitexact"])
        .arg(out)
        .stdin(Stdio::piped())
        .spawn()
        .context("starting ffmpeg")?;
    let mut pipe = child.stdin.take().context("ffmpeg has no stdin")?;
    for t in format.times() {
        pipe.write_all(&world.frame(t, format.fps, w, h).planes).context("writing frames to ffmpeg")?;
    }
    drop(pipe);
    ensure!(child.wait()?.success(), "ffmpeg failed on {}", out.display());
    Ok(())
}
