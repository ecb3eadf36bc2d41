//! What an account sets for all its tasks, because Kling's requests have no field for it (OURS).

use crate::Refusal;
use crate::field::Fields;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What becomes of the sound that a video has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceSound {
    /// The new sound takes its place.
    #[default]
    Replace,
    /// It is heard with the new sound, which steps back where somebody speaks.
    Keep,
    /// The same, and it steps back under new foreground sounds where nobody speaks.
    Duck,
}

/// An account's settings; they hold for tasks that are created from then on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Settings {
    /// What becomes of the sound that a video has already.
    pub source_sound: SourceSound,
}

impl Settings {
    /// Validates a request body. What it does not name is as usual; unknown keys are ignored.
    pub fn parse(body: &Value) -> Result<Settings, Refusal> {
        let said = Fields::of(body)?.text("source_sound")?.unwrap_or("replace");
        let source_sound = match said {
            "replace" => SourceSound::Replace,
            "keep" => SourceSound::Keep,
            "duck" => SourceSound::Duck,
            _ => return Err(Refusal::parameter("source_sound must be replace, keep or duck")),
        };
        Ok(Settings { source_sound })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn three_words_are_settings_and_others_are_refused_by_name() {
        let of = |body: Value| Settings::parse(&body).map(|settings| settings.source_sound);
        assert_eq!(of(json!({"source_sound": "duck", "other": 1})).unwrap(), SourceSound::Duck);
        assert_eq!(of(json!({"source_sound": null})).unwrap(), SourceSound::Replace);
        for wrong in [json!({"source_sound": "loud"}), json!({"source_sound": 1}), json!([])] {
            assert!(of(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
