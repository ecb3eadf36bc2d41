//! What callbacks are signed with while secrets come and go.

use super::outbox::settled;
use crate::host::Heard;
use crate::world::World;
use serde_json::json;
use server::administration::{self, KeyKind};
use server::{Clock, SystemClock};
use standardwebhooks::Webhook;
use std::sync::atomic::Ordering;

const HOUR_MS: i64 = 3_600_000;

/// As an endpoint with that secret would judge, at whatever time.
pub fn is_signed(secret: &str, heard: &Heard) -> bool {
    let (id, at_s) = (heard.header("webhook-id"), heard.header("webhook-timestamp").parse().unwrap());
    let ours = Webhook::new(secret).unwrap().sign(id, at_s, heard.body.as_bytes()).unwrap();
    heard.header("webhook-signature").split(' ').any(|signature| signature == ours)
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_secret_is_rotated_both_verify_and_afterwards_the_new_one_alone() {
    let world = World::with(|config| config.slots = 0).await;
    world.host.moods.lock().unwrap().extend([500, 500]);
    let books = administration::open(world.data.path()).unwrap();
    let rotated = books.rotate_key("alice", KeyKind::Webhook, HOUR_MS, SystemClock.now_ms()).await.unwrap();
    let (old, new) = (&world.keys.webhook_secret, &rotated.secret);
    world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    settled(&world).await;
    let heard = &world.host.heard()[0];
    for secret in [old, new] {
        let oracle = Webhook::new(secret).unwrap();
        oracle.verify(heard.body.as_bytes(), &heard.headers).unwrap();
        assert!(oracle.verify(b"{}", &heard.headers).is_err());
    }
    assert_eq!(heard.header("webhook-signature").split(' ').count(), 2);
    let strange = Webhook::new("whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI=").unwrap();
    assert!(strange.verify(heard.body.as_bytes(), &heard.headers).is_err());
    for (at_ms, old_is_good) in [(HOUR_MS - 60_000, true), (HOUR_MS + 60_000, false)] {
        world.clock.0.store(at_ms, Ordering::SeqCst);
        settled(&world).await;
        let heard = world.host.heard();
        let again = heard.last().unwrap();
        assert_eq!(again.header("webhook-id"), heard[0].header("webhook-id"));
        assert_eq!((is_signed(old, again), is_signed(new, again)), (old_is_good, true));
    }
    assert_eq!(world.host.heard().len(), 3);
    books.close().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_whose_secrets_are_all_revoked_is_told_without_signature() {
    let world = World::with(|config| config.slots = 0).await;
    let books = administration::open(world.data.path()).unwrap();
    books.rotate_key("alice", KeyKind::Webhook, HOUR_MS, SystemClock.now_ms()).await.unwrap();
    let keys = books.keys("alice").await.unwrap();
    let secrets: Vec<_> = keys.iter().filter(|key| key.kind == KeyKind::Webhook).collect();
    assert_eq!(secrets.len(), 2);
    for secret in secrets {
        books.revoke_key("alice", &secret.id, SystemClock.now_ms()).await.unwrap();
    }
    let id = world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    settled(&world).await;
    let heard = &world.host.heard()[0];
    assert_eq!(heard.headers.get("webhook-signature"), None);
    assert_eq!(heard.header("webhook-id"), format!("msg_{id}_1"));
    let at_s: i64 = heard.header("webhook-timestamp").parse().unwrap();
    assert!((SystemClock.now_ms() / 1000 - at_s).abs() < 60);
    books.close().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_secret_is_damaged_nothing_is_sent_and_once_it_is_mended_it_is_sent_signed() {
    let world = World::with(|config| config.slots = 0).await;
    let db = rusqlite::Connection::open(world.data.path().join("wildtrack.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    let sealed: Vec<u8> = db.query_row("SELECT sealed FROM webhook_secrets", (), |row| row.get(0)).unwrap();
    let seal = |sealed: &[u8]| db.execute("UPDATE webhook_secrets SET sealed = ?1", [sealed]).unwrap();
    seal(&sealed[1..]);
    world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    assert_eq!(settled(&world).await[0].trouble, "no secret");
    assert!(world.host.heard().is_empty());
    seal(&sealed);
    world.clock.0.store(7_000, Ordering::SeqCst);
    settled(&world).await;
    assert!(is_signed(&world.keys.webhook_secret, &world.host.heard()[0]));
    world.stop().await;
}
