//! Claims: a worker's time-limited, fenced hold on a task, and everything that a worker may write.

use crate::faults::{goes_without, step};
use crate::tasks::{self, Ending, texts};
use crate::{Artifact, Error, Result, Store, Task, Video, files};
use rusqlite::{Connection, OptionalExtension};

/// Names a claim; the fence of everything that its holder writes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimRef {
    /// The task's id.
    pub task: String,
    /// Grows with every claim of the task.
    pub epoch: i64,
}

/// A task to work on.
#[derive(Debug, Clone)]
pub struct Claim {
    /// To be shown with every write.
    pub claim: ClaimRef,
    /// The task, already `processing`; `attempt` counts this claim.
    pub task: Task,
    /// Unix ms; the claim may be given to another after that.
    pub lease_until_ms: i64,
}

/// How a task ends.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It worked; what it costs is charged.
    Succeed {
        /// The published files, safely on disk.
        artifacts: Vec<Artifact>,
        /// The result as a source for later tasks.
        result_video: Option<Video>,
    },
    /// It did not; nothing is charged.
    Failed {
        /// A sentence for the customer.
        message: String,
    },
}

impl Store {
    /// Takes the task that has waited longest (by its sort key), if one is ready: counts the attempt and starts the
    /// lease before any work. The first claim makes the task `processing`. A task whose workers have died twice is given
    /// out when nothing else is in hand, and nothing else is until it is over.
    pub async fn claim(&self, owner: &str, now_ms: i64, lease_ms: i64) -> Result<Option<Claim>> {
        let owner = owner.to_owned();
        self.write(move |db| claim(db, &owner, now_ms, now_ms.saturating_add(lease_ms))).await
    }

    /// Prolongs leases; gives back the claims that are still ours. Work on any other must stop.
    pub async fn heartbeat(
        &self,
        claims: Vec<ClaimRef>,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Vec<ClaimRef>> {
        let until_ms = now_ms.saturating_add(lease_ms);
        self.write(move |db| {
            let mut ours = Vec::with_capacity(claims.len());
            for claim in claims {
                let sql = "UPDATE jobs SET lease_until_ms = ?3
                    WHERE task = ?1 AND epoch = ?2 AND owner IS NOT NULL";
                if db.prepare_cached(sql)?.execute((&claim.task, claim.epoch, until_ms))? == 1 {
                    ours.push(claim);
                }
            }
            Ok(ours)
        })
        .await
    }

    /// Records the source video, which becomes the account's. The task's `updated_ms` stays.
    ///
    /// # Errors
    /// `Lost`; `NotFound` if the video is another account's.
    pub async fn set_parent_video(&self, claim: ClaimRef, video: Video) -> Result<()> {
        self.write(move |db| {
            let task = held(db, &claim)?;
            if task.account != video.account {
                return Err(Error::NotFound);
            }
            files::keep_video(db, &video)?;
            step("parent.kept");
            db.prepare_cached("UPDATE tasks SET parent = ?2 WHERE id = ?1")?
                .execute((&task.id, &video.id))?;
            Ok(())
        })
        .await
    }

    /// Ends the task: state, files, result video, free slot and delivery, all or nothing.
    ///
    /// # Errors
    /// `Lost`; `NotFound` if the result video is another account's.
    pub async fn finish(&self, claim: ClaimRef, outcome: Outcome, now_ms: i64) -> Result<Task> {
        self.write(move |db| finish(db, &claim, outcome, now_ms)).await
    }

    /// Gives the task back unharmed (a graceful stop): ready at once, the attempt not counted.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn give_back(&self, claim: ClaimRef) -> Result<()> {
        self.write(move |db| {
            held(db, &claim)?;
            let sql = "UPDATE jobs SET attempt = attempt - 1, owner = NULL, lease_until_ms = NULL, ready_ms = MIN(ready_ms, ?2)
                WHERE task = ?1";
            db.prepare_cached(sql)?.execute((&claim.task, AT_ONCE))?;
            Ok(())
        })
        .await
    }

    /// Gives the task back after trouble that may pass: ready in `after_ms`. After the third attempt the task has
    /// failed, and `why` is what the customer reads.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn retry_later(&self, claim: ClaimRef, why: &str, now_ms: i64, after_ms: i64) -> Result<()> {
        let why = why.to_owned();
        self.write(move |db| retry(db, &claim, why, (now_ms, after_ms))).await
    }

    /// Takes back claims whose lease has run out, at most 100 at a time: ready at once, or failed after the third
    /// attempt. How many.
    pub async fn reap(&self, now_ms: i64) -> Result<u32> {
        self.write(move |db| reap(db, now_ms)).await
    }

    /// Takes back every claim of owners whose name starts so: at start-up, those of this process's former life.
    pub async fn release_owner(&self, owner_prefix: &str, now_ms: i64) -> Result<u32> {
        let prefix = owner_prefix.to_owned();
        self.write(move |db| {
            let sql = "SELECT task FROM jobs WHERE owner IS NOT NULL AND substr(owner, 1, length(?1)) = ?1 ORDER BY sort_key, task";
            let abandoned = texts(db, sql, [prefix])?;
            take_back(db, abandoned, now_ms)
        })
        .await
    }
}

