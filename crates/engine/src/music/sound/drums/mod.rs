//! Things that are struck and have no pitch: who plays which stroke, how loud, and where they stand.

mod dusty;
mod hands;
mod metal;
mod skins;

use super::panned;
use crate::dsp::{Chance, OnePole, Stereo, fade, samples};
use crate::music::compose::{Drum, Stroke};

/// Plays one stroke into `out`.
pub fn stroke(stroke: &Stroke, chance: &mut Chance, out: &mut Stereo) {
    let hard = stroke.force.clamp(0.0, 1.0);
    let (mut sound, level) = sound(stroke.drum, hard, chance);
    muffle(&mut sound, stroke.drum, hard);
    out.add(&sound, samples(stroke.t) as isize, level * hard * (0.4 + 0.6 * hard));
}

/// A stroke's sound and how loud it is in its kit.
fn sound(drum: Drum, hard: f32, chance: &mut Chance) -> (Stereo, f32) {
    let at = |mono: Vec<f32>, pan: f32| panned(&mono, pan);
    match drum {
        Drum::Kick => (at(skins::kick(chance), 0.0), 0.46),
        Drum::Snare => (at(skins::snare(hard, chance), 0.05), 0.42),
        Drum::Rim => (at(hands::rim(chance), 0.15), 0.30),
        Drum::Clap => (hands::clap(chance), 0.42),
        Drum::Shaker => (at(hands::shaker(chance), 0.45), 0.12),
        Drum::Tick => (at(hands::tick(chance), -0.4), 0.18),
        Drum::Hat => (at(metal::hat(0.045, chance), 0.3), 0.20),
        Drum::OpenHat => (at(metal::hat(0.32, chance), 0.3), 0.18),
        Drum::Ride => (at(metal::ride(chance), -0.35), 0.34),
        Drum::Brush => (at(hands::brush(hard, chance), 0.2), 0.22),
        Drum::Crash => (metal::crash(chance), 0.16),
        Drum::Low => (skins::low(hard, chance), 0.6),
        Drum::Boom => (skins::boom(chance), 0.55),
        Drum::Taiko => (skins::taiko(hard, chance), 0.52),
        Drum::Woodblock => (at(hands::woodblock(chance), 0.35), 0.30),
        Drum::Cajon => (at(hands::cajon(hard, chance), -0.1), 0.42),
        Drum::Tom => (at(skins::tom(hard, chance), -0.25), 0.30),
        Drum::DustyKick => (at(dusty::kick(chance), 0.0), 0.44),
        Drum::DustySnare => (at(dusty::snare(hard, chance), 0.05), 0.36),
        Drum::GatedSnare => (skins::gated_snare(hard, chance), 0.40),
        Drum::NoiseHat => (at(dusty::noise_hat(chance), 0.0), 0.16),
        Drum::Bendir => (at(skins::bendir(hard, chance), -0.15), 0.36),
        Drum::Tambourine => (at(metal::tambourine(chance), 0.35), 0.09),
        Drum::Heartbeat => (at(skins::heartbeat(chance), 0.0), 0.55),
    }
}

/// A soft stroke is a dull one.
fn muffle(sound: &mut Stereo, drum: Drum, hard: f32) {
    let open_hz = match drum {
        Drum::Hat | Drum::OpenHat | Drum::Ride | Drum::Crash | Drum::Tambourine | Drum::Shaker => 7_000.0,
        _ => 2_600.0,
    };
    let mut tops = [OnePole::new(open_hz * (0.35 + 2.6 * hard)), OnePole::new(open_hz * (0.35 + 2.6 * hard))];
    for (channel, top) in sound.channels_mut().into_iter().zip(&mut tops) {
        let mut floor = OnePole::new(24.0);
        channel.iter_mut().for_each(|x| *x = floor.high(top.low(*x)));
        let length = channel.len();
        fade(channel, 0, samples(0.015).min(length));
    }
}
