//! Cheers and laughter: throats in number, none of which says a word.

use super::hands;
use crate::dsp::{Chance, FS, Field, Grain, OnePole, Slow, Svf, fade, poisson};
use crate::render::models::stretch::Stretch;
use crate::render::models::throat::Call;

/// Adds a crowd that cheers: open vowels that rise, whistles, a roar behind, and hands.
pub fn cheer(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    roar(field, 0.05 + 0.08 * size, stretch, chance);
    behind(field, 14.0 + 50.0 * size, stretch, chance);
    for _ in 0..7 + (13.0 * size) as usize {
        shouter(field, stretch, chance);
    }
    for _ in 0..1 + (2.0 * size) as usize {
        let (from, pan) = (0.9 * chance.unit(), chance.within(-0.9, 0.9));
        let at = (from * stretch.length as f32) as usize;
        let whistle = Grain::of(WHISTLE.sing(chance.within(0.85, 1.2), chance));
        field.place(&whistle, at, pan, 0.12 * stretch.strength.at(at));
    }
    let mut clapping = Field::new(stretch.length);
    hands::clap(&mut clapping, 0.5 * size, stretch, chance);
    field.add(&clapping, 0.14);
}

/// The rows behind, whom nobody tells apart: the same throats over and over, dull and from everywhere.
pub fn behind(field: &mut Field, rate: f32, stretch: &Stretch, chance: &mut Chance) {
    let mut shout = || {
        let call = *chance.pick(&[(WOO, 1.0), (YEAH, 1.2), (AH, 1.0)]);
        let person = chance.log_within(0.6, 1.2);
        let long = chance.within(0.8, 1.5);
        let voice = Call { length_s: call.length_s * long, ..call }.sing(person, chance);
        let mut air = OnePole::new(chance.log_within(2_200.0, 4_500.0));
        Grain::of(voice.iter().map(|x| air.low(*x)).collect())
    };
    let kept: Vec<Grain> = (0..26).map(|_| shout()).collect();
    for at in poisson(stretch.length, rate, |i| rate * stretch.strength.at(i + 4_800), chance) {
        let level = stretch.strength.at(at + 4_800) * chance.log_within(0.04, 0.16);
        field.place(&kept[chance.below(26)], at, chance.within(-1.0, 1.0), level);
    }
    // Who cheers when the stretch begins has begun before it.
    for _ in 0..(0.8 * rate) as usize {
        let voice = kept[chance.below(26)].samples();
        let mut rest = voice[chance.below(voice.len() / 2)..].to_vec();
        fade(&mut rest, 4_800, 0);
        let level = stretch.strength.at(0) * chance.log_within(0.04, 0.16);
        field.place(&Grain::of(rest), 0, chance.within(-1.0, 1.0), level);
    }
}

/// One throat: woo, yeah, ah, with a breath between.
fn shouter(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let (pan, away) = (chance.within(-0.95, 0.95), chance.log_within(1.5, 6.0));
    let person = chance.log_within(0.75, 1.25);
    let mut at_s = 0.1 + 0.9 * chance.unit() * chance.unit();
    while at_s * FS < stretch.length as f32 {
        let call = *chance.pick(&[(WOO, 1.0), (YEAH, 1.0), (AH, 0.8)]);
        let shout = Call { length_s: call.length_s * chance.within(0.7, 1.25), ..call }.sing(person, chance);
        let mut air = OnePole::new((3.0e4 / away).clamp(4_000.0, 12_000.0));
        let far = Grain::of(shout.iter().map(|x| air.low(*x)).collect());
        let at = (at_s * FS) as usize;
        field.place(&far, at, pan, stretch.strength.at(at + 2_400).max(0.0) / away);
        at_s += shout.len() as f32 / FS + chance.log_within(0.15, 0.9);
    }
}

/// The thousands behind: noise with the vowel of all of them.
fn roar(field: &mut Field, level: f32, stretch: &Stretch, chance: &mut Chance) {
    let swell = Slow::wandering(stretch.length, 1.0, 0.2, 0.35, chance);
    field.noise(0.25, chance, |_| {
        let (mut ah, mut eh, mut deep) = (Svf::new(760.0, 1.4), Svf::new(1_500.0, 1.6), Svf::new(380.0, 1.0));
        let swell = &swell;
        move |white, i| {
            let vowel = ah.band(white) + 0.5 * eh.band(white) + 0.4 * deep.band(white);
            level * vowel * swell.at(i) * stretch.strength.at(i)
        }
    });
}

/// Adds people who laugh, each when it strikes them.
pub fn laugh(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    for _ in 0..4 + (12.0 * size) as usize {
        let (pan, away) = (chance.within(-0.95, 0.95), chance.log_within(1.2, 5.0));
        let person = chance.log_within(0.6, 1.35);
        let mut at_s = chance.within(0.0, 0.7);
        while at_s * FS < stretch.length as f32 {
            let laughter = Grain::of(peal(person, chance));
            let at = (at_s * FS) as usize;
            field.place(&laughter, at, pan, stretch.strength.at(at + 2_400) / away);
            at_s += laughter.samples().len() as f32 / FS + chance.within(0.2, 1.2);
        }
    }
}

