//! An engine that makes no sound: what the "clip" says, or the prompt where there is none, decides how it behaves.

use engine::{Brief, Error, Stage, Watch};
use server::work::{OpenStudio, Produced, Scored, Studio};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Counts what studios did.
#[derive(Default)]
pub struct Tally {
    pub scored: AtomicUsize,
    /// Lets the clip "held" go on.
    pub released: AtomicBool,
}

/// Opens fakes that share one tally.
pub fn fake(tally: Arc<Tally>) -> OpenStudio {
    Arc::new(move || Box::new(Fake(tally.clone())))
}

struct Fake(Arc<Tally>);

struct FakeSound {
    words: String,
    duration_ms: i64,
}

impl Fake {
    /// Does what `said` says, and calls `opened` where it does nothing else.
    fn behave(&self, said: &str, watch: &dyn Watch, opened: &mut dyn FnMut()) -> Result<(), Error> {
        let nth = self.0.scored.fetch_add(1, Ordering::SeqCst) + 1;
        match said.trim() {
            "too long" => Err(Error::Refused("The video is 21.4 s long; 3.0 to 20.0 s are allowed.".into())),
            "broken" => Err(Error::Broken("the oboe is out of tune".into())),
            "panic" => panic!("the conductor fell off the stage"),
            "panic once" if nth == 1 => panic!("the conductor fell off the stage"),
            "hang" | "hang once" if nth == 1 || said.trim() == "hang" => loop {
                watch.check().map_err(Error::Stopped)?;
                std::thread::sleep(Duration::from_millis(5));
            },
            "deaf once" if nth == 1 => {
                std::thread::sleep(Duration::from_secs(30));
                Err(Error::Broken("woke up".into()))
            }
            said => {
                opened();
                while said == "held" && !self.0.released.load(Ordering::SeqCst) {
                    watch.check().map_err(Error::Stopped)?;
                    std::thread::sleep(Duration::from_millis(5));
                }
                watch.reached(Stage::Render, 0.5);
                Ok(())
            }
        }
    }
}

fn told(material: &str, brief: &Brief) -> String {
    let cues = brief.cues.as_ref().map(|sheet| format!("|{} cues", sheet.cues.len())).unwrap_or_default();
    format!("{material}|{}|{}|{}|{:?}{cues}", brief.sfx, brief.bgm, brief.asmr, brief.seed)
}

impl Studio for Fake {
    fn score(
        &mut self,
        source: &Path,
        brief: &Brief,
        watch: &dyn Watch,
        opened: &mut dyn FnMut(i64),
    ) -> Result<Box<dyn Scored>, Error> {
        watch.reached(Stage::Decode, 0.0);
        let clip = std::fs::read_to_string(source).map_err(|error| Error::Broken(error.to_string()))?;
        self.behave(&clip, watch, &mut || opened(5_041))?;
        Ok(Box::new(FakeSound { words: told(&clip, brief), duration_ms: 5_041 }))
    }

    fn imagine(
        &mut self,
        duration_s: f64,
        brief: &Brief,
        watch: &dyn Watch,
    ) -> Result<Box<dyn Scored>, Error> {
        watch.reached(Stage::Spot, 0.0);
        self.behave(&brief.sfx, watch, &mut || {})?;
        let duration_ms = (duration_s * 1_000.0).round() as i64;
        Ok(Box::new(FakeSound { words: told("no clip", brief), duration_ms }))
    }
}

impl Scored for FakeSound {
    fn deliver(
        &self,
        source: Option<&Path>,
        folder: &Path,
        watch: &dyn Watch,
    ) -> Result<Vec<Produced>, Error> {
        watch.reached(Stage::Encode, 0.0);
        let files = [
            ("video", "video.mp4", "video/mp4", Some(self.duration_ms)),
            ("audio_mp3", "audio.mp3", "audio/mpeg", Some(self.duration_ms + 21)),
            ("audio_wav", "audio.wav", "audio/wav", Some(self.duration_ms)),
            ("cues", "cues.json", "application/json", None),
            ("report", "report.json", "application/json", None),
            ("sheet", "sheet.png", "image/png", None),
            ("stem_foley", "foley.wav", "audio/wav", Some(self.duration_ms)),
        ];
        let write = |(role, name, media_type, duration_ms): (&str, &str, &str, Option<i64>)| {
            let path = folder.join(name);
            let of = format!("{name} of {}", self.words);
            // A sheet, too: fields that no sheet has are kept.
            let json = serde_json::json!({ "version": 1, "duration": 5.0, "of": self.words.split('|').next(),
                "cues": [{ "id": "c", "t": 1.5, "class": "DOORS-KNOCK", "model": "impact", "params": {} }] });
            let json = json.to_string();
            let text = if media_type == "application/json" { json } else { of };
            std::fs::write(&path, text).map_err(|error| Error::Broken(error.to_string()))?;
            Ok(Produced { role: role.into(), path, media_type: media_type.into(), duration_ms })
        };
        files.into_iter().filter(|(role, ..)| *role != "video" || source.is_some()).map(write).collect()
    }
}
