//! Whatever a customer writes as a URL, whatever a name or a redirect leads to: no address that is shut is called.

mod canary;
mod hostnames;

use crate::callbacks::outbox::settled;
use crate::walls;
use crate::world::{ROUTE, World};
use canary::Canaries;
use hostnames::{GOOD, Liar};
use rusqlite::Connection;
use serde_json::{Value, json};
use server::administration::Allowance;
use server::create_account;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::task::JoinSet;

/// Gives this process every address that there is.
const EVERY_ADDRESS: &str =
    "ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo";
/// A public address, inside.
const GOOD_INSIDE: &str = "93.184.215.14";
/// An address that the operator has opened, where no other can be had.
const GOOD_OUTSIDE: &str = "127.0.0.77";
/// The ways to a form's address.
const WAYS: [&str; 6] = ["direct", "redirect", "a", "aaaa", "mixed", "rebind"];

/// One line of `forms.tsv`.
pub struct Form {
    pub address: IpAddr,
    pub url: String,
    /// The name in it, if it has one.
    pub host: Option<String>,
}

fn forms() -> Arc<Vec<Form>> {
    let lines = include_str!("egress/forms.tsv").lines().filter(|line| !line.starts_with('#'));
    let form = |line: &str| {
        let mut fields = line.split('\t');
        let address: IpAddr = fields.next().unwrap().parse().unwrap();
        let url = fields.next().unwrap().to_owned();
        let parsed = url::Url::parse(&url.replace("{port}", "1"));
        let host = parsed.ok().and_then(|url| url.domain().map(str::to_owned));
        Form { address, url, host }
    };
    let all: Vec<Form> = lines.map(form).collect();
    // Without walls a canary stands at home alone, and the control must call nobody else.
    let reachable = |form: &Form| walls::are_around() || form.address.to_canonical().is_loopback();
    Arc::new(all.into_iter().filter(reachable).collect())
}

struct Attack {
    forms: Arc<Vec<Form>>,
    canaries: Canaries,
    names: Liar,
    good: IpAddr,
}

impl Attack {
    async fn prepare() -> Attack {
        let good = if walls::are_around() { GOOD_INSIDE } else { GOOD_OUTSIDE }.parse().unwrap();
        let forms = forms();
        let targets: Vec<String> = forms.iter().map(|form| form.url.clone()).collect();
        let canaries = Canaries::start(good, &targets).await;
        Attack { names: Liar::new(good, &forms), forms, canaries, good }
    }

    /// What a customer writes to have form `number` called in that way.
    fn url(&self, way: &str, number: usize) -> String {
        let port = self.canaries.port;
        match way {
            "direct" => self.forms[number].url.replace("{port}", &port.to_string()),
            "redirect" => format!("http://{GOOD}:{port}/redirect/{number}"),
            way => format!("http://{way}-{number}.test:{port}/"),
        }
    }

    /// A server that is told where the liar's names lead.
    async fn world(&self, opened: &[&str]) -> World {
        let data = tempfile::tempdir().unwrap();
        let allowed = Allowance { slots: Some(100_000), ..Allowance::default() };
        let keys = create_account(data.path(), "alice", allowed).await.unwrap();
        let opened = opened.iter().map(|network| network.parse().unwrap()).collect::<Vec<_>>();
        let own: Vec<_> =
            if walls::are_around() { Vec::new() } else { vec![self.good.to_string().parse().unwrap()] };
        World::on_with(data, keys, Arc::new(self.names.clone()), move |config| {
            config.allow_private = false;
            config.opened = if opened.is_empty() { own } else { opened };
            config.slots = 8;
        })
        .await
    }

