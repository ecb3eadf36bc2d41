//! What every instrument, bass and drum keeps: in tune, louder and brighter when harder, no click, no offset, an end.

use super::{Colour, bass, hertz, play, stroke, swell};
use crate::Seed;
use crate::cues::{Instrument, Style};
use crate::dsp::{Chance, OnePole, Stereo, db, momentary_max_lufs, samples};
use crate::music::compose::{Bass, Drum, Note, Slide, Stroke, Sweep, Swell, Touch};
use core::f64::consts::TAU;

const INSTRUMENTS: [Instrument; 28] = {
    use Instrument::*;
    [
        Piano,
        ElectricPiano,
        Organ,
        Guitar,
        ElectricGuitar,
        Guzheng,
        Pipa,
        Harp,
        Pizzicato,
        Strings,
        Violin,
        Cello,
        Erhu,
        Choir,
        Brass,
        Clarinet,
        Flute,
        Dizi,
        Synth,
        Lead,
        Pulse,
        Bells,
        MusicBox,
        Celesta,
        Marimba,
        Vibraphone,
        Kalimba,
        SingingBowl,
    ]
};
const BASSES: [Bass; 8] = {
    use Bass::*;
    [Sub, Upright, Round, Picked, Saw, EightOhEight, LowStrings, Triangle]
};
const DRUMS: [Drum; 24] = {
    use Drum::*;
    [
        Kick, Snare, Rim, Clap, Shaker, Tick, Hat, OpenHat, Ride, Brush, Crash, Low, Boom, Taiko, Woodblock,
        Cajon, Tom, DustyKick, DustySnare, GatedSnare, NoiseHat, Bendir, Tambourine, Heartbeat,
    ]
};

fn colour() -> Colour {
    Colour { brightness_hz: 2000.0, style: Style::PianoRomantic, grit: 0.5, asmr: false }
}

fn note(pitch: i32, force: f32) -> Note {
    Note { t: 0.1, length_s: 1.2, pitch, force, ..Note::default() }
}

fn heard(instrument: Instrument, note: &Note, length_s: f64) -> Stereo {
    let mut out = Stereo::silence(samples(length_s));
    play(instrument, note, &colour(), &mut Chance::new(Seed(1)), &mut out);
    out
}

fn heard_bass(by: Bass, note: &Note, length_s: f64) -> Stereo {
    let mut out = Stereo::silence(samples(length_s));
    bass(by, note, &colour(), &mut Chance::new(Seed(1)), &mut out);
    out
}

fn heard_drum(drum: Drum, force: f32) -> Stereo {
    let mut out = Stereo::silence(samples(3.0));
    stroke(&Stroke { t: 0.1, drum, force }, &mut Chance::new(Seed(1)), &mut out);
    out
}

fn mono(out: &Stereo) -> Vec<f32> {
    out.left.iter().zip(&out.right).map(|(l, r)| 0.5 * (l + r)).collect()
}

/// How far the tone at `hz` is off, cents: the turn of its phase, weighted by its power.
fn off_by_cents(part: &[f32], hz: f64) -> f64 {
    let window = (4.0 * 48_000.0 / hz) as usize;
    let hop = window / 4;
    let phasor = |from: usize| {
        part[from..from + window].iter().enumerate().fold((0.0, 0.0), |(re, im), (i, x)| {
            let angle = TAU * hz * (from + i) as f64 / 48_000.0;
            let x = f64::from(*x) * (0.5 - 0.5 * (TAU * i as f64 / window as f64).cos());
            (re + x * angle.cos(), im - x * angle.sin())
        })
    };
    let all: Vec<(f64, f64)> = (0..part.len() - window).step_by(hop).map(phasor).collect();
    let (re, im) = all.windows(2).fold((0.0, 0.0), |(re, im), w| {
        let ((a, b), (c, d)) = (w[0], w[1]);
        (re + a * c + b * d, im + a * d - b * c)
    });
    let off_hz = im.atan2(re) / TAU * 48_000.0 / hop as f64;
    1200.0 * (1.0 + off_hz / hz).log2()
}

/// Power above `hz` as a share.
fn brightness(sound: &[f32], hz: f32) -> f32 {
    let (mut first, mut second) = (OnePole::new(hz), OnePole::new(hz));
    let high: f32 = sound.iter().map(|x| second.high(first.high(*x))).map(|x| x * x).sum();
    high / sound.iter().map(|x| x * x).sum::<f32>()
}

