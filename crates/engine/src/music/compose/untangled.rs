//! One key, one note: what is struck again is let go before.

use super::Note;

/// Two strokes of one key nearer than this are one, seconds.
const ONE_S: f64 = 0.03;

/// The notes of a part in order of time. A key that is struck again while it sounds is let go then; strokes that fall
/// together are the stronger one.
pub fn untangled(mut notes: Vec<Note>) -> Vec<Note> {
    notes.sort_by(|a, b| a.t.total_cmp(&b.t).then(a.pitch.cmp(&b.pitch)));
    let mut kept: Vec<Note> = Vec::with_capacity(notes.len());
    for note in notes {
        let sounding = |before: &&mut Note| before.pitch == note.pitch && before.t + before.length_s > note.t;
        match kept.iter_mut().rev().find(sounding) {
            Some(before) if note.t - before.t < ONE_S => {
                let until = (before.t + before.length_s).max(note.t + note.length_s);
                let first = if note.force > before.force { note } else { *before };
                *before = Note { t: before.t, length_s: until - before.t, ..first };
            }
            Some(before) => {
                before.length_s = note.t - before.t;
                kept.push(note);
            }
            None => kept.push(note),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(t: f64, length_s: f64, pitch: i32, force: f32) -> Note {
        Note { t, length_s, pitch, force, ..Note::default() }
    }

    #[test]
    fn a_key_is_let_go_before_it_is_struck_again() {
        let notes =
            untangled(vec![note(0.5, 1.0, 60, 0.5), note(0.0, 2.0, 60, 0.5), note(0.0, 2.0, 64, 0.5)]);
        assert_eq!(
            notes.iter().map(|n| (n.pitch, n.length_s)).collect::<Vec<_>>(),
            [(60, 0.5), (64, 2.0), (60, 1.0)]
        );
    }

    #[test]
    fn strokes_that_fall_together_are_the_stronger_one() {
        let notes = untangled(vec![note(0.0, 0.4, 60, 0.5), note(0.01, 1.0, 60, 0.8)]);
        assert_eq!(notes, [note(0.0, 1.01, 60, 0.8)]);
    }
}
