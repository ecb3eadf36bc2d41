//! The service as its customers meet it: over a real loopback socket, with a fake engine behind it.

#![allow(clippy::unwrap_used, reason = "the lint's leave for tests does not reach the helpers of this crate")]
#![allow(clippy::print_stdout, reason = "a test that measures says what it found")]

mod backups;
mod callbacks;
mod cues;
mod disk;
mod document;
mod egress;
mod endings;
mod envelopes;
mod files;
mod host;
mod hostile;
mod isolation;
mod keys;
mod limits;
mod lives;
mod operator;
mod progress;
mod refusals;
mod retention;
mod settings;
mod slow;
mod sources;
mod studio;
mod tasks;
mod tokens;
mod uploads;
mod walls;
mod words;
mod world;
