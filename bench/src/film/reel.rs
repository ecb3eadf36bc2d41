//! A reel: scenes joined by cuts, dissolves and fades, with flashes, filmed frame by frame into an H.264 file.

use crate::draw::Draw;
use crate::film::rate::{Frames, TICKS};
use crate::film::scene::Scene;
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How one scene gives way to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// At once.
    Cut,
    /// Through one another.
    Dissolve,
    /// Through a colour.
    Fade([u8; 3]),
}

/// A scene's place in the reel.
pub struct Take {
    /// The scene.
    pub scene: Scene,
    /// When its own time begins, seconds of the reel.
    pub begins: f64,
}

/// A flash of light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flash {
    /// Begin, seconds.
    pub t: f64,
    /// How long it shines.
    pub duration: f64,
    /// Levels that it adds, red, green, blue.
    pub light: [f32; 3],
}

/// A film that can be made.
pub struct Reel {
    /// Width and height, pixels.
    pub size: (usize, usize),
    /// When frames are shown.
    pub frames: Frames,
    /// Seconds between frames, as the camera counts.
    pub frame_s: f64,
    /// Seconds for which the shutter is open.
    pub shutter_s: f64,
    /// Scenes in order.
    pub takes: Vec<Take>,
    /// Between each two: how, from when, until when.
    pub joins: Vec<(Join, f64, f64)>,
    /// Flashes.
    pub flashes: Vec<Flash>,
    /// Deviation of the noise, levels.
    pub noise: f64,
    /// x264's constant rate factor.
    pub quality: u32,
    /// For the noise.
    pub seed: u64,
}

type Picture = Vec<[f32; 3]>;

impl Reel {
    /// Films it.
    ///
    /// # Errors
    /// When FFmpeg cannot be started or fails.
    pub fn into_file(&self, out: &Path) -> Result<()> {
        let mut child = self.encoder(out).stdin(Stdio::piped()).spawn().context("starting ffmpeg")?;
        let mut pipe = child.stdin.take().context("ffmpeg has no stdin")?;
        let grain = Grain::new(self.seed, self.noise);
        let mut last: Option<(f64, Picture)> = None;
        for (i, &moment) in self.frames.moments.iter().enumerate() {
            let picture = match last {
                Some((before, picture)) if before == moment => picture,
                _ => self.picture(moment),
            };
            // A repeated frame repeats its noise too.
            let own = self.frames.moments.partition_point(|m| *m < moment).min(i);
            let planes = grain.planes(&picture, self.size.0, own as u64);
            pipe.write_all(&planes).context("writing frames to ffmpeg")?;
            last = Some((moment, picture));
        }
        drop(pipe);
        ensure!(child.wait()?.success(), "ffmpeg failed on {}", out.display());
        Ok(())
    }

    fn encoder(&self, out: &Path) -> Command {
        let (w, h) = self.size;
        let fps = 1.0 / self.frame_s;
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p"]).args([
            "-s",
            &format!("{w}x{h}"),
            "-r",
            &fps.to_string(),
            "-i",
            "-",
        ]);
        let even = self.frames.shown.iter().enumerate().all(|(i, t)| (t * fps - i as f64).abs() < 1e-6);
        if !even {
            let ticks = |(i, t): (usize, &f64)| format!("eq(N,{i})*{}", (t * TICKS).round());
            let all: Vec<String> = self.frames.shown.iter().enumerate().map(ticks).collect();
            command.args(["-vf", &format!("settb=1/90000,setpts='{}'", sum(&all))]).args([
                "-fps_mode",
                "passthrough",
                "-enc_time_base",
                "1/90000",
            ]);
        }
        command
            .args(["-video_track_timescale", "90000", "-c:v", "libx264", "-preset", "superfast"])
            .args(["-crf", &self.quality.to_string(), "-threads", "1"])
            .args(["-movflags", "+faststart", "-fflags", "+bitexact"])
            .arg(out);
        command
    }

    /// The picture at a moment, joins and flashes included.
    fn picture(&self, t: f64) -> Picture {
        let over = self.joins.iter().position(|(_, t0, t1)| (*t0..*t1).contains(&t));
        let mut picture = match over {
            Some(i) => self.joined(i, t),
            None => self.taken(self.joins.partition_point(|(_, t0, _)| *t0 <= t), t),
        };
        for flash in self.flashes.iter().filter(|f| (f.t..f.t + f.duration).contains(&t)) {
            let left = 1.0 - 0.6 * ((t - flash.t) / flash.duration) as f32;
            picture.iter_mut().for_each(|p| {
                *p = [0, 1, 2]
                    .map(|c| p[c] * (1.0 + 0.8 * left * flash.light[c] / 255.0) + left * flash.light[c]);
            });
        }
        picture
    }

    fn taken(&self, i: usize, t: f64) -> Picture {
        let take = &self.takes[i];
        take.scene.expose(t - take.begins, self.shutter_s, self.size)
    }

    fn joined(&self, i: usize, t: f64) -> Picture {
        let (join, t0, t1) = self.joins[i];
        let on = ((t - t0) / (t1 - t0)) as f32;
        match join {
            Join::Cut => self.taken(i + 1, t),
            Join::Dissolve => blended(&self.taken(i, t), &self.taken(i + 1, t), on),
            Join::Fade(rgb) => {
                let picture = self.taken(if on < 0.5 { i } else { i + 1 }, t);
                let colour = vec![rgb.map(f32::from); picture.len()];
                blended(&picture, &colour, (1.2 * (1.0 - (2.0 * on - 1.0).abs())).min(1.0))
            }
        }
    }
}

