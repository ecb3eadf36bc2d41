//! Work: slots with an engine each, claims on tasks, and what becomes of them.

mod crew;
mod hold;
mod holds;
mod job;
mod order;
mod pace;
mod publish;
mod retention;
pub(crate) mod role;
mod slot;
mod source;
mod studio;
mod sweep;
mod timing;

pub(crate) use crew::Crew;
pub(crate) use holds::Holds;
pub use order::{Order, Source};
pub(crate) use pace::Pace;
pub use studio::{OpenStudio, Produced, Scored, Studio, studio_of};
pub use timing::{StageTime, Timing};
