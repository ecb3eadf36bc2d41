//! Listens to every class of the vocabulary: whether a tagger recognises it, and what is wrong with its samples.

pub mod ear;
pub mod rendition;
pub mod tagger;

pub mod held_out;
pub mod recognition;
pub mod references;
pub mod verdicts;

pub mod page;
pub mod panel;

pub mod calibration;
pub mod determinism;
pub mod flaws;
pub mod repetition;
pub mod takes;

pub mod cost;
pub mod delivered;
pub mod loudness;
pub mod nearness;
pub mod staged;

pub mod roll;
pub mod tune;
pub mod tunes;

pub mod run;
