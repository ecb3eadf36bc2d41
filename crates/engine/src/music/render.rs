//! Score to samples: layers are played, placed in a hall, summed, levelled and faded inside the clip.

use super::band::Band;
use super::compose::{self, Frame};
use super::desk::{self, Desk};
use super::font::SoundFont;
use super::{SHORTEST_S, seed_of, treatment};
use crate::cues::{Ending, Layer};
use crate::dsp::{Stereo, fade, gain, samples};
use crate::{CueSheet, Result, Watch};

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
    let desk = Desk::new(band.takes(&score, watch)?, &band);
    watch.check()?;
    let mut sum = desk.mixed(desk::by_hand(music));
    finish(&mut sum, &band);
    Ok(sum)
}

/// Each layer alone, as it is heard in the whole: the sum of all is the music without a record's noise.
///
/// # Errors
/// As [`render`].
pub fn layers(
    sheet: &CueSheet,
    length: usize,
    font: Option<&SoundFont>,
    watch: &dyn Watch,
) -> Result<Vec<(Layer, Stereo)>> {
    let Some(music) = sheet.music.as_ref().filter(|music| music.on) else {
        return Ok(Vec::new());
    };
    let seed = seed_of(sheet, music);
    let frame = Frame::new(music, length as f64 / f64::from(crate::RATE), sheet.mode.asmr);
    let score = compose::score(&frame, seed);
    let band = Band { frame: &frame, font, seed, length };
    let desk = Desk::new(band.takes(&score, watch)?, &band);
    let by_hand = desk::by_hand(music);
    let alone = |layer: Layer| {
        let mut sum = desk.mixed(|other| if other == layer { by_hand(other) } else { 0.0 });
        faded(&mut sum, &band);
        (layer, sum)
    };
    Ok(desk.layers().map(alone).collect())
}

/// Adds a record's noise where there is one, and fades.
fn finish(sum: &mut Stereo, band: &Band<'_>) {
    if let Some(level_db) = band.treatment().vinyl_db {
        treatment::vinyl(sum, level_db, &mut band.chance("vinyl"));
    }
    faded(sum, band);
}

/// Fades so that the last sample is silent, and sets the level.
fn faded(sum: &mut Stereo, band: &Band<'_>) {
    let (music, end_s) = (band.frame.music, band.frame.time(band.frame.grid.end()));
    let length_s = sum.len() as f64 / f64::from(crate::RATE);
    let out_s = match music.ending {
        Ending::Fade => (0.3 * length_s).max(1.0),
        Ending::Loop => 0.004,
        _ => (0.5 * (length_s - end_s)).clamp(0.25, 0.8),
    };
    for channel in sum.channels_mut() {
        fade(channel, samples(0.004), samples(out_s));
    }
    sum.scale(gain(music.gain_db.clamp(-100.0, 24.0)));
}
