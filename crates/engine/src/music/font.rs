//! A SoundFont that plays the score instead of our own instruments.

use super::compose::{Note, Stroke};
use super::program;
use crate::dsp::{Stereo, gain, samples};
use crate::{Error, Result};
use rustysynth::{SoundFont as Parsed, Synthesizer, SynthesizerSettings};
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// How much louder the programs are made, so that they are as loud as our instruments.
const LIFT_DB: f32 = 9.0;
/// Semitones of a whole bend.
const BEND: f32 = 12.0;
/// Samples between two settings of a bend.
const BEND_EVERY: usize = 480;

/// A SoundFont that was read, and what it is called by.
#[derive(Clone)]
pub struct SoundFont {
    parsed: Arc<Parsed>,
    /// Name and checksum.
    pub signature: crate::cues::FontSignature,
}

impl std::fmt::Debug for SoundFont {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.signature.fmt(f)
    }
}

impl SoundFont {
    /// Reads a SoundFont 2 file; `file` is what reports call it.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is not one.
    pub fn read(file: &str, bytes: &[u8]) -> Result<SoundFont> {
        let refused = |why: &str| Error::Refused(format!("{file} cannot be used as a SoundFont: {why}"));
        framed(bytes).map_err(|why| refused(&why))?;
        let parsed = guarded(|| Parsed::new(&mut &bytes[..]))
            .ok_or_else(|| refused("it is damaged"))?
            .map_err(|error| refused(&error.to_string()))?;
        if parsed.get_presets().is_empty() {
            return Err(refused("it has no instruments"));
        }
        let sha256 = hex::encode(Sha256::digest(bytes));
        let signature = crate::cues::FontSignature { file: file.to_owned(), sha256 };
        let font = SoundFont { parsed: Arc::new(parsed), signature };
        let probe = Note { length_s: 0.05, pitch: 60, force: 0.8, ..Note::default() };
        font.play(0, &[probe], 4_800)?;
        Ok(font)
    }

    /// Notes of one layer.
    ///
    /// # Errors
    /// [`Error::Refused`] where the file turns out to be damaged.
    pub(super) fn play(&self, program: u8, notes: &[Note], length: usize) -> Result<Stereo> {
        let mut events: Vec<(usize, Event)> = Vec::new();
        for note in notes.iter().filter(|note| (0..128).contains(&note.pitch)) {
            let (on, off) = (samples(note.t), samples(note.t + note.length_s.max(0.02)));
            bends(note, on, &mut events);
            events.push((on, Event::On(note.pitch, velocity(note.force))));
            events.push((off.max(on + 1), Event::Off(note.pitch)));
        }
        self.perform(0, i32::from(program), events, length)
    }

    /// Strokes that a drum kit has.
    ///
    /// # Errors
    /// As [`SoundFont::play`].
    pub(super) fn strike(&self, strokes: &[&Stroke], length: usize) -> Result<Stereo> {
        let mut events: Vec<(usize, Event)> = Vec::new();
        for stroke in strokes {
            let (on, key) = (samples(stroke.t), i32::from(program::key_of(stroke.drum)));
            events.push((on, Event::On(key, velocity(stroke.force))));
            events.push((on + 7_200, Event::Off(key)));
        }
        self.perform(9, 0, events, length)
    }

    fn perform(
        &self,
        channel: i32,
        program: i32,
        events: Vec<(usize, Event)>,
        length: usize,
    ) -> Result<Stereo> {
        let performed = guarded(|| perform(&self.parsed, channel, program, events, length)).flatten();
        performed.ok_or_else(|| {
            Error::Refused(format!("the SoundFont {} is damaged: it cannot be played", self.signature.file))
        })
    }
}

/// What a SoundFont is told.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    Off(i32),
    Bend(f32),
    On(i32, i32),
}

fn velocity(force: f32) -> i32 {
    libm::roundf(127.0 * force).clamp(1.0, 127.0) as i32
}

