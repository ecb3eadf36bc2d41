//! Layers that step back while something happens in front: all of them a little, music by how much it matters.

use crate::CueSheet;
use crate::cues::{Cue, When};
use crate::dsp::{FS, Stereo, Svf, db, gain, samples};
use crate::spot::priority_of;
use std::collections::VecDeque;

/// How far beds step back, decibels.
pub const BED_DB: f32 = 2.0;

/// What counts as nothing in front, below the loudest foreground moment, decibels.
const RANGE_DB: f32 = 26.0;
/// A foreground whose loudest moment is below this never ducks anything, dBFS.
const FLOOR_DBFS: f32 = -48.0;

const LOOK_AHEAD_S: f64 = 0.012;
const ATTACK_S: f64 = 0.005;
const HOLD_S: f64 = 0.060;
const RELEASE_S: f64 = 0.280;
/// Presence is counted in whole parts of this: sums and steps are exact, so that nothing is remembered for longer than
/// attack, hold and release together, not even in the last bit.
const WHOLE: i64 = 1 << 20;

/// How far music leaves the middle to the foreground, decibels, and the two octaves that are meant.
const MIDDLE_DB: f32 = 3.0;
const MIDDLE_HZ: f32 = 2_000.0;
const MIDDLE_Q: f32 = 0.667;

/// One factor a tenth of a millisecond is finer than any ear; between them it is held.
const EVERY: usize = (FS / 10_000.0) as usize;

/// Times between which the weight of what is in front is drawn straight, a second.
const WEIGHTS_HZ: f64 = 100.0;
/// How long a moment counts, seconds: attack and the better part of its ring.
const MOMENT_S: f64 = 0.4;

/// The hole that music leaves before the hardest blow: length, depth, and its slopes.
const HOLE_S: f64 = 0.080;
const HOLE_DB: f32 = 6.0;
const SLOPE_S: f64 = 0.012;
/// A blow that is worth a hole.
const HARD: f32 = 0.8;

/// How present the foreground is at every sample, 0..=1, seen `LOOK_AHEAD_S` early; `loudest_db` is its loudest moment.
pub fn presence_of(foley: &Stereo, loudest_db: f32) -> Vec<f32> {
    if loudest_db < FLOOR_DBFS {
        return vec![0.0; foley.len()];
    }
    let floor_db = (loudest_db - RANGE_DB).max(FLOOR_DBFS - 6.0);
    let floor = gain(floor_db);
    let present = |(left, right): (&f32, &f32)| {
        let level = left.abs().max(right.abs());
        // Decibels of a sample are dear; below the floor they are not needed.
        let over_db = if level <= floor { 0.0 } else { db(level) - floor_db };
        let above = over_db / (loudest_db - floor_db);
        (above.clamp(0.0, 1.0) * WHOLE as f32) as i64
    };
    let levels: Vec<i64> = foley.left.iter().zip(&foley.right).map(present).collect();
    let held = highest(&levels, samples(HOLD_S), samples(LOOK_AHEAD_S));
    mean_behind(&released(held), samples(ATTACK_S))
}

/// The highest value of each sample, the `behind` before it and the `ahead` after it.
fn highest(values: &[i64], behind: usize, ahead: usize) -> Vec<i64> {
    let mut falling: VecDeque<usize> = VecDeque::new();
    let mut next = 0;
    (0..values.len())
        .map(|i| {
            while next < values.len().min(i + ahead + 1) {
                while falling.back().is_some_and(|&j| values[j] <= values[next]) {
                    falling.pop_back();
                }
                falling.push_back(next);
                next += 1;
            }
            while falling.front().is_some_and(|&j| j + behind < i) {
                falling.pop_front();
            }
            falling.front().map_or(0, |&j| values[j])
        })
        .collect()
}

/// Falls from full to nothing in `RELEASE_S` at the fastest.
fn released(mut values: Vec<i64>) -> Vec<i64> {
    let step = WHOLE / (RELEASE_S * f64::from(FS)) as i64;
    let mut now = 0;
    for value in &mut values {
        now = (*value).max(now - step).max(0);
        *value = now;
    }
    values
}

