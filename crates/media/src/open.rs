//! Decodes a clip: every frame once, small, with its own presentation time; now and then one larger and in colour.

use std::path::Path;

use crate::child::{Appetite, End};
use crate::ffmpeg::{Args, Ffmpeg, refusal};
use crate::probe::{Listed, listed, shown_size, source_of, tick, wrong_length};
use crate::stamps::Table;
use crate::stills::{self, Stills};
use crate::{Clip, Error, Limits, Result, Source, Stage, Tools, Watch};

/// Long side of the work image, pixels.
const LONG_SIDE: usize = 160;
/// Least short side of the work image, pixels; a strip of film would have none otherwise.
const LEAST_SIDE: usize = 16;
/// Longest list of time stamps, bytes.
const STAMPS_BYTES: u64 = 4 << 20;

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
    let listed = listed(source, ffmpeg)?;
    ffmpeg.watch.reached(Stage::Probe, 1.0);
    ffmpeg.watch.reached(Stage::Decode, 0.0);
    let decoded = Decoded::whole(source, &listed, stills, ffmpeg)?;
    let clip = timed(&listed, decoded, ffmpeg.limits)?;
    ffmpeg.watch.reached(Stage::Decode, 1.0);
    Ok(clip.from_file(source))
}

/// 160 pixels on the long side, the other by the shape of the picture as shown; both even.
fn work_size((width, height): (u32, u32)) -> (usize, usize) {
    let (width, height) = (f64::from(width), f64::from(height));
    let short = LONG_SIDE as f64 * (width / height).min(height / width);
    let (long, short) = (LONG_SIDE, ((short / 2.0).round() as usize * 2).max(LEAST_SIDE));
    if width >= height { (long, short) } else { (short, long) }
}

/// Width as shown, for FFmpeg's scaler, put by as its first variable; as [`shown_size`] has it.
pub(crate) const SHOWN_WIDTH: &str = "st(0,max(1,round(iw*clip(sar,0.01,100))))";

/// The same as [`work_size`], for FFmpeg's scaler.
fn work_sides() -> [String; 2] {
    let short = format!("max({LEAST_SIDE},2*round({LONG_SIDE}*min(ld(0)/ih,ih/ld(0))/2))");
    [
        format!("{SHOWN_WIDTH};if(gte(ld(0),ih),{LONG_SIDE},{short})"),
        format!("{SHOWN_WIDTH};if(gte(ld(0),ih),{short},{LONG_SIDE})"),
    ]
}

/// Width and height, pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sizes {
    frames: (usize, usize),
    /// (0, 0) where none are wanted.
    stills: (usize, usize),
}

impl Sizes {
    /// Of a picture that is shown in this size.
    fn of(shown: (u32, u32), stills: Option<Stills>) -> Sizes {
        Sizes { frames: work_size(shown), stills: stills.map_or((0, 0), |stills| stills.size(shown)) }
    }
}

/// Bytes of a small frame.
fn bytes_of((width, height): (usize, usize)) -> usize {
    width * height * 3 / 2
}

/// What came out of the decoder, nothing judged yet.
struct Decoded {
    /// The first frame as it was before it was made small, and every further one after which the stream changed its size.
    shown: Table,
    frames: Table,
    planes: Vec<u8>,
    still_frames: Table,
    stills: Vec<u8>,
    sizes: Sizes,
}

impl Decoded {
    /// Every frame small, and the stills. What size the picture is shown in is known only once it is decoded (turned
    /// phones, odd pixels), so FFmpeg is asked to work the small one out. It would work out another one where a stream
    /// changes its size midway, and make one from the other; such a stream is decoded once more.
    fn whole(path: &Path, listed: &Listed, stills: Option<Stills>, ffmpeg: &Ffmpeg<'_>) -> Result<Decoded> {
        let told = Sizes::of(shown_size(&listed.packets), stills);
        let first = Decoding { path, listed, stills, sides: None, sizes: told }.run(ffmpeg)?;
        let sizes = Sizes::of(shown_size(&first.shown), stills);
        if first.shown.rows.len() == 1 && first.sizes == sizes {
            return Ok(first);
        }
        let sides = |(width, height): (usize, usize)| [width.to_string(), height.to_string()];
        let sides = Some([sides(sizes.frames), sides(sizes.stills)]);
        Ok(Decoded { sizes, ..Decoding { path, listed, stills, sides, sizes }.run(ffmpeg)? })
    }
}

/// One run of the decoder over the whole picture.
struct Decoding<'a> {
    path: &'a Path,
    listed: &'a Listed,
    stills: Option<Stills>,
    /// Width and height of frames and of stills; where there are none FFmpeg finds them by the first frame.
    sides: Option<[[String; 2]; 2]>,
    /// Expected; they bound nothing.
    sizes: Sizes,
}

