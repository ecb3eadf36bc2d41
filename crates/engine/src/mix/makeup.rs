//! How loud the master becomes: towards the target, within the ceiling, never by raising beds.

use super::{Master, glue};
use crate::cues::{BedLevel, Levels, Mode};
use crate::dsp::{Stereo, db, gain, integrated_lufs, limit, momentary_max_lufs, true_peak};
use crate::render::Stems;

/// Most make-up gain, decibels.
const MOST_GAIN_DB: f32 = 12.0;
/// Most limiting, decibels.
const MOST_LIMITING_DB: f32 = 4.0;
/// Most that the foreground is faded down under music, decibels.
const MOST_RIDE_DB: f32 = 8.0;
/// How far music alone stays under the target when something sounds in front of it, LU.
const MUSIC_SHARE_LU: f32 = 2.0;
/// How near the target is near enough, LU.
const NEAR_LU: f32 = 0.3;

/// How loud a master is, and what kept it from its target.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Loudness {
    /// Integrated loudness, LUFS (-200 for silence).
    pub integrated_lufs: f32,
    /// Loudest 400 ms, LUFS (-200 for silence).
    pub momentary_max_lufs: f32,
    /// True peak, dBTP (-200 for silence).
    pub true_peak_dbtp: f32,
    /// What was aimed at, LUFS.
    pub target_lufs: f32,
    /// Gain of foley and music, decibels; beds under a picture get it only where it is negative.
    pub makeup_db: f32,
    /// How far foley was faded down so that a few blows do not hold down music, decibels.
    pub ride_db: f32,
    /// Deepest reduction by the bus compressor, decibels.
    pub glue_db: f32,
    /// Deepest reduction by the limiter, decibels.
    pub limiting_db: f32,
    /// Loudest moment of the foreground before any make-up, dBFS.
    #[serde(skip)]
    pub foreground_db: f32,
    /// Taken off everything because the limiter looks at fewer points than the meter, decibels.
    #[serde(skip)]
    pub trim_db: f32,
    /// Why the target was not reached; `None` where it was.
    #[serde(rename = "loudness_limited_by")]
    pub limited_by: Option<LimitedBy>,
}

/// What keeps a master below its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitedBy {
    /// More gain would need more than 4 dB of limiting.
    Peak,
    /// There is only what lies under a scene, or too little of anything, to raise.
    QuietScene,
}

/// Brings stems to the mode's target and ceiling. `trust` (0..=1) scales the most make-up: what is unsure is not raised
/// to the front.
pub fn to_target(mut stems: Stems, mode: &Mode, trust: f32) -> Master {
    let known = known(mode);
    let ride_db = known.map_or_else(|| ride_for(&stems, mode), |levels| levels.ride_db);
    stems.foley.scale(gain(-ride_db));
    let layers = Layers::of(&stems, mode);
    let makeup_db =
        known.map_or_else(|| makeup_for(&layers, mode, MOST_GAIN_DB * trust), |levels| levels.makeup_db);
    let (driven, glue) = layers.pressed(makeup_db);
    let mut curve = limit::curve(&driven, 1.0, gain(mode.true_peak_dbtp));
    let (limiting_db, glue_db) = (limit::depth_db(&curve), limit::depth_db(&glue));
    let trim_db = trim(&driven, &mut curve, mode.true_peak_dbtp, known.and_then(|levels| levels.trim_db));
    curve.iter_mut().zip(&glue).for_each(|(limited, glue)| *limited *= glue);
    let stems = finished(stems, &layers.gains(makeup_db), &curve);
    let mix = stems.sum();
    let reached = integrated_lufs(&mix).max(-200.0);
    let loudness = Loudness {
        integrated_lufs: reached,
        momentary_max_lufs: momentary_max_lufs(&mix).max(-200.0),
        true_peak_dbtp: db(true_peak(&mix)),
        target_lufs: mode.target_lufs,
        makeup_db,
        ride_db,
        glue_db,
        limiting_db,
        foreground_db: 0.0,
        trim_db,
        limited_by: match () {
            () if reached >= mode.target_lufs - NEAR_LU => None,
            () if limiting_db >= MOST_LIMITING_DB - NEAR_LU => Some(LimitedBy::Peak),
            () => Some(LimitedBy::QuietScene),
        },
    };
    Master { mix, stems, loudness }
}

/// The levels that a sheet brings along, where they were found for its target.
pub fn known(mode: &Mode) -> Option<Levels> {
    mode.levels.filter(|levels| levels.target_lufs == mode.target_lufs)
}

/// Where a few blows would hold down music that plays through, they are faded down by as much as they stand out, at
/// most `MOST_RIDE_DB`, as a mixer would.
fn ride_for(stems: &Stems, mode: &Mode) -> f32 {
    let through = integrated_lufs(&stems.music);
    if through < -60.0 {
        return 0.0;
    }
    let room_db = mode.true_peak_dbtp + MOST_LIMITING_DB - (mode.target_lufs - through - MUSIC_SHARE_LU);
    (db(stems.foley.peak()) - room_db).clamp(0.0, MOST_RIDE_DB)
}

