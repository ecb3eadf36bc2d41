//! Judges a file before its picture is decoded: size, boxes, codec, length, and the first frame.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::boxes;
use crate::child::{Appetite, End};
use crate::ffmpeg::{Args, Ffmpeg, refusal, thousands};
use crate::stamps::Table;
use crate::{Error, Limits, Result, Source, Stage, Tools, Watch};

/// Picture codecs that are accepted (FFmpeg's name) and whether an mp4 can carry their packets as they are.
const CODECS: [(&str, bool); 7] = [
    ("h264", true),
    ("hevc", true),
    ("av1", true),
    ("vp9", true),
    ("mpeg4", true),
    ("prores", false),
    ("mjpeg", false),
];
/// Most text that a packet list may have, bytes; about 100,000 packets.
const LIST_BYTES: usize = 8 << 20;

/// What is known of a clip before any of it is decoded.
pub(crate) struct Listed {
    /// The picture stream's packets.
    pub packets: Table,
    sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// Whether an mp4 can carry the packets as they are.
    copyable: bool,
}

/// Judges the file at `source` without decoding more than its first frame.
///
/// # Errors
/// [`Error::Refused`] with a sentence for the owner; length is judged here only where the container admits that it is
/// far too long, and exactly by [`crate::open`].
pub fn probe(source: &Path, tools: &Tools, limits: &Limits, watch: &dyn Watch) -> Result<Source> {
    let ffmpeg = Ffmpeg { tools, limits, watch };
    let listed = listed(source, &ffmpeg)?;
    let shown = first_frame(source, &listed.packets, &ffmpeg)?;
    watch.reached(Stage::Probe, 1.0);
    Ok(source_of(&listed, &shown))
}

/// Judges the file and its list of packets.
pub(crate) fn listed(path: &Path, ffmpeg: &Ffmpeg<'_>) -> Result<Listed> {
    ffmpeg.watch.check()?;
    ffmpeg.watch.reached(Stage::Probe, 0.0);
    let (sha256, bytes) = judged_bytes(path, ffmpeg)?;
    let packets = packets(path, ffmpeg)?;
    let copyable = judged_codec(&packets, ffmpeg.limits)?;
    Ok(Listed { packets, sha256, bytes, copyable })
}

/// The source, its size and beginning as its first decoded frame has them.
pub(crate) fn source_of(listed: &Listed, shown: &Table) -> Source {
    let Listed { packets, sha256, bytes, copyable } = listed;
    let (width, height) = shown_size(shown);
    Source {
        sha256: sha256.clone(),
        bytes: *bytes,
        width,
        height,
        codec: packets.codec.clone(),
        copyable: *copyable,
        start_s: shown.rows.first().map_or(0.0, |row| shown.seconds(row.pts)),
        has_audio: packets.has_audio,
    }
}

