//! Whose turn it is: how many requests run, in all, of each account and of each of its queues, so that what hangs holds up
//! nobody else.

use std::collections::HashMap;
use std::sync::Arc;
use store::Room;

/// Requests at a time.
const PLACES: usize = 1024;
/// Requests of one queue at a time: of an account to a host.
const PER_QUEUE: u32 = 8;
/// Requests of one account at a time, to however many hosts.
const PER_ACCOUNT: u32 = 64;
/// Callbacks taken from the store at a time.
const BATCH: usize = 64;

/// The requests that run.
#[derive(Default)]
pub(super) struct Turns(HashMap<String, Arc<()>>);

/// Held while a request runs; a task that panics or is cut off lets go of it too.
pub(super) struct Turn {
    _held: Arc<()>,
}

impl Turns {
    /// A turn of that queue.
    pub(super) fn take(&mut self, queue: &str) -> Turn {
        Turn { _held: self.0.entry(queue.to_owned()).or_default().clone() }
    }

    /// How much more may run.
    pub(super) fn room(&mut self) -> Room {
        self.0.retain(|_, turn| running(turn) > 0);
        let busy: HashMap<_, _> = self.0.iter().map(|(queue, turn)| (queue.clone(), running(turn))).collect();
        let places = PLACES.saturating_sub(busy.values().map(|busy| *busy as usize).sum());
        Room { most: places.min(BATCH) as u32, per_queue: PER_QUEUE, per_account: PER_ACCOUNT, busy }
    }
}

fn running(turn: &Arc<()>) -> u32 {
    (Arc::strong_count(turn) - 1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_that_has_ended_makes_room_however_it_ended() {
        let mut turns = Turns::default();
        let (first, second, other) = (turns.take("h"), turns.take("h"), turns.take("i"));
        assert_eq!(turns.room().busy, HashMap::from([("h".to_owned(), 2), ("i".to_owned(), 1)]));
        drop((first, other));
        assert_eq!(turns.room().busy, HashMap::from([("h".to_owned(), 1)]));
        let panicked = std::thread::spawn(move || {
            let _second = second;
            panic!("the stage is on fire");
        });
        assert!(panicked.join().is_err());
        assert_eq!(turns.room().busy, HashMap::new());
    }

    #[test]
    fn there_are_so_many_places_and_no_more() {
        let mut turns = Turns::default();
        assert_eq!(turns.room().most as usize, BATCH);
        let mut held: Vec<_> = (0..PLACES).map(|number| turns.take(&format!("h{}", number / 8))).collect();
        assert_eq!(turns.room().most, 0);
        held.truncate(PLACES - 3);
        assert_eq!(turns.room().most, 3);
    }
}
