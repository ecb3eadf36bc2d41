//! Bytes to frames and samples and back. Hostile input stops here.
//!
//! FFmpeg runs as a child process with a pinned demuxer, a codec allow-list, caps and deadlines; it is never linked.
//! This crate knows no network, no database, no environment and no clock: who calls it passes [`Tools`], [`Limits`]
//! and a [`Watch`] that says when to stop.

mod clip;
mod error;
mod limits;
mod watch;

mod boxes;
mod child;
mod complaint;
mod confine;
mod ffmpeg;
mod stamps;

mod open;
mod own_sound;
mod probe;
mod stills;

mod doctor;
mod encode;
mod id3;
mod mux;
mod wav;

pub use boxes::judge;
pub use clip::{Clip, Source};
pub use confine::{Attempt, become_confined, trial};
pub use doctor::{Finding, doctor};
pub use encode::{Encoding, decode_audio, encode_mp3};
pub use error::{Error, Result};
pub use ffmpeg::Ffmpeg;
pub use limits::{Limits, Tools};
pub use mux::{Mux, Picture, mux};
pub use open::{open, open_with};
pub use own_sound::own_sound;
pub use probe::probe;
pub use stills::{Still, Stills};
pub use watch::{Patient, Stage, Stop, Watch};
pub use wav::{Pcm, write_wav};
