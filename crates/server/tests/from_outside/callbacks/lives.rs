//! Callbacks over the lives of the server: at least once whatever happens, and once if nothing does.

use super::outbox::{Fate, rows, settled};
use crate::host::Host;
use crate::world::World;
use serde_json::json;
use server::administration::Allowance;
use server::create_account;
use std::collections::BTreeMap;
use std::time::Duration;

#[test]
fn what_was_sent_by_a_server_that_died_before_noting_it_comes_again_under_the_same_id() {
    let outside = tokio::runtime::Runtime::new().unwrap();
    let host = outside.block_on(Host::start());
    host.moods.lock().unwrap().extend([200, 0]);
    let first = tokio::runtime::Runtime::new().unwrap();
    let (world, id) = first.block_on(async {
        let data = tempfile::tempdir().unwrap();
        let keys = create_account(data.path(), "alice", Allowance::default()).await.unwrap();
        let world = World::on(data, keys, |config| config.callback_timeout = Duration::from_secs(30)).await;
        let urls = json!({ "video_url": host.clip("a street"), "callback_url": host.hook() });
        let id = world.create_with("", urls).await;
        world.until("the second is on its way", async || Some(()).filter(|()| host.heard().len() == 2)).await;
        (world, id)
    });
    // The world lives on a moment longer, so that nothing of this looks like a stop in good order.
    first.shutdown_background();
    let World { data, keys, .. } = world;

    let second = tokio::runtime::Runtime::new().unwrap();
    second.block_on(async {
        let world = World::on_when_free(data, keys).await;
        world.succeeded(&id).await;
        // What the dead server had on its way is due at once: its clock stands still here, so no lease has run out.
        world.until("the last is heard", async || Some(()).filter(|()| host.heard().len() >= 4)).await;
        assert!(settled(&world).await.iter().all(|row| row.fate == Fate::Heard));
        let ids: Vec<_> = host.heard().iter().map(|one| one.header("webhook-id").to_owned()).collect();
        assert_eq!(ids, [1, 2, 2, 3].map(|seq| format!("msg_{id}_{seq}")));
        assert_eq!(host.heard()[1].body, host.heard()[2].body);
        world.end().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nothing_amiss_every_state_of_every_task_is_told_once_and_in_order() {
    let world = World::with(|config| config.slots = 2).await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(world.create_with("a street", json!({ "callback_url": world.host.hook() })).await);
    }
    for id in &ids {
        world.succeeded(id).await;
    }
    world
        .until("all is told", async || {
            Some(()).filter(|()| rows(&world).iter().all(|row| row.fate == Fate::Heard))
        })
        .await;
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in world.host.heard() {
        let task = one.json()["task_id"].as_str().unwrap().to_owned();
        told.entry(task).or_default().push(one.header("webhook-id").to_owned());
    }
    for id in &ids {
        assert_eq!(told[id], [1, 2, 3].map(|seq| format!("msg_{id}_{seq}")));
    }
    assert_eq!(told.len(), ids.len());
    world.end().await;
}
