//! Every answer of the Kling routes is an envelope, whatever is wrong.

use crate::world::{ROUTE, World};
use reqwest::Method;
use serde_json::json;

struct Line {
    method: Method,
    path: String,
    kind: Option<&'static str>,
    body: Vec<u8>,
    expected: (u16, u64),
}

fn line(method: Method, path: impl Into<String>, expected: (u16, u64)) -> Line {
    Line { method, path: path.into(), kind: None, body: Vec::new(), expected }
}

fn post(body: impl Into<Vec<u8>>, expected: (u16, u64)) -> Line {
    Line { kind: Some("application/json"), body: body.into(), ..line(Method::POST, ROUTE, expected) }
}

fn table() -> Vec<Line> {
    let one = format!("{ROUTE}/1");
    let mut lines = vec![
        line(Method::PUT, ROUTE, (404, 1202)),
        line(Method::DELETE, one.clone(), (404, 1202)),
        line(Method::POST, one, (404, 1202)),
        line(Method::OPTIONS, ROUTE, (404, 1202)),
        line(Method::GET, "/", (404, 1203)),
        line(Method::GET, "/v1/audio/video-to-audio/a/b", (404, 1203)),
        line(Method::GET, "/kling/v2", (404, 1203)),
        line(Method::GET, format!("{ROUTE}/123"), (400, 1201)),
        line(Method::GET, format!("{ROUTE}/%FF"), (400, 1201)),
        line(Method::GET, format!("{ROUTE}?pageNum=0"), (400, 1201)),
        line(Method::GET, format!("{ROUTE}?pageSize=501"), (400, 1201)),
        line(Method::GET, format!("{ROUTE}?pageNum=x"), (400, 1201)),
        post("", (400, 1200)),
        post("{", (400, 1200)),
        post("[]", (400, 1200)),
        post(b"\"\xff\"".to_vec(), (400, 1200)),
        post("[".repeat(5_000), (400, 1200)),
        post("{}", (400, 1201)),
        post(" ".repeat(100_000), (413, 1200)),
    ];
    let wrong = [
        json!({ "video_url": "http://h/a.mp4", "video_id": "x" }),
        json!({ "video_url": "ftp://h/a.mp4" }),
        json!({ "video_url": 7 }),
        json!({ "video_id": "nobody has this" }),
        json!({ "video_url": "http://h/a.mp4", "sound_effect_prompt": "雨".repeat(201) }),
        json!({ "video_url": "http://h/a.mp4", "bgm_prompt": ["x"] }),
        json!({ "video_url": "http://h/a.mp4", "asmr_mode": "yes" }),
        json!({ "video_url": "http://h/a.mp4", "callback_url": "mailto:x" }),
    ];
    lines.extend(wrong.into_iter().map(|body| post(body.to_string(), (400, 1201))));
    let form = Line { kind: Some("application/x-www-form-urlencoded"), ..post("{}", (415, 1200)) };
    lines.push(form);
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_an_envelope_without_data() {
    let world = World::new().await;
    for Line { method, path, kind, body, expected } in table() {
        let shown = format!("{method} {path} {}", String::from_utf8_lossy(&body[..body.len().min(60)]));
        let mut request =
            world.http.request(method, format!("{}{path}", world.url)).bearer_auth(world.token());
        if let Some(kind) = kind {
            request = request.header("content-type", kind).body(body);
        }
        let answer = world.ask(request).await;
        assert_eq!((answer.status, answer.code()), expected, "{shown}: {}", answer.json);
        assert!(answer.json.get("data").is_none(), "{shown}");
        assert!(!answer.message().is_empty(), "{shown}");
        assert_eq!(answer.headers["x-request-id"], answer.json["request_id"].as_str().unwrap(), "{shown}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_that_it_is_ready_and_what_it_is() {
    let world = World::new().await;
    let health = world.ask(world.http.get(format!("{}/api/ready", world.url))).await;
    assert_eq!(health.data()["well"], true);
    let version = world.ask(world.http.get(format!("{}/api/version", world.url))).await;
    assert_eq!(version.data()["name"], "wildtrack");
    world.end().await;
}
