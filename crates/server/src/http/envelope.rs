//! The outermost layer: gives the request its id, catches panics, and frames every failure, whoever made it.

use super::answer::RequestId;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument;
use wire::{Code, Refusal};

/// Marks a failure that must reach the client as it is (a range that cannot be satisfied).
#[derive(Clone)]
pub(super) struct AsIs;

/// Runs the request inside the frame.
pub(super) async fn envelope(mut request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    let (method, path, started) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", request_id = id);
    let answered = AssertUnwindSafe(next.run(request).instrument(span)).catch_unwind().await;
    let response = answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    let mut response = framed(response, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    note(&method, &path, &id, response.status(), started);
    response
}

/// Writes the body of a refusal; lets success, and what is marked, pass.
fn framed(mut response: Response, id: &str) -> Response {
    let status = response.status();
    let refusal = match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => refusal,
        None if status.as_u16() < 400 || response.extensions().get::<AsIs>().is_some() => return response,
        None => refusal_of(status),
    };
    let mut framed = Response::new(Body::from(refusal.to_json(id)));
    *framed.status_mut() = StatusCode::from_u16(refusal.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = framed.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(wait_s) = retry_after_s(refusal.code()) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
    }
    if matches!(refusal.http(), 408 | 413) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    framed
}

/// The refusal that stands for a status which the HTTP library chose.
fn refusal_of(status: StatusCode) -> Refusal {
    match status.as_u16() {
        404 => Refusal::plain(Code::NoSuchResource),
        405 => Refusal::plain(Code::WrongMethod),
        408 => Refusal::http_level(408, "The request took too long to arrive"),
        413 => Refusal::http_level(413, "The request is too large"),
        415 => Refusal::http_level(415, "Content-Type must be application/json"),
        431 => Refusal::http_level(431, "The request headers are too large"),
        503 => Refusal::plain(Code::Unavailable),
        504 => Refusal::plain(Code::Timeout),
        400..500 => Refusal::plain(Code::InvalidRequest),
        _ => Refusal::plain(Code::Internal),
    }
}

/// Seconds to wait, for what passes.
fn retry_after_s(code: Code) -> Option<u64> {
    code.passes().then_some(if code == Code::TooManyTasks { 5 } else { 2 })
}

fn note(method: &Method, path: &str, id: &str, status: StatusCode, started: Instant) {
    let (status, took_ms) = (status.as_u16(), started.elapsed().as_millis() as u64);
    if status >= 500 {
        tracing::error!(request_id = id, %method, path, status, took_ms, "answered");
    } else {
        tracing::info!(request_id = id, %method, path, status, took_ms, "answered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn ask(status: u16) -> (StatusCode, Option<String>, String) {
        let answer = move || async move {
            assert!(status != 0, "a handler that panics");
            StatusCode::from_u16(status).unwrap()
        };
        let routes = Router::new().route("/", get(answer)).layer(axum::middleware::from_fn(envelope));
        let response = routes.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 16).await.unwrap();
        let wait = head.headers.get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert!(head.headers.contains_key("x-request-id"));
        (head.status, wait, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn every_status_that_a_library_chooses_gets_its_envelope() {
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
            (0, 500, 5000),
            (503, 503, 5001),
            (504, 504, 5002),
        ];
        for (made, http, code) in table {
            let (status, wait, body) = ask(made).await;
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert_eq!((status.as_u16(), body["code"].as_u64()), (http, Some(code)), "{made}");
            assert!(
                body.get("data").is_none() && body["request_id"].is_string() && body["message"].is_string()
            );
            assert_eq!(wait.is_some(), code == 5001, "{made}");
        }
        assert_eq!(ask(204).await.0, StatusCode::NO_CONTENT);
    }
}
