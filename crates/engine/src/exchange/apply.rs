//! Rows of a text to cues and beds of a sheet.

use super::row::{Part, Row, name_of};
use crate::cues::{Azimuth, Bed, Cue, Position, Sound, When};
use crate::spot::{self, Called, Kind};
use crate::{CueSheet, Result};
use std::collections::BTreeSet;

/// Times that differ by less were rounded on their way through a text, seconds.
const ROUNDED_S: f64 = 0.000_6;
/// Fade of a new bed, seconds.
const FADE_S: f64 = 0.3;

/// The sheet with the rows in it.
pub fn applied(rows: Vec<Row>, onto: &CueSheet) -> Result<CueSheet> {
    let mut sheet = onto.clone();
    let listed: BTreeSet<&str> = rows.iter().filter_map(|row| row.id.as_deref()).collect();
    if !listed.is_empty() {
        sheet.cues.retain(|cue| listed.contains(cue.id.as_str()));
        sheet.beds.retain(|bed| listed.contains(bed.id.as_str()));
    }
    let mut met = BTreeSet::new();
    for row in &rows {
        if let Some(id) = row.id.as_deref().filter(|id| !met.insert((*id).to_owned())) {
            return row.refuse(&format!("the id {id:?} stands twice"));
        }
        let known = |id: &str| sheet.cues.iter().position(|cue| cue.id == id);
        let lying = |id: &str| sheet.beds.iter().position(|bed| bed.id == id);
        let id = row.id.as_deref().unwrap_or_default();
        match (known(id), lying(id)) {
            (Some(i), _) if row.part != Some(Part::Bed) => change_cue(&mut sheet.cues[i], row)?,
            (_, Some(i)) if row.part.is_none_or(|part| part == Part::Bed) => {
                change_bed(&mut sheet.beds[i], row)?;
            }
            (None, None) => add(&mut sheet, row)?,
            _ => return row.refuse("a cue cannot become a bed, nor a bed a cue: give it a new id"),
        }
    }
    Ok(sheet)
}

/// What the row's class or words are called; `None` where the sheet's own class stands there.
fn recast(row: &Row, class: &str) -> Result<Option<Called>> {
    let as_before = row.class == class || (row.class.is_empty() && !row.words.is_empty());
    let said = row.words.is_empty() || row.words == name_of(class);
    if as_before && said { Ok(None) } else { called(row).map(Some) }
}

fn called(row: &Row) -> Result<Called> {
    let by_words = |words: &str| spot::called(words).filter(|_| !words.is_empty());
    let by_id = spot::of_class(&row.class);
    // Words beside a class say how, where they mean the same class: heavy rain.
    let how = by_words(&row.words).filter(|called| row.class.is_empty() || called.class.id == row.class);
    match how.or(by_id).or_else(|| by_words(&row.class)) {
        Some(called) => Ok(called),
        None => {
            let what = if row.class.is_empty() { &row.words } else { &row.class };
            row.refuse(&format!("nothing is known that is called {what:?}"))
        }
    }
}

fn change_cue(cue: &mut Cue, row: &Row) -> Result<()> {
    if let Some(called) = recast(row, &cue.class)? {
        (cue.class, cue.sound) = (called.class.id.clone(), called.sound);
    }
    cue.when = match (cue.when, row.end) {
        (When::At { t }, None) => When::At { t: moved(t, row.t) },
        (When::Span { t0, t1 }, Some(end)) => When::Span { t0: moved(t0, row.t), t1: moved(t1, end) },
        (When::At { .. }, Some(end)) => When::Span { t0: row.t, t1: end },
        (When::Span { .. }, None) => When::At { t: row.t },
    };
    cue.velocity = row.velocity.unwrap_or(cue.velocity);
    cue.gain_db = row.gain_db.unwrap_or(cue.gain_db);
    cue.pos.dist = row.dist.unwrap_or(cue.pos.dist);
    if let Some(pan) = &row.pan {
        cue.pos.az = pan.clone();
    }
    cue.seed = row.seed.or(cue.seed);
    (cue.lock, cue.mute) = (row.lock.unwrap_or(cue.lock), row.mute.unwrap_or(cue.mute));
    Ok(())
}