fn bends(note: &Note, on: usize, events: &mut Vec<(usize, Event)>) {
    let Some(slide) = note.slide.filter(|s| s.from.abs() <= BEND && s.over_s > 0.0 && s.over_s < 10.0) else {
        return;
    };
    let over = samples(f64::from(slide.over_s)).max(1);
    for at in (0..over).step_by(BEND_EVERY) {
        let x = at as f32 / over as f32;
        let semitones = slide.from * (0.5 + 0.5 * libm::cosf(core::f32::consts::PI * x));
        events.push((on + at, Event::Bend(semitones)));
    }
    events.push((on + over, Event::Bend(0.0)));
}

fn perform(
    font: &Arc<Parsed>,
    channel: i32,
    program: i32,
    mut events: Vec<(usize, Event)>,
    length: usize,
) -> Option<Stereo> {
    let rank = |event: &Event| match event {
        Event::Off(_) => 0,
        Event::Bend(_) => 1,
        Event::On(..) => 2,
    };
    events.sort_by_key(|(at, event)| (*at, rank(event)));
    let mut settings = SynthesizerSettings::new(crate::RATE as i32);
    settings.enable_reverb_and_chorus = false;
    settings.maximum_polyphony = 128;
    settings.block_size = 32;
    let mut synthesizer = Synthesizer::new(font, &settings).ok()?;
    synthesizer.process_midi_message(channel, 0xC0, program, 0);
    // Registered parameter 0: how far a bend goes.
    for (controller, value) in [(101, 0), (100, 0), (6, BEND as i32)] {
        synthesizer.process_midi_message(channel, 0xB0, controller, value);
    }
    let mut sound = Stereo::silence(length);
    let mut done = 0;
    for (at, event) in events.into_iter().filter(|(at, _)| *at < length) {
        synthesizer.render(&mut sound.left[done..at], &mut sound.right[done..at]);
        done = at;
        match event {
            Event::Off(key) => synthesizer.note_off(channel, key),
            Event::On(key, velocity) => synthesizer.note_on(channel, key, velocity),
            Event::Bend(semitones) => {
                let bend = libm::roundf(8192.0 * (1.0 + semitones / BEND)).clamp(0.0, 16_383.0) as i32;
                synthesizer.process_midi_message(channel, 0xE0, bend & 127, bend >> 7);
            }
        }
    }
    synthesizer.render(&mut sound.left[done..], &mut sound.right[done..]);
    sound.scale(gain(LIFT_DB));
    sound.channels().into_iter().flatten().all(|x| x.is_finite()).then_some(sound)
}

