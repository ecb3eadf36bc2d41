//! Beats and bars in time, from the sheet as it stands (edited or not).

use super::{marks, meter, tempo};
use crate::cues::{Ending, Music};

/// Beats in time. Beat 0 is the first downbeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pieces: Vec<Piece>,
    /// Beats on which bars begin; the last one is where the last chord begins.
    pub downbeats: Vec<f64>,
    /// Length of the clip, seconds.
    pub duration: f64,
}

/// Beats of a bar: 6/8 has two dotted quarters.
fn beats_a_bar(meter: u32) -> u32 {
    if meter == 6 { 2 } else { meter }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    t: f64,
    beat: f64,
    bpm: f64,
}

impl Grid {
    /// From when on how many beats a minute.
    pub fn tempi(&self) -> impl Iterator<Item = (f64, f64)> {
        self.pieces.iter().map(|piece| (piece.t, piece.bpm))
    }

    /// The grid of a score. Where its basic tempo was edited, the marks are fitted anew.
    pub fn of(music: &Music, duration: f64) -> Grid {
        // As far as a sheet may go: a planned tempo lies a little outside of those that can be asked for.
        let bpm = if music.bpm.is_finite() { music.bpm.clamp(27.0, 264.0) } else { 90.0 };
        let edited = music.written_for.as_ref().is_some_and(|w| (w.bpm - bpm).abs() > 1e-6);
        if edited || music.tempo_map.is_empty() {
            return Grid::fitted(music, bpm, duration);
        }
        let mut grid = Grid::on(&music.tempo_map, duration);
        let on_beat = music.downbeats.iter().filter(|t| (0.0..=duration + 1e-3).contains(*t));
        grid.downbeats = on_beat.map(|&t| libm::round(grid.beat_at(t)).max(0.0)).collect();
        grid.downbeats.sort_by(f64::total_cmp);
        grid.downbeats.dedup();
        // A piece that was to join its own beginning has a bar's begin at the very end; any other ends on a chord that is heard.
        let at_end = grid.beat_at(duration) - grid.end() < 0.5;
        if music.ending != Ending::Loop && at_end && grid.downbeats.len() > 1 {
            grid.downbeats.pop();
        }
        if grid.downbeats.is_empty() {
            let end = libm::floor(grid.beat_at((duration - 1.2).max(0.0))).max(0.0);
            grid.downbeats = meter::downbeats(end as usize, beats_a_bar(music.meter), &[]);
        }
        grid
    }

    fn fitted(music: &Music, bpm: f64, duration: f64) -> Grid {
        let range = tempo::Range {
            wanted: bpm,
            least: bpm,
            most: bpm,
            bend: 0.06,
            parts: if music.meter == 6 { 3 } else { 2 },
            ring_s: if music.ending == Ending::Loop { [0.0, 0.0] } else { [0.9, 1.8] },
            slows: 0.0,
        };
        let fitted = tempo::fit(&marks::of_hits(&music.hits, duration), duration, &range);
        Grid::of_tempo(&fitted, music.meter, duration, None)
    }

    /// The grid of a fitted tempo, its bars laid so that hits are downbeats where they can be, the climax before others.
    pub fn of_tempo(tempo: &tempo::Tempo, meter: u32, duration: f64, climax: Option<f64>) -> Grid {
        let mut grid = Grid::on(&tempo.map, duration);
        let end = libm::round(grid.beat_at(tempo.end)).max(0.0) as usize;
        let climax = tempo.hits.iter().filter(|t| climax.is_some_and(|climax| (*t - climax).abs() < 0.1));
        let marks = tempo.hits.iter().chain(climax);
        let on_beat: Vec<usize> = marks.filter_map(|&t| grid.beat_of_hit(t)).collect();
        grid.downbeats = meter::downbeats(end, beats_a_bar(meter), &on_beat);
        grid
    }

    fn beat_of_hit(&self, t: f64) -> Option<usize> {
        let beat = self.beat_at(t);
        let near = libm::round(beat);
        ((beat - near).abs() < 0.1 && near > 0.0).then_some(near as usize)
    }

    fn on(map: &[(f64, f64)], duration: f64) -> Grid {
        let mut map: Vec<(f64, f64)> = map
            .iter()
            .filter(|(t, bpm)| t.is_finite() && bpm.is_finite() && *t < duration)
            .copied()
            .collect();
        map.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut pieces: Vec<Piece> = Vec::new();
        for (t, bpm) in map {
            let (t, bpm) = (t.max(0.0), bpm.clamp(20.0, 300.0));
            let beat = pieces.last().map_or(0.0, |p| p.beat + (t - p.t) * p.bpm / 60.0);
            pieces.push(Piece { t, beat, bpm });
        }
        if pieces.is_empty() {
            pieces.push(Piece { t: 0.0, beat: 0.0, bpm: 90.0 });
        }
        Grid { pieces, downbeats: vec![], duration }
    }

    /// The beat at a time; negative before the first downbeat.
    pub fn beat_at(&self, t: f64) -> f64 {
        let piece = self.pieces[self.pieces.partition_point(|p| p.t <= t).max(1) - 1];
        piece.beat + (t - piece.t) * piece.bpm / 60.0
    }

    /// The time of a beat, seconds.
    pub fn time_of(&self, beat: f64) -> f64 {
        let piece = self.pieces[self.pieces.partition_point(|p| p.beat <= beat).max(1) - 1];
        piece.t + (beat - piece.beat) * 60.0 / piece.bpm
    }

    /// Seconds that a beat lasts around `beat`.
    pub fn beat_s(&self, beat: f64) -> f64 {
        self.time_of(beat + 1.0) - self.time_of(beat)
    }

    /// The beat on which the last chord begins.
    pub fn end(&self) -> f64 {
        self.downbeats.last().copied().unwrap_or(0.0)
    }
}
