//! One claim from beginning to end: find the clip, make the sound, publish, finish.

use super::hold::Hold;
use super::publish::{Placed, clear_folder, place};
use super::slot::{Job, Slot};
use super::source::{Found, FoundClip, find, keep};
use super::{Order, Produced};
use crate::app::App;
use crate::outbound::FetchError;
use engine::{Error, Stage, Stop, Watch};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::faults::step;
use store::{Claim, ClaimRef, Outcome, State};
use tokio::sync::oneshot;

/// Waits between attempts grow by this.
const RETRY_STEP_MS: i64 = 2_000;
/// How often the end of a task is tried while the store is busy.
const FINISH_TRIES: u32 = 20;
/// How long after its deadline an engine that does not hear is given up, with the thread it is on.
pub(super) const DEAF_AFTER: Duration = Duration::from_secs(2);
/// What a customer reads when we have failed three times.
const OUR_FAULT: &str =
    "The soundtrack could not be made because of a fault on our side; nothing was charged.";
const TOO_LONG: &str = "The soundtrack could not be made within the time allowed; nothing was charged.";

/// Why a claim did not end with a result.
enum Trouble {
    /// The task has failed: a sentence for the customer.
    Refused(String),
    /// Another attempt may work; what the customer reads if none does.
    Again(&'static str),
    /// Told to stop: the claim is lost, or the server is stopping.
    Stopped,
}

/// What became of the slot.
#[derive(PartialEq, Eq)]
pub(super) enum SlotAfter {
    /// Ready for the next job, or soon.
    Usable,
    /// Its engine has not ended long after its deadline: the thread is lost.
    Deaf,
}

/// Works on `claim`, which was asked for after the moment `claimed`.
pub(super) async fn run(app: &Arc<App>, slot: &Slot, claim: Claim, claimed: Instant) -> SlotAfter {
    let hold = Hold::new(claim.claim.clone(), claimed, app.config.lease, app.config.attempt_limit);
    let hold = Arc::new(hold);
    app.holds.add(hold.clone());
    let scratch = app.files.scratch_of(&claim.claim);
    tracing::info!(
        task = claim.claim.task,
        epoch = claim.claim.epoch,
        attempt = claim.task.attempt,
        "work begins"
    );
    let (worked, slot) = tokio::select! {
        worked = work(app, slot, &claim, &hold) => (worked, SlotAfter::Usable),
        () = hold.ended.cancelled() => (Err(Trouble::Stopped), SlotAfter::Usable),
        () = tokio::time::sleep(app.config.attempt_limit + DEAF_AFTER) => (Err(Trouble::Again(TOO_LONG)), SlotAfter::Deaf),
    };
    if worked.is_err() {
        clear_folder(app, &claim.claim).await;
    }
    settle(app, &claim, &hold, worked).await;
    app.holds.remove(&hold);
    app.delivery_bell.notify_one();
    let _nothing_left = tokio::fs::remove_dir_all(&scratch).await;
    slot
}

async fn work(app: &Arc<App>, slot: &Slot, claim: &Claim, hold: &Arc<Hold>) -> Result<Placed, Trouble> {
    step("work.claimed");
    let order: Order =
        serde_json::from_value(claim.task.order.clone()).map_err(|error| again(claim, &error))?;
    let scratch = app.files.scratch_of(&claim.claim);
    let folder = scratch.join("out");
    tokio::fs::create_dir_all(&folder).await.map_err(|error| again(claim, &error))?;
    hold.reached(Stage::Fetch, 0.0);
    let found = find(app, &claim.task, &order.source, &scratch).await;
    let found = found.map_err(|error| match error {
        FetchError::Refused(sentence) => Trouble::Refused(sentence),
        FetchError::Disk(error) => again(claim, &error),
    })?;
    let produced = score(app, slot, (&order, found, &folder), hold).await?;
    if !hold.is_ours() {
        return Err(Trouble::Stopped);
    }
    place(app, hold, claim.task.account, produced).await.map_err(|error| again(claim, &error))
}

/// Lets the slot make the sound; records the source video as soon as its length is known.
async fn score(
    app: &Arc<App>,
    slot: &Slot,
    (order, found, folder): (&Order, Found, &Path),
    hold: &Arc<Hold>,
) -> Result<Vec<Produced>, Trouble> {
    let brief = order.brief().map_err(|error| Trouble::Refused(error.to_string()))?;
    let (opened, length) = oneshot::channel();
    let (done, ended) = oneshot::channel();
    let job = Job {
        material: found.material(),
        brief,
        folder: folder.to_owned(),
        hold: hold.clone(),
        opened,
        done,
    };
    if !slot.hand(job) {
        return Err(Trouble::Again(OUR_FAULT));
    }
    if let (Ok(duration_ms), Found::Clip(clip)) = (length.await, found) {
        let recorded = record_source(app, hold, clip, duration_ms).await;
        // The slot is at work already: without the source it works in vain.
        recorded.inspect_err(|_| hold.ended.cancel())?;
    }
    match ended.await {
        Ok(Ok(produced)) => Ok(produced),
        Ok(Err(Error::Refused(sentence))) => Err(Trouble::Refused(sentence)),
        Ok(Err(Error::Stopped(Stop::Cancelled))) => Err(Trouble::Stopped),
        Ok(Err(Error::Stopped(Stop::Deadline))) => Err(Trouble::Again(TOO_LONG)),
        Ok(Err(Error::Broken(error))) => {
            tracing::error!(task = hold.claim.task, error, "the engine broke");
            Err(Trouble::Again(OUR_FAULT))
        }
        Err(_) => Err(Trouble::Again(OUR_FAULT)),
    }
}

/// Makes the clip a video of the account's. On a task of its own: a claim that is lost meanwhile leaves no file behind
/// that nobody names.
async fn record_source(
    app: &Arc<App>,
    hold: &Hold,
    found: FoundClip,
    duration_ms: i64,
) -> Result<(), Trouble> {
    let recorded = tokio::spawn(keep_and_record(app.clone(), hold.claim.clone(), found, duration_ms));
    match recorded.await.unwrap_or(Err(store::Error::Panicked)) {
        Ok(()) => Ok(()),
        Err(store::Error::Lost) => Err(Trouble::Stopped),
        Err(error) => {
            tracing::error!(task = hold.claim.task, %error, "the source video was not recorded");
            Err(Trouble::Again(OUR_FAULT))
        }
    }
}

async fn keep_and_record(
    app: Arc<App>,
    claim: ClaimRef,
    found: FoundClip,
    duration_ms: i64,
) -> store::Result<()> {
    let own_key = found.own_key();
    let recorded = match keep(&app, found, duration_ms).await {
        Ok(video) => app.store.set_parent_video(claim, video).await,
        Err(error) => Err(store::Error::Io(error)),
    };
    use store::Error::{Io, Lost, NotFound};
    // Only where it is certain that no row was written; anything else is the daily sweep's.
    if let (Err(Io(_) | Lost | NotFound), Some(key)) = (&recorded, own_key) {
        app.files.remove(vec![key]).await;
    }
    recorded
}

/// Tells the store how the claim ended.
async fn settle(app: &App, claim: &Claim, hold: &Hold, worked: Result<Placed, Trouble>) {
    let told = match worked {
        Ok(placed) => {
            let took_ms = hold.timing().total_ms;
            let outcome = Outcome::Succeed { artifacts: placed.artifacts, result_video: placed.video };
            finish(app, hold, outcome).await.inspect(|()| {
                app.pace.took(took_ms);
                app.metrics.task_ended(claim.task.kind, State::Succeed);
            })
        }
        Err(Trouble::Refused(message)) => finish(app, hold, Outcome::Failed { message })
            .await
            .inspect(|()| app.metrics.task_ended(claim.task.kind, State::Failed)),
        Err(Trouble::Again(why)) => {
            let after_ms = RETRY_STEP_MS * i64::from(claim.task.attempt);
            app.store.retry_later(claim.claim.clone(), why, app.now_ms(), after_ms).await
        }
        Err(Trouble::Stopped) if app.stopping.is_cancelled() => {
            app.store.give_back(claim.claim.clone()).await
        }
        // A lease that ran out counts as an attempt: the reaper takes it, so that what freezes us is tried thrice at most.
        Err(Trouble::Stopped) => Err(store::Error::Lost),
    };
    match told {
        Ok(()) => tracing::info!(task = claim.claim.task, epoch = claim.claim.epoch, "work ended"),
        Err(error) => tracing::warn!(task = claim.claim.task, %error, "the end of the work was not recorded"),
    }
}

/// Ends the task, if it is still ours; a lost claim takes its files with it.
async fn finish(app: &App, hold: &Hold, outcome: Outcome) -> store::Result<()> {
    let mut told = Err(store::Error::Lost);
    for _ in 0..FINISH_TRIES {
        if !hold.is_ours() {
            break;
        }
        step("finish.before");
        told = app.store.finish(hold.claim.clone(), outcome.clone(), app.now_ms()).await.map(drop);
        step("finish.after");
        match told {
            Err(store::Error::Busy(_)) => tokio::time::sleep(Duration::from_millis(250)).await,
            _ => break,
        }
    }
    if matches!(told, Err(store::Error::Lost)) {
        clear_folder(app, &hold.claim).await;
    }
    told
}

fn again(claim: &Claim, error: &dyn std::fmt::Display) -> Trouble {
    tracing::error!(task = claim.claim.task, %error, "an attempt failed");
    Trouble::Again(OUR_FAULT)
}
