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
            let glance = self.glance(still, i.is_multiple_of(WHOLE));
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
        let labels = whole.then(|| self.nets.label(&unbarred(still)).map_err(failed)).transpose()?;
        let seen = self.nets.objects(&picture).map_err(failed)?;
        let mut things: Vec<Thing> = Vec::new();
        for thing in seen.into_iter().filter(|object| object.score >= LEAST).map(thing) {
            if !things.iter().any(|other| other.label == thing.label && is_same(&other.bounds, &thing.bounds))
            {
                things.push(thing);
            }
        }
        for i in people(&things) {
            let pose = self.nets.pose(&picture, Some(things[i].bounds)).map_err(failed)?;
            things[i].pose = (pose.score >= LEAST_POSE).then(|| stance(&pose));
        }
        Ok(Glance { t: still.t_s, things, labels })
    }
}

/// Rows darker than this at the upper and lower edge are bars, levels.
const BAR: u8 = 28;

/// A still without the black bars above and below a wide film.
fn unbarred(still: &Still) -> Picture<'_> {
    let row = still.width * 3;
    let black = |line: &&[u8]| line.iter().all(|&v| v < BAR);
    let lines = || still.rgb.chunks_exact(row.max(1));
    let above = lines().take_while(black).count();
    let below = lines().rev().take_while(black).count();
    // A picture that is dark all over has no bars.
    if above + below > still.height / 2 {
        return Picture { width: still.width, height: still.height, rgb: &still.rgb };
    }
    let rgb = &still.rgb[above * row..(still.height - below) * row];
    Picture { width: still.width, height: still.height - above - below, rgb }
}

fn thing(object: nets::Object) -> Thing {
    // The detector calls one and the same van now a car, now a vehicle.
    let label = if object.label == "Vehicle" { "car".into() } else { object.label.to_lowercase() };
    Thing { label, conf: object.score, bounds: object.bounds, pose: None }
}

/// Whether two boxes share more than half of what both cover.
fn is_same(a: &[f32; 4], b: &[f32; 4]) -> bool {
    let area = |r: [f32; 4]| (r[2] - r[0]).max(0.0) * (r[3] - r[1]).max(0.0);
    let both = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    2.0 * both > area(*a) + area(*b) - both
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
