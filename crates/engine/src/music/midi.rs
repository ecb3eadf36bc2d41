//! The score as a Standard MIDI file: tempo map, metre, a track a layer, drums on channel 10, markers.

use super::compose::{self, Note};
use super::grid::Grid;
use super::{program, read_sheet};
use crate::CueSheet;
use crate::cues::Music;
use midly::num::{u4, u7, u15, u24, u28};
use midly::{
    Format, Header, MetaMessage, MidiMessage, PitchBend, Smf, Timing, Track, TrackEvent, TrackEventKind,
};

/// Ticks a beat.
const TICKS: f64 = 480.0;
/// The drum channel, counted from 0.
const DRUMS: u8 = 9;
/// Semitones that a whole bend is, as the file sets it.
const BEND: f32 = 12.0;
/// Bends a second of a slide.
const BENDS_HZ: f32 = 100.0;

/// The file's bytes; `None` where there is no music.
pub fn midi(sheet: &CueSheet) -> Option<Vec<u8>> {
    let (frame, score) = read_sheet(sheet)?;
    let clock = Clock { grid: &frame.grid, before: frame.grid.beat_at(0.0) };
    let mut names: Vec<String> = Vec::new();
    let mut written: Vec<Vec<(u32, TrackEventKind<'_>)>> = vec![conducted(frame.music, &clock)];
    let channels = (0..15).map(|i| if i >= DRUMS { i + 1 } else { i });
    let bass =
        (!score.bass.is_empty()).then(|| ("bass".to_owned(), program::of_bass(score.bass_by), &score.bass));
    let parts = score.parts.iter().map(|part| {
        (
            format!("{:?}: {:?}", part.layer, part.instrument).to_lowercase(),
            program::of(part.instrument),
            &part.notes,
        )
    });
    for ((name, program, notes), channel) in parts.chain(bass).zip(channels) {
        names.push(name);
        written.push(played(notes, program, channel, &clock));
    }
    if !score.strokes.is_empty() {
        names.push("drums".to_owned());
        written.push(struck(&score.strokes, &clock));
    }
    for (events, name) in written.iter_mut().skip(1).zip(&names) {
        events.push((0, TrackEventKind::Meta(MetaMessage::TrackName(name.as_bytes()))));
    }
    let markers = markers(frame.music, &clock);
    let texts = markers
        .iter()
        .map(|(tick, text)| (*tick, TrackEventKind::Meta(MetaMessage::Marker(text.as_bytes()))));
    written[0].extend(texts);
    let timing = Timing::Metrical(u15::from(TICKS as u16));
    let tracks = written.into_iter().map(|events| track(events, clock.tick(frame.grid.duration))).collect();
    let mut bytes = Vec::new();
    Smf { header: Header { format: Format::Parallel, timing }, tracks }.write(&mut bytes).ok()?;
    Some(bytes)
}

/// Ticks in time. Tick 0 is the clip's begin.
struct Clock<'a> {
    grid: &'a Grid,
    before: f64,
}

impl Clock<'_> {
    fn tick(&self, t: f64) -> u32 {
        libm::round((self.grid.beat_at(t) - self.before) * TICKS).clamp(0.0, 2e8) as u32
    }
}

/// Tempo and metre.
fn conducted<'a>(music: &Music, clock: &Clock<'_>) -> Vec<(u32, TrackEventKind<'a>)> {
    let mut events = Vec::new();
    for (t, bpm) in clock.grid.tempi() {
        let micros = libm::round(60e6 / bpm).clamp(1.0, 16_777_215.0) as u32;
        events.push((clock.tick(t), TrackEventKind::Meta(MetaMessage::Tempo(u24::from(micros)))));
    }
    let mut last = 0;
    for bar in clock.grid.downbeats.windows(2) {
        let beats = libm::round(bar[1] - bar[0]).clamp(1.0, 32.0) as u8;
        if beats != last {
            let tick = clock.tick(clock.grid.time_of(bar[0]));
            events.push((tick, TrackEventKind::Meta(MetaMessage::TimeSignature(beats, 2, 24, 8))));
        }
        last = beats;
    }
    if last == 0 {
        let beats = music.meter.clamp(1, 32) as u8;
        events.push((0, TrackEventKind::Meta(MetaMessage::TimeSignature(beats, 2, 24, 8))));
    }
    events
}

