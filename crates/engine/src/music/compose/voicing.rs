//! Voice leading: four upper voices that move as little as they can and never in fifths or octaves with the bass.

use crate::music::harmony::Chord;
use crate::scene::Mood;

/// Lowest and highest upper voice, MIDI numbers.
const UPPER: (i32, i32) = (52, 76);
/// Lowest and highest bass note.
const BASS: (i32, i32) = (32, 49);

/// What a parallel costs: more than any leap.
const PARALLEL: f32 = 80.0;

/// Bass and upper voices of a chord after those of the chord before. The mood moves them up or down. Where
/// the nearest bass leaves no way without parallels, another octave of it takes its place, or the third, or the root of a
/// chord that was to stand on another tone.
pub fn lead(chord: &Chord, before: Option<(i32, [i32; 4])>, mood: Mood) -> (i32, [i32; 4]) {
    let centre = 62.0 + 4.0 * mood.v.clamp(-1.0, 1.0) + 2.0 * mood.a.clamp(-1.0, 1.0);
    let pitches = chord.pitch_classes();
    let third = if chord.bass.is_none() { pitches.get(1) } else { pitches.first() };
    let mut basses = basses(chord.bass.unwrap_or(chord.root), before.map(|(bass, _)| bass));
    basses.extend(third.into_iter().flat_map(|&pc| self::basses(pc, before.map(|(bass, _)| bass))));
    let mut found = (basses.first().copied().unwrap_or(40), [57, 60, 64, 67], f32::MAX);
    for bass in basses {
        let mut each = |voices: [i32; 4]| {
            let cost = cost(&voices, bass, before, centre);
            if cost < found.2 {
                found = (bass, voices, cost);
            }
        };
        every_voicing(&pitches, &mut each);
        if found.2 < PARALLEL {
            break;
        }
    }
    (found.0, found.1)
}

/// Bass notes of a pitch class, the best one first.
fn basses(pitch_class: i32, before: Option<i32>) -> Vec<i32> {
    let wanted = before.unwrap_or(40);
    let mut all: Vec<i32> = (BASS.0..=BASS.1).filter(|p| p.rem_euclid(12) == pitch_class).collect();
    all.sort_by_key(|p| (p - wanted).abs() * 2 + (p - 40).abs());
    all
}

/// Every rising choice of four notes of the chord in range, neighbours 2 to 9 semitones apart, that leaves out nothing
/// but a fifth of a chord with more than four tones.
fn every_voicing(pitches: &[i32], each: &mut impl FnMut([i32; 4])) {
    let notes: Vec<i32> = (UPPER.0..=UPPER.1).filter(|p| pitches.contains(&p.rem_euclid(12))).collect();
    let apart = |a: i32, b: i32| (2..=9).contains(&(b - a));
    // The root of a five-tone chord is in the bass.
    let needed = if pitches.len() > 4 { &pitches[1..] } else { pitches };
    for &a in &notes {
        for &b in notes.iter().filter(|&&b| apart(a, b)) {
            for &c in notes.iter().filter(|&&c| apart(b, c)) {
                for &d in notes.iter().filter(|&&d| apart(c, d)) {
                    let voices = [a, b, c, d];
                    if needed.iter().all(|pc| voices.iter().any(|v| v.rem_euclid(12) == *pc)) {
                        each(voices);
                    }
                }
            }
        }
    }
}

fn cost(voices: &[i32; 4], bass: i32, before: Option<(i32, [i32; 4])>, centre: f32) -> f32 {
    let mean = voices.iter().sum::<i32>() as f32 / 4.0;
    let away = 0.5 * (mean - centre).abs();
    let clusters = voices.windows(2).filter(|w| w[1] - w[0] == 2).count() as f32 * 0.8;
    let Some((bass_before, upper_before)) = before else {
        return away + clusters;
    };
    let moved: i32 = voices.iter().zip(&upper_before).map(|(a, b)| (a - b).abs()).sum();
    let leap = if (voices[3] - upper_before[3]).abs() > 5 { 2.0 } else { 0.0 };
    let parallels =
        voices.iter().zip(&upper_before).filter(|&(&v, &w)| parallel(bass_before, bass, w, v)).count();
    moved as f32 + leap + PARALLEL * parallels as f32 + away + clusters
}

/// Whether a voice moves with the bass from fifth to fifth or from octave to octave.
pub fn parallel(bass_before: i32, bass: i32, voice_before: i32, voice: i32) -> bool {
    let (first, second) = ((voice_before - bass_before).rem_euclid(12), (voice - bass).rem_euclid(12));
    bass != bass_before
        && voice != voice_before
        && first == second
        && matches!(first, 0 | 7)
        && (bass > bass_before) == (voice > voice_before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_that_follows_a_fifth_in_the_same_direction_is_found() {
        assert!(parallel(36, 38, 55, 57));
        assert!(!parallel(36, 38, 55, 53));
        assert!(!parallel(36, 36, 55, 55));
    }
}
