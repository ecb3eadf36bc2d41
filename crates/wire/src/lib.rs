//! The JSON that the world sees: the only place where a field name of Kling's is spelled.

mod asked;
mod code;
mod costs;
mod create;
mod envelope;
mod field;
mod ours;
mod page;
mod settings;
mod task;
mod words;

pub use asked::{SettingsBody, TextToAudioBody, VideoToAudioBody};
pub use code::Code;
pub use costs::{Costs, CostsQuery, Decimal, PackInfo, PackState, PackType};
pub use create::{CreateVideoToAudio, Source};
pub use envelope::{Envelope, Refusal, RefusalBody};
pub use ours::{
    AccountInfo, Deleted, Health, Progress, StageProgress, TaskFile, Upload, UploadForm, Version,
};
pub use page::Page;
pub use settings::{Settings, SourceSound};
pub use task::{
    Audio, CreatedTask, Milliseconds, ParentVideo, Status, TaskInfo, TaskObject, TaskResult, Video,
};
pub use words::CreateTextToAudio;