    /// Creates a task for every form by that way; how many were accepted.
    async fn create_all(&self, world: &World, way: &str, body: fn(String) -> (&'static str, Value)) -> usize {
        let mut creates = JoinSet::new();
        for number in 0..self.forms.len() {
            let (route, body) = body(self.url(way, number));
            let request = world.http.post(format!("{}{route}", world.url)).bearer_auth(&world.keys.api_key);
            creates.spawn(request.json(&body).send());
            if creates.len() >= 32 {
                creates.join_next().await;
            }
        }
        while creates.join_next().await.is_some() {}
        ended(world).await
    }
}

/// Waits until no task is open; how many there are.
async fn ended(world: &World) -> usize {
    let db = Connection::open(world.data.path().join("wildtrack.db")).unwrap();
    world
        .until("every task ends", async || {
            let sql = "SELECT COUNT(*), COUNT(*) FILTER (WHERE state IN (2, 3)) FROM tasks";
            let (all, ended): (i64, i64) =
                db.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            (all == ended).then_some(all as usize)
        })
        .await
}

fn as_video(url: String) -> (&'static str, Value) {
    (ROUTE, json!({ "video_url": url }))
}

fn as_callback(url: String) -> (&'static str, Value) {
    ("/v1/audio/text-to-audio", json!({ "prompt": "rain", "duration": 3, "callback_url": url }))
}

/// The controls try every form where there is time, else one in so many.
fn step() -> usize {
    if std::env::var_os("WILDTRACK_TEST_WHOLE").is_some() { 1 } else { 7 }
}

/// What the guard is for: a client that goes wherever it is sent, by every way and as both kinds of request.
async fn unguarded(attack: &Attack, way: &str, is_post: bool) -> usize {
    let client = reqwest::Client::builder().dns_resolver(attack.names.clone()).no_proxy();
    let client = client.timeout(std::time::Duration::from_secs(2)).build().unwrap();
    let mut hits = 0;
    for number in (0..attack.forms.len()).step_by(step()) {
        // As often as a callback is tried: a name may rebind in between.
        for _ in 0..2 {
            let url = attack.url(way, number);
            let request = if is_post { client.post(url).body("{}") } else { client.get(url) };
            let _whatever = request.send().await;
        }
        hits += usize::from(!attack.canaries.take_hits().is_empty());
    }
    hits
}

async fn attack() {
    let attack = Attack::prepare().await;
    let count = attack.forms.len();
    let world = attack.world(&[]).await;
    let (mut hits, mut tasks) = (BTreeSet::new(), 0);
    for way in WAYS {
        attack.names.forget();
        let accepted = attack.create_all(&world, way, as_video).await - tasks;
        tasks += accepted;
        hits.extend(attack.canaries.take_hits());
        println!("video_url    {way:8} {count} forms, {accepted} accepted, {} hits so far", hits.len());
    }
    let for_videos = attack.canaries.good_asked.swap(0, Ordering::SeqCst);
    for way in WAYS {
        attack.names.forget();
        let accepted = attack.create_all(&world, way, as_callback).await - tasks;
        tasks += accepted;
        settled(&world).await;
        world.clock.0.fetch_add(7_000, Ordering::SeqCst);
        settled(&world).await;
        hits.extend(attack.canaries.take_hits());
        println!("callback_url {way:8} {count} forms, {accepted} accepted, {} hits so far", hits.len());
    }
    let for_callbacks = attack.canaries.good_asked.swap(0, Ordering::SeqCst);
    println!("the host that may be called was asked {for_videos} and {for_callbacks} times");
    assert!(hits.is_empty(), "{hits:#?}");
    // The ways were gone: redirects, and the first answers of names that rebind, led to the host that may be called.
    assert!(for_videos >= 2 * count && for_callbacks >= 2 * count, "{for_videos} {for_callbacks}");
    world.stop().await;
    controls(&attack).await;
}

async fn controls(attack: &Attack) {
    let tried = attack.forms.len().div_ceil(step());
    for (is_post, what) in [(false, "GET"), (true, "POST")] {
        for way in WAYS {
            attack.names.forget();
            let hits = unguarded(attack, way, is_post).await;
            println!("control, no guard: {what:4} {way:8} {hits} of {tried} forms hit a canary");
            assert!(hits * 10 >= tried * 6, "{what} {way}: {hits} of {tried}");
        }
    }
    let opened = ["0.0.0.0/0", "::/0", "169.254.169.254"];
    let world = attack.world(&opened).await;
    attack.create_all(&world, "direct", as_video).await;
    let hits = attack.canaries.take_hits().len();
    println!("control, everything opened: {hits} different addresses and requests hit a canary");
    assert!(hits > 10, "the server's own client does not reach the canaries: the test would prove nothing");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_of_a_shut_address_is_called_by_any_way() {
    match walls::run_inside(&["--net"], EVERY_ADDRESS, "egress::inside_its_walls") {
        Some(output) => walls::passed(&output),
        None => {
            println!("no network namespace to be had: the canaries stand at loopback addresses alone");
            attack().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs inside the walls that the test above builds"]
async fn inside_its_walls() {
    if walls::are_around() {
        attack().await;
    }
}
