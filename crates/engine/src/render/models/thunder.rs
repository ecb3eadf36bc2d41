//! Thunder: a crooked channel whose every piece sends an N-wave that arrives when its distance says, so that claps
//! and rolls follow from its shape (A. A. Few, "Power spectrum of thunder", 1969; Ribner & Roy 1982).

use super::stretch::Stretch;
use crate::cues::Thunder;
use crate::dsp::{Chance, FS, Field, OnePole, Smooth, Stereo, Tank, samples};
use crate::render::{Take, Voice};
use core::f32::consts::{PI, TAU};

/// Speed of sound, metres a second.
const C: f32 = 343.0;

/// Length of one piece of channel, metres: its wave lasts about as long as sound takes along it.
const PIECE: f32 = 6.0;

/// Distances share this many filters for what the air swallows.
const SHELLS: usize = 16;

/// From one of them to the next, metres.
const SHELL: f32 = 350.0;

/// Sound before the clap that is kept, seconds.
const LEAD_S: f32 = 0.06;

/// Renders one stroke as a moment; a stretch begins with it and has a further one every 9 s or so.
pub fn render(thunder: &Thunder, take: &Take) -> Voice {
    let away = thunder.away.clamp(60.0, 8_000.0);
    let mut chance = take.chance("stroke");
    if take.samples() == 0 {
        let (field, onset) = stroke(away, samples(f64::from(moment_s(away))), &mut chance);
        return Voice::wide(field.settled()).with_onset(onset);
    }
    let Stretch { length, strength } = Stretch::of(take, 0.0);
    let mut field = Field::new(length);
    let mut at = 0;
    while at < length {
        let further = if at == 0 { 1.0 } else { chance.log_within(0.9, 1.9) };
        let (one, _) = stroke(away * further, length - at, &mut chance);
        field.add_sound(one.sound(), at, strength.at(at) / further);
        at += (chance.within(6.0, 12.0) * FS) as usize;
    }
    Voice::wide(field.settled())
}

/// How long a stroke is heard, seconds: a far one rolls longer.
fn moment_s(away: f32) -> f32 {
    (5.0 + away / 700.0).min(8.0)
}

/// One stroke over `length` samples, and the sample of its clap.
fn stroke(away: f32, length: usize, chance: &mut Chance) -> (Field, usize) {
    let pieces = channel(away, chance);
    let nearest = pieces.iter().fold(f32::MAX, |r, p| r.min(p.r));
    let mut shells: Vec<Stereo> = (0..SHELLS).map(|_| Stereo::silence(length)).collect();
    for piece in &pieces {
        // Shared between two shells by its distance, so that no step is heard from one to the next.
        let place = ((piece.r - nearest) / SHELL).min(SHELLS as f32 - 1.001);
        let (shell, part) = (place as usize, place.fract());
        // The foot of the channel is met first and is the weakest: thunder grows into its clap, an explosion does not.
        let grown = ((piece.r - nearest) / (0.1 * nearest)).min(1.0);
        let hit = chance.within(0.6, 1.4) * (0.25 + 0.75 * grown);
        piece.arrive(&mut shells[shell], nearest, hit * (1.0 - part));
        piece.arrive(&mut shells[shell + 1], nearest, hit * part);
    }
    tear(&mut shells[0], (away, nearest), chance);
    let mut dry = Stereo::silence(length);
    for (i, shell) in shells.iter_mut().enumerate() {
        through_air(shell, nearest + SHELL * i as f32);
        dry.add(shell, 0, 1.0);
    }
    let echoes = Tank::new(4.5, 900.0, 3.3).fill(&dry, 0, dry.len());
    dry.add(&echoes, 0, 0.1);
    level(&mut dry);
    let onset = clap(&dry);
    let mut field = Field::new(length);
    field.add_sound(&dry, 0, 1.0);
    (field, onset)
}

/// The tearing before and into a near clap: side branches and leaders, each far weaker and shorter than the channel.
fn tear(into: &mut Stereo, (away, nearest): (f32, f32), chance: &mut Chance) {
    let many = (900.0 * (700.0 / away).min(1.5)) as usize;
    for _ in 0..many {
        // Most around the clap, thinning out over half a second.
        let later = chance.wait(6.0) - 0.03;
        let piece = Piece {
            r: (nearest + later * C).max(20.0),
            pan: chance.within(-0.9, 0.9),
            power: 0.22 * PIECE * chance.pareto(2.4).min(9.0),
            late: chance.within(-40.0, 40.0),
            wave_s: chance.log_within(0.000_15, 0.000_7),
        };
        piece.arrive(into, nearest, 1.0);
    }
}

/// Brings the roll up under the clap, as ears and microphones do: a single clap of 40 dB over its roll is heard as
/// an explosion. The gain follows the louder side over .15 s, and peaks are rounded.
fn level(sound: &mut Stereo) {
    let peak = sound.peak().max(1e-9);
    let mut follow = Smooth::new(0.004, 0.15);
    for (l, r) in sound.left.iter_mut().zip(sound.right.iter_mut()) {
        let loud = follow.sample(l.abs().max(r.abs()) / peak).max(3e-4);
        let gain = libm::powf(loud, -0.33) / peak;
        for x in [l, r] {
            let y = 1.6 * gain * *x;
            *x = y / (1.0 + y.abs());
        }
    }
}

