//! What an account sets for its tasks.

use crate::world::{Answer, World};
use serde_json::{Value, json};

async fn put(world: &World, body: Value) -> Answer {
    let url = format!("{}/api/account/settings", world.url);
    world.ask(world.http.put(url).bearer_auth(&world.keys.api_key).json(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_s_own_sound_is_replaced_until_the_account_says_otherwise() {
    let world = World::new().await;
    let now = async || world.get("/api/account/settings").await.data()["source_sound"].clone();
    assert_eq!(now().await, "replace");
    assert_eq!(put(&world, json!({ "source_sound": "duck" })).await.data()["source_sound"], "duck");
    assert_eq!(now().await, "duck");
    let wrong = put(&world, json!({ "source_sound": "louder" })).await;
    assert_eq!((wrong.code(), wrong.message()), (1201, "source_sound must be replace, keep or duck"));
    assert_eq!(now().await, "duck", "a refused change changed something");
    world.succeeded(&world.create("a street").await).await;
    assert_eq!(put(&world, json!({})).await.data()["source_sound"], "replace");
    world.end().await;
}
