//! The real program with real FFmpeg and the repository's clips: what a person at a terminal and a customer see.
#![allow(clippy::unwrap_used, missing_docs)]

mod accounts;
mod analyse;
mod auth;
mod confinement;
mod cues;
mod deliveries;
mod edit;
mod imagine;
mod keys;
mod library;
mod packs;
mod prompts;
mod refusals;
mod render;
mod restart;
mod sync;
mod tasks;

mod fixtures;
mod folder;
mod http;
mod outside;
mod own_sound;
mod probe;
mod program;
mod server;
mod sound;
