//! Random histories of packs and tasks, carried out on the store and in the model, compared after every step.

use super::books::{BOOKS, broken};
use super::model::{LEASE_MS, Model, Refusal, SWEEP, Stand, Wrong};
use crate::claims::{ClaimRef, Outcome, claim, finish, reap, retry};
use crate::ledger::expire;
use crate::packs::{NewPack, PackKind, grant};
use crate::schema::tests::in_memory;
use crate::tasks::create::create;
use crate::tasks::delete::delete;
use crate::tasks::end::cancel;
use crate::tasks::read::must_be;
use crate::{AccountId, Created, Error, Kind, NewTask, Result, Terms, Units};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use rusqlite::Connection;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Accounts of every history.
const ACCOUNTS: [i64; 2] = [1, 2];
const START_MS: i64 = 10_000;

/// One thing that happens. A `which` chooses among what there is, counted round, the newest first.
#[derive(Debug, Clone)]
pub enum Step {
    Grant { account: i64, units: i64, begins_ms: i64, lasts_ms: i64, concurrency: Option<u32> },
    Create { account: i64, cost: i64 },
    Claim,
    Finish { which: usize, is_success: bool },
    Retry { which: usize },
    Reap,
    Cancel { which: usize },
    Delete { which: usize },
    Pass { ms: i64 },
    Expire,
}

/// Amounts of up to six decimals: often a few quarters, so that packs run out exactly, and often anything.
fn amount(most: i64) -> BoxedStrategy<i64> {
    prop_oneof![(1..=most / 250_000).prop_map(|quarters| quarters * 250_000), 1..=most].boxed()
}

/// Mostly of the first account, so that its histories get somewhere.
fn account() -> impl Strategy<Value = i64> {
    prop_oneof![4 => Just(ACCOUNTS[0]), 1 => Just(ACCOUNTS[1])]
}

