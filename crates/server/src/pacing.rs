//! A connection whose other side must read what it asked for, or lose it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// Slowest rate that pays for waiting, bytes a second.
const SLOWEST: u64 = 8 * 1024;

/// A stream whose writes are given up once its reader owes more time than `patience`: it owes the time that writes wait for
/// it, and pays with the bytes that it takes.
pub(crate) struct Paced {
    stream: TcpStream,
    patience: Duration,
    owed: Duration,
    /// Since when a write waits, and when it has waited too long.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Paced {
    pub(crate) fn new(stream: TcpStream, patience: Duration) -> Paced {
        Paced { stream, patience, owed: Duration::ZERO, waiting: None }
    }

    fn judged(
        &mut self,
        context: &mut Context<'_>,
        wrote: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match wrote {
            Poll::Ready(Ok(bytes)) => {
                let waited = self.waiting.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
                self.owed = still_owed(self.owed + waited, bytes as u64);
                wrote
            }
            Poll::Ready(Err(_)) => wrote,
            Poll::Pending => {
                let now = Instant::now();
                let until = now + self.patience.saturating_sub(self.owed);
                let (_, late) = self.waiting.get_or_insert_with(|| (now, Box::pin(sleep_until(until))));
                match late.as_mut().poll(context) {
                    Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}

fn still_owed(owed: Duration, bytes: u64) -> Duration {
    owed.saturating_sub(Duration::from_micros(bytes.saturating_mul(1_000_000) / SLOWEST))
}

impl AsyncRead for Paced {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Paced {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let own = self.get_mut();
        let wrote = Pin::new(&mut own.stream).poll_write(context, bytes);
        own.judged(context, wrote)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let own = self.get_mut();
        let wrote = Pin::new(&mut own.stream).poll_write_vectored(context, pieces);
        own.judged(context, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Writes 16 MB to a reader who takes `bytes` every 10 ms; whether all of it arrives.
    async fn arrives(bytes: usize, patience: Duration) -> bool {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (reader, accepted) =
            tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
        let (mut reader, mut writer) = (reader.unwrap(), Paced::new(accepted.unwrap().0, patience));
        let reading = tokio::spawn(async move {
            let mut piece = vec![0; bytes];
            while reader.read(&mut piece).await.is_ok_and(|read| read > 0) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        let written = writer.write_all(&vec![7; 16 << 20]).await;
        reading.abort();
        written.is_ok()
    }

    #[tokio::test]
    async fn who_reads_gets_everything_and_who_does_not_is_given_up() {
        assert!(arrives(1 << 20, Duration::from_millis(300)).await);
        assert!(!arrives(1, Duration::from_millis(300)).await);
    }

    #[test]
    fn what_is_read_pays_for_what_was_waited() {
        let second = Duration::from_secs(1);
        assert_eq!(still_owed(3 * second, SLOWEST), 2 * second);
        assert_eq!(still_owed(second, 1 << 40), Duration::ZERO);
    }
}
