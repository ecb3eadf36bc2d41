//! Judges what the engine sees: truth, answers, matching, scores, controls, and the table of them all.

pub mod truth;

pub mod answers;
pub mod events;
pub mod matching;
pub mod placed;
pub mod places;
pub mod shots;
pub mod tally;

pub mod control;
pub mod peaks;

pub mod conditions;
pub mod run;
pub mod seen;
pub mod table;

pub mod cost;
pub mod sound;
