//! The three nets and the threads that they run on.

use std::sync::Arc;

use rten::ThreadPool;

use crate::labels::Classifier;
use crate::objects::Detector;
use crate::pose::Poser;
use crate::{Labels, Object, Picture, Pose, Result};

/// The nets, with the threads that they run on. Looks from several threads at once share them.
#[derive(Debug)]
pub struct Nets {
    pool: Arc<ThreadPool>,
    detector: Detector,
    poser: Poser,
    classifier: Classifier,
}

impl Nets {
    /// Nets on so many threads; their number changes no answer. Expanding the weights takes about 70 ms.
    ///
    /// # Errors
    /// [`crate::Error::Net`] where the runtime cannot load one: the build is broken, or there is no memory.
    pub fn load(threads: usize) -> Result<Nets> {
        Ok(Nets {
            pool: Arc::new(ThreadPool::with_num_threads(threads.max(1))),
            detector: Detector::load()?,
            poser: Poser::load()?,
            classifier: Classifier::load()?,
        })
    }

    /// The objects in a picture, the surest first.
    pub fn objects(&self, picture: &Picture<'_>) -> Result<Vec<Object>> {
        picture.check()?;
        self.detector.look(picture, &self.pool)
    }

    /// How one person stands. `around` is the person's box (left, top, right, bottom, in 0..1 of the picture); without one the
    /// net takes the person nearest the middle.
    pub fn pose(&self, picture: &Picture<'_>, around: Option<[f32; 4]>) -> Result<Pose> {
        picture.check()?;
        self.poser.look(picture, around, &self.pool)
    }

    /// What a picture shows, squeezed into a square; of one longer than 16:9 the ends are left out.
    pub fn label(&self, picture: &Picture<'_>) -> Result<Labels> {
        picture.check()?;
        self.classifier.look(picture, &self.pool)
    }
}
