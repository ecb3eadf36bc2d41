//! An endpoint without manners: it speaks TCP, and HTTP only if it likes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Listens and never says a word.
    Silent,
    /// Hangs up at once.
    Rude,
    /// Says something that is not HTTP.
    Garbage,
    /// Begins an answer and sends one header after the other, for ever.
    EndlessHead,
    /// Sends the head of an answer, a byte at a time.
    SlowHead,
    /// Answers with that status and a body of which a byte comes now and then, for ever.
    SlowBody(u16),
    /// Answers with that status and a body of 1 GB.
    Flood(u16),
}

#[derive(Default)]
pub struct Seen {
    pub connections: AtomicUsize,
    pub open: AtomicUsize,
    pub most_open: AtomicUsize,
    pub written: AtomicU64,
}

pub struct Ear {
    pub port: u16,
    pub seen: Arc<Seen>,
}

impl Ear {
    pub async fn start(manner: Manner) -> Ear {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ear = Ear { port: listener.local_addr().unwrap().port(), seen: Arc::default() };
        let seen = ear.seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(listen(stream, manner, seen.clone()));
            }
        });
        ear
    }

    pub fn at(&self, host: &str) -> String {
        format!("http://{host}:{}/ear", self.port)
    }

    pub fn open(&self) -> usize {
        self.seen.open.load(Ordering::SeqCst)
    }
}

async fn listen(mut stream: TcpStream, manner: Manner, seen: Arc<Seen>) {
    seen.connections.fetch_add(1, Ordering::SeqCst);
    let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most_open.fetch_max(open, Ordering::SeqCst);
    // Ends with an error as soon as the other side has let go.
    let _end = answer(&mut stream, manner, &seen).await;
    seen.open.fetch_sub(1, Ordering::SeqCst);
}

async fn answer(stream: &mut TcpStream, manner: Manner, seen: &Seen) -> std::io::Result<()> {
    let mut request = [0; 16 * 1024];
    let _some = stream.read(&mut request).await?;
    match manner {
        Manner::Silent => while stream.read(&mut request).await? > 0 {},
        Manner::Rude => {}
        Manner::Garbage => stream.write_all(b"\0\x01\x02 SSH-2.0-what\r\n\r\n").await?,
        Manner::EndlessHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(b"x-more: and more\r\n").await?;
            }
        }
        Manner::SlowHead => {
            for byte in b"HTTP/1.1 200 OK\r\nx-slow: ".iter().chain([b'.'; 1000].iter()) {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Manner::SlowBody(status) => {
            stream.write_all(head(status).as_bytes()).await?;
            loop {
                stream.write_all(b".").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Manner::Flood(status) => {
            stream.write_all(head(status).as_bytes()).await?;
            let piece = vec![b'x'; 1 << 16];
            for _ in 0..1 << 14 {
                stream.write_all(&piece).await?;
                seen.written.fetch_add(piece.len() as u64, Ordering::SeqCst);
            }
        }
    }
    Ok(())
}

fn head(status: u16) -> String {
    format!("HTTP/1.1 {status} Whatever\r\ncontent-length: {}\r\n\r\n", 1 << 30)
}