fn change_bed(bed: &mut Bed, row: &Row) -> Result<()> {
    if let Some(called) = recast(row, &bed.class)? {
        (bed.class, bed.sound) = (called.class.id.clone(), called.sound);
    }
    bed.t0 = moved(bed.t0, row.t);
    bed.t1 = row.end.map_or(bed.t1, |end| moved(bed.t1, end));
    bed.gain_db = row.gain_db.unwrap_or(bed.gain_db);
    bed.seed = row.seed.or(bed.seed);
    (bed.lock, bed.mute) = (row.lock.unwrap_or(bed.lock), row.mute.unwrap_or(bed.mute));
    Ok(())
}

fn moved(was: f64, says: f64) -> f64 {
    if (was - says).abs() < ROUNDED_S { was } else { says }
}

/// A new sound: what happens is a cue, what goes on a bed, unless the row says otherwise.
fn add(sheet: &mut CueSheet, row: &Row) -> Result<()> {
    let called = called(row)?;
    let usual = match (called.class.kind, row.end) {
        (Kind::Event, None) => Part::Moment,
        (Kind::Event, Some(_)) => Part::Stretch,
        _ => Part::Bed,
    };
    let id = row.id.clone().unwrap_or_else(|| free_id(sheet));
    match row.part.unwrap_or(usual) {
        Part::Bed => sheet.beds.push(new_bed(sheet.duration, row, (id, called))),
        part => sheet.cues.push(new_cue(row, (id, called), part)),
    }
    Ok(())
}

fn new_cue(row: &Row, (id, called): (String, Called), part: Part) -> Cue {
    let stretch = |end: f64| When::Span { t0: row.t, t1: end };
    let dist = row.dist.unwrap_or(called.class.dist);
    Cue {
        id,
        when: row.end.filter(|_| part == Part::Stretch).map_or(When::At { t: row.t }, stretch),
        class: called.class.id.clone(),
        sound: called.sound,
        velocity: row.velocity.unwrap_or(called.velocity),
        gain_db: row.gain_db.unwrap_or(called.gain_db),
        pos: Position { az: row.pan.clone().unwrap_or(Azimuth::Still(0.0)), dist, ..Position::default() },
        env: Default::default(),
        conf: 1.0,
        from: vec!["import".into()],
        lock: row.lock.unwrap_or(false),
        mute: row.mute.unwrap_or(false),
        seed: row.seed,
        more: Default::default(),
    }
}

fn new_bed(duration: f64, row: &Row, (id, called): (String, Called)) -> Bed {
    let t1 = row.end.unwrap_or(duration).min(duration).max(row.t);
    let fade = FADE_S.min((t1 - row.t) / 2.0);
    let handled = matches!(called.sound, Sound::Cloth(_) | Sound::Friction(_) | Sound::Rolling(_));
    Bed {
        id,
        class: called.class.id.clone(),
        sound: called.sound,
        t0: row.t,
        t1,
        gain_db: row.gain_db.unwrap_or(called.bed_gain_db),
        fade_in: fade,
        fade_out: fade,
        env: Default::default(),
        spread: if handled { 0.5 } else { 1.0 },
        conf: 1.0,
        from: vec!["import".into()],
        lock: row.lock.unwrap_or(false),
        mute: row.mute.unwrap_or(false),
        seed: row.seed,
        more: Default::default(),
    }
}

fn free_id(sheet: &CueSheet) -> String {
    let taken: BTreeSet<&str> =
        sheet.cues.iter().map(|c| c.id.as_str()).chain(sheet.beds.iter().map(|b| b.id.as_str())).collect();
    let from = sheet.cues.len() + sheet.beds.len();
    (from..).map(|n| format!("n{n}")).find(|id| !taken.contains(id.as_str())).unwrap_or_default()
}
