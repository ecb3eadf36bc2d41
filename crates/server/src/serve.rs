//! Opens the house: binds, accepts, answers, and closes in good order.

use crate::app::App;
use crate::attended::Attended;
use crate::doors::{Doors, Seat, most_connections};
use crate::error::{Error, Result, io};
use crate::files::Links;
use crate::identity::TaskIds;
use crate::lock::DataLock;
use crate::outbound::{Guard, Names, Outbound};
use crate::pacing::Paced;
use crate::work::{Crew, OpenStudio};
use crate::{Clock, Config, deliver, disk, http};
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Most headers of a request.
const MOST_HEADERS: usize = 100;
/// Largest head of a request, bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// How long the last callbacks may take in any case.
const LAST_CALLBACKS: Duration = Duration::from_secs(2);

/// What a server is given besides its settings.
pub struct Parts {
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Opens the engine of a slot.
    pub studio: OpenStudio,
    /// Who knows the addresses behind names.
    pub names: Arc<dyn Names>,
}

/// Serves until `shutdown` is ready, then ends in good order. `on_listening` is told the address once requests are taken.
///
/// # Errors
/// When it cannot start; see [`Error`].
pub async fn serve(
    config: Config,
    parts: Parts,
    shutdown: impl Future<Output = ()>,
    on_listening: impl FnOnce(SocketAddr),
) -> Result<()> {
    let lock = DataLock::take(&config.data)?;
    let listener = TcpListener::bind(config.listen).await.map_err(io("listening"))?;
    let address = listener.local_addr().map_err(io("listening"))?;
    let app = Arc::new(open(config, &parts, address).await?);
    let crew = Crew::start(&app, &parts.studio).await?;
    let mut deliveries = JoinSet::new();
    deliveries.spawn(deliver::run(app.clone()));
    let mut watching = JoinSet::new();
    watching.spawn(disk::watch(app.clone()));
    tracing::info!(%address, "listening");
    on_listening(address);

    let connections = accept(&app, listener, shutdown).await;
    app.stopping.cancel();
    let grace = app.config.grace;
    let begun = Instant::now();
    let answered = tokio::time::timeout(grace, connections.shutdown());
    let (_answered, ()) = tokio::join!(answered, crew.stop(&app, grace));
    app.closing.cancel();
    let left = grace.saturating_sub(begun.elapsed()).max(LAST_CALLBACKS);
    let _unsent_stays_in_the_store = tokio::time::timeout(left, deliveries.join_next()).await;
    deliveries.shutdown().await;
    watching.shutdown().await;
    app.store.clone().close().await;
    drop(lock);
    Ok(())
}

async fn open(config: Config, parts: &Parts, address: SocketAddr) -> Result<App> {
    if let Some(url) = &config.public_url {
        let is_web = url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        is_web
            .then_some(())
            .ok_or_else(|| Error::Setting(format!("public URL {url:?} is not http or https")))?;
    }
    if config.public_url.is_none() && address.ip().is_unspecified() {
        tracing::warn!(
            "no public URL is set: result URLs will begin with {address}, which other machines cannot use"
        );
    }
    let base = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let links = Links::open(&config.data, &base)?;
    let data = config.data.clone();
    let store = tokio::task::spawn_blocking(move || Store::open(&data)).await;
    let store = store.map_err(|error| io("opening the store")(std::io::Error::other(error)))??;
    let task_ids = TaskIds::after(store.newest_task().await?.as_deref());
    let outbound = outbound(&config, parts, address)?;
    App::new(config, parts.clock.clone(), store, outbound, (links, task_ids))
}

fn outbound(config: &Config, parts: &Parts, own: SocketAddr) -> Result<Outbound> {
    let (allow_private, opened) = (config.allow_private, config.opened.clone());
    let guard = Guard { allow_private, opened, own, names: parts.names.clone() };
    Outbound::new(guard, config.fetch)
}

/// Takes connections, at most so many at a time, until it is time to stop.
async fn accept(
    app: &Arc<App>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> GracefulShutdown {
    let graceful = GracefulShutdown::new();
    let doors = Doors::new(most_connections(app.config.connections));
    let routes = http::routes(app.clone());
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let accepted = listener.accept().await;
            (accepted, doors.enter().await)
        };
        let (accepted, seat) = tokio::select! {
            next = next => next,
            () = &mut shutdown => return graceful,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection =
                    graceful.watch(connection(stream, routes.clone(), seat.clone(), &app.config));
                tokio::spawn(attend(connection, seat));
            }
            // Out of file descriptors, most likely: wait for some to come free instead of spinning.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Until the connection ends, or is shown out to make room for another.
async fn attend(connection: impl Future<Output = hyper::Result<()>>, seat: Arc<Seat>) {
    tokio::select! {
        ended = connection => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection broke");
            }
        }
        () = seat.shown_out.cancelled() => tracing::debug!("a silent connection made room for another"),
    }
}

/// One connection with its deadlines. The timer is what makes the header deadline count.
fn connection(
    stream: TcpStream,
    routes: Router,
    seat: Arc<Seat>,
    config: &Config,
) -> impl GracefulConnection<Error = hyper::Error> + use<> {
    let _as_it_is = stream.set_nodelay(true);
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(move |request| {
        let (busy, answer) = (seat.busy(), routes.call(request));
        async move { answer.await.map(|answer| answer.map(|body| Attended::new(body, busy))) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(config.header_timeout)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Paced::new(stream, config.reader_timeout)), service)
}
