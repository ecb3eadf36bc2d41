//! What an operator opens: browsers of other origins, the numbers, the page of the API.

use crate::world::{ROUTE, World};

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
