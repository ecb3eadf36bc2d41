//! The score as a Standard MIDI file: tempo map, metre, a track a layer, drums on channel 10, markers.

use super::compose::{self, Frame, Note, Score};
use super::grid::Grid;
use super::{balance, program, read_sheet};
use crate::CueSheet;
use crate::cues::{Layer, Music};
use midly::num::{u4, u7, u15, u24, u28};
use midly::{
    Format, Header, MetaMessage, MidiMessage, PitchBend, Smf, Timing, Track, TrackEvent, TrackEventKind,
};

/// Ticks a beat.
const TICKS: f64 = 480.0;
/// The drum channel, counted from 0.
const DRUMS: u8 = 9;
/// Ticks that a stroke is held.
const STROKE: u32 = 60;
/// Semitones that a whole bend is, as the file sets it.
const BEND: f32 = 12.0;
/// Bends a second of a slide.
const BENDS_HZ: f32 = 100.0;

/// The file's bytes; `None` where there is no music. Layers that are muted are left out, so that it plays what is heard.
pub fn midi(sheet: &CueSheet) -> Option<Vec<u8>> {
    let (frame, score) = read_sheet(sheet)?;
    let clock = Clock::of(&frame.grid, frame.music.meter);
    let mut names: Vec<String> = vec![super::named(frame.music.style)];
    let mut written: Vec<Vec<(u32, TrackEventKind<'_>)>> = vec![conducted(&clock)];
    let channels = (0..15).map(|i| if i >= DRUMS { i + 1 } else { i });
    for (voice, channel) in voices(&frame, &score).into_iter().zip(channels) {
        let mut events = begun(channel, Some(voice.program), voice.balance);
        played(voice.notes, channel, &clock, &mut events);
        names.push(voice.name);
        written.push(events);
    }
    if let Some(balance) = placed(&frame, Layer::Drums).filter(|_| !score.strokes.is_empty()) {
        let mut events = begun(DRUMS, None, balance);
        struck(&score.strokes, &clock, &mut events);
        names.push("drums".to_owned());
        written.push(events);
    }
    for (events, name) in written.iter_mut().zip(&names) {
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

/// A track with a pitch.
struct Voice<'a> {
    name: String,
    program: u8,
    balance: (f32, f32),
    notes: &'a [Note],
}

fn voices<'a>(frame: &Frame, score: &'a Score) -> Vec<Voice<'a>> {
    let part = |part: &'a compose::Part| {
        let name = format!("{:?}: {:?}", part.layer, part.instrument).to_lowercase();
        let program = program::of_part(part.instrument, &part.notes);
        Some(Voice { name, program, balance: placed(frame, part.layer)?, notes: &part.notes })
    };
    let bass = placed(frame, Layer::Bass).filter(|_| !score.bass.is_empty());
    let bass = bass.map(|balance| {
        let program = program::of_bass(score.bass_by);
        Voice { name: "bass".to_owned(), program, balance, notes: &score.bass }
    });
    score.parts.iter().filter_map(part).chain(bass).collect()
}

/// Level and share of the hall of a layer, decibels; `None` where it is muted.
fn placed(frame: &Frame, layer: Layer) -> Option<(f32, f32)> {
    let fader = frame.music.faders.get(&layer).copied().unwrap_or_default();
    let place = balance::place(frame.music.style, layer);
    (!fader.mute).then_some((place.level + fader.gain_db, place.hall))
}

/// Ticks in time. Tick 0 is the clip's begin; where the first bar begins later, the way there is a bar of its own, so
/// that bars stand where the music has them.
struct Clock<'a> {
    grid: &'a Grid,
    /// Ticks a beat: 6/8 counts dotted quarters.
    a_beat: f64,
    compound: bool,
    /// The first bar's beat and time, and whole beats before it.
    first: (f64, f64),
    pickup: f64,
}

