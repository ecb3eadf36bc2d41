//! One piece of a style, and what a mixing desk's meters say of it.

use super::flaws::sharpest_bend;
use anyhow::Result;
use engine::cues::{Layer, Music, Style};
use engine::dsp::{Stereo, db, integrated_lufs, samples};
use engine::music::{self, Key, Wish, judge};
use engine::report::{Listening, Spectra, listen};
use engine::{CueSheet, Patient, Seed, SoundFont};

/// Where the clip of a piece is cut, shares of its length.
const CUTS: [f64; 3] = [0.31, 0.56, 0.79];
/// Below this is mud where there is much of it, hertz.
const MUD_HZ: f32 = 150.0;
/// A bar this much softer than the whole is empty, decibels.
const EMPTY_DB: f32 = -30.0;
/// Two notes of one layer and pitch may overlap so far, seconds: a hand binds them.
const BOUND_S: f64 = 0.06;
/// The last moment that is looked at, seconds, and how long before the end it lies.
const LAST_S: (f64, f64) = (0.05, 0.1);

/// A piece, whole and layer by layer.
pub struct Tune {
    /// Its style.
    pub style: Style,
    /// Its sheet.
    pub sheet: CueSheet,
    /// What is heard.
    pub sound: Stereo,
    /// Its layers, each as it is heard in the whole.
    pub layers: Vec<(Layer, Stereo)>,
    /// Its notes.
    pub keys: Vec<Key>,
}

/// What the meters say.
#[derive(Debug, Clone, Default)]
pub struct Meters {
    /// Loudness, peak, constant, likeness of the channels.
    pub heard: Listening,
    /// Loudness of each layer, LUFS.
    pub layers: Vec<(Layer, f32)>,
    /// Share of the energy below 150 Hz.
    pub low: f32,
    /// Mean frequency by magnitude, hertz.
    pub centroid_hz: f32,
    /// The side against the middle, decibels.
    pub width_db: f32,
    /// Bars in which next to nothing sounds.
    pub empty_bars: usize,
    /// Notes that still sound when the same key is struck again.
    pub stuck: usize,
    /// The last moment against the whole, decibels.
    pub end_db: f32,
    /// The sharpest bend of pad and bass against its surroundings; over 12 is a click.
    pub bend: f32,
    /// Loudest second against the softest, decibels: how much it moves.
    pub moves_db: f32,
}

/// The sheet of a style's piece: three cuts, the mood that the style is at home in.
///
/// # Errors
/// Never for a sensible length.
pub fn sheet_of(style: Style, seconds: f64, seed: Seed) -> Result<CueSheet> {
    let mut sheet = super::rendition::empty_sheet(seconds)?;
    let scene = judge::bare_scene(seconds, &CUTS.map(|share| share * seconds), music::home(style));
    let wish = Wish { style: Some(style), ..Wish::default() };
    sheet.mode.asmr = style == Style::AsmrDrone;
    sheet.music = Some(music::plan(&scene, &wish, sheet.mode.asmr, seed));
    sheet.check()?;
    Ok(sheet)
}

impl Tune {
    /// Plays a sheet.
    ///
    /// # Errors
    /// When a SoundFont is damaged.
    pub fn of(style: Style, sheet: CueSheet, font: Option<&SoundFont>) -> Result<Tune> {
        let length = samples(sheet.duration);
        let sound = music::render(&sheet, length, font, &Patient)?;
        let layers = music::layers(&sheet, length, font, &Patient)?;
        let layers = layers.into_iter().filter(|(_, sound)| sound.peak() > 1e-5).collect();
        let keys = music::roll(&sheet);
        Ok(Tune { style, sheet, sound, layers, keys })
    }

    /// The score's plan.
    pub fn music(&self) -> &Music {
        self.sheet.music.as_ref().expect("a tune is music")
    }

    /// What the meters say.
    pub fn meters(&self) -> Meters {
        let spectra = Spectra::of(&self.sound, 8_192, 4_096);
        let held = self.layers.iter().filter(|(layer, _)| matches!(layer, Layer::Pad | Layer::Bass));
        Meters {
            heard: listen(&self.sound),
            layers: self.layers.iter().map(|(layer, sound)| (*layer, integrated_lufs(sound))).collect(),
            low: low(&spectra),
            centroid_hz: centroid(&spectra),
            width_db: width(&self.sound),
            empty_bars: self.empty_bars(),
            stuck: self.stuck(),
            end_db: self.end_db(),
            bend: held.map(|(_, sound)| sharpest_bend(&over_floor(sound)).0).fold(0.0, f32::max),
            moves_db: moves(&self.sound),
        }
    }

    fn empty_bars(&self) -> usize {
        let whole = level(&self.sound, 0..self.sound.len());
        let bars = self.music().downbeats.windows(2);
        bars.filter(|bar| level(&self.sound, samples(bar[0])..samples(bar[1])) < whole + EMPTY_DB).count()
    }