#[test]
fn every_instrument_is_in_tune_within_five_cents() {
    let mut wrong = Vec::new();
    let mut check = |what: String, out: Stereo, pitch: i32| {
        let cents = off_by_cents(&mono(&out)[samples(0.3)..samples(4.2)], f64::from(hertz(pitch)));
        if cents.abs() > 5.0 {
            wrong.push(format!("{what} {pitch}: {cents:.1}"));
        }
    };
    for pitch in [48, 60, 67, 79] {
        for instrument in INSTRUMENTS {
            check(
                format!("{instrument:?}"),
                heard(instrument, &Note { length_s: 4.2, ..note(pitch, 0.7) }, 5.0),
                pitch,
            );
        }
    }
    for pitch in [33, 40, 50] {
        for by in BASSES {
            check(format!("{by:?}"), heard_bass(by, &Note { length_s: 4.2, ..note(pitch, 0.7) }, 5.0), pitch);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_harder_note_is_louder_and_brighter() {
    let mut wrong = Vec::new();
    let mut check = |what: String, sounds: [Stereo; 3], hz: f32| {
        let loud = sounds.each_ref().map(momentary_max_lufs);
        let bright = sounds.each_ref().map(|s| brightness(&mono(s), hz));
        if !(loud[0] + 1.0 < loud[1] && loud[1] + 0.5 < loud[2]) {
            wrong.push(format!("{what}: {loud:.1?} LUFS"));
        }
        if !(bright[0] < bright[1] && bright[1] < bright[2]) {
            wrong.push(format!("{what}: brightness {bright:.4?}"));
        }
    };
    let forces = [0.3, 0.7, 1.0];
    for instrument in INSTRUMENTS {
        check(format!("{instrument:?}"), forces.map(|force| heard(instrument, &note(60, force), 3.0)), 700.0);
    }
    for by in BASSES {
        check(format!("{by:?}"), forces.map(|force| heard_bass(by, &note(38, force), 3.0)), 200.0);
    }
    for drum in DRUMS {
        check(format!("{drum:?}"), forces.map(|force| heard_drum(drum, force)), 700.0);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_clicks_or_leans_or_stays() {
    let mut wrong = Vec::new();
    let mut check = |what: String, out: &Stereo| {
        for channel in out.channels() {
            let peak = channel.iter().fold(0.0f32, |p, x| p.max(x.abs()));
            let sounding: Vec<&f32> = channel.iter().skip_while(|x| x.abs() < 1e-7).collect();
            let mean = channel.iter().sum::<f32>() / channel.len() as f32;
            let last = channel.iter().rev().take(4_800).fold(0.0f32, |p, x| p.max(x.abs()));
            let leap = channel.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).abs()).fold(0.0, f32::max);
            let end =
                channel.iter().rev().skip_while(|x| **x == 0.0).take(2).fold(0.0f32, |p, x| p.max(x.abs()));
            if !peak.is_finite() || sounding[0].abs() > 0.05 * peak || end > 0.003 * peak || leap > 2.6 * peak
            {
                wrong.push(format!(
                    "{what} clicks: begins {}, ends {end}, leaps {leap} of {peak}",
                    sounding[0]
                ));
            }
            if mean.abs() > 2e-3 * peak {
                wrong.push(format!("{what} leans: {mean} of {peak}"));
            }
            if last > 1.5e-3 * peak {
                wrong.push(format!("{what} stays: {} dB", db(last / peak)));
            }
        }
    };
    for touch in [Touch::Plain, Touch::Muted, Touch::Bound, Touch::Tremolo, Touch::Graced] {
        for instrument in INSTRUMENTS {
            let slide = Some(Slide { from: -2.0, over_s: 0.12 });
            let note = Note { touch, slide, length_s: 0.8, ..note(64, 0.7) };
            check(format!("{instrument:?} {touch:?}"), &heard(instrument, &note, 20.0));
        }
    }
    for by in BASSES {
        check(format!("{by:?}"), &heard_bass(by, &note(36, 0.8), 6.0));
    }
    for drum in DRUMS {
        check(format!("{drum:?}"), &heard_drum(drum, 0.9));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn instruments_are_about_equally_loud() {
    let mut wrong = Vec::new();
    for instrument in INSTRUMENTS {
        let loud = momentary_max_lufs(&heard(instrument, &note(64, 0.7), 3.0));
        println!("{instrument:?} {loud:.1}");
        if !(-22.5..=-15.5).contains(&loud) {
            wrong.push(format!("{instrument:?} {loud:.1}"));
        }
    }
    for by in BASSES {
        let loud = momentary_max_lufs(&heard_bass(by, &note(38, 0.7), 3.0));
        println!("{by:?} {loud:.1}");
        if !(-17.0..=-11.0).contains(&loud) {
            wrong.push(format!("{by:?} {loud:.1}"));
        }
    }
    for drum in DRUMS {
        println!(
            "{drum:?} {:.1} peak {:.1}",
            momentary_max_lufs(&heard_drum(drum, 0.9)),
            db(heard_drum(drum, 0.9).peak())
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_slide_is_heard_and_a_grace_begins_above() {
    for instrument in [Instrument::Erhu, Instrument::Guzheng, Instrument::Dizi, Instrument::Lead] {
        let slide = Some(Slide { from: -2.0, over_s: 0.9 });
        let sliding = mono(&heard(instrument, &Note { slide, ..note(69, 0.7) }, 3.0));
        let (early, late) = (&sliding[samples(0.13)..samples(0.28)], &sliding[samples(1.05)..samples(1.3)]);
        let below = off_by_cents(early, 392.0);
        assert!(below.abs() < 60.0, "{instrument:?} begins {below} cents from a whole tone below");
        let there = off_by_cents(late, 440.0);
        assert!(there.abs() < 30.0, "{instrument:?} arrives {there} cents away");
    }
}

#[test]
fn a_rise_ends_on_its_mark_and_a_drop_begins_on_it() {
    for sweep in [Sweep::Breath, Sweep::Riser, Sweep::Reversed, Sweep::Drop] {
        let mut out = Stereo::silence(samples(4.0));
        swell(
            &Swell { from: 1.0, to: 3.0, force: 0.8, sweep },
            &colour(),
            &mut Chance::new(Seed(2)),
            &mut out,
        );
        let power = |a: f64, b: f64| out.left[samples(a)..samples(b)].iter().map(|x| x * x).sum::<f32>();
        let (first, second) = (power(1.0, 1.6), power(2.4, 3.0));
        assert_eq!(first > second, sweep == Sweep::Drop, "{sweep:?}: {first} {second}");
        assert_eq!(power(3.0, 4.0), 0.0, "{sweep:?}");
        assert!(out.peak() > 0.02 && out.peak() < 0.6, "{sweep:?} {}", out.peak());
    }
}
