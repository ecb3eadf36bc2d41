//! An answer's body that remembers whom it is for until the last byte has been taken.

use crate::doors::Busy;
use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A body; its connection is busy for as long as this lives.
pub(crate) struct Attended {
    body: Body,
    _busy: Busy,
}

impl Attended {
    pub(crate) fn new(body: Body, busy: Busy) -> Attended {
        busy.answered();
        Attended { body, _busy: busy }
    }
}

impl hyper::body::Body for Attended {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
