//! One sound as a picture: its name, what the tagger says, its cues, waveform and spectrogram.

use engine::CueSheet;
use engine::cues::When;
use engine::dsp::Stereo;
use engine::report::{Canvas, Ink, Lane, spectrogram, waveform};

const PAPER: Ink = Ink::new(18, 18, 22);
const TEXT: Ink = Ink::new(205, 205, 210);
const FAINT: Ink = Ink::new(140, 140, 150);
const GOOD: Ink = Ink::new(110, 210, 120);
const BAD: Ink = Ink::new(250, 110, 90);
const CUE: Ink = Ink::new(255, 150, 60);
const BED: Ink = Ink::new(45, 95, 60);
/// Left of the lanes, for the frequencies.
const MARGIN: i32 = 50;
const ROW: i32 = 13;
/// Rows of cues at most.
const ROWS: usize = 10;
const WAVE: i32 = 46;
/// Width of a letter.
const LETTER: u32 = 6;
/// Panels of a contact sheet, across and down.
const GRID: (usize, usize) = (3, 4);
const SMALL: (u32, u32) = (640, 300);

/// A sound to be drawn.
pub struct Panel {
    /// Its name.
    pub title: String,
    /// One line, and whether it is good news, if it is news.
    pub line: (String, Option<bool>),
    /// The best labels; none where the tagger was not asked.
    pub tags: Vec<(String, f32)>,
    /// What sounds when.
    pub sheet: CueSheet,
    /// The sound.
    pub sound: Stereo,
}

impl Panel {
    /// The panel alone on a page, as PNG bytes.
    pub fn to_png(&self, size: (u32, u32)) -> Vec<u8> {
        let mut canvas = Canvas::new(size.0, size.1, PAPER);
        self.draw(&mut canvas, (0, 0), size);
        canvas.into_png()
    }

    fn draw(&self, canvas: &mut Canvas, at: (i32, i32), size: (u32, u32)) {
        let (x, mut y) = (at.0 + 4, at.1 + 3);
        let letters = (size.0 / LETTER) as usize - 2;
        let cut = |text: &str| text.chars().take(letters).collect::<String>();
        canvas.title((x, y), &self.title, TEXT);
        let ink = match self.line.1 {
            Some(true) => GOOD,
            Some(false) => BAD,
            None => FAINT,
        };
        canvas.text((x, y + 17), &cut(&self.line.0), ink);
        let tags: Vec<String> = self.tags.iter().map(|(tag, score)| format!("{tag} {score:.2}")).collect();
        canvas.text((x, y + 29), &cut(&tags.join(", ")), TEXT);
        y += 43;
        let lane = |y: i32, height: i32| Lane {
            x: at.0 + MARGIN,
            y,
            width: size.0 - MARGIN as u32 - 8,
            height: height.max(1) as u32,
            seconds: self.sheet.duration,
        };
        for (name, marks) in rows(&self.sheet) {
            row(canvas, lane(y, ROW), &name, &marks);
            y += ROW;
        }
        waveform(canvas, lane(y, WAVE), &self.sound, CUE);
        y += WAVE + 4;
        spectrogram(canvas, lane(y, at.1 + size.1 as i32 - 6 - y), &self.sound);
    }
}

/// Twelve panels a page, as PNG bytes.
pub fn contact_sheets(panels: &[Panel]) -> Vec<Vec<u8>> {
    panels.chunks(GRID.0 * GRID.1).map(contact_sheet).collect()
}

fn contact_sheet(panels: &[Panel]) -> Vec<u8> {
    let down = panels.len().div_ceil(GRID.0) as u32;
    let mut canvas = Canvas::new(GRID.0 as u32 * SMALL.0, down * SMALL.1, PAPER);
    for (i, panel) in panels.iter().enumerate() {
        let (column, row) = (i % GRID.0, i / GRID.0);
        panel.draw(&mut canvas, ((column as u32 * SMALL.0) as i32, (row as u32 * SMALL.1) as i32), SMALL);
    }
    canvas.into_png()
}

/// Begin and end of each cue or bed of a class; equal for a moment.
type Marks = Vec<(f64, f64)>;

/// What sounds, class by class, in the sheet's order.
fn rows(sheet: &CueSheet) -> Vec<(String, Marks)> {
    let mut rows: Vec<(String, Marks)> = Vec::new();
    let cues = sheet.cues.iter().map(|cue| match cue.when {
        When::At { t } => (&cue.class, (t, t)),
        When::Span { t0, t1 } => (&cue.class, (t0, t1)),
    });
    for (class, mark) in cues.chain(sheet.beds.iter().map(|bed| (&bed.class, (bed.t0, bed.t1)))) {
        match rows.iter_mut().find(|(name, _)| name == class) {
            Some((_, marks)) => marks.push(mark),
            None => rows.push((class.clone(), vec![mark])),
        }
    }
    rows.truncate(ROWS);
    rows
}

fn row(canvas: &mut Canvas, lane: Lane, name: &str, marks: &Marks) {
    for &(t0, t1) in marks {
        let x = lane.column(t0);
        let width = (lane.column(t1) - x).max(2) as u32;
        let ink = if t1 > t0 { BED } else { CUE };
        canvas.fill((x, lane.y + 1), (width, lane.height - 3), ink);
    }
    canvas.text((lane.x - MARGIN + 4, lane.y + 1), name, TEXT);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listening::rendition::sheet_of;

    #[test]
    fn thirteen_panels_fill_two_pages_and_each_is_a_picture() {
        let class = engine::spot::classes().iter().find(|c| c.id == "DOORS-KNOCK").unwrap();
        let sheet = sheet_of(class).unwrap().unwrap();
        assert_eq!(rows(&sheet).len(), 1);
        let panel = |_| Panel {
            title: class.id.clone(),
            line: ("Knock is 1".into(), Some(true)),
            tags: vec![("Knock".into(), 0.7)],
            sheet: sheet.clone(),
            sound: Stereo::silence(4_800),
        };
        let pages = contact_sheets(&(0..13).map(panel).collect::<Vec<_>>());
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().chain([&panel(0).to_png((900, 400))]).all(|page| page.starts_with(b"\x89PNG")));
    }
}
