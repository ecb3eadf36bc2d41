//! A stand-in for the engine: what the "clip" or the prompt says, it does. Its files carry the hash of what follows in them,
//! so that whoever reads one can tell whether it is whole without asking anybody.

use crate::faults::die;
use engine::{Brief, Error, Stage, Watch};
use server::work::{OpenStudio, Produced, Scored, Studio};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::faults::step;

/// Opens stand-ins.
pub fn open() -> OpenStudio {
    Arc::new(|| Box::new(StandIn))
}

struct StandIn;

struct Sound {
    words: String,
    duration_ms: i64,
}

impl Studio for StandIn {
    fn score(
        &mut self,
        source: &Path,
        _: &Brief,
        watch: &dyn Watch,
        opened: &mut dyn FnMut(i64),
    ) -> Result<Box<dyn Scored>, Error> {
        let words = std::fs::read_to_string(source).map_err(|error| Error::Broken(error.to_string()))?;
        step("sound.opened");
        opened(5_041);
        perform(words, 5_041, watch)
    }

    fn imagine(
        &mut self,
        duration_s: f64,
        brief: &Brief,
        watch: &dyn Watch,
    ) -> Result<Box<dyn Scored>, Error> {
        perform(brief.sfx.clone(), (duration_s * 1_000.0).round() as i64, watch)
    }
}

/// Works as long as the words say, in ms.
fn perform(words: String, duration_ms: i64, watch: &dyn Watch) -> Result<Box<dyn Scored>, Error> {
    step("sound.begun");
    watch.reached(Stage::Render, 0.0);
    let until = Instant::now() + Duration::from_millis(number_of(&words, "ms"));
    if words.contains("poison") {
        die("poison");
    }
    if words.contains("refuse") {
        return Err(Error::Refused("The video is of no use.".into()));
    }
    while Instant::now() < until {
        watch.check().map_err(Error::Stopped)?;
        std::thread::sleep(Duration::from_millis(2));
    }
    step("sound.made");
    Ok(Box::new(Sound { words, duration_ms }))
}

/// The number that stands before a word, or 0.
fn number_of(words: &str, unit: &str) -> u64 {
    let mut before = "";
    for word in words.split_whitespace() {
        if word == unit {
            return before.parse().unwrap_or(0);
        }
        before = word;
    }
    0
}

impl Scored for Sound {
    fn deliver(
        &self,
        source: Option<&Path>,
        folder: &Path,
        watch: &dyn Watch,
    ) -> Result<Vec<Produced>, Error> {
        watch.reached(Stage::Encode, 0.0);
        let files = [
            ("video", "video.mp4", "video/mp4"),
            ("audio_mp3", "audio.mp3", "audio/mpeg"),
            ("audio_wav", "audio.wav", "audio/wav"),
        ];
        let files = files.into_iter().filter(|(role, ..)| *role != "video" || source.is_some());
        let written = files.map(|(role, name, media_type)| {
            let path = folder.join(name);
            let bytes = signed(name, &self.words);
            std::fs::write(&path, bytes).map_err(|error| Error::Broken(error.to_string()))?;
            step("sound.file_written");
            let duration_ms = Some(self.duration_ms);
            Ok(Produced { role: role.into(), path, media_type: media_type.into(), duration_ms })
        });
        let produced = written.collect::<Result<_, Error>>()?;
        step("sound.delivered");
        Ok(produced)
    }
}

/// The SHA-256 of a text in hex, then the text: as many kB as the words say, and at least one.
fn signed(name: &str, words: &str) -> Vec<u8> {
    let line = format!("{name} of {words}\n");
    let bytes = 1_000 * number_of(words, "kB").max(1) as usize;
    let text: Vec<u8> = line.bytes().cycle().take(bytes).collect();
    let mut signed = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    signed.push('\n');
    signed.into_bytes().into_iter().chain(text).collect()
}
