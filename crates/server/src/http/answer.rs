//! What a handler gives back: data in an envelope, or a refusal that the outermost layer frames.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::Error;
use wire::{Code, Envelope, Refusal};

/// The id of the request that is being answered; every request has one.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) String);

/// Success.
pub(super) fn answer<T: Serialize>(id: &RequestId, data: T) -> Response {
    Json(Envelope::new(id.0.clone(), data)).into_response()
}

/// A refusal on its way out. Its body is written by the outermost layer, which knows the request's id.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Refusal);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self.0);
        response
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        Refused(refusal)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused(match error {
            Error::Busy(why) => {
                tracing::warn!(why, "the store is busy");
                Refusal::plain(Code::Unavailable)
            }
            Error::Closed => Refusal::plain(Code::Unavailable),
            Error::Taken(external_id) => Refusal::external_id_taken(&external_id),
            Error::NoUnits => Refusal::plain(Code::PackExhausted),
            Error::TooMany => Refusal::plain(Code::TooManyTasks),
            Error::KeyReused => Refusal::parameter(
                "Idempotency-Key was used for another request; every request needs one of its own",
            ),
            Error::Full { stored, most } => Refusal::new(
                Code::AccountAbnormal,
                format!(
                    "The storage of the account is full ({stored} of {most} bytes): delete tasks or uploads first; retrying will not help"
                ),
            ),
            error => {
                tracing::error!(%error, "the store failed");
                Refusal::plain(Code::Internal)
            }
        })
    }
}
