//! `GET /api/tasks/{id}/files`: every published file of a task, with signed URLs.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::read::task_of;
use super::task_id::TaskId;
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

#[derive(serde::Serialize)]
struct FileLine<'a> {
    role: &'a str,
    file_name: &'a str,
    media_type: &'a str,
    bytes: u64,
    sha256: &'a str,
    duration_ms: Option<i64>,
    url: String,
}

/// Result, cue sheet, report, contact sheet, stems, timing; empty until the task has succeeded.
pub(super) async fn task_files(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    let until_ms = task.ended_ms.unwrap_or(0) + app.config.retention.as_millis() as i64;
    let kept = task.artifacts.iter().filter(|_| until_ms > app.now_ms());
    let lines: Vec<_> = kept
        .map(|artifact| FileLine {
            role: &artifact.role,
            file_name: &artifact.file_name,
            media_type: &artifact.media_type,
            bytes: artifact.bytes,
            sha256: &artifact.sha256,
            duration_ms: artifact.duration_ms,
            url: app.links.url(&artifact.id, &artifact.file_name, until_ms),
        })
        .collect();
    Ok(answer(&caller.request, lines))
}