/// Adds children at play: each calls, squeals or laughs when it likes, and is never still for long.
pub fn play(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    for _ in 0..3 + (8.0 * size) as usize {
        let (pan, away) = (chance.within(-0.95, 0.95), chance.log_within(2.5, 10.0));
        let child = chance.log_within(0.58, 0.78);
        let mut air = OnePole::new((3.0e4 / away).clamp(4_000.0, 12_000.0));
        let mut at_s = chance.within(-0.4, 1.2).max(0.0);
        while at_s * FS < stretch.length as f32 {
            let voice = childish(child, chance);
            let at = (at_s * FS) as usize;
            let grain = Grain::of(voice.iter().map(|x| air.low(*x)).collect());
            field.place(&grain, at, pan, stretch.strength.at(at + 2_400) / away);
            at_s += voice.len() as f32 / FS + chance.log_within(0.1, 1.2);
        }
    }
}

fn childish(child: f32, chance: &mut Chance) -> Vec<f32> {
    if chance.happens(0.4) {
        return peal(child, chance);
    }
    let mut sound = Vec::new();
    for _ in 0..1 + chance.below(4) {
        let call = *chance.pick(&[(YEAH, 1.2), (AH, 0.8), (WOO, 0.15), (HA, 2.0)]);
        let length_s = (call.length_s * chance.within(0.25, 0.6)).max(0.1);
        let mood = child * chance.within(0.85, 1.15);
        sound.extend(Call { length_s, ..call }.sing(mood, chance));
        sound.resize(sound.len() + (chance.within(0.02, 0.09) * FS) as usize, 0.0);
    }
    sound
}

/// Ha, ha, ha: five a second, each lower, softer and later than the one before (figures of Bachorowski, Smoski & Owren,
/// "The acoustic features of human laughter", 2001).
fn peal(person: f32, chance: &mut Chance) -> Vec<f32> {
    let many = 4 + chance.below(6);
    let mut sound = Vec::new();
    for k in 0..many {
        let x = k as f32 / many as f32;
        let gain = (1.0 - 0.6 * x) * chance.within(0.8, 1.0);
        let ha = HA.sing(person * (1.0 + 0.25 * x), chance);
        sound.extend(ha.iter().map(|y| y * gain));
        let gap_s = chance.within(0.045, 0.07) * (1.0 + 0.5 * x);
        sound.resize(sound.len() + (gap_s * FS) as usize, 0.0);
    }
    sound
}

const WOO: Call = Call {
    length_s: 1.1,
    pitch_hz: &[(0.0, 330.0), (0.3, 560.0), (0.7, 540.0), (1.0, 380.0)],
    loud: &[(0.0, 0.0), (0.25, 0.9), (0.7, 1.0), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 380.0), (0.4, 480.0)], 3.0, 1.0),
        (&[(0.0, 850.0), (0.4, 1_050.0)], 5.0, 0.5),
        (&[(0.0, 2_600.0)], 6.0, 0.2),
    ],
    breath: 0.12,
    rough: 0.02,
    bright_hz: 2_000.0,
    ..Call::PLAIN
};

const YEAH: Call = Call {
    length_s: 0.9,
    pitch_hz: &[(0.0, 250.0), (0.25, 400.0), (0.7, 370.0), (1.0, 260.0)],
    formants: &[
        (&[(0.0, 320.0), (0.25, 620.0), (1.0, 760.0)], 4.0, 1.0),
        (&[(0.0, 2_250.0), (0.25, 1_850.0), (1.0, 1_300.0)], 6.0, 0.8),
        (&[(0.0, 2_900.0), (1.0, 2_600.0)], 7.0, 0.4),
    ],
    breath: 0.16,
    rough: 0.05,
    bright_hz: 2_800.0,
    ..WOO
};

const AH: Call = Call {
    length_s: 1.3,
    pitch_hz: &[(0.0, 220.0), (0.3, 330.0), (0.8, 310.0), (1.0, 240.0)],
    formants: &[(&[(0.0, 760.0)], 4.0, 1.0), (&[(0.0, 1_220.0)], 5.0, 0.8), (&[(0.0, 2_600.0)], 6.0, 0.4)],
    ..YEAH
};

const WHISTLE: Call = Call {
    length_s: 0.6,
    pitch_hz: &[(0.0, 1_500.0), (0.35, 2_600.0), (0.6, 2_700.0), (1.0, 1_700.0)],
    formants: &[],
    breath: 0.06,
    rough: 0.0,
    bright_hz: 600.0,
    ..WOO
};

const HA: Call = Call {
    length_s: 0.12,
    pitch_hz: &[(0.0, 270.0), (0.3, 310.0), (1.0, 220.0)],
    loud: &[(0.0, 0.0), (0.1, 0.3), (0.3, 1.0), (0.7, 0.8), (1.0, 0.0)],
    formants: &[(&[(0.0, 720.0)], 4.0, 1.0), (&[(0.0, 1_350.0)], 5.0, 0.8), (&[(0.0, 2_650.0)], 6.0, 0.4)],
    breath: 0.3,
    rough: 0.03,
    bright_hz: 2_200.0,
    ..Call::PLAIN
};
