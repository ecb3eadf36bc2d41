//! Where clips come from, and where they do not.

use crate::world::{ROUTE, World};
use serde_json::json;
use server::administration::Allowance;
use server::create_account;

const UNREACHABLE: &str = "The video could not be fetched: video_url cannot be reached.";

async fn outcome(world: &World, video_url: &str) -> String {
    let created = world.post(json!({ "video_url": video_url })).await;
    let task = world.ended(created.data()["task_id"].as_str().unwrap()).await;
    task["task_status_msg"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_of_ours_is_a_source_by_id_and_by_url_without_the_network() {
    let world = World::new().await;
    let first = world.succeeded(&world.create("a street").await).await;
    let video = &first["task_result"]["videos"][0];
    for source in [
        json!({ "video_id": video["id"] }),
        json!({ "video_url": video["url"] }),
        json!({ "video_id": first["task_info"]["parent_video"]["id"] }),
    ] {
        let created = world.post(source.clone()).await;
        let task = world.succeeded(created.data()["task_id"].as_str().unwrap()).await;
        assert_eq!(task["task_info"]["parent_video"]["duration"], "5.041", "{source}");
    }
    assert_eq!(world.host.gets().len(), 1, "only the first clip came over the network");
    let forged = video["url"].as_str().unwrap().replace("&s=", "&s=A");
    assert!(outcome(&world, &forged).await.contains("does not exist here"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_result_url_may_be_used_by_whoever_holds_it() {
    let world = World::new().await;
    let bob = create_account(world.data.path(), "bob", Allowance::default()).await.unwrap();
    let first = world.succeeded(&world.create("a street").await).await;
    let request = world.http.post(format!("{}{}", world.url, crate::world::ROUTE)).bearer_auth(&bob.api_key);
    let created =
        world.ask(request.json(&json!({ "video_url": first["task_result"]["videos"][0]["url"] }))).await;
    let id = created.data()["task_id"].as_str().unwrap();
    let done = world
        .until("bob's task ends", async || {
            let path = format!("{}{}/{id}", world.url, crate::world::ROUTE);
            let task = world.ask(world.http.get(path).bearer_auth(&bob.api_key)).await.data().clone();
            (task["task_status"] == "succeed").then_some(task)
        })
        .await;
    let theirs = &first["task_result"]["videos"][0]["id"];
    assert_ne!(&done["task_info"]["parent_video"]["id"], theirs);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_followed_thrice_and_judged_each_time() {
    let world = World::new().await;
    let url = |path: &str| format!("{}{path}", world.host.url);
    assert_eq!(outcome(&world, &url("/hop/2")).await, "");
    assert!(outcome(&world, &url("/hop/3")).await.contains("more than 3 times"));
    assert_eq!(world.host.gets().len(), 1);
    assert_eq!(outcome(&world, &url("/to-userinfo")).await, UNREACHABLE);
    assert_eq!(world.host.gets().len(), 1, "a hop is judged like a first address");
    assert_eq!(outcome(&world, &url("/to-metadata")).await, UNREACHABLE);
    assert_eq!(outcome(&world, &url("/to-file")).await, UNREACHABLE);
    assert!(outcome(&world, &url("/nothing")).await.contains("HTTP status 404"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_over_the_limit_is_refused_by_its_length_and_by_its_bytes() {
    let world = World::with(|config| config.max_video_bytes = 2_000).await;
    let large = format!("{}/large", world.host.url);
    assert_eq!(outcome(&world, &large).await, "The video is larger than 0 MB.");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_leave_nothing_at_home_is_reached_and_the_answer_is_the_same() {
    let world = World::with(|config| config.allow_private = false).await;
    let port = world.host.url.rsplit(':').next().unwrap().to_owned();
    let mut texts = Vec::new();
    for host in
        ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1."]
    {
        texts.push(outcome(&world, &format!("http://{host}:{port}/clip/x")).await);
    }
    texts.push(outcome(&world, "http://169.254.169.254/latest/meta-data/").await);
    texts.push(outcome(&world, "http://no-such-host.invalid/a.mp4").await);
    assert!(texts.iter().all(|text| text == UNREACHABLE), "{texts:?}");
    assert!(world.host.gets().is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_leave_the_same_host_is_reached() {
    let world = World::new().await;
    assert_eq!(outcome(&world, &world.host.clip("a street")).await, "");
    assert_eq!(world.host.gets(), ["a street"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_source_video_is_shown_before_its_sound_is_finished() {
    let world = World::new().await;
    let id = world.create("held").await;
    let task = world
        .until("the source video is shown", async || {
            let task = world.get(&format!("{ROUTE}/{id}")).await.data().clone();
            task["task_info"]["parent_video"].is_object().then_some(task)
        })
        .await;
    assert_eq!(task["task_status"], "processing");
    assert_eq!(task["task_info"]["parent_video"]["duration"], "5.041");
    world.tally.released.store(true, std::sync::atomic::Ordering::SeqCst);
    world.succeeded(&id).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_cannot_be_kept_costs_the_attempt_and_not_the_task() {
    let world = World::new().await;
    let in_the_way = world.data.path().join("files/videos");
    std::fs::write(&in_the_way, "a file where a folder should be").unwrap();
    let id = world.create("a street").await;
    world
        .until("an attempt has failed", async || {
            Some(()).filter(|()| world.tally.scored.load(std::sync::atomic::Ordering::SeqCst) > 0)
        })
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(world.get(&format!("{ROUTE}/{id}")).await.data()["task_status"], "processing");
    std::fs::remove_file(in_the_way).unwrap();
    world.clock.0.fetch_add(10_000, std::sync::atomic::Ordering::SeqCst);
    let task = world.succeeded(&id).await;
    assert!(task["task_info"]["parent_video"].is_object(), "{task}");
    world.end().await;
}
