//! Who is connected: so many at a time, and when all places are taken, whoever has been silent longest makes room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Descriptors that are not for connections: the database, results that are written, children, callbacks.
const OTHER_DESCRIPTORS: u64 = 512;

/// The places for connections.
pub(crate) struct Doors {
    most: usize,
    inside: Mutex<Inside>,
    left: Notify,
}

#[derive(Default)]
struct Inside {
    seats: usize,
    next: u64,
    /// Those that wait for a request, longest first.
    silent: BTreeMap<u64, CancellationToken>,
    /// Those who have their answer and take their time to read it, longest first: they go when nobody is silent.
    reading: BTreeMap<u64, CancellationToken>,
}

/// A connection's place.
pub(crate) struct Seat {
    doors: Arc<Doors>,
    /// Told to leave.
    pub(crate) shown_out: CancellationToken,
    place: Mutex<Option<u64>>,
}

/// Held while a request of the connection is answered.
pub(crate) struct Busy(Arc<Seat>);

impl Doors {
    pub(crate) fn new(most: usize) -> Arc<Doors> {
        Arc::new(Doors { most, inside: Mutex::default(), left: Notify::new() })
    }

    /// A place; somebody silent, or else whoever has been reading longest, leaves for it if there is none. While
    /// everybody waits for an answer, this waits too.
    pub(crate) async fn enter(self: &Arc<Doors>) -> Arc<Seat> {
        loop {
            if let Some(seat) = self.seat() {
                return seat;
            }
            self.left.notified().await;
        }
    }

    fn seat(self: &Arc<Doors>) -> Option<Arc<Seat>> {
        let mut inside = self.inside();
        if inside.seats >= self.most {
            let silent = inside.silent.pop_first();
            let (_, longest) = silent.or_else(|| inside.reading.pop_first())?;
            longest.cancel();
            // It has not let go of its own place yet; that it was counted twice ends when it does.
        }
        inside.seats += 1;
        let seat = Seat { doors: self.clone(), shown_out: CancellationToken::new(), place: Mutex::default() };
        *seat.place() = Some(inside.sit(&seat.shown_out));
        Some(Arc::new(seat))
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn sit(&mut self, shown_out: &CancellationToken) -> u64 {
        self.next += 1;
        self.silent.insert(self.next, shown_out.clone());
        self.next
    }
}

impl Seat {
    /// Nobody who is being answered is shown out.
    pub(crate) fn busy(self: &Arc<Seat>) -> Busy {
        if let Some(place) = self.place().take() {
            self.doors.inside().silent.remove(&place);
        }
        Busy(self.clone())
    }

    fn place(&self) -> MutexGuard<'_, Option<u64>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Busy {
    /// The answer is known; what is left is up to its reader.
    pub(crate) fn answered(&self) {
        let mut inside = self.0.doors.inside();
        inside.next += 1;
        let place = inside.next;
        inside.reading.insert(place, self.0.shown_out.clone());
        drop(inside);
        *self.0.place() = Some(place);
        self.0.doors.left.notify_one();
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(place) = self.0.place().take() {
            self.0.doors.inside().reading.remove(&place);
        }
        let place = self.0.doors.inside().sit(&self.0.shown_out);
        *self.0.place() = Some(place);
        self.0.doors.left.notify_one();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let place = self.place().take();
        let mut inside = self.doors.inside();
        inside.seats -= 1;
        if let Some(place) = place {
            inside.silent.remove(&place);
            inside.reading.remove(&place);
        }
        drop(inside);
        self.doors.left.notify_one();
    }
}

/// How many connections there may be: what was asked for, as far as the system's limit of descriptors allows once it has
/// been raised; one for the connection, one for the file that it is sent.
pub(crate) fn most_connections(wanted: usize) -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _as_it_was = setrlimit(Resource::Nofile, limit);
    let descriptors = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    wanted.min(connections_of(descriptors))
}

fn connections_of(descriptors: u64) -> usize {
    let left = descriptors.saturating_sub(OTHER_DESCRIPTORS).max(descriptors / 4);
    usize::try_from(left / 2).unwrap_or(usize::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_longest_silent_leaves_for_the_next_and_nobody_who_is_being_answered() {
        let doors = Doors::new(3);
        let (first, second, third) = (doors.enter().await, doors.enter().await, doors.enter().await);
        let answered = first.busy();
        let fourth = doors.enter().await;
        assert!(second.shown_out.is_cancelled() && !first.shown_out.is_cancelled());
        drop(answered);
        // The first was heard of last, the third not at all.
        let _fifth = doors.enter().await;
        assert!(third.shown_out.is_cancelled() && !first.shown_out.is_cancelled());
        assert!(!fourth.shown_out.is_cancelled());
    }

    #[tokio::test]
    async fn while_everybody_is_answered_the_next_waits() {
        let doors = Doors::new(1);
        let only = doors.enter().await;
        let answered = only.busy();
        let waiting = tokio::spawn({
            let doors = doors.clone();
            async move { doors.enter().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(answered);
        let _next = waiting.await.unwrap();
        assert!(only.shown_out.is_cancelled());
    }

    #[tokio::test]
    async fn who_takes_his_time_over_an_answer_leaves_when_nobody_is_silent() {
        let doors = Doors::new(2);
        let (reader, asker) = (doors.enter().await, doors.enter().await);
        let (reading, _asking) = (reader.busy(), asker.busy());
        reading.answered();
        let _next = doors.enter().await;
        assert!(reader.shown_out.is_cancelled() && !asker.shown_out.is_cancelled());
        drop(reading);
        assert!(doors.inside().reading.is_empty());
    }

    #[test]
    fn descriptors_are_left_for_everything_else() {
        assert_eq!(connections_of(64), 8);
        assert_eq!(connections_of(1_024), 256);
        assert_eq!(connections_of(1 << 20), ((1 << 20) - 512) / 2);
    }
}
