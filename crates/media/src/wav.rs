//! Writes 24-bit stereo wav files that say they are synthetic.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::{Error, Result};

/// Full scale of 24 bits.
const FULL_SCALE: f32 = 8_388_608.0;

/// Stereo sound, full scale ±1.
#[derive(Debug, Clone, Copy)]
pub struct Pcm<'a> {
    /// Left samples.
    pub left: &'a [f32],
    /// Right samples, as many as left.
    pub right: &'a [f32],
    /// Samples per second.
    pub rate_hz: u32,
}

/// Writes `pcm` to `path` as RIFF/WAVE, integer PCM, 24 bit, stereo, plainly rounded (no dither: the same samples give
/// the same bytes); beyond full scale is clipped, not-a-number is silence. `comment` goes into a RIFF INFO chunk behind
/// the samples, so that readers which expect them after 44 bytes find them there.
///
/// # Errors
/// [`Error::Io`] where the file cannot be written, the channels differ in length, or the sound is too long for RIFF.
pub fn write_wav(path: &Path, pcm: &Pcm<'_>, comment: &str) -> Result<()> {
    let written = File::create(path).and_then(|file| {
        let mut file = BufWriter::with_capacity(1 << 16, file);
        write(&mut file, pcm, comment)?;
        file.flush()
    });
    written.map_err(|source| Error::Io { what: "writing a wav file", source })
}

fn write(to: &mut impl Write, pcm: &Pcm<'_>, comment: &str) -> io::Result<()> {
    let info = info(comment);
    let data = pcm.left.len().checked_mul(6).filter(|_| pcm.left.len() == pcm.right.len());
    let data = data.and_then(|bytes| u32::try_from(bytes).ok()).filter(|bytes| *bytes < u32::MAX - (1 << 20));
    let (Some(data), Ok(info_bytes)) = (data, u32::try_from(info.len())) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "channels differ in length or are too long"));
    };
    to.write_all(b"RIFF")?;
    to.write_all(&(36 + data + info_bytes).to_le_bytes())?;
    to.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x02\0")?;
    to.write_all(&pcm.rate_hz.to_le_bytes())?;
    to.write_all(&(pcm.rate_hz.saturating_mul(6)).to_le_bytes())?;
    to.write_all(b"\x06\0\x18\0data")?;
    to.write_all(&data.to_le_bytes())?;
    for (left, right) in pcm.left.iter().zip(pcm.right) {
        to.write_all(&sample(*left))?;
        to.write_all(&sample(*right))?;
    }
    to.write_all(&info)
}

/// One sample, little-endian.
fn sample(x: f32) -> [u8; 3] {
    // `as` saturates and makes 0 of NaN; the clamp is the 24-bit range.
    let [a, b, c, _] = ((x * FULL_SCALE).round().clamp(-FULL_SCALE, FULL_SCALE - 1.0) as i32).to_le_bytes();
    [a, b, c]
}

/// A `LIST INFO` chunk with comment (ICMT) and software (ISFT).
fn info(comment: &str) -> Vec<u8> {
    let mut inside = b"INFO".to_vec();
    for (kind, text) in [(b"ICMT", comment), (b"ISFT", "Wildtrack")] {
        // Longer than this nobody reads; the chunk's length stays far within RIFF's.
        let mut bytes = text.as_bytes()[..text.len().min(4096)].to_vec();
        bytes.push(0);
        inside.extend_from_slice(kind);
        inside.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        inside.extend_from_slice(&bytes);
        inside.resize(inside.len().next_multiple_of(2), 0);
    }
    [&b"LIST"[..], &(inside.len() as u32).to_le_bytes(), &inside].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_rounded_clipped_and_never_wrapped() {
        let of = |x| {
            let [a, b, c] = sample(x);
            i32::from_le_bytes([0, a, b, c]) >> 8
        };
        let values = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 1.4 / FULL_SCALE, f32::NAN, f32::INFINITY];
        let want = [0, 8_388_607, -8_388_608, 8_388_607, -8_388_608, 4_194_304, 1, 0, 8_388_607];
        assert_eq!(values.map(of), want);
    }

    #[test]
    fn the_file_holds_what_its_sizes_say() {
        let mut bytes = Vec::new();
        let pcm = Pcm { left: &[0.0, 0.5, 1.0], right: &[0.0; 3], rate_hz: 48_000 };
        write(&mut bytes, &pcm, "synthetic audio").unwrap();
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!((word(4), word(40)), (bytes.len() - 8, 18));
        assert_eq!(&bytes[62..66], b"LIST");
        assert_eq!(word(66), bytes.len() - 70);
        assert!(bytes.windows(15).any(|w| w == b"synthetic audio"));
        let uneven = Pcm { right: &[0.0], ..pcm };
        assert!(write(&mut Vec::new(), &uneven, "").is_err());
    }
}
