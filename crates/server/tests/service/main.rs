//! The service as its customers meet it: over a real loopback socket, with a fake engine behind it.

mod callbacks;
mod envelopes;
mod files;
mod host;
mod keys;
mod lives;
mod sources;
mod studio;
mod tasks;
mod world;
