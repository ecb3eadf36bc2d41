//! `GET /api/tasks/{id}/report`, `…/credits`, `…/picture`, `…/stems/{stem}`: what a soundtrack was made of.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::read::task_of;
use super::result_file::{Served, serve};
use super::task_id::{StemOfTask, TaskId};
use crate::app::App;
use crate::work::role;
use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::value::RawValue;
use std::sync::Arc;
use store::Artifact;
use wire::{Code, Envelope, Refusal};

/// The stems that a task has.
const STEMS: [&str; 4] = ["foley", "ambience", "music", "source"];

/// The report
///
/// The numbers that describe the sound, and what is weak about it.
#[utoipa::path(get, path = "/api/tasks/{id}/report", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "The report", body = Envelope<serde_json::Value>)))]
pub(super) async fn report(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: TaskId,
) -> Result<Response, Refused> {
    json_part(&app, &caller, &id, role::REPORT).await
}

/// The credits
///
/// Recordings that are heard in the sound, each with author, licence and source; none where models made it all. The same
/// stands in the comment of every file.
#[utoipa::path(get, path = "/api/tasks/{id}/credits", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "One line for each recording", body = Envelope<Vec<String>>)))]
pub(super) async fn credits(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: TaskId,
) -> Result<Response, Refused> {
    let text = text_part(&app, &caller, &id.0, role::REPORT).await?;
    let report: Credited = serde_json::from_str(&text).unwrap_or_default();
    Ok(answer(&caller.request, report.credits))
}

/// What is read of a report.
#[derive(Default, serde::Deserialize)]
struct Credited {
    #[serde(default)]
    credits: Vec<String>,
}

/// The picture of what was heard
///
/// Thumbnails, events, cues, waveforms and spectrogram over one time axis.
#[utoipa::path(get, path = "/api/tasks/{id}/picture", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "A PNG", body = String, content_type = "image/png")))]
pub(super) async fn picture(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: TaskId,
    request: Request,
) -> Result<Response, Refused> {
    let artifact = part(&app, &caller, &id.0, role::SHEET).await?;
    serve(&app, Served::from(artifact), request).await
}

/// A stem
///
/// One layer of the sound, as long as the whole.
#[utoipa::path(get, path = "/api/tasks/{id}/stems/{stem}", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id"),
        ("stem" = String, Path, description = "foley, ambience, music, or source where the video's own sound is kept", pattern = "^(foley|ambience|music|source)$")),
    responses((status = 200, description = "A WAV", body = String, content_type = "audio/wav")))]
pub(super) async fn stem(
    State(app): State<Arc<App>>,
    caller: Caller,
    StemOfTask { id, stem }: StemOfTask,
    request: Request,
) -> Result<Response, Refused> {
    if !STEMS.contains(&stem.as_str()) {
        return Err(Refusal::parameter("stem must be foley, ambience, music or source").into());
    }
    let artifact = part(&app, &caller, &id, &format!("stem_{stem}")).await?;
    serve(&app, Served::from(artifact), request).await
}

/// A part that is JSON, in the envelope.
pub(super) async fn json_part(
    app: &App,
    caller: &Caller,
    TaskId(id): &TaskId,
    role: &str,
) -> Result<Response, Refused> {
    let json = RawValue::from_string(text_part(app, caller, id, role).await?).map_err(|error| {
        tracing::error!(task = id, role, %error, "a published file is not JSON");
        Refusal::plain(Code::Internal)
    })?;
    Ok(answer(&caller.request, json))
}

/// The text of a part.
pub(super) async fn text_part(app: &App, caller: &Caller, id: &str, role: &str) -> Result<String, Refused> {
    let artifact = part(app, caller, id, role).await?;
    let path = app.files.path_of(&artifact.key).ok_or_else(|| nothing(role))?;
    Ok(tokio::fs::read_to_string(path).await.map_err(|_| nothing(role))?)
}

async fn part(app: &App, caller: &Caller, id: &str, role: &str) -> Result<Artifact, Refused> {
    let task = task_of(app, caller.account, id).await?;
    let artifact = task.artifacts.into_iter().find(|artifact| artifact.role == role);
    artifact.ok_or_else(|| nothing(role).into())
}

fn nothing(role: &str) -> Refusal {
    let why = format!("The task has no {role}: it has not succeeded, or its results were cleared");
    Refusal::new(Code::NoSuchResource, why)
}
