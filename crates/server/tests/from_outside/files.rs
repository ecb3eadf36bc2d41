//! Result files over their signed URLs.

use crate::world::World;
use serde_json::Value;

async fn video_url(world: &World) -> (String, String) {
    let id = world.create("a street").await;
    let task = world.succeeded(&id).await;
    (id, task["task_result"]["videos"][0]["url"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_served_whole_in_parts_and_by_head() {
    let world = World::new().await;
    let (_, url) = video_url(&world).await;
    let whole = world.http.get(&url).send().await.unwrap();
    let headers = whole.headers().clone();
    assert_eq!(headers["content-type"], "video/mp4");
    assert_eq!(headers["content-disposition"], "inline; filename=\"video.mp4\"");
    assert_eq!(
        (&headers["x-content-type-options"], &headers["accept-ranges"]),
        (&"nosniff".parse().unwrap(), &"bytes".parse().unwrap())
    );
    let bytes = whole.bytes().await.unwrap();
    assert_eq!(headers["content-length"], bytes.len().to_string());

    let part = world.http.get(&url).header("range", "bytes=6-8").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], format!("bytes 6-8/{}", bytes.len()));
    assert_eq!(part.bytes().await.unwrap(), bytes[6..9]);
    let tail = world.http.get(&url).header("range", "bytes=-3").send().await.unwrap();
    assert_eq!(tail.bytes().await.unwrap(), bytes[bytes.len() - 3..]);
    let beyond = world.http.get(&url).header("range", "bytes=9999-").send().await.unwrap();
    assert_eq!(
        (beyond.status().as_u16(), beyond.headers()["content-range"].to_str().unwrap()),
        (416, format!("bytes */{}", bytes.len()).as_str())
    );

    let head = world.http.head(&url).send().await.unwrap();
    assert_eq!(
        (head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()),
        (200, bytes.len().to_string().as_str())
    );
    assert!(head.bytes().await.unwrap().is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_holds_already_is_not_sent_again() {
    let world = World::new().await;
    let (_, url) = video_url(&world).await;
    let whole = world.http.get(&url).send().await.unwrap();
    let (tag, modified) = (whole.headers()["etag"].clone(), whole.headers()["last-modified"].clone());
    let tag = tag.to_str().unwrap();
    for known in [tag, "*", &format!("\"other\", W/{tag}")] {
        let answer = world.http.get(&url).header("if-none-match", known).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["etag"]),
            (304, &tag.parse().unwrap()),
            "{known}"
        );
        assert!(answer.bytes().await.unwrap().is_empty());
    }
    let other =
        world.http.get(&url).header("if-none-match", "\"other\"").header("if-modified-since", modified);
    assert_eq!(other.send().await.unwrap().status(), 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_that_was_changed_serves_nothing() {
    let world = World::new().await;
    let (_, url) = video_url(&world).await;
    for changed in [
        url.replace("e=", "e=9"),
        url.replace("video.mp4", "audio.wav"),
        url.split('?').next().unwrap().to_owned(),
    ] {
        let answer = world.ask(world.http.get(&changed)).await;
        assert_eq!((answer.status, answer.code()), (404, 1203), "{changed}");
    }
    world.end().await;
}

/// Writes over what an artifact's file holds, and gives what its URL answers.
async fn answer_after(world: &World, write: impl FnOnce(Vec<u8>) -> Vec<u8>) -> u16 {
    let (id, url) = video_url(world).await;
    let path = world.data.path().join(format!("files/tasks/{id}/1/video.mp4"));
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, write(whole)).unwrap();
    let part = world.http.get(&url).header("range", "bytes=0-1").send().await.unwrap().status();
    assert_eq!(world.http.get(&url).send().await.unwrap().status().is_success(), part.is_success());
    part.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_disk_has_spoilt_is_not_served_as_if_it_were_the_result() {
    let world = World::new().await;
    let flip = |mut bytes: Vec<u8>| {
        bytes[9] ^= 1;
        bytes
    };
    assert_eq!(answer_after(&world, flip).await, 500, "one bit is another");
    assert_eq!(answer_after(&world, |bytes| bytes[..8].to_vec()).await, 500, "the end is missing");
    assert_eq!(answer_after(&world, |_| Vec::new()).await, 500, "nothing is left");
    assert_eq!(answer_after(&world, |bytes| bytes).await, 206, "control: the same bytes again");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_a_task_is_listed_and_can_be_fetched() {
    let world = World::new().await;
    let (id, _) = video_url(&world).await;
    let answer = world.get(&format!("/api/tasks/{id}/files")).await;
    let files = answer.data().as_array().unwrap();
    let roles: Vec<_> = files.iter().map(|file| file["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["video", "audio_mp3", "audio_wav", "cues", "report", "sheet", "stem_foley", "timing"]);
    for file in files {
        let served = world.http.get(file["url"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(served.headers()["content-type"], file["media_type"].as_str().unwrap());
        let bytes = served.bytes().await.unwrap();
        assert_eq!(file["bytes"], Value::from(bytes.len()));
        assert_eq!(file["sha256"], hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&bytes)));
    }
    world.end().await;
}
