//! Long random histories, from fixed seeds, against a model of what may happen.

use crate::world::{COST, KIND, LEASE_MS, World};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};
use store::{ClaimRef, Error, State, Units};

/// What the model knows of a task.
#[derive(Default)]
struct Known {
    /// The epoch whose holder may write, if any.
    current: Option<i64>,
    attempt: u32,
    /// Its workers have died twice.
    is_suspect: bool,
    lease_until_ms: i64,
    ended: Option<State>,
}

struct History {
    world: World,
    dice: ChaCha8Rng,
    known: BTreeMap<String, Known>,
    /// Every claim that was ever given out; most of them are zombies' by now.
    claims: Vec<ClaimRef>,
    /// Units of the account, in quarters: what a task costs.
    granted: usize,
    /// What has happened at least once.
    seen: BTreeSet<&'static str>,
}

impl History {
    fn roll(&mut self, sides: usize) -> usize {
        (self.dice.next_u32() as usize) % sides
    }

    async fn step(&mut self) {
        match self.roll(12) {
            0 | 1 => self.create().await,
            10 => self.cancel().await,
            11 => self.grant().await,
            2 | 3 => self.claim().await,
            4..=6 => self.write_with_any_claim().await,
            7 => self.heartbeat().await,
            8 => self.reap().await,
            _ => self.world.pass(LEASE_MS / 3),
        }
    }

