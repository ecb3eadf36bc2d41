//! Small clicks: keys, mice, shutters, switches, locks, ratchets, clocks, each made of a few parts that meet.

use super::blend::{Blend, Puff, to_peak_one};
use super::impact::ring_of;
use crate::cues::{Click, ClickKind};
use crate::dsp::{Chance, Mode, gain};
use crate::render::{Take, Voice};

/// No click lasts longer, seconds.
const LONGEST_S: f32 = 1.2;

/// Silence before a moment, seconds: the rounding of its edge must not take half of so short a contact away.
pub const LEAD_S: f32 = 0.002;

/// One contact of two small parts.
#[derive(Clone, Copy)]
struct Part {
    /// When, seconds after the first.
    at_s: f32,
    /// Lowest pitch, hertz.
    hz: f32,
    /// Time to fall by 60 dB, seconds.
    t60_s: f32,
    /// Level.
    level: f32,
    /// Share of noise, 0..=1.
    noise: f32,
    /// How many modes lie over the lowest.
    modes: usize,
}

/// One click, or as many as the stretch holds, as strong as the take says.
pub fn render(click: &Click, take: &Take) -> Voice {
    let mut blend = Blend::default();
    if take.samples() == 0 {
        // A ratchet is turned by some teeth at a time.
        let turns = if click.kind == ClickKind::Ratchet { 15 } else { 1 };
        // A swing of the arm: fastest in its middle.
        let mut late_s = 0.0;
        for n in 0..turns {
            let at_s = LEAD_S + late_s;
            late_s += 0.022 + 0.002 * (n as f32 - 7.0).abs();
            once(
                &mut blend,
                click,
                (at_s, 1.0 - 0.02 * n as f32, n),
                &mut take.chance(&format!("click {n}")),
            );
        }
        return blend.into_moment(LONGEST_S, take);
    }
    let mut chance = take.chance("rhythm");
    let (mut at_s, length_s) = (0.02f32, take.length_s as f32);
    let mut count = 0;
    while at_s < length_s - 0.02 {
        let v = take.strength(f64::from(at_s));
        if v > 0.04 {
            once(
                &mut blend,
                click,
                (at_s, 0.3 + 0.7 * v, count),
                &mut take.chance(&format!("click {count}")),
            );
            count += 1;
        }
        at_s += wait_s(click.kind, v, &mut chance);
    }
    blend.into_stretch(take.samples(), take)
}

/// How long until the next.
fn wait_s(kind: ClickKind, v: f32, chance: &mut Chance) -> f32 {
    let uneven =
        |mean: f32, share: f32, chance: &mut Chance| mean * (1.0 + share * chance.normal()).clamp(0.4, 2.5);
    match kind {
        ClickKind::Tick => uneven(0.5, 0.004, chance),
        ClickKind::Ratchet => uneven(0.16 - 0.09 * v, 0.05, chance),
        // Words come in bursts, with pauses to think.
        ClickKind::Key | ClickKind::Typebar if chance.happens(0.07) => chance.within(0.3, 0.7),
        ClickKind::Key | ClickKind::Typebar => uneven(0.18 - 0.07 * v, 0.32, chance),
        ClickKind::Mouse if chance.happens(0.3) => chance.within(0.16, 0.22),
        ClickKind::Mouse => chance.within(0.5, 1.3),
        ClickKind::Shutter => uneven(0.9, 0.4, chance),
        ClickKind::Snip => uneven(0.48, 0.15, chance),
        ClickKind::Switch | ClickKind::Lock | ClickKind::Button => uneven(0.9, 0.3, chance),
    }
}

fn once(blend: &mut Blend, click: &Click, (at_s, level, count): (f32, f32, usize), chance: &mut Chance) {
    let lower = libm::powf(2.0, 0.9 * (0.4 - click.size.clamp(0.0, 1.0)));
    let hand = chance.within(0.94, 1.06);
    for part in parts(click.kind, count, chance) {
        let loud = level * part.level * chance.within(0.85, 1.15);
        let part = Part { hz: part.hz * lower * hand, ..part };
        blend.add(&contact(&part, chance), at_s + part.at_s, loud);
    }
    if click.kind == ClickKind::Shutter {
        let curtain = Puff { low_hz: 1_200.0, high_hz: 8_000.0, rise_s: 8e-3, t60_s: 0.05 }.samples(chance);
        blend.add(&curtain, at_s + 0.02, 0.16 * level);
    }
    if click.kind == ClickKind::Snip {
        // One blade slides along the other, ever faster, until they close.
        let slide = Puff { low_hz: 3_500.0, high_hz: 14_000.0, rise_s: 0.12, t60_s: 0.03 }.samples(chance);
        blend.add(&slide, at_s, 0.4 * level);
    }
}

