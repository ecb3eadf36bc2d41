//! What we accept, what a child may use, and where the tools are.

use std::path::PathBuf;

/// What a clip may be and what its decoder may use.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// Shortest and longest clip, seconds; compared after rounding the measured duration to 0.1 s.
    pub min_duration_s: f64,
    /// See `min_duration_s`.
    pub max_duration_s: f64,
    /// Most pixels of a frame.
    pub max_pixels: u64,
    /// Most frames of a clip (20 s at 240 frames/s and a margin).
    pub max_frames: usize,
    /// Address space of a child, bytes. Measured at 4096 x 2304 with two threads: decoding needs 0.8 (VP9, ProRes) to
    /// 1.2 GB (10-bit AV1), encoding ProRes 4444 again as H.264 1.6 GB.
    pub child_memory_bytes: u64,
    /// CPU time of a child, seconds.
    pub child_cpu_s: u64,
    /// Threads that a child may use.
    pub child_threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_bytes: 100 * 1024 * 1024,
            min_duration_s: 3.0,
            max_duration_s: 20.0,
            max_pixels: 4096 * 2304,
            max_frames: 5_000,
            child_memory_bytes: 2 << 30,
            child_cpu_s: 180,
            child_threads: 2,
        }
    }
}

/// Where the tools are and where scratch files may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Tools {
    /// The `ffmpeg` program.
    pub ffmpeg: PathBuf,
    /// A folder for scratch files; each piece of work makes and removes its own sub-folder.
    pub scratch: PathBuf,
}

impl Default for Tools {
    fn default() -> Self {
        Tools { ffmpeg: "ffmpeg".into(), scratch: "/tmp".into() }
    }
}
