//! `GET /api/tasks/{id}/progress` and `…/events`: how far a task is, once or as it goes on.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::read::task_of;
use super::task_id::TaskId;
use crate::app::App;
use crate::places::Place;
use crate::work::{Timing, role};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::Task;
use wire::{Code, Envelope, Progress, Refusal, StageProgress};

/// How often a task is looked at for its listeners.
const LOOK: Duration = Duration::from_millis(250);
/// How often a silent stream shows that it lives.
const ALIVE: Duration = Duration::from_secs(15);

/// How far a task is
///
/// Percentage, stage, place in the queue and an estimate while it lives; afterwards how long each stage took.
#[utoipa::path(get, path = "/api/tasks/{id}/progress", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "How far it is", body = Envelope<Progress>)))]
pub(super) async fn progress(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    Ok(answer(&caller.request, progress_of(&app, &task).await?))
}

/// Follow a task
///
/// Server-sent events: `progress` whenever something has changed, with the same data as the progress route, and `end` as
/// the last one.
#[utoipa::path(get, path = "/api/tasks/{id}/events", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "A stream of events", body = String, content_type = "text/event-stream")))]
pub(super) async fn events(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    let full = || Refusal::plain(Code::Unavailable);
    let place = app.listeners.take(caller.account).ok_or_else(full)?;
    let listener =
        Listener { app, caller, headers, task: task.id, last: None, has_ended: false, _place: place };
    let events = stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// Somebody who follows a task.
struct Listener {
    app: Arc<App>,
    caller: Caller,
    /// What the caller has shown; a key that is revoked opens no door that is ajar.
    headers: HeaderMap,
    task: String,
    last: Option<Progress>,
    has_ended: bool,
    _place: Place,
}

impl Listener {
    /// The next event; `None` after the end, when the server stops, when the task is gone, or its caller's credential is
    /// good no more.
    async fn next(&mut self) -> Option<Event> {
        while !self.has_ended && !self.app.stopping.is_cancelled() {
            crate::auth::account_of(&self.app, &self.headers).await.ok()?;
            let task = self.app.store.task(self.caller.account, None, &self.task).await.ok()??;
            let now = progress_of(&self.app, &task).await.ok()?;
            let is_news = self.last.as_ref().is_none_or(|last| is_news(last, &now));
            if is_news {
                self.has_ended = task.state.is_final();
                let event = Event::default().event(if self.has_ended { "end" } else { "progress" });
                let event = event.json_data(&now).ok()?;
                self.last = Some(now);
                return Some(event);
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.app.stopping.cancelled() => {}
            }
        }
        None
    }
}

/// Whether somebody would look up: time that merely passes is no news.
fn is_news(last: &Progress, now: &Progress) -> bool {
    let face = |progress: &Progress| (progress.state, progress.percent, progress.place, progress.attempt);
    face(last) != face(now) || last.stage != now.stage
}

/// Live while the task is worked on; afterwards what was measured.
async fn progress_of(app: &App, task: &Task) -> Result<Progress, Refused> {
    let live = if task.state.is_final() { None } else { app.holds.timing_of(&task.id) };
    let timing = match live {
        Some(timing) => timing,
        None => kept(app, task).await.unwrap_or_default(),
    };
    let place = if task.state.is_final() { None } else { app.store.ahead_of(&task.id).await? };
    let percent = match task.state {
        store::State::Submitted => 0,
        store::State::Processing => timing.percent(),
        store::State::Succeed | store::State::Failed => 100,
    };
    let remaining_ms =
        (!task.state.is_final()).then(|| app.pace.remaining_ms(place, percent, app.config.slots));
    let stage = if task.state.is_final() { None } else { timing.stages.last().map(|line| line.name()) };
    Ok(Progress {
        task_id: task.id.clone(),
        state: super::task_view::status(task.state),
        percent,
        stage,
        place: place.map(|ahead| ahead + 1),
        remaining_ms,
        attempt: task.attempt,
        stages: timing
            .stages
            .iter()
            .map(|line| StageProgress { stage: line.name(), took_ms: line.took_ms, fraction: line.fraction })
            .collect(),
        total_ms: timing.total_ms,
    })
}

async fn kept(app: &App, task: &Task) -> Option<Timing> {
    let artifact = task.artifacts.iter().find(|artifact| artifact.role == role::TIMING)?;
    let bytes = tokio::fs::read(app.files.path_of(&artifact.key)?).await.ok()?;
    serde_json::from_slice(&bytes).ok()
}
