//! The frame around every route: whatever happens inside, the answer is an envelope.

use super::document::METHODS;
use super::*;
use crate::files::Links;
use crate::identity::TaskIds;
use crate::outbound::{Guard, Outbound, SystemNames};
use crate::{Config, SystemClock};
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::get;
use futures_util::FutureExt;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use tower::ServiceExt;

/// An answer: status, `Retry-After`, body.
type Answer = (u16, Option<String>, Value);

fn app() -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(folder.path(), "127.0.0.1:0".parse().unwrap());
    let store = store::Store::open(folder.path()).unwrap();
    let links = Links::open(folder.path(), "http://h").unwrap();
    let guard =
        Guard { allow_private: false, opened: Vec::new(), own: config.listen, names: Arc::new(SystemNames) };
    let outbound = Outbound::new(guard, config.fetch).unwrap();
    let app = App::new(config, Arc::new(SystemClock), store, outbound, (links, TaskIds::default())).unwrap();
    (folder, Arc::new(app))
}

async fn ask(routes: &Router, method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let (head, body) = routes.clone().oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.unwrap();
    assert!(head.headers.contains_key("x-request-id"), "{method} {path}");
    let wait = head.headers.get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    (head.status.as_u16(), wait, serde_json::from_slice(&body).unwrap_or_default())
}

fn assert_is_refusal(body: &Value, code: u64, shown: &str) {
    assert_eq!(body["code"].as_u64(), Some(code), "{shown}: {body}");
    assert!(body.get("data").is_none(), "{shown}: {body}");
    assert!(body["request_id"].is_string() && !body["message"].as_str().unwrap().is_empty(), "{shown}");
}

#[tokio::test]
async fn every_status_that_a_library_chooses_gets_its_envelope() {
    let (_folder, app) = app();
    let table = [
        (404, 404, 1203),
        (405, 404, 1202),
        (408, 408, 1200),
        (413, 413, 1200),
        (415, 415, 1200),
        (431, 431, 1200),
        (400, 400, 1200),
        (422, 400, 1200),
        (500, 500, 5000),
        (503, 503, 5001),
        (504, 504, 5002),
    ];
    for (made, http, code) in table {
        let answer = move || async move { StatusCode::from_u16(made).unwrap() };
        let routes = framed(Router::new().route("/", get(answer)), app.clone());
        let (status, wait, body) = ask(&routes, "GET", "/").await;
        assert_eq!(status, http, "{made}");
        assert_is_refusal(&body, code, &made.to_string());
        assert_eq!(wait.is_some(), code == 5001, "{made}");
    }
    let empty = framed(Router::new().route("/", get(async || StatusCode::NO_CONTENT)), app);
    assert_eq!(empty.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap().status(), 204);
}

/// Every route, each with a layer between frame and handler that panics.
fn panicking() -> Router<Arc<App>> {
    every_route().layer(axum::middleware::from_fn(
        async |_: Request, _: axum::middleware::Next| -> StatusCode {
            panic!("the conductor fell off the stage")
        },
    ))
}

/// Method and path of every operation in the document, the alias included, with something in place of each parameter.
fn operations() -> Vec<(String, String)> {
    let document = document();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for method in METHODS.into_iter().filter(|method| item.get(method).is_some()) {
            operations.push((method.to_uppercase(), path.clone()));
            if path.starts_with("/v1/") || path.starts_with("/account/") {
                operations.push((method.to_uppercase(), format!("/kling{path}")));
            }
        }
    }
    operations
}

#[tokio::test]
async fn a_panic_behind_any_route_is_answered_in_the_envelope() {
    let (_folder, app) = app();
    let routes = framed(panicking(), app.clone());
    let operations = operations();
    assert!(operations.len() >= 30, "{operations:?}");
    for (method, path) in &operations {
        let (status, _, body) = ask(&routes, method, path).await;
        assert_eq!(status, 500, "{method} {path}");
        assert_is_refusal(&body, 5000, path);
        assert!(!body.to_string().contains("conductor"), "{body}");
    }
    // The control: without the frame the panic goes through.
    let bare = panicking().with_state(app);
    let request = Request::get("/api/version").body(Body::empty()).unwrap();
    assert!(AssertUnwindSafe(bare.oneshot(request)).catch_unwind().await.is_err());
}

#[tokio::test]
async fn every_operation_of_the_document_is_served() {
    let (_folder, app) = app();
    let routes = routes(app);
    for (method, path) in operations() {
        let (status, _, body) = ask(&routes, &method, &path).await;
        let is_unknown = matches!(body["code"].as_u64(), Some(1202 | 1203));
        let may_be = path.starts_with("/f/") || path == "/api/metrics";
        assert!(!is_unknown || may_be, "{method} {path}: {status} {body}");
    }
}

#[test]
fn the_reference_is_what_the_document_says() {
    expect_test::expect_file!["../../../../docs/api.md"].assert_eq(&reference());
}

#[test]
fn every_operation_has_its_own_id_a_tag_and_a_summary() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = std::collections::BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values().filter(|part| part["responses"].is_object()) {
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{operation}");
            assert!(operation["tags"][0].is_string() && operation["summary"].is_string(), "{operation}");
        }
    }
}
