//! The one way out of the house: a client that reaches public addresses, and those that an operator has opened.
//!
//! A URL is parsed once and judged by what the parser made of it. Names are resolved by our own resolver, which refuses a
//! name if any of its addresses is refused, and the connection goes to the addresses that were judged. Addresses written
//! as such never reach a resolver, so they are judged here. Redirects are never followed by the client.

mod address;
mod client;
mod fetch;
mod guard;
mod limits;
mod names;
mod network;

pub(crate) use client::Outbound;
pub(crate) use fetch::FetchError;
pub(crate) use guard::Guard;
pub use limits::FetchLimits;
pub use names::{Names, SystemNames};
pub use network::Network;
