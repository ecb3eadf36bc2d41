//! One look of the nets at each still, on several threads; answers lie in the order of the stills.

use crate::scene::{Joint, Pose};
use crate::{Error, Result, Watch};
use media::{Clip, Still};
use nets::{Nets, Picture};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Things less sure than this are not followed further.
const LEAST: f32 = 0.3;
/// People at least this high are asked how they stand, frame heights; the highest ones of a still.
const STANDS: (f32, usize) = (0.12, 2);
/// A pose less sure than this is none.
const LEAST_POSE: f32 = 0.25;
/// Every so many stills the whole picture is named.
const WHOLE: usize = 2;

/// What nets saw in one still.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glance {
    pub t: f64,
    pub things: Vec<Thing>,
    /// The whole picture, named in some of the stills.
    pub labels: Option<nets::Labels>,
}

/// A thing in one still.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Thing {
    /// Lower case.
    pub label: String,
    pub conf: f32,
    /// Left, top, right, bottom, 0..=1.
    pub bounds: [f32; 4],
    pub pose: Option<Pose>,
}

/// Looks at a clip's stills, one after the other, from as many threads as call [`Looker::work`].
pub(crate) struct Looker<'a> {
    clip: &'a Clip,
    nets: &'a Nets,
    next: AtomicUsize,
    seen: Mutex<Vec<Option<Result<Glance>>>>,
}

impl<'a> Looker<'a> {
    pub fn new(clip: &'a Clip, nets: &'a Nets) -> Self {
        let seen = Mutex::new((0..clip.stills.len()).map(|_| None).collect());
        Looker { clip, nets, next: AtomicUsize::new(0), seen }
    }

    /// Takes stills until none is left or the watch says stop.
    pub fn work(&self, watch: &dyn Watch) {
        while watch.check().is_ok() {
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(still) = self.clip.stills.get(i) else { return };
            let glance = self.glance(still, i % WHOLE == 0);
            self.seen.lock().expect("a look does not panic")[i] = Some(glance);
        }
    }

    /// What was seen, in order.
    ///
    /// # Errors
    /// When the watch said stop, or a net failed.
    pub fn finish(self, watch: &dyn Watch) -> Result<Vec<Glance>> {
        watch.check()?;
        let seen = self.seen.into_inner().expect("a look does not panic");
        seen.into_iter().flatten().collect()
    }

    fn glance(&self, still: &Still, whole: bool) -> Result<Glance> {
        let failed = |error: nets::Error| Error::Broken(format!("looking at the picture: {error}"));
        let picture = Picture { width: still.width, height: still.height, rgb: &still.rgb };
        let labels = whole.then(|| self.nets.label(&picture).map_err(failed)).transpose()?;
        let seen = self.nets.objects(&picture).map_err(failed)?;
        let mut things: Vec<Thing> =
            seen.into_iter().filter(|object| object.score >= LEAST).map(thing).collect();
        for i in people(&things) {
            let pose = self.nets.pose(&picture, Some(things[i].bounds)).map_err(failed)?;
            things[i].pose = (pose.score >= LEAST_POSE).then(|| stance(&pose));
        }
        Ok(Glance { t: still.t_s, things, labels })
    }
}

fn thing(object: nets::Object) -> Thing {
    Thing { label: object.label.to_lowercase(), conf: object.score, bounds: object.bounds, pose: None }
}

/// The highest people that are high enough.
fn people(things: &[Thing]) -> Vec<usize> {
    let height = |i: &usize| things[*i].bounds[3] - things[*i].bounds[1];
    let mut all: Vec<usize> =
        (0..things.len()).filter(|i| things[*i].label == "person" && height(i) >= STANDS.0).collect();
    all.sort_by(|a, b| height(b).total_cmp(&height(a)).then(a.cmp(b)));
    all.truncate(STANDS.1);
    all
}

fn stance(pose: &nets::Pose) -> Pose {
    Pose { joints: pose.joints.map(|j| Joint { x: j.x, y: j.y, conf: j.score }) }
}
