//! Uploads: taken as they come, bounded, kept while they are needed, gone when they are deleted.

use crate::world::{ROUTE, World};
use serde_json::{Value, json};
use server::administration::Allowance;
use std::sync::atomic::Ordering;

pub async fn upload(world: &World, kind: &str, body: Vec<u8>) -> crate::world::Answer {
    let request = world.http.post(format!("{}/api/uploads", world.url)).bearer_auth(world.token());
    world.ask(request.header("content-type", kind).body(body)).await
}

fn form(name: &str, bytes: &str) -> Vec<u8> {
    format!("--cut\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n{bytes}\r\n--cut--\r\n").into_bytes()
}

const FORM: &str = "multipart/form-data; boundary=cut";

pub async fn delete(world: &World, path: &str) -> crate::world::Answer {
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
    let begun = || std::fs::read_dir(world.data.path().join("scratch")).unwrap().count();
    world.until("the places are taken", async || (begun() == 4).then_some(())).await;
    let refused = upload(&world, "video/mp4", b"a street".to_vec()).await;
    assert_eq!((refused.status, refused.code()), (503, 5001));
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

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_served_as_what_its_first_box_says() {
    let world = World::new().await;
    for (begin, kind, name) in [
        ("\0\0\0\x14ftypqt  ", "video/quicktime", "source.mov"),
        ("\0\0\0\x08wide\0\0\0\0", "video/quicktime", "source.mov"),
        ("\0\0\0\x18ftypisom", "video/mp4", "source.mp4"),
        ("short", "video/mp4", "source.mp4"),
    ] {
        let kept = upload(&world, "application/octet-stream", begin.as_bytes().to_vec()).await;
        let served = world.http.get(kept.data()["url"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(served.headers()["content-type"], kind, "{begin:?}");
        assert_eq!(served.headers()["content-disposition"], format!("inline; filename=\"{name}\""));
    }
    world.end().await;
}
