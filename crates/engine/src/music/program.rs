//! General MIDI's numbers for our instruments, basses and drums: for score files and SoundFonts.

use super::compose::{Bass, Drum, Note, Touch};
use crate::cues::Instrument;

/// The program, 0 to 127.
pub fn of(instrument: Instrument) -> u8 {
    match instrument {
        Instrument::Piano => 0,
        Instrument::ElectricPiano => 4,
        Instrument::Celesta => 8,
        Instrument::Bells => 9,
        Instrument::MusicBox => 10,
        Instrument::Vibraphone => 11,
        Instrument::Marimba => 12,
        Instrument::SingingBowl => 14,
        Instrument::Organ => 16,
        Instrument::Guitar => 25,
        Instrument::ElectricGuitar => 29,
        Instrument::Violin => 40,
        Instrument::Cello => 42,
        Instrument::Pizzicato => 45,
        Instrument::Harp => 46,
        Instrument::Strings => 48,
        Instrument::Choir => 52,
        Instrument::Brass => 61,
        Instrument::Clarinet => 71,
        Instrument::Flute => 73,
        Instrument::Dizi => 77,
        Instrument::Pulse => 80,
        Instrument::Lead => 81,
        Instrument::Synth => 89,
        Instrument::Pipa => 105,
        Instrument::Guzheng => 107,
        Instrument::Kalimba => 108,
        Instrument::Erhu => 110,
    }
}

/// The program of a part: strings have one of their own where they tremble.
pub fn of_part(instrument: Instrument, notes: &[Note]) -> u8 {
    let trembling = notes.iter().filter(|note| note.touch == Touch::Tremolo).count();
    match instrument {
        Instrument::Strings if 2 * trembling > notes.len() => 44,
        other => of(other),
    }
}

/// The program of a bass.
pub fn of_bass(by: Bass) -> u8 {
    match by {
        Bass::Upright => 32,
        Bass::Round => 33,
        Bass::Picked => 34,
        Bass::Sub | Bass::Saw => 38,
        Bass::EightOhEight => 39,
        Bass::LowStrings => 43,
        Bass::Triangle => 80,
    }
}

/// Whether a bass is a synthesiser's or a chip's.
pub fn is_synthesised(by: Bass) -> bool {
    matches!(by, Bass::Sub | Bass::Saw | Bass::EightOhEight | Bass::Triangle)
}

/// The key of the drum channel that comes nearest.
pub fn key_of(drum: Drum) -> u8 {
    match drum {
        Drum::Kick | Drum::DustyKick => 36,
        Drum::Heartbeat | Drum::Boom => 35,
        Drum::Rim => 37,
        Drum::Snare | Drum::DustySnare => 38,
        Drum::Clap => 39,
        Drum::GatedSnare | Drum::Brush => 40,
        Drum::Taiko => 41,
        Drum::Hat | Drum::NoiseHat => 42,
        Drum::Low => 43,
        Drum::Tom => 45,
        Drum::OpenHat => 46,
        Drum::Crash => 49,
        Drum::Ride => 51,
        Drum::Tambourine => 54,
        Drum::Cajon => 64,
        Drum::Bendir => 63,
        Drum::Shaker => 70,
        Drum::Tick => 75,
        Drum::Woodblock => 76,
    }
}

/// Whether a SoundFont's drum kit has this drum itself; the others are ours.
pub fn in_kit(drum: Drum) -> bool {
    use Drum::*;
    matches!(
        drum,
        Kick | Snare | Rim | Clap | Hat | OpenHat | Ride | Crash | Tom | Tambourine | Shaker | Woodblock
    )
}
