//! What an endpoint may answer, and what is made of it.

use super::ear::{Ear, Manner};
use super::outbox::{Fate, Row, settled};
use crate::world::World;
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What became of one callback to each of `urls`.
async fn fates(world: &World, urls: &[String]) -> Vec<Row> {
    for url in urls {
        world.create_with("a street", json!({ "callback_url": url })).await;
    }
    let rows = settled(world).await;
    assert_eq!(rows.len(), urls.len());
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn any_2xx_acknowledges_410_stops_and_all_else_is_a_failure_that_leads_nowhere() {
    let world = World::with(|config| config.slots = 0).await;
    let statuses =
        [200, 201, 204, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 404, 410, 429, 500, 503, 599];
    let urls = statuses.map(|status| format!("{}/answer/{status}", world.host.url));
    let rows = fates(&world, &urls).await;
    for (status, row) in statuses.into_iter().zip(rows) {
        let fate = match status {
            200..300 => Fate::Heard,
            410 => Fate::GivenUp,
            _ => Fate::Pending,
        };
        let trouble = if fate == Fate::Heard { String::new() } else { format!("HTTP status {status}") };
        assert_eq!((row.fate, row.trouble), (fate, trouble));
    }
    assert!(world.host.gets().is_empty(), "a redirect was followed");
    // The control: whoever follows is seen.
    let followed = reqwest::Client::builder().no_proxy().build().unwrap();
    followed.post(format!("{}/answer/307", world.host.url)).send().await.unwrap();
    assert_eq!(world.host.gets(), ["moved"]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_speak_http_has_not_heard() {
    let world = World::with(|config| config.slots = 0).await;
    let refused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut urls = vec![format!("http://{refused}/")];
    let mut ears = Vec::new();
    for manner in [Manner::Silent, Manner::Rude, Manner::Garbage, Manner::EndlessHead, Manner::SlowHead] {
        let ear = Ear::start(manner).await;
        urls.push(ear.at("127.0.0.1"));
        ears.push(ear);
    }
    for row in fates(&world, &urls).await {
        assert_eq!(
            (&row.fate, row.trouble.as_str()),
            (&Fate::Pending, "the address cannot be reached"),
            "{row:?}"
        );
    }
    for ear in ears {
        assert_eq!(ear.seen.connections.load(Ordering::SeqCst), 1);
        world.until("the connection is let go", async || (ear.open() == 0).then_some(())).await;
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_is_the_answer_and_no_body_is_waited_for() {
    // So long that whoever waits for it waits in vain here.
    let world = World::with(|config| {
        (config.slots, config.callback_timeout) = (0, Duration::from_secs(60));
    })
    .await;
    let manners = [Manner::SlowBody(200), Manner::Flood(200), Manner::SlowBody(500), Manner::Flood(500)];
    let mut ears = Vec::new();
    for manner in manners {
        ears.push(Ear::start(manner).await);
    }
    let urls: Vec<_> = ears.iter().map(|ear| ear.at("127.0.0.1")).collect();
    let fates: Vec<_> = fates(&world, &urls).await.into_iter().map(|row| row.fate).collect();
    assert_eq!(fates, [Fate::Heard, Fate::Heard, Fate::Pending, Fate::Pending]);
    for ear in ears {
        world.until("the connection is let go", async || (ear.open() == 0).then_some(())).await;
        assert!(ear.seen.written.load(Ordering::SeqCst) < 64 << 20, "the body was read");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_home_is_called_unless_that_is_allowed() {
    let ear = Ear::start(Manner::Rude).await;
    let hosts = ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"];
    let urls = hosts.map(|host| ear.at(host));
    let mut connections = Vec::new();
    for allow_private in [false, true] {
        let world = World::with(|config| (config.slots, config.allow_private) = (0, allow_private)).await;
        for row in fates(&world, &urls).await {
            assert_eq!(
                (row.fate, row.tried, row.trouble.as_str()),
                (Fate::Pending, 1, "the address cannot be reached")
            );
        }
        connections.push(ear.seen.connections.load(Ordering::SeqCst));
        world.stop().await;
    }
    assert_eq!(connections[0], 0);
    assert!(connections[1] >= 3, "the control: {connections:?}");
}
