//! The extractors of ids from the path; an id that cannot be one is as unknown as any other.

use super::Refused;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use wire::Refusal;

/// The `{id}` of a route: ours or the customer's.
pub(super) struct TaskId(pub(super) String);

/// The `{id}` and the `{stem}` of a route.
pub(super) struct StemOfTask {
    pub(super) id: String,
    pub(super) stem: String,
}

impl<S: Send + Sync> FromRequestParts<S> for TaskId {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<TaskId, Refused> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(TaskId(id)),
            Err(_) => Err(unknown(parts)),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StemOfTask {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<StemOfTask, Refused> {
        match Path::<(String, String)>::from_request_parts(parts, state).await {
            Ok(Path((id, stem))) => Ok(StemOfTask { id, stem }),
            Err(_) => Err(unknown(parts)),
        }
    }
}

fn unknown(parts: &Parts) -> Refused {
    Refusal::task_not_found(escaped_part(parts.uri.path())).into()
}

/// The part of a path that has escapes in it, as it was sent; nothing but an id can have any.
fn escaped_part(path: &str) -> &str {
    path.split('/').find(|part| part.contains('%')).unwrap_or_default()
}
