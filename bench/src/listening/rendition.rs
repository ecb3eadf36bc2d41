//! Five seconds of a class, as words alone would order them: no picture, an open field, so that no room is heard.

use anyhow::{Context, Result};
use engine::cues::{Azimuth, Bed, BedLevel, Course, Cue, Position, Room, RoomPreset, Sound, When};
use engine::spot::{Class, Kind, classes};
use engine::{CueSheet, Kit, Library, Patient, mix, render};

/// How long a rendition is.
pub const SECONDS: f64 = 5.0;
/// Time before the first moment, and kept free at the end.
const EDGE_S: f64 = 0.3;
/// What is heard from farther than this is heard outdoors, metres: no room of ours is so large.
const INDOORS_M: f32 = 5.0;
/// The room of a sheet that nothing is known of, as the director chooses it.
const ROOM: Room = Room { preset: RoomPreset::Small, wet_db: -4.0 };
/// Rest between two bursts.
const REST_S: f64 = 1.0;
/// Nobody does anything in perfect time, or with the same force.
const UNEVEN: [f64; 7] = [0.0, 0.03, -0.05, 0.04, 0.01, -0.03, 0.05];
/// See above.
const FORCES: [f32; 5] = [1.0, 0.89, 1.06, 0.94, 1.0];

/// An empty sheet of `duration` seconds in the open, whose beds stand in front.
///
/// # Errors
/// Never for a sensible length.
pub fn empty_sheet(duration: f64) -> Result<CueSheet> {
    let json = format!(r#"{{"version":1,"seed":5,"duration":{duration}}}"#);
    let mut sheet = CueSheet::from_json(json.as_bytes())?;
    sheet.room = Room { preset: RoomPreset::Field, wet_db: -60.0 };
    sheet.mode.beds = BedLevel::Front;
    Ok(sheet)
}

/// The sheet of a class: moments at its rate, in bursts where it comes in bursts; stretches as beds. `None` where it
/// has no sound of its own.
///
/// # Errors
/// When the sheet would be refused.
pub fn sheet_of(class: &Class) -> Result<Option<CueSheet>> {
    let parts: Vec<&Class> = match class.sound {
        Some(_) => vec![class],
        None => class.parts.iter().filter_map(|id| classes().iter().find(|c| c.id == *id)).collect(),
    };
    let mut sheet = empty_sheet(SECONDS)?;
    if class.dist <= INDOORS_M {
        sheet.room = ROOM;
    }
    for part in parts {
        let Some(sound) = &part.sound else { continue };
        match part.kind {
            Kind::Event => sheet
                .cues
                .extend(moments(part).into_iter().enumerate().map(|(n, t)| cue_at(part, sound, n, t))),
            Kind::Texture | Kind::Place => sheet.beds.push(bed_of(part, sound, SECONDS)),
        }
    }
    if sheet.cues.is_empty() && sheet.beds.is_empty() {
        return Ok(None);
    }
    sheet.check().with_context(|| class.id.clone())?;
    Ok(Some(sheet))
}

/// When a class happens within the five seconds.
fn moments(class: &Class) -> Vec<f64> {
    // Thunder rolls on for longer than five seconds.
    let usual = if matches!(class.sound, Some(Sound::Thunder(_))) { 0.2 } else { 1.0 };
    let (rate, burst) = (class.rate.unwrap_or(usual), class.burst.unwrap_or(u32::MAX));
    let (mut times, mut t) = (Vec::new(), EDGE_S);
    for n in 0_u32.. {
        if t > SECONDS - EDGE_S {
            break;
        }
        times.push(t + UNEVEN[n as usize % UNEVEN.len()] / rate.max(1.0));
        let ends = (n + 1).is_multiple_of(burst);
        t += 1.0 / rate + if ends { REST_S } else { 0.0 };
    }
    times
}

fn cue_at(class: &Class, sound: &Sound, n: usize, t: f64) -> Cue {
    let mut sound = sound.clone();
    if let Sound::Footstep(step) = &mut sound {
        step.left = n.is_multiple_of(2);
    }
    let velocity = (class.velocity * FORCES[n % FORCES.len()]).min(1.0);
    let cue = cue(&format!("c{n} {}", class.id), sound, t);
    let pos = Position { dist: class.dist, ..cue.pos.clone() };
    Cue { class: class.id.clone(), velocity, gain_db: class.gain_db, pos, ..cue }
}

/// One moment of a sound, straight ahead at 1 m and at the loudness table's level.
pub fn cue(id: &str, sound: Sound, t: f64) -> Cue {
    Cue {
        id: id.to_owned(),
        when: When::At { t },
        class: "OBJECTS-MISC".into(),
        sound,
        velocity: 0.7,
        gain_db: 0.0,
        pos: Position { az: Azimuth::Still(0.0), el: 0.0, dist: 1.0 },
        env: Course::default(),
        conf: 1.0,
        from: Vec::new(),
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    }
}

/// A class as a bed from the first moment to `seconds`.
pub fn bed_of(class: &Class, sound: &Sound, seconds: f64) -> Bed {
    Bed {
        id: format!("b {}", class.id),
        class: class.id.clone(),
        sound: sound.clone(),
        t0: 0.0,
        t1: seconds,
        gain_db: class.gain_db,
        fade_in: 0.05,
        fade_out: 0.05,
        env: Course::default(),
        spread: 1.0,
        conf: 1.0,
        from: Vec::new(),
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    }
}

/// A sheet as it is cast from recordings; `None` where none is taken.
pub fn cast_of(sheet: &CueSheet, packs: &dyn Library) -> Option<CueSheet> {
    let mut cast = sheet.clone();
    engine::spot::cast(&mut cast, packs);
    (cast != *sheet).then_some(cast)
}

/// The finished sound of a sheet.
///
/// # Errors
/// When it cannot be rendered.
pub fn master_of(sheet: &CueSheet, kit: &Kit) -> Result<mix::Master> {
    Ok(mix::master(&render::stems(sheet, kit, &Patient)?, sheet))
}

/// An engine for measuring: one thread, no nets.
pub fn kit(threads: usize) -> Kit {
    Kit { threads, ..Kit::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> CueSheet {
        sheet_of(classes().iter().find(|c| c.id == id).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn knocks_come_in_bursts_and_steps_alternate() {
        let knocks = of("DOORS-KNOCK");
        let times: Vec<f64> = knocks.cues.iter().map(|cue| cue.when.begin()).collect();
        assert!(times[3] - times[2] > times[2] - times[1] + 0.8, "{times:?}");
        assert!(times.iter().all(|t| (0.2..4.8).contains(t)));
        let steps = of("FOOTSTEPS-HUMAN");
        let left = |cue: &Cue| matches!(&cue.sound, Sound::Footstep(step) if step.left);
        assert!(left(&steps.cues[0]) && !left(&steps.cues[1]));
    }

    #[test]
    fn what_consists_of_others_is_made_of_them_and_what_has_no_sound_is_not_made() {
        let storm = of("WEATHER-STORM");
        assert!(!storm.beds.is_empty() && !storm.cues.is_empty());
        let mut silent = classes()[0].clone();
        (silent.sound, silent.parts) = (None, Vec::new());
        assert_eq!(sheet_of(&silent).unwrap(), None);
    }
}
