//! Every route of the document × every way in which a request can be wrong.

use crate::document::{Operation, document, operations};
use crate::world::{Answer, World};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// What must come back: HTTP status, code, and words that the message must have.
struct Expected(u16, u64, Vec<String>);

fn plain(status: u16, code: u64) -> Expected {
    Expected(status, code, Vec::new())
}

/// One wrong request.
struct Wrong {
    what: String,
    request: RequestBuilder,
    expected: Expected,
}

fn check(wrong: &Wrong, answer: &Answer) -> Option<String> {
    let Expected(status, code, words) = &wrong.expected;
    let is_right = (answer.status, answer.code()) == (*status, *code)
        && answer.json.get("data").is_none()
        && answer.json["request_id"] == answer.headers["x-request-id"].to_str().unwrap()
        && answer.headers.contains_key("retry-after") == (*code == 5001)
        && !answer.message().is_empty()
        && words.iter().all(|word| answer.message().contains(word.as_str()));
    (!is_right).then(|| {
        format!("{}: {status}/{code} {words:?} expected, got {} {}", wrong.what, answer.status, answer.json)
    })
}

fn ask(world: &World, method: &Method, path: &str) -> RequestBuilder {
    world.http.request(method.clone(), format!("{}{path}", world.url)).bearer_auth(&world.keys.api_key)
}

/// What is wrong with any operation.
fn wrong_anyway(world: &World, operation: &Operation) -> Vec<Wrong> {
    let path = operation.path_with(&|_| "x".to_owned());
    let shown = format!("{} {path}", operation.method);
    let wrong = |what: &str, request, expected| Wrong { what: format!("{shown}, {what}"), request, expected };
    let large = ask(world, &operation.method, &path).header("x-large", "x".repeat(16 * 1024));
    let beyond = format!("{path}/nothing/here");
    let mut all = vec![
        wrong("wrong method", ask(world, &Method::PATCH, &path), plain(404, 1202)),
        wrong("unknown path", ask(world, &operation.method, &beyond), plain(404, 1203)),
        wrong("large head", large, Expected(431, 1200, vec!["16384".into()])),
    ];
    if !operation.is_open() && !operation.is_operators() {
        let nobody = world.http.request(operation.method.clone(), format!("{}{path}", world.url));
        all.push(wrong("nobody", nobody, plain(401, 1001)));
    }
    all
}

/// What is wrong with a body of JSON.
fn wrong_bodies(world: &World, operation: &Operation, schema: &Value) -> Vec<Wrong> {
    let shown = format!("{} {}", operation.method, operation.path);
    let post = |body: String| {
        ask(world, &operation.method, &operation.path).header("content-type", "application/json").body(body)
    };
    let wrong =
        |what: String, request, expected| Wrong { what: format!("{shown}, {what}"), request, expected };
    let mut all = Vec::new();
    for bad in ["", "{", "[]", "\"x\"", "null", "{\"a\":1}}", "{'a':1}", &"[".repeat(5_000)] {
        let what = format!("bad JSON {:?}", &bad[..bad.len().min(12)]);
        all.push(wrong(what, post(bad.to_owned()), plain(400, 1200)));
    }
    let form = ask(world, &operation.method, &operation.path)
        .header("content-type", "application/x-www-form-urlencoded");
    all.push(wrong("a form".into(), form.body("a=1"), plain(415, 1200)));
    all.push(wrong(
        "a large body".into(),
        post(" ".repeat(70_000)),
        Expected(413, 1200, vec!["65536".into()]),
    ));
    for field in schema["properties"].as_object().unwrap().keys() {
        for value in [json!({ "a": 1 }), json!([1]), json!("\u{0}".repeat(3_000))] {
            let mut body = right_body(schema);
            body[field] = value.clone();
            let what = format!("{field}: {:.20}", value.to_string());
            all.push(wrong(what, post(body.to_string()), Expected(400, 1201, vec![field.clone()])));
        }
    }
    for field in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let mut body = right_body(schema);
        body.as_object_mut().unwrap().remove(field);
        all.push(wrong(
            format!("no {field}"),
            post(body.to_string()),
            Expected(400, 1201, vec![field.into()]),
        ));
    }
    all
}

/// A body that is accepted: the least that is needed.
fn right_body(schema: &Value) -> Value {
    if schema["properties"].get("prompt").is_some() {
        json!({ "prompt": "rain", "duration": 5 })
    } else {
        json!({ "video_url": "http://127.0.0.1:1/a.mp4" })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_with_a_request_the_answer_says_so_in_the_envelope() {
    let world = World::with(|config| config.slots = 0).await;
    let document = document(&world).await;
    let (mut faults, mut count) = (Vec::new(), 0);
    for operation in operations(&document) {
        let mut all = wrong_anyway(&world, &operation);
        if let Some(schema) = operation.json_body(&document) {
            all.extend(wrong_bodies(&world, &operation, schema));
        }
        for wrong in all {
            let request = wrong.request.try_clone().unwrap();
            faults.extend(check(&wrong, &world.ask(request).await));
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 240, "only {count} wrong requests");
    // The control: the bodies that were spoilt are accepted unspoilt.
    for (path, body) in [
        ("/v1/audio/video-to-audio", json!({ "video_url": "http://127.0.0.1:1/a.mp4" })),
        ("/kling/v1/audio/text-to-audio", json!({ "prompt": "rain", "duration": 5 })),
    ] {
        let answer = world.ask(ask(&world, &Method::POST, path).json(&body)).await;
        assert_eq!(answer.data()["task_status"], "submitted");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_is_wrong_is_refused_by_name() {
    let world = World::new().await;
    for (path, field) in [
        ("/v1/audio/video-to-audio?pageNum=0", "pageNum"),
        ("/v1/audio/text-to-audio?pageSize=501", "pageSize"),
        ("/account/costs", "start_time"),
        ("/account/costs?start_time=1", "end_time"),
        ("/kling/account/costs?start_time=x&end_time=1", "start_time"),
        ("/account/costs?start_time=2&end_time=1", "start_time"),
    ] {
        let answer = world.get(path).await;
        assert_eq!((answer.status, answer.code()), (400, 1201), "{path}");
        assert!(answer.message().starts_with(field), "{path}: {}", answer.message());
    }
    world.end().await;
}
