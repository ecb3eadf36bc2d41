//! Puts a new soundtrack to a picture: the picture's packets untouched where an mp4 can carry them.

use std::path::Path;

use crate::child::Appetite;
use crate::ffmpeg::{Args, Ffmpeg};
use crate::{Encoding, Error, Limits, Result, Source};

/// Longest mp4 that a child may write, bytes.
const MP4_BYTES: u64 = 1 << 30;

/// What goes into an mp4.
#[derive(Debug, Clone, Copy)]
pub struct Mux<'a> {
    /// The file that the picture comes from.
    pub clip: &'a Path,
    /// What [`crate::open`] said of it.
    pub source: &'a Source,
    /// The new sound; its first sample belongs to the first frame.
    pub wav: &'a Path,
    /// Where the result goes.
    pub mp4: &'a Path,
}

/// What became of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// Its packets are the source's, bit for bit.
    Copied,
    /// It was encoded again as H.264, because an mp4 cannot carry its codec for every player.
    Reencoded,
}

/// Writes the mp4: the analysed picture stream, AAC, index in front. A picture whose packets an mp4 cannot carry after
/// all is encoded again.
///
/// # Errors
/// [`Error::Tool`] where FFmpeg cannot.
pub fn mux(ffmpeg: &Ffmpeg<'_>, job: &Mux<'_>, encoding: &Encoding) -> Result<Picture> {
    if job.source.copyable {
        match written(ffmpeg, job, encoding, Picture::Copied) {
            Err(Error::Tool(_)) => {}
            other => return other,
        }
    }
    written(ffmpeg, job, encoding, Picture::Reencoded)
}

/// Writes the mp4 with its picture as asked.
///
/// The file's times begin at the first frame: with `-copyts` and an offset of minus its time, what an edit list hides
/// stays before zero and hidden, and the sound's first sample falls on the first frame.
fn written(ffmpeg: &Ffmpeg<'_>, job: &Mux<'_>, encoding: &Encoding, picture: Picture) -> Result<Picture> {
    let args = Args::new()
        .with("-copyts -itsoffset")
        .with(&format!("{:.6}", -job.source.start_s))
        .clip(job.clip, ffmpeg.limits)
        .sound(job.wav, "wav")
        .with("-map 0:V:0 -map 1:a:0");
    let args = match picture {
        Picture::Copied => args.with("-c:v copy").with(tag(&job.source.codec)),
        Picture::Reencoded => reencoded(args, ffmpeg.limits),
    };
    let args = encoding.onto(args.with("-c:a aac -ar 48000 -ac 2"));
    let args = args.with("-avoid_negative_ts disabled -movflags +faststart -f mp4").output(job.mp4);
    ffmpeg.work(args, MP4_BYTES, &mut |_| Appetite::More)?;
    Ok(picture)
}

/// H.264 that every player knows, at the source's own frame times. 4:2:0 needs even sides: at most one row and one
/// column go.
fn reencoded(args: Args, limits: &Limits) -> Args {
    args.with("-c:v libx264 -preset veryfast -crf 18 -flags:v +bitexact -fps_mode passthrough")
        .with("-enc_time_base -1 -filter:v")
        .word(
            "crop=trunc(iw/2)*2:trunc(ih/2)*2,\
             scale=out_range=tv:flags=area+accurate_rnd+bitexact,format=yuv420p",
        )
        .with(&format!("-threads:v {}", limits.child_threads))
}

/// The sample description under which players know the codec in an mp4; QuickTime plays HEVC only as hvc1.
fn tag(codec: &str) -> &'static str {
    match codec {
        "h264" => "-tag:v avc1",
        "hevc" => "-tag:v hvc1",
        "av1" => "-tag:v av01",
        "vp9" => "-tag:v vp09",
        _ => "-tag:v mp4v",
    }
}
