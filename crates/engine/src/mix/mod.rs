//! Stems to master: buses, ducking, make-up gain, ceiling. Every step is a gain or a linear filter on every stem, so
//! the finished stems sum to the master.

mod duck;
mod glue;
mod makeup;
mod near;
mod own;

pub use makeup::{LimitedBy, Loudness};

use crate::CueSheet;
use crate::cues::BedLevel;
use crate::dsp::{Cut, Stereo, Svf, db, fade, gain, piecewise, samples};
use crate::render::Stems;

/// The finished sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Master {
    /// Left and right, under the ceiling, exactly as long as the clip.
    pub mix: Stereo,
    /// The layers with the master's gain curve: they sum to `mix`.
    pub stems: Stems,
    /// How loud it is and why not louder.
    pub loudness: Loudness,
}

/// Filters work on quarters of a second and forget after 150 ms, where 25 Hz has fallen by 120 dB.
const CUT: Cut = Cut { every: 12_000, fade: 480 };
const TAIL: usize = 7_200;

/// Gain of the music's bus over its own level (-20 LUFS integrated) under foreground sounds, and alone, decibels.
const MUSIC_UNDER_DB: f32 = -5.0;
const MUSIC_ALONE_DB: f32 = 4.0;

/// Mixes and masters the stems of a sheet.
pub fn master(stems: &Stems, sheet: &CueSheet) -> Master {
    let mut stems = stems.clone();
    if sheet.mode.asmr {
        stems.foley.scale(gain(near::CLOSE_DB));
    }
    let found = makeup::known(&sheet.mode).and_then(|levels| levels.foreground_db);
    let foreground_db = found.unwrap_or_else(|| db(stems.foley.peak()).max(-200.0));
    set_music_level(&mut stems, sheet, foreground_db);
    let presence = duck::presence_of(&stems.foley, foreground_db);
    duck::make_room(&mut stems.music, &presence, sheet);
    duck::step_back(&mut stems.ambience, &presence, duck::BED_DB);
    if sheet.mode.asmr {
        stems.foley = piecewise(&stems.foley, CUT, TAIL, near::colour);
        near::soften(&mut stems.foley, foreground_db);
        stems.ambience = piecewise(&stems.ambience, CUT, TAIL, near::colour);
    }
    own::settle(&mut stems, sheet.source.sound, &presence);
    for stem in [&mut stems.foley, &mut stems.ambience, &mut stems.music, &mut stems.source] {
        finish_edges(stem);
    }
    let mut master = makeup::to_target(stems, &sheet.mode, trust_in(sheet));
    master.loudness.foreground_db = foreground_db;
    master
}

/// How sure the surest thing in front is; music is always meant.
fn trust_in(sheet: &CueSheet) -> f32 {
    let music = sheet.music.as_ref().is_some_and(|music| music.on);
    let cues = sheet.cues.iter().filter(|cue| !cue.mute).map(|cue| cue.conf);
    let beds = sheet.beds.iter().filter(|bed| !bed.mute && in_front(sheet)).map(|bed| bed.conf);
    let heard: Vec<f32> = cues.chain(beds).collect();
    let surest = heard.iter().copied().fold(0.0, f32::max).clamp(0.0, 1.0);
    if music || heard.is_empty() { 1.0 } else { surest }
}

fn in_front(sheet: &CueSheet) -> bool {
    sheet.mode.beds == BedLevel::Front
}

/// In ASMR mode the score itself is written for its level.
fn set_music_level(stems: &mut Stems, sheet: &CueSheet, foreground_db: f32) {
    let bus_db = match (sheet.mode.asmr, foreground_db > -50.0) {
        (true, _) => 0.0,
        (false, true) => MUSIC_UNDER_DB,
        (false, false) => MUSIC_ALONE_DB,
    };
    stems.music.scale(gain(bus_db));
}

