//! So many requests of a kind at a time, so many that wait, and not for long: the rest are told to come back.

use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// What one kind of request has to pass.
pub(crate) struct Turnstile {
    inside: Semaphore,
    waiting: Semaphore,
    longest: Duration,
}

impl Turnstile {
    /// Lets `inside` in at a time; `waiting` more may wait, each at most `longest`.
    pub(crate) fn new(inside: usize, waiting: usize, longest: Duration) -> Turnstile {
        Turnstile { inside: Semaphore::new(inside), waiting: Semaphore::new(waiting), longest }
    }

    /// A place until it is dropped; `None` where there are too many before.
    pub(crate) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.inside.try_acquire() {
            return Some(place);
        }
        let _in_the_queue = self.waiting.try_acquire().ok()?;
        tokio::time::timeout(self.longest, self.inside.acquire()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn so_many_are_inside_so_many_wait_and_the_rest_are_sent_away() {
        let turnstile = Arc::new(Turnstile::new(1, 1, Duration::from_millis(300)));
        let first = turnstile.enter().await.unwrap();
        let own = turnstile.clone();
        let second = tokio::spawn(async move { own.enter().await.is_some() });
        while turnstile.waiting.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(turnstile.enter().await.is_none(), "the queue is full");
        drop(first);
        assert!(second.await.unwrap(), "who waited comes in");
        let _inside = turnstile.enter().await.unwrap();
        assert!(turnstile.enter().await.is_none(), "nobody waits for ever");
        assert_eq!(turnstile.waiting.available_permits(), 1);
    }
}
