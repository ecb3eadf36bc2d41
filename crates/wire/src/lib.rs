//! The JSON that the world sees: the only place where a field name of Kling's is spelled.

mod code;
mod create;
mod envelope;
mod field;
mod page;
mod task;

pub use code::Code;
pub use create::{CreateVideoToAudio, Source};
pub use envelope::{Envelope, Refusal};
pub use page::Page;
pub use task::{
    Audio, CreatedTask, Milliseconds, ParentVideo, Status, TaskInfo, TaskObject, TaskResult, Video,
};