fn markers(music: &Music, clock: &Clock<'_>) -> Vec<(u32, String)> {
    let section = |s: &crate::cues::Section| (clock.tick(s.t), format!("section {}", s.name));
    let hits = music.hits.iter().filter(|t| t.is_finite()).map(|&t| (clock.tick(t), "hit".to_owned()));
    music.sections.iter().filter(|s| s.t.is_finite()).map(section).chain(hits).collect()
}

fn said<'a>(channel: u8, message: MidiMessage) -> TrackEventKind<'a> {
    TrackEventKind::Midi { channel: u4::from(channel), message }
}

fn velocity(force: f32) -> u7 {
    u7::from(libm::roundf(127.0 * force).clamp(1.0, 127.0) as u8)
}

fn played<'a>(notes: &[Note], program: u8, channel: u8, clock: &Clock<'_>) -> Vec<(u32, TrackEventKind<'a>)> {
    let mut events = vec![(0, said(channel, MidiMessage::ProgramChange { program: u7::from(program) }))];
    // Registered parameter 0: how far a bend goes.
    for (controller, value) in [(101, 0), (100, 0), (6, BEND as u8), (38, 0)] {
        let message = MidiMessage::Controller { controller: u7::from(controller), value: u7::from(value) };
        events.push((0, said(channel, message)));
    }
    for note in notes.iter().filter(|note| (0..128).contains(&note.pitch)) {
        let key = u7::from(note.pitch as u8);
        let on = clock.tick(note.t);
        let off = clock.tick(note.t + note.length_s).max(on + 1);
        slide(note, channel, clock, &mut events);
        events.push((on, said(channel, MidiMessage::NoteOn { key, vel: velocity(note.force) })));
        events.push((off, said(channel, MidiMessage::NoteOff { key, vel: u7::from(0) })));
    }
    events
}

fn slide(note: &Note, channel: u8, clock: &Clock<'_>, events: &mut Vec<(u32, TrackEventKind<'_>)>) {
    let Some(slide) = note.slide.filter(|s| s.from.abs() <= BEND && s.over_s > 0.0 && s.over_s < 10.0) else {
        return;
    };
    let count = libm::ceilf(slide.over_s * BENDS_HZ).max(1.0);
    for i in 0..=count as usize {
        let x = i as f32 / count;
        let semitones = slide.from * (0.5 + 0.5 * libm::cosf(core::f32::consts::PI * x));
        let bend = PitchBend::from_f32((semitones / BEND).clamp(-1.0, 0.999));
        let tick = clock.tick(note.t + f64::from(x * slide.over_s));
        events.push((tick, said(channel, MidiMessage::PitchBend { bend })));
    }
}

fn struck<'a>(strokes: &[compose::Stroke], clock: &Clock<'_>) -> Vec<(u32, TrackEventKind<'a>)> {
    let mut events = Vec::new();
    for stroke in strokes {
        let (key, on) = (u7::from(program::key_of(stroke.drum)), clock.tick(stroke.t));
        events.push((on, said(DRUMS, MidiMessage::NoteOn { key, vel: velocity(stroke.force) })));
        events.push((on + 60, said(DRUMS, MidiMessage::NoteOff { key, vel: u7::from(0) })));
    }
    events
}

