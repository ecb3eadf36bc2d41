//! Whose turn it is: how many requests run, in all and to each host, so that one that hangs holds up nobody else.

use std::collections::HashMap;
use std::sync::Arc;
use store::Room;

/// Requests at a time.
const PLACES: usize = 1024;
/// Requests to one host at a time.
const PER_HOST: u32 = 8;
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
    /// A turn of that host.
    pub(super) fn take(&mut self, host: &str) -> Turn {
        Turn { _held: self.0.entry(host.to_owned()).or_default().clone() }
    }

    /// How much more may run.
    pub(super) fn room(&mut self) -> Room {
        self.0.retain(|_, turn| running(turn) > 0);
        let busy: HashMap<_, _> = self.0.iter().map(|(host, turn)| (host.clone(), running(turn))).collect();
        let places = PLACES.saturating_sub(busy.values().map(|busy| *busy as usize).sum());
        Room { most: places.min(BATCH) as u32, per_host: PER_HOST, busy }
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
