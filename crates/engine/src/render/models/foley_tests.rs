//! What every foley sound promises: its onset, its end, its numbers, its kinship from hit to hit.

use super::blend::peak;
use super::render;
use crate::cues::{
    Azimuth, Cloth, ClothKind, Course, Cue, Footstep, Ground, Impact, Material, Shoe, Sound, Whoosh,
};
use crate::dsp::FS;
use crate::render::voice::Sounding;
use crate::render::{Take, Voice, stems};
use crate::{CueSheet, Kit, Seed};
use media::Patient;

const MATERIALS: [Material; 11] = [
    Material::Wood,
    Material::HollowWood,
    Material::Metal,
    Material::SheetMetal,
    Material::Glass,
    Material::Ceramic,
    Material::Stone,
    Material::Plastic,
    Material::Rubber,
    Material::Flesh,
    Material::Soil,
];
const GROUNDS: [Ground; 12] = [
    Ground::Wood,
    Ground::Concrete,
    Ground::Tile,
    Ground::Metal,
    Ground::Carpet,
    Ground::Grass,
    Ground::Leaves,
    Ground::Gravel,
    Ground::Sand,
    Ground::Snow,
    Ground::Mud,
    Ground::Water,
];
const SHOES: [Shoe; 6] = [Shoe::Sneaker, Shoe::Leather, Shoe::Boot, Shoe::Heel, Shoe::Barefoot, Shoe::Paw];
const CLOTHS: [ClothKind; 8] = [
    ClothKind::Cotton,
    ClothKind::Silk,
    ClothKind::Skin,
    ClothKind::Denim,
    ClothKind::Brush,
    ClothKind::Leaves,
    ClothKind::Flap,
    ClothKind::Paper,
];

/// Every kind of foley sound once.
pub(crate) fn every_foley_sound() -> Vec<Sound> {
    let mut all: Vec<Sound> =
        MATERIALS.iter().map(|&material| Sound::Impact(Impact { material, ..Impact::default() })).collect();
    for ground in GROUNDS {
        all.extend(
            SHOES.iter().map(|&shoe| Sound::Footstep(Footstep { ground, shoe, run: false, left: true })),
        );
    }
    all.extend(CLOTHS.iter().map(|&kind| Sound::Cloth(Cloth { kind })));
    all.extend([0.0, 1.0].map(|designed| Sound::Whoosh(Whoosh { designed, ..Whoosh::default() })));
    all.extend(super::handled_tests::every_handled_sound());
    all
}

fn take(n: u64) -> Take {
    Take::new(Seed(n), 0.7, 0.0, false)
}

fn mono(voice: &Voice) -> &[f32] {
    match &voice.sound {
        Sounding::Point(mono) => mono,
        Sounding::Wide(_) => panic!("foley comes from one place"),
    }
}

#[test]
fn every_sound_is_made_of_numbers_and_ends_softly_in_time() {
    for sound in every_foley_sound() {
        for asmr in [false, true] {
            let voice = render(&sound, &Take::new(Seed(3), 1.0, 0.0, asmr));
            let samples = mono(&voice);
            assert!(samples.iter().all(|x| x.is_finite()), "{sound:?}");
            assert!(peak(samples) > 1e-3, "{sound:?} is silent");
            assert!(samples.len() <= (4.01 * FS) as usize, "{sound:?} lasts too long");
            let last = peak(&samples[samples.len() - 8..]);
            assert!(last < 2e-4 * peak(samples), "{sound:?} ends with a click: {last}");
            assert!(samples[0].abs() < 0.1 * peak(samples), "{sound:?} begins with a click");
            let mean = samples.iter().sum::<f32>() / samples.len() as f32;
            assert!(mean.abs() < 2e-3 * peak(samples), "{sound:?} has a mean of {mean}");
        }
    }
}

#[test]
fn a_moment_is_first_heard_at_its_onset_within_two_milliseconds() {
    for sound in every_foley_sound().iter().filter(|s| !matches!(s, Sound::Whoosh(_))) {
        let voice = render(sound, &take(4));
        let samples = mono(&voice);
        let loud = peak(samples);
        let heard = samples.iter().position(|x| x.abs() >= 0.25 * loud).unwrap();
        let late_ms = (voice.onset as f32 - heard as f32) / 48.0;
        assert!(late_ms.abs() <= 2.0, "{sound:?}: {late_ms} ms");
        if matches!(sound, Sound::Impact(_)) {
            assert!(voice.onset < 960, "{sound:?} is heard {} samples after its begin", voice.onset);
        }
    }
}

#[test]
fn a_cue_is_heard_at_its_time_wherever_it_stands() {
    for (n, material) in MATERIALS.into_iter().enumerate() {
        let json = r#"{"version":1,"duration":1.0,"room":{"preset":"field"}}"#;
        let mut sheet: CueSheet = serde_json::from_str(json).unwrap();
        let mut cue: Cue = serde_json::from_value(serde_json::json!({
            "id": format!("hit {n}"), "t": 0.5, "class": "TEST", "model": "impact", "params": {}
        }))
        .unwrap();
        cue.sound = Sound::Impact(Impact { material, ..Impact::default() });
        cue.pos.az = Azimuth::Still([-30.0, 0.0, 25.0][n % 3]);
        sheet.cues.push(cue);
        sheet.mode.asmr = n % 2 == 1;
        let foley = stems(&sheet, &Kit::default(), &Patient).unwrap().foley;
        let loud = foley.peak();
        let heard = (0..foley.len()).find(|&i| foley.left[i].abs().max(foley.right[i].abs()) >= 0.25 * loud);
        let late_ms = (heard.unwrap() as f32 - 24_000.0) / 48.0;
        assert!(late_ms.abs() <= 2.0, "{material:?}: {late_ms} ms");
    }
}

