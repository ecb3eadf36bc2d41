//! Who may ask, and what they may see.

use crate::world::{ROUTE, World, token};
use serde_json::json;
use server::administration::Allowance;
use server::{Clock, SystemClock, create_account};

#[tokio::test(flavor = "multi_thread")]
async fn the_failure_table_of_authentication_holds() {
    let world = World::new().await;
    let (now_s, keys) = (SystemClock.now_ms() / 1000, &world.keys);
    let signed = |at_s: i64| format!("Bearer {}", token(&keys.access_key, &keys.secret_key, at_s));
    let table = [
        (None, 401, 1001),
        (Some(String::new()), 401, 1001),
        (Some("Bearer".to_owned()), 401, 1002),
        (Some("Basic YTpi".to_owned()), 401, 1002),
        (Some("Bearer nobody".to_owned()), 401, 1002),
        (Some("Bearer a.b.c".to_owned()), 401, 1002),
        (Some(format!("Bearer {}", token("nobody", &keys.secret_key, now_s))), 401, 1002),
        (Some(format!("Bearer {}", token(&keys.access_key, "not the secret", now_s))), 401, 1000),
        (Some(signed(now_s + 600)), 401, 1003),
        (Some(signed(now_s - 4000)), 401, 1004),
        (Some(signed(now_s + 48 * 3600)), 401, 1002),
        (Some(signed(now_s)), 200, 0),
        (Some(format!("Bearer {}", keys.api_key)), 200, 0),
    ];
    for (header, status, code) in table {
        let mut request = world.http.get(format!("{}{ROUTE}", world.url));
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let answer = world.ask(request).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{header:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_task_looks_like_no_task_at_all() {
    let world = World::new().await;
    let bob = create_account(world.data.path(), "bob", Allowance::default()).await.unwrap();
    let id = world.create_with("a street", json!({ "external_task_id": "order-7" })).await;
    let task = world.succeeded(&id).await;
    let as_bob = async |path: String| {
        let answer =
            world.ask(world.http.get(format!("{}{path}", world.url)).bearer_auth(&bob.api_key)).await;
        (answer.status, answer.code(), answer.message().to_owned())
    };
    for named in [id.as_str(), "order-7"] {
        for path in [
            format!("{ROUTE}/{named}"),
            format!("/api/tasks/{named}/files"),
            format!("/api/tasks/{named}/progress"),
        ] {
            let expected = (400, 1201, format!("Task not found by id/external id: {named}"));
            assert_eq!(as_bob(path).await, expected);
        }
    }
    let list = world.ask(world.http.get(format!("{}{ROUTE}", world.url)).bearer_auth(&bob.api_key)).await;
    assert_eq!(list.data(), &json!([]));
    for video in [&task["task_result"]["videos"][0]["id"], &task["task_info"]["parent_video"]["id"]] {
        let request = world.http.post(format!("{}{ROUTE}", world.url)).bearer_auth(&bob.api_key);
        let answer = world.ask(request.json(&json!({ "video_id": video }))).await;
        assert_eq!((answer.status, answer.code()), (400, 1201), "{video}");
    }
    let request = world.http.post(format!("{}{ROUTE}", world.url)).bearer_auth(&bob.api_key);
    let same = json!({ "video_url": world.host.clip("too long"), "external_task_id": "order-7" });
    assert_eq!(world.ask(request.json(&same)).await.code(), 0, "external ids are each account's own");
    world.stop().await;
}