/// The mean of each sample and the `window` before it, as a share of the whole.
fn mean_behind(values: &[i64], window: usize) -> Vec<f32> {
    let n = window + 1;
    let mut sum = 0;
    (0..values.len())
        .map(|i| {
            sum += values[i] - i.checked_sub(n).map_or(0, |gone| values[gone]);
            (sum as f64 / (n as i64 * WHOLE) as f64) as f32
        })
        .collect()
}

/// Lowers `layer` by up to `depth_db` where the foreground is present.
pub fn step_back(layer: &mut Stereo, presence: &[f32], depth_db: f32) {
    step_back_by(layer, presence, |_| depth_db);
}

/// Lowers music where the foreground is present: by the sheet's depth for what is middling, up to three quarters more
/// for what matters most, down to three quarters of it for what matters least. Its middle yields further, and the
/// hardest blow finds a hole before it.
pub fn make_room(music: &mut Stereo, presence: &[f32], sheet: &CueSheet) {
    let depth_db = sheet.music.as_ref().map_or(0.0, |music| music.duck_db);
    if music.is_empty() || depth_db <= 0.0 {
        return;
    }
    let weights = weights(sheet);
    step_back_by(music, presence, |i| depth_db * between(&weights, i as f64 / f64::from(FS) * WEIGHTS_HZ));
    for channel in music.channels_mut() {
        let mut middle = Svf::new(MIDDLE_HZ, MIDDLE_Q);
        for (part, presence) in channel.chunks_mut(EVERY).zip(presence.chunks(EVERY)) {
            if presence[0] == 0.0 {
                // What was before must not be remembered, not even in the last bit.
                middle = Svf::new(MIDDLE_HZ, MIDDLE_Q);
                continue;
            }
            let less = gain(-MIDDLE_DB * presence[0]) - 1.0;
            part.iter_mut().for_each(|x| *x += less * middle.band(*x));
        }
    }
    if let Some(t) = hardest(sheet) {
        dig(music, t);
    }
}

fn step_back_by(layer: &mut Stereo, presence: &[f32], depth_db: impl Fn(usize) -> f32) {
    for channel in layer.channels_mut() {
        for (n, (part, presence)) in channel.chunks_mut(EVERY).zip(presence.chunks(EVERY)).enumerate() {
            if presence[0] > 0.0 {
                let factor = gain(-depth_db(n * EVERY) * presence[0]);
                part.iter_mut().for_each(|x| *x *= factor);
            }
        }
    }
}

/// The weight of what sounds, at `WEIGHTS_HZ`: 0.75..=1.75, 1 for what is middling.
fn weights(sheet: &CueSheet) -> Vec<f32> {
    let length = (sheet.duration * WEIGHTS_HZ) as usize + 2;
    let mut weights = vec![0.75_f32; length];
    for cue in sheet.cues.iter().filter(|cue| !cue.mute) {
        let weight = 1.0 + (f32::from(priority_of(&cue.class)) - 5.0) / 16.0 * 3.0;
        let end = match cue.when {
            When::At { t } => t + MOMENT_S,
            When::Span { t1, .. } => t1,
        };
        let point = |t: f64| ((t.max(0.0) * WEIGHTS_HZ) as usize).min(length - 1);
        for heard in &mut weights[point(cue.when.begin() - LOOK_AHEAD_S)..=point(end)] {
            *heard = heard.max(weight.clamp(0.75, 1.75));
        }
    }
    let near = |i: usize| weights[i.saturating_sub(2)..(i + 3).min(length)].iter();
    (0..length).map(|i| near(i).sum::<f32>() / near(i).len() as f32).collect()
}

fn between(values: &[f32], at: f64) -> f32 {
    let i = (at as usize).min(values.len().saturating_sub(2));
    let part = (at - i as f64).clamp(0.0, 1.0) as f32;
    values[i] + (values[i + 1] - values[i]) * part
}

/// When the hardest blow falls, if one is hard.
fn hardest(sheet: &CueSheet) -> Option<f64> {
    let force = |cue: &Cue| cue.velocity + cue.gain_db / 24.0;
    let blows = sheet.cues.iter().filter(|cue| {
        !cue.mute && cue.conf >= 0.5 && force(cue) >= HARD && matches!(cue.when, When::At { .. })
    });
    let hardest = blows.reduce(|a, b| if force(b) > force(a) { b } else { a });
    hardest.map(|cue| cue.when.begin()).filter(|t| *t > HOLE_S + SLOPE_S)
}