impl<'a> Clock<'a> {
    fn of(grid: &'a Grid, meter: u32) -> Clock<'a> {
        let compound = meter == 6;
        let beat = grid.downbeats.first().copied().unwrap_or(0.0);
        let t = grid.time_of(beat);
        let before = beat - grid.beat_at(0.0);
        let pickup = if t > 1e-3 { libm::ceil(before - 1e-3).max(1.0) } else { 0.0 };
        let a_beat = if compound { 1.5 * TICKS } else { TICKS };
        Clock { grid, a_beat, compound, first: (beat, t), pickup }
    }

    fn tick(&self, t: f64) -> u32 {
        let (beat, begin) = self.first;
        let beats = match self.pickup > 0.0 && t < begin {
            true => self.pickup * t / begin,
            false => self.pickup + self.grid.beat_at(t) - beat,
        };
        libm::round(beats * self.a_beat).clamp(0.0, 2e8) as u32
    }

    /// Microseconds a quarter.
    fn tempo<'b>(&self, bpm: f64) -> TrackEventKind<'b> {
        let micros = libm::round(60e6 / bpm * TICKS / self.a_beat).clamp(1.0, 16_777_215.0) as u32;
        TrackEventKind::Meta(MetaMessage::Tempo(u24::from(micros)))
    }

    fn metre<'b>(&self, beats: f64) -> TrackEventKind<'b> {
        let beats = libm::round(beats).clamp(1.0, 32.0) as u8;
        TrackEventKind::Meta(match self.compound {
            true => MetaMessage::TimeSignature(3 * beats, 3, 36, 8),
            false => MetaMessage::TimeSignature(beats, 2, 24, 8),
        })
    }
}

/// Tempo and metre.
fn conducted<'a>(clock: &Clock<'_>) -> Vec<(u32, TrackEventKind<'a>)> {
    let (grid, (_, begin)) = (clock.grid, clock.first);
    let mut events = Vec::new();
    if clock.pickup > 0.0 {
        events.push((0, clock.metre(clock.pickup)));
        events.push((0, clock.tempo(60.0 * clock.pickup / begin)));
    }
    let at_first = grid.tempi().take_while(|(t, _)| *t <= begin + 1e-9).last().or(grid.tempi().next());
    events.extend(at_first.map(|(_, bpm)| (clock.tick(begin), clock.tempo(bpm))));
    let later = grid.tempi().filter(|(t, _)| *t > begin + 1e-9);
    events.extend(later.map(|(t, bpm)| (clock.tick(t), clock.tempo(bpm))));
    let mut last = 0.0;
    for bar in grid.downbeats.windows(2) {
        let beats = bar[1] - bar[0];
        if beats != last {
            events.push((clock.tick(grid.time_of(bar[0])), clock.metre(beats)));
        }
        last = beats;
    }
    if last == 0.0 {
        let usual = if clock.compound { 2.0 } else { 4.0 };
        events.push((clock.tick(begin), clock.metre(usual)));
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

/// Program, bend range, volume and hall of a channel.
fn begun<'a>(
    channel: u8,
    program: Option<u8>,
    (level_db, send_db): (f32, f32),
) -> Vec<(u32, TrackEventKind<'a>)> {
    let mut events = Vec::new();
    if let Some(program) = program {
        events.push((0, said(channel, MidiMessage::ProgramChange { program: u7::from(program) })));
    }
    // A player's volume is a square law, as General MIDI level 2 recommends; registered parameter 0 is how far a bend goes.
    let volume = libm::roundf(100.0 * libm::powf(10.0, level_db / 40.0)).clamp(0.0, 127.0) as u8;
    let hall = libm::roundf(100.0 * libm::powf(10.0, send_db / 20.0)).clamp(0.0, 127.0) as u8;
    for (controller, value) in [(7, volume), (91, hall), (101, 0), (100, 0), (6, BEND as u8), (38, 0)] {
        let message = MidiMessage::Controller { controller: u7::from(controller), value: u7::from(value) };
        events.push((0, said(channel, message)));
    }
    events
}

fn played(notes: &[Note], channel: u8, clock: &Clock<'_>, events: &mut Vec<(u32, TrackEventKind<'_>)>) {
    for note in notes.iter().filter(|note| (0..128).contains(&note.pitch)) {
        let key = u7::from(note.pitch as u8);
        let on = clock.tick(note.t);
        let off = clock.tick((note.t + note.length_s).min(clock.grid.duration)).max(on + 1);
        slide(note, channel, clock, events);
        events.push((on, said(channel, MidiMessage::NoteOn { key, vel: velocity(note.force) })));
        events.push((off, said(channel, MidiMessage::NoteOff { key, vel: u7::from(0) })));
    }
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

fn struck(strokes: &[compose::Stroke], clock: &Clock<'_>, events: &mut Vec<(u32, TrackEventKind<'_>)>) {
    let mut struck: Vec<(u32, u8, f32)> =
        strokes.iter().map(|s| (clock.tick(s.t), program::key_of(s.drum), s.force)).collect();
    // Of two drums that share a key and a moment, the louder one is written.
    struck.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    struck.dedup_by_key(|(on, key, _)| (*on, *key));
    for (i, &(on, key, force)) in struck.iter().enumerate() {
        let again = struck[i + 1..].iter().find(|next| next.1 == key).map_or(u32::MAX, |next| next.0);
        let (key, off) = (u7::from(key), (on + STROKE).min(again));
        events.push((on, said(DRUMS, MidiMessage::NoteOn { key, vel: velocity(force) })));
        events.push((off, said(DRUMS, MidiMessage::NoteOff { key, vel: u7::from(0) })));
    }
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
    use crate::cues::{Fader, Section};

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
        assert!((score.strokes.len() - 2..=score.strokes.len()).contains(&begun(|c| c == DRUMS)));
        let clock = Clock::of(&frame.grid, frame.music.meter);
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

    struct Performed {
        metres: Vec<(u32, u8, u8)>,
        marks: Vec<(f64, String)>,
        notes: Vec<f64>,
    }

    fn absolute<'a>(track: &[TrackEvent<'a>]) -> Vec<(u32, TrackEventKind<'a>)> {
        let mut tick = 0u32;
        let at = |event: &TrackEvent<'a>| {
            tick += event.delta.as_int();
            (tick, event.kind)
        };
        track.iter().map(at).collect()
    }

    /// Metres by tick, and the seconds of every marker and note, as a player finds them.
    fn performed(bytes: &[u8]) -> Performed {
        let read = Smf::parse(bytes).unwrap();
        let tracks: Vec<Vec<(u32, TrackEventKind<'_>)>> =
            read.tracks.iter().map(|track| absolute(track)).collect();
        let tempi: Vec<(u32, f64)> = tracks[0]
            .iter()
            .filter_map(|(tick, kind)| match kind {
                TrackEventKind::Meta(MetaMessage::Tempo(micros)) => Some((*tick, f64::from(micros.as_int()))),
                _ => None,
            })
            .collect();
        let seconds = |tick: u32| {
            let spans = tempi.iter().enumerate().map(|(i, (from, micros))| {
                let to = tempi.get(i + 1).map_or(tick, |next| next.0).min(tick);
                f64::from(to.saturating_sub(*from)) / TICKS * micros / 1e6
            });
            spans.sum::<f64>()
        };
        let (mut metres, mut marks, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for (tick, kind) in tracks.into_iter().flatten() {
            match kind {
                TrackEventKind::Meta(MetaMessage::TimeSignature(over, under, ..)) => {
                    metres.push((tick, over, 1 << under));
                }
                TrackEventKind::Meta(MetaMessage::Marker(text)) => {
                    marks.push((seconds(tick), String::from_utf8_lossy(text).into_owned()));
                }
                TrackEventKind::Midi { message: MidiMessage::NoteOn { .. }, .. } => notes.push(seconds(tick)),
                _ => {}
            }
        }
        Performed { metres, marks, notes }
    }

    #[test]
    fn times_come_back_through_the_tempo_map_and_bars_stand_where_the_music_has_them() {
        let sheet = sheet(music());
        let Performed { metres, marks, notes } = performed(&midi(&sheet).unwrap());
        // A pickup of .2 s is a bar of one beat.
        assert_eq!(metres, [(0, 1, 4), (480, 4, 4)]);
        assert!((marks[1].0 - 4.2).abs() < 0.002, "{marks:?}");
        let (_, score) = read_sheet(&sheet).unwrap();
        let first = score.strokes.iter().map(|stroke| stroke.t).fold(f64::MAX, f64::min);
        assert!(notes.iter().any(|t| (t - first).abs() < 0.002), "{first} {notes:?}");
    }

    #[test]
    fn metres_are_written_as_they_are_counted() {
        let metres_of = |meter: u32, downbeats: &[f64]| {
            let tempo_map = vec![(0.0, 60.0)];
            let music = Music { meter, tempo_map, downbeats: downbeats.to_vec(), hits: vec![], ..music() };
            performed(&midi(&sheet(music)).unwrap()).metres
        };
        // Six eighths are two dotted quarters; a beat a second, 720 ticks each.
        assert_eq!(metres_of(6, &[0.0, 2.0, 4.0, 6.0]), [(0, 6, 8)]);
        assert_eq!(metres_of(3, &[0.0, 3.0, 6.0]), [(0, 3, 4)]);
        assert_eq!(metres_of(4, &[0.0, 4.0, 6.0]), [(0, 4, 4), (1_920, 2, 4)]);
        let compound =
            Music { meter: 6, tempo_map: vec![(0.0, 60.0)], downbeats: vec![0.0, 2.0, 4.0, 6.0], ..music() };
        let marks = performed(&midi(&sheet(Music { hits: vec![4.0], ..compound })).unwrap()).marks;
        assert!((marks[1].0 - 4.0).abs() < 0.002, "{marks:?}");
    }

    #[test]
    fn a_muted_layer_is_left_out_and_a_louder_one_is_louder() {
        let plain = Smf::parse(&midi(&sheet(music())).unwrap()).unwrap().tracks.len();
        let mute = Fader { mute: true, gain_db: 0.0 };
        let faders = [(Layer::Drums, mute)].into();
        let muted = midi(&sheet(Music { faders, ..music() })).unwrap();
        assert_eq!(Smf::parse(&muted).unwrap().tracks.len(), plain - 1);
    }

    #[test]
    fn silence_has_no_file() {
        assert_eq!(midi(&sheet(Music { on: false, ..music() })), None);
    }
}
