//! Doors: a handle, hinges that may creak, a panel that meets its frame, and the latch that falls in after it.

use super::blend::{Blend, Puff, peak, thump, to_peak_one};
use super::click;
use super::friction;
use super::impact::{Blow, Matter, body_modes, ring_of};
use crate::cues::{Door, DoorMove, Friction, FrictionKind, Material};
use crate::dsp::{Chance, FS, Mode, gain};
use crate::render::voice::Sounding;
use crate::render::{Take, Voice};

/// No door sounds longer as a moment, seconds.
const LONGEST_S: f32 = 4.0;

/// Opens, closes or slams. A stretch is one movement that fills it: it closes at its end and opens at its begin.
pub fn render(door: &Door, take: &Take) -> Voice {
    let mut chance = take.chance("door");
    let mut blend = Blend::default();
    let fills_s = take.length_s as f32;
    match door.does {
        DoorMove::Latch => latch(&mut blend, door, click::LEAD_S, &mut chance),
        DoorMove::Open => opens(&mut blend, door, fills_s, (take, &mut chance)),
        DoorMove::Close | DoorMove::Slam => closes(&mut blend, door, fills_s, (take, &mut chance)),
    }
    if take.samples() > 0 {
        blend.into_stretch(take.samples(), take)
    } else if matches!(door.does, DoorMove::Close | DoorMove::Slam) {
        at_the_frame(blend.into_moment(LONGEST_S, take), swing_s(door, 0.0))
    } else {
        blend.into_moment(LONGEST_S, take)
    }
}

/// The handle, the latch that lets go, air that is drawn in, and the hinges.
fn opens(blend: &mut Blend, door: &Door, fills_s: f32, (take, chance): (&Take, &mut Chance)) {
    handle(blend, door, 0.0, chance);
    let free_s = 0.13 + chance.within(0.0, 0.05);
    blend.add(&panel(door, 0.35, take), free_s, 0.45);
    latch(blend, door, free_s, chance);
    let air = Puff { low_hz: 120.0, high_hz: 900.0, rise_s: 0.12, t60_s: 0.5 }.samples(chance);
    blend.add(&air, free_s, 0.05);
    if door.creak > 0.02 {
        let long_s = if fills_s > 0.6 { fills_s - free_s - 0.1 } else { 1.1 };
        blend.add(&hinges(door, long_s.min(2.5), take), free_s + 0.06, 0.5 * door.creak);
    }
}

/// The hinges, then the frame, then the latch 15 to 30 ms later.
fn closes(blend: &mut Blend, door: &Door, fills_s: f32, (take, chance): (&Take, &mut Chance)) {
    let slam = door.does == DoorMove::Slam;
    let swing_s = swing_s(door, fills_s);
    if door.creak > 0.02 && swing_s > 0.15 {
        let from_s = (swing_s - 2.0).max(0.0);
        blend.add(&hinges(door, swing_s - from_s, take), from_s, 0.45 * door.creak);
    }
    let hard = if slam { 1.0 } else { 0.55 };
    blend.add(&panel(door, hard, take), swing_s, 1.0);
    let whoomp = thump(58.0 - 14.0 * door.size, 6e-3, 0.2 + 0.2 * door.size, chance);
    blend.add(&whoomp, swing_s, if slam { 0.75 } else { 0.28 });
    if matches!(door.material, Material::Plastic | Material::Metal | Material::SheetMetal) {
        // A seal of rubber is pressed before the catch holds: the clunk of a car.
        blend.add(&thump(118.0, 5e-3, 0.07, chance), swing_s + 0.012, 0.7);
    } else if slam {
        // The frame and what hangs on the wall answer.
        let wall = Puff { low_hz: 90.0, high_hz: 1_600.0, rise_s: 2e-3, t60_s: 0.34 }.samples(chance);
        blend.add(&wall, swing_s + 0.004, 0.4);
    }
    latch(blend, door, swing_s + chance.within(0.015, 0.03), chance);
    if !slam {
        handle(blend, door, swing_s + chance.within(0.09, 0.15), chance);
    }
}

/// How long it swings before it meets the frame, seconds.
fn swing_s(door: &Door, fills_s: f32) -> f32 {
    match fills_s {
        long if long > 0.5 => long - 0.4,
        0.0 if door.creak > 0.02 => 0.5 + 0.4 * door.size,
        _ => 0.0,
    }
}