/// The reader trusts a file's own sizes and indices: what it stumbles over is caught here.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Whether the outer chunks lie within the file, so that no size in it makes the reader ask for more memory than that.
fn framed(bytes: &[u8]) -> core::result::Result<(), String> {
    let word = |at: usize| bytes.get(at..at + 4);
    let size = |at: usize| word(at).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    if word(0) != Some(b"RIFF") || word(8) != Some(b"sfbk") {
        return Err("it is not a SoundFont 2 file".into());
    }
    let outside = || "a part of it is longer than the file".to_owned();
    let mut at = 12;
    while at < bytes.len() {
        let end = at + 8 + size(at + 4).ok_or_else(outside)?;
        if word(at) != Some(b"LIST") || end > bytes.len() {
            return Err(outside());
        }
        let mut inner = at + 12;
        while inner < end {
            inner += 8 + size(inner + 4).ok_or_else(outside)?;
        }
        if inner > end + 1 {
            return Err(outside());
        }
        at = end + end % 2;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::compose::{Drum, Slide};

    fn chunk(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut bytes = id.to_vec();
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    fn list(kind: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
        let mut body = kind.to_vec();
        parts.iter().for_each(|part| body.extend(part));
        chunk(b"LIST", &body)
    }

    fn named(name: &str, words: &[u16]) -> Vec<u8> {
        let mut record = name.as_bytes().to_vec();
        record.resize(20, 0);
        words.iter().for_each(|word| record.extend(word.to_le_bytes()));
        record
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// One preset of one looped sine of 480 Hz (100 samples a period).
    fn smallest() -> Vec<u8> {
        let wave: Vec<u16> = (0..1_000)
            .map(|i| (12_000.0 * libm::sin(core::f64::consts::TAU * f64::from(i) / 100.0)) as i16 as u16)
            .chain([0; 46])
            .collect();
        let header = |name: &str, end: u32| {
            let mut record = named(name, &[]);
            for word in [0, end, 100u32.min(end), 900u32.min(end), 48_000] {
                record.extend(word.to_le_bytes());
            }
            // Key 71 (493.9 Hz) is 49 cents above 480 Hz.
            record.extend([71, 49]);
            record.extend(words(&[0, 1]));
            record
        };
        let info = [chunk(b"ifil", &words(&[2, 1])), chunk(b"INAM", b"test\0\0")];
        let presets = [
            chunk(
                b"phdr",
                &[named("sine", &[0, 0, 0, 0, 0, 0, 0, 0, 0]), named("EOP", &[0, 0, 1, 0, 0, 0, 0, 0, 0])]
                    .map(|mut r| {
                        r.truncate(38);
                        r
                    })
                    .concat(),
            ),
            chunk(b"pbag", &words(&[0, 0, 1, 0])),
            chunk(b"pmod", &[0; 10]),
            chunk(b"pgen", &words(&[41, 0, 0, 0])),
            chunk(b"inst", &[named("sine", &[0]), named("EOI", &[1])].concat()),
            chunk(b"ibag", &words(&[0, 0, 2, 0])),
            chunk(b"imod", &[0; 10]),
            chunk(b"igen", &words(&[54, 1, 53, 0, 0, 0])),
            chunk(b"shdr", &[header("sine", 1_000), header("EOS", 0)].concat()),
        ];
        let mut body = b"sfbk".to_vec();
        body.extend(list(b"INFO", &info));
        body.extend(list(b"sdta", &[chunk(b"smpl", &words(&wave))]));
        body.extend(list(b"pdta", &presets));
        chunk(b"RIFF", &body)
    }

    #[test]
    fn a_soundfont_plays_in_tune_and_the_same_each_time() {
        let font = SoundFont::read("test.sf2", &smallest()).unwrap();
        assert_eq!(font.signature.sha256.len(), 64);
        let slide = Some(Slide { from: -2.0, over_s: 0.1 });
        let note = Note { t: 0.1, length_s: 0.8, pitch: 69, force: 0.8, slide, ..Note::default() };
        let sound = font.play(0, &[note], 48_000).unwrap();
        assert_eq!(sound, font.play(0, &[note], 48_000).unwrap());
        let part = &sound.left[14_400..38_400];
        let rises = part.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count();
        assert!((219..=221).contains(&rises), "{rises} periods in half a second");
        assert!(sound.left[..4_700].iter().all(|x| *x == 0.0));
        assert!(
            font.strike(&[&Stroke { t: 0.1, drum: Drum::Kick, force: 0.8 }], 9_600).unwrap().peak() > 0.01
        );
    }

    #[test]
    fn a_broken_file_is_refused_with_a_sentence() {
        let whole = smallest();
        let said = |bytes: &[u8]| SoundFont::read("x.sf2", bytes).err().map(|error| error.to_string());
        assert_eq!(
            said(b"RIFF\x04\0\0\0WAVE").as_deref(),
            Some("x.sf2 cannot be used as a SoundFont: it is not a SoundFont 2 file")
        );
        for length in (0..whole.len()).step_by(37) {
            assert!(said(&whole[..length]).is_some(), "cut at {length}");
        }
        let mut huge = whole.clone();
        huge[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(said(&huge).unwrap().contains("longer than the file"));
    }

    #[test]
    fn no_changed_byte_makes_it_panic() {
        let whole = smallest();
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        for at in (0..whole.len()).filter(|at| *at < 90 || *at > 2_180) {
            for value in [0, 255] {
                let mut hostile = whole.clone();
                hostile[at] = value;
                if let Ok(font) = SoundFont::read("x.sf2", &hostile) {
                    let note = Note { length_s: 0.05, pitch: 127, force: 1.0, ..Note::default() };
                    let _ = font.play(0, &[note], 2_400);
                }
            }
        }
        std::panic::set_hook(quiet);
    }
}
