//! Reads a JSON body within bounds of size and time.

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use bytes::BytesMut;
use futures_util::StreamExt;
use serde_json::Value;
use std::time::Duration;
use wire::{Code, Refusal};

/// Largest body that is read: the longest valid request is far below it.
const LARGEST: usize = 64 * 1024;
/// So much of a body that is too large is still taken, so that its sender gets to read the answer.
const DRAINED: usize = 1024 * 1024;
/// Longest time for a body to arrive.
const LONGEST: Duration = Duration::from_secs(15);

/// The JSON in a request's body.
pub(super) async fn json_of(request: Request) -> Result<Value, Refusal> {
    json_within(LARGEST, request).await
}

/// The JSON in a request's body of at most `largest` bytes.
pub(super) async fn json_within(largest: usize, request: Request) -> Result<Value, Refusal> {
    let (head, body) = request.into_parts();
    let is_json = says_json(&head.headers);
    let read = tokio::time::timeout(LONGEST, bytes_of(largest, body)).await;
    let bytes = read.map_err(|_| Refusal::http_level(408, "The request body took too long to arrive"))??;
    if !is_json {
        return Err(Refusal::http_level(415, "Content-Type must be application/json"));
    }
    serde_json::from_slice(&bytes)
        .map_err(|_| Refusal::new(Code::InvalidRequest, "The request body is not valid JSON"))
}

/// No Content-Type counts as JSON.
fn says_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

async fn bytes_of(largest: usize, body: Body) -> Result<BytesMut, Refusal> {
    let too_large = || Refusal::http_level(413, format!("The request body is larger than {largest} bytes"));
    if body.size_hint().lower() > DRAINED as u64 {
        return Err(too_large());
    }
    let (mut bytes, mut seen) = (BytesMut::new(), 0);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::new(Code::InvalidRequest, "The request body was cut off"))?;
        seen += piece.len();
        if seen > DRAINED {
            break;
        }
        if seen <= largest {
            bytes.extend_from_slice(&piece);
        }
    }
    if seen > largest { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(kind: Option<&str>, body: String, expected: Result<Value, (u16, u32)>) {
        let mut request = Request::post("/");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let read = json_of(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(read.map_err(|refusal| (refusal.http(), refusal.code().number())), expected, "{kind:?}");
    }

    #[tokio::test]
    async fn a_body_is_json_of_bounded_size() {
        check(None, "{}".into(), Ok(serde_json::json!({}))).await;
        check(Some("Application/JSON; charset=utf-8"), "[1]".into(), Ok(serde_json::json!([1]))).await;
        check(Some("application/x-www-form-urlencoded"), "{}".into(), Err((415, 1200))).await;
        check(None, "{".into(), Err((400, 1200))).await;
        check(None, String::new(), Err((400, 1200))).await;
        check(None, "[".repeat(10_000), Err((400, 1200))).await;
        check(None, " ".repeat(LARGEST + 1), Err((413, 1200))).await;
        check(None, " ".repeat(DRAINED + 1), Err((413, 1200))).await;
    }
}
