//! Cue sheets go out in several forms, and come back edited as a new task.

use crate::world::World;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_cue_sheet_is_given_as_a_table_as_subtitles_and_as_lines() {
    let world = World::new().await;
    let id = world.create("a street").await;
    world.succeeded(&id).await;
    let form = async |form: &str| {
        let url = format!("{}/api/tasks/{id}/cues?format={form}", world.url);
        let answer = world.http.get(url).bearer_auth(world.token()).send().await.unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (kind, answer.text().await.unwrap())
    };
    let (kind, table) = form("csv").await;
    assert!(kind.starts_with("text/csv") && table.contains("c,moment,1.5,,DOORS-KNOCK,"), "{kind} {table}");
    let (kind, subtitles) = form("vtt").await;
    assert!(kind.starts_with("text/vtt") && subtitles.starts_with("WEBVTT"), "{kind} {subtitles}");
    assert!(form("txt").await.1.starts_with("1.5,DOORS-KNOCK"));
    let wrong = world.get(&format!("/api/tasks/{id}/cues?format=exe")).await;
    assert_eq!((wrong.status, wrong.code()), (400, 1201));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_sheet_is_rendered_as_a_new_task_of_the_same_clip() {
    let world = World::new().await;
    let id = world.create("a street").await;
    world.succeeded(&id).await;
    let mut sheet = world.get(&format!("/api/tasks/{id}/cues")).await.data().clone();
    sheet["cues"][0]["t"] = json!(2.0);
    let post = async |body: &serde_json::Value| {
        let url = format!("{}/api/tasks/{id}/cues", world.url);
        world.ask(world.http.post(url).bearer_auth(world.token()).json(body)).await
    };
    let created = post(&sheet).await;
    let again = created.data()["task_id"].as_str().unwrap().to_owned();
    assert_ne!(again, id);
    let task = world.succeeded(&again).await;
    let sound = task["task_result"]["audios"][0]["url_wav"].as_str().unwrap();
    let text = world.http.get(sound).send().await.unwrap().text().await.unwrap();
    assert_eq!(text, "audio.wav of a street||||None|1 cues".replace("||||", "|||false|"));
    assert_eq!(world.host.gets().len(), 1, "the clip was fetched again");
    sheet["cues"][0]["t"] = json!(99);
    let refused = post(&sheet).await;
    assert_eq!((refused.status, refused.code()), (400, 1201));
    assert!(refused.message().contains("c: t is 99"), "{}", refused.message());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_for_a_task_that_failed_is_refused() {
    let world = World::new().await;
    let id = world.create("too long").await;
    world.ended(&id).await;
    let url = format!("{}/api/tasks/{id}/cues", world.url);
    let body = json!({ "version": 1, "duration": 5.0 });
    let answer = world.ask(world.http.post(url).bearer_auth(world.token()).json(&body)).await;
    assert_eq!((answer.status, answer.code()), (400, 1201));
    assert!(answer.message().contains("has succeeded"), "{}", answer.message());
    world.end().await;
}