/// A sum of terms in brackets by halves: FFmpeg refuses a long chain.
fn sum(terms: &[String]) -> String {
    match terms {
        [] => "0".into(),
        [one] => one.clone(),
        _ => {
            let (left, right) = terms.split_at(terms.len() / 2);
            format!("({}+{})", sum(left), sum(right))
        }
    }
}

fn blended(a: &[[f32; 3]], b: &[[f32; 3]], share: f32) -> Picture {
    a.iter().zip(b).map(|(a, b)| [0, 1, 2].map(|c| a[c] + share * (b[c] - a[c]))).collect()
}

/// Sensor noise.
struct Grain {
    levels: Vec<f32>,
    seed: u64,
}

impl Grain {
    const MANY: usize = 1 << 16;

    fn new(seed: u64, deviation: f64) -> Grain {
        let mut draw = Draw::new(seed ^ 0x9015e);
        Grain { levels: (0..Grain::MANY).map(|_| (deviation * draw.bell()) as f32).collect(), seed }
    }

    /// Y, Cb, Cr in 4:2:0, limited range (BT.601), with the noise of frame `i`.
    fn planes(&self, picture: &[[f32; 3]], width: usize, i: u64) -> Vec<u8> {
        let mut draw = Draw::new(self.seed.wrapping_mul(31) ^ i);
        let level = |x: f32, high: f32| (x + 0.5).clamp(16.0, high) as u8;
        let mut planes = Vec::with_capacity(picture.len() * 3 / 2);
        for row in picture.chunks_exact(width) {
            let begin = (draw.unit() * Grain::MANY as f64) as usize;
            planes.extend(row.iter().enumerate().map(|(x, [r, g, b])| {
                let y = 16.0 + 0.257 * r + 0.504 * g + 0.098 * b;
                level(y + self.levels[(begin + x) % Grain::MANY], 235.0)
            }));
        }
        let quads: Vec<[f32; 3]> =
            picture.chunks_exact(2 * width).flat_map(|two| quads(two, width)).collect();
        let begin = (draw.unit() * Grain::MANY as f64) as usize;
        let noise = |k: usize| 0.4 * self.levels[(begin + k) % Grain::MANY];
        planes.extend(
            quads
                .iter()
                .enumerate()
                .map(|(k, [r, g, b])| level(128.0 - 0.148 * r - 0.291 * g + 0.439 * b + noise(k), 240.0)),
        );
        planes.extend(
            quads.iter().enumerate().map(|(k, [r, g, b])| {
                level(128.0 + 0.439 * r - 0.368 * g - 0.071 * b + noise(k + 9973), 240.0)
            }),
        );
        planes
    }
}

/// Means of two rows' pixels, four by four, clipped as a sensor clips.
fn quads(two: &[[f32; 3]], width: usize) -> impl Iterator<Item = [f32; 3]> + '_ {
    (0..width / 2).map(move |x| {
        let of = [two[2 * x], two[2 * x + 1], two[width + 2 * x], two[width + 2 * x + 1]];
        [0, 1, 2].map(|c| of.iter().map(|p| p[c].clamp(0.0, 255.0)).sum::<f32>() / 4.0)
    })
}
