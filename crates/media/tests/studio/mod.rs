//! A temporary folder in which FFmpeg makes tiny clips, and short ways to open, score and inspect them.
#![allow(dead_code, clippy::unwrap_used, reason = "test code; each test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use media::{Clip, Encoding, Ffmpeg, Limits, Mux, Patient, Pcm, Picture, Result, Tools};

/// 48 kHz, as everything is written.
pub const RATE_HZ: usize = 48_000;

pub struct Studio {
    folder: tempfile::TempDir,
    pub tools: Tools,
    pub limits: Limits,
}

impl Studio {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scratch = folder.path().join("scratch");
        std::fs::create_dir(&scratch).unwrap();
        let launcher = Some(env!("CARGO_BIN_EXE_confined").into());
        let tools = Tools { scratch, launcher, ..Tools::default() };
        Studio { folder, tools, limits: Limits::default() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs ffmpeg with `args` in the folder; the last argument is the clip's name.
    pub fn make(&self, args: &str) -> PathBuf {
        let words = args.split_ascii_whitespace();
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y"])
            .args(words.clone())
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "ffmpeg {args}: {}", String::from_utf8_lossy(&output.stderr));
        self.path(words.last().unwrap())
    }

    /// A clip of moving test bars: `seconds` long at 25 frames/s, `size` as "160x90", H.264.
    pub fn bars(&self, name: &str, seconds: f64, size: &str) -> PathBuf {
        self.make(&format!("{} {H264} {name}", bars(seconds, 25, size)))
    }

    pub fn open(&self, path: &Path) -> Result<Clip> {
        media::open(path, &self.tools, &self.limits, &Patient)
    }

    /// The sentence with which `path` is refused; "accepted" otherwise.
    pub fn refusal(&self, path: &Path) -> String {
        match self.open(path) {
            Ok(_) => "accepted".to_owned(),
            Err(media::Error::Refused(sentence)) => sentence,
            Err(other) => format!("not refused but: {other:?}"),
        }
    }

    pub fn ffmpeg(&self) -> Ffmpeg<'_> {
        Ffmpeg { tools: &self.tools, limits: &self.limits, watch: &Patient }
    }

    /// A wav as long as `clip` with a click at `click_s`; its path.
    pub fn click(&self, clip: &Clip, click_s: f64) -> PathBuf {
        let mut sound = vec![0.0; (clip.duration_s * RATE_HZ as f64).round() as usize];
        let at = (click_s * RATE_HZ as f64).round() as usize;
        for (i, sample) in sound[at..at + 96].iter_mut().enumerate() {
            *sample = 0.8 * (0.9_f32).powi(i as i32) * if i % 6 < 3 { 1.0 } else { -1.0 };
        }
        let path = self.path("click.wav");
        let pcm = Pcm { left: &sound, right: &sound, rate_hz: RATE_HZ as u32 };
        media::write_wav(&path, &pcm, "synthetic audio, made by Wildtrack").unwrap();
        path
    }

    /// `clip` with a click at `click_s` instead of its sound.
    pub fn scored(&self, path: &Path, clip: &Clip, click_s: f64) -> (PathBuf, Picture) {
        let wav = self.click(clip, click_s);
        let mp4 = self.path("scored.mp4");
        let job = Mux { clip: path, source: &clip.source, wav: &wav, mp4: &mp4 };
        let picture = media::mux(&self.ffmpeg(), &job, &Encoding::default()).unwrap();
        (mp4, picture)
    }

    /// Onset of the loudest event in `path`, seconds after its sample 0: where a quarter of the peak is first passed.
    pub fn onset_s(&self, path: &Path) -> f64 {
        let [left, _] = media::decode_audio(&self.ffmpeg(), path).unwrap();
        let peak = left.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let at = left.iter().position(|x| x.abs() > peak / 4.0).unwrap();
        at as f64 / RATE_HZ as f64
    }

    /// What ffprobe prints for `entries` of `path`, values only.
    pub fn ask(&self, path: &Path, entries: &str) -> String {
        let args = ["-v", "error", "-of", "csv=p=0", "-show_entries", entries, "-select_streams"];
        let stream = if entries.contains("audio") { "a:0" } else { "v:0" };
        let output = Command::new("ffprobe").args(args).arg(stream).arg(path).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// A digest of the picture's packets as they lie in the file.
    pub fn picture_hash(&self, path: &Path) -> String {
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(path)
            .args(["-map", "0:V:0", "-c", "copy", "-f", "streamhash", "-"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Fast H.264 for fixtures.
pub const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 12 -bf 2";

/// The input arguments of [`Studio::bars`].
pub fn bars(seconds: f64, rate: u32, size: &str) -> String {
    format!("-f lavfi -i testsrc2=size={size}:rate={rate}:duration={seconds}")
}

/// The median of the gaps between frames, seconds.
pub fn gaps(clip: &Clip) -> Vec<f64> {
    clip.times_s.windows(2).map(|pair| pair[1] - pair[0]).collect()
}
