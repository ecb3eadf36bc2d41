//! Whom we ask for the addresses of a name.

use futures_util::future::BoxFuture;
use std::io;
use std::net::IpAddr;

/// Knows the addresses behind names.
pub trait Names: Send + Sync {
    /// Every address of `name`; whether we go there is judged elsewhere.
    fn addresses(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The resolver of the machine.
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}
