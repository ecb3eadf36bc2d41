//! The picture of what was heard: thumbnails, events, cues, waveform and spectrogram over one time axis.

mod canvas;
mod frames;
mod lanes;
mod waves;

use crate::mix::Master;
use crate::{CueSheet, Scene};
use canvas::{Canvas, Ink, Lane};
use media::Clip;

const WIDTH: u32 = 1_600;
const LEFT: i32 = 96;
const RIGHT: u32 = 12;

const PAPER: Ink = Ink::new(18, 18, 22);
const TEXT: Ink = Ink::new(205, 205, 210);
const FAINT: Ink = Ink::new(70, 70, 78);
const FOLEY: Ink = Ink::new(255, 150, 60);
const AMBIENCE: Ink = Ink::new(90, 190, 120);
const MUSIC: Ink = Ink::new(110, 150, 255);
const CUT: Ink = Ink::new(235, 80, 110);

/// Draws the sheet of a finished clip as PNG bytes.
pub fn sheet(clip: &Clip, scene: &Scene, cues: &CueSheet, master: &Master) -> Vec<u8> {
    let rows = lanes::rows_of(cues);
    let heights = Heights::of(clip, rows.len() as u32);
    let mut canvas = Canvas::new(WIDTH, heights.total(), PAPER);
    canvas.title((LEFT, 8), &heading(clip, cues, master), TEXT);
    let mut page = Page { canvas, y: 30, seconds: cues.duration };
    let lane = page.lane("picture", heights.thumbnails);
    frames::thumbnails(&mut page.canvas, lane, clip);
    let lane = page.lane("seen", heights.events);
    lanes::events(&mut page.canvas, lane, scene);
    let lane = page.lane("motion", heights.motion);
    waves::envelopes(&mut page.canvas, lane, scene);
    for row in &rows {
        let lane = page.lane(&row.name, heights.row);
        lanes::row(&mut page.canvas, lane, row);
    }
    let lane = page.lane("music", heights.music);
    lanes::music(&mut page.canvas, lane, cues);
    for (name, stem, ink) in [
        ("foley", &master.stems.foley, FOLEY),
        ("ambience", &master.stems.ambience, AMBIENCE),
        ("music", &master.stems.music, MUSIC),
    ] {
        let lane = page.lane(name, heights.wave);
        waves::waveform(&mut page.canvas, lane, stem, ink);
    }
    let lane = page.lane("spectrum", heights.spectrogram);
    waves::spectrogram(&mut page.canvas, lane, &master.mix);
    page.clock(&cues.analysis, 30);
    page.canvas.into_png()
}

fn heading(clip: &Clip, cues: &CueSheet, master: &Master) -> String {
    let loudness = &master.loudness;
    format!(
        "{:.2} s  {}x{} {}  {:.2} fps  {} cues  {} beds  {:.1} LUFS  {:.1} dBTP  seed {}",
        cues.duration,
        clip.source.width,
        clip.source.height,
        clip.source.codec,
        cues.fps,
        cues.cues.len(),
        cues.beds.len(),
        loudness.integrated_lufs,
        loudness.true_peak_dbtp,
        cues.seed,
    )
}

/// How tall each part of the page is.
struct Heights {
    thumbnails: u32,
    events: u32,
    motion: u32,
    row: u32,
    rows: u32,
    music: u32,
    wave: u32,
    spectrogram: u32,
}

impl Heights {
    fn of(clip: &Clip, rows: u32) -> Heights {
        let thumbnails = frames::height(clip, WIDTH - LEFT as u32 - RIGHT);
        Heights { thumbnails, events: 84, motion: 44, row: 20, rows, music: 34, wave: 64, spectrogram: 260 }
    }

    fn total(&self) -> u32 {
        let gaps = Page::GAP as u32 * (7 + self.rows);
        30 + self.thumbnails
            + self.events
            + self.motion
            + self.row * self.rows
            + self.music
            + 3 * self.wave
            + self.spectrogram
            + gaps
            + 20
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
        let lane =
            Lane { x: LEFT, y: self.y, width: WIDTH - LEFT as u32 - RIGHT, height, seconds: self.seconds };
        self.canvas.text((4, self.y + 2), &name.chars().take(15).collect::<String>(), TEXT);
        self.y += height as i32 + Self::GAP;
        lane
    }

    /// Cuts as lines through everything, and seconds along the bottom.
    fn clock(&mut self, scene: &Scene, top: i32) {
        let axis =
            Lane { x: LEFT, y: self.y, width: WIDTH - LEFT as u32 - RIGHT, height: 0, seconds: self.seconds };
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