/// An input that kills its worker is tried this often and no more; the schema says so too.
const MOST_ATTEMPTS: u32 = 3;
/// Not `now`: a clock that is set back must not make ready work wait.
const AT_ONCE: i64 = 0;
/// At once, but with nothing else in hand: the workers of this task have died twice, and whoever is at work beside it would
/// pay for its third attempt with one of his own.
const ALONE: i64 = -1;

const CLAIM: &str = "UPDATE jobs SET epoch = epoch + 1, attempt = attempt + 1, owner = ?1, lease_until_ms = ?3
        WHERE task = (SELECT task FROM jobs WHERE owner IS NULL AND ready_ms <= ?2 ORDER BY sort_key, task LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM jobs held WHERE held.owner IS NOT NULL AND (held.ready_ms < 0 OR jobs.ready_ms < 0))
        RETURNING task, epoch";

pub(crate) fn claim(db: &Connection, owner: &str, now_ms: i64, until_ms: i64) -> Result<Option<Claim>> {
    let taken = db
        .prepare_cached(CLAIM)?
        .query_row((owner, now_ms, until_ms), |row| Ok(ClaimRef { task: row.get(0)?, epoch: row.get(1)? }))
        .optional()?;
    let Some(claim) = taken else { return Ok(None) };
    step("claim.taken");
    let task = tasks::begin(db, &claim.task, now_ms)?;
    step("claim.begun");
    Ok(Some(Claim { claim, task, lease_until_ms: until_ms }))
}

/// The fence: the task, if `claim` is its current claim. Every write of a worker passes here, in its own transaction.
fn held(db: &Connection, claim: &ClaimRef) -> Result<Task> {
    let sql = "SELECT EXISTS (SELECT 1 FROM jobs WHERE task = ?1 AND epoch = ?2 AND owner IS NOT NULL)";
    let ours = db.prepare_cached(sql)?.query_row((&claim.task, claim.epoch), |row| row.get(0))?;
    let ours = ours || goes_without("fence");
    if ours { tasks::by_id(db, &claim.task) } else { Err(Error::Lost) }
}

pub(crate) fn finish(db: &Connection, claim: &ClaimRef, outcome: Outcome, now_ms: i64) -> Result<Task> {
    let task = held(db, claim)?;
    let ending = match outcome {
        Outcome::Failed { message } => Ending::failed(message),
        Outcome::Succeed { artifacts, result_video } => {
            files::publish(db, (task.account, &task.id), &artifacts)?;
            step("finish.published");
            if let Some(video) = result_video {
                if video.account != task.account {
                    return Err(Error::NotFound);
                }
                files::keep_video(db, &video)?;
            }
            Ending::succeeded()
        }
    };
    tasks::end(db, &task.id, ending, now_ms)
}

pub(crate) fn retry(
    db: &Connection,
    claim: &ClaimRef,
    why: String,
    (now_ms, after_ms): (i64, i64),
) -> Result<()> {
    let task = held(db, claim)?;
    if task.attempt < MOST_ATTEMPTS {
        return make_ready(db, &task.id, now_ms.saturating_add(after_ms));
    }
    tasks::end(db, &task.id, Ending::failed(why), now_ms).map(|_| ())
}

pub(crate) fn reap(db: &Connection, now_ms: i64) -> Result<u32> {
    let sql = "SELECT task FROM jobs WHERE owner IS NOT NULL AND lease_until_ms <= ?1
        ORDER BY lease_until_ms LIMIT 100";
    let abandoned = texts(db, sql, [now_ms])?;
    take_back(db, abandoned, now_ms)
}

fn take_back(db: &Connection, abandoned: Vec<String>, now_ms: i64) -> Result<u32> {
    if goes_without("taking back") {
        return Ok(0);
    }
    let mut count = 0;
    for id in abandoned {
        let attempt = tasks::by_id(db, &id)?.attempt;
        if attempt < MOST_ATTEMPTS {
            make_ready(db, &id, if attempt + 1 < MOST_ATTEMPTS { AT_ONCE } else { ALONE })?;
        } else {
            let message = format!(
                "The task could not be finished: its worker stopped unexpectedly {MOST_ATTEMPTS} times."
            );
            tasks::end(db, &id, Ending::failed(message), now_ms)?;
        }
        step("claim.taken_back");
        count += 1;
    }
    Ok(count)
}

fn make_ready(db: &Connection, task: &str, ready_ms: i64) -> Result<()> {
    let sql = "UPDATE jobs SET owner = NULL, lease_until_ms = NULL, ready_ms = ?2 WHERE task = ?1";
    db.prepare_cached(sql)?.execute((task, ready_ms))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::CLAIM;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn the_next_task_is_the_first_of_an_index() {
        expect![[r#"
            SEARCH jobs USING PRIMARY KEY (task=?)
            SCALAR SUBQUERY 1
            SCAN jobs USING INDEX jobs_ready
            CORRELATED SCALAR SUBQUERY 2
            SCAN held USING INDEX jobs_leased"#]]
        .assert_eq(&plan(CLAIM));
    }
}
