//! What an account may have: storage, units, one task for each request.

use crate::uploads::{delete, upload};
use crate::world::{ROUTE, World};
use serde_json::json;
use server::administration::{self, Allowance};

#[tokio::test(flavor = "multi_thread")]
async fn an_account_whose_storage_is_full_keeps_nothing_more_until_it_deletes_something() {
    let world = World::with(|config| config.storage_quota = Some(100)).await;
    let id = world.create("a street").await;
    world.succeeded(&id).await;
    let account = world.get("/api/account").await;
    assert!(account.data()["stored_bytes"].as_u64().unwrap() > 100, "{}", account.json);
    assert_eq!(account.data()["most_stored_bytes"], 100);
    let refused = [
        world.post(json!({ "video_url": world.host.clip("one more") })).await,
        upload(&world, "video/mp4", b"a street".to_vec()).await,
    ];
    for answer in refused {
        assert_eq!((answer.status, answer.code()), (429, 1100), "{}", answer.json);
        assert!(
            answer.message().contains("retrying will not help")
                && !answer.headers.contains_key("retry-after")
        );
    }
    delete(&world, &format!("/api/tasks/{id}")).await.data();
    let next = world.create("one more").await;
    world.succeeded(&next).await;
    let books = administration::open(world.data.path()).unwrap();
    books.allow("alice", Allowance { most_bytes: Some(1 << 30), ..Allowance::default() }).await.unwrap();
    upload(&world, "video/mp4", b"a street".to_vec()).await.data();
    books.close().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_sent_again_under_its_key_makes_no_second_task() {
    let world = World::new().await;
    let send = async |key: &str, words: &str| {
        let request = world.http.post(format!("{}{ROUTE}", world.url)).bearer_auth(world.token());
        world
            .ask(request.header("idempotency-key", key).json(&json!({ "video_url": world.host.clip(words) })))
            .await
    };
    let first = send("k-1", "a street").await;
    let id = first.data()["task_id"].clone();
    assert_eq!(send("k-1", "a street").await.data()["task_id"], id);
    let other = send("k-1", "another").await;
    assert_eq!((other.status, other.code()), (400, 1201));
    assert!(other.message().starts_with("Idempotency-Key"), "{}", other.message());
    assert_eq!(send(&"k".repeat(256), "a street").await.code(), 1201);
    assert_ne!(send("k-2", "a street").await.data()["task_id"], id);
    for task in world.get(ROUTE).await.data().as_array().unwrap() {
        world.succeeded(task["task_id"].as_str().unwrap()).await;
    }
    assert_eq!(world.get(ROUTE).await.data().as_array().unwrap().len(), 2);
    assert_eq!(
        send("k-1", "a street").await.data()["task_status"],
        "succeed",
        "the answer tells how it is now"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_are_drawn_on_and_shown_and_an_empty_one_says_that_retrying_is_useless() {
    let world = World::new().await;
    let books = administration::open(world.data.path()).unwrap();
    let now_ms = server::Clock::now_ms(&*world.clock);
    let pack = administration::NewPack {
        name: "Trial".into(),
        kind: administration::PackKind::DecreasingTotal,
        units: "0.5".parse().unwrap(),
        concurrency: Some(2),
        effective_ms: now_ms - 1_000,
        invalid_ms: now_ms + 3_600_000,
    };
    books.grant_pack("alice", pack, now_ms).await.unwrap();
    let costs = async |more: &str| {
        let answer = world.get(&format!("/account/costs?start_time=0&end_time={}{more}", now_ms + 1)).await;
        answer.data()["resource_pack_subscribe_infos"].clone()
    };
    world.succeeded(&world.create("a street").await).await;
    let failed = world.ended(&world.create("too long").await).await;
    assert_eq!(failed["final_unit_deduction"], "0");
    let shown = costs("").await;
    assert_eq!((&shown[0]["total_quantity"], &shown[0]["remaining_quantity"]), (&json!(0.5), &json!(0.25)));
    assert_eq!((&shown[0]["status"], &shown[0]["resource_pack_name"]), (&json!("online"), &json!("Trial")));
    world.succeeded(&world.create("a street").await).await;
    assert_eq!(costs("&resource_pack_name=Trial").await[0]["status"], "runOut");
    assert_eq!(costs("&resource_pack_name=Other").await, json!([]));
    let refused = world.post(json!({ "video_url": world.host.clip("one more") })).await;
    assert_eq!((refused.status, refused.code()), (429, 1102));
    assert_eq!(refused.message(), "Account balance not enough; retrying will not help");
    assert!(!refused.headers.contains_key("retry-after"));
    books.close().await;
    world.end().await;
}
