//! `GET /api/tasks/{id}/progress`: what is being done to a task, and how long each stage took.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::read::task_of;
use super::task_id::TaskId;
use crate::app::App;
use crate::work::{Timing, role};
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use store::Task;

#[derive(serde::Serialize)]
struct Shown<'a> {
    task_id: &'a str,
    state: store::State,
    attempt: u32,
    #[serde(flatten)]
    timing: Timing,
}

/// Live while the task is worked on; afterwards what was measured.
pub(super) async fn progress(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    let live = if task.state.is_final() { None } else { app.holds.timing_of(&task.id) };
    let timing = match live {
        Some(timing) => timing,
        None => kept(&app, &task).await.unwrap_or_default(),
    };
    let shown = Shown { task_id: &task.id, state: task.state, attempt: task.attempt, timing };
    Ok(answer(&caller.request, shown))
}

async fn kept(app: &App, task: &Task) -> Option<Timing> {
    let artifact = task.artifacts.iter().find(|artifact| artifact.role == role::TIMING)?;
    let bytes = tokio::fs::read(app.files.path_of(&artifact.key)?).await.ok()?;
    serde_json::from_slice(&bytes).ok()
}