/// Size, boxes and hash of the file: all that happens before a child sees it.
fn judged_bytes(path: &Path, ffmpeg: &Ffmpeg<'_>) -> Result<(String, u64)> {
    let io = |source| Error::Io { what: "reading the clip", source };
    let mut file = File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let most = ffmpeg.limits.max_bytes;
    if bytes > most {
        let (bytes, all, mb) = (thousands(bytes), thousands(most), most >> 20);
        return Err(Error::Refused(format!(
            "the file has {bytes} bytes; at most {all} ({mb} MB) are accepted"
        )));
    }
    boxes::judge(&mut file, bytes)?;
    let mut hash = Sha256::new();
    let mut file = File::open(path).map_err(io)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        ffmpeg.watch.check()?;
        match file.read(&mut buffer) {
            Ok(0) => return Ok((hex::encode(hash.finalize()), bytes)),
            Ok(n) => hash.update(&buffer[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(io(e)),
        }
    }
}

/// Lists the picture's packets without decoding them. FFmpeg itself does it and not ffprobe: ffprobe opens a decoder for
/// every stream and gives up over a soundtrack whose codec is not on our list.
fn packets(path: &Path, ffmpeg: &Ffmpeg<'_>) -> Result<Table> {
    let args = Args::new()
        .with("-copyts")
        .clip(path, ffmpeg.limits)
        .with("-map 0:V:0 -map 0:a:0? -c copy -copyinkf -f framecrc pipe:1");
    let mut list = Vec::new();
    let spending = ffmpeg.limits.looking(0);
    let outcome = ffmpeg.run(args, spending, &mut |piece| {
        list.extend_from_slice(piece);
        if list.len() > LIST_BYTES { Appetite::Enough } else { Appetite::More }
    })?;
    if outcome.end == End::Cut {
        return Err(Error::Refused("the file has far more packets than a clip of 20 s needs".to_owned()));
    }
    let table = Table::read(&String::from_utf8_lossy(&list));
    if table.codec.is_empty() {
        return Err(refusal(&outcome, "the file cannot be read", ffmpeg.limits, spending));
    }
    Ok(table)
}

/// Whether the codec may be copied; refuses codecs, sizes and lengths that we do not accept.
fn judged_codec(packets: &Table, limits: &Limits) -> Result<bool> {
    let codec = packets.codec.as_str();
    let Some((_, copyable)) = CODECS.iter().find(|(name, _)| *name == codec) else {
        let how = if codec == "none" { "in an unknown way" } else { &format!("as {codec}") };
        return Err(Error::Refused(format!(
            "the video is stored {how}; H.264, HEVC, AV1, VP9, MPEG-4, ProRes and MJPEG are accepted"
        )));
    };
    let (width, height) = packets.size;
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        let most = thousands(limits.max_pixels);
        return Err(Error::Refused(format!(
            "the picture has {width} x {height} pixels; at most {most} pixels are accepted"
        )));
    }
    if packets.rows.is_empty() {
        return Err(Error::Refused("the video stream is empty, or the file is cut short".to_owned()));
    }
    // A second more than allowed: stamps of broken packets may reach a little further than the frames do.
    if packets.span_s() > limits.max_duration_s + 1.0 {
        return Err(wrong_length(packets.span_s(), limits));
    }
    Ok(*copyable)
}

/// The sentence about a clip that is too short or too long.
pub(crate) fn wrong_length(lasts_s: f64, limits: &Limits) -> Error {
    let (least, most) = (limits.min_duration_s, limits.max_duration_s);
    Error::Refused(format!("the video lasts {lasts_s:.1} s; {least:.1} to {most:.1} s are accepted"))
}

/// Decodes one frame for its true time and its size as shown: FFmpeg has turned it upright by then.
fn first_frame(path: &Path, packets: &Table, ffmpeg: &Ffmpeg<'_>) -> Result<Table> {
    let args = Args::new()
        .with("-copyts")
        .clip(path, ffmpeg.limits)
        .with("-map 0:V:0 -frames:v 1 -fps_mode passthrough -c:v rawvideo -enc_time_base")
        .with(&tick(packets))
        .with("-f framecrc pipe:1");
    let mut list = Vec::new();
    let spending = ffmpeg.limits.looking(0);
    let outcome = ffmpeg.run(args, spending, &mut |piece| {
        list.extend_from_slice(piece);
        if list.len() > LIST_BYTES { Appetite::Enough } else { Appetite::More }
    })?;
    let table = Table::read(&String::from_utf8_lossy(&list));
    if table.rows.is_empty() || table.size.0 == 0 || table.size.1 == 0 {
        return Err(refusal(&outcome, "the picture cannot be decoded", ffmpeg.limits, spending));
    }
    Ok(table)
}

/// The stream's own tick as FFmpeg wants it, so that frame times are neither rounded nor regularised.
pub(crate) fn tick(packets: &Table) -> String {
    match packets.tick {
        (num, den) if num > 0 && den > 0 => format!("{num}:{den}"),
        _ => "1:1000000".to_owned(),
    }
}

/// Size as shown, pixels: the shape of a pixel widens or narrows it.
pub(crate) fn shown_size(first: &Table) -> (u32, u32) {
    let (width, height) = first.size;
    let (num, den) = first.pixel;
    if num == 0 || den == 0 {
        return (width, height);
    }
    // A pixel a hundred times as wide as high is a broken header, not a picture.
    let shape = (f64::from(num) / f64::from(den)).clamp(0.01, 100.0);
    ((f64::from(width) * shape).round().max(1.0) as u32, height)
}
