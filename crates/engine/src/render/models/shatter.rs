//! Things that break apart: the crack, then shards that ring each for itself and fall once more.

use super::blend::{Blend, Puff, thump, to_peak_one};
use super::impact::ring_of;
use crate::cues::{Brittle, Shatter};
use crate::dsp::{Chance, Mode, gain};
use crate::render::{Take, Voice};

/// No break lasts longer, seconds.
const LONGEST_S: f32 = 4.0;

/// How a stuff breaks.
struct Breaking {
    /// Lower and upper edge of the crack's noise, hertz.
    crack_hz: (f32, f32),
    /// Time in which the crack falls by 60 dB, seconds.
    crack_t60_s: f32,
    /// Cracks that make up the break, from small to large.
    cracks: (f32, f32),
    /// Time within which they come, seconds.
    within_s: f32,
    /// Shards, from small to large.
    shards: (f32, f32),
    /// Pitches of shards, hertz.
    shard_hz: (f32, f32),
    /// Ringing of shards, seconds.
    shard_t60_s: (f32, f32),
    /// Middle waits of shards that fly off and of those that fall, seconds.
    waits_s: (f32, f32),
    /// Level of the thump, decibels.
    thump_db: f32,
    /// Level of the crack's noise, decibels.
    crack_db: f32,
    /// Level of the shards, decibels.
    shards_db: f32,
}

impl Breaking {
    fn of(stuff: Brittle) -> Breaking {
        let glass = Breaking {
            crack_hz: (2_600.0, 14_000.0),
            crack_t60_s: 0.16,
            cracks: (2.0, 5.0),
            within_s: 0.05,
            shards: (40.0, 150.0),
            shard_hz: (2_000.0, 12_000.0),
            shard_t60_s: (0.03, 0.25),
            waits_s: (0.12, 0.35),
            thump_db: -14.0,
            crack_db: 0.0,
            shards_db: -3.0,
        };
        match stuff {
            Brittle::Glass => glass,
            Brittle::Ceramic => Breaking {
                crack_hz: (900.0, 9_000.0),
                crack_t60_s: 0.09,
                shards: (16.0, 50.0),
                shard_hz: (900.0, 6_500.0),
                shard_t60_s: (0.025, 0.12),
                waits_s: (0.09, 0.25),
                thump_db: -6.0,
                ..glass
            },
            Brittle::Ice => Breaking {
                crack_hz: (700.0, 9_000.0),
                crack_t60_s: 0.07,
                cracks: (4.0, 9.0),
                within_s: 0.35,
                shards: (14.0, 50.0),
                shard_hz: (1_000.0, 5_500.0),
                shard_t60_s: (0.02, 0.07),
                waits_s: (0.1, 0.25),
                thump_db: -9.0,
                shards_db: -8.0,
                ..glass
            },
            Brittle::Wood => Breaking {
                crack_hz: (350.0, 4_000.0),
                crack_t60_s: 0.05,
                cracks: (2.0, 14.0),
                within_s: 0.3,
                shards: (8.0, 60.0),
                shard_hz: (400.0, 3_500.0),
                shard_t60_s: (0.006, 0.03),
                waits_s: (0.05, 0.16),
                thump_db: -9.0,
                crack_db: 0.0,
                shards_db: -9.0,
            },
            // A wall: blocks that fall on each other for seconds, and the ground under them.
            Brittle::Masonry => Breaking {
                crack_hz: (60.0, 2_600.0),
                crack_t60_s: 0.5,
                cracks: (4.0, 22.0),
                within_s: 1.6,
                shards: (60.0, 420.0),
                shard_hz: (160.0, 2_400.0),
                shard_t60_s: (0.015, 0.07),
                waits_s: (0.5, 0.9),
                thump_db: 0.0,
                crack_db: 0.0,
                shards_db: 2.0,
            },
        }
    }
}

/// Breaks something. A stretch of it is one break and what falls after it.
pub fn render(shatter: &Shatter, take: &Take) -> Voice {
    let (how, size) = (Breaking::of(shatter.of), shatter.size.clamp(0.0, 1.0));
    let mut blend = Blend::default();
    cracks(&mut blend, &how, size, shatter.of, take);
    shards(&mut blend, &how, size, take);
    if take.samples() > 0 {
        blend.into_stretch(take.samples(), take)
    } else {
        blend.into_moment(LONGEST_S, take)
    }
}