/// Events in time: at one tick what ends stands before what begins, and what is set before both.
fn track<'a>(mut events: Vec<(u32, TrackEventKind<'a>)>, end: u32) -> Track<'a> {
    let rank = |kind: &TrackEventKind<'_>| match kind {
        TrackEventKind::Meta(_) => 0,
        TrackEventKind::Midi { message: MidiMessage::NoteOff { .. }, .. } => 1,
        TrackEventKind::Midi { message: MidiMessage::NoteOn { .. }, .. } => 3,
        _ => 2,
    };
    events.sort_by_key(|(tick, kind)| (*tick, rank(kind)));
    let last = events.last().map_or(0, |(tick, _)| *tick).max(end);
    events.push((last, TrackEventKind::Meta(MetaMessage::EndOfTrack)));
    let mut before = 0;
    let step = |(tick, kind): (u32, TrackEventKind<'a>)| {
        let delta = u28::from(tick - before);
        before = tick;
        TrackEvent { delta, kind }
    };
    events.into_iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cues::{Layer, Section};

    fn sheet(music: Music) -> CueSheet {
        let mut sheet: CueSheet = serde_json::from_str("{\"version\":1,\"duration\":8.0}").unwrap();
        sheet.music = Some(music);
        sheet
    }

    fn music() -> Music {
        Music {
            tempo_map: vec![(0.2, 120.0), (4.2, 126.0)],
            downbeats: vec![0.2, 2.2, 4.2, 6.1],
            chords: vec!["C".into(), "F".into(), "G".into(), "C".into()],
            hits: vec![4.2],
            sections: vec![Section { t: 0.0, name: "A".into(), energy: 0.7 }],
            tracks: vec![Layer::Pad, Layer::Bass, Layer::Keys, Layer::Drums],
            ..Music::default()
        }
    }

    #[test]
    fn the_file_is_read_back_as_the_score() {
        let sheet = sheet(music());
        let bytes = midi(&sheet).unwrap();
        assert_eq!(bytes, midi(&sheet).unwrap());
        let read = Smf::parse(&bytes).unwrap();
        let (frame, score) = read_sheet(&sheet).unwrap();
        assert_eq!(read.tracks.len(), 1 + score.parts.len() + 2);
        let notes: usize = score.parts.iter().map(|part| part.notes.len()).sum::<usize>() + score.bass.len();
        let begun = |channel: fn(u8) -> bool| {
            let on = |event: &&TrackEvent<'_>| matches!(event.kind, TrackEventKind::Midi { channel: c, message: MidiMessage::NoteOn { .. } } if channel(c.as_int()));
            read.tracks.iter().flatten().filter(on).count()
        };
        assert_eq!(begun(|c| c != DRUMS), notes);
        assert_eq!(begun(|c| c == DRUMS), score.strokes.len());
        let clock = Clock { grid: &frame.grid, before: frame.grid.beat_at(0.0) };
        let mut tick = 0;
        let mut marked = Vec::new();
        for event in &read.tracks[0] {
            tick += event.delta.as_int();
            if let TrackEventKind::Meta(MetaMessage::Marker(text)) = event.kind {
                marked.push((tick, String::from_utf8_lossy(text).into_owned()));
            }
        }
        assert_eq!(marked, [(0, "section A".to_owned()), (clock.tick(4.2), "hit".to_owned())]);
    }

    #[test]
    fn times_come_back_through_the_tempo_map() {
        let bytes = midi(&sheet(music())).unwrap();
        let read = Smf::parse(&bytes).unwrap();
        let mut tempi = Vec::new();
        let mut tick = 0u32;
        for event in &read.tracks[0] {
            tick += event.delta.as_int();
            if let TrackEventKind::Meta(MetaMessage::Tempo(micros)) = event.kind {
                tempi.push((tick, f64::from(micros.as_int())));
            }
        }
        // 4.2 s: eight beats and what lies before the first.
        let mut at_s = 0.0;
        for (i, (from, micros)) in tempi.iter().enumerate() {
            let to = tempi.get(i + 1).map_or(8 * 480 + 192, |next| next.0);
            at_s += f64::from(to.saturating_sub(*from).min(8 * 480 + 192)) / 480.0 * micros / 1e6;
        }
        assert!((at_s - 4.2).abs() < 0.01, "{at_s} {tempi:?}");
    }

    #[test]
    fn silence_has_no_file() {
        assert_eq!(midi(&sheet(Music { on: false, ..music() })), None);
    }
}
