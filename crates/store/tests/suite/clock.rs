//! The clock: a leap forward is not believed until somebody says that it is right.

use crate::world::{START_MS, World};

const HOUR_MS: i64 = 3600 * 1000;
const YEAR_MS: i64 = 365 * 24 * HOUR_MS;

#[tokio::test]
async fn a_leap_of_more_than_a_day_is_not_believed_and_stays_so() {
    let world = World::new(20).await;
    let believes = async |ms: i64| world.store().believe_clock(START_MS + ms).await.unwrap();
    assert!(believes(0).await, "the first time of all");
    assert!(believes(23 * HOUR_MS).await);
    let day_on = 47 * HOUR_MS;
    assert!(!believes(day_on + 1).await);
    assert!(!believes(day_on + 2 * HOUR_MS).await, "saying it again does not make it true");
    assert!(!believes(YEAR_MS).await);
    assert!(believes(day_on).await, "exactly a day on");
    assert!(believes(day_on + 1).await, "and from there on");
}

#[tokio::test]
async fn a_clock_that_goes_back_is_believed_and_does_not_lower_the_mark() {
    let world = World::new(20).await;
    for ms in [0, -YEAR_MS] {
        assert!(world.store().believe_clock(START_MS + ms).await.unwrap());
    }
    assert!(world.store().believe_clock(START_MS + 24 * HOUR_MS).await.unwrap());
}

#[tokio::test]
async fn a_leap_is_believed_once_somebody_confirms_it() {
    let world = World::new(20).await;
    assert_eq!(world.store().confirm_clock(START_MS).await.unwrap(), None);
    assert!(!world.store().believe_clock(START_MS + YEAR_MS).await.unwrap());
    assert_eq!(world.store().confirm_clock(START_MS + YEAR_MS).await.unwrap(), Some(START_MS));
    assert!(world.store().believe_clock(START_MS + YEAR_MS + HOUR_MS).await.unwrap());
}

/// A leap that was believed by mistake, and taken back by hand.
#[tokio::test]
async fn whoever_confirms_can_also_lower_the_mark() {
    let world = World::new(20).await;
    world.store().confirm_clock(START_MS + YEAR_MS).await.unwrap();
    world.store().confirm_clock(START_MS).await.unwrap();
    assert!(!world.store().believe_clock(START_MS + YEAR_MS).await.unwrap());
    assert!(world.store().believe_clock(START_MS + HOUR_MS).await.unwrap());
}

#[tokio::test]
async fn what_was_believed_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = store::Store::open(dir.path()).unwrap();
    assert!(store.believe_clock(START_MS).await.unwrap());
    store.close().await;
    let store = store::Store::open(dir.path()).unwrap();
    assert!(!store.believe_clock(START_MS + YEAR_MS).await.unwrap());
}
