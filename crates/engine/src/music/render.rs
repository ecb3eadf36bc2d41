//! Score to samples: layers are played, placed in a hall, summed, levelled and faded inside the clip.

use super::compose::{self, Frame, Score};
use super::sound::{self, Colour};
use crate::cues::{Ending, Instrument, Layer, Music, Style};
use crate::dsp::{Chance, OnePole, Stereo, Tank, fade, gain, integrated_lufs, samples};
use crate::{CueSheet, Result, Seed, Watch};

/// Loudness before gain and bus, LUFS.
const LOUDNESS_LUFS: f32 = -20.0;
/// Peaks bend from here on and stay below the sum of both.
const KNEE: f32 = 0.42;
const OVER_KNEE: f32 = 0.27;

/// Renders the sheet's music, `length` samples; silence where there is none. Everything follows from the sheet.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so.
pub fn render(sheet: &CueSheet, length: usize, watch: &dyn Watch) -> Result<Stereo> {
    let Some(music) = sheet.music.as_ref().filter(|music| music.on) else {
        return Ok(Stereo::silence(length));
    };
    let duration = length as f64 / f64::from(crate::RATE);
    if duration < 0.2 {
        return Ok(Stereo::silence(length));
    }
    let seed = music.seed.map(Seed).unwrap_or(Seed(sheet.seed).of_part("music"));
    let frame = Frame::new(music, duration, sheet.mode.asmr);
    let score = compose::score(&frame, seed);
    let mut sum = play(&frame, &score, length, seed, watch)?;
    finish(&mut sum, music, frame.time(frame.grid.end()));
    Ok(sum)
}

fn colour(music: &Music, asmr: bool) -> Colour {
    let mood = music.mood;
    let octaves = 1.0 * mood.a.clamp(-1.0, 1.0) + 0.5 * mood.v.clamp(-1.0, 1.0);
    let brightness_hz = 2000.0 * libm::powf(2.0, if asmr { octaves.min(0.0) - 1.0 } else { octaves });
    Colour { brightness_hz, style: music.style, asmr }
}

/// Gain of a layer and how much of it goes into the hall, decibels.
fn balance(layer: Layer, instrument: Instrument, style: Style) -> (f32, f32) {
    let (level, send) = match (layer, style) {
        (Layer::Pad, Style::CinematicAmbient) => (0.0, -8.0),
        (Layer::Pad, Style::Piano) => (-14.0, -7.0),
        (Layer::Pad, Style::Uplifting) => (-4.0, -9.0),
        (Layer::Pad, Style::Tension) => (-3.0, -8.0),
        (Layer::Lead, _) => (0.0, -9.0),
        (_, Style::CinematicAmbient) => (0.0, -5.0),
        (_, Style::Tension) => (-2.0, -12.0),
        (_, Style::Uplifting) => (0.0, -13.0),
        _ => (0.0, -11.0),
    };
    let own = if instrument == Instrument::Bells { 1.0 } else { 0.0 };
    (level + own, send)
}

fn play(frame: &Frame, score: &Score, length: usize, seed: Seed, watch: &dyn Watch) -> Result<Stereo> {
    let colour = colour(frame.music, frame.asmr);
    let style = frame.music.style;
    let (mut dry, mut send) = (Stereo::silence(length), Stereo::silence(length));
    let mut mix = |layer: &Stereo, level_db: f32, send_db: f32| {
        dry.add(layer, 0, gain(level_db));
        send.add(layer, 0, gain(level_db + send_db));
    };
    for part in &score.parts {
        let mut chance = Chance::new(seed.of_part("touch").of_part(&format!("{:?}", part.layer)));
        let mut layer = Stereo::silence(length);
        for note in &part.notes {
            watch.check()?;
            sound::play(part.instrument, note, &colour, &mut chance, &mut layer);
        }
        let (level, wet) = balance(part.layer, part.instrument, style);
        mix(&layer, level, wet);
    }
    let mut bass = Stereo::silence(length);
    score.bass.iter().for_each(|note| sound::bass(note, &colour, &mut bass));
    mix(&bass, -7.5, -60.0);
    let (mut drums, mut swells) = (Stereo::silence(length), Stereo::silence(length));
    let mut chance = Chance::new(seed.of_part("strokes"));
    score.strokes.iter().for_each(|stroke| sound::stroke(stroke, &mut chance, &mut drums));
    mix(&drums, -2.0, -16.0);
    score.swells.iter().for_each(|swell| sound::swell(swell, &colour, &mut chance, &mut swells));
    mix(&swells, 0.0, -8.0);
    watch.check()?;
    let rt60_s = match style {
        Style::CinematicAmbient => 3.0,
        Style::Piano => 2.0,
        Style::Uplifting => 1.4,
        Style::Tension => 2.2,
    };
    dry.add(&hall(send, rt60_s), 0, 0.3);
    Ok(dry)
}

/// The hall that music rings in: dark, and without mud.
fn hall(mut send: Stereo, rt60_s: f32) -> Stereo {
    for channel in send.channels_mut() {
        let mut floor = OnePole::new(190.0);
        channel.iter_mut().for_each(|x| *x = floor.high(*x));
    }
    Tank::new(rt60_s, 4_200.0, 1.0).fill(&send, samples(0.018), send.len())
}

/// Clears the lowest octave, makes the bass mono, levels, and fades so that the last sample is silent.
fn finish(sum: &mut Stereo, music: &Music, end_s: f64) {
    let mut floor = [OnePole::new(28.0), OnePole::new(28.0), OnePole::new(28.0), OnePole::new(28.0)];
    let mut side_floor = OnePole::new(130.0);
    for (l, r) in sum.left.iter_mut().zip(sum.right.iter_mut()) {
        let [a, b, c, d] = &mut floor;
        let (left, right) = (b.high(a.high(*l)), d.high(c.high(*r)));
        let (mid, side) = (0.5 * (left + right), side_floor.high(0.5 * (left - right)));
        (*l, *r) = (mid + side, mid - side);
    }
    let length_s = sum.len() as f64 / f64::from(crate::RATE);
    let out_s = match music.ending {
        Ending::Fade => (0.3 * length_s).max(1.0),
        _ => (0.5 * (length_s - end_s)).clamp(0.25, 0.8),
    };
    for channel in sum.channels_mut() {
        fade(channel, samples(0.004), samples(out_s));
    }
    let measured = integrated_lufs(sum);
    if measured.is_finite() {
        sum.scale(gain((LOUDNESS_LUFS - measured).min(40.0)));
    }
    sum.channels_mut().into_iter().flatten().for_each(|x| *x = bent(*x));
    sum.scale(gain(music.gain_db.clamp(-100.0, 24.0)));
}

/// Rounds peaks off.
fn bent(x: f32) -> f32 {
    let over = x.abs() - KNEE;
    if over <= 0.0 { x } else { (KNEE + OVER_KNEE * libm::tanhf(over / OVER_KNEE)).copysign(x) }
}
