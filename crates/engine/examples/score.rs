//! Listening aid: writes the music of an imagined clip. `score OUT.wav STYLE SEED SECONDS VALENCE AROUSAL [CUT …]`

use engine::cues::{CueSheet, Style};
use engine::dsp::{integrated_lufs, samples};
use engine::music::{Wish, plan, render};
use engine::scene::{Mood, Scene, Shot};
use engine::{Seed, Stop, Watch};
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [out, style, rest @ ..] = given.as_slice() else {
        return Err("OUT.wav STYLE SEED SECONDS V A [CUT …]".into());
    };
    let numbers: Vec<f64> = rest.iter().map(|x| x.parse()).collect::<Result<_, _>>()?;
    let [seed, duration, v, a, cuts @ ..] = numbers.as_slice() else { return Err("SEED SECONDS V A".into()) };
    let style: Option<Style> = serde_json::from_str(&format!("\"{style}\"")).ok();
    let mut edges = vec![0.0];
    edges.extend(cuts);
    edges.push(*duration);
    let mood = Mood { v: *v as f32, a: *a as f32 };
    let shots = edges.windows(2).map(|w| Shot { t0: w[0], t1: w[1], mood, ..Shot::default() }).collect();
    let scene = Scene { duration: *duration, fps: 25.0, shots, ..Scene::default() };
    let wish = Wish { style, mood: Some(mood), ..Wish::default() };
    let music = plan(&scene, &wish, false, Seed(*seed as u64));
    let mut sheet: CueSheet = serde_json::from_str(&format!("{{\"version\":1,\"duration\":{duration}}}"))?;
    sheet.music = Some(music);
    let begun = std::time::Instant::now();
    let sound = render(&sheet, samples(*duration), &Patient)?;
    let took = begun.elapsed().as_secs_f64();
    let mut log = std::io::stderr();
    writeln!(log, "{}", serde_json::to_string(&sheet.music)?)?;
    writeln!(
        log,
        "{:.2} LUFS, peak {:.3}, {:.1} times real time",
        integrated_lufs(&sound),
        sound.peak(),
        duration / took
    )?;
    std::fs::write(out, wav(&sound))?;
    Ok(())
}

/// Never stops.
struct Patient;

impl Watch for Patient {
    fn check(&self) -> Result<(), Stop> {
        Ok(())
    }
    fn reached(&self, _: engine::Stage, _: f32) {}
}

fn wav(sound: &engine::dsp::Stereo) -> Vec<u8> {
    let body: Vec<u8> = sound
        .left
        .iter()
        .zip(&sound.right)
        .flat_map(|(l, r)| [l, r])
        .flat_map(|x| ((x.clamp(-1.0, 1.0) * 32_767.0) as i16).to_le_bytes())
        .collect();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + body.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    file.extend(48_000u32.to_le_bytes());
    file.extend((48_000u32 * 4).to_le_bytes());
    file.extend(b"\x04\0\x10\0data");
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(body);
    file
}