impl Decoding<'_> {
    /// A raw pipe carries no times, so the same filtered frames go a second way, as a list of stamps (`framecrc`) into a
    /// scratch file: one decoder, one process, nothing to demultiplex, and the stamps are whole numbers of the stream's
    /// own ticks. NUT would interleave both, at the price of a parser for a container that another program wrote.
    fn run(&self, ffmpeg: &Ffmpeg<'_>) -> Result<Decoded> {
        let limits = ffmpeg.limits;
        let scratch = ffmpeg.scratch()?;
        let args = self.args(scratch.path(), limits);
        let still_bytes = self
            .stills
            .map_or(0, |stills| stills.most(limits.max_duration_s) * stills.long_side * stills.long_side * 3);
        let expected = (self.listed.packets.rows.len() * bytes_of(self.sizes.frames)).max(1);
        // One frame more than allowed, to know that there are too many.
        let most = (limits.max_frames + 1) * bytes_of((LONG_SIDE, LONG_SIDE));
        let mut planes = Vec::with_capacity(expected.min(most));
        let spending = limits.decoding(self.listed.bytes, STAMPS_BYTES.max(still_bytes as u64));
        let outcome = ffmpeg.run(args, spending, &mut |piece| {
            planes.extend_from_slice(piece);
            ffmpeg.watch.reached(Stage::Decode, (planes.len() as f32 / expected as f32).min(0.99));
            if planes.len() >= most { Appetite::Enough } else { Appetite::More }
        })?;
        if planes.is_empty() || matches!(outcome.end, End::OutOfTime | End::Crashed) {
            return Err(refusal(&outcome, "the picture cannot be decoded", limits, spending));
        }
        let read = |name: &str| {
            std::fs::read(scratch.path().join(name))
                .map_err(|source| Error::Io { what: "reading frames", source })
        };
        let table = |name: &str| Ok::<_, Error>(Table::read(&String::from_utf8_lossy(&read(name)?)));
        let (shown, frames) = (table("shown")?, table("stamps")?);
        let (still_frames, stills) = match self.stills {
            Some(_) => (table("still-stamps")?, read("stills")?),
            None => (Table::default(), Vec::new()),
        };
        let size = |table: &Table| (table.size.0 as usize, table.size.1 as usize);
        let sizes = Sizes { frames: size(&frames), stills: size(&still_frames) };
        if frames.rows.len() > limits.max_frames || planes.len() >= most {
            return Err(too_many(limits));
        }
        Ok(Decoded { shown, frames, planes, still_frames, stills, sizes })
    }

    /// Raw planes to the pipe; stamps, stills and their stamps into `folder`. `trim` ends the work a little after the
    /// longest clip, however long the file is.
    fn args(&self, folder: &Path, limits: &Limits) -> Args {
        let most_s = limits.max_duration_s + 1.0;
        let found = || [work_sides(), self.stills.map_or_else(Default::default, |stills| stills.sides())];
        let [[width, height], still_sides] = self.sides.clone().unwrap_or_else(found);
        let small = format!(
            "[all]scale=w='{width}':h='{height}':flags=area+accurate_rnd+bitexact:out_range=tv,format=yuv420p,\
             split[planes][stamps];[one]select=eq(n\\,0)[shown]"
        );
        let filters = match self.stills {
            None => format!("[0:V:0]trim=duration={most_s},split[all][one];{small}"),
            Some(stills) => format!(
                "[0:V:0]trim=duration={most_s},split=3[all][one][some];{small};\
                 [some]{},split[stills][stillstamps]",
                stills.filters(&still_sides)
            ),
        };
        let output = |args: Args, label: &str, most: usize| {
            args.with("-map")
                .word(label)
                .with("-fps_mode passthrough -c:v rawvideo -enc_time_base")
                .with(&tick(&self.listed.packets))
                .with("-frames:v")
                .with(&most.to_string())
        };
        let frames = limits.max_frames + 1;
        let args = Args::new().with("-copyts").clip(self.path, limits).with("-filter_complex").word(filters);
        let args = output(args, "[planes]", frames).with("-f rawvideo pipe:1");
        let args = output(args, "[stamps]", frames).with("-f framecrc").output(&folder.join("stamps"));
        let args = output(args, "[shown]", if self.sides.is_none() { 2 } else { 1 })
            .with("-f framecrc")
            .output(&folder.join("shown"));
        let Some(stills) = self.stills else { return args };
        let most = stills.most(limits.max_duration_s);
        let args = output(args, "[stills]", most).with("-f rawvideo").output(&folder.join("stills"));
        output(args, "[stillstamps]", most).with("-f framecrc").output(&folder.join("still-stamps"))
    }
}

fn too_many(limits: &Limits) -> Error {
    Error::Refused(format!(
        "the video has more than {} frames, which is more than is accepted",
        limits.max_frames
    ))
}

/// Puts times to planes; frames whose stamp does not go forward are dropped.
fn timed(listed: &Listed, decoded: Decoded, limits: &Limits) -> Result<Clip> {
    let Decoded { shown, frames, mut planes, still_frames, stills, sizes } = decoded;
    let frame_bytes = bytes_of(sizes.frames).max(1);
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
    let end = last.saturating_add(last_duration(&kept, &listed.packets));
    let duration_s = frames.seconds(end.saturating_sub(first));
    let tenths = (duration_s * 10.0).round();
    if tenths < (limits.min_duration_s * 10.0).round() || tenths > (limits.max_duration_s * 10.0).round() {
        return Err(wrong_length(duration_s, limits));
    }
    let times_s = kept.iter().map(|&pts| frames.seconds(pts.saturating_sub(first))).collect();
    let still_times = still_frames.rows.iter().map(|row| frames.seconds(row.pts.saturating_sub(first)));
    let stills = stills::cut(&stills, sizes.stills, still_times);
    let source = Source { start_s: frames.seconds(first), ..source_of(listed, &shown) };
    Ok(Clip::new(source, sizes.frames, duration_s, times_s, planes).with_stills(stills))
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

    #[test]
    fn the_work_image_keeps_the_shape_within_160_pixels_and_even_sides() {
        let sizes = [(1280, 720), (720, 1280), (640, 272), (101, 77), (4000, 10), (1, 1)];
        let sizes = sizes.map(|(w, h)| work_size((w, h)));
        assert_eq!(sizes, [(160, 90), (90, 160), (160, 68), (160, 122), (160, 16), (160, 160)]);
    }
}
