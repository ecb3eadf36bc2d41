//! The three nets, each loaded when it is first asked.

use std::sync::{Arc, OnceLock};

use rten::ThreadPool;

use crate::labels::Classifier;
use crate::objects::Detector;
use crate::pose::Poser;
use crate::{Labels, Object, Picture, Pose, Result};

/// The nets, with the threads that they run on. Looks from several threads at once share them.
#[derive(Debug)]
pub struct Nets {
    pool: Arc<ThreadPool>,
    detector: OnceLock<Detector>,
    poser: OnceLock<Poser>,
    classifier: OnceLock<Classifier>,
}

impl Nets {
    /// Nets on so many threads; their number changes no answer. Each net is expanded when it is first asked, about 25 ms.
    pub fn load(threads: usize) -> Result<Nets> {
        Ok(Nets {
            pool: Arc::new(ThreadPool::with_num_threads(threads.max(1))),
            detector: OnceLock::new(),
            poser: OnceLock::new(),
            classifier: OnceLock::new(),
        })
    }

    /// The objects in a picture, the surest first.
    pub fn objects(&self, picture: &Picture<'_>) -> Result<Vec<Object>> {
        picture.check()?;
        loaded(&self.detector, Detector::load)?.look(picture, &self.pool)
    }

    /// How one person stands. `around` is the person's box (left, top, right, bottom, in 0..1 of the picture); without one the
    /// net takes the person nearest the middle.
    pub fn pose(&self, picture: &Picture<'_>, around: Option<[f32; 4]>) -> Result<Pose> {
        picture.check()?;
        loaded(&self.poser, Poser::load)?.look(picture, around, &self.pool)
    }

    /// What the middle square of a picture shows.
    pub fn label(&self, picture: &Picture<'_>) -> Result<Labels> {
        picture.check()?;
        loaded(&self.classifier, Classifier::load)?.look(picture, &self.pool)
    }
}

/// What the cell holds, made now if it is empty. Two that come at once may both make it; one is kept.
fn loaded<T>(cell: &OnceLock<T>, load: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(ready) = cell.get() {
        return Ok(ready);
    }
    let made = load()?;
    Ok(cell.get_or_init(|| made))
}
