//! What a create request may say, and the sentence for everything that it may not.

use super::*;
use crate::Code;
use expect_test::{Expect, expect};
use serde_json::json;

fn check(body: Value, expected: Expect) {
    expected.assert_eq(&match CreateVideoToAudio::parse(&body) {
        Ok(request) => format!("{request:?}"),
        Err(refusal) => format!("{} {}", refusal.code().number(), refusal.message()),
    });
}

/// A request that is right but for `field`.
fn check_field(field: &str, value: Value, expected: Expect) {
    let mut body = json!({"video_url": "https://example.com/a.mp4"});
    body[field] = value;
    check(body, expected);
}

fn accepts(field: &str, value: Value) -> CreateVideoToAudio {
    let mut body = json!({"video_url": "https://example.com/a.mp4"});
    body[field] = value.clone();
    CreateVideoToAudio::parse(&body)
        .unwrap_or_else(|refusal| panic!("{field} {value}: {}", refusal.message()))
}

fn refuses(field: &str, value: Value) -> String {
    let mut body = json!({"video_url": "https://example.com/a.mp4"});
    body[field] = value.clone();
    let refusal = CreateVideoToAudio::parse(&body).expect_err(&format!("{field} {value}"));
    assert_eq!(refusal.code(), Code::InvalidParameter);
    assert!(refusal.message().contains(field), "{} does not name {field}", refusal.message());
    refusal.message().to_owned()
}

#[test]
fn the_official_example_is_understood() {
    check(
        json!({"video_url": "https://cdn.example/20fps-7s.mov", "external_task_id": "", "callback_url": ""}),
        expect![[
            r#"CreateVideoToAudio { source: Url("https://cdn.example/20fps-7s.mov"), sound_effect_prompt: None, bgm_prompt: None, asmr_mode: false, external_task_id: None, callback_url: None, seed: None }"#
        ]],
    );
}

#[test]
fn the_recorded_request_of_the_vendors_own_client_is_understood() {
    check(
        json!({"asmr_mode": false, "bgm_prompt": "", "sound_effect_prompt": "rain", "video_id": "", "video_url": "http://h/v"}),
        expect![[
            r#"CreateVideoToAudio { source: Url("http://h/v"), sound_effect_prompt: Some("rain"), bgm_prompt: None, asmr_mode: false, external_task_id: None, callback_url: None, seed: None }"#
        ]],
    );
}

#[test]
fn null_is_absent_for_every_optional_field() {
    check(
        json!({"video_id": "v1", "video_url": null, "sound_effect_prompt": null, "bgm_prompt": null, "asmr_mode": null,
               "external_task_id": null, "callback_url": null, "seed": null, "unknown": {"a": 1}}),
        expect![[
            r#"CreateVideoToAudio { source: Id("v1"), sound_effect_prompt: None, bgm_prompt: None, asmr_mode: false, external_task_id: None, callback_url: None, seed: None }"#
        ]],
    );
}

#[test]
fn exactly_one_source_is_wanted() {
    check(json!({}), expect!["1201 Either video_id or video_url must be given; both are empty"]);
    check(
        json!({"video_id": "", "video_url": null}),
        expect!["1201 Either video_id or video_url must be given; both are empty"],
    );
    check(
        json!({"video_id": "v1", "video_url": "http://h/v"}),
        expect!["1201 Either video_id or video_url must be given, not both"],
    );
}

#[test]
fn a_body_that_is_not_an_object_is_an_invalid_request() {
    for body in [json!([]), json!("x"), json!(null), json!(7)] {
        check(body, expect!["1200 The request body must be a JSON object"]);
    }
}

#[test]
fn prompts_are_counted_in_code_points() {
    assert!(accepts("sound_effect_prompt", json!("雨".repeat(200))).sound_effect_prompt.is_some());
    assert_eq!(accepts("bgm_prompt", json!(" \n\t")).bgm_prompt, None);
    check_field(
        "sound_effect_prompt",
        json!("雨".repeat(201)),
        expect!["1201 sound_effect_prompt must not exceed 200 characters"],
    );
    check_field("bgm_prompt", json!(["rain"]), expect!["1201 bgm_prompt must be a string"]);
}