/// Takes away rumble below 25 Hz and fades 5 ms at both ends.
fn finish_edges(stem: &mut Stereo) {
    *stem = piecewise(stem, CUT, TAIL, |part| {
        for channel in part.channels_mut() {
            let mut rumble = Svf::new(25.0, core::f32::consts::FRAC_1_SQRT_2);
            channel.iter_mut().for_each(|x| *x = rumble.high(*x));
        }
    });
    for channel in stem.channels_mut() {
        fade(channel, samples(0.005), samples(0.005));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cues::{Mode, Music};
    use crate::dsp::{Chance, integrated_lufs, true_peak};
    use crate::{Seed, mix::LimitedBy};

    fn sheet() -> CueSheet {
        CueSheet::from_json(br#"{"version":1,"duration":6.0}"#).unwrap()
    }

    fn noise(level: f32, seconds: f64, seed: u64) -> Stereo {
        let mut chance = Chance::new(Seed(seed));
        let n = samples(seconds);
        let mut channel = || (0..n).map(|_| chance.white() * level).collect();
        Stereo { left: channel(), right: channel() }
    }

    fn silent() -> Stereo {
        Stereo::silence(samples(6.0))
    }

    fn knocks() -> Stereo {
        let mut sound = silent();
        for at in [1.0, 2.5, 4.0] {
            let i = samples(at);
            for k in 0..2_400 {
                let x = 0.7 * libm::expf(-(k as f32) / 300.0) * libm::sinf(k as f32 * 0.05);
                sound.left[i + k] += x;
                sound.right[i + k] += x;
            }
        }
        sound
    }

    fn sum_error_db(master: &Master) -> f32 {
        let mut sum = master.stems.foley.clone();
        sum.add(&master.stems.ambience, 0, 1.0);
        sum.add(&master.stems.music, 0, 1.0);
        sum.add(&master.mix, 0, -1.0);
        db(sum.peak()) - db(master.mix.peak())
    }

    #[test]
    fn dense_foley_reaches_the_target() {
        let stems =
            Stems { foley: noise(0.08, 6.0, 1), ambience: silent(), music: silent(), ..Stems::default() };
        let master = master(&stems, &sheet());
        assert!((integrated_lufs(&master.mix) + 16.0).abs() < 0.5, "{:?}", master.loudness);
        assert_eq!(master.loudness.limited_by, None);
    }

    #[test]
    fn sparse_knocks_stop_at_the_ceiling_and_say_so() {
        let stems = Stems { foley: knocks(), ambience: silent(), music: silent(), ..Stems::default() };
        let master = master(&stems, &sheet());
        assert!(db(true_peak(&master.mix)) <= -1.5 + 0.01, "{:?}", master.loudness);
        assert!(master.loudness.limiting_db <= 4.1, "{:?}", master.loudness);
        assert_eq!(master.loudness.limited_by, Some(LimitedBy::Peak));
    }

    #[test]
    fn a_bed_alone_is_never_raised() {
        let bed = noise(0.004, 6.0, 2);
        let before = integrated_lufs(&bed);
        let stems = Stems { foley: silent(), ambience: bed, music: silent(), ..Stems::default() };
        let master = master(&stems, &sheet());
        assert!((integrated_lufs(&master.mix) - before).abs() < 0.5, "{before} {:?}", master.loudness);
        assert_eq!(master.loudness.limited_by, Some(LimitedBy::QuietScene));
    }

    #[test]
    fn a_bed_in_front_is_raised_as_far_as_it_is_sure() {
        let bed = noise(0.004, 6.0, 2);
        let before = integrated_lufs(&bed);
        let raised = |conf: f32| {
            let stems = Stems { foley: silent(), ambience: bed.clone(), music: silent(), ..Stems::default() };
            let asked =
                r#"{"id":"b","class":"RAIN-GENERAL","model":"rain","params":{},"t0":0,"t1":6,"conf":CONF}"#;
            let json =
                format!(r#"{{"version":1,"duration":6.0,"mode":{{"beds":"front"}},"beds":[{asked}]}}"#);
            let sheet = CueSheet::from_json(json.replace("CONF", &conf.to_string()).as_bytes()).unwrap();
            integrated_lufs(&master(&stems, &sheet).mix) - before
        };
        assert!((raised(1.0) - 12.0).abs() < 0.5 && (raised(0.25) - 3.0).abs() < 0.5, "{}", raised(1.0));
    }

    #[test]
    fn stems_sum_to_the_master() {
        let stems = Stems {
            foley: knocks(),
            ambience: noise(0.01, 6.0, 3),
            music: noise(0.05, 6.0, 4),
            ..Stems::default()
        };
        let sheet = CueSheet { music: Some(Music::default()), ..sheet() };
        assert!(sum_error_db(&master(&stems, &sheet)) < -100.0);
    }

    #[test]
    fn music_steps_back_under_a_knock() {
        let stems =
            Stems { foley: knocks(), ambience: silent(), music: noise(0.1, 6.0, 5), ..Stems::default() };
        let sheet = CueSheet { music: Some(Music { duck_db: 6.0, ..Music::default() }), ..sheet() };
        let master = master(&stems, &sheet);
        let level = |t: f64| {
            let part = &master.stems.music.left[samples(t)..samples(t + 0.05)];
            db(libm::sqrtf(part.iter().map(|x| x * x).sum::<f32>() / part.len() as f32))
        };
        assert!(level(2.2) - level(2.51) > 3.0, "{} {}", level(2.2), level(2.51));
    }

    #[test]
    fn asmr_is_quieter_under_a_lower_ceiling() {
        let stems =
            Stems { foley: noise(0.4, 6.0, 1), ambience: silent(), music: silent(), ..Stems::default() };
        let mode = Mode { asmr: true, target_lufs: -20.0, true_peak_dbtp: -3.0, ..Mode::default() };
        let master = master(&stems, &CueSheet { mode, ..sheet() });
        assert!((integrated_lufs(&master.mix) + 20.0).abs() < 0.5);
    }

    #[test]
    fn levels_found_once_are_kept_for_an_edited_sheet() {
        let stems =
            Stems { foley: noise(0.08, 6.0, 1), ambience: silent(), music: silent(), ..Stems::default() };
        let first = master(&stems, &sheet());
        let mode = Mode { levels: Some(first.loudness.levels()), ..Mode::default() };
        let mut edited = stems.clone();
        edited.foley.channels_mut().into_iter().flat_map(|c| &mut c[samples(3.0)..]).for_each(|x| *x *= 0.4);
        let free = master(&edited, &sheet()).loudness;
        let kept = master(&edited, &CueSheet { mode: mode.clone(), ..sheet() }).loudness;
        assert_eq!(kept.makeup_db, first.loudness.makeup_db);
        assert_ne!(free.makeup_db, first.loudness.makeup_db);
        let quieter = CueSheet { mode: Mode { target_lufs: -30.0, ..mode }, ..sheet() };
        assert!((master(&edited, &quieter).loudness.integrated_lufs + 30.0).abs() < 0.5);
    }

    #[test]
    fn silence_stays_silence() {
        let stems = Stems { foley: silent(), ambience: silent(), music: silent(), ..Stems::default() };
        let master = master(&stems, &sheet());
        assert!(master.mix.peak() < 1e-12);
        assert_eq!(master.loudness.limited_by, Some(LimitedBy::QuietScene));
    }
}