/// Moves the onset of a door that creaks and closes to its frame: that is what the eye sees.
fn at_the_frame(voice: Voice, contact_s: f32) -> Voice {
    let Sounding::Point(mono) = &voice.sound else { return voice };
    let (contact, loud) = ((contact_s * FS) as usize, peak(mono));
    let heard = mono.iter().skip(contact).position(|x| x.abs() >= 0.25 * loud);
    let onset = heard.map_or(voice.onset, |late| contact + late);
    voice.with_onset(onset)
}

/// The panel meets its frame along its whole edge, not at once: three to five contacts within 15 ms.
fn panel(door: &Door, hard: f32, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("panel");
    let matter = Matter::of(door.material);
    let blow = Blow::single(2.4e-3 - 1.6e-3 * hard, hard * take.velocity / 0.7);
    let length_m = 0.35 + 1.5 * door.size;
    let modes: Vec<Mode> = body_modes(&matter, length_m, &blow, &mut chance)
        .into_iter()
        .map(|m| Mode {
            t60_s: m.t60_s.min(if matter.material == Material::HollowWood { 0.28 } else { 0.7 }),
            ..m
        })
        .collect();
    let one = ring_of(&modes, &blow.force(&mut chance));
    let mut blend = Blend::default();
    let mut at_s = 0.0;
    for k in 0..3 + chance.below(3) {
        blend.add(&one, at_s, if k == 0 { 1.0 } else { chance.within(0.2, 0.6) });
        at_s += chance.within(1.5e-3, 5e-3);
    }
    let contact = Puff { low_hz: 180.0, high_hz: 2_200.0 + 2_400.0 * hard, rise_s: 1e-3, t60_s: 0.07 };
    blend.add(&contact.samples(&mut chance), 0.0, 0.5 + 0.4 * hard);
    let sound = blend.into_moment(2.0, take);
    match sound.sound {
        Sounding::Point(mono) => to_peak_one(mono),
        Sounding::Wide(wide) => to_peak_one(wide.left),
    }
}

/// A bolt of metal in a plate of metal, in a door.
fn latch(blend: &mut Blend, door: &Door, at_s: f32, chance: &mut Chance) {
    let level = 0.42 - 0.1 * door.size;
    for (late_s, share) in [(0.0, 1.0), (chance.within(0.006, 0.014), 0.6)] {
        blend.add(&bolt(door, chance), at_s + late_s, level * share);
    }
}

/// The handle turns: two clicks 60 to 120 ms apart, and the spring.
fn handle(blend: &mut Blend, door: &Door, at_s: f32, chance: &mut Chance) {
    blend.add(&bolt(door, chance), at_s, 0.14);
    blend.add(&bolt(door, chance), at_s + chance.within(0.06, 0.12), 0.24);
    let spring = Puff { low_hz: 1_500.0, high_hz: 6_000.0, rise_s: 0.02, t60_s: 0.06 }.samples(chance);
    blend.add(&spring, at_s + 0.02, 0.03);
}

fn bolt(door: &Door, chance: &mut Chance) -> Vec<f32> {
    let scale = (1.25 - 0.5 * door.size) * chance.within(0.94, 1.06);
    let modes: Vec<Mode> = [
        (310.0, 0.02, 0.35),
        (820.0, 0.03, 0.7),
        (1_750.0, 0.03, 1.0),
        (2_900.0, 0.025, 0.9),
        (4_700.0, 0.02, 0.6),
        (7_300.0, 0.012, 0.4),
    ]
    .into_iter()
    .map(|(hz, t60_s, gain)| Mode { hz: hz * scale * chance.within(0.97, 1.03), t60_s, gain })
    .collect();
    let force: Vec<f32> =
        (0..(4e-4 * FS) as usize).map(|i| (1.0 + 0.5 * chance.white()) * (1.0 - i as f32 / 20.0)).collect();
    let mut sound = ring_of(&modes, &force);
    let click = Puff { low_hz: 2_000.0, high_hz: 9_000.0, rise_s: 1e-4, t60_s: 0.012 }.samples(chance);
    sound.iter_mut().zip(&click).for_each(|(sum, x)| *sum += gain(-9.0) * x);
    to_peak_one(sound)
}

/// Hinges creak for `long_s`, with a peak of 1.
fn hinges(door: &Door, long_s: f32, take: &Take) -> Vec<f32> {
    let creak = Friction {
        kind: FrictionKind::Creak,
        material: door.material,
        size: 0.2 + 0.8 * door.size,
        force: 0.5,
    };
    let turn = Take::new(take.seed.of_part("hinges"), take.velocity, f64::from(long_s.max(0.2)), take.asmr);
    match friction::render(&creak, &turn).sound {
        Sounding::Point(mono) => to_peak_one(mono),
        Sounding::Wide(wide) => to_peak_one(wide.left),
    }
}
