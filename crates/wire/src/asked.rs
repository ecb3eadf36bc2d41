//! The bodies of creates as the API's document describes them. They are read field by field elsewhere, because every
//! refusal must name its field; a test holds the two against each other.

use crate::SourceSound;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::{KnownFormat, Object, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type};

/// What an account sets.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsBody {
    /// What becomes of the sound that a video has already: `replace`, if nothing is said.
    pub source_sound: Option<SourceSound>,
}

/// What to make the sound of, and how.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoToAudioBody {
    /// A video that this account can see: a result of an earlier task, a source, or an upload, at most 30 days old.
    /// Either this or `video_url`.
    #[schema(max_length = 128)]
    pub video_id: Option<String>,
    /// Where to fetch the video: .mp4 or .mov, at most 100 MB, 3.0 to 20.0 s. Either this or `video_id`.
    #[schema(max_length = 2048, pattern = r"^(\s*[hH][tT][tT][pP][sS]?:.*)?$")]
    pub video_url: Option<String>,
    /// Which sounds; at most 200 characters.
    #[schema(max_length = 200)]
    pub sound_effect_prompt: Option<String>,
    /// Which music; at most 200 characters.
    #[schema(max_length = 200)]
    pub bgm_prompt: Option<String>,
    /// Close, detailed sound. `0` and `1` are understood too.
    #[schema(schema_with = switch)]
    pub asmr_mode: Option<bool>,
    /// Your own id, unique in your account over all tasks: no slashes, no control characters, no white space at its ends.
    #[schema(max_length = 128)]
    pub external_task_id: Option<String>,
    /// Where to post the task whenever its status changes; http or https.
    #[schema(max_length = 2048, pattern = r"^(\s*[hH][tT][tT][pP][sS]?:.*)?$")]
    pub callback_url: Option<String>,
    /// Ours: the seed of the sound. The same request with the same seed sounds the same.
    #[schema(schema_with = seed)]
    pub seed: Option<u64>,
}

/// What to make a sound of without a picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextToAudioBody {
    /// What should be heard; at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub prompt: String,
    /// How long, seconds, with at most one decimal; a numeric string is understood too.
    #[schema(schema_with = duration)]
    pub duration: f64,
    /// Your own id, unique in your account over all tasks.
    #[schema(max_length = 128)]
    pub external_task_id: Option<String>,
    /// Where to post the task whenever its status changes; http or https.
    #[schema(max_length = 2048, pattern = r"^(\s*[hH][tT][tT][pP][sS]?:.*)?$")]
    pub callback_url: Option<String>,
    /// Ours: the seed of the sound.
    #[schema(schema_with = seed)]
    pub seed: Option<u64>,
}

/// A boolean or 0 or 1, as some clients say it; `null` and `""` count as absent.
fn switch() -> Schema {
    let bit = number(KnownFormat::Int32, 0.0, 1.0).schema_type(Type::Integer);
    let close = "Close, detailed sound. `0` and `1` are understood too.";
    absent().item(Object::with_type(Type::Boolean)).item(bit).description(Some(close)).build().into()
}

/// 0 to 2^53 - 1, as a number or in decimal digits; `null` and `""` count as absent.
fn seed() -> Schema {
    let whole = number(KnownFormat::Int64, 0.0, 9_007_199_254_740_991.0).schema_type(Type::Integer);
    let ours = "Ours: the seed of the sound. The same request with the same seed sounds the same.";
    absent().item(whole).item(digits("^[0-9]{1,15}$")).description(Some(ours)).build().into()
}

/// 3.0 to 10.0, as a number or in decimal digits.
fn duration() -> Schema {
    let seconds = number(KnownFormat::Double, 3.0, 10.0).multiple_of(Some(0.1));
    OneOfBuilder::new()
        .description(Some("How long, seconds, with at most one decimal; a numeric string is understood too."))
        .item(seconds)
        .item(digits(r"^0*([3-9](\.[0-9]0*)?|10(\.0+)?)$"))
        .build()
        .into()
}

fn absent() -> OneOfBuilder {
    let empty = ObjectBuilder::new().schema_type(Type::String).max_length(Some(0));
    OneOfBuilder::new().item(Object::with_type(Type::Null)).item(empty)
}

fn number(format: KnownFormat, least: f64, most: f64) -> ObjectBuilder {
    let number =
        ObjectBuilder::new().schema_type(Type::Number).format(Some(SchemaFormat::KnownFormat(format)));
    number.minimum(Some(least)).maximum(Some(most))
}

fn digits(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern))
}
