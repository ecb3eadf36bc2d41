//! `POST /v1/audio/video-to-audio` and `POST /v1/audio/text-to-audio`: accept a task.

use super::answer::answer;
use super::body::json_of;
use super::caller::Caller;
use super::settings::settings_of;
use super::{Refused, task_view};
use crate::app::App;
use crate::work::Order;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;
use store::faults::step;
use store::{Created, Error, Kind, NewTask};
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
    let mut asked = CreateVideoToAudio::parse(&json_of(request).await?)?;
    let source = match &asked.source {
        Source::Id(id) => Some(id.clone()),
        Source::Url(_) => None,
    };
    let (external_id, callback_url) = (asked.external_task_id.take(), asked.callback_url.take());
    let order = Order::from(asked).with(settings_of(&app, caller.account).await?);
    let wanted = Wanted { kind: Kind::VideoToAudio, external_id, callback_url, source, key, order };
    accept(&app, &caller, wanted).await
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
    let mut asked = CreateTextToAudio::parse(&json_of(request).await?)?;
    let (external_id, callback_url) = (asked.external_task_id.take(), asked.callback_url.take());
    let order = asked.into();
    let wanted = Wanted { kind: Kind::TextToAudio, external_id, callback_url, source: None, key, order };
    accept(&app, &caller, wanted).await
}

/// A valid request of either kind.
pub(super) struct Wanted {
    pub(super) kind: Kind,
    pub(super) external_id: Option<String>,
    pub(super) callback_url: Option<String>,
    pub(super) source: Option<String>,
    pub(super) key: Option<String>,
    pub(super) order: Order,
}

/// Creates the task and rings the bells.
pub(super) async fn accept(app: &App, caller: &Caller, wanted: Wanted) -> Result<Response, Refused> {
    let busy = || Refusal::plain(Code::Unavailable);
    // Taken only now, so that a slow sender holds up nobody.
    let _place = app.creates.enter().await.ok_or_else(busy)?;
    if app.stopping.is_cancelled() || !app.disk.has_room() {
        return Err(busy().into());
    }
    let now_ms = app.now_ms();
    let new = NewTask {
        id: app.task_ids.next(now_ms),
        account: caller.account,
        kind: wanted.kind,
        external_id: wanted.external_id,
        callback_url: wanted.callback_url,
        order: wanted.order.to_json(),
        source: wanted.source,
        idempotency_key: wanted.key,
        cost: app.config.unit_cost,
    };
    step("create.before");
    let created = app.store.create_task(new, app.config.terms(now_ms), now_ms).await;
    step("create.after");
    let task = match created.map_err(|error| refused(app, error))? {
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
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| (1..=LONGEST_KEY).contains(&text.len()));
    text.map(|text| Some(text.to_owned())).ok_or_else(|| {
        Refusal::parameter(format!("Idempotency-Key must have 1 to {LONGEST_KEY} visible ASCII characters"))
    })
}

/// What the store's refusal means for the fields of the request.
fn refused(app: &App, error: Error) -> Refused {
    match error {
        Error::NoVideo => {
            Refusal::parameter("video_id must name a video of this account; this one was not found").into()
        }
        Error::OldVideo => {
            let days = app.config.retention.as_secs() / (24 * 3600);
            Refusal::parameter(format!("video_id must name a video that is at most {days} days old")).into()
        }
        error => error.into(),
    }
}
