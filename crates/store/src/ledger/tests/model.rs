//! What must happen to units, written a second time, plainly: maps and sums, no SQL, nothing of the store's.

use std::collections::BTreeMap;

/// Slots of an account whose packs say nothing.
pub const MAX_OPEN: u32 = 3;
/// How long a claim lasts.
pub const LEASE_MS: i64 = 300;
/// Most packs that one sweep expires.
pub const SWEEP: usize = 2;

/// A rule that the model breaks, to see that the comparison notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Nothing,
    DrawsFromThePackThatEndsLast,
    UsesAPackAtItsEnd,
    ReleasesTwice,
    ChargesFailures,
    KeepsTheSlot,
    CountsTheSlotsOfAPackThatHasEnded,
}

/// Why a create is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    NoUnits,
    TooMany,
}

/// A pack; units in millionths.
#[derive(Debug, Clone)]
pub struct Pack {
    pub account: i64,
    pub effective_ms: i64,
    pub invalid_ms: i64,
    pub concurrency: Option<u32>,
    pub available: i64,
    pub held: i64,
    pub spent: i64,
    pub expired: i64,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    Ready,
    Claimed { epoch: i64, until_ms: i64 },
    Succeeded,
    Failed,
}

/// A task.
#[derive(Debug, Clone)]
pub struct Task {
    pub account: i64,
    pub cost: i64,
    /// What it took of which pack; none if its account had no packs.
    pub drawn: Option<Vec<(String, i64)>>,
    pub stand: Stand,
    pub attempts: u32,
    pub was_claimed: bool,
    pub deleted: bool,
}

impl Task {
    pub fn has_ended(&self) -> bool {
        matches!(self.stand, Stand::Succeeded | Stand::Failed)
    }
}

/// All that the model knows.
pub struct Model {
    pub wrong: Wrong,
    pub now_ms: i64,
    pub packs: BTreeMap<String, Pack>,
    pub tasks: BTreeMap<String, Task>,
    pub open: BTreeMap<i64, u32>,
}

impl Model {
    pub fn new(wrong: Wrong, now_ms: i64) -> Model {
        Model { wrong, now_ms, packs: BTreeMap::new(), tasks: BTreeMap::new(), open: BTreeMap::new() }
    }

    /// What a create is to draw, or why it is to be refused.
    pub fn offer(&self, account: i64, cost: i64) -> Result<Option<Vec<(String, i64)>>, Refusal> {
        if self.packs.values().all(|pack| pack.account != account) {
            return self.slot(account).map(|()| None);
        }
        let mut drawn = Vec::new();
        let mut wanted = cost;
        for (id, pack) in self.usable(account) {
            let taken = wanted.min(pack.available);
            if taken > 0 {
                drawn.push((id.clone(), taken));
                wanted -= taken;
            }
        }
        if wanted > 0 {
            return Err(Refusal::NoUnits);
        }
        self.slot(account).map(|()| Some(drawn))
    }

    /// The account's packs whose time it is, in the order in which they are used.
    fn usable(&self, account: i64) -> Vec<(&String, &Pack)> {
        let mut usable: Vec<_> =
            self.packs.iter().filter(|(_, pack)| pack.account == account && self.is_its_time(pack)).collect();
        usable.sort_by_key(|(id, pack)| (pack.invalid_ms, pack.effective_ms, (*id).clone()));
        if self.wrong == Wrong::DrawsFromThePackThatEndsLast {
            usable.reverse();
        }
        usable
    }

    fn is_its_time(&self, pack: &Pack) -> bool {
        let last_ms =
            if self.wrong == Wrong::UsesAPackAtItsEnd { pack.invalid_ms } else { pack.invalid_ms - 1 };
        (pack.effective_ms..=last_ms).contains(&self.now_ms)
    }

    /// Drawing does not make a pack count less: what leaves `available` is `held`.
    fn slot(&self, account: i64) -> Result<(), Refusal> {
        let counts = |pack: &&Pack| {
            let is_its_time =
                self.is_its_time(pack) || self.wrong == Wrong::CountsTheSlotsOfAPackThatHasEnded;
            pack.account == account && is_its_time && pack.available + pack.held > 0
        };
        let most = self.packs.values().filter(counts).filter_map(|pack| pack.concurrency).max();
        let is_full = self.open.get(&account).is_some_and(|open| *open >= most.unwrap_or(MAX_OPEN));
        if is_full { Err(Refusal::TooMany) } else { Ok(()) }
    }

    pub fn create(&mut self, id: &str, account: i64, cost: i64, drawn: Option<Vec<(String, i64)>>) {
        for (pack, units) in drawn.iter().flatten() {
            let pack = self.packs.get_mut(pack).unwrap();
            pack.available -= units;
            pack.held += units;
        }
        *self.open.entry(account).or_default() += 1;
        let task = Task {
            account,
            cost,
            drawn,
            stand: Stand::Ready,
            attempts: 0,
            was_claimed: false,
            deleted: false,
        };
        self.tasks.insert(id.to_owned(), task);
    }

    pub fn claim(&mut self, id: &str, epoch: i64) {
        let until_ms = self.now_ms + LEASE_MS;
        let task = self.tasks.get_mut(id).unwrap();
        task.stand = Stand::Claimed { epoch, until_ms };
        task.attempts += 1;
        task.was_claimed = true;
    }

    pub fn end(&mut self, id: &str, is_success: bool) {
        let task = self.tasks.get_mut(id).unwrap();
        task.stand = if is_success { Stand::Succeeded } else { Stand::Failed };
        let factor = if self.wrong == Wrong::ReleasesTwice { 2 } else { 1 };
        for (pack, units) in task.drawn.iter().flatten() {
            let pack = self.packs.get_mut(pack).unwrap();
            pack.held -= units;
            if is_success || self.wrong == Wrong::ChargesFailures {
                pack.spent += units;
            } else {
                pack.available += factor * units;
            }
        }
        if self.wrong != Wrong::KeepsTheSlot {
            *self.open.get_mut(&task.account).unwrap() -= 1;
        }
    }

    /// The worker did not come to an end: the task is ready again, or has failed after the third attempt.
    pub fn take_back(&mut self, id: &str) {
        let task = self.tasks.get_mut(id).unwrap();
        if task.attempts < 3 {
            task.stand = Stand::Ready;
        } else {
            self.end(id, false);
        }
    }

    /// The tasks whose lease has run out.
    pub fn abandoned(&self) -> Vec<String> {
        let is_over =
            |task: &Task| matches!(task.stand, Stand::Claimed { until_ms, .. } if until_ms <= self.now_ms);
        self.tasks.iter().filter(|(_, task)| is_over(task)).map(|(id, _)| id.clone()).collect()
    }

    /// Writes off packs that have ended; how many.
    pub fn expire(&mut self) -> usize {
        let now_ms = self.now_ms;
        let mut over: Vec<_> = self
            .packs
            .iter_mut()
            .filter(|(_, pack)| pack.invalid_ms <= now_ms && pack.available > 0)
            .collect();
        over.sort_by_key(|(id, pack)| (pack.invalid_ms, (*id).clone()));
        over.truncate(SWEEP);
        for (_, pack) in &mut over {
            pack.expired += std::mem::take(&mut pack.available);
        }
        over.len()
    }
}
