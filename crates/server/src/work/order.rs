//! A validated request, as the store keeps it and the worker reads it.

use engine::cues::OwnSound;
use engine::{Brief, CueSheet};
use serde::{Deserialize, Serialize};
use wire::{CreateTextToAudio, CreateVideoToAudio, Settings, SourceSound};

/// Where the clip is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The id of a video that the account can see.
    Video(String),
    /// A URL, as the customer wrote it.
    Url(String),
    /// No clip: so many tenths of a second of what the words say.
    Words(u32),
}

/// What a task has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The silent clip, or none.
    pub source: Source,
    /// Which sounds; may be empty.
    pub sfx: String,
    /// Which music; may be empty.
    pub bgm: String,
    /// Close, detailed sound.
    pub asmr: bool,
    /// What becomes of the video's own sound.
    #[serde(default, skip_serializing_if = "OwnSound::is_usual")]
    pub own_sound: OwnSound,
    /// The seed, if the customer wants a certain one.
    pub seed: Option<u64>,
    /// An edited cue sheet, to be rendered instead of what the clip or the words would give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cues: Option<serde_json::Value>,
}

impl From<CreateVideoToAudio> for Order {
    fn from(asked: CreateVideoToAudio) -> Order {
        Order {
            source: match asked.source {
                wire::Source::Id(id) => Source::Video(id),
                wire::Source::Url(url) => Source::Url(url),
            },
            sfx: asked.sound_effect_prompt.unwrap_or_default(),
            bgm: asked.bgm_prompt.unwrap_or_default(),
            asmr: asked.asmr_mode,
            own_sound: OwnSound::Replace,
            seed: asked.seed,
            cues: None,
        }
    }
}

impl From<CreateTextToAudio> for Order {
    fn from(asked: CreateTextToAudio) -> Order {
        Order {
            source: Source::Words(asked.duration_tenths),
            sfx: asked.prompt,
            bgm: String::new(),
            asmr: false,
            own_sound: OwnSound::Replace,
            seed: asked.seed,
            cues: None,
        }
    }
}

impl Order {
    /// The same under its account's settings.
    pub(crate) fn with(self, settings: Settings) -> Order {
        let own_sound = match settings.source_sound {
            SourceSound::Replace => OwnSound::Replace,
            SourceSound::Keep => OwnSound::Keep,
            SourceSound::Duck => OwnSound::Duck,
        };
        Order { own_sound, ..self }
    }

    /// For the store.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("strings, a switch and a number always serialise")
    }

    /// What the engine is told.
    ///
    /// # Errors
    /// [`engine::Error::Refused`] for a sheet that this engine does not render; it was another one's that took it.
    pub(super) fn brief(&self) -> Result<Brief, engine::Error> {
        let sheet = |sheet: &serde_json::Value| CueSheet::from_json(sheet.to_string().as_bytes());
        Ok(Brief {
            sfx: self.sfx.clone(),
            bgm: self.bgm.clone(),
            asmr: self.asmr,
            own_sound: self.own_sound,
            seed: self.seed,
            cues: self.cues.as_ref().map(sheet).transpose()?,
            ..Brief::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_comes_back_from_the_store_as_it_went_in() {
        let asked = serde_json::json!({ "video_url": "http://h/a.mp4", "sound_effect_prompt": "雨", "asmr_mode": 1, "seed": 7 });
        let order = Order::from(CreateVideoToAudio::parse(&asked).unwrap());
        let kept = order.to_json();
        expect_test::expect![[
            r#"{"source":{"url":"http://h/a.mp4"},"sfx":"雨","bgm":"","asmr":true,"seed":7}"#
        ]]
        .assert_eq(&kept.to_string());
        assert_eq!(serde_json::from_value::<Order>(kept).unwrap(), order);
        let kept = order.with(Settings { source_sound: SourceSound::Duck });
        assert_eq!(
            serde_json::from_value::<Order>(kept.to_json()).unwrap().brief().unwrap().own_sound,
            OwnSound::Duck
        );
    }
}
