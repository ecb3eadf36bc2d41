//! The operator's numbers. The registry is the server's own: nothing here is global.

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;
use store::{Backlog, Kind, State};

/// Upper ends of the buckets of request times, seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Methods that are told apart.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"];

/// Everything that is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    created: Family<KindLabels, Counter>,
    ended: Family<EndLabels, Counter>,
    deliveries: Family<DeliveryLabels, Counter>,
    upload_bytes: Counter,
    clock_believed: Gauge,
    waiting: Gauge,
    claimed: Gauge,
    pending_deliveries: Gauge,
    dead_deliveries: Gauge,
    stored_bytes: Gauge,
    disk_free: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KindLabels {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndLabels {
    kind: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeliveryLabels {
    outcome: Heard,
}

/// How an attempt at a callback ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Heard {
    /// With a 2xx.
    Acknowledged,
    /// Not, and it will be tried again.
    Failed,
    /// Not, and it will not.
    GivenUp,
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let buckets: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut metrics = Metrics {
            registry: Registry::with_prefix("wildtrack"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(buckets),
            created: Family::default(),
            ended: Family::default(),
            deliveries: Family::default(),
            upload_bytes: Counter::default(),
            clock_believed: Gauge::default(),
            waiting: Gauge::default(),
            claimed: Gauge::default(),
            pending_deliveries: Gauge::default(),
            dead_deliveries: Gauge::default(),
            stored_bytes: Gauge::default(),
            disk_free: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", self.requests.clone());
        let seconds = self.seconds.clone();
        registry.register_with_unit("request", "Time to answer a request", Unit::Seconds, seconds);
        registry.register("tasks_created", "Tasks accepted", self.created.clone());
        registry.register("tasks_ended", "Tasks that ended here", self.ended.clone());
        registry.register("callbacks", "Attempts at callbacks", self.deliveries.clone());
        let bytes = self.upload_bytes.clone();
        registry.register_with_unit("uploaded", "Bytes of uploads received", Unit::Bytes, bytes);
        let believed = "1 while the clock is believed; at 0 nothing is cleared";
        registry.register("clock_believed", believed, self.clock_believed.clone());
        registry.register("tasks_waiting", "Tasks that wait for a worker", self.waiting.clone());
        registry.register("tasks_claimed", "Tasks being worked on", self.claimed.clone());
        registry.register("callbacks_pending", "Callbacks to be made", self.pending_deliveries.clone());
        registry.register("callbacks_given_up", "Callbacks that were given up", self.dead_deliveries.clone());
        let stored = self.stored_bytes.clone();
        registry.register_with_unit("stored", "Bytes of kept files", Unit::Bytes, stored);
        let free = self.disk_free.clone();
        registry.register_with_unit("disk_free", "Bytes that are free where the data lie", Unit::Bytes, free);
    }

    /// A request was answered.
    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        // A stranger may send any word as a method, and every label is kept for ever.
        let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other").to_owned();
        let labels = RequestLabels { method, route: route.clone(), status };
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&RouteLabels { route }).observe(took.as_secs_f64());
    }

    /// A task was accepted.
    pub(crate) fn task_created(&self, kind: Kind) {
        self.created.get_or_create(&KindLabels { kind: name(kind) }).inc();
    }

    /// A task has ended.
    pub(crate) fn task_ended(&self, kind: Kind, state: State) {
        let state = if state == State::Succeed { "succeed" } else { "failed" };
        self.ended.get_or_create(&EndLabels { kind: name(kind), state }).inc();
    }

    /// A callback was tried.
    pub(crate) fn called_back(&self, outcome: Heard) {
        self.deliveries.get_or_create(&DeliveryLabels { outcome }).inc();
    }

    /// An upload has arrived.
    pub(crate) fn uploaded(&self, bytes: u64) {
        self.upload_bytes.inc_by(bytes);
    }

    /// Whether the clock is believed.
    pub(crate) fn clock_believed(&self, believed: bool) {
        self.clock_believed.set(i64::from(believed));
    }

    /// So much is free on the disk.
    pub(crate) fn disk_free(&self, bytes: u64) {
        self.disk_free.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Everything, with the numbers of this moment, as OpenMetrics text.
    pub(crate) fn text(&self, now: Backlog) -> String {
        let gauges = [
            (&self.waiting, now.waiting),
            (&self.claimed, now.claimed),
            (&self.pending_deliveries, now.deliveries),
            (&self.dead_deliveries, now.dead_deliveries),
            (&self.stored_bytes, now.stored_bytes),
        ];
        for (gauge, value) in gauges {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes any text");
        text
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::VideoToAudio => "video_to_audio",
        Kind::TextToAudio => "text_to_audio",
    }
}