/// The first sample that reaches a third of the loudest.
fn clap(sound: &Stereo) -> usize {
    let wanted = sound.peak() / 3.0;
    let loud = |(l, r): (&f32, &f32)| l.abs().max(r.abs()) >= wanted;
    sound.left.iter().zip(&sound.right).position(loud).unwrap_or(0)
}

/// Two poles at 8·10⁵/r Hz: what a wave has lost after r metres of air.
fn through_air(sound: &mut Stereo, r: f32) {
    let cutoff_hz = (8.0e5 / r).clamp(150.0, 9_000.0);
    for channel in sound.channels_mut() {
        let (mut first, mut second) = (OnePole::new(cutoff_hz), OnePole::new(5.0 * cutoff_hz));
        // What is silent before the first wave stays untouched; the small number keeps the end from crawling.
        let begin = channel.iter().position(|x| *x != 0.0).unwrap_or(channel.len());
        channel[begin..].iter_mut().for_each(|x| *x = second.low(first.low(*x + 1e-18)));
    }
}

/// A piece of the channel as the listener meets it.
struct Piece {
    /// Distance, metres.
    r: f32,
    /// Azimuth as a pan.
    pan: f32,
    /// Power of the discharge there.
    power: f32,
    /// Samples between the ears, for what the pan alone does not part.
    late: f32,
    /// Thickness in time of its wave at the source, seconds.
    wave_s: f32,
}

impl Piece {
    /// Adds its N-wave: a jump up, a straight fall through zero, a jump back.
    fn arrive(&self, into: &mut Stereo, nearest: f32, hit: f32) {
        let at = ((self.r - nearest) / C + LEAD_S) * FS;
        // Non-linear stretching lengthens the wave by about the fourth root of the distance.
        let n = (self.wave_s * libm::powf(self.r / 300.0, 0.25) * FS).max(4.0);
        let gain = hit * self.power / self.r;
        let angle = (self.pan * 0.8 + 1.0) * PI / 4.0;
        let sides = [(libm::cosf(angle), self.late), (libm::sinf(angle), -self.late)];
        for (channel, (side, late)) in into.channels_mut().into_iter().zip(sides) {
            let Some(channel) = channel.get_mut((at + late.max(0.0)) as usize..) else { continue };
            for (i, x) in channel.iter_mut().take(n as usize).enumerate() {
                *x += gain * side * (1.0 - 2.0 * i as f32 / n);
            }
        }
    }
}

/// The main channel with its bends, its way through the cloud, and its branches.
fn channel(away: f32, chance: &mut Chance) -> Vec<Piece> {
    let bearing = chance.within(-0.5, 0.5);
    let begin = [away * libm::sinf(bearing), away * libm::cosf(bearing), 0.0];
    let mut pieces = Vec::new();
    let height = chance.within(1_500.0, 2_600.0);
    let (knots, top) = walk(&mut pieces, begin, Way { tilt: PI / 2.0, length: height, power: 1.0 }, chance);
    for power in [2.2, 1.2] {
        let inside = Way { tilt: 0.08, length: chance.within(2_000.0, 5_000.0), power };
        walk(&mut pieces, top, inside, chance);
    }
    for _ in 0..8 {
        let from = knots[chance.below(knots.len())];
        let branch = Way { tilt: chance.within(-0.9, 0.4), length: chance.within(80.0, 500.0), power: 0.35 };
        walk(&mut pieces, from, branch, chance);
    }
    pieces
}

/// Where a walk leads.
struct Way {
    /// Angle above the horizon, radians.
    tilt: f32,
    /// Metres.
    length: f32,
    power: f32,
}

/// Walks `way` in straight runs of 5 to 70 m that turn by 16° in the mean, leaves its pieces, and gives back its
/// bends and its end.
fn walk(
    pieces: &mut Vec<Piece>,
    begin: [f32; 3],
    way: Way,
    chance: &mut Chance,
) -> (Vec<[f32; 3]>, [f32; 3]) {
    let (mut at, mut done) = (begin, 0.0);
    let (mut heading, mut knots) = (chance.within(0.0, TAU), vec![begin]);
    let (mut surge, mut turn_at) = (1.0, chance.log_within(120.0, 600.0));
    let (mut azimuth, mut tilt) = (heading, way.tilt);
    while done < way.length {
        let run = chance.log_within(5.0, 70.0);
        if done > turn_at {
            // Large bends and unlike currents: what makes claps stand out of the roll.
            turn_at = done + chance.log_within(120.0, 600.0);
            heading += 0.9 * chance.normal();
            surge = libm::expf(chance.normal());
        }
        // Pulled back to the way, so that the walk turns without losing itself.
        azimuth = heading + 0.6 * (azimuth - heading) + 0.35 * chance.normal();
        tilt = way.tilt + 0.6 * (tilt - way.tilt) + 0.35 * chance.normal();
        let steps = (run / PIECE).max(1.0) as usize;
        let late = chance.within(-70.0, 70.0);
        for _ in 0..steps {
            // Even steps would sing at the pitch of their spacing.
            let step = run / steps as f32 * chance.within(0.3, 1.7);
            at[0] += step * libm::cosf(tilt) * libm::cosf(azimuth);
            at[1] += step * libm::cosf(tilt) * libm::sinf(azimuth);
            at[2] = (at[2] + step * libm::sinf(tilt)).max(2.0);
            let r = libm::sqrtf(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]).max(20.0);
            let wave_s = chance.log_within(0.000_8, 0.005);
            pieces.push(Piece { r, pan: at[0] / r, power: way.power * surge * step, wave_s, late });
        }
        done += run;
        knots.push(at);
    }
    (knots, at)
}
