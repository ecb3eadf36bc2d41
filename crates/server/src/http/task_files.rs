//! `GET /api/tasks/{id}/files`: every published file of a task, with signed URLs.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::read::task_of;
use super::task_id::TaskId;
use super::task_view::until_ms;
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use wire::{Envelope, TaskFile};

/// The files of a task
///
/// Result, cue sheet, report, picture, stems, timing; empty until the task has succeeded and after it was cleared.
#[utoipa::path(get, path = "/api/tasks/{id}/files", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "The files", body = Envelope<Vec<TaskFile>>)))]
pub(super) async fn task_files(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    let until_ms = until_ms(task.ended_ms.unwrap_or(0), &app);
    let file = |artifact: store::Artifact| TaskFile {
        url: app.links.url(&artifact.id, &artifact.file_name, until_ms),
        role: artifact.role,
        file_name: artifact.file_name,
        media_type: artifact.media_type,
        bytes: artifact.bytes,
        sha256: artifact.sha256,
        duration_ms: artifact.duration_ms,
    };
    let files: Vec<_> = task.artifacts.into_iter().map(file).collect();
    Ok(answer(&caller.request, files))
}
