//! Score to samples: layers are played, placed in a hall, summed, levelled and faded inside the clip.

use super::band::Band;
use super::compose::{self, Frame};
use super::font::SoundFont;
use super::{SHORTEST_S, seed_of, treatment};
use crate::cues::Ending;
use crate::dsp::{OnePole, Stereo, fade, gain, integrated_lufs, samples};
use crate::{CueSheet, Result, Watch};

/// Loudness before gain and bus, LUFS.
const LOUDNESS_LUFS: f32 = -20.0;
/// Peaks bend from here on and stay below the sum of both.
const KNEE: f32 = 0.42;
const OVER_KNEE: f32 = 0.27;

/// Renders the sheet's music, `length` samples; silence where there is none. Everything follows from the sheet and the
/// SoundFont, if there is one.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so; [`crate::Error::Refused`] for a SoundFont that is damaged.
pub fn render(
    sheet: &CueSheet,
    length: usize,
    font: Option<&SoundFont>,
    watch: &dyn Watch,
) -> Result<Stereo> {
    let Some(music) = sheet.music.as_ref().filter(|music| music.on) else {
        return Ok(Stereo::silence(length));
    };
    let duration = length as f64 / f64::from(crate::RATE);
    if duration < SHORTEST_S {
        return Ok(Stereo::silence(length));
    }
    let seed = seed_of(sheet, music);
    let frame = Frame::new(music, duration, sheet.mode.asmr);
    let score = compose::score(&frame, seed);
    let band = Band { frame: &frame, font, seed, length };
    let mut sum = band.play(&score, watch)?;
    finish(&mut sum, &band);
    Ok(sum)
}

/// Levels, adds a record's noise where there is one, and fades so that the last sample is silent.
fn finish(sum: &mut Stereo, band: &Band) {
    let (music, end_s) = (band.frame.music, band.frame.time(band.frame.grid.end()));
    raised(sum);
    let length_s = sum.len() as f64 / f64::from(crate::RATE);
    let out_s = match music.ending {
        Ending::Fade => (0.3 * length_s).max(1.0),
        Ending::Loop => 0.004,
        _ => (0.5 * (length_s - end_s)).clamp(0.25, 0.8),
    };
    let measured = integrated_lufs(sum);
    if measured.is_finite() {
        sum.scale(gain((LOUDNESS_LUFS - measured).min(40.0)));
    }
    if let Some(level_db) = band.treatment().vinyl_db {
        treatment::vinyl(sum, level_db, &mut band.chance("vinyl"));
    }
    for channel in sum.channels_mut() {
        fade(channel, samples(0.004), samples(out_s));
    }
    sum.channels_mut().into_iter().flatten().for_each(|x| *x = bent(*x));
    sum.scale(gain(music.gain_db.clamp(-100.0, 24.0)));
}

/// Clears the lowest octave and makes the bass mono.
fn raised(sum: &mut Stereo) {
    let mut floor = [OnePole::new(28.0), OnePole::new(28.0), OnePole::new(28.0), OnePole::new(28.0)];
    let mut side_floor = OnePole::new(130.0);
    for (l, r) in sum.left.iter_mut().zip(sum.right.iter_mut()) {
        let [a, b, c, d] = &mut floor;
        let (left, right) = (b.high(a.high(*l)), d.high(c.high(*r)));
        let (mid, side) = (0.5 * (left + right), side_floor.high(0.5 * (left - right)));
        (*l, *r) = (mid + side, mid - side);
    }
}

/// Rounds peaks off.
fn bent(x: f32) -> f32 {
    let over = x.abs() - KNEE;
    if over <= 0.0 { x } else { (KNEE + OVER_KNEE * libm::tanhf(over / OVER_KNEE)).copysign(x) }
}