/// The break itself: the strongest crack first, weaker ones after it.
fn cracks(blend: &mut Blend, how: &Breaking, size: f32, stuff: Brittle, take: &Take) {
    let mut chance = take.chance("cracks");
    let count = (how.cracks.0 + (how.cracks.1 - how.cracks.0) * size) as usize + chance.below(2);
    let mut at_s = 0.0;
    for k in 0..count.max(1) {
        let level =
            if k == 0 { 1.0 } else { chance.within(0.25, 0.8) * (1.0 - 0.5 * k as f32 / count as f32) };
        let puff = Puff {
            low_hz: how.crack_hz.0 * chance.log_within(0.8, 1.25),
            high_hz: how.crack_hz.1 * (0.8 + 0.3 * take.velocity),
            rise_s: 3e-4,
            t60_s: how.crack_t60_s * (0.7 + 0.9 * size) * chance.within(0.7, 1.3),
        };
        blend.add(&puff.samples(&mut chance), at_s, level * gain(how.crack_db));
        let ring = ring_of(&body(stuff, size, &mut chance), &[0.3, 0.8, 1.0, 0.8, 0.3]);
        blend.add(&ring, at_s, 0.8 * level);
        at_s += how.within_s * (0.3 + 0.7 * size) * chance.wait(1.0).min(2.5) / count as f32 * 1.6;
    }
    let hz = 140.0 - 60.0 * size;
    let beat = thump(hz, 2e-3, 0.09 + 0.12 * size, &mut chance);
    blend.add(&beat, 0.0, gain(how.thump_db + 5.0 * size));
}

/// What the whole thing sings while it is still one.
fn body(stuff: Brittle, size: f32, chance: &mut Chance) -> Vec<Mode> {
    let (low_hz, high_hz, t60_s, count) = match stuff {
        Brittle::Glass => (1_400.0 - 600.0 * size, 7_000.0, 0.12, 9),
        Brittle::Ceramic => (700.0 - 250.0 * size, 5_000.0, 0.06, 8),
        Brittle::Ice => (900.0 - 400.0 * size, 5_000.0, 0.06, 7),
        Brittle::Wood => (420.0 - 260.0 * size, 2_800.0, 0.028, 9),
        Brittle::Masonry => (120.0 - 50.0 * size, 900.0, 0.1, 9),
    };
    let mode = |_| {
        let hz = chance.log_within(low_hz, high_hz);
        Mode { hz, t60_s: t60_s * chance.within(0.5, 1.5), gain: libm::sqrtf(low_hz / hz) }
    };
    (0..count).map(mode).collect()
}

/// Pieces: some fly off at once, others fall later and bounce.
fn shards(blend: &mut Blend, how: &Breaking, size: f32, take: &Take) {
    let mut chance = take.chance("shards");
    let detail = if take.asmr { 1.4 } else { 1.0 };
    let count = (detail * (how.shards.0 + (how.shards.1 - how.shards.0) * size)) as usize;
    for k in 0..count {
        let falls = k % 5 > 1;
        let wait_s = if falls { how.waits_s.1 * (0.6 + 0.8 * size) } else { how.waits_s.0 };
        let begin_s = if falls { 0.1 + 0.16 * size } else { 0.004 };
        let at_s = begin_s + wait_s * chance.wait(1.0).min(4.0);
        let level = (0.12 * libm::sqrtf(chance.pareto(2.0))).min(0.7) * gain(how.shards_db);
        let piece = to_peak_one(shard(how, &mut chance));
        blend.add(&piece, at_s, level);
        if level > 0.2 * gain(how.shards_db) {
            bounce(blend, &piece, (at_s, level), &mut chance);
        }
    }
}

fn shard(how: &Breaking, chance: &mut Chance) -> Vec<f32> {
    let lowest_hz = chance.log_within(how.shard_hz.0, how.shard_hz.1);
    let t60_s = chance.log_within(how.shard_t60_s.0, how.shard_t60_s.1);
    let modes: Vec<Mode> = [1.0, chance.within(1.3, 1.7), chance.within(2.0, 2.9)]
        .into_iter()
        .zip([1.0, 0.6, 0.4])
        .map(|(ratio, gain)| Mode { hz: lowest_hz * ratio, t60_s: t60_s / libm::sqrtf(ratio), gain })
        .collect();
    let force: Vec<f32> = (0..6).map(|i| (1.0 + 0.4 * chance.white()) * (1.0 - i as f32 / 6.0)).collect();
    ring_of(&modes, &force)
}

/// A piece comes to rest: each hop takes .6 of the last.
fn bounce(blend: &mut Blend, piece: &[f32], (mut at_s, mut level): (f32, f32), chance: &mut Chance) {
    let mut hop_s = chance.within(0.05, 0.16);
    while hop_s > 0.008 {
        at_s += hop_s;
        level *= chance.within(0.5, 0.75);
        blend.add(piece, at_s, level);
        hop_s *= chance.within(0.52, 0.68);
    }
}
