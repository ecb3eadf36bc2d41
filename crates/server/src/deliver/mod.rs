//! Callbacks: posts every change of a task to its customer until it is heard.

mod schedule;
mod signature;

use crate::app::App;
use crate::metrics::Heard;
use schedule::next_after;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::Delivery;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

/// Callbacks taken from the store at a time.
const BATCH: u32 = 64;
/// Callbacks in hand at a time; most of them wait for their host's turn.
const MOST_IN_HAND: usize = 1024;
/// Requests to one host at a time.
const MOST_PER_HOST: usize = 8;
/// How long a callback waits for its host's turn before it goes back to the store.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long after that it is due again.
const NEXT_TURN_MS: i64 = 1_000;
/// How long the store keeps a callback for us: longer than patience and request together.
const LEASE_MS: i64 = 30_000;

/// Delivers until the server is closing, then what is due still, each task's changes in their order. The caller sets
/// the limit: what is unsent stays in the store.
pub(crate) async fn run(app: Arc<App>) {
    let mut in_hand = JoinSet::new();
    let mut hosts = Hosts::default();
    loop {
        let closing = app.closing.is_cancelled();
        while in_hand.try_join_next().is_some() {}
        let free = MOST_IN_HAND.saturating_sub(in_hand.len()).min(BATCH as usize);
        let due = match app.store.due_deliveries(app.now_ms(), free as u32, LEASE_MS).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "callbacks could not be looked for");
                Vec::new()
            }
        };
        if closing && due.is_empty() && in_hand.is_empty() {
            return;
        }
        let is_full_batch = due.len() == BATCH as usize;
        for delivery in due {
            let turn = hosts.turn_of(&delivery.url);
            in_hand.spawn(deliver(app.clone(), delivery, turn));
        }
        if !is_full_batch {
            hosts.forget_idle();
            tokio::select! {
                () = app.delivery_bell.notified() => {}
                () = tokio::time::sleep(app.config.poll) => {}
                Some(_) = in_hand.join_next(), if closing => {}
                () = app.closing.cancelled(), if !closing => {}
            }
        }
    }
}

/// The turns of each host, so that one that hangs holds up nobody else.
#[derive(Default)]
struct Hosts(HashMap<String, Arc<Semaphore>>);

impl Hosts {
    fn turn_of(&mut self, url: &str) -> Arc<Semaphore> {
        let host = Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        self.0.entry(host).or_insert_with(|| Arc::new(Semaphore::new(MOST_PER_HOST))).clone()
    }

    fn forget_idle(&mut self) {
        self.0.retain(|_, turn| Arc::strong_count(turn) > 1);
    }
}

async fn deliver(app: Arc<App>, delivery: Delivery, turn: Arc<Semaphore>) {
    // Not getting a turn is no attempt.
    let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, turn.acquire()).await else {
        let next_ms = app.now_ms() + NEXT_TURN_MS;
        if let Err(error) = app.store.delivery_untried(delivery.id, delivery.attempt, next_ms).await {
            tracing::warn!(task = delivery.task, %error, "a callback could not be put back");
        }
        return;
    };
    let heard = post(&app, &delivery).await;
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
    match noted {
        // The next state of the same task may be waiting for this one.
        Ok(()) => app.delivery_bell.notify_one(),
        Err(error) => tracing::warn!(task = delivery.task, %error, "a callback's end was not recorded"),
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
    let body = serde_json::to_string(&crate::http::object(&delivery.snapshot, app));
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
