//! Receives the bytes of an upload into a file, within bounds of size and time.

use super::Refused;
use super::uploads::disk;
use crate::app::App;
use crate::identity::unguessable;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use multer::Multipart;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Poll, ready};
use std::time::{Duration, Instant};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use wire::{Code, Refusal};

/// Most that may stand before the file in a form, bytes.
const AROUND: usize = 256 * 1024;
/// Longest silence between two pieces.
const SILENCE: Duration = Duration::from_secs(30);
/// Slowest mean rate after a first silence's time: who sends a byte now and then must not hold a place for long, bytes a second.
const SLOWEST: u64 = 8 * 1024;
/// Longest time for everything.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// A file in scratch that goes away unless somebody moves it.
pub(super) struct Sent {
    pub(super) path: PathBuf,
}

impl Drop for Sent {
    fn drop(&mut self) {
        let _unless_it_was_moved = std::fs::remove_file(&self.path);
    }
}

/// The file in the part `file` of a form, or the whole body of any other type.
pub(super) async fn receive(app: &App, request: Request) -> Result<Sent, Refused> {
    let late = || Refusal::http_level(408, "The upload took too long to arrive");
    let received = tokio::time::timeout(LONGEST, async {
        if says_form(&request) { from_form(app, request).await } else { from_body(app, request).await }
    });
    received.await.map_err(|_| late())?
}

fn says_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/"))
}

async fn from_body(app: &App, request: Request) -> Result<Sent, Refused> {
    let body = request.into_body();
    if body.size_hint().lower() > app.config.max_video_bytes {
        return Err(too_large(app).into());
    }
    write(app, Body::into_data_stream(body)).await
}

async fn from_form(app: &App, request: Request) -> Result<Sent, Refused> {
    let broken = || Refusal::new(Code::InvalidRequest, "The request body is not a valid multipart form");
    let boundary = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = boundary.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or_else(broken)?;
    let body = request.into_body();
    if body.size_hint().lower() > app.config.max_video_bytes.saturating_add(AROUND as u64) {
        return Err(too_large(app).into());
    }
    let has_begun = Arc::new(AtomicBool::new(false));
    let mut form = Multipart::new(in_pieces(body, has_begun.clone()), boundary);
    loop {
        let next = tokio::time::timeout(SILENCE, form.next_field()).await.map_err(|_| silent())?;
        let Some(part) = next.map_err(|_| broken())? else {
            return Err(Refusal::parameter("file must be given: a part of that name with the video").into());
        };
        if part.name() == Some("file") {
            has_begun.store(true, Ordering::Relaxed);
            return write(app, part).await;
        }
    }
}

/// The body for the form's reader, which keeps in memory whatever it can get and does not understand yet: so it gets one
/// piece at a time, and not much before the file has begun.
fn in_pieces(body: Body, has_begun: Arc<AtomicBool>) -> impl Stream<Item = io::Result<Bytes>> {
    let (mut pieces, mut before, mut rest) = (body.into_data_stream(), 0, false);
    stream::poll_fn(move |context| {
        if std::mem::take(&mut rest) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = ready!(pieces.poll_next_unpin(context));
        rest = true;
        before += if has_begun.load(Ordering::Relaxed) { 0 } else { piece.as_ref().map_or(0, size) };
        let is_flood = before > AROUND;
        let flood = || io::Error::other("too much before the file");
        Poll::Ready(if is_flood {
            Some(Err(flood()))
        } else {
            piece.map(|piece| piece.map_err(io::Error::other))
        })
    })
}

fn size(piece: &Result<Bytes, axum::Error>) -> usize {
    piece.as_ref().map_or(0, Bytes::len)
}

/// Writes the pieces as they come.
async fn write<E>(app: &App, pieces: impl Stream<Item = Result<Bytes, E>>) -> Result<Sent, Refused> {
    let sent = Sent { path: app.files.scratch_file(&unguessable()) };
    let mut file = File::create_new(&sent.path).await.map_err(|error| disk(&error))?;
    let mut pieces = std::pin::pin!(pieces);
    let (mut bytes, begun) = (0, Instant::now());
    while let Some(piece) = tokio::time::timeout(SILENCE, pieces.next()).await.map_err(|_| silent())? {
        let cut = || Refusal::new(Code::InvalidRequest, "The upload was cut off");
        let piece = piece.map_err(|_| cut())?;
        bytes += piece.len() as u64;
        if bytes > app.config.max_video_bytes {
            return Err(too_large(app).into());
        }
        if is_too_slow(bytes, begun.elapsed()) {
            return Err(silent().into());
        }
        file.write_all(&piece).await.map_err(|error| disk(&error))?;
    }
    file.flush().await.map_err(|error| disk(&error))?;
    if bytes == 0 {
        return Err(Refusal::parameter("file must hold a video; this one is empty").into());
    }
    app.metrics.uploaded(bytes);
    Ok(sent)
}

fn is_too_slow(bytes: u64, elapsed: Duration) -> bool {
    bytes < elapsed.saturating_sub(SILENCE).as_secs() * SLOWEST
}

fn silent() -> Refusal {
    Refusal::http_level(408, "The upload took too long to arrive")
}

fn too_large(app: &App) -> Refusal {
    let megabytes = app.config.max_video_bytes / (1024 * 1024);
    Refusal::http_level(413, format!("file is larger than {megabytes} MB, the most that is accepted"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_has_time_to_begin_and_must_then_keep_up() {
        let after = Duration::from_secs;
        assert!(!is_too_slow(1, after(30)));
        assert!(is_too_slow(1, after(32)));
        assert!(!is_too_slow(100 * 1024 * 1024, after(900)));
        assert!(!is_too_slow(20 * SLOWEST, after(50)));
        assert!(is_too_slow(19 * SLOWEST, after(50)));
    }
}
