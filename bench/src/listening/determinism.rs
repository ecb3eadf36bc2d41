//! The same bytes on one thread and on two, and outside an edit.

use super::rendition::{cue, kit, sheet_of};
use anyhow::{Result, ensure};
use engine::cues::{Impact, Sound};
use engine::dsp::{Stereo, samples};
use engine::spot::classes;
use engine::{CueSheet, Patient, render};
use std::fmt::Write;

/// When something else happens that is then edited, seconds.
const EDIT_S: f64 = 4.5;
/// How long before it its sound may begin.
const LEAD_S: f64 = 0.05;

/// Renders every class on one and on two threads, and beside a knock that is edited; says what differs.
///
/// # Errors
/// When a sheet fails, or one class is not the same.
pub fn check() -> Result<String> {
    let (mut text, mut sheets, mut faults) = (String::new(), 0, 0);
    for class in classes() {
        let Some(sheet) = sheet_of(class)? else { continue };
        sheets += 1;
        for fault in faults_of(&sheet)? {
            faults += 1;
            let _ = writeln!(text, "{}: {fault}", class.id);
        }
    }
    let _ = writeln!(
        text,
        "{sheets} classes: same bytes on one and two threads and outside an edit, but for {faults} faults."
    );
    ensure!(faults == 0, "{text}");
    Ok(text)
}

/// What is not as it must be with the sheet of a class.
fn faults_of(sheet: &CueSheet) -> Result<Vec<&'static str>> {
    let mut faults = Vec::new();
    let stems = |sheet: &CueSheet, threads: usize| render::stems(sheet, &kit(threads), &Patient);
    let [loud, soft] = [0.8, 0.4].map(|velocity| beside_a_knock(sheet, velocity));
    let (one, two, edited) = (stems(&loud, 1)?, stems(&loud, 2)?, stems(&soft, 1)?);
    if one != two {
        faults.push("threads can be heard");
    }
    if one.ambience != edited.ambience {
        faults.push("an edited cue can be heard in a bed");
    }
    if begin_of(&one.foley) != begin_of(&edited.foley) {
        faults.push("an edited cue can be heard before it begins");
    }
    if one.foley == edited.foley {
        faults.push("the edit itself cannot be heard");
    }
    Ok(faults)
}

fn beside_a_knock(sheet: &CueSheet, velocity: f32) -> CueSheet {
    let mut sheet = sheet.clone();
    let knock = cue("knock", Sound::Impact(Impact::default()), EDIT_S);
    sheet.cues.insert(0, engine::cues::Cue { velocity, ..knock });
    sheet
}

/// What lies before the edit, bit by bit.
fn begin_of(sound: &Stereo) -> [Vec<u32>; 2] {
    let end = samples(EDIT_S - LEAD_S);
    sound.channels().map(|channel| channel[..end].iter().map(|x| x.to_bits()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knocks_beside_an_edited_knock_stay_as_they_are() {
        let class = classes().iter().find(|c| c.id == "DOORS-KNOCK").unwrap();
        let sheet = sheet_of(class).unwrap().unwrap();
        assert_eq!(faults_of(&sheet).unwrap(), [""; 0]);
    }
}
