//! Impacts: a force pulse drives the modes of both bodies; contact noise and a thump lie under it.

mod blow;
mod matter;
mod modes;

pub use blow::Blow;
pub use matter::Matter;
pub use modes::body_modes;

use super::blend::{Blend, Puff, thump, to_peak_one};
use crate::cues::Impact;
use crate::dsp::{Mode, ModeBank, gain};
use crate::render::{Take, Voice};

/// No impact rings longer, seconds.
const LONGEST_S: f32 = 4.0;

/// One thing hits another, or one of its own kind. The striker rings too, smaller and quieter.
pub fn render(impact: &Impact, take: &Take) -> Voice {
    let struck = Matter::of(impact.material);
    let striker = impact.striker.map_or_else(|| struck.clone(), Matter::of);
    let blow = Blow::new(impact.hardness, &struck, &striker, take);
    let force = blow.force(&mut take.chance("force"));
    let other = nested(take);
    let mut blend = Blend::default();
    blend.add(&ring(&struck, impact.size, &blow, &force, take), 0.0, gain(struck.ring_db));
    blend.add(&ring(&striker, impact.size * 0.62, &blow, &force, &other), 0.0, 0.4 * gain(striker.ring_db));
    contact(&mut blend, &struck, &blow, take, 1.0);
    if impact.striker.is_some() {
        contact(&mut blend, &striker, &blow, &other, 0.4);
    }
    if take.asmr {
        micro_grains(&mut blend, &struck, take);
    }
    weight(&mut blend, impact, &blow, take);
    blend.into_moment(LONGEST_S, take)
}

fn nested(take: &Take) -> Take {
    let mut nested = take.clone();
    nested.seed = take.seed.of_part("striker");
    nested
}

fn ring(matter: &Matter, size: f32, blow: &Blow, force: &[f32], take: &Take) -> Vec<f32> {
    let modes = body_modes(matter, size, blow, &mut take.chance("modes"));
    ring_of(&modes, force)
}

/// What `modes` sing when `force` drives them, with a peak of 1.
pub fn ring_of(modes: &[Mode], force: &[f32]) -> Vec<f32> {
    let longest_s = modes.iter().fold(0.0f32, |t, m| m.t60_s.max(t)) * 1.4;
    let length = force.len() + (longest_s.min(LONGEST_S) * crate::dsp::FS) as usize;
    to_peak_one(ModeBank::new(modes).ring(force, length))
}

fn contact(blend: &mut Blend, matter: &Matter, blow: &Blow, take: &Take, share: f32) {
    let mut chance = take.chance("contact");
    let (low_hz, high_hz) = matter.noise_hz;
    let bright = blow.brightness();
    let burst = Puff {
        low_hz,
        high_hz: (high_hz * bright * chance.log_within(0.75, 1.35)).min(18_000.0),
        rise_s: 0.4 * blow.pulse_s,
        t60_s: matter.noise_t60_s * chance.log_within(0.55, 1.7),
    };
    let level = share * gain(matter.noise_db + chance.within(-4.0, 4.0)) * libm::sqrtf(bright);
    blend.add(&burst.samples(&mut chance), 0.0, level);
    for (at_s, strength) in blow.after_hits() {
        let burst = Puff { t60_s: burst.t60_s * 0.6, ..burst };
        blend.add(&burst.samples(&mut chance), at_s, level * strength);
    }
}

/// Fine detail for a near microphone: grains of contact noise just after the blow.
fn micro_grains(blend: &mut Blend, matter: &Matter, take: &Take) {
    let mut chance = take.chance("grains");
    for _ in 0..(5 + chance.below(5)) {
        let low_hz = chance.log_within(2_000.0, 7_000.0);
        let grain = Puff { low_hz, high_hz: low_hz * 1.8, rise_s: 3e-4, t60_s: chance.within(2e-3, 6e-3) };
        let level = gain(matter.noise_db.max(-12.0) - 14.0) * chance.unit();
        blend.add(&grain.samples(&mut chance), chance.within(3e-3, 70e-3), level);
    }
}

/// The low thump of what it stands on.
fn weight(blend: &mut Blend, impact: &Impact, blow: &Blow, take: &Take) {
    if impact.body <= 0.01 {
        return;
    }
    let hz = (110.0 * libm::powf(0.15 / impact.size.clamp(0.02, 3.0), 0.3)).clamp(50.0, 170.0);
    let mut chance = take.chance("weight");
    let hz = hz * chance.within(0.92, 1.08);
    let t60_s = (0.10 + 0.08 * impact.body) * chance.log_within(0.7, 1.5);
    let level = gain(-20.0 + 20.0 * impact.body.min(1.0) + chance.within(-3.0, 3.0));
    blend.add(&thump(hz, 2e-3 + blow.pulse_s, t60_s, &mut chance), 0.0, level);
}