fn contact(part: &Part, chance: &mut Chance) -> Vec<f32> {
    let modes: Vec<Mode> = (0..part.modes)
        .map(|k| {
            let ratio = libm::powf(1.62, k as f32) * chance.within(0.95, 1.05);
            Mode {
                hz: part.hz * ratio,
                t60_s: part.t60_s / libm::sqrtf(ratio),
                gain: libm::powf(ratio, -0.15),
            }
        })
        .collect();
    let force: Vec<f32> = (0..8).map(|i| (1.0 + 0.4 * chance.white()) * (1.0 - i as f32 / 8.0)).collect();
    let mut sound = ring_of(&modes, &force);
    let puff =
        Puff { low_hz: 1.6 * part.hz, high_hz: 11_000.0, rise_s: 8e-5, t60_s: 0.006 + 0.2 * part.t60_s };
    let noise = puff.samples(chance);
    sound.resize(sound.len().max(noise.len()), 0.0);
    sound.iter_mut().zip(&noise).for_each(|(sum, x)| *sum = *sum * (1.0 - part.noise) + part.noise * x);
    if noise.len() < sound.len() {
        sound[noise.len()..].iter_mut().for_each(|x| *x *= 1.0 - part.noise);
    }
    to_peak_one(sound)
}

/// The contacts of a kind: when, how high, how long, how loud.
fn parts(kind: ClickKind, count: usize, chance: &mut Chance) -> Vec<Part> {
    let part = |at_s, hz, t60_s, level, noise| Part { at_s, hz, t60_s, level, noise, modes: 5 };
    match kind {
        ClickKind::Key => key(chance),
        ClickKind::Mouse => {
            let up_s = chance.within(0.06, 0.09);
            vec![part(0.0, 2_300.0, 0.010, 1.0, 0.5), part(up_s, 2_900.0, 0.008, 0.55, 0.5)]
        }
        ClickKind::Shutter => vec![
            part(0.0, 900.0, 0.022, 0.8, 0.4),
            part(0.009, 1_700.0, 0.015, 0.5, 0.5),
            part(chance.within(0.06, 0.075), 700.0, 0.03, 1.0, 0.4),
            part(0.085, 1_500.0, 0.018, 0.5, 0.5),
        ],
        ClickKind::Switch => vec![
            part(0.0, 1_500.0, 0.010, 0.35, 0.5),
            part(chance.within(0.012, 0.02), 620.0, 0.030, 1.0, 0.35),
            part(0.028, 2_400.0, 0.012, 0.4, 0.4),
        ],
        ClickKind::Lock => vec![
            part(0.0, 3_100.0, 0.02, 0.35, 0.6),
            part(0.055, 2_600.0, 0.025, 0.5, 0.5),
            part(chance.within(0.15, 0.19), 2_300.0, 0.05, 1.0, 0.4),
            part(0.152, 310.0, 0.05, 0.5, 0.2),
            part(0.2, 3_300.0, 0.05, 0.6, 0.5),
        ],
        // The pawl lies on its spring and on the next tooth at once: a dry click, more noise than note.
        ClickKind::Ratchet => {
            vec![part(0.0, 1_250.0, 0.014, 1.0, 0.55), part(0.006, 2_900.0, 0.012, 0.4, 0.4)]
        }
        // A pallet falls on one side, then on the other.
        ClickKind::Tick => {
            let hz = if count.is_multiple_of(2) { 2_350.0 } else { 1_950.0 };
            vec![part(0.0, hz, 0.016, 1.0, 0.3), part(0.011, 1.6 * hz, 0.010, 0.35, 0.4)]
        }
        // The type strikes paper on a roller of hard rubber; the bar falls back into its bed.
        ClickKind::Typebar => {
            let back_s = chance.within(0.07, 0.1);
            vec![
                part(0.0, 1_900.0, 0.02, 1.0, 0.5),
                part(0.001, 330.0, 0.05, 0.7, 0.1),
                part(0.004, 3_700.0, 0.04, 0.35, 0.2),
                part(back_s, 1_250.0, 0.03, 0.4, 0.4),
            ]
        }
        ClickKind::Snip => vec![part(0.11, 4_100.0, 0.05, 1.0, 0.4), part(0.125, 2_600.0, 0.04, 0.4, 0.4)],
        ClickKind::Button => {
            let up_s = chance.within(0.105, 0.118);
            vec![part(0.0, 2_350.0, 0.009, 1.0, 0.6), part(up_s, 2_900.0, 0.007, 0.45, 0.6)]
        }
    }
}

/// The cap's edge, the plate, the case under it, and the release 60 to 110 ms later; one in six is a wide key. Thin
/// plastic clicks drily: there is little in it that rings, and going up is nearly as loud as coming down.
fn key(chance: &mut Chance) -> Vec<Part> {
    let wide = if chance.happens(0.16) { 0.72 } else { 1.0 };
    let (hz, up_s) = (wide * chance.log_within(2_650.0, 4_050.0), chance.within(0.06, 0.11));
    let part = |at_s, hz, t60_s, level, noise, modes| Part { at_s, hz, t60_s, level, noise, modes };
    vec![
        part(0.0, 2.1 * hz, 0.006, 1.0, 0.8, 4),
        part(chance.within(0.006, 0.012), hz, 0.008, 0.5, 0.8, 6),
        part(0.010, 260.0 * wide, 0.03, 0.12, 0.1, 2),
        part(up_s, 1.4 * hz, 0.008, gain(-4.0), 0.9, 5),
    ]
}

/// A short click for others' use: a joint, a stone, a spoke.
pub fn tap(hz: f32, t60_s: f32, chance: &mut Chance) -> Vec<f32> {
    let part = Part { at_s: 0.0, hz, t60_s, level: 1.0, noise: 0.35, modes: 5 };
    contact(&part, chance)
}
