//! Where layers become one sound: faders, rounded peaks, the hall, the style's treatment, one loudness, a ceiling.

use super::band::{Band, Take};
use super::treatment;
use crate::cues::{Layer, Music};
use crate::dsp::{OnePole, Stereo, Tank, gain, integrated_lufs, limit, samples};

/// Loudness before gain and bus, LUFS.
const LOUDNESS_LUFS: f32 = -20.0;
/// Peaks of a layer bend from the first on and stay below the sum of both; drums, whose peaks are highest, sooner.
const KNEE: (f32, f32) = (0.30, 0.22);
const DRUMS_KNEE: (f32, f32) = (0.22, 0.2);
/// What the whole stays under, full scale = 1: three decibels for the effects that join it.
const CEILING: f32 = 0.7;
/// Treble is told apart from here on, hertz, and follows the mood by such a power of its brightness.
const TREBLE_HZ: f32 = 1_800.0;
const TREBLE: f32 = 0.4;
/// How loud the hall is against what goes into it.
const HALL: f32 = 0.3;

/// Layers on their way into one sound. How loud the whole is made, and where it gives way to its ceiling, is found with
/// all faders at rest: who moves one leaves every sample of the other layers as it was.
pub struct Desk<'a> {
    takes: Vec<Take>,
    band: &'a Band<'a>,
    hall: Stereo,
    level: f32,
    /// The ceiling's factor at every sample; empty until it is found.
    limits: Vec<f32>,
}

impl<'a> Desk<'a> {
    /// The layers of a band, and how loud they are together.
    pub fn new(takes: Vec<Take>, band: &'a Band<'a>) -> Desk<'a> {
        let mut desk = Desk { takes, band, hall: Stereo::default(), level: 1.0, limits: Vec::new() };
        desk.hall = desk.rung(|_| 1.0);
        let mut whole = Stereo::silence(band.length);
        desk.takes.iter().for_each(|take| whole.add(&take.sound, 0, gain(take.level_db)));
        whole.add(&desk.hall, 0, 1.0);
        let measured = integrated_lufs(&treated(whole, band));
        if measured.is_finite() {
            desk.level = gain((LOUDNESS_LUFS - measured).min(40.0));
        }
        desk.limits = limit::curve(&desk.mixed(|_| 1.0), 1.0, CEILING);
        desk
    }

    /// The layers that were played.
    pub fn layers(&self) -> impl Iterator<Item = Layer> {
        self.takes.iter().map(|take| take.layer)
    }

    /// The sum under faders, which are factors.
    pub fn mixed(&self, fader: impl Fn(Layer) -> f32) -> Stereo {
        let at_rest = self.takes.iter().all(|take| fader(take.layer) == 1.0);
        let mut sum = Stereo::silence(self.band.length);
        for take in &self.takes {
            let (before, after) = (self.level * gain(take.level_db), fader(take.layer));
            let knee = if take.layer == Layer::Drums { DRUMS_KNEE } else { KNEE };
            for (sum, channel) in sum.channels_mut().into_iter().zip(take.sound.channels()) {
                sum.iter_mut().zip(channel).for_each(|(sum, x)| *sum += after * bent(before * x, knee));
            }
        }
        let moved = (!at_rest).then(|| self.rung(fader));
        sum.add(moved.as_ref().unwrap_or(&self.hall), 0, self.level);
        let mut sum = treated(sum, self.band);
        for channel in sum.channels_mut() {
            channel.iter_mut().zip(&self.limits).for_each(|(x, limit)| *x *= limit);
        }
        sum
    }

    /// The hall that music rings in: dark, and without mud.
    fn rung(&self, fader: impl Fn(Layer) -> f32) -> Stereo {
        let mut send = Stereo::silence(self.band.length);
        for take in &self.takes {
            send.add(&take.sound, 0, HALL * fader(take.layer) * gain(take.level_db + take.send_db));
        }
        for channel in send.channels_mut() {
            let mut floor = OnePole::new(190.0);
            channel.iter_mut().for_each(|x| *x = floor.high(*x));
        }
        Tank::new(self.band.frame.idiom.hall_s, 4_200.0, 1.0).fill(&send, samples(0.018), send.len())
    }
}

/// The sheet's faders, as factors.
pub fn by_hand(music: &Music) -> impl Fn(Layer) -> f32 {
    |layer| match music.faders.get(&layer) {
        Some(fader) if fader.mute => 0.0,
        Some(fader) => gain(fader.gain_db.clamp(-100.0, 24.0)),
        None => 1.0,
    }
}

/// What is done to the sum: the lowest octave is cleared, the bass is made mono, treble follows the mood, a tape wears.
fn treated(mut sum: Stereo, band: &Band<'_>) -> Stereo {
    let mut floor = [OnePole::new(28.0), OnePole::new(28.0), OnePole::new(28.0), OnePole::new(28.0)];
    let mut side_floor = OnePole::new(130.0);
    for (l, r) in sum.left.iter_mut().zip(sum.right.iter_mut()) {
        let [a, b, c, d] = &mut floor;
        let (left, right) = (b.high(a.high(*l)), d.high(c.high(*r)));
        let (mid, side) = (0.5 * (left + right), side_floor.high(0.5 * (left - right)));
        (*l, *r) = (mid + side, mid - side);
    }
    let treble = libm::powf(band.colour().brightness_hz / 2000.0, TREBLE);
    for channel in sum.channels_mut() {
        let mut split = OnePole::new(TREBLE_HZ);
        channel.iter_mut().for_each(|x| *x += (treble - 1.0) * split.high(*x));
    }
    treatment::tape(&mut sum, &band.treatment(), &mut band.chance("tape"));
    sum
}

/// Rounds peaks off.
fn bent(x: f32, (knee, more): (f32, f32)) -> f32 {
    let over = x.abs() - knee;
    if over <= 0.0 { x } else { (knee + more * libm::tanhf(over / more)).copysign(x) }
}
