//! Keys, modes and chords, as they are written and as numbers of semitones.

/// Names of the twelve pitch classes.
pub const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

const MODES: [(&str, [i32; 7]); 7] = [
    ("lydian", [0, 2, 4, 6, 7, 9, 11]),
    ("ionian", [0, 2, 4, 5, 7, 9, 11]),
    ("mixolydian", [0, 2, 4, 5, 7, 9, 10]),
    ("dorian", [0, 2, 3, 5, 7, 9, 10]),
    ("aeolian", [0, 2, 3, 5, 7, 8, 10]),
    ("phrygian", [0, 1, 3, 5, 7, 8, 10]),
    ("locrian", [0, 1, 3, 5, 6, 8, 10]),
];

/// What stands after a chord's root, and the tones over the root.
const KINDS: [(&str, &[i32]); 18] = [
    ("", &[0, 4, 7]),
    ("m", &[0, 3, 7]),
    ("5", &[0, 7]),
    ("dim", &[0, 3, 6]),
    ("sus2", &[0, 2, 7]),
    ("sus4", &[0, 5, 7]),
    ("6", &[0, 4, 7, 9]),
    ("m6", &[0, 3, 7, 9]),
    ("7", &[0, 4, 7, 10]),
    ("maj7", &[0, 4, 7, 11]),
    ("m7", &[0, 3, 7, 10]),
    ("add9", &[0, 4, 7, 14]),
    ("madd9", &[0, 3, 7, 14]),
    ("9", &[0, 4, 7, 10, 14]),
    ("maj9", &[0, 4, 7, 11, 14]),
    ("m9", &[0, 3, 7, 10, 14]),
    ("m7b5", &[0, 3, 6, 10]),
    ("aug", &[0, 4, 8]),
];

/// A tonic and a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Pitch class of the tonic, 0 = C.
    pub tonic: i32,
    /// Semitones of the seven degrees.
    pub steps: [i32; 7],
}

impl Key {
    /// Reads key and mode as the sheet has them; C and ionian where they mean nothing.
    pub fn read(key: &str, mode: &str) -> Key {
        let mode = match mode.trim().to_lowercase().as_str() {
            "major" => "ionian".into(),
            "minor" => "aeolian".into(),
            other => other.to_string(),
        };
        let found = MODES.iter().find(|(name, _)| *name == mode).unwrap_or(&MODES[1]);
        Key { tonic: pitch_class(key.trim()).map_or(0, |(pc, _)| pc), steps: found.1 }
    }

    /// Whether the third is minor.
    pub fn is_minor(&self) -> bool {
        self.steps[2] == 3
    }

    /// MIDI number of a degree (0 = tonic, may be negative) counted from the tonic in the octave of MIDI 60.
    pub fn midi(&self, degree: i32) -> i32 {
        60 + self.tonic + 12 * degree.div_euclid(7) + self.steps[degree.rem_euclid(7) as usize]
    }

    /// The degree of a pitch class or MIDI number, if it belongs to the key.
    pub fn degree_of(&self, pitch: i32) -> Option<i32> {
        let over = (pitch - self.tonic).rem_euclid(12);
        self.steps.iter().position(|&s| s == over).map(|d| d as i32)
    }

    /// The chord of thirds on a degree with `tones` tones (3 = triad, 4 = seventh, 5 = ninth).
    pub fn chord(&self, degree: i32, tones: i32) -> Chord {
        let root = self.midi(degree);
        let over: Vec<i32> = (0..tones).map(|i| self.midi(degree + 2 * i) - root).collect();
        let kind = kind_of(&over).or_else(|| kind_of(&over[..3])).unwrap_or(2);
        Chord { root: root.rem_euclid(12), kind, bass: None }
    }
}

/// The mode for a valence: [Lydian … Locrian] at 3 - 3v, without Locrian.
pub fn mode_for(valence: f32, phrygian: bool, lydian: bool) -> &'static str {
    let at = libm::roundf(3.0 - 3.0 * valence) as usize;
    let (least, most) = (usize::from(!lydian), if phrygian { 5 } else { 4 });
    MODES[at.clamp(least, most)].0
}

fn kind_of(over: &[i32]) -> Option<usize> {
    KINDS.iter().position(|(_, tones)| *tones == over)
}

