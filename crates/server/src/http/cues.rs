//! `GET` and `POST /api/tasks/{id}/cues`: the cue sheet in several forms, and an edited one rendered as a new task.

use super::Refused;
use super::body::json_within;
use super::caller::Caller;
use super::create::{Wanted, accept, idempotency_key};
use super::envelope::AsIs;
use super::read::task_of;
use super::task_id::TaskId;
use super::task_parts::{json_part, text_part};
use crate::app::App;
use crate::work::{Order, Source, role};
use axum::extract::{RawQuery, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use engine::CueSheet;
use engine::exchange::{self, Form};
use serde_json::Value;
use std::sync::Arc;
use store::{State as TaskState, Task};
use wire::{Code, CreatedTask, Envelope, Refusal};

/// Largest edited sheet, bytes: one with two hundred cues and everything that analysis saw.
const LARGEST: usize = 512 * 1024;
/// Largest sheet that is kept with a task, without what analysis saw, bytes.
const LARGEST_KEPT: usize = 256 * 1024;

/// The cue sheet
///
/// Every sound: what, when, where, how, and why. With `format=csv`, `vtt` or `txt` as a table, as subtitles or as lines, without
/// an envelope. It can be edited and posted to the same path.
#[utoipa::path(get, path = "/api/tasks/{id}/cues", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id"),
        ("format" = Option<String>, Query, description = "json if not given; csv, vtt or txt", pattern = "^(json|csv|vtt|txt)$")),
    responses((status = 200, description = "The cue sheet", body = Envelope<serde_json::Value>)))]
pub(super) async fn cues(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: TaskId,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let Some(form) = form_of(query.as_deref().unwrap_or_default())? else {
        return json_part(&app, &caller, &id, role::CUES).await;
    };
    let text = text_part(&app, &caller, &id.0, role::CUES).await?;
    let sheet = CueSheet::from_json(text.as_bytes()).map_err(|error| {
        tracing::error!(task = id.0, %error, "a published cue sheet cannot be read");
        Refusal::plain(Code::Internal)
    })?;
    let kind = [(header::CONTENT_TYPE, form.media_type()), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let mut response = (kind, exchange::written(&sheet, form)).into_response();
    response.extensions_mut().insert(AsIs);
    Ok(response)
}

/// The form that a query asks for; `None` for JSON.
fn form_of(query: &str) -> Result<Option<Form>, Refusal> {
    let mut fields = url::form_urlencoded::parse(query.as_bytes());
    match fields.find(|(name, _)| name == "format") {
        None => Ok(None),
        Some((_, form)) if form == "json" => Ok(None),
        Some((_, form)) => match Form::called(&form) {
            Some(form) => Ok(Some(form)),
            None => Err(Refusal::parameter("format must be json, csv, vtt or txt")),
        },
    }
}

/// Render an edited cue sheet
///
/// The body is the sheet, as the same path gives it in `data`, edited. A new task is made, of the same kind, clip, price and
/// callback URL; it looks at no prompt. Samples where no edited sound is heard are the same.
#[utoipa::path(post, path = "/api/tasks/{id}/cues", tag = "Tasks",
    request_body(content = serde_json::Value, description = "The edited sheet, at most 512 KiB", content_type = "application/json"),
    params(("id" = String, Path, description = "A task_id or an external_task_id of a task that has succeeded"),
        ("Idempotency-Key" = Option<String>, Header, description = "As for Video to Audio", min_length = 1, max_length = 255)),
    responses((status = 200, description = "Accepted", body = Envelope<CreatedTask>)))]
pub(super) async fn render_cues(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
    request: Request,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    let key = idempotency_key(request.headers())?;
    let sheet = sheet_of(json_within(LARGEST, request).await?)?;
    if task.state != TaskState::Succeed {
        return Err(Refusal::parameter("id must name a task that has succeeded").into());
    }
    let (order, source) = order_of(&task, sheet)?;
    let callback_url = task.callback_url;
    accept(&app, &caller, Wanted { kind: task.kind, external_id: None, callback_url, source, key, order })
        .await
}

/// The sheet in a body, checked, without what analysis saw: the task will look again.
fn sheet_of(body: Value) -> Result<Value, Refusal> {
    let mut sheet = CueSheet::from_json(body.to_string().as_bytes())
        .map_err(|error| Refusal::parameter(error.to_string()))?;
    sheet.analysis = Default::default();
    let kept = sheet.to_json();
    if kept.len() > LARGEST_KEPT {
        let long = kept.len();
        return Err(Refusal::parameter(format!("The sheet has {long} bytes; {LARGEST_KEPT} are accepted")));
    }
    serde_json::from_str(&kept).map_err(|error| Refusal::parameter(error.to_string()))
}

/// The order of a task once more, with the sheet, and the video that it is made from.
fn order_of(task: &Task, sheet: Value) -> Result<(Order, Option<String>), Refused> {
    let order: Order = serde_json::from_value(task.order.clone()).map_err(|error| {
        tracing::error!(task = task.id, %error, "an order cannot be read");
        Refusal::plain(Code::Internal)
    })?;
    let order = Order { cues: Some(sheet), ..order };
    match (&order.source, &task.parent) {
        (Source::Words(_), _) => Ok((order, None)),
        (_, Some(video)) => {
            let id = video.id.clone();
            Ok((Order { source: Source::Video(id.clone()), ..order }, Some(id)))
        }
        _ => Err(Refusal::parameter("id must name a task whose video is still there").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_a_form_or_is_refused() {
        let form = |query: &str| form_of(query).map_err(|refusal| refusal.code().number());
        assert_eq!(
            (form(""), form("format=json"), form("x=1&format=vtt")),
            (Ok(None), Ok(None), Ok(Some(Form::Vtt)))
        );
        assert_eq!(form("format=exe"), Err(1201));
    }

    #[test]
    fn a_sheet_is_kept_without_what_was_seen_and_refused_by_name() {
        let body = serde_json::json!({"version": 1, "duration": 5.0, "analysis": {"duration": 5.0, "fps": 25.0,
            "flashes": [{"t": 1.0, "duration": 0.1, "strength": 0.5}]}});
        assert_eq!(sheet_of(body).unwrap()["analysis"]["flashes"], serde_json::json!([]));
        assert!(sheet_of(serde_json::json!({"version": 7, "duration": 5.0})).is_err());
    }
}