fn grant_step() -> impl Strategy<Value = Step> {
    let concurrency = prop::option::of(1..6_u32);
    (account(), amount(1_500_000), -400..200_i64, 1..2500_i64, concurrency).prop_map(
        |(account, units, begins_ms, lasts_ms, concurrency)| Step::Grant {
            account,
            units,
            begins_ms,
            lasts_ms,
            concurrency,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let which = prop_oneof![Just(0), 0..64_usize];
    let cost = prop_oneof![1 => Just(0), 6 => amount(750_000), 1 => amount(4_000_000)];
    prop_oneof![
        2 => grant_step(),
        6 => (account(), cost).prop_map(|(account, cost)| Step::Create { account, cost }),
        7 => Just(Step::Claim),
        3 => (which.clone(), any::<bool>()).prop_map(|(which, is_success)| Step::Finish { which, is_success }),
        5 => which.clone().prop_map(|which| Step::Retry { which }),
        2 => Just(Step::Reap),
        1 => which.clone().prop_map(|which| Step::Cancel { which }),
        1 => which.prop_map(|which| Step::Delete { which }),
        3 => (1..400_i64).prop_map(|ms| Step::Pass { ms }),
        1 => Just(Step::Expire),
    ]
}

/// Most begin with some packs: an account without any is not metered.
fn history() -> impl Strategy<Value = Vec<Step>> {
    let grants = prop::collection::vec(grant_step(), 0..4);
    (grants, prop::collection::vec(step(), 1..36)).prop_map(|(grants, steps)| [grants, steps].concat())
}

/// What the histories of a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Histories that were carried out, those of shrinking too.
    pub histories: u32,
    pub steps: u32,
    /// How often each thing happened that the histories are there for.
    pub seen: BTreeMap<&'static str, u32>,
}

/// Carries out so many histories. `mutation` is SQL that changes the schema first.
pub fn run(
    histories: u32,
    seed: RngSeed,
    wrong: Wrong,
    mutation: &str,
) -> (Tally, std::result::Result<(), TestError<Vec<Step>>>) {
    let db = in_memory();
    db.execute_batch(mutation).unwrap();
    for account in ACCOUNTS {
        let sql = "INSERT INTO accounts (id, name, slots, created_ms) VALUES (?1, 'a' || ?1, ?2, 0)";
        db.execute(sql, (account, super::model::MAX_OPEN)).unwrap();
    }
    let config = Config {
        cases: histories,
        failure_persistence: None,
        rng_seed: seed,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let tally = RefCell::new(Tally::default());
    let result = TestRunner::new(config).run(&history(), |steps| {
        let mut tally = tally.borrow_mut();
        tally.histories += 1;
        db.execute_batch("SAVEPOINT history").unwrap();
        let outcome = History::new(&db, wrong, &mut tally).run(&steps);
        db.execute_batch("ROLLBACK TO history; RELEASE history").unwrap();
        outcome
    });
    (tally.into_inner(), result)
}

struct History<'a> {
    db: &'a Connection,
    model: Model,
    tally: &'a mut Tally,
    /// Every claim that was ever given out.
    claims: Vec<ClaimRef>,
}

type Checked = std::result::Result<(), TestCaseError>;

impl<'a> History<'a> {
    fn new(db: &'a Connection, wrong: Wrong, tally: &'a mut Tally) -> History<'a> {
        History { db, model: Model::new(wrong, START_MS), tally, claims: Vec::new() }
    }

    fn run(mut self, steps: &[Step]) -> Checked {
        for step in steps {
            self.tally.steps += 1;
            self.step(step)?;
            let broken = broken(self.db, &BOOKS);
            prop_assert!(broken.is_empty(), "{step:?}: {broken:?}");
            self.compare(step)?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Checked {
        match *step {
            Step::Grant { account, units, begins_ms, lasts_ms, concurrency } => {
                let effective_ms = self.model.now_ms + begins_ms;
                let pack = super::model::Pack {
                    account,
                    effective_ms,
                    invalid_ms: effective_ms + lasts_ms,
                    concurrency,
                    available: units,
                    held: 0,
                    spent: 0,
                    expired: 0,
                };
                self.grant(pack)
            }
            Step::Create { account, cost } => self.create(account, cost),
            Step::Claim => self.claim(),
            Step::Finish { which, is_success } => self.finish(which, is_success),
            Step::Retry { which } => self.retry(which),
            Step::Reap => self.reap(),
            Step::Cancel { which } => self.cancel(which),
            Step::Delete { which } => self.delete(which),
            Step::Pass { ms } => {
                self.model.now_ms += ms;
                Ok(())
            }
            Step::Expire => self.expire(),
        }
    }

    /// Does what the writer does with a request: all of it, or nothing.
    fn attempt<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let run = |sql| self.db.prepare_cached(sql).unwrap().execute(()).unwrap();
        run("SAVEPOINT request");
        let result = work(self.db);
        if result.is_err() {
            run("ROLLBACK TO request");
        }
        run("RELEASE request");
        result
    }

    fn saw(&mut self, what: &'static str) {
        *self.tally.seen.entry(what).or_default() += 1;
    }

    fn grant(&mut self, pack: super::model::Pack) -> Checked {
        let new = NewPack {
            name: "pack".into(),
            kind: PackKind::DecreasingTotal,
            units: units(pack.available),
            concurrency: pack.concurrency,
            effective_ms: pack.effective_ms,
            invalid_ms: pack.invalid_ms,
        };
        let now_ms = self.model.now_ms;
        let granted = self.attempt(|db| grant(db, AccountId(pack.account), &new, now_ms)).unwrap();
        self.model.packs.insert(granted.id, pack);
        Ok(())
    }

    fn create(&mut self, account: i64, cost: i64) -> Checked {
        let id = format!("{:018}", self.model.tasks.len());
        let new = NewTask {
            source: None,
            id: id.clone(),
            account: AccountId(account),
            kind: Kind::VideoToAudio,
            external_id: None,
            order: serde_json::Value::Null,
            callback_url: None,
            idempotency_key: None,
            cost: units(cost),
        };
        let now_ms = self.model.now_ms;
        let made = self.attempt(|db| create(db, &new, Terms::default(), now_ms));
        match (made, self.model.offer(account, cost)) {
            (Ok(Created::New(_)), Ok(drawn)) => {
                self.saw(match drawn.as_deref() {
                    None => "a task without meter",
                    Some([]) => "a task that costs nothing",
                    Some([_]) => "a draw on one pack",
                    Some(_) => "a draw on several packs",
                });
                self.model.create(&id, account, cost, drawn);
            }
            (Err(Error::NoUnits), Err(Refusal::NoUnits)) => self.saw("no units"),
            (Err(Error::TooMany), Err(Refusal::TooMany)) => self.saw("no slot"),
            (made, offer) => prop_assert!(false, "the store says {made:?}, the model {offer:?}"),
        }
        Ok(())
    }

    fn claim(&mut self) -> Checked {
        let now_ms = self.model.now_ms;
        let claimed = self.attempt(|db| claim(db, "w", now_ms, now_ms + LEASE_MS)).unwrap();
        let ready = |task: &super::model::Task| task.stand == Stand::Ready;
        let Some(claimed) = claimed else {
            // One that killed two workers waits until nothing is in hand, and is not overtaken.
            let in_hand = |task: &super::model::Task| matches!(task.stand, Stand::Claimed { .. });
            let tasks = || self.model.tasks.values();
            prop_assert!(!tasks().any(ready) || tasks().any(in_hand));
            return Ok(());
        };
        prop_assert!(ready(&self.model.tasks[&claimed.claim.task]));
        self.model.claim(&claimed.claim.task, claimed.claim.epoch);
        self.claims.push(claimed.claim);
        Ok(())
    }

    /// One of the claims that were ever given out, and whether it still is one.
    fn a_claim(&self, which: usize) -> Option<(ClaimRef, bool)> {
        let claim = self.claims.iter().rev().nth(which.checked_rem(self.claims.len())?)?.clone();
        let stand = self.model.tasks[&claim.task].stand;
        let is_current = matches!(stand, Stand::Claimed { epoch, .. } if epoch == claim.epoch);
        Some((claim, is_current))
    }

    fn finish(&mut self, which: usize, is_success: bool) -> Checked {
        let Some((claim, is_current)) = self.a_claim(which) else { return Ok(()) };
        let outcome = if is_success {
            Outcome::Succeed { artifacts: Vec::new(), result_video: None }
        } else {
            Outcome::Failed { message: "no".into() }
        };
        let now_ms = self.model.now_ms;
        match self.attempt(|db| finish(db, &claim, outcome, now_ms)) {
            Ok(_) => {
                prop_assert!(is_current);
                self.model.end(&claim.task, is_success);
                self.saw(if is_success { "a success" } else { "a failure" });
            }
            Err(Error::Lost) => {
                prop_assert!(!is_current);
                self.saw("a zombie's write");
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
        Ok(())
    }

    fn retry(&mut self, which: usize) -> Checked {
        let Some((claim, is_current)) = self.a_claim(which) else { return Ok(()) };
        let now_ms = self.model.now_ms;
        let retried = self.attempt(|db| retry(db, &claim, "later".into(), (now_ms, 0)));
        prop_assert_eq!(retried.is_ok(), is_current, "{:?}", retried);
        if is_current {
            self.take_back(&claim.task);
        }
        Ok(())
    }

    fn reap(&mut self) -> Checked {
        let now_ms = self.model.now_ms;
        let count = self.attempt(|db| reap(db, now_ms)).unwrap();
        let abandoned = self.model.abandoned();
        prop_assert_eq!(count as usize, abandoned.len());
        abandoned.iter().for_each(|id| self.take_back(id));
        Ok(())
    }

    fn take_back(&mut self, id: &str) {
        self.model.take_back(id);
        if self.model.tasks[id].has_ended() {
            self.saw("a third attempt that failed");
        }
    }

    fn a_task(&self, which: usize) -> Option<(String, AccountId)> {
        let (id, task) = self.model.tasks.iter().rev().nth(which.checked_rem(self.model.tasks.len())?)?;
        Some((id.clone(), AccountId(task.account)))
    }

    fn cancel(&mut self, which: usize) -> Checked {
        let Some((id, account)) = self.a_task(which) else { return Ok(()) };
        let now_ms = self.model.now_ms;
        let cancelled = self.attempt(|db| cancel(db, must_be(db, account, &id)?, "cancelled".into(), now_ms));
        let task = &self.model.tasks[&id];
        let (was_claimed, has_late_units) = (task.was_claimed, self.draws_on_an_ended_pack(&id));
        match cancelled {
            Ok(_) => {
                prop_assert!(!task.has_ended());
                self.model.end(&id, false);
                self.saw(if was_claimed { "a cancel of what was begun" } else { "a cancel of what waited" });
                if has_late_units {
                    self.saw("a release to a pack that has ended");
                }
            }
            Err(Error::WrongState(_)) => prop_assert!(task.has_ended() && !task.deleted),
            Err(Error::NotFound) => prop_assert!(task.deleted),
            Err(other) => prop_assert!(false, "{other}"),
        }
        Ok(())
    }

    fn draws_on_an_ended_pack(&self, id: &str) -> bool {
        let drawn = self.model.tasks[id].drawn.iter().flatten();
        drawn.into_iter().any(|(pack, _)| self.model.packs[pack].invalid_ms <= self.model.now_ms)
    }

    fn delete(&mut self, which: usize) -> Checked {
        let Some((id, account)) = self.a_task(which) else { return Ok(()) };
        let now_ms = self.model.now_ms;
        let deleted = self.attempt(|db| delete(db, &must_be(db, account, &id)?, now_ms));
        let task = self.model.tasks.get_mut(&id).unwrap();
        match deleted {
            Ok(_) => {
                prop_assert!(task.has_ended() && !task.deleted);
                task.deleted = true;
                self.saw("a delete");
            }
            Err(Error::WrongState(_)) => prop_assert!(!task.has_ended()),
            Err(Error::NotFound) => prop_assert!(task.deleted),
            Err(other) => prop_assert!(false, "{other}"),
        }
        Ok(())
    }

    fn expire(&mut self) -> Checked {
        let now_ms = self.model.now_ms;
        let count = self.attempt(|db| expire(db, now_ms, u32::try_from(SWEEP).unwrap())).unwrap();
        prop_assert_eq!(count as usize, self.model.expire());
        if count > 0 {
            self.saw("a pack written off");
        }
        Ok(())
    }

    /// Every pack, every task and every slot is as the model has it.
    fn compare(&self, step: &Step) -> Checked {
        let packs: Vec<_> = self
            .model
            .packs
            .iter()
            .map(|(id, pack)| (id.clone(), [pack.available, pack.held, pack.spent, pack.expired]))
            .collect();
        let sql = "SELECT id, available, held, spent, expired FROM packs ORDER BY id";
        let columns = |row: &rusqlite::Row| {
            Ok((row.get::<_, String>(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
        };
        prop_assert_eq!(self.rows(sql, columns), packs, "packs after {:?}", step);

        let tasks: Vec<_> =
            self.model.tasks.iter().map(|(id, task)| (id.clone(), state(task), deduction(task))).collect();
        let sql = "SELECT id, state, deduction FROM tasks ORDER BY id";
        let columns = |row: &rusqlite::Row| {
            let deduction: Option<String> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, deduction.map(|text| text.parse().unwrap())))
        };
        prop_assert_eq!(self.rows(sql, columns), tasks, "tasks after {:?}", step);

        let open = ACCOUNTS.map(|account| self.model.open.get(&account).copied().unwrap_or_default());
        let sql = "SELECT open FROM accounts ORDER BY id";
        prop_assert_eq!(self.rows(sql, |row| row.get::<_, u32>(0)), open, "slots after {:?}", step);
        Ok(())
    }

    fn rows<T>(&self, sql: &str, columns: impl FnMut(&rusqlite::Row) -> rusqlite::Result<T>) -> Vec<T> {
        let mut statement = self.db.prepare_cached(sql).unwrap();
        statement.query_map((), columns).unwrap().map(rusqlite::Result::unwrap).collect()
    }
}

fn state(task: &super::model::Task) -> i64 {
    match task.stand {
        Stand::Succeeded => 2,
        Stand::Failed => 3,
        _ => i64::from(task.was_claimed),
    }
}

fn deduction(task: &super::model::Task) -> Option<Units> {
    match task.stand {
        Stand::Succeeded => Some(units(task.cost)),
        Stand::Failed => Some(Units::ZERO),
        _ => None,
    }
}

/// So many millionths, by way of their text.
pub fn units(millionths: i64) -> Units {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000).parse().unwrap()
}
