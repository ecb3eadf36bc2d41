//! Fetches a video into a file: few redirects, each judged; bounded in bytes and in time.

use super::client::{Outbound, Unreachable};
use super::limits::FetchLimits;
use reqwest::{Response, header};
use std::io;
use std::path::Path;
use std::time::Instant;
use tokio::io::AsyncWriteExt;
use url::Url;

/// Redirects that are followed.
const MOST_HOPS: usize = 3;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// For the customer: a sentence.
    #[error("{0}")]
    Refused(String),
    /// Our own disk failed.
    #[error("writing the video: {0}")]
    Disk(#[from] io::Error),
}

impl From<Unreachable> for FetchError {
    fn from(_: Unreachable) -> FetchError {
        refused("The video could not be fetched: video_url cannot be reached.")
    }
}

impl Outbound {
    /// Fetches `url` into the new file `to`, at most `most_bytes`. The file is not synced.
    pub(crate) async fn fetch(&self, url: &str, to: &Path, most_bytes: u64) -> Result<(), FetchError> {
        let url = Url::parse(url).map_err(|_| Unreachable)?;
        let whole = async {
            let response = self.final_answer(url).await?;
            write_body(response, to, most_bytes, &self.limits).await
        };
        let longest = self.limits.longest;
        let late = || {
            let text = format!(
                "The video could not be fetched: video_url did not deliver it within {} s.",
                longest.as_secs()
            );
            refused(&text)
        };
        tokio::time::timeout(longest, whole).await.unwrap_or_else(|_| Err(late()))
    }

    async fn final_answer(&self, mut url: Url) -> Result<Response, FetchError> {
        for _ in 0..=MOST_HOPS {
            let response = self.get(&url).await?;
            match response.status().as_u16() {
                200 => return Ok(response),
                301 | 302 | 303 | 307 | 308 => url = next_hop(&url, &response)?,
                status => {
                    let text = format!(
                        "The video could not be fetched: video_url answered with HTTP status {status}."
                    );
                    return Err(refused(&text));
                }
            }
        }
        Err(refused("The video could not be fetched: video_url redirects more than 3 times."))
    }
}

fn next_hop(from: &Url, response: &Response) -> Result<Url, FetchError> {
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| from.join(location).ok());
    Ok(next.ok_or(Unreachable)?)
}

async fn write_body(
    mut response: Response,
    to: &Path,
    most_bytes: u64,
    limits: &FetchLimits,
) -> Result<(), FetchError> {
    if is_packed(&response) {
        return Err(refused(
            "The video could not be fetched: video_url answered with a compressed body, which was not asked for.",
        ));
    }
    let too_large = || refused(&format!("The video is larger than {} MB.", most_bytes / (1024 * 1024)));
    if response.content_length().is_some_and(|length| length > most_bytes) {
        return Err(too_large());
    }
    let cut = "The video could not be fetched: the connection to video_url broke before its end.";
    let mut file = tokio::fs::File::create_new(to).await?;
    let (mut bytes, begun) = (0, Instant::now());
    while let Some(piece) = response.chunk().await.map_err(|_| refused(cut))? {
        bytes += piece.len() as u64;
        if bytes > most_bytes {
            return Err(too_large());
        }
        if limits.is_too_slow(bytes, begun.elapsed()) {
            return Err(refused("The video could not be fetched: video_url delivers it too slowly."));
        }
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    if bytes == 0 { Err(refused("The video is empty: video_url answered without content.")) } else { Ok(()) }
}

/// Whether the body would have to be unpacked: we never do, so a small one cannot become a large one.
fn is_packed(response: &Response) -> bool {
    let coding = response.headers().get(header::CONTENT_ENCODING);
    coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn refused(text: &str) -> FetchError {
    FetchError::Refused(text.to_owned())
}
