//! Decodes a clip: every frame once, small, with its own presentation time; now and then one larger and in colour.

use std::path::Path;

use crate::child::{Appetite, End};
use crate::ffmpeg::{Args, Ffmpeg, refusal};
use crate::probe::{Probed, probed, tick, wrong_length};
use crate::stamps::Table;
use crate::stills::{self, Stills};
use crate::{Clip, Error, Limits, Result, Source, Stage, Tools, Watch};

/// Long side of the work image, pixels.
const LONG_SIDE: f64 = 160.0;
/// Least short side of the work image, pixels; a strip of film would have none otherwise.
const LEAST_SIDE: usize = 16;
/// Longest list of time stamps, bytes.
const STAMPS_BYTES: u64 = 4 << 20;

/// How the whole picture of a clip is wanted.
#[derive(Clone, Copy)]
struct Wanted {
    /// Of every frame, pixels.
    size: (usize, usize),
    stills: Option<Stills>,
}

/// Judges and decodes the file at `source`.
///
/// # Errors
/// [`Error::Refused`] with a sentence for the owner: not .mp4 or .mov, too big, too short, too long, a codec that is not
/// accepted, no picture, or none that can be decoded. A few broken frames in a good stream are passed over.
pub fn open(source: &Path, tools: &Tools, limits: &Limits, watch: &dyn Watch) -> Result<Clip> {
    open_with(source, None, &Ffmpeg { tools, limits, watch })
}

/// As [`open`], with stills where they are wanted.
///
/// # Errors
/// As [`open`].
pub fn open_with(source: &Path, stills: Option<Stills>, ffmpeg: &Ffmpeg<'_>) -> Result<Clip> {
    let probed = probed(source, ffmpeg)?;
    let wanted = Wanted { size: work_size(&probed.source), stills };
    ffmpeg.watch.reached(Stage::Decode, 0.0);
    let decoded = decoded(source, &probed, wanted, ffmpeg)?;
    let clip = timed(probed, decoded, wanted.size, ffmpeg.limits)?;
    ffmpeg.watch.reached(Stage::Decode, 1.0);
    Ok(clip)
}

/// 160 pixels on the long side, the other by the shape of the picture as shown; both even.
fn work_size(source: &Source) -> (usize, usize) {
    let (width, height) = (f64::from(source.width), f64::from(source.height));
    let short = LONG_SIDE * (width / height).min(height / width);
    let (long, short) = (LONG_SIDE as usize, ((short / 2.0).round() as usize * 2).max(LEAST_SIDE));
    if width >= height { (long, short) } else { (short, long) }
}

/// What came out of the decoder, nothing judged yet.
struct Decoded {
    frames: Table,
    planes: Vec<u8>,
    still_frames: Table,
    stills: Vec<u8>,
    still_size: (usize, usize),
}

/// Every frame small, and the stills.
///
/// A raw pipe carries no times, so the same filtered frames go a second way, as a list of stamps (`framecrc`) into a
/// scratch file: one decoder, one process, nothing to demultiplex, and the stamps are whole numbers of the stream's own
/// ticks. NUT would interleave both, at the price of a parser for a container that another program wrote.
fn decoded(path: &Path, probed: &Probed, wanted: Wanted, ffmpeg: &Ffmpeg<'_>) -> Result<Decoded> {
    let (limits, size) = (ffmpeg.limits, wanted.size);
    let scratch = ffmpeg.scratch()?;
    let args = decoding(path, scratch.path(), (probed, wanted), limits);
    let still_size = wanted.stills.map_or((0, 0), |stills| stills.size(&probed.source));
    let most_stills = wanted.stills.map_or(0, |stills| stills.most(limits.max_duration_s));
    let file_bytes = STAMPS_BYTES.max((most_stills * still_size.0 * still_size.1 * 3) as u64);
    let frame_bytes = size.0 * size.1 * 3 / 2;
    // One frame more than allowed, to know that there are too many.
    let most = (limits.max_frames + 1) * frame_bytes;
    let expected = (probed.packets.rows.len() * frame_bytes).max(1);
    let mut planes = Vec::with_capacity(expected.min(most));
    let outcome = ffmpeg.run(args, file_bytes, &mut |piece| {
        planes.extend_from_slice(piece);
        ffmpeg.watch.reached(Stage::Decode, (planes.len() as f32 / expected as f32).min(0.99));
        if planes.len() >= most { Appetite::Enough } else { Appetite::More }
    })?;
    if planes.len() >= most {
        return Err(Error::Refused(format!(
            "the video has more than {} frames, which is more than is accepted",
            limits.max_frames
        )));
    }
    if planes.len() < frame_bytes || matches!(outcome.end, End::OutOfTime | End::Crashed) {
        return Err(refusal(&outcome, "the picture cannot be decoded", limits));
    }
    let read = |name: &str| {
        std::fs::read(scratch.path().join(name))
            .map_err(|source| Error::Io { what: "reading frames", source })
    };
    let table = |name: &str| Ok::<_, Error>(Table::read(&String::from_utf8_lossy(&read(name)?)));
    let (still_frames, stills) = match wanted.stills {
        Some(_) => (table("still-stamps")?, read("stills")?),
        None => (Table::default(), Vec::new()),
    };
    Ok(Decoded { frames: table("stamps")?, planes, still_frames, stills, still_size })
}

