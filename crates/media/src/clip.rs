//! The decoded picture: small planes at the source's own frame times.

use crate::Still;
use std::path::{Path, PathBuf};

/// What the container said and the decoder confirmed about a source file.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Source {
    /// Hex SHA-256 of the file's bytes.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// Width as shown (after rotation and sample aspect), pixels.
    pub width: u32,
    /// Height as shown, pixels.
    pub height: u32,
    /// FFmpeg's name of the video codec.
    pub codec: String,
    /// True where the picture stream can be copied untouched into an mp4; false where it is re-encoded as H.264.
    pub copyable: bool,
    /// Time stamp of the first frame in the file's own time, seconds.
    pub start_s: f64,
    /// Whether the file has sound of its own.
    pub has_audio: bool,
}

/// A clip's picture: planar YUV 4:2:0, limited range (Y 16..=235), at most 160 pixels on the long side, every frame of
/// the source with its own presentation time.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// What is known of the file it came from.
    pub source: Source,
    /// That file; `None` for a clip that was made in memory.
    pub file: Option<PathBuf>,
    /// Width of the work image, pixels, even.
    pub width: usize,
    /// Height of the work image, pixels, even.
    pub height: usize,
    /// Last frame's end minus first frame's start, seconds.
    pub duration_s: f64,
    /// Presentation time of each frame, seconds from the first frame's start, strictly increasing.
    pub times_s: Vec<f64>,
    /// Some of the frames, larger and in colour, in order; none unless they were asked for.
    pub stills: Vec<Still>,
    planes: Vec<u8>,
}

impl Clip {
    /// A clip from its planes: for each frame Y (`width*height`), then Cb, then Cr (each a quarter of that).
    ///
    /// # Panics
    /// If the sizes do not agree; the caller has counted them.
    pub fn new(
        source: Source,
        size: (usize, usize),
        duration_s: f64,
        times_s: Vec<f64>,
        planes: Vec<u8>,
    ) -> Self {
        let (width, height) = size;
        assert!(width % 2 == 0 && height % 2 == 0, "4:2:0 needs even sides");
        assert_eq!(planes.len(), times_s.len() * width * height * 3 / 2, "planes and times disagree");
        Clip { source, file: None, width, height, duration_s, times_s, stills: Vec::new(), planes }
    }

    /// The same with stills.
    #[must_use]
    pub fn with_stills(self, stills: Vec<Still>) -> Self {
        Clip { stills, ..self }
    }

    /// The same, said to come from `file`.
    #[must_use]
    pub fn from_file(self, file: &Path) -> Self {
        Clip { file: Some(file.to_owned()), ..self }
    }

    /// Number of frames.
    pub fn len(&self) -> usize {
        self.times_s.len()
    }

    /// True where there is no frame.
    pub fn is_empty(&self) -> bool {
        self.times_s.is_empty()
    }

    /// Mean frames per second.
    pub fn rate_hz(&self) -> f64 {
        if self.duration_s > 0.0 { self.len() as f64 / self.duration_s } else { 0.0 }
    }

    /// Luma of frame `i`, row by row, `width * height` bytes.
    pub fn luma(&self, i: usize) -> &[u8] {
        let (at, n) = (i * self.frame_bytes(), self.width * self.height);
        &self.planes[at..at + n]
    }

    /// Cb and Cr of frame `i`, row by row, `(width/2) * (height/2)` bytes each.
    pub fn chroma(&self, i: usize) -> (&[u8], &[u8]) {
        let n = self.width * self.height;
        let at = i * self.frame_bytes() + n;
        (&self.planes[at..at + n / 4], &self.planes[at + n / 4..at + n / 2])
    }

    fn frame_bytes(&self) -> usize {
        self.width * self.height * 3 / 2
    }
}