/// The gain that comes nearest to the target from below within the most gain and the most limiting, decibels.
fn makeup_for(layers: &Layers, mode: &Mode, most_db: f32) -> f32 {
    let loudness_at = |makeup_db: f32| integrated_lufs(&layers.pressed(makeup_db).0);
    let mut makeup_db = mode.target_lufs - loudness_at(0.0);
    if !makeup_db.is_finite() {
        return 0.0;
    }
    // Beds do not rise with the make-up, and what is loud is held back, so the loudness follows it less than one to one.
    for _ in 0..4 {
        let missing_db = mode.target_lufs - loudness_at(makeup_db);
        makeup_db = (makeup_db + missing_db).min(most_db);
        if missing_db.abs() < 0.02 {
            break;
        }
    }
    let ceiling = gain(mode.true_peak_dbtp);
    for _ in 0..6 {
        let depth_db = limit::depth_db(&limit::curve(&layers.pressed(makeup_db).0, 1.0, ceiling));
        if depth_db <= MOST_LIMITING_DB {
            break;
        }
        makeup_db -= (depth_db - MOST_LIMITING_DB).max(0.05);
    }
    makeup_db
}

/// What rises with the make-up and what does not, each summed once.
struct Layers {
    front: Stereo,
    beds: Stereo,
    level: BedLevel,
    target_lufs: f32,
    /// Nearness is not pressed.
    is_pressed: bool,
}

impl Layers {
    fn of(stems: &Stems, mode: &Mode) -> Layers {
        let mut front = stems.foley.clone();
        front.add(&stems.music, 0, 1.0);
        front.add(&stems.source, 0, 1.0);
        let (beds, level) = (stems.ambience.clone(), mode.beds);
        Layers { front, beds, level, target_lufs: mode.target_lufs, is_pressed: !mode.asmr }
    }

    /// Factors of everything else and of beds, which are raised only where they are in front.
    fn gains(&self, drive_db: f32) -> [f32; 2] {
        let beds_db = match self.level {
            BedLevel::Front => drive_db,
            BedLevel::Under => drive_db.min(0.0),
        };
        [gain(drive_db), gain(beds_db)]
    }

    /// The mix at a make-up, through the bus compressor, and the compressor's curve.
    fn pressed(&self, drive_db: f32) -> (Stereo, Vec<f32>) {
        let [front, beds] = self.gains(drive_db);
        let mut mix = self.front.clone();
        mix.scale(front);
        mix.add(&self.beds, 0, beds);
        let glue = if self.is_pressed { glue::curve(&mix, self.target_lufs) } else { vec![1.0; mix.len()] };
        (shaped(mix, &glue), glue)
    }
}

impl Loudness {
    /// What an edited sheet needs to be mixed alike.
    pub fn levels(&self) -> Levels {
        Levels {
            target_lufs: self.target_lufs,
            makeup_db: self.makeup_db,
            ride_db: self.ride_db,
            foreground_db: Some(self.foreground_db),
            trim_db: Some(self.trim_db),
        }
    }
}

/// The limiter looks at four points between samples; what still slips through by hundredths of a decibel is taken off
/// the whole curve. What was taken off once is taken off again, so that an edit leaves the rest alone as long as it does
/// not slip through farther.
fn trim(driven: &Stereo, curve: &mut [f32], ceiling_dbtp: f32, once_db: Option<f32>) -> f32 {
    let mut trim_db = once_db.unwrap_or(0.0);
    let lower = |curve: &mut [f32], by_db: f32| curve.iter_mut().for_each(|g| *g *= gain(-by_db));
    if trim_db > 0.0 {
        lower(curve, trim_db);
    }
    let over_db = db(true_peak(&shaped(driven.clone(), curve))) - ceiling_dbtp;
    if over_db > 0.0 {
        lower(curve, over_db + 0.005);
        trim_db += over_db + 0.005;
    }
    trim_db
}

fn finished(mut stems: Stems, &[front, beds]: &[f32; 2], curve: &[f32]) -> Stems {
    for stem in [&mut stems.foley, &mut stems.music, &mut stems.source] {
        stem.scale(front);
    }
    stems.ambience.scale(beds);
    let shaped = |stem| shaped(stem, curve);
    Stems {
        foley: shaped(stems.foley),
        ambience: shaped(stems.ambience),
        music: shaped(stems.music),
        source: shaped(stems.source),
    }
}

fn shaped(mut stem: Stereo, curve: &[f32]) -> Stereo {
    for channel in stem.channels_mut() {
        channel.iter_mut().zip(curve).for_each(|(x, g)| *x *= g);
    }
    stem
}
