//! Text to Audio: words alone.

use crate::world::{ROUTE, World};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn words_alone_become_a_sound_without_a_video() {
    let world = World::new().await;
    let route = "/v1/audio/text-to-audio";
    let request = world.http.post(format!("{}{route}", world.url)).bearer_auth(world.token());
    let created = world
        .ask(request.json(&json!({ "prompt": "rain", "duration": "4.5", "external_task_id": "t-1" })))
        .await;
    let id = created.data()["task_id"].as_str().unwrap().to_owned();
    let task = world
        .until("it ends", async || {
            let task = world.get(&format!("{route}/t-1")).await.data().clone();
            (task["task_status"] == "succeed").then_some(task)
        })
        .await;
    assert_eq!(task["task_id"], id.as_str());
    let result = task["task_result"].as_object().unwrap();
    assert_eq!(result.keys().collect::<Vec<_>>(), ["audios"]);
    assert_eq!(result["audios"][0]["duration_wav"], "4.500");
    assert_eq!(task["task_info"], json!({ "external_task_id": "t-1" }));
    assert_eq!(world.get(route).await.data().as_array().unwrap().len(), 1);
    assert_eq!(world.get(ROUTE).await.data(), &json!([]), "each kind has a list of its own");
    assert_eq!(world.get(&format!("{ROUTE}/{id}")).await.code(), 1201);
    assert_eq!(world.get(&format!("/api/tasks/{id}/progress")).await.data()["percent"], 100);
    let taken = world.post(json!({ "video_url": world.host.clip("x"), "external_task_id": "t-1" })).await;
    assert_eq!(taken.message(), "External_task_id t-1 already exists", "unique over all kinds");
    world.end().await;
}
