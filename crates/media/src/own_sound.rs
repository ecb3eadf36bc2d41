//! The sound that a clip has already. Its bytes are a stranger's: listed codecs, as long as the picture, nothing believed.

use std::path::Path;

use crate::child::{Appetite, End};
use crate::ffmpeg::{Args, Ffmpeg, refusal};
use crate::{Clip, Error, Result};

/// The decoders that may hear a clip from outside; the names are FFmpeg's. What phones, cameras and editors put into
/// .mp4 and .mov.
const DECODERS: &str = "aac,mp3float,mp3,alac,ac3,eac3,libopus,opus,flac,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,\
                        pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_u8,pcm_mulaw,pcm_alaw";
/// Samples per second of everything we work with.
const RATE_HZ: f64 = 48_000.0;
/// Largest sample that is believed, full scale = 1: coders overshoot a little, broken floats without end.
const LARGEST: f32 = 4.0;

/// Left and right of the first soundtrack of a clip that [`crate::open`] gave, 48 kHz, sample 0 at its first frame, as
/// long as its picture; what is missing is silence. `None` where there is none.
///
/// # Errors
/// [`Error::Refused`] with a sentence where it cannot be decoded, [`Error::Stopped`] when the watch says so.
pub fn own_sound(ffmpeg: &Ffmpeg<'_>, clip: &Clip) -> Result<Option<[Vec<f32>; 2]>> {
    let Some(file) = clip.file.as_deref().filter(|_| clip.source.has_audio) else { return Ok(None) };
    let length = (clip.duration_s * RATE_HZ).round() as usize;
    let mut bytes = Vec::new();
    let spending = ffmpeg.limits.looking(0);
    let outcome = ffmpeg.run(args(file, clip, ffmpeg), spending, &mut |piece| {
        bytes.extend_from_slice(piece);
        if bytes.len() >= length * 8 { Appetite::Enough } else { Appetite::More }
    })?;
    if bytes.is_empty() || matches!(outcome.end, End::OutOfTime | End::Crashed) {
        let doing = "the video's own sound cannot be decoded";
        return Err(refused(refusal(&outcome, doing, ffmpeg.limits, spending)));
    }
    let mut sound = [(); 2].map(|()| Vec::with_capacity(length));
    for frame in bytes.chunks_exact(8).take(length) {
        sound[0].push(believed(&frame[..4]));
        sound[1].push(believed(&frame[4..]));
    }
    sound.iter_mut().for_each(|channel| channel.resize(length, 0.0));
    Ok(Some(sound))
}

/// With `-copyts` and an offset of minus the first frame's time, time 0 is the first frame: what sounds before it is
/// cut off, and a sound that begins later is filled up with silence.
fn args(file: &Path, clip: &Clip, ffmpeg: &Ffmpeg<'_>) -> Args {
    Args::new()
        .with("-copyts -itsoffset")
        .with(&format!("{:.6}", -clip.source.start_s))
        .with("-vn")
        .stranger(file, DECODERS, ffmpeg.limits)
        .with("-map 0:a:0 -af aresample=async=1:first_pts=0 -ar 48000 -ac 2 -f f32le pipe:1")
}

fn believed(bytes: &[u8]) -> f32 {
    let x = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    if x.is_finite() { x.clamp(-LARGEST, LARGEST) } else { 0.0 }
}

/// A stream that is missing here is not the picture's.
fn refused(error: Error) -> Error {
    match error {
        Error::Refused(said) if said.contains("no video stream") => {
            Error::Refused("the video's own sound cannot be decoded: no soundtrack is left of it".to_owned())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_silence_and_what_is_endless_is_cut() {
        let of = |x: f32| believed(&x.to_le_bytes());
        assert_eq!([0.5, f32::NAN, f32::INFINITY, -1e30].map(of), [0.5, 0.0, 0.0, -4.0]);
    }
}
