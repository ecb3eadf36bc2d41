//! Lanes of events, cues and music.

use super::canvas::{Canvas, Ink, Lane};
use super::{AMBIENCE, FAINT, FOLEY, MUSIC, TEXT};
use crate::cues::When;
use crate::scene::{ImpactKind, PeriodicKind};
use crate::{CueSheet, Scene};

/// Most rows of cues; rarer classes share the last.
const MOST_ROWS: usize = 12;

/// The cues and beds of one class.
pub struct Row {
    /// The class.
    pub name: String,
    ink: Ink,
    /// Begin, end, velocity; begin = end for a moment.
    marks: Vec<(f64, f64, f32)>,
}

/// Cues by class, beds last.
pub fn rows_of(sheet: &CueSheet) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let cues = sheet.cues.iter().filter(|cue| !cue.mute).map(|cue| {
        let span = match cue.when {
            When::At { t } => (t, t),
            When::Span { t0, t1 } => (t0, t1),
        };
        (&cue.class, FOLEY, (span.0, span.1, cue.velocity))
    });
    let beds = sheet.beds.iter().filter(|bed| !bed.mute);
    let beds = beds.map(|bed| (&bed.class, AMBIENCE, (bed.t0, bed.t1, 0.7)));
    for (class, ink, mark) in cues.chain(beds) {
        let place = rows.iter().position(|row| row.name == *class && row.ink == ink);
        match (place, rows.len()) {
            (Some(i), _) => rows[i].marks.push(mark),
            (None, n) if n == MOST_ROWS => {
                rows[n - 1].name = "others".into();
                rows[n - 1].marks.push(mark);
            }
            (None, _) => rows.push(Row { name: class.clone(), ink, marks: vec![mark] }),
        }
    }
    rows
}

/// Draws one class: ticks for moments, bars for stretches.
pub fn row(canvas: &mut Canvas, lane: Lane, row: &Row) {
    let base = lane.y + lane.height as i32;
    canvas.line((lane.x, base), (lane.x + lane.width as i32, base), FAINT);
    for &(t0, t1, velocity) in &row.marks {
        let (x0, x1) = (lane.column(t0), lane.column(t1));
        let tall = (velocity.clamp(0.1, 1.0) * (lane.height - 2) as f32) as u32;
        let width = if t1 > t0 { (x1 - x0).max(2) as u32 } else { 3 };
        let ink = if t1 > t0 { dimmed(row.ink) } else { row.ink };
        canvas.fill((x0, base - tall as i32), (width, tall), ink);
    }
}

/// Draws what was seen: impacts by strength and kind, beats, sweeps, flashes.
pub fn events(canvas: &mut Canvas, lane: Lane, scene: &Scene) {
    use embedded_graphics::prelude::RgbColor;
    let base = lane.y + lane.height as i32;
    canvas.line((lane.x, base), (lane.x + lane.width as i32, base), FAINT);
    for flash in &scene.flashes {
        let width = lane.column(flash.t + flash.duration) - lane.column(flash.t);
        canvas.fill((lane.column(flash.t), lane.y), (width.max(2) as u32, lane.height), Ink::YELLOW);
    }
    for sweep in &scene.sweeps {
        let (x0, x1) = (lane.column(sweep.t[0]), lane.column(sweep.t[2]));
        canvas.fill((x0, lane.y + 12), ((x1 - x0).max(2) as u32, 5), Ink::new(120, 200, 220));
        canvas.line((lane.column(sweep.t[1]), lane.y + 8), (lane.column(sweep.t[1]), lane.y + 20), Ink::CYAN);
    }
    for stretch in &scene.periodic {
        let ink = match stretch.kind {
            PeriodicKind::Gait => Ink::new(160, 240, 120),
            PeriodicKind::Strokes => Ink::new(240, 220, 110),
            PeriodicKind::Swing => FAINT,
        };
        for &beat in &stretch.beats {
            canvas.fill((lane.column(beat) - 1, lane.y + 22), (3, 6), ink);
        }
    }
    for impact in &scene.impacts {
        let ink = match impact.kind {
            ImpactKind::Stop => Ink::new(255, 120, 60),
            ImpactKind::Bounce => Ink::new(255, 210, 80),
            ImpactKind::Collide => Ink::new(255, 90, 160),
            ImpactKind::Separate => Ink::new(190, 130, 255),
        };
        let ink = if impact.conf < 0.4 { dimmed(ink) } else { ink };
        let tall = 4 + (impact.s * 48.0) as u32;
        canvas.fill((lane.column(impact.t) - 1, base - tall as i32), (3, tall), ink);
    }
    canvas.text((4, lane.y + 14), "bounce stop", Ink::new(255, 210, 80));
    canvas.text((4, lane.y + 26), "beats", Ink::new(160, 240, 120));
    canvas.text((4, lane.y + 38), "sweeps", Ink::new(120, 200, 220));
}

/// Draws bars, sections and chords.
pub fn music(canvas: &mut Canvas, lane: Lane, sheet: &CueSheet) {
    let Some(music) = sheet.music.as_ref().filter(|music| music.on) else {
        canvas.text((lane.x, lane.y + 2), "none", FAINT);
        return;
    };
    for beat in crate::music::beats(music, sheet.duration) {
        let x = lane.column(beat);
        canvas.line((x, lane.y + 26), (x, lane.y + lane.height as i32), dimmed(MUSIC));
    }
    for (i, &downbeat) in music.downbeats.iter().enumerate() {
        let x = lane.column(downbeat);
        canvas.line((x, lane.y + 12), (x, lane.y + lane.height as i32), MUSIC);
        let chord = music.chords.get(i).map_or("", String::as_str);
        canvas.text((x + 2, lane.y + 13), chord, TEXT);
    }
    for section in &music.sections {
        let name = format!("{} {:.1}", section.name, section.energy);
        canvas.text((lane.column(section.t) + 2, lane.y), &name, MUSIC);
    }
    canvas.text((4, lane.y + 14), &format!("{:.1} bpm", music.bpm), MUSIC);
    canvas.text((4, lane.y + 24), &format!("{} {}", music.key, music.mode), MUSIC);
}

fn dimmed(ink: Ink) -> Ink {
    use embedded_graphics::prelude::RgbColor;
    Ink::new(ink.r() / 2, ink.g() / 2, ink.b() / 2)
}
