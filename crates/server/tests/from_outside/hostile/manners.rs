//! What a server can do to whoever asks it for a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    SlowHead,
    SlowBody,
    EndlessBody,
    MoreThanSaid,
    SaysTooMuch,
    CutShort,
    ManyHeaders,
    LongHeader,
    EndlessHead,
    EndlessHints,
    Packed,
    RedirectLoop,
    RedirectChain,
    RedirectToFile,
    TlsSilence,
    Silence,
    Garbage,
    Part,
    NoSuchPart,
    Page,
    ChunkExtensions,
    EndlessTrailers,
    HangsUp,
}

impl Kind {
    pub const ALL: [Kind; 23] = [
        Kind::SlowHead,
        Kind::SlowBody,
        Kind::EndlessBody,
        Kind::MoreThanSaid,
        Kind::SaysTooMuch,
        Kind::CutShort,
        Kind::ManyHeaders,
        Kind::LongHeader,
        Kind::EndlessHead,
        Kind::EndlessHints,
        Kind::Packed,
        Kind::RedirectLoop,
        Kind::RedirectChain,
        Kind::RedirectToFile,
        Kind::TlsSilence,
        Kind::Silence,
        Kind::Garbage,
        Kind::Part,
        Kind::NoSuchPart,
        Kind::Page,
        Kind::ChunkExtensions,
        Kind::EndlessTrailers,
        Kind::HangsUp,
    ];

    /// What an engine that takes everything for a clip may take for one: no limit is touched.
    pub fn is_harmless(self) -> bool {
        matches!(self, Kind::MoreThanSaid | Kind::LongHeader | Kind::Page)
    }
}

pub struct Villain {
    kind: Kind,
    port: u16,
    sent: Arc<AtomicU64>,
}

impl Villain {
    pub async fn start(kind: Kind) -> Villain {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let villain = Villain { kind, port: listener.local_addr().unwrap().port(), sent: Arc::default() };
        let sent = villain.sent.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let victim = Victim { stream, sent: sent.clone() };
                tokio::spawn(victim.suffer(kind));
            }
        });
        villain
    }

    pub fn url(&self) -> String {
        let scheme = if self.kind == Kind::TlsSilence { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{}/clip.mp4", self.port)
    }

    /// Bytes that the other side's system has taken.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

/// The connection of somebody who asked.
struct Victim {
    stream: TcpStream,
    sent: Arc<AtomicU64>,
}

/// Between two bytes of those who are slow: what 5 s are to the limits of a real server.
const NOW_AND_THEN: Duration = Duration::from_millis(60);
const OK: &str = "HTTP/1.1 200 OK\r\n";

impl Victim {
    async fn suffer(mut self, kind: Kind) -> std::io::Result<()> {
        let mut request = [0; 16 * 1024];
        if kind != Kind::TlsSilence && self.stream.read(&mut request).await? == 0 {
            return Ok(());
        }
        match kind {
            Kind::SlowHead => self.slowly(&format!("{OK}x: {}", ".".repeat(10_000))).await,
            Kind::SlowBody => {
                self.say(&format!("{OK}content-length: 1000000\r\n\r\n")).await?;
                self.slowly(&".".repeat(10_000)).await
            }
            Kind::EndlessBody => {
                self.say(&format!("{OK}transfer-encoding: chunked\r\n\r\n")).await?;
                self.for_ever(&format!("4000\r\n{}\r\n", "x".repeat(0x4000))).await
            }
            Kind::MoreThanSaid => {
                self.say(&format!("{OK}content-length: 10\r\n\r\n")).await?;
                self.for_ever(&"x".repeat(1 << 16)).await
            }
            Kind::SaysTooMuch => self.say(&format!("{OK}content-length: 1000000000\r\n\r\nx")).await,
            Kind::CutShort => self.say(&format!("{OK}content-length: 1000\r\n\r\nx")).await,
            Kind::ManyHeaders => self.say(&format!("{OK}{}\r\nclip", "a: b\r\n".repeat(100_000))).await,
            Kind::LongHeader => {
                self.say(&format!("{OK}a: {}\r\ncontent-length: 4\r\n\r\nclip", "b".repeat(1 << 16))).await
            }
            Kind::EndlessHead => {
                self.say(OK).await?;
                self.for_ever("x-more: and more\r\n").await
            }
            Kind::EndlessHints => self.for_ever("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n").await,
            Kind::Packed => {
                self.say(&format!("{OK}content-encoding: gzip\r\ncontent-length: 4\r\n\r\nclip")).await
            }
            Kind::RedirectLoop => self.redirect("/clip.mp4").await,
            Kind::RedirectChain => self.redirect(&format!("/{}", request[5])).await,
            Kind::RedirectToFile => self.redirect("file:///etc/passwd").await,
            Kind::TlsSilence | Kind::Silence => {
                while self.stream.read(&mut request).await? > 0 {}
                Ok(())
            }
            Kind::Garbage => self.say("\0\x01\x02 clip\r\n\r\n").await,
            Kind::Part => self.say("HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 0-3/9\r\ncontent-length: 4\r\n\r\nclip").await,
            Kind::NoSuchPart => self.say("HTTP/1.1 416 No\r\ncontent-length: 0\r\n\r\n").await,
            Kind::Page => self.say(&format!("{OK}content-type: text/html\r\ncontent-length: 6\r\n\r\n<html>")).await,
            Kind::ChunkExtensions => {
                self.say(&format!("{OK}transfer-encoding: chunked\r\n\r\n1")).await?;
                self.for_ever(";a=b").await
            }
            Kind::EndlessTrailers => {
                self.say(&format!("{OK}transfer-encoding: chunked\r\n\r\n4\r\nclip\r\n0\r\n")).await?;
                self.for_ever("x-more: and more\r\n").await
            }
            Kind::HangsUp => Ok(()),
        }
    }

    async fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.write_all(text.as_bytes()).await?;
        self.sent.fetch_add(text.len() as u64, Ordering::SeqCst);
        Ok(())
    }

    async fn slowly(&mut self, text: &str) -> std::io::Result<()> {
        for byte in text.split_inclusive(|_| true) {
            self.say(byte).await?;
            tokio::time::sleep(NOW_AND_THEN).await;
        }
        Ok(())
    }

    /// Until the other side has let go.
    async fn for_ever(&mut self, text: &str) -> std::io::Result<()> {
        let many = text.repeat((1 << 16) / text.len() + 1);
        loop {
            self.say(&many).await?;
        }
    }

    async fn redirect(&mut self, to: &str) -> std::io::Result<()> {
        self.say(&format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")).await
    }
}