fn dig(music: &mut Stereo, t: f64) {
    let (begin, end, slope) = (samples(t - HOLE_S), samples(t), samples(SLOPE_S));
    for channel in music.channels_mut() {
        let (first, last) = (begin.saturating_sub(slope), end + slope);
        for (i, x) in channel.iter_mut().enumerate().take(last).skip(first) {
            let inside = (i + slope).saturating_sub(begin).min(last - i).min(slope) as f32 / slope as f32;
            *x *= gain(-HOLE_DB * inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LENGTH: usize = 144_000;

    /// A knock that matters little, and a blast that matters much, with music under both.
    fn sheet(velocity: f64) -> CueSheet {
        let cue = |id, class, t, v| json!({"id": id, "class": class, "model": "impact", "params": {}, "t": t, "velocity": v});
        let cues = [cue("a", "FOLEY-PROP", 0.5, 0.7), cue("b", "EXPLOSIONS-REAL", 2.0, velocity)];
        let music = json!({"bpm": 90.0, "meter": 4, "duck_db": 4.0});
        let json = json!({"version": 1, "duration": 3.0, "cues": cues, "music": music});
        CueSheet::from_json(json.to_string().as_bytes()).unwrap()
    }

    fn tone(hz: f32) -> Stereo {
        let tone = |i: usize| libm::sinf(core::f32::consts::TAU * hz * i as f32 / FS);
        Stereo::of_mono(&(0..LENGTH).map(tone).collect::<Vec<_>>())
    }

    /// How far a tone is lowered about `t`, decibels, where the foreground is present throughout.
    fn lowered_db(hz: f32, velocity: f64, t: f64) -> f32 {
        let (before, mut after) = (tone(hz), tone(hz));
        make_room(&mut after, &vec![1.0; LENGTH], &sheet(velocity));
        let (at, long) = (samples(t), samples(0.03));
        let power = |sound: &Stereo| sound.left[at..at + long].iter().map(|x| x * x).sum::<f32>();
        0.5 * db(power(&before) / power(&after))
    }

    #[test]
    fn music_makes_more_room_for_what_matters_more() {
        let [little, much] = ["FOLEY-PROP", "EXPLOSIONS-REAL"].map(priority_of);
        assert!(little < much, "{little} {much}");
        let (least, little, much) =
            (lowered_db(100.0, 0.7, 1.5), lowered_db(100.0, 0.7, 0.6), lowered_db(100.0, 0.7, 2.1));
        assert!(least >= 2.9 && least < little && little < much && much <= 7.3, "{least} {little} {much}");
    }

    #[test]
    fn the_middle_of_music_yields_three_decibels_further() {
        let further = lowered_db(2_000.0, 0.7, 1.5) - lowered_db(60.0, 0.7, 1.5);
        assert!((further - MIDDLE_DB).abs() < 0.3, "{further}");
    }

    #[test]
    fn only_a_hard_blow_finds_a_hole_before_it() {
        let deeper = |t: f64| lowered_db(100.0, 0.95, t) - lowered_db(100.0, 0.7, t);
        assert!((deeper(1.95) - HOLE_DB).abs() < 0.2, "{}", deeper(1.95));
        assert!(deeper(1.85).abs() < 0.1 && deeper(2.05).abs() < 0.1);
    }

    fn presence(at: &[(usize, f32)]) -> Vec<f32> {
        let mut sound = Stereo::silence(96_000);
        at.iter().for_each(|&(i, x)| sound.left[i] = x);
        presence_of(&sound, 0.0)
    }

    #[test]
    fn presence_begins_early_holds_and_is_gone_after_its_release() {
        let one = presence(&[(24_000, 1.0)]);
        let at = |s: f64| one[samples(s)];
        assert!(at(0.48) == 0.0 && at(0.5) > 0.99 && at(0.55) > 0.95 && (0.3..0.7).contains(&at(0.7)));
        assert!(one[samples(0.86)..].iter().all(|p| *p == 0.0), "{:?}", at(0.86));
    }

    #[test]
    fn a_blow_that_is_taken_away_leaves_no_bit_behind() {
        let (with, without) = (presence(&[(24_000, 0.7), (60_000, 0.3)]), presence(&[(60_000, 0.3)]));
        assert!(with[..23_000] == without[..23_000] && with[42_000..] == without[42_000..]);
        assert!(with[24_000] > without[24_000]);
    }
}