#[test]
fn a_whoosh_is_loudest_about_its_onset() {
    for designed in [0.0, 1.0] {
        let voice = render(&Sound::Whoosh(Whoosh { designed, ..Whoosh::default() }), &take(9));
        let samples = mono(&voice);
        let energy = |range: std::ops::Range<usize>| samples[range].iter().map(|x| x * x).sum::<f32>();
        let around = energy(voice.onset - 2_400..voice.onset + 2_400);
        assert!(around > 0.35 * energy(0..samples.len()), "{around}");
        assert!(energy(0..2_400) < 0.05 * around);
    }
}

#[test]
fn a_stretch_follows_its_course() {
    let env = Course { t: vec![0.0, 1.0, 1.2, 2.0], v: vec![0.05, 0.05, 1.0, 1.0] };
    for sound in every_foley_sound().iter().filter(|s| matches!(s, Sound::Whoosh(_) | Sound::Cloth(_))) {
        let voice = render(sound, &Take::new(Seed(1), 0.7, 2.0, false).shaped(&env, 0.0));
        let samples = mono(&voice);
        assert_eq!((samples.len(), voice.onset), (96_000, 0), "{sound:?}");
        let energy = |range: std::ops::Range<usize>| samples[range].iter().map(|x| x * x).sum::<f32>();
        assert!(energy(60_000..90_000) > 8.0 * energy(10_000..40_000), "{sound:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_samples() {
    for sound in every_foley_sound().into_iter().step_by(5) {
        assert_eq!(render(&sound, &take(11)), render(&sound, &take(11)), "{sound:?}");
    }
}

#[test]
fn twenty_hits_differ_and_belong_together() {
    // What is damped has a wide lowest mode, whose strongest frequency the contact noise moves.
    let within =
        [(Material::Wood, 0.05), (Material::Metal, 0.03), (Material::Glass, 0.03), (Material::Ceramic, 0.03)];
    for (material, most) in within {
        let sound = Sound::Impact(Impact { material, body: 0.0, ..Impact::default() });
        let hits: Vec<Voice> = (0..20).map(|n| render(&sound, &take(n))).collect();
        let lowest_hz = crate::render::models::impact::Matter::of(material).lowest_hz(Impact::default().size);
        let f0: Vec<f32> = hits.iter().map(|v| strongest_near(mono(v), lowest_hz)).collect();
        let mean = f0.iter().sum::<f32>() / 20.0;
        assert!(f0.iter().all(|f| (f / mean - 1.0).abs() < most), "{material:?}: {f0:?}");
        let spectra: Vec<[f32; 8]> = hits.iter().map(|v| octaves(mono(v))).collect();
        for (i, a) in spectra.iter().enumerate() {
            for b in &spectra[..i] {
                let apart = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(apart > 0.2, "{material:?}: two hits are the same within {apart} dB in every octave");
            }
        }
    }
}

#[test]
fn harder_hits_are_brighter() {
    for material in [Material::Wood, Material::Metal, Material::Stone, Material::HollowWood] {
        let treble = |velocity| {
            let sound = Sound::Impact(Impact { material, body: 0.0, ..Impact::default() });
            let mean = |n| {
                let bands = octaves(mono(&render(&sound, &Take::new(Seed(n), velocity, 0.0, false))));
                bands[5..].iter().sum::<f32>() - bands[..3].iter().sum::<f32>()
            };
            (0..6).map(mean).sum::<f32>()
        };
        assert!(treble(1.0) > treble(0.3), "{material:?}");
    }
}

/// Frequency with most energy within 6 % of `hz`, in steps of .5 %.
fn strongest_near(x: &[f32], hz: f32) -> f32 {
    let part = &x[..x.len().min(4_800)];
    let energy = |f: f32| {
        let (mut re, mut im) = (0.0f64, 0.0f64);
        for (i, x) in part.iter().enumerate() {
            let turn = f64::from(f) * i as f64 / 48_000.0 * std::f64::consts::TAU;
            re += f64::from(*x) * turn.cos();
            im += f64::from(*x) * turn.sin();
        }
        re * re + im * im
    };
    let steps = (-12..=12).map(|k| hz * (1.0 + 0.005 * k as f32));
    steps.max_by(|a, b| energy(*a).total_cmp(&energy(*b))).unwrap()
}

/// Levels of the octaves about 125 Hz to 16 kHz, decibels.
fn octaves(x: &[f32]) -> [f32; 8] {
    let mut k = 0;
    [0.0; 8].map(|_: f32| {
        let mut band = crate::dsp::Svf::new(125.0 * 2f32.powi(k), 1.4);
        k += 1;
        10.0 * x.iter().map(|x| band.band(*x).powi(2)).sum::<f32>().max(1e-12).log10()
    })
}
