//! Sound files through FFmpeg: mp3 out, and any of ours back in to be measured.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::child::Appetite;
use crate::ffmpeg::{Args, Ffmpeg};
use crate::{Error, Result, id3};

/// Longest sound that is written or read back, seconds; far above any clip's.
const LONGEST_S: usize = 120;
/// Samples per second of everything we write and read.
const RATE_HZ: usize = 48_000;
/// Longest sound file that a child may write, bytes.
const SOUND_BYTES: u64 = 64 << 20;

/// How a lossy file is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    /// Bit rate, kbit/s.
    pub kbps: u32,
    /// Gain put on the sound before encoding, dB; 0 leaves the samples alone.
    pub gain_db: f64,
    /// Title in the file's metadata.
    pub title: String,
    /// Comment in the file's metadata; says that the sound is synthetic.
    pub comment: String,
}

impl Default for Encoding {
    fn default() -> Self {
        let comment = "synthetic audio, made by Wildtrack".to_owned();
        Encoding { kbps: 192, gain_db: 0.0, title: "Wildtrack".to_owned(), comment }
    }
}

impl Encoding {
    /// The arguments between input and codec: gain, bit rate, metadata, nothing that changes from run to run.
    pub(crate) fn onto(&self, args: Args) -> Args {
        let args = if self.gain_db == 0.0 {
            args
        } else {
            args.with("-filter:a").word(format!("volume=precision=float:volume={:.4}dB", self.gain_db))
        };
        args.with("-b:a")
            .word(format!("{}k", self.kbps))
            .with("-map_metadata -1 -map_chapters -1 -metadata")
            .word(format!("title={}", self.title))
            .with("-metadata")
            .word(format!("comment={}", self.comment))
            .with("-fflags +bitexact -flags:a +bitexact")
    }
}

/// Encodes `wav` as an mp3 of constant bit rate with an ID3v2.3 tag and a LAME header, by which decoders trim the
/// coder's delay.
///
/// # Errors
/// [`Error::Tool`] where FFmpeg cannot; [`Error::Io`] where the file cannot be written.
pub fn encode_mp3(ffmpeg: &Ffmpeg<'_>, wav: &Path, mp3: &Path, encoding: &Encoding) -> Result<()> {
    let scratch = ffmpeg.scratch()?;
    // Bare frames go to a file first: the LAME header is written last and needs one that can be sought in.
    let bare = scratch.path().join("bare.mp3");
    let args = Args::new().sound(wav, "wav").with("-map 0:a:0 -c:a libmp3lame -ar 48000 -ac 2");
    let args = encoding.onto(args).with("-write_xing 1 -id3v2_version 0 -f mp3").output(&bare);
    ffmpeg.work(args, SOUND_BYTES, &mut |_| Appetite::More)?;
    let tagged = || {
        let mut from = File::open(&bare)?;
        let mut to = File::create(mp3)?;
        to.write_all(&id3::tag(&encoding.title, &encoding.comment))?;
        io::copy(&mut from, &mut to)
    };
    tagged().map_err(|source| Error::Io { what: "writing an mp3 file", source })?;
    Ok(())
}

/// Decodes one of our own wav, mp3 or mp4 files to left and right, 48 kHz, full scale ±1 (lossy files may exceed it).
/// Sample 0 is where the file begins to play; at most two minutes are read.
///
/// # Errors
/// [`Error::Tool`] for another kind of file or one without sound.
pub fn decode_audio(ffmpeg: &Ffmpeg<'_>, path: &Path) -> Result<[Vec<f32>; 2]> {
    let demuxer = match path.extension().and_then(|extension| extension.to_str()) {
        Some("wav") => "wav",
        Some("mp3") => "mp3",
        Some("mp4") => "mov",
        _ => return Err(Error::Tool("only our own wav, mp3 and mp4 files are read back".to_owned())),
    };
    // Sound that begins after the picture is filled up with silence: its place counts.
    let args = Args::new()
        .sound(path, demuxer)
        .with("-map 0:a:0 -af aresample=async=1:first_pts=0 -ar 48000 -ac 2 -f f32le pipe:1");
    let mut bytes = Vec::new();
    ffmpeg.work(args, 0, &mut |piece| {
        bytes.extend_from_slice(piece);
        if bytes.len() > LONGEST_S * RATE_HZ * 8 { Appetite::Enough } else { Appetite::More }
    })?;
    let frames = bytes.len() / 8;
    let mut sound = [Vec::with_capacity(frames), Vec::with_capacity(frames)];
    for frame in bytes.chunks_exact(8) {
        sound[0].push(f32::from_le_bytes([frame[0], frame[1], frame[2], frame[3]]));
        sound[1].push(f32::from_le_bytes([frame[4], frame[5], frame[6], frame[7]]));
    }
    Ok(sound)
}