#[test]
fn asmr_mode_is_a_boolean_or_0_or_1() {
    assert!(accepts("asmr_mode", json!(true)).asmr_mode);
    assert!(accepts("asmr_mode", json!(1)).asmr_mode);
    assert!(!accepts("asmr_mode", json!(0)).asmr_mode);
    assert!(!accepts("asmr_mode", json!("")).asmr_mode);
    check_field("asmr_mode", json!(2), expect!["1201 asmr_mode must be true or false (or 1 or 0)"]);
    for wrong in [json!("true"), json!(-1), json!(1.5), json!({}), json!([true])] {
        refuses("asmr_mode", wrong);
    }
}

#[test]
fn urls_are_absolute_and_of_the_web() {
    for right in ["http://127.0.0.1:8080/a b.mp4", "HTTPS://example.com", "https://例え.jp/ö?x=1#y"] {
        assert!(accepts("callback_url", json!(right)).callback_url.is_some());
    }
    check_field(
        "video_url",
        json!("file:///etc/passwd"),
        expect!["1201 video_url must be an absolute http or https URL of at most 2048 characters"],
    );
    for wrong in
        ["ftp://h/", "//h/p", "/p", "http:", "http://", "https://[::1", "javascript:1", "data:,x", "h.mp4"]
    {
        refuses("callback_url", json!(wrong));
    }
    check_field(
        "callback_url",
        json!("https://user:word@h/"),
        expect!["1201 callback_url must not hold a user name or a password"],
    );
    refuses("callback_url", json!(format!("http://h/{}", "a".repeat(2048))));
    refuses("callback_url", json!("http://h/\r\nX: y"));
    refuses("callback_url", json!(7));
}

#[test]
fn an_external_id_must_be_able_to_stand_in_a_path() {
    for right in ["order-7", "客户 17", "a?b#c&d", "859012345678901234", "...", &"x".repeat(128)] {
        assert_eq!(accepts("external_task_id", json!(right)).external_task_id.as_deref(), Some(right));
    }
    check_field(
        "external_task_id",
        json!("a/b"),
        expect![[
            r#"1201 external_task_id must have at most 128 characters, no control characters, no slashes, no white space at its ends, and must not be "." or "..""#
        ]],
    );
    for wrong in [".", "..", "a\\b", "a\nb", "a\u{0}", " a", "a ", &"x".repeat(129)] {
        refuses("external_task_id", json!(wrong));
    }
    refuses("external_task_id", json!(12));
}

#[test]
fn a_seed_is_a_whole_number_that_fits_53_bits() {
    assert_eq!(accepts("seed", json!(0)).seed, Some(0));
    assert_eq!(accepts("seed", json!("0042")).seed, Some(42));
    assert_eq!(accepts("seed", json!((1_u64 << 53) - 1)).seed, Some((1 << 53) - 1));
    check_field(
        "seed",
        json!(1_u64 << 53),
        expect!["1201 seed must be a whole number from 0 to 9007199254740991"],
    );
    check_field("seed", json!(-1), expect!["1201 seed must be a whole number from 0 to 9007199254740991"]);
    for wrong in
        [json!(u64::MAX), json!(1.0), json!("+1"), json!("1e3"), json!("99999999999999999999"), json!(true)]
    {
        refuses("seed", wrong);
    }
}

#[test]
fn a_refusal_never_repeats_what_was_sent() {
    for field in
        ["video_id", "video_url", "bgm_prompt", "asmr_mode", "external_task_id", "callback_url", "seed"]
    {
        let message = refuses(field, json!(format!("/<b>\n{}", "secret".repeat(50))));
        assert!(!message.contains("secret"), "{message}");
    }
}
