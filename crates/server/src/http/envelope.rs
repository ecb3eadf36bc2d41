//! The outermost layer: gives the request its id, catches panics, and frames every failure, whoever made it.

use super::answer::RequestId;
use crate::app::App;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Instrument;
use wire::{Code, Refusal};

/// Marks a failure that must reach the client as it is (a range that cannot be satisfied).
#[derive(Clone)]
pub(super) struct AsIs;

/// Largest head of a request, bytes. The HTTP library takes four times as much, so that a head that is somewhat too
/// large gets an answer that says so.
const LARGEST_HEAD: usize = 16 * 1024;

/// Runs the request inside the frame.
pub(super) async fn envelope(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    let (method, path, started) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let route = route_of(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let response = if head_of(&request) > LARGEST_HEAD {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response()
    } else {
        let span = tracing::info_span!("request", request_id = id);
        let answered = AssertUnwindSafe(next.run(request).instrument(span)).catch_unwind().await;
        answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    };
    let mut response = framed(response, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    if let Ok(value) = HeaderValue::from_str(&format!("timeout={}", idle_s(app.config.header_timeout))) {
        response.headers_mut().insert("keep-alive", value);
    }
    app.metrics.answered(method.as_str(), &route, response.status().as_u16(), started.elapsed());
    note(&method, &path, &id, response.status(), started);
    response
}

/// How long a client may keep an idle connection and count on it: somewhat less than we do, seconds.
fn idle_s(header_timeout: Duration) -> u64 {
    header_timeout.as_secs().saturating_sub(5).max(1)
}

/// The route that was matched; all that match none are one, or a stranger could fill our memory with labels.
fn route_of(request: &Request) -> String {
    let matched = request.extensions().get::<MatchedPath>();
    matched.map_or("none", MatchedPath::as_str).to_owned()
}

/// Size of the request's head, about as it was sent, bytes.
fn head_of(request: &Request) -> usize {
    let line = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    target + request.headers().iter().map(line).sum::<usize>()
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
        431 => Refusal::http_level(
            431,
            format!("The request line and headers must not exceed {LARGEST_HEAD} bytes"),
        ),
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
