//! One listener at every address there is: the one that may be called is a host with traps, all others are canaries.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Everything that listens.
#[derive(Clone)]
pub struct Canaries {
    pub port: u16,
    /// The address that may be called.
    good: IpAddr,
    /// Where redirects lead, by their number.
    targets: Arc<Vec<String>>,
    /// What was asked of canaries: the first line of the request, and where.
    hits: Arc<Mutex<Vec<String>>>,
    /// Requests to the good host.
    pub good_asked: Arc<AtomicUsize>,
}

impl Canaries {
    /// Listens at every address, at a free port and at the web's own if that is allowed. `targets` may name `{port}`.
    pub async fn start(good: IpAddr, targets: &[String]) -> Canaries {
        let first = TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).await.unwrap();
        let port = first.local_addr().unwrap().port();
        let targets = targets.iter().map(|url| url.replace("{port}", &port.to_string())).collect();
        let canaries = Canaries {
            port,
            good,
            targets: Arc::new(targets),
            hits: Arc::default(),
            good_asked: Arc::default(),
        };
        tokio::spawn(canaries.clone().listen(first));
        for port in [80, 443] {
            if crate::walls::are_around() {
                let listener = TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)).await.unwrap();
                tokio::spawn(canaries.clone().listen(listener));
            }
        }
        canaries
    }

    /// The marks of the requests that canaries were asked: what stands after `?mark=`, or all of it.
    pub fn take_hits(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.hits.lock().unwrap()).into_iter().collect()
    }

    async fn listen(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(self.clone().answer(stream));
        }
    }

    async fn answer(self, mut stream: TcpStream) -> std::io::Result<()> {
        let here = stream.local_addr()?;
        let mut request = [0; 8 * 1024];
        let read = stream.read(&mut request).await?;
        let request = String::from_utf8_lossy(&request[..read]).into_owned();
        let answer = if here.ip().to_canonical() == self.good {
            self.good_asked.fetch_add(1, Ordering::SeqCst);
            self.trap(&request)
        } else {
            self.hit(here, &request);
            "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\ncanary".to_owned()
        };
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    }

    /// A hit is a connection, whatever was asked.
    fn hit(&self, here: SocketAddr, request: &str) {
        let line = request.lines().next().unwrap_or_default();
        self.hits.lock().unwrap().push(format!("{} {line}", here.ip().to_canonical()));
    }

    /// `/redirect/N` leads to target N. A name that rebinds leads to itself, or wants to be called again.
    fn trap(&self, request: &str) -> String {
        let mut words = request.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let host = request.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
        let number = path.strip_prefix("/redirect/").and_then(|number| number.parse::<usize>().ok());
        let (status, location) = match number {
            Some(number) => ([301, 302, 303, 307, 308][number % 5], self.targets[number].clone()),
            None if host.starts_with("rebind-") && method == "GET" => (302, format!("http://{host}{path}")),
            None => (503, String::new()),
        };
        let location: String = location.bytes().map(visible).collect();
        format!(
            "HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
    }
}

/// What may stand in a header, percent-encoded where it is not ASCII.
fn visible(byte: u8) -> String {
    if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}
