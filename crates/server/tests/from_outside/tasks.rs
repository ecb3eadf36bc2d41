//! Tasks from create to result.

use crate::world::{ROUTE, World};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_becomes_a_video_with_sound() {
    let world = World::new().await;
    let body = json!({
        "asmr_mode": false, "bgm_prompt": "", "sound_effect_prompt": "rain", "video_id": "",
        "video_url": world.host.clip("a street"), "external_task_id": "order-7", "callback_url": null,
    });
    let created = world.post(body).await;
    let data = created.data();
    let id = data["task_id"].as_str().unwrap();
    assert!(id.len() == 18 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    assert_eq!(data["task_status"], "submitted");
    assert_eq!(data["task_info"], json!({ "external_task_id": "order-7" }));
    assert_eq!(created.headers["x-request-id"], created.json["request_id"].as_str().unwrap());

    let task = world.succeeded(id).await;
    assert_eq!(task["final_unit_deduction"], "0.25");
    assert_eq!(task["task_status_msg"], "");
    assert_eq!(task["task_info"]["parent_video"]["duration"], "5.041");
    assert_eq!(task["task_info"]["parent_video"]["url"], world.host.clip("a street"));
    let (videos, audios) = (&task["task_result"]["videos"], &task["task_result"]["audios"]);
    assert_eq!((videos.as_array().unwrap().len(), audios.as_array().unwrap().len()), (1, 1));
    assert_eq!(videos[0]["duration"], "5.041");
    assert_eq!((&audios[0]["duration_mp3"], &audios[0]["duration_wav"]), (&json!("5.062"), &json!("5.041")));
    let sound = world.http.get(audios[0]["url_wav"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(sound.text().await.unwrap(), "audio.wav of a street|rain||false|None");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_clip_fails_the_task_with_a_sentence_and_costs_nothing() {
    let world = World::new().await;
    let task = world.ended(&world.create("too long").await).await;
    assert_eq!(task["task_status"], "failed");
    assert_eq!(task["task_status_msg"], "The video is 21.4 s long; 3.0 to 20.0 s are allowed.");
    assert_eq!(task["final_unit_deduction"], "0");
    assert!(task.get("task_result").is_none());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_of_the_engine_costs_an_attempt_and_the_next_one_succeeds() {
    let world = World::new().await;
    let id = world.create("panic once").await;
    world.succeeded(&id).await;
    assert_eq!(world.get(&format!("/api/tasks/{id}/progress")).await.data()["attempt"], 2);
    assert_eq!(world.host.gets().len(), 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_found_by_both_of_its_ids_and_an_id_is_taken_once() {
    let world = World::new().await;
    let body = json!({ "video_url": world.host.clip("a street"), "external_task_id": "order 7/ö".replace('/', "-") });
    let first = world.post(body.clone()).await;
    let id = first.data()["task_id"].as_str().unwrap().to_owned();
    let again = world.post(body).await;
    assert_eq!((again.status, again.code()), (400, 1201));
    assert_eq!(again.message(), "External_task_id order 7-ö already exists");
    let by_external = world.get(&format!("{ROUTE}/order%207-%C3%B6")).await;
    assert_eq!(by_external.data()["task_id"], id.as_str());
    world.succeeded(&id).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_a_bare_array_newest_first_and_empty_past_the_end() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(world.create(&format!("clip {n}")).await);
    }
    for id in &ids {
        world.succeeded(id).await;
    }
    ids.reverse();
    let page = async |query: &str| -> Vec<String> {
        let answer = world.get(&format!("{ROUTE}{query}")).await;
        let tasks = answer.data().as_array().unwrap().clone();
        tasks.iter().map(|task| task["task_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(page("").await, ids);
    assert_eq!(page("?pageNum=2&pageSize=2").await, ids[2..4]);
    assert!(page("?pageNum=1000&pageSize=500").await.is_empty());
    let other =
        world.ask(world.http.get(format!("{}/kling{ROUTE}", world.url)).bearer_auth(world.token())).await;
    assert_eq!(other.data().as_array().unwrap().len(), 5);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_over_the_limit_is_rejected_and_not_queued() {
    let world = World::with(|config| config.slots = 0).await;
    for _ in 0..20 {
        world.create("a street").await;
    }
    let refused = world.post(json!({ "video_url": world.host.clip("one more") })).await;
    assert_eq!((refused.status, refused.code()), (429, 1303));
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(world.get(ROUTE).await.data().as_array().unwrap().len(), 20);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_names_the_stages_and_their_times() {
    let world = World::new().await;
    let id = world.create("hang").await;
    let live = world
        .until("the engine is at work", async || {
            let answer = world.get(&format!("/api/tasks/{id}/progress")).await;
            let stages = answer.data()["stages"].as_array().unwrap().len();
            (stages >= 2).then(|| answer.data().clone())
        })
        .await;
    assert_eq!((&live["state"], &live["stages"][1]["stage"]), (&json!("processing"), &json!("decode")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_times_of_the_stages_are_kept_after_the_end() {
    let world = World::new().await;
    let id = world.create("a street").await;
    world.succeeded(&id).await;
    let kept = world.get(&format!("/api/tasks/{id}/progress")).await;
    let stages = kept.data()["stages"].as_array().unwrap();
    let names: Vec<_> = stages.iter().map(|line| line["stage"].as_str().unwrap()).collect();
    assert_eq!(names, ["fetch", "decode", "render", "encode", "publish"]);
    assert_eq!((&kept.data()["state"], &kept.data()["attempt"]), (&json!("succeed"), &json!(1)));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_no_text_is_as_unknown_as_any_other() {
    let world = World::new().await;
    for path in [
        "/v1/audio/video-to-audio/%FF",
        "/kling/v1/audio/video-to-audio/%FF",
        "/api/tasks/%FF/files",
        "/api/tasks/%FF/progress",
    ] {
        let answer = world.get(path).await;
        assert_eq!((answer.status, answer.code()), (400, 1201), "{path}");
        assert_eq!(answer.message(), "Task not found by id/external id: %FF", "{path}");
    }
    world.end().await;
}
