//! Callbacks: posts every change of a task to its customer until it is heard.

mod schedule;
mod signature;
mod turns;

use crate::app::App;
use crate::metrics::Heard;
use schedule::next_after;
use std::sync::Arc;
use std::time::Duration;
use store::faults::step;
use store::{Delivery, Room};
use tokio::task::JoinSet;
use turns::{Turn, Turns};
use url::Url;

/// How long the store keeps a callback for us beyond the longest that a request may take: time to note how it ended.
const NOTING: Duration = Duration::from_secs(20);

/// Delivers until the server is closing, then what is due still, each task's changes in their order. The caller sets
/// the limit: what is unsent stays in the store.
pub(crate) async fn run(app: Arc<App>) {
    let mut in_hand = JoinSet::new();
    let mut turns = Turns::default();
    loop {
        let closing = app.closing.is_cancelled();
        while in_hand.try_join_next().is_some() {}
        let room = turns.room();
        let most = room.most as usize;
        let due = due(&app, room).await;
        if closing && due.is_empty() && in_hand.is_empty() {
            return;
        }
        let may_be_more = !due.is_empty() && due.len() == most;
        for delivery in due {
            let turn = turns.take(&delivery.queue);
            in_hand.spawn(deliver(app.clone(), delivery, turn));
        }
        if !may_be_more {
            tokio::select! {
                () = app.delivery_bell.notified() => {}
                () = tokio::time::sleep(app.config.poll) => {}
                // Its host has a turn to give, and the next state of the same task may be waiting for it.
                Some(_) = in_hand.join_next() => {}
                () = app.closing.cancelled(), if !closing => {}
            }
        }
    }
}

async fn due(app: &App, room: Room) -> Vec<Delivery> {
    if room.most == 0 {
        return Vec::new();
    }
    let lease = app.config.callback_timeout + NOTING;
    app.store.due_deliveries(app.now_ms(), room, lease.as_millis() as i64).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "callbacks could not be looked for");
        Vec::new()
    })
}

async fn deliver(app: Arc<App>, delivery: Delivery, _turn: Turn) {
    step("callback.before");
    let heard = post(&app, &delivery).await;
    step("callback.posted");
    let now_ms = app.now_ms();
    let (id, attempt) = (delivery.id, delivery.attempt);
    let noted = match heard {
        Ok(()) => {
            app.metrics.called_back(Heard::Acknowledged);
            app.store.delivered(id, attempt, now_ms).await
        }
        Err(Unheard { why, gone }) => {
            let wait = next_after(attempt, now_ms - delivery.since_ms, crate::identity::chance());
            let next_ms = wait.filter(|_| !gone).map(|wait| now_ms + wait.as_millis() as i64);
            app.metrics.called_back(if next_ms.is_some() { Heard::Failed } else { Heard::GivenUp });
            tracing::info!(task = delivery.task, seq = delivery.seq, attempt, why, "callback failed");
            app.store.delivery_failed(id, attempt, &why, next_ms, now_ms).await
        }
    };
    step("callback.noted");
    if let Err(error) = noted {
        tracing::warn!(task = delivery.task, %error, "a callback's end was not recorded");
    }
}

/// Why a callback was not heard.
struct Unheard {
    why: String,
    /// The endpoint wants no more of it.
    gone: bool,
}

async fn post(app: &App, delivery: &Delivery) -> Result<(), Unheard> {
    let unheard = |why: &str| Unheard { why: why.to_owned(), gone: false };
    let url = Url::parse(&delivery.url).map_err(|_| unheard("not a URL"))?;
    // As it was to be read then: every attempt has the same body.
    let then = &delivery.snapshot;
    let body = serde_json::to_string(&crate::http::object_at(then, app, then.updated_ms));
    let body = body.map_err(|_| unheard("no body"))?;
    // A callback is never sent unsigned because its secret is damaged: it waits until somebody has mended that.
    let secrets = app.store.webhook_secrets(delivery.account, app.now_ms()).await;
    let secrets = secrets.map_err(|_| unheard("no secret"))?;
    let keys: Option<Vec<_>> = secrets.iter().map(|secret| signature::key_of(secret.expose())).collect();
    let keys = keys.ok_or_else(|| unheard("the secret is damaged"))?;
    let headers = signature::headers(&keys, &delivery.webhook_id, app.now_ms().div_euclid(1000), &body);
    match app.outbound.post(&url, &headers, body, app.config.callback_timeout).await {
        Ok(200..300) => Ok(()),
        Ok(410) => Err(Unheard { why: "HTTP status 410".to_owned(), gone: true }),
        Ok(status) => Err(unheard(&format!("HTTP status {status}"))),
        Err(error) => Err(unheard(&error.to_string())),
    }
}
