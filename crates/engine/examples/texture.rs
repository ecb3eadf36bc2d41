//! A listening aid: renders sounds to wav files, each from a line `name <tab> seconds <tab> Sound as JSON` on stdin,
//! and says how long each took.

use engine::render::{Stems, stems};
use engine::{CueSheet, Kit};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: texture FOLDER < lines")?;
    let mut log = std::io::stderr();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut parts = line.splitn(3, '\t');
        let (Some(name), Some(seconds), Some(sound)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let begin = std::time::Instant::now();
        let stems = render(seconds.parse()?, sound)?;
        writeln!(log, "{name}: {:.2} s", begin.elapsed().as_secs_f64())?;
        std::fs::write(format!("{folder}/{name}.wav"), wav(&stems.ambience))?;
    }
    Ok(())
}

fn render(seconds: f64, sound: &str) -> Result<Stems, Box<dyn std::error::Error>> {
    let mut bed: serde_json::Value = serde_json::from_str(sound)?;
    let fields = serde_json::json!({"id": "bed", "class": "X", "t0": 0.0, "t1": seconds});
    let (Some(bed_fields), Some(fields)) = (bed.as_object_mut(), fields.as_object()) else {
        return Err("a sound is an object".into());
    };
    bed_fields.extend(fields.clone());
    let sheet = serde_json::json!({"version": 1, "seed": 7, "duration": seconds, "beds": [bed]});
    let sheet = CueSheet::from_json(sheet.to_string().as_bytes())?;
    Ok(stems(&sheet, &Kit::default(), &media::Patient)?)
}

/// 16-bit stereo.
fn wav(sound: &engine::dsp::Stereo) -> Vec<u8> {
    let bytes = sound.len() as u32 * 4;
    let mut file = Vec::with_capacity(bytes as usize + 44);
    file.extend(b"RIFF");
    file.extend((bytes + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    file.extend(48_000u32.to_le_bytes());
    file.extend(192_000u32.to_le_bytes());
    file.extend(b"\x04\0\x10\0data");
    file.extend(bytes.to_le_bytes());
    for (l, r) in sound.left.iter().zip(&sound.right) {
        for x in [l, r] {
            file.extend(((x.clamp(-1.0, 1.0) * 32_767.0) as i16).to_le_bytes());
        }
    }
    file
}
