//! What is asked for: requests written out beforehand, and what is promised about them.

use crate::history::History;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A sort of request.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    /// Sent in turn, each connection beginning elsewhere.
    pub(super) requests: Vec<Vec<u8>>,
    pub(super) promise: Option<Promise>,
}

/// At least so many a second, and 99 of 100 within so many ms.
#[derive(Clone, Copy)]
pub(super) struct Promise {
    pub(super) per_s: f64,
    pub(super) p99_ms: f64,
}

const TASKS: &str = "/v1/audio/video-to-audio";
/// How many different tasks are asked for.
const DIFFERENT: usize = 1_000;
/// Deepest page that the API gives.
const DEEPEST: usize = 1_000;
/// Tasks on a page if the caller does not say.
const PAGE: usize = 30;

/// Reads first, because creates make the queue longer.
pub(super) fn scenarios(history: &History, now_s: u64) -> Vec<Scenario> {
    let api_key = format!("Bearer {}", history.api_key);
    let token = format!("Bearer {}", token(history, now_s));
    let get = |bearer: &str, target: &str| request("GET", target, bearer, None);
    let polls = |ids: &[String]| {
        let newest = ids.iter().rev().take(DIFFERENT);
        newest.map(|id| get(&api_key, &format!("{TASKS}/{id}"))).collect::<Vec<_>>()
    };
    let list = |page: usize| get(&api_key, &format!("{TASKS}?pageNum={page}&pageSize={PAGE}"));
    let first_ended = history.waiting.len() / PAGE + 2;
    let last_ended = (history.waiting.len() + history.ended.len()) / PAGE;
    let ended = (first_ended..last_ended.min(DEEPEST + 1)).map(list).collect();
    let (create, poll) =
        (Promise { per_s: 5_000.0, p99_ms: 50.0 }, Promise { per_s: 12_000.0, p99_ms: 25.0 });
    let lists = Promise { per_s: 3_000.0, p99_ms: f64::INFINITY };
    let of = |name, requests, promise| Scenario { name, requests, promise };
    vec![
        of("version (baseline)", vec![get("", "/api/version")], None),
        of("poll, waiting", polls(&history.waiting), Some(poll)),
        of("poll, ended", polls(&history.ended), Some(poll)),
        of("poll, waiting, JWT", vec![get(&token, &format!("{TASKS}/{}", history.waiting[0]))], Some(poll)),
        of("list 30, waiting", vec![list(1)], Some(lists)),
        of("list 30, ended", ended, Some(lists)),
        of("create, API key", vec![creates(&api_key)], Some(create)),
        of("create, JWT", vec![creates(&token)], Some(create)),
    ]
}

fn creates(bearer: &str) -> Vec<u8> {
    let body = r#"{"video_url": "https://media.example.com/clip.mp4", "sound_effect_prompt": "heavy rain on a metal roof", "bgm_prompt": "", "asmr_mode": false, "callback_url": ""}"#;
    request("POST", TASKS, bearer, Some(body))
}

fn request(method: &str, target: &str, bearer: &str, body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n");
    if !bearer.is_empty() {
        text += &format!("Authorization: {bearer}\r\n");
    }
    if let Some(body) = body {
        text += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    }
    (text + "\r\n" + body.unwrap_or_default()).into_bytes()
}

/// A token that is good for half an hour, as clients of the API make them.
fn token(history: &History, now_s: u64) -> String {
    let claims = format!(
        r#"{{"iss":"{}","exp":{},"nbf":{}}}"#,
        history.access_key,
        now_s + 1_800,
        now_s.saturating_sub(5)
    );
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let signed = format!("{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(&claims));
    let mut mac =
        Hmac::<Sha256>::new_from_slice(history.secret_key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}
