//! A piece as a picture: its meters, piano roll, waveform of each layer, spectrogram.

use super::tune::{Meters, Tune};
use engine::cues::Layer;
use engine::report::{Canvas, Ink, Lane, spectrogram, waveform};

const PAPER: Ink = Ink::new(18, 18, 22);
const TEXT: Ink = Ink::new(205, 205, 210);
const FAINT: Ink = Ink::new(120, 120, 130);
const LINE: Ink = Ink::new(48, 48, 56);
const BAR: Ink = Ink::new(90, 90, 104);
const HIT: Ink = Ink::new(235, 80, 110);
/// Size of a sheet, pixels.
const SIZE: (u32, u32) = (1_500, 1_060);
const MARGIN: i32 = 84;
/// Notes that the roll has room for, MIDI numbers, and pixels each.
const PITCHES: (i32, i32) = (26, 100);
const TALL: i32 = 5;
/// Rows of a kit.
const DRUMS: i32 = 70;
const WAVE: i32 = 44;

/// Draws the sheet as PNG bytes.
pub fn drawn(tune: &Tune, meters: &Meters) -> Vec<u8> {
    let mut page = Page { canvas: Canvas::new(SIZE.0, SIZE.1, PAPER), y: 6, seconds: tune.sheet.duration };
    page.heading(tune, meters);
    page.roll(tune);
    page.wave("mix", &tune.sound, TEXT, WAVE);
    for (layer, sound) in &tune.layers {
        page.wave(&format!("{layer:?}").to_lowercase(), sound, ink(*layer, 1.0), 26);
    }
    let lane = page.lane(SIZE.1 as i32 - page.y - 8);
    spectrogram(&mut page.canvas, lane, &tune.sound);
    page.canvas.into_png()
}

fn colour(layer: Layer) -> [u8; 3] {
    match layer {
        Layer::Pad => [70, 120, 190],
        Layer::Bass => [190, 90, 220],
        Layer::Keys => [90, 200, 130],
        Layer::Lead => [255, 190, 70],
        Layer::Drums => [250, 110, 90],
        Layer::Swells => [130, 210, 220],
    }
}

/// A layer's ink; soft notes are darker.
fn ink(layer: Layer, force: f32) -> Ink {
    let share = 0.35 + 0.65 * force.clamp(0.0, 1.0);
    let [r, g, b] = colour(layer).map(|part| (f32::from(part) * share) as u8);
    Ink::new(r, g, b)
}

struct Page {
    canvas: Canvas,
    y: i32,
    seconds: f64,
}

impl Page {
    fn lane(&self, height: i32) -> Lane {
        let width = SIZE.0 - MARGIN as u32 - 12;
        Lane { x: MARGIN, y: self.y, width, height: height.max(1) as u32, seconds: self.seconds }
    }

    fn heading(&mut self, tune: &Tune, meters: &Meters) {
        let music = tune.music();
        let title = format!(
            "{}  {} {}  {:.1} bpm  {}",
            engine::music::named(tune.style),
            music.key,
            music.mode,
            music.bpm,
            if music.meter == 6 { "6/8".into() } else { format!("{}/4", music.meter) }
        );
        self.canvas.title((MARGIN, self.y), &title, TEXT);
        self.canvas.text((MARGIN, self.y + 18), &meters.told(), FAINT);
        self.canvas.text((MARGIN, self.y + 30), &meters.balance(), FAINT);
        self.y += 46;
    }

    fn roll(&mut self, tune: &Tune) {
        let (lowest, highest) = PITCHES;
        let height = (highest - lowest + 1) * TALL;
        let lane = self.lane(height + DRUMS);
        self.grid(tune, lane, height);
        let row = |pitch: i32| lane.y + (highest - pitch.clamp(lowest, highest)) * TALL;
        for key in &tune.keys {
            let x = lane.column(key.t);
            let wide = (lane.column(key.t + key.length_s.max(0.02)) - x).max(3) as u32;
            let ink = ink(key.layer, if key.layer == Layer::Swells { 1.0 } else { key.force });
            match key.layer {
                Layer::Drums => {
                    let y = lane.y + height + 8 + (key.pitch - 35).clamp(0, 42) * (DRUMS - 24) / 42;
                    self.canvas.fill((x, y), (4, 5), ink);
                }
                Layer::Swells => {
                    self.canvas.fill((x, lane.y + height + DRUMS - 8), (wide, 5), ink);
                }
                _ => self.canvas.fill((x, row(key.pitch)), (wide, TALL as u32 - 1), ink),
            }
        }
        self.y += height + DRUMS + 8;
    }

    /// Octaves, bars with their chords, parts with their energy, hits.
    fn grid(&mut self, tune: &Tune, lane: Lane, height: i32) {
        let (right, bottom) = (lane.x + lane.width as i32, lane.y + height + DRUMS);
        for octave in (36..=96).step_by(12) {
            let y = lane.y + (PITCHES.1 - octave) * TALL + TALL;
            self.canvas.line((lane.x, y), (right, y), LINE);
            self.canvas.text((lane.x - 20, y - 9), &format!("C{}", octave / 12 - 1), FAINT);
        }
        let music = tune.music();
        for beat in engine::music::beats(music, self.seconds) {
            let x = lane.column(beat);
            self.canvas.line((x, lane.y + 24), (x, bottom), LINE);
        }
        for (i, &t) in music.downbeats.iter().enumerate() {
            let x = lane.column(t);
            self.canvas.line((x, lane.y + 12), (x, bottom), BAR);
            self.canvas.text((x + 2, lane.y + 12), music.chords.get(i).map_or("", String::as_str), TEXT);
        }
        for &hit in &music.hits {
            let x = lane.column(hit);
            self.canvas.line((x, lane.y), (x, bottom), HIT);
        }
        for section in &music.sections {
            let text = format!("{} {:.2}", section.name, section.energy);
            self.canvas.text((lane.column(section.t) + 2, lane.y), &text, TEXT);
        }
    }

    fn wave(&mut self, name: &str, sound: &engine::dsp::Stereo, ink: Ink, height: i32) {
        self.canvas.text((4, self.y + height / 2 - 5), name, ink);
        let lane = self.lane(height);
        waveform(&mut self.canvas, lane, sound, ink);
        self.y += height + 3;
    }
}

impl Meters {
    /// One line of figures.
    pub fn told(&self) -> String {
        format!(
            "{:.1} LUFS, {:.1} dBTP, below 150 Hz {:.0} %, centroid {:.0} Hz, width {:.1} dB, r {:.2}, DC {:.0} dB, bend {:.1}, moves {:.1} dB, end {:.0} dB, empty bars {}, stuck {}",
            self.heard.integrated_lufs,
            self.heard.true_peak_dbtp,
            100.0 * self.low,
            self.centroid_hz,
            self.width_db,
            self.heard.correlation,
            self.heard.dc_db,
            self.bend,
            self.moves_db,
            self.end_db,
            self.empty_bars,
            self.stuck
        )
    }

    /// The layers against the whole, LU.
    pub fn balance(&self) -> String {
        let one = |(layer, lufs): &(Layer, f32)| {
            format!("{} {:+.1}", format!("{layer:?}").to_lowercase(), lufs - self.heard.integrated_lufs)
        };
        self.layers.iter().map(one).collect::<Vec<_>>().join("  ")
    }
}