    fn end_db(&self) -> f32 {
        let end = samples(self.sheet.duration - LAST_S.1);
        level(&self.sound, end..end + samples(LAST_S.0)) - level(&self.sound, 0..self.sound.len())
    }

    fn stuck(&self) -> usize {
        let again = |key: &&Key| {
            let later = |next: &Key| {
                next.layer == key.layer
                    && next.pitch == key.pitch
                    && (key.t + 0.02..key.t + key.length_s - BOUND_S).contains(&next.t)
            };
            self.keys.iter().any(later)
        };
        self.keys.iter().filter(|key| key.pitch > 0).filter(again).count()
    }
}

/// Mean power of a stretch, decibels.
fn level(sound: &Stereo, range: std::ops::Range<usize>) -> f32 {
    let end = range.end.min(sound.len());
    let part =
        |channel: &Vec<f32>| channel[range.start.min(end)..end].iter().map(|x| f64::from(x * x)).sum::<f64>();
    let power = part(&sound.left) + part(&sound.right);
    db((power / (2.0 * (end - range.start.min(end)).max(1) as f64)).sqrt() as f32)
}

/// The left channel with a floor of noise, against which what begins from silence is no click.
fn over_floor(sound: &Stereo) -> Vec<f32> {
    let floor = 3e-3 * sound.peak();
    let noise = |i: usize| floor * ((i as u32).wrapping_mul(2_654_435_761) >> 8) as f32 / 8_388_608.0;
    sound.left.iter().enumerate().map(|(i, x)| x + noise(i)).collect()
}

fn low(spectra: &Spectra) -> f32 {
    let edge = spectra.bin(MUD_HZ);
    let power = |bins: &[f32]| bins.iter().map(|&x| f64::from(x * x)).sum::<f64>();
    let (under, all) = spectra
        .frames
        .iter()
        .fold((0.0, 1e-30), |(under, all), frame| (under + power(&frame[..edge]), all + power(frame)));
    (under / all) as f32
}

fn centroid(spectra: &Spectra) -> f32 {
    let (mut weighted, mut all) = (0.0, 1e-30);
    for frame in &spectra.frames {
        for (bin, &x) in frame.iter().enumerate() {
            weighted += f64::from(x) * bin as f64;
            all += f64::from(x);
        }
    }
    (weighted / all * f64::from(engine::RATE) / spectra.size as f64) as f32
}

fn width(sound: &Stereo) -> f32 {
    let (mut mid, mut side) = (1e-20, 1e-20);
    for (l, r) in sound.left.iter().zip(&sound.right) {
        mid += f64::from((l + r) * (l + r));
        side += f64::from((l - r) * (l - r));
    }
    db((side / mid).sqrt() as f32)
}

fn moves(sound: &Stereo) -> f32 {
    let step = engine::RATE as usize;
    let seconds = sound.len() / step;
    // The last second fades.
    let levels: Vec<f32> =
        (0..seconds.saturating_sub(1)).map(|s| level(sound, s * step..(s + 1) * step)).collect();
    let most = levels.iter().copied().fold(f32::MIN, f32::max);
    let least = levels.iter().copied().fold(f32::MAX, f32::min);
    if levels.is_empty() { 0.0 } else { most - least }
}

/// How far two renditions of a layer are apart, LU; `None` where one of them is silent.
pub fn apart(a: &Tune, b: &Tune, layer: Layer) -> Option<f32> {
    let loudness = |tune: &Tune| {
        let found = tune.layers.iter().find(|(own, _)| *own == layer);
        found.map(|(_, sound)| integrated_lufs(sound)).filter(|lufs| lufs.is_finite())
    };
    Some(loudness(a)? - loudness(b)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tune(style: Style) -> Tune {
        Tune::of(style, sheet_of(style, 6.0, Seed(3)).unwrap(), None).unwrap()
    }

    #[test]
    fn meters_see_what_is_there() {
        let mut tune = tune(Style::Jazz);
        let meters = tune.meters();
        assert_eq!((meters.empty_bars, meters.stuck), (0, 0));
        assert!((meters.heard.integrated_lufs + 20.0).abs() < 1.0, "{meters:?}");
        let low = (0..tune.sound.len()).map(|i| 0.3 * (i as f32 * 0.01).sin()).collect::<Vec<_>>();
        tune.sound = Stereo::of_mono(&low);
        assert!(tune.meters().low > 0.99);
        tune.sound = Stereo::silence(tune.sound.len());
        let first = tune.keys[0];
        tune.keys.push(Key { t: first.t + 0.1, ..first });
        tune.keys[0].length_s = 3.0;
        assert!(tune.meters().stuck >= 1);
    }

    #[test]
    fn layers_add_up_to_the_whole() {
        let tune = tune(Style::HousePop);
        let mut sum = Stereo::silence(tune.sound.len());
        tune.layers.iter().for_each(|(_, layer)| sum.add(layer, 0, 1.0));
        sum.add(&tune.sound, 0, -1.0);
        assert!(sum.peak() < 2e-4, "{}", sum.peak());
    }
}
