//! Recordings from bytes to 48 kHz: WAV, FLAC and Ogg Vorbis, in safe Rust, up to a length.

use crate::{Error, Result};
use engine::RATE;
use engine::dsp::{Stereo, resampled};
use std::io::Cursor;
use std::path::Path;

/// Longest recording, seconds.
pub const LONGEST_S: f64 = 180.0;

/// A Vorbis file with more packets than this that cannot be read is broken.
const MOST_BAD_PACKETS: usize = 8;
/// Sample rates that are read, hertz.
const RATES_HZ: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// What a file holds, before it is brought to our rate.
struct Raw {
    rate_hz: u32,
    left: Vec<f32>,
    right: Vec<f32>,
}

/// The sound in `bytes`, whose kind is that of `path`'s extension, at 48 kHz; of more than two channels the first two.
///
/// # Errors
/// [`Error::Refused`] for another kind of file, a broken one, or one that is too long.
pub fn decoded(bytes: &[u8], path: &Path) -> Result<Stereo> {
    let refuse = |what: String| Error::refused(path, what);
    let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let raw = match kind.as_str() {
        "wav" => wav(bytes),
        "flac" => flac(bytes),
        "ogg" => vorbis(bytes),
        _ => Err("only .wav, .flac and .ogg (Vorbis) are read".into()),
    };
    let Raw { rate_hz, left, right } = raw.map_err(refuse)?;
    if left.is_empty() {
        return Err(refuse("holds no sound".into()));
    }
    if rate_hz == RATE {
        return Ok(Stereo { left, right });
    }
    let step = f64::from(rate_hz) / f64::from(RATE);
    let same = left == right;
    let left = resampled(&left, step);
    let right = if same { left.clone() } else { resampled(&right, step) };
    Ok(Stereo { left, right })
}

/// What collects samples: checks rate and length once, so that no file allocates by its own claim.
struct Collector {
    raw: Raw,
    most: usize,
}

impl Collector {
    fn new(rate_hz: u32, channels: usize) -> std::result::Result<Collector, String> {
        if !RATES_HZ.contains(&rate_hz) || !(1..=8).contains(&channels) {
            return Err(format!("{rate_hz} Hz on {channels} channels; 8 to 192 kHz on 1 to 8 are read"));
        }
        let most = (LONGEST_S * f64::from(rate_hz)) as usize;
        Ok(Collector { raw: Raw { rate_hz, left: Vec::new(), right: Vec::new() }, most })
    }

    fn push(&mut self, left: f32, right: f32) -> std::result::Result<(), String> {
        if self.raw.left.len() >= self.most {
            return Err(format!("is longer than {LONGEST_S} s"));
        }
        let sound = |x: f32| if x.is_finite() { x.clamp(-8.0, 8.0) } else { 0.0 };
        self.raw.left.push(sound(left));
        self.raw.right.push(sound(right));
        Ok(())
    }
}

fn wav(bytes: &[u8]) -> std::result::Result<Raw, String> {
    let said = |e: hound::Error| e.to_string();
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).map_err(said)?;
    let spec = reader.spec();
    let channels = usize::from(spec.channels);
    let mut to = Collector::new(spec.sample_rate, channels)?;
    let mut frame = Vec::with_capacity(channels);
    let mut take = |x: f32| {
        frame.push(x);
        if frame.len() == channels {
            to.push(frame[0], frame[usize::from(channels > 1)])?;
            frame.clear();
        }
        Ok::<(), String>(())
    };
    match spec.sample_format {
        hound::SampleFormat::Float => {
            reader.samples::<f32>().try_for_each(|x| take(x.map_err(said)?))?;
        }
        hound::SampleFormat::Int => {
            let scale = full_scale(u32::from(spec.bits_per_sample))?;
            reader.samples::<i32>().try_for_each(|x| take(x.map_err(said)? as f32 * scale))?;
        }
    }
    Ok(to.raw)
}

