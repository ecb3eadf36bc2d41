//! The seam between the service and the engine: what a slot asks of whoever makes the sound.

use engine::{Brief, Error, Kit, Watch};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that the engine wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Produced {
    /// `video`, `audio_mp3`, `audio_wav`, `cues`, `report`, `sheet`, `stem_foley`, …; one of each.
    pub role: String,
    /// Where it lies. Its last part is the name under which it is offered: ASCII letters, digits, `.`, `-`, `_`.
    pub path: PathBuf,
    /// Its MIME type.
    pub media_type: String,
    /// Its length, if it plays.
    pub duration_ms: Option<i64>,
}

/// An engine with everything it owns. Lives on one thread.
pub trait Studio {
    /// Looks at the clip and makes its sound. `opened` is told the clip's length (ms) as soon as it is known, long
    /// before the sound is made.
    ///
    /// # Errors
    /// See [`Error`].
    fn score(
        &mut self,
        source: &Path,
        brief: &Brief,
        watch: &dyn Watch,
        opened: &mut dyn FnMut(i64),
    ) -> Result<Box<dyn Scored>, Error>;

    /// Makes a sound of `duration_s` seconds from the words of a brief alone.
    ///
    /// # Errors
    /// See [`Error`].
    fn imagine(
        &mut self,
        duration_s: f64,
        brief: &Brief,
        watch: &dyn Watch,
    ) -> Result<Box<dyn Scored>, Error>;
}

/// A sound that has been made and not been written yet.
pub trait Scored {
    /// Writes every file into the empty folder `folder`. `source` is the clip's file; without a clip there is no video.
    ///
    /// # Errors
    /// See [`Error`].
    fn deliver(
        &self,
        source: Option<&Path>,
        folder: &Path,
        watch: &dyn Watch,
    ) -> Result<Vec<Produced>, Error>;
}

/// Opens a studio on the thread that will own it; called again after a panic.
pub type OpenStudio = Arc<dyn Fn() -> Box<dyn Studio> + Send + Sync>;

/// The default engine behind the seam.
pub fn studio_of(kit: Kit) -> Box<dyn Studio> {
    Box::new(Default { kit })
}

struct Default {
    kit: Kit,
}

struct DefaultSound {
    score: engine::Score,
    kit: Kit,
}

impl Studio for Default {
    fn score(
        &mut self,
        source: &Path,
        brief: &Brief,
        watch: &dyn Watch,
        opened: &mut dyn FnMut(i64),
    ) -> Result<Box<dyn Scored>, Error> {
        let clip = engine::open_clip(source, &self.kit, watch)?;
        opened(milliseconds(clip.duration_s));
        let score = engine::score_opened(clip, brief, &self.kit, watch)?;
        Ok(Box::new(DefaultSound { score, kit: self.kit.clone() }))
    }

    fn imagine(
        &mut self,
        duration_s: f64,
        brief: &Brief,
        watch: &dyn Watch,
    ) -> Result<Box<dyn Scored>, Error> {
        let score = engine::score_words(duration_s, brief, &self.kit, watch)?;
        Ok(Box::new(DefaultSound { score, kit: self.kit.clone() }))
    }
}

impl Scored for DefaultSound {
    fn deliver(
        &self,
        source: Option<&Path>,
        folder: &Path,
        watch: &dyn Watch,
    ) -> Result<Vec<Produced>, Error> {
        let files = engine::deliver(&self.score, source, folder, &self.kit, watch)?;
        let produced = |file: engine::Produced| Produced {
            role: file.role.name().to_owned(),
            path: file.path,
            media_type: file.media_type.to_owned(),
            duration_ms: file.timed.then(|| milliseconds(self.score.cues.duration)),
        };
        Ok(files.into_iter().map(produced).collect())
    }
}

fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}
