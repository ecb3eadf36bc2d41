//! What we accept, what a child may use, and where the tools are.

use std::path::PathBuf;

use crate::confine::Spending;

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
    /// Memory of a child that reads a stranger's bytes. Measured at 4096 x 2304 with two threads: decoding needs 0.2
    /// (H.264) to 0.55 GB (10-bit AV1).
    pub child_memory_bytes: u64,
    /// CPU time of such a child, seconds.
    pub child_cpu_s: u64,
    /// CPU time that decoding all of a clip gets beyond that for each full megabyte of its file, seconds. 45 frames of
    /// 4096 x 2304 HEVC take 1.5 s (measured), so 20 s of 3840 x 2160 at 60 frames/s take 35 s, and such a file has
    /// more than 10 MB; a small file that takes long is a bomb.
    pub child_cpu_s_per_mb: u64,
    /// Memory of a child that writes our own files. Encoding ProRes 4444 at 4096 x 2304 again as H.264 needs most.
    pub encoder_memory_bytes: u64,
    /// CPU time of such a child, seconds.
    pub encoder_cpu_s: u64,
    /// Longest time that a child may take, asleep or not, seconds.
    pub child_wall_s: u64,
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
            child_memory_bytes: 1 << 30,
            child_cpu_s: 30,
            child_cpu_s_per_mb: 1,
            encoder_memory_bytes: 2 << 30,
            encoder_cpu_s: 180,
            child_wall_s: 600,
            child_threads: 2,
        }
    }
}

impl Limits {
    /// For a look at a stranger's file.
    pub(crate) fn looking(&self, file_bytes: u64) -> Spending {
        Spending { cpu_s: self.child_cpu_s, memory_bytes: self.child_memory_bytes, file_bytes }
    }

    /// For decoding the whole of a stranger's file of this length.
    pub(crate) fn decoding(&self, clip_bytes: u64, file_bytes: u64) -> Spending {
        let cpu_s = self.child_cpu_s + (clip_bytes >> 20) * self.child_cpu_s_per_mb;
        Spending { cpu_s, ..self.looking(file_bytes) }
    }

    /// For writing a file of ours.
    pub(crate) fn writing(&self, file_bytes: u64) -> Spending {
        Spending { cpu_s: self.encoder_cpu_s, memory_bytes: self.encoder_memory_bytes, file_bytes }
    }
}

/// Where the tools are and where scratch files may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Tools {
    /// The `ffmpeg` program.
    pub ffmpeg: PathBuf,
    /// The program that confines itself before it becomes `ffmpeg`: one that calls [`crate::become_confined`] first, such
    /// as `/proc/self/exe` where we do. Without one `ffmpeg` runs unconfined: whoever takes it over through a broken
    /// decoder can do all that this user can. [`crate::doctor`] says so.
    pub launcher: Option<PathBuf>,
    /// A folder for scratch files; each piece of work makes and removes its own sub-folder.
    pub scratch: PathBuf,
}

impl Default for Tools {
    /// Unconfined: a library cannot know which program it is part of.
    fn default() -> Self {
        Tools { ffmpeg: "ffmpeg".into(), launcher: None, scratch: "/tmp".into() }
    }
}