/// The arguments of [`decoded`]: raw planes to the pipe; stamps, stills and their stamps into `folder`. `trim` ends the
/// work a little after the longest clip, however long the file is.
fn decoding(path: &Path, folder: &Path, (probed, wanted): (&Probed, Wanted), limits: &Limits) -> Args {
    let (width, height) = wanted.size;
    let most_s = limits.max_duration_s + 1.0;
    let small = format!(
        "scale={width}:{height}:flags=area+accurate_rnd+bitexact:out_range=tv,format=yuv420p,split[planes][stamps]"
    );
    let filters = match wanted.stills {
        None => format!("[0:V:0]trim=duration={most_s},{small}"),
        Some(stills) => format!(
            "[0:V:0]trim=duration={most_s},split[all][some];[all]{small};[some]{},split[stills][stillstamps]",
            stills.filters(&probed.source)
        ),
    };
    let output = |args: Args, label: &str, most: usize| {
        args.with("-map")
            .word(label)
            .with("-fps_mode passthrough -c:v rawvideo -enc_time_base")
            .with(&tick(&probed.packets))
            .with("-frames:v")
            .with(&most.to_string())
    };
    let frames = limits.max_frames + 1;
    let args = Args::new().with("-copyts").clip(path, limits).with("-filter_complex").word(filters);
    let args = output(args, "[planes]", frames).with("-f rawvideo pipe:1");
    let args = output(args, "[stamps]", frames).with("-f framecrc").path(&folder.join("stamps"));
    let Some(stills) = wanted.stills else { return args };
    let most = stills.most(limits.max_duration_s);
    let args = output(args, "[stills]", most).with("-f rawvideo").path(&folder.join("stills"));
    output(args, "[stillstamps]", most).with("-f framecrc").path(&folder.join("still-stamps"))
}

/// Puts times to planes; frames whose stamp does not go forward are dropped.
fn timed(probed: Probed, decoded: Decoded, size: (usize, usize), limits: &Limits) -> Result<Clip> {
    let Decoded { frames, mut planes, still_frames, stills, still_size } = decoded;
    let frame_bytes = size.0 * size.1 * 3 / 2;
    let count = frames.rows.len().min(planes.len() / frame_bytes);
    let mut kept: Vec<i64> = Vec::with_capacity(count);
    for (i, row) in frames.rows[..count].iter().enumerate() {
        if kept.last().is_none_or(|last| row.pts > *last) {
            planes.copy_within(i * frame_bytes..(i + 1) * frame_bytes, kept.len() * frame_bytes);
            kept.push(row.pts);
        }
    }
    planes.truncate(kept.len() * frame_bytes);
    let (Some(&first), Some(&last)) = (kept.first(), kept.last()) else {
        return Err(Error::Refused("the picture cannot be decoded: no frame has a time".to_owned()));
    };
    let end = last.saturating_add(last_duration(&kept, &probed.packets));
    let duration_s = frames.seconds(end.saturating_sub(first));
    let tenths = (duration_s * 10.0).round();
    if tenths < (limits.min_duration_s * 10.0).round() || tenths > (limits.max_duration_s * 10.0).round() {
        return Err(wrong_length(duration_s, limits));
    }
    let times_s = kept.iter().map(|&pts| frames.seconds(pts.saturating_sub(first))).collect();
    let still_times = still_frames.rows.iter().map(|row| frames.seconds(row.pts.saturating_sub(first)));
    let stills = stills::cut(&stills, still_size, still_times);
    let source = Source { start_s: frames.seconds(first), ..probed.source };
    Ok(Clip::new(source, size, duration_s, times_s, planes).with_stills(stills))
}

/// How long the last frame is shown, ticks: as its packet says, or as long as frames are in the middle.
fn last_duration(kept: &[i64], packets: &Table) -> i64 {
    let said = kept.last().and_then(|&pts| packets.duration_at(pts));
    said.unwrap_or_else(|| {
        let mut gaps: Vec<i64> = kept.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
        gaps.sort_unstable();
        gaps.get(gaps.len() / 2).copied().unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(width: u32, height: u32) -> Source {
        let (sha256, codec) = (String::new(), String::new());
        Source { sha256, bytes: 0, width, height, codec, copyable: true, start_s: 0.0, has_audio: false }
    }

    #[test]
    fn the_work_image_keeps_the_shape_within_160_pixels_and_even_sides() {
        let sizes = [(1280, 720), (720, 1280), (640, 272), (101, 77), (4000, 10), (1, 1)];
        let sizes = sizes.map(|(w, h)| work_size(&source(w, h)));
        assert_eq!(sizes, [(160, 90), (90, 160), (160, 68), (160, 122), (160, 16), (160, 160)]);
    }
}
