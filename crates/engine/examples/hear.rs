//! Renders one sound to a wav, to be heard and looked at.
//!
//! `hear OUT.wav '{"model":"impact","params":{"material":"glass"}}' [times] [every_s] [room] [span_s] [asmr]`

use engine::cues::{Cue, CueSheet, Room, RoomPreset, When};
use engine::dsp::Stereo;
use engine::{Kit, render};

/// Nobody does anything in perfect time.
const UNEVEN: [f64; 7] = [0.0, 0.03, -0.05, 0.04, 0.01, -0.03, 0.05];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [out, sound, rest @ ..] = words.as_slice() else { return Err("hear OUT.wav SOUND_JSON …".into()) };
    let number = |i: usize, or: f64| rest.get(i).and_then(|w| w.parse().ok()).unwrap_or(or);
    let (times, every_s, span_s) = (number(0, 10.0) as usize, number(1, 0.5), number(3, 0.0));
    let room: RoomPreset = match rest.get(2) {
        Some(name) => serde_json::from_value(name.as_str().into())?,
        None => RoomPreset::Living,
    };
    let duration = (times as f64 * every_s + 0.5).max(span_s + 0.5).clamp(1.0, 30.0);
    let cues = (0..times)
        .map(|n| cue(n, sound, 0.2 + (n as f64 + UNEVEN[n % 7]) * every_s, span_s))
        .collect::<Result<_, _>>()?;
    let mut sheet: CueSheet = serde_json::from_str(&format!(r#"{{"version":1,"duration":{duration}}}"#))?;
    sheet.cues = cues;
    sheet.room = Room { preset: room, wet_db: 0.0 };
    sheet.mode.asmr = rest.get(4).is_some_and(|w| w == "asmr");
    sheet.check()?;
    let mut foley = render::stems(&sheet, &Kit::default(), &media::Patient)?.foley;
    foley.scale(0.7 / foley.peak().max(1e-6));
    std::fs::write(out, wav(&foley))?;
    Ok(())
}

fn cue(n: usize, sound: &str, t: f64, span_s: f64) -> Result<Cue, serde_json::Error> {
    let velocity = [0.7, 0.62, 0.74, 0.66, 0.7][n % 5];
    let mut sound: serde_json::Value = serde_json::from_str(sound)?;
    if sound["model"] == "footstep" {
        sound["params"]["left"] = n.is_multiple_of(2).into();
    }
    let json = serde_json::json!({
        "id": format!("c{n}"), "t": t, "class": "TEST", "model": sound["model"], "params": sound["params"],
        "velocity": velocity
    });
    let mut cue: Cue = serde_json::from_value(json)?;
    if span_s > 0.0 {
        cue.when = When::Span { t0: t, t1: t + span_s };
    }
    Ok(cue)
}

/// 16 bits, two channels, 48 kHz.
fn wav(sound: &Stereo) -> Vec<u8> {
    let data = sound.len() as u32 * 4;
    let mut bytes = Vec::with_capacity(44 + data as usize);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16u32.to_le_bytes());
    for word in [1u16, 2] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes.extend_from_slice(&engine::RATE.to_le_bytes());
    bytes.extend_from_slice(&(engine::RATE * 4).to_le_bytes());
    bytes.extend_from_slice(&4u16.to_le_bytes());
    bytes.extend_from_slice(&16u16.to_le_bytes());
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&data.to_le_bytes());
    for (l, r) in sound.left.iter().zip(&sound.right) {
        for x in [l, r] {
            bytes.extend_from_slice(&((x.clamp(-1.0, 1.0) * 32_767.0) as i16).to_le_bytes());
        }
    }
    bytes
}
