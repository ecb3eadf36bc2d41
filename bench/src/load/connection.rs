//! One connection that is kept open, and one request after another on it.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A client that waits for each answer before it sends the next request.
pub(super) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, answer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads its answer.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Verdict> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        let body = loop {
            if let Some(body) = body_of(&self.answer)? {
                break body;
            }
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                bail!("the server closed the connection");
            }
        };
        Ok(if self.answer.starts_with(b"HTTP/1.1 200 ") && body.starts_with(br#"{"code":0,"#) {
            Verdict::Success
        } else if self.answer.starts_with(b"HTTP/1.1 503 ") && says_when(&self.answer) {
            Verdict::Shed
        } else {
            Verdict::Wrong
        })
    }

    /// What was answered last, head and body.
    pub(super) fn answer(&self) -> String {
        String::from_utf8_lossy(&self.answer).into_owned()
    }
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A success in the envelope.
    Success,
    /// The server has too much to do, and says when to come back.
    Shed,
    /// Neither.
    Wrong,
}

fn says_when(answer: &[u8]) -> bool {
    answer.windows(15).any(|part| part.eq_ignore_ascii_case(b"\r\nretry-after: "))
}

/// The body of an answer, once it is whole.
fn body_of(answer: &[u8]) -> Result<Option<&[u8]>> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&answer[..end]).context("a head that is no text")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = length.context("an answer without a length")?;
    Ok(answer.get(end + 4..end + 4 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_there_once_it_is_whole() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(body_of(answer).unwrap(), Some(&b"abc"[..]));
        for cut in 0..answer.len() {
            assert_eq!(body_of(&answer[..cut]).unwrap(), None, "{cut}");
        }
        assert!(body_of(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