    async fn create(&mut self) {
        let (open, available) = (self.count(None), self.available());
        let new = self.world.new_task();
        let new = store::NewTask { callback_url: Some("http://h/".into()), ..new };
        match self.world.make(new).await {
            Ok(task) => {
                assert!(open < 8 && available > 0);
                self.known.insert(task.id, Known::default());
            }
            Err(Error::NoUnits) => {
                assert_eq!(available, 0);
                self.seen.insert("no units");
            }
            Err(Error::TooMany) => {
                assert_eq!(open, 8);
                self.seen.insert("no slot");
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn count(&self, ended: Option<State>) -> usize {
        self.known.values().filter(|known| known.ended == ended).count()
    }

    /// Quarters that are neither held by an open task nor spent on a success.
    fn available(&self) -> usize {
        self.granted - self.count(None) - self.count(Some(State::Succeed))
    }

    /// Packs of one or two quarters, so that many tasks draw on two of them.
    async fn grant(&mut self) {
        let (first, second) = (self.roll(50_000), self.roll(50_000));
        let odd = format!("0.2{first:05}");
        self.world.grant(&odd, 1_000_000_000 + second as i64, None).await;
        let rest = format!("0.{:06}", 500_000 - 200_000 - first);
        self.world.grant(&rest, 1_000_000_000 + first as i64, None).await;
        self.granted += 2;
    }

    async fn cancel(&mut self) {
        if self.known.is_empty() {
            return;
        }
        // Young tasks, of which more are open.
        let place = self.roll(self.known.len().min(12));
        let (id, known) = self.known.iter_mut().rev().nth(place).unwrap();
        let (first, now) = (self.world.first(), self.world.now());
        match self.world.store().cancel_task(first, id, "no", now).await {
            Ok(_) => {
                assert!(known.ended.is_none());
                known.end(State::Failed);
                self.seen.insert("a cancel");
            }
            Err(Error::WrongState(state)) => assert_eq!(Some(state), known.ended),
            Err(other) => panic!("{other}"),
        }
    }

    async fn claim(&mut self) {
        let has_any = |test: fn(&Known) -> bool| self.known.values().any(test);
        let free = has_any(|known| known.ended.is_none() && known.current.is_none());
        let free_suspect =
            has_any(|known| known.ended.is_none() && known.current.is_none() && known.is_suspect);
        let held = has_any(|known| known.current.is_some());
        let held_suspect = has_any(|known| known.current.is_some() && known.is_suspect);
        let claim = self.world.store().claim("w", self.world.now(), LEASE_MS).await.unwrap();
        let Some(claim) = claim else {
            assert!(!free || held_suspect || (held && free_suspect));
            if free {
                self.seen.insert("a wait for one that must be alone");
            }
            return;
        };
        assert!(free && !held_suspect && !(held && self.known[&claim.claim.task].is_suspect));
        let known = self.known.get_mut(&claim.claim.task).unwrap();
        assert!(known.current.is_none() && known.ended.is_none());
        known.attempt += 1;
        assert_eq!((claim.task.attempt, claim.task.state), (known.attempt, State::Processing));
        known.current = Some(claim.claim.epoch);
        known.lease_until_ms = claim.lease_until_ms;
        self.claims.push(claim.claim);
    }

    async fn write_with_any_claim(&mut self) {
        if self.claims.is_empty() {
            return;
        }
        let place = self.roll(self.claims.len());
        // Young claims more often, or nearly all would be zombies'.
        let place = if self.roll(2) == 0 { place } else { self.claims.len() - 1 };
        let (claim, write) = (self.claims[place].clone(), self.roll(5));
        let (world, now) = (&self.world, self.world.now());
        let store = world.store();
        let id = claim.task.clone();
        let result = match write {
            0 => store.finish(claim.clone(), world.success(&id), now).await.map(|_| ()),
            1 => store.finish(claim.clone(), world.failure(), now).await.map(|_| ()),
            2 => store.set_parent_video(claim.clone(), world.video(&format!("v-{id}"))).await,
            3 => store.give_back(claim.clone()).await,
            _ => store.retry_later(claim.clone(), "later", now, 0).await,
        };
        let known = self.known.get_mut(&id).unwrap();
        if known.current != Some(claim.epoch) {
            assert!(matches!(result, Err(Error::Lost)), "{result:?}");
            return;
        }
        result.unwrap();
        match write {
            0 => known.end(State::Succeed),
            1 => known.end(State::Failed),
            2 => {}
            3 => {
                known.attempt -= 1;
                known.current = None;
            }
            _ => known.take_back(false),
        }
    }

    async fn heartbeat(&mut self) {
        let now = self.world.now();
        let ours = self.world.store().heartbeat(self.claims.clone(), now, LEASE_MS).await.unwrap();
        let expected: Vec<_> = self
            .claims
            .iter()
            .filter(|claim| self.known[&claim.task].current == Some(claim.epoch))
            .cloned()
            .collect();
        assert_eq!(ours, expected);
        for claim in ours {
            self.known.get_mut(&claim.task).unwrap().lease_until_ms = now + LEASE_MS;
        }
    }

    async fn reap(&mut self) {
        let now = self.world.now();
        let mut expected = 0;
        for known in self.known.values_mut() {
            if known.current.is_some() && known.lease_until_ms <= now {
                known.take_back(true);
                expected += 1;
            }
        }
        assert_eq!(self.world.store().reap(now).await.unwrap(), expected);
    }

    async fn compare(&self) {
        for (id, known) in &self.known {
            let task = self.world.task(id).await;
            let state = known.ended.unwrap_or(if self.claims.iter().any(|claim| claim.task == *id) {
                State::Processing
            } else {
                State::Submitted
            });
            assert_eq!((task.state, task.attempt), (state, known.attempt), "{id}");
        }
        let quarters =
            |count: usize| (0..count).map(|_| COST.parse::<Units>().unwrap()).sum::<Units>().to_string();
        let expected =
            [self.available(), self.count(None), self.count(Some(State::Succeed)), 0].map(quarters);
        assert_eq!(self.world.units().await, expected);
        let listed = self.world.store().tasks(self.world.first(), KIND, 1, 500).await.unwrap();
        assert!(listed.iter().map(|task| &task.id).eq(self.known.keys().rev().take(500)));
    }
}

impl Known {
    fn end(&mut self, state: State) {
        self.ended = Some(state);
        self.current = None;
    }

    fn take_back(&mut self, has_died: bool) {
        self.current = None;
        self.is_suspect = has_died && self.attempt == 2;
        if self.attempt == 3 {
            self.ended = Some(State::Failed);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_histories_follow_the_model() {
    let mut seen = BTreeSet::new();
    for seed in 0..4 {
        let mut history = History {
            world: World::new(8).await,
            dice: ChaCha8Rng::seed_from_u64(seed),
            known: BTreeMap::new(),
            claims: Vec::new(),
            granted: 0,
            seen: BTreeSet::new(),
        };
        history.grant().await;
        for _ in 0..300 {
            history.step().await;
        }
        history.compare().await;
        seen.append(&mut history.seen);
        let ended = history.known.values().filter(|known| known.ended.is_some()).count();
        assert!(ended > 10, "seed {seed} must get somewhere, not only to {ended}");
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["a cancel", "a wait for one that must be alone", "no slot", "no units"]
    );
}
