//! Sirens: the wail and yelp of American cars, the two tones of European ones, a bell of alarm.

use crate::cues::SignalKind;
use crate::dsp::{Chance, FS, OnePole, Saw, Svf};
use crate::render::models::again::steady;
use crate::render::models::stretch::Stretch;
use crate::render::{Take, Voice};

/// Sounds a siren; a moment is one turn of it.
pub fn sound(kind: SignalKind, pitch: f32, take: &Take) -> Voice {
    let natural_s = match kind {
        SignalKind::Wail => 3.6,
        SignalKind::TwoTone => 2.2,
        SignalKind::Buzzer => 0.9,
        _ => 1.5,
    };
    steady(take, natural_s, (0.04, 0.12), |stretch, chance| howl(kind, pitch, stretch, chance))
}

/// The tone at `t` seconds, hertz.
fn tone_hz(kind: SignalKind, t: f32) -> f32 {
    match kind {
        SignalKind::Wail => sweep(t / 4.2, 0.4),
        SignalKind::Yelp => sweep(t / 0.31, 0.45),
        // A fourth: 435 and 580 Hz, as German and Dutch cars have it.
        SignalKind::TwoTone => [435.0, 580.0][(t / 0.55) as usize % 2],
        // An armature at twice the mains.
        SignalKind::Buzzer => 120.0,
        _ => [800.0, 1_010.0][(t / 0.25) as usize % 2],
    }
}

/// 600 Hz to 1.5 kHz and back, `up` of the turn rising: the charge and discharge of a capacitor.
fn sweep(turns: f32, up: f32) -> f32 {
    let x = turns.fract();
    let filled = |y: f32| (1.0 - libm::expf(-2.2 * y)) / (1.0 - libm::expf(-2.2));
    let height = if x < up { filled(x / up) } else { 1.0 - filled((x - up) / (1.0 - up)) };
    600.0 * libm::powf(2.5, height)
}

/// A square wave through a horn speaker.
fn howl(kind: SignalKind, pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let begin_s = if kind == SignalKind::Wail { chance.within(0.0, 0.5) } else { 0.0 };
    let tuned = pitch * chance.within(0.98, 1.02);
    let (mut up, mut down) = (Saw::at(0.0), Saw::at(0.5));
    let (mut high, mut horn, mut dull) =
        (Svf::new(450.0, 0.7), Svf::new(1_700.0, 0.8), OnePole::new(4_200.0));
    let mut glide = OnePole::new(60.0);
    // The glide starts where the tone does, or every siren would begin with a swoop.
    (0..2_400).for_each(|_| _ = glide.low(tone_hz(kind, begin_s)));
    (0..stretch.length)
        .map(|i| {
            let hz = tuned * glide.low(tone_hz(kind, begin_s + i as f32 / FS));
            let square = up.sample(hz) - down.sample(hz);
            let out = high.high(square);
            libm::tanhf(0.7 * dull.low(out + 1.2 * horn.band(out)))
        })
        .collect()
}
