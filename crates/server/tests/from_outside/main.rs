//! The service as its customers meet it: over a real loopback socket, with a fake engine behind it.

#![allow(clippy::unwrap_used, reason = "the lint's leave for tests does not reach the helpers of this crate")]

mod beyond;
mod callbacks;
mod document;
mod envelopes;
mod files;
mod host;
mod isolation;
mod keys;
mod lives;
mod refusals;
mod retention;
mod slow;
mod sources;
mod studio;
mod tasks;
mod tokens;
mod world;
