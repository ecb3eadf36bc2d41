//! The body of "create a text-to-audio task", validated into what was asked for.

use crate::Refusal;
use crate::create::{LARGEST_SEED, LONGEST_ID, LONGEST_PROMPT};
use crate::field::Fields;
use serde_json::Value;

/// Shortest sound, tenths of a second.
const SHORTEST_TENTHS: u32 = 30;
/// Longest sound, tenths of a second.
const LONGEST_TENTHS: u32 = 100;

/// A valid request. Optional fields are `None` when absent, `null`, or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTextToAudio {
    /// What should be heard; 1 to 200 code points.
    pub prompt: String,
    /// How long, tenths of a second, 30 to 100.
    pub duration_tenths: u32,
    /// The caller's own id: at most 128 code points, fit to be one segment of a path.
    pub external_task_id: Option<String>,
    /// Where to post the task whenever its status changes; http(s).
    pub callback_url: Option<String>,
    /// Our extension: the seed of the sound, at most 2^53-1.
    pub seed: Option<u64>,
}

impl CreateTextToAudio {
    /// Validates a request body. Unknown keys are ignored; the first wrong field is named in the refusal.
    pub fn parse(body: &Value) -> Result<CreateTextToAudio, Refusal> {
        let fields = Fields::of(body)?;
        let prompt = fields.prompt("prompt", LONGEST_PROMPT)?;
        Ok(CreateTextToAudio {
            prompt: prompt.ok_or_else(|| {
                Refusal::parameter(format!("prompt must be given: 1 to {LONGEST_PROMPT} characters"))
            })?,
            duration_tenths: duration(&fields)?,
            external_task_id: fields.identifier("external_task_id", LONGEST_ID)?,
            callback_url: fields.web_url("callback_url")?,
            seed: fields.whole_number("seed", LARGEST_SEED)?,
        })
    }
}

fn duration(fields: &Fields) -> Result<u32, Refusal> {
    let tenths =
        fields.tenths("duration").filter(|tenths| (SHORTEST_TENTHS..=LONGEST_TENTHS).contains(tenths));
    tenths.ok_or_else(|| {
        Refusal::parameter("duration must be a number of seconds from 3.0 to 10.0 with at most one decimal")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn check(body: Value, expected: Expect) {
        expected.assert_eq(&match CreateTextToAudio::parse(&body) {
            Ok(request) => format!("{request:?}"),
            Err(refusal) => format!("{} {}", refusal.code().number(), refusal.message()),
        });
    }

    #[test]
    fn words_and_a_length_are_enough() {
        check(
            json!({ "prompt": " 雨 ", "duration": 5, "external_task_id": "", "callback_url": null }),
            expect![[
                r#"CreateTextToAudio { prompt: "雨", duration_tenths: 50, external_task_id: None, callback_url: None, seed: None }"#
            ]],
        );
        check(json!({ "duration": 5 }), expect!["1201 prompt must be given: 1 to 200 characters"]);
        check(
            json!({ "prompt": "x".repeat(201), "duration": 5 }),
            expect!["1201 prompt must not exceed 200 characters"],
        );
        check(json!([]), expect!["1200 The request body must be a JSON object"]);
    }

    #[test]
    fn a_length_has_one_decimal_and_may_be_a_string() {
        let parsed = |duration: Value| {
            CreateTextToAudio::parse(&json!({ "prompt": "x", "duration": duration }))
                .map(|asked| asked.duration_tenths)
        };
        for (right, tenths) in [
            (json!(3), 30),
            (json!(3.0), 30),
            (json!("3"), 30),
            (json!("3.10"), 31),
            (json!(9.9), 99),
            (json!("10.0"), 100),
        ] {
            assert_eq!(parsed(right.clone()), Ok(tenths), "{right}");
        }
        for wrong in [
            json!(2.9),
            json!(10.1),
            json!(5.55),
            json!(-5),
            json!("5s"),
            json!("+5"),
            json!("5e0"),
            json!(""),
            json!(null),
            json!(true),
            json!([5]),
            json!("NaN"),
            json!("99999999999999999999"),
        ] {
            let refusal = parsed(wrong.clone()).expect_err(&wrong.to_string());
            assert_eq!(
                refusal.message(),
                "duration must be a number of seconds from 3.0 to 10.0 with at most one decimal",
                "{wrong}"
            );
        }
    }
}