/// Reads `C#` or `Bb` and what follows.
fn pitch_class(text: &str) -> Option<(i32, &str)> {
    let letter = text.chars().next()?;
    let natural = [("C", 0), ("D", 2), ("E", 4), ("F", 5), ("G", 7), ("A", 9), ("B", 11)];
    let (_, pc) = natural.iter().find(|(name, _)| name.starts_with(letter.to_ascii_uppercase()))?;
    let rest = &text[letter.len_utf8()..];
    for (sign, shift) in [("#", 1), ("♯", 1), ("b", 11), ("♭", 11)] {
        if let Some(rest) = rest.strip_prefix(sign) {
            return Some(((pc + shift) % 12, rest));
        }
    }
    Some((*pc, rest))
}

/// A chord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    /// Pitch class of the root.
    pub root: i32,
    kind: usize,
    /// Pitch class of the bass where it is not the root.
    pub bass: Option<i32>,
}

impl Chord {
    /// Reads `F#m7/A`; an unknown kind is taken as a triad. `None` where there is no root.
    pub fn read(text: &str) -> Option<Chord> {
        let (root, rest) = pitch_class(text.trim())?;
        let (kind, bass) = rest.split_once('/').unwrap_or((rest, ""));
        let bass = pitch_class(bass).map(|(pc, _)| pc).filter(|pc| *pc != root);
        let known = KINDS.iter().position(|(name, _)| *name == kind);
        let minor = kind.starts_with('m') && !kind.starts_with("maj");
        Some(Chord { root, kind: known.unwrap_or(usize::from(minor)), bass })
    }

    /// As it is written.
    pub fn name(&self) -> String {
        let bass = self.bass.map(|pc| format!("/{}", NAMES[pc as usize])).unwrap_or_default();
        format!("{}{}{bass}", NAMES[self.root as usize], KINDS[self.kind].0)
    }

    /// The same over another bass.
    pub fn over(self, pitch_class: i32) -> Chord {
        Chord { bass: Some(pitch_class).filter(|pc| *pc != self.root), ..self }
    }

    /// The same root with another kind, where its tones belong to the key.
    pub fn as_kind(self, name: &str, key: &Key) -> Chord {
        let kind = KINDS.iter().position(|(n, _)| *n == name).unwrap_or(self.kind);
        let changed = Chord { kind, ..self };
        if changed.pitch_classes().iter().all(|&pc| key.degree_of(pc).is_some()) { changed } else { self }
    }

    /// Whether its third is major, minor or missing.
    pub fn is_minor(&self) -> bool {
        KINDS[self.kind].1.contains(&3)
    }

    /// Whether its fifth is diminished.
    pub fn is_diminished(&self) -> bool {
        KINDS[self.kind].1.contains(&6)
    }

    /// Whether it has a major third.
    pub fn is_major(&self) -> bool {
        KINDS[self.kind].1.contains(&4)
    }

    /// Whether its seventh in the key would make a dominant seventh, which sounds of dance halls.
    pub fn is_major_dominant(&self, key: &Key) -> bool {
        self.is_major() && key.degree_of(self.root + 10).is_some()
    }

    /// Pitch classes from the root up.
    pub fn pitch_classes(&self) -> Vec<i32> {
        KINDS[self.kind].1.iter().map(|tone| (self.root + tone).rem_euclid(12)).collect()
    }

    /// The same function in another key: degrees stay, tones follow the new mode.
    pub fn moved(&self, from: &Key, to: &Key) -> Chord {
        let follow = |pc: i32| match from.degree_of(pc) {
            Some(degree) => to.midi(degree).rem_euclid(12),
            None => (pc + to.tonic - from.tonic).rem_euclid(12),
        };
        let root = follow(self.root);
        let mut last = 0;
        let over: Vec<i32> = KINDS[self.kind]
            .1
            .iter()
            .map(|tone| {
                let mut tone_over = (follow(self.root + tone) - root).rem_euclid(12);
                while tone_over < last {
                    tone_over += 12;
                }
                last = tone_over;
                tone_over
            })
            .collect();
        let kind = kind_of(&over).or_else(|| kind_of(&over[..over.len().min(3)])).unwrap_or(self.kind);
        Chord { root, kind, bass: self.bass.map(follow) }
    }
}
