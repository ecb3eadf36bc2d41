//! `POST /v1/audio/video-to-audio`: accepts a task.

use super::answer::answer;
use super::body::json_of;
use super::caller::Caller;
use super::{Refused, task_view};
use crate::app::App;
use crate::work::Order;
use axum::extract::{Request, State};
use axum::response::Response;
use std::sync::Arc;
use store::{AccountId, Created, Kind, NewTask};
use wire::{Code, CreateVideoToAudio, Refusal, Source};

/// Validates, creates, rings the bell. The video itself is looked at by the task, not here.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Refused> {
    let asked = CreateVideoToAudio::parse(&json_of(request).await?)?;
    let busy = || Refusal::plain(Code::Unavailable);
    // Taken only now, so that a slow sender holds up nobody.
    let _permit = app.creates.try_acquire().map_err(|_| busy())?;
    if app.stopping.is_cancelled() {
        return Err(busy().into());
    }
    see_video(&app, caller.account, &asked.source).await?;
    let now_ms = app.now_ms();
    let new = NewTask {
        id: app.task_ids.next(now_ms),
        account: caller.account,
        kind: Kind::VideoToAudio,
        external_id: asked.external_task_id.clone(),
        callback_url: asked.callback_url.clone(),
        order: Order::from(asked).to_json(),
        idempotency_key: None,
        cost: app.config.unit_cost,
    };
    let (Created::New(task) | Created::Again(task)) =
        app.store.create_task(new, app.config.terms(), now_ms).await?;
    app.work_bell.notify_one();
    app.delivery_bell.notify_one();
    tracing::info!(task = task.id, "task created");
    Ok(answer(&caller.request, task_view::created(&task)))
}

/// A named video must be one that the account can see and that is still kept.
async fn see_video(app: &App, account: AccountId, source: &Source) -> Result<(), Refused> {
    let Source::Id(id) = source else { return Ok(()) };
    let kept_since = app.now_ms() - app.config.retention.as_millis() as i64;
    match app.store.video(account, id).await? {
        Some(video) if video.created_ms >= kept_since => Ok(()),
        Some(_) => {
            let days = app.config.retention.as_secs() / (24 * 3600);
            let why = format!("video_id must name a video that is at most {days} days old");
            Err(Refusal::parameter(why).into())
        }
        None => {
            Err(Refusal::parameter("video_id must name a video of this account; this one was not found")
                .into())
        }
    }
}
