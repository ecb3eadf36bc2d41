//! Tasks that are cancelled, and tasks that are deleted.

use crate::uploads::delete;
use crate::world::{ROUTE, World};
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;

async fn post(world: &World, path: &str) -> crate::world::Answer {
    world.ask(world.http.post(format!("{}{path}", world.url)).bearer_auth(world.token())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_is_cancelled_ends_at_once_costs_nothing_and_frees_its_slot() {
    let world = World::new().await;
    let id = world.create_with("hang", json!({ "callback_url": world.host.hook() })).await;
    world
        .until("it is worked on", async || {
            Some(()).filter(|()| world.tally.scored.load(Ordering::SeqCst) > 0)
        })
        .await;
    let cancelled = post(&world, &format!("/api/tasks/{id}/cancel")).await;
    let task = cancelled.data();
    assert_eq!((&task["task_status"], &task["final_unit_deduction"]), (&json!("failed"), &json!("0")));
    assert!(task["task_status_msg"].as_str().unwrap().contains("cancelled"));
    assert_eq!(world.get("/api/account").await.data()["open_tasks"], 0);
    let again = post(&world, &format!("/api/tasks/{id}/cancel")).await;
    assert_eq!(
        (again.code(), again.message()),
        (1201, "id must name a task that has not ended; this one has failed")
    );
    // The engine was told: the only slot takes the next task.
    let next = world.create("a street").await;
    world.succeeded(&next).await;
    world
        .until("the end is told", async || {
            let heard = world.host.heard();
            (heard.last()?.json()["task_status"] == "failed").then_some(())
        })
        .await;
    assert_eq!(post(&world, "/api/tasks/1/cancel").await.message(), "Task not found by id/external id: 1");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_waits_can_be_cancelled_and_is_never_worked_on() {
    let world = World::with(|config| config.slots = 0).await;
    let id = world.create_with("a street", json!({ "external_task_id": "order-7" })).await;
    assert_eq!(post(&world, "/api/tasks/order-7/cancel").await.data()["task_id"], id.as_str());
    let (data, keys) = world.stop().await;
    let world = World::on(data, keys, |_| {}).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(world.tally.scored.load(Ordering::SeqCst), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_is_deleted_is_found_by_nobody_and_its_files_are_gone() {
    let world = World::new().await;
    let id = world.create_with("a street", json!({ "external_task_id": "order-7" })).await;
    let task = world.succeeded(&id).await;
    let other = world.create("another").await;
    world.succeeded(&other).await;
    let gone = delete(&world, &format!("/api/tasks/{id}")).await;
    assert_eq!(gone.data()["files"], 9, "eight results and the source");
    for named in [&id, "order-7"] {
        for path in [
            format!("{ROUTE}/{named}"),
            format!("/api/tasks/{named}/files"),
            format!("/api/tasks/{named}/progress"),
        ] {
            assert_eq!(
                world.get(&path).await.message(),
                format!("Task not found by id/external id: {named}")
            );
        }
    }
    let listed = world.get(ROUTE).await;
    assert_eq!(listed.data().as_array().unwrap().len(), 1);
    let url = task["task_result"]["videos"][0]["url"].as_str().unwrap();
    assert_eq!(world.http.get(url).send().await.unwrap().status(), 404);
    assert!(!world.data.path().join("files/tasks").join(&id).exists());
    assert_eq!(world.post(json!({ "video_id": task["task_result"]["videos"][0]["id"] })).await.code(), 1201);
    let again = world.post(json!({ "video_url": world.host.clip("x"), "external_task_id": "order-7" })).await;
    assert_eq!(again.message(), "External_task_id order-7 already exists", "an id is used once");
    delete(&world, &format!("/api/tasks/{other}")).await.data();
    assert_eq!(world.get("/api/account").await.data()["stored_bytes"], 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_lives_is_not_deleted() {
    let world = World::new().await;
    let id = world.create("held").await;
    let refused = delete(&world, &format!("/api/tasks/{id}")).await;
    assert_eq!(
        (refused.code(), refused.message()),
        (1201, "id must name a task that has ended; cancel this one first")
    );
    world.tally.released.store(true, Ordering::SeqCst);
    world.succeeded(&id).await;
    world.end().await;
}
