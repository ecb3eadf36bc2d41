//! What there is beyond the protocol, under /api/: uploads, cancelling, deleting, progress, parts, limits, numbers.

use crate::world::{ROUTE, World};
use serde_json::{Value, json};
use server::administration::{self, Allowance};
use std::sync::atomic::Ordering;
use std::time::Duration;

async fn upload(world: &World, kind: &str, body: Vec<u8>) -> crate::world::Answer {
    let request = world.http.post(format!("{}/api/uploads", world.url)).bearer_auth(world.token());
    world.ask(request.header("content-type", kind).body(body)).await
}

fn form(name: &str, bytes: &str) -> Vec<u8> {
    format!("--cut\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n{bytes}\r\n--cut--\r\n").into_bytes()
}

const FORM: &str = "multipart/form-data; boundary=cut";

async fn post(world: &World, path: &str) -> crate::world::Answer {
    world.ask(world.http.post(format!("{}{path}", world.url)).bearer_auth(world.token())).await
}

async fn delete(world: &World, path: &str) -> crate::world::Answer {
    world.ask(world.http.delete(format!("{}{path}", world.url)).bearer_auth(world.token())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_a_source_by_its_id_whether_it_came_as_a_body_or_in_a_form() {
    let world = World::new().await;
    for (kind, body) in [("video/mp4", b"a street".to_vec()), (FORM, form("file", "a street"))] {
        let kept = upload(&world, kind, body).await;
        let kept = kept.data();
        assert_eq!((&kept["bytes"], &kept["duration_ms"]), (&json!(8), &Value::Null));
        let served =
            world.http.get(kept["url"].as_str().unwrap()).header("range", "bytes=2-").send().await.unwrap();
        assert_eq!(
            (served.status().as_u16(), served.headers()["content-type"].to_str().unwrap()),
            (206, "video/mp4")
        );
        assert_eq!(served.text().await.unwrap(), "street");
        let created = world.post(json!({ "video_id": kept["id"] })).await;
        let task = world.succeeded(created.data()["task_id"].as_str().unwrap()).await;
        let parent = &task["task_info"]["parent_video"];
        assert_eq!((&parent["id"], &parent["duration"]), (&kept["id"], &json!("5.041")));
        assert_eq!(world.http.get(parent["url"].as_str().unwrap()).send().await.unwrap().status(), 200);
        let read = world.get(&format!("/api/uploads/{}", kept["id"].as_str().unwrap())).await;
        assert_eq!(read.data()["duration_ms"], 5_041, "the task has measured it");
        assert_eq!(read.data()["sha256"], kept["sha256"]);
    }
    assert!(world.host.gets().is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_upload_is_said_and_nothing_of_it_stays() {
    let world = World::with(|config| config.max_video_bytes = 1_000).await;
    let table = [
        ("video/mp4", Vec::new(), 400, 1201, "empty"),
        ("video/mp4", vec![b'x'; 1_001], 413, 1200, "file is larger"),
        (FORM, form("file", &"x".repeat(1_001)), 413, 1200, "file is larger"),
        (FORM, form("video", "a street"), 400, 1201, "file must be given"),
        (FORM, b"no form at all".to_vec(), 400, 1200, "multipart"),
        ("multipart/form-data", form("file", "a street"), 400, 1200, "multipart"),
    ];
    for (kind, body, status, code, words) in table {
        let answer = upload(&world, kind, body).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{kind}: {}", answer.json);
        assert!(answer.message().contains(words), "{}", answer.message());
    }
    let left = |folder: &str| std::fs::read_dir(world.data.path().join(folder)).into_iter().flatten().count();
    assert_eq!((left("scratch"), left("files")), (0, 0));
    assert_eq!(world.get("/api/account").await.data()["stored_bytes"], 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_deleted_is_gone_and_its_tasks_stay() {
    let world = World::new().await;
    let kept = upload(&world, "video/mp4", b"held".to_vec()).await;
    let id = kept.data()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/uploads/{id}");
    let task = world.post(json!({ "video_id": id })).await;
    let task = task.data()["task_id"].as_str().unwrap().to_owned();
    world
        .until("the task works on it", async || {
            let shown = world.get(&format!("{ROUTE}/{task}")).await;
            shown.data()["task_info"].get("parent_video").map(|_| ())
        })
        .await;
    let busy = delete(&world, &path).await;
    assert_eq!((busy.code(), busy.message().contains("no task works on")), (1201, true), "{}", busy.json);
    world.tally.released.store(true, Ordering::SeqCst);
    world.succeeded(&task).await;
    assert_eq!(delete(&world, &path).await.data()["files"], 1);
    for gone in
        [delete(&world, &path).await, world.get(&path).await, world.post(json!({ "video_id": id })).await]
    {
        assert_eq!(gone.code(), 1201);
    }
    world.succeeded(&task).await;
    world.end().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_waits_knows_its_place_and_about_how_long_it_will_take() {
    let world = World::with(|config| config.slots = 0).await;
    let ids = [world.create("one").await, world.create("two").await, world.create("three").await];
    let mut before = 0;
    for (place, id) in (1_u64..).zip(&ids) {
        let shown = world.get(&format!("/api/tasks/{id}/progress")).await;
        let shown = shown.data();
        assert_eq!(
            (&shown["state"], &shown["percent"], &shown["place"]),
            (&json!("submitted"), &json!(0), &json!(place))
        );
        let remaining_ms = shown["remaining_ms"].as_u64().unwrap();
        assert!(remaining_ms > before, "{shown}");
        before = remaining_ms;
    }
    world.stop().await;
}

/// The events of a stream, until it ends: name and data.
async fn events(world: &World, id: &str) -> Vec<(String, Value)> {
    let request = world.http.get(format!("{}/api/tasks/{id}/events", world.url)).bearer_auth(world.token());
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.unwrap();
    let event = |block: &str| {
        let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        Some((line("event:")?.to_owned(), serde_json::from_str(line("data:")?).unwrap()))
    };
    text.split("\n\n").filter_map(event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_events_follows_a_task_to_its_end() {
    let world = World::new().await;
    let id = world.create("held").await;
    let tally = world.tally.clone();
    let release = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        tally.released.store(true, Ordering::SeqCst);
    };
    let (events, ()) = tokio::join!(events(&world, &id), release);
    assert!(events.len() >= 2, "{events:?}");
    let percents: Vec<_> = events.iter().map(|(_, data)| data["percent"].as_u64().unwrap()).collect();
    assert!(percents.is_sorted() && percents.last() == Some(&100), "{percents:?}");
    let (name, last) = events.last().unwrap();
    assert_eq!(
        (name.as_str(), &last["state"], &last["remaining_ms"]),
        ("end", &json!("succeed"), &Value::Null)
    );
    assert!(events[..events.len() - 1].iter().all(|(name, _)| name == "progress"), "{events:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_events_ends_when_the_server_stops() {
    let world = World::new().await;
    let id = world.create("hang").await;
    let request = world.http.get(format!("{}/api/tasks/{id}/events", world.url)).bearer_auth(world.token());
    let response = request.send().await.unwrap();
    let rest = tokio::spawn(async move { response.text().await });
    world.stop().await;
    assert!(rest.await.unwrap().is_ok(), "it ended in good order");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_a_soundtrack_have_routes_of_their_own() {
    let world = World::new().await;
    let id = world.create("a street").await;
    for path in ["cues", "report", "picture", "stems/foley"] {
        let early = world.get(&format!("/api/tasks/{id}/{path}")).await;
        if early.code() != 0 {
            assert_eq!((early.status, early.code()), (404, 1203), "{path}");
        }
    }
    world.succeeded(&id).await;
    for (path, kind) in [("picture", "image/png"), ("stems/foley", "audio/wav")] {
        let request =
            world.http.get(format!("{}/api/tasks/{id}/{path}", world.url)).bearer_auth(world.token());
        let served = request.send().await.unwrap();
        assert_eq!(
            (served.status().as_u16(), served.headers()["content-type"].to_str().unwrap()),
            (200, kind)
        );
    }
    for path in ["cues", "report"] {
        assert_eq!(world.get(&format!("/api/tasks/{id}/{path}")).await.data()["of"], "a street");
    }
    let none = world.get(&format!("/api/tasks/{id}/stems/voices")).await;
    assert_eq!((none.code(), none.message()), (1201, "stem must be foley, ambience or music"));
    assert_eq!(
        world.get(&format!("/api/tasks/{id}/stems/music")).await.code(),
        1203,
        "this engine made none"
    );
    world.end().await;
}

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

#[tokio::test(flavor = "multi_thread")]
async fn browsers_of_named_origins_may_ask_and_others_hear_nothing() {
    let world = World::with(|config| config.cors = vec!["https://studio.example".into()]).await;
    let preflight = async |origin: &str| {
        let request = world.http.request(reqwest::Method::OPTIONS, format!("{}{ROUTE}", world.url));
        let request = request.header("origin", origin).header("access-control-request-method", "POST");
        request.header("access-control-request-headers", "authorization,content-type").send().await.unwrap()
    };
    let good = preflight("https://studio.example").await;
    assert_eq!(
        (good.status().as_u16(), &good.headers()["access-control-allow-origin"]),
        (200, &"https://studio.example".parse().unwrap())
    );
    assert!(!preflight("https://evil.example").await.headers().contains_key("access-control-allow-origin"));
    let request = world.http.get(format!("{}{ROUTE}", world.url)).header("origin", "https://studio.example");
    let refused = world.ask(request).await;
    assert_eq!(
        (refused.code(), refused.headers.contains_key("access-control-allow-origin")),
        (1001, true),
        "a page can read why"
    );
    world.end().await;
    let closed = World::new().await;
    let request = closed.http.request(reqwest::Method::OPTIONS, format!("{}{ROUTE}", closed.url));
    assert_eq!(closed.ask(request.header("origin", "https://studio.example")).await.code(), 1202);
    closed.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_reads_numbers_with_his_token_and_nobody_else_does() {
    let world = World::with(|config| config.metrics_token = Some("scrape-me".into())).await;
    world.succeeded(&world.create("a street").await).await;
    let url = format!("{}/api/metrics", world.url);
    for wrong in ["", "scrape-m", "scrape-me2", &world.keys.api_key] {
        let answer = world.ask(world.http.get(&url).bearer_auth(wrong)).await;
        assert_eq!(answer.status, 401, "{wrong:?}");
    }
    let text = world.http.get(&url).bearer_auth("scrape-me").send().await.unwrap().text().await.unwrap();
    for line in [
        "wildtrack_tasks_created_total{kind=\"video_to_audio\"} 1",
        "wildtrack_tasks_ended_total{kind=\"video_to_audio\",state=\"succeed\"} 1",
        "wildtrack_clock_believed 1",
        "wildtrack_tasks_waiting 0",
        "route=\"/v1/audio/video-to-audio/{id}\"",
        "wildtrack_request_seconds_bucket",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(text.ends_with("# EOF\n"));
    world.end().await;
    let without = World::new().await;
    let answer = without.ask(without.http.get(format!("{}/api/metrics", without.url)).bearer_auth("")).await;
    assert_eq!((answer.status, answer.code()), (404, 1203));
    without.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_its_page_come_from_this_server_alone() {
    let world = World::new().await;
    let page = world.http.get(format!("{}/api/docs/", world.url)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    let parts: Vec<_> =
        page.split(['"', '\'']).filter(|part| part.ends_with(".js") || part.ends_with(".css")).collect();
    assert!(parts.len() >= 3, "{page}");
    for part in parts {
        assert!(!part.contains("//"), "{part} is somebody else's");
        let served = world
            .http
            .get(format!("{}/api/docs/{}", world.url, part.trim_start_matches("./")))
            .send()
            .await
            .unwrap();
        assert_eq!(served.status(), 200, "{part}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_events_ends_with_the_key_that_opened_it() {
    let world = World::new().await;
    let id = world.create("hang").await;
    let books = administration::open(world.data.path()).unwrap();
    let made = books.create_key("alice", administration::KeyKind::Api, 0).await.unwrap();
    let request = world.http.get(format!("{}/api/tasks/{id}/events", world.url)).bearer_auth(&made.secret);
    let response = request.send().await.unwrap();
    let rest = tokio::spawn(async move { response.text().await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!rest.is_finished(), "the control: it goes on while the key is good");
    books.revoke_key("alice", &made.id, server::Clock::now_ms(&*world.clock)).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(1), rest).await;
    assert!(!ended.expect("within a second").unwrap().unwrap().contains("event: end"));
    books.close().await;
    world.stop().await;
}

/// Sends a form that never gets to its file, and says how much of it was taken before the server had enough.
async fn taken(world: &World, begin: &str) -> usize {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST /api/uploads HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: {FORM}\r\ncontent-length: 90000000\r\n\r\n{begin}",
        world.keys.api_key
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut answers, mut sends) = stream.into_split();
    let answer = tokio::spawn(async move {
        let mut answer = vec![0; 4096];
        let length = answers.read(&mut answer).await.unwrap_or(0);
        String::from_utf8_lossy(&answer[..length]).into_owned()
    });
    let mut sent = 0;
    while !answer.is_finished() && sent < 90_000_000 {
        let Ok(n) = sends.write(&[b'a'; 65_536]).await else { break };
        sent += n;
        tokio::task::yield_now().await;
    }
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("\"code\":1200"), "{answer}");
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_never_gets_to_its_file_is_not_kept_in_memory() {
    let world = World::new().await;
    for begin in [
        "",
        "--cut\r\nContent-Disposition: form-data; name=\"",
        "--cut\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n",
    ] {
        let sent = taken(&world, begin).await;
        // What stands in the sockets' buffers is sent and not taken.
        assert!(sent < 20_000_000, "{sent} bytes after {begin:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_task_keeps_the_upload_that_it_names() {
    let world = World::with(|config| config.slots = 0).await;
    let kept = upload(&world, "video/mp4", b"a street".to_vec()).await;
    let id = kept.data()["id"].as_str().unwrap().to_owned();
    let task = world.post(json!({ "video_id": id })).await;
    let refused = delete(&world, &format!("/api/uploads/{id}")).await;
    assert!(refused.message().contains("no task works on"), "{}", refused.json);
    let (data, keys) = world.stop().await;
    let world = World::on(data, keys, |_| {}).await;
    world.succeeded(task.data()["task_id"].as_str().unwrap()).await;
    assert_eq!(delete(&world, &format!("/api/uploads/{id}")).await.data()["files"], 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_leaves_places_for_the_uploads_of_others() {
    use tokio::io::AsyncWriteExt;
    let world = World::new().await;
    let bob = server::create_account(world.data.path(), "bob", Allowance::default()).await.unwrap();
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut stream =
            tokio::net::TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap();
        let head = format!(
            "POST /api/uploads HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 9\r\n\r\nabc",
            world.keys.api_key
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    world
        .until("the places are taken", async || {
            (upload(&world, "video/mp4", b"a street".to_vec()).await.code() == 5001).then_some(())
        })
        .await;
    let request = world.http.post(format!("{}/api/uploads", world.url)).bearer_auth(&bob.api_key);
    world.ask(request.body("a street")).await.data();
    drop(slow);
    world
        .until("the places are free again", async || {
            (upload(&world, "video/mp4", b"a street".to_vec()).await.code() == 0).then_some(())
        })
        .await;
    world.end().await;
}
