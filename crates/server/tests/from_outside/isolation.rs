//! No account sees anything of another: generated from the document, so that a new route is tested or fails here.

use crate::document::{Operation, document, operations};
use crate::world::{Answer, World};
use reqwest::Method;
use serde_json::{Value, json};
use server::administration::Allowance;
use server::create_account;

/// What Alice has, by the name under which routes and bodies speak of it.
struct Hers {
    task: String,
    external: String,
    upload: String,
    videos: Vec<String>,
}

impl Hers {
    /// Her values for a path parameter of that name, each with one that nobody has and that looks like it.
    fn for_path(&self, operation: &Operation, name: &str) -> Vec<(String, String)> {
        match (name, operation.path.contains("/uploads/")) {
            ("id", true) => vec![(self.upload.clone(), "0".repeat(32))],
            ("id", false) => {
                let nobodys = "859012345678901234".to_owned();
                vec![(self.task.clone(), nobodys), (self.external.clone(), "order-8".to_owned())]
            }
            ("stem", _) => vec![("foley".to_owned(), "foley".to_owned())],
            ("artifact", _) => vec![(self.videos[0].clone(), "0".repeat(32))],
            ("file_name", _) => vec![("video.mp4".to_owned(), "video.mp4".to_owned())],
            other => panic!(
                "{}: nobody has said how to test the parameter {other:?} of {}",
                operation.method, operation.path
            ),
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        [&self.task, &self.external, &self.upload].into_iter().chain(&self.videos)
    }
}

async fn world_of_alice() -> (World, Hers) {
    let world = World::new().await;
    let upload = world.http.post(format!("{}/api/uploads", world.url)).bearer_auth(&world.keys.api_key);
    let upload = world.ask(upload.header("content-type", "video/mp4").body("a street")).await;
    let upload = upload.data()["id"].as_str().unwrap().to_owned();
    let task = world.create_with("a street", json!({ "external_task_id": "order-7" })).await;
    let done = world.succeeded(&task).await;
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let videos = vec![id(&done["task_result"]["videos"][0]), id(&done["task_info"]["parent_video"])];
    (world, Hers { task, external: "order-7".to_owned(), upload, videos })
}

/// Status, headers that a client may act on, and body without the id of the request.
fn face(answer: &Answer, asked: &str) -> (u16, Vec<String>, String) {
    let mut json = answer.json.clone();
    json["request_id"] = json!("");
    let headers = ["content-type", "retry-after", "content-length"];
    let headers = headers.map(|name| format!("{:?}", answer.headers.get(name)));
    // What was asked for may be repeated; the lengths of what is asked here are the same.
    (answer.status, headers.into(), json.to_string().replace(asked, "ID"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_looks_like_nothing_at_all_on_every_route() {
    let (world, hers) = world_of_alice().await;
    let bob = create_account(world.data.path(), "bob", Allowance::default()).await.unwrap();
    let as_bob = |method: &Method, path: &str| {
        world.http.request(method.clone(), format!("{}{path}", world.url)).bearer_auth(&bob.api_key)
    };
    let document = document(&world).await;
    let (mut compared, mut listed) = (0, 0);
    for operation in operations(&document) {
        let names: Vec<_> = operation.path.split('/').filter(|part| part.starts_with('{')).collect();
        let Some(first) = names.first() else {
            // Nothing is named in the path: whatever comes back, nothing of Alice's is in it.
            let path = format!("{}?start_time=0&end_time=253402300799999", operation.path);
            let text = as_bob(&operation.method, &path).send().await.unwrap().text().await.unwrap();
            for id in hers.all() {
                assert!(!text.contains(id.as_str()), "{} {} shows {id}", operation.method, operation.path);
            }
            listed += 1;
            continue;
        };
        let first = first.trim_matches(['{', '}']);
        for (theirs, nobodys) in hers.for_path(&operation, first) {
            let path = |id: &str| {
                operation.path_with(&|name| match name {
                    name if name == first => id.to_owned(),
                    other => hers.for_path(&operation, other)[0].0.clone(),
                })
            };
            let foreign = world.ask(as_bob(&operation.method, &path(&theirs))).await;
            let unknown = world.ask(as_bob(&operation.method, &path(&nobodys))).await;
            let shown = format!("{} {}", operation.method, operation.path);
            assert!(matches!(foreign.code(), 1201 | 1203), "{shown}: {}", foreign.json);
            let (foreign, unknown) = (face(&foreign, &theirs), face(&unknown, &nobodys));
            if theirs.len() == nobodys.len() {
                assert_eq!(foreign, unknown, "{shown}");
            }
            assert_eq!((foreign.0, &foreign.2), (unknown.0, &unknown.2), "{shown}");
            compared += 1;
        }
    }
    assert!(compared >= 20 && listed >= 8, "{compared} compared, {listed} listed");
    // Nothing of Bob's tries has touched what is Alice's.
    let task = world.get(&format!("/v1/audio/video-to-audio/{}", hers.task)).await;
    assert_eq!(task.data()["task_status"], "succeed");
    let upload = world.get(&format!("/api/uploads/{}", hers.upload)).await;
    assert_eq!(upload.data()["id"], hers.upload.as_str());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_in_a_body_that_is_anothers_is_refused_like_one_that_nobody_has() {
    let (world, hers) = world_of_alice().await;
    let bob = create_account(world.data.path(), "bob", Allowance::default()).await.unwrap();
    let document = document(&world).await;
    let mut compared = 0;
    for operation in operations(&document) {
        let Some(schema) = operation.json_body(&document) else { continue };
        let fields = schema["properties"].as_object().unwrap().keys().filter(|field| field.ends_with("_id"));
        for field in fields {
            let post = |value: &str| {
                let url = format!("{}{}", world.url, operation.path);
                let body = match field.as_str() {
                    "video_id" => json!({ "video_id": value }),
                    // A name of Bob's own: that Alice has used it must not show.
                    "external_task_id" => {
                        json!({ "video_url": "http://h/", "prompt": "x", "duration": 5, "external_task_id": value })
                    }
                    other => panic!("nobody has said how to test the field {other:?} of {}", operation.path),
                };
                world.ask(world.http.post(url).bearer_auth(&bob.api_key).json(&body))
            };
            match field.as_str() {
                "video_id" => {
                    for theirs in hers.videos.iter().chain([&hers.upload]) {
                        let (foreign, unknown) = (post(theirs).await, post(&"0".repeat(32)).await);
                        assert_eq!(foreign.code(), 1201, "{}", foreign.json);
                        assert_eq!(face(&foreign, theirs), face(&unknown, &"0".repeat(32)));
                        compared += 1;
                    }
                }
                _ => {
                    let fresh = if compared % 2 == 0 { &hers.external } else { &hers.task };
                    let answer = post(fresh).await;
                    assert!(
                        answer.code() == 0 || answer.message().contains("already exists"),
                        "{}",
                        answer.json
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared >= 8, "{compared}");
    world.stop().await;
}
