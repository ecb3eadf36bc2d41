//! The picture of what was heard: thumbnails, events, cues, waveform and spectrogram over one time axis.

mod canvas;
mod contact;
mod frames;
mod lanes;
mod waves;

pub use canvas::{Canvas, Ink, Lane};
pub use contact::contact_sheet;
pub use waves::{spectrogram, waveform};

use crate::mix::Master;
use crate::{CueSheet, Scene};
use media::Clip;

const WIDTH: u32 = 1_600;
const LEFT: i32 = 96;
const RIGHT: u32 = 12;
/// Pixels across a lane.
const LANE: u32 = WIDTH - LEFT as u32 - RIGHT;

const PAPER: Ink = Ink::new(18, 18, 22);
const TEXT: Ink = Ink::new(205, 205, 210);
const FAINT: Ink = Ink::new(70, 70, 78);
const FOLEY: Ink = Ink::new(255, 150, 60);
const AMBIENCE: Ink = Ink::new(90, 190, 120);
const MUSIC: Ink = Ink::new(110, 150, 255);
const CUT: Ink = Ink::new(235, 80, 110);

/// Draws the sheet of a finished sound as PNG bytes; without a clip, without what only a picture has.
pub fn sheet(clip: Option<&Clip>, scene: &Scene, cues: &CueSheet, master: &Master) -> Vec<u8> {
    let rows = lanes::rows_of(cues);
    let heights = Heights::of(clip, rows.len() as u32);
    let mut canvas = Canvas::new(WIDTH, heights.total(), PAPER);
    canvas.title((LEFT, 8), &heading(clip, cues, master), TEXT);
    let mut page = Page { canvas, y: Heights::TITLE as i32, seconds: cues.duration };
    if let Some(clip) = clip {
        page.picture(clip, scene);
    }
    for row in &rows {
        let lane = page.lane(&row.name, Heights::ROW);
        lanes::row(&mut page.canvas, lane, row);
    }
    let lane = page.lane("music", Heights::MUSIC);
    lanes::music(&mut page.canvas, lane, cues);
    for (name, stem, ink) in [
        ("foley", &master.stems.foley, FOLEY),
        ("ambience", &master.stems.ambience, AMBIENCE),
        ("music", &master.stems.music, MUSIC),
    ] {
        let lane = page.lane(name, Heights::WAVE);
        waves::waveform(&mut page.canvas, lane, stem, ink);
    }
    let lane = page.lane("spectrum", Heights::SPECTROGRAM);
    waves::spectrogram(&mut page.canvas, lane, &master.mix);
    page.clock(&cues.analysis, Heights::TITLE as i32);
    page.canvas.into_png()
}

fn heading(clip: Option<&Clip>, cues: &CueSheet, master: &Master) -> String {
    let loudness = &master.loudness;
    let picture = clip.map_or("from words".into(), |clip| {
        let source = &clip.source;
        format!("{}x{} {}  {:.2} fps", source.width, source.height, source.codec, cues.fps)
    });
    format!(
        "{:.2} s  {picture}  {} cues  {} beds  {:.1} LUFS  {:.1} dBTP  seed {}",
        cues.duration,
        cues.cues.len(),
        cues.beds.len(),
        loudness.integrated_lufs,
        loudness.true_peak_dbtp,
        cues.seed,
    )
}

/// How tall the parts of the page are.
struct Heights {
    /// Thumbnails, what was seen, motion: three lanes where there is a picture.
    picture: u32,
    rows: u32,
}

impl Heights {
    const TITLE: u32 = 30;
    const EVENTS: u32 = 84;
    const MOTION: u32 = 44;
    const ROW: u32 = 20;
    const MUSIC: u32 = 34;
    const WAVE: u32 = 64;
    const SPECTROGRAM: u32 = 260;
    const CLOCK: u32 = 20;

    fn of(clip: Option<&Clip>, rows: u32) -> Heights {
        let gap = Page::GAP as u32;
        let lanes = |clip| frames::height(clip, LANE) + Self::EVENTS + Self::MOTION + 3 * gap;
        Heights { picture: clip.map_or(0, lanes), rows: rows * (Self::ROW + gap) }
    }

    fn total(&self) -> u32 {
        let sound = Self::MUSIC + 3 * Self::WAVE + Self::SPECTROGRAM + 5 * Page::GAP as u32;
        Self::TITLE + self.picture + self.rows + sound + Self::CLOCK
    }
}

/// The page while it is filled from the top.
struct Page {
    canvas: Canvas,
    y: i32,
    seconds: f64,
}

impl Page {
    const GAP: i32 = 5;

    fn lane(&mut self, name: &str, height: u32) -> Lane {
        let lane = Lane { x: LEFT, y: self.y, width: LANE, height, seconds: self.seconds };
        self.canvas.text((4, self.y + 2), &name.chars().take(15).collect::<String>(), TEXT);
        self.y += height as i32 + Self::GAP;
        lane
    }

    /// What the picture shows and what was seen in it.
    fn picture(&mut self, clip: &Clip, scene: &Scene) {
        let lane = self.lane("picture", frames::height(clip, LANE));
        frames::thumbnails(&mut self.canvas, lane, clip);
        let lane = self.lane("seen", Heights::EVENTS);
        lanes::events(&mut self.canvas, lane, scene);
        let lane = self.lane("motion", Heights::MOTION);
        waves::envelopes(&mut self.canvas, lane, scene);
    }

    /// Cuts as lines through everything, and seconds along the bottom.
    fn clock(&mut self, scene: &Scene, top: i32) {
        let axis = Lane { x: LEFT, y: self.y, width: LANE, height: 0, seconds: self.seconds };
        for shot in scene.shots.iter().skip(1) {
            let x = axis.column(shot.t0);
            self.canvas.line((x, top), (x, self.y), CUT);
        }
        for second in 0..=self.seconds as i32 {
            let x = axis.column(f64::from(second));
            self.canvas.line((x, self.y - 4), (x, self.y), TEXT);
            self.canvas.text((x + 2, self.y), &format!("{second} s"), TEXT);
        }
    }
}
