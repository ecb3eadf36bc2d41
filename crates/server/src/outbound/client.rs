//! The guarded client.

use super::guard::{Guard, NotAllowed};
use super::limits::FetchLimits;
use crate::error::{Error, Result};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use std::time::Duration;
use url::Url;

/// Makes requests to the outside.
#[derive(Clone)]
pub(crate) struct Outbound {
    client: Client,
    guard: Guard,
    pub(super) limits: FetchLimits,
}

/// Why there is no answer. One text for all: a customer must not be able to map our network by trying.
#[derive(Debug, thiserror::Error)]
#[error("the address cannot be reached")]
pub(crate) struct Unreachable;

impl From<NotAllowed> for Unreachable {
    fn from(_: NotAllowed) -> Unreachable {
        Unreachable
    }
}

impl Outbound {
    /// A client that goes where `guard` lets it and waits as long as `limits` say.
    pub(crate) fn new(guard: Guard, limits: FetchLimits) -> Result<Outbound> {
        // The process-wide choice of a crypto provider; somebody else having made the same choice is no error.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .dns_resolver(guard.clone())
            .redirect(Policy::none())
            .no_proxy()
            .http1_only()
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(limits.connect)
            .read_timeout(limits.silence)
            .user_agent(concat!("Wildtrack/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Outbound { client: client.map_err(|error| Error::Outbound(error.to_string()))?, guard, limits })
    }

    /// Starts a GET; the answer may be a redirect, which the caller judges.
    pub(super) async fn get(&self, url: &Url) -> std::result::Result<Response, Unreachable> {
        self.send(url, self.client.get(url.clone()).header("accept-encoding", "identity")).await
    }

    /// Makes a POST of JSON and gives back the status of the answer.
    pub(crate) async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: String,
        longest: Duration,
    ) -> std::result::Result<u16, Unreachable> {
        let mut request = self.client.post(url.clone()).timeout(longest).body(body);
        request = request.header("content-type", "application/json; charset=utf-8");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let sent = tokio::time::timeout(longest, self.send(url, request)).await.map_err(|_| Unreachable)?;
        Ok(sent?.status().as_u16())
    }

    async fn send(&self, url: &Url, request: RequestBuilder) -> std::result::Result<Response, Unreachable> {
        self.guard.judge(url)?;
        self.guard.judge_name(url).await?;
        request.send().await.map_err(|error| {
            tracing::debug!(host = url.host_str(), error = %error.without_url(), "outbound request failed");
            Unreachable
        })
    }
}
