//! `POST /v1/audio/video-to-audio` and `POST /v1/audio/text-to-audio`: accept a task.

use super::answer::answer;
use super::body::json_of;
use super::caller::Caller;
use super::{Refused, task_view};
use crate::app::App;
use crate::work::Order;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;
use store::{AccountId, Created, Kind, NewTask};
use wire::{Code, CreateTextToAudio, CreateVideoToAudio, CreatedTask, Envelope, Refusal, Source};

/// Longest idempotency key, characters.
const LONGEST_KEY: usize = 255;

/// Create a soundtrack for a silent video
///
/// Both prompts empty: sounds and music from the picture. Only a sound-effect prompt: no music. Only a music prompt: also
/// sounds from the picture. The answer comes at once; the video is looked at by the task, and what is wrong with it
/// becomes a failed task whose message says so.
#[utoipa::path(post, path = "/v1/audio/video-to-audio", tag = "Video to Audio", request_body = wire::VideoToAudioBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Ours: sending the same request again under the same key answers with the task that the first one made", min_length = 1, max_length = 255)),
    responses((status = 200, description = "Accepted", body = Envelope<CreatedTask>)))]
pub(super) async fn create_video_to_audio(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Refused> {
    let key = idempotency_key(request.headers())?;
    let asked = CreateVideoToAudio::parse(&json_of(request).await?)?;
    let source = asked.source.clone();
    let (external_id, callback_url) = (asked.external_task_id.clone(), asked.callback_url.clone());
    let wanted = Wanted { kind: Kind::VideoToAudio, external_id, callback_url, key, order: asked.into() };
    accept(&app, &caller, wanted, async || see_video(&app, caller.account, &source).await).await
}

/// Create a sound from words
///
/// Sounds without a picture, 3.0 to 10.0 s long.
#[utoipa::path(post, path = "/v1/audio/text-to-audio", tag = "Text to Audio", request_body = wire::TextToAudioBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "As for Video to Audio", min_length = 1, max_length = 255)),
    responses((status = 200, description = "Accepted", body = Envelope<CreatedTask>)))]
pub(super) async fn create_text_to_audio(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Refused> {
    let key = idempotency_key(request.headers())?;
    let asked = CreateTextToAudio::parse(&json_of(request).await?)?;
    let (external_id, callback_url) = (asked.external_task_id.clone(), asked.callback_url.clone());
    let wanted = Wanted { kind: Kind::TextToAudio, external_id, callback_url, key, order: asked.into() };
    accept(&app, &caller, wanted, async || Ok(())).await
}

/// A valid request of either kind.
struct Wanted {
    kind: Kind,
    external_id: Option<String>,
    callback_url: Option<String>,
    key: Option<String>,
    order: Order,
}

/// Creates the task, unless `see` refuses its source, and rings the bells.
async fn accept(
    app: &App,
    caller: &Caller,
    wanted: Wanted,
    see: impl AsyncFnOnce() -> Result<(), Refused>,
) -> Result<Response, Refused> {
    let busy = || Refusal::plain(Code::Unavailable);
    // Taken only now, so that a slow sender holds up nobody.
    let _permit = app.creates.try_acquire().map_err(|_| busy())?;
    if app.stopping.is_cancelled() {
        return Err(busy().into());
    }
    see().await?;
    let now_ms = app.now_ms();
    let new = NewTask {
        id: app.task_ids.next(now_ms),
        account: caller.account,
        kind: wanted.kind,
        external_id: wanted.external_id,
        callback_url: wanted.callback_url,
        order: wanted.order.to_json(),
        idempotency_key: wanted.key,
        cost: app.config.unit_cost,
    };
    let task = match app.store.create_task(new, app.config.terms(), now_ms).await? {
        Created::New(task) => {
            app.work_bell.notify_one();
            app.delivery_bell.notify_one();
            app.metrics.task_created(task.kind);
            tracing::info!(task = task.id, "task created");
            task
        }
        Created::Again(task) => task,
    };
    Ok(answer(&caller.request, task_view::created(&task)))
}

/// The header that makes sending a request again harmless.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| (1..=LONGEST_KEY).contains(&text.len()));
    text.map(|text| Some(text.to_owned())).ok_or_else(|| {
        Refusal::parameter(format!("Idempotency-Key must have 1 to {LONGEST_KEY} visible ASCII characters"))
    })
}

/// A named video must be one that the account can see and that is still kept.
async fn see_video(app: &App, account: AccountId, source: &Source) -> Result<(), Refused> {
    let Source::Id(id) = source else { return Ok(()) };
    let kept_since_ms = app.now_ms() - app.config.retention_ms();
    match app.store.video(account, id).await? {
        Some(video) if video.created_ms >= kept_since_ms => Ok(()),
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