fn flac(bytes: &[u8]) -> std::result::Result<Raw, String> {
    let said = |e: claxon::Error| e.to_string();
    let mut reader = claxon::FlacReader::new(Cursor::new(bytes)).map_err(said)?;
    let info = reader.streaminfo();
    let scale = full_scale(info.bits_per_sample)?;
    let mut to = Collector::new(info.sample_rate, info.channels as usize)?;
    let mut blocks = reader.blocks();
    let mut buffer = Vec::new();
    while let Some(block) = blocks.read_next_or_eof(buffer).map_err(said)? {
        let second = u32::from(block.channels() > 1);
        for i in 0..block.duration() {
            to.push(block.sample(0, i) as f32 * scale, block.sample(second, i) as f32 * scale)?;
        }
        buffer = block.into_buffer();
    }
    Ok(to.raw)
}

fn vorbis(bytes: &[u8]) -> std::result::Result<Raw, String> {
    let said = |e: lewton::VorbisError| e.to_string();
    let mut reader = lewton::inside_ogg::OggStreamReader::new(Cursor::new(bytes)).map_err(said)?;
    let channels = usize::from(reader.ident_hdr.audio_channels);
    let mut to = Collector::new(reader.ident_hdr.audio_sample_rate, channels)?;
    // Whole numbers of 16 bits: the last bits of a float could differ between processors.
    let mut bad = 0;
    loop {
        let packet = match reader.read_dec_packet_itl() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // Some files hold a few packets that no decoder reads; players go on behind them.
            Err(lewton::VorbisError::BadAudio(_)) if bad < MOST_BAD_PACKETS => {
                bad += 1;
                continue;
            }
            Err(e) => return Err(said(e)),
        };
        for frame in packet.chunks_exact(channels) {
            let at = |i: usize| f32::from(frame[i]) / 32_768.0;
            to.push(at(0), at(usize::from(channels > 1)))?;
        }
    }
    Ok(to.raw)
}

fn full_scale(bits: u32) -> std::result::Result<f32, String> {
    match bits {
        8..=32 => Ok(1.0 / (1_u64 << (bits - 1)) as f32),
        _ => Err(format!("{bits} bits a sample; 8 to 32 are read")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav_of(rate_hz: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels,
            sample_rate: rate_hz,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        samples.iter().for_each(|x| writer.write_sample(*x).unwrap());
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    #[test]
    fn our_own_rate_comes_through_sample_by_sample() {
        let sound = decoded(&wav_of(48_000, 2, &[0, 16_384, -32_768, 8_192]), Path::new("a.WAV")).unwrap();
        assert_eq!((sound.left, sound.right), (vec![0.0, -1.0], vec![0.5, 0.25]));
    }

    #[test]
    fn another_rate_keeps_length_and_pitch() {
        let tone: Vec<i16> = (0..22_050)
            .map(|i| (16_000.0 * (std::f64::consts::TAU * 1000.0 * f64::from(i) / 22_050.0).sin()) as i16)
            .collect();
        let sound = decoded(&wav_of(22_050, 1, &tone), Path::new("a.wav")).unwrap();
        assert_eq!(sound.len(), 48_000);
        let rises = sound.left.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count();
        assert!((998..=1001).contains(&rises), "{rises}");
        let peak = sound.left[4_800..43_200].iter().fold(0.0_f32, |p, x| p.max(x.abs()));
        assert!((peak - 16_000.0 / 32_768.0).abs() < 0.005, "{peak}");
    }

    #[test]
    fn broken_bytes_are_refused_and_never_panic() {
        let good = wav_of(44_100, 1, &[1, 2, 3, 4, 5, 6, 7, 8]);
        for kind in ["wav", "flac", "ogg"] {
            let path = format!("a.{kind}");
            for end in 0..good.len() {
                let _either = decoded(&good[..end], Path::new(&path));
            }
            assert!(decoded(b"fLaC\x00\x00\x00\x22junk", Path::new(&path)).is_err());
            assert!(decoded(b"OggS", Path::new(&path)).is_err());
        }
        assert!(
            decoded(&good, Path::new("a.mp3")).unwrap_err().to_string().contains("only .wav, .flac and .ogg")
        );
        let long = wav_of(8_000, 1, &vec![1; 8_000 * 181]);
        assert!(decoded(&long, Path::new("a.wav")).unwrap_err().to_string().contains("longer than 180 s"));
    }
}
