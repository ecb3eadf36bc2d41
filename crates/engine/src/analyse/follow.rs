//! Moving things followed from frame to frame.

use super::blobs::Blob;
use super::camera::Motion;
use super::flow::CELL;

/// Steps that a thing may stay unseen and still be the same.
const PATIENCE: usize = 2;
/// Farthest from its predicted place, pixels.
const FARTHEST: f32 = 4.0 * CELL as f32;

/// A thing seen in some of the steps between frames.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Path {
    pub id: u32,
    pub sights: Vec<Sight>,
    /// Displacement in every step from the first sighting on, pixels, camera removed, as far as the thing was pursued.
    pub way: Vec<Option<[f32; 2]>>,
}

impl Path {
    /// Whether the displacement in a step was measured on the thing's own pixels.
    pub fn measured(&self, step: isize) -> bool {
        let i = step - self.sights[0].step as isize;
        i >= 0 && self.way.get(i as usize).is_some_and(Option::is_some)
    }
}

/// One sighting: a blob between frame `step` and the next.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sight {
    pub step: usize,
    pub centre: [f32; 2],
    pub bounds: [f32; 4],
    /// Displacement, pixels a frame, camera removed.
    pub v: [f32; 2],
    /// Area, cells.
    pub area: usize,
    /// Share of speed lost at the next frame, see [`Blob::drop`].
    pub drop: f32,
    /// This thing's share of everything that moves in the frame.
    pub share: f32,
    /// The camera's displacement here, pixels.
    pub own: [f32; 2],
}

/// Follows blobs; feed it every step in order.
#[derive(Default)]
pub(super) struct Follower {
    paths: Vec<Path>,
    live: Vec<usize>,
}

impl Follower {
    /// Forgets what it follows: the picture has changed.
    pub fn cut(&mut self) {
        self.live.clear();
    }

    /// Gives the blobs of one step to the paths that expect them, nearest first; the rest begin paths.
    pub fn step(&mut self, step: usize, blobs: &[Blob], camera: &Motion) {
        let total: usize = blobs.iter().map(|b| b.cells.len()).sum();
        self.live.retain(|&p| self.paths[p].sights.last().is_some_and(|s| step - s.step <= PATIENCE + 1));
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for &p in &self.live {
            for (b, blob) in blobs.iter().enumerate() {
                if let Some(cost) = self.paths[p].sights.last().and_then(|s| fits(s, blob, step, camera)) {
                    pairs.push((cost, p, b));
                }
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut owner: Vec<Option<usize>> = vec![None; blobs.len()];
        for (_, p, b) in pairs {
            if owner[b].is_none() && !owner.contains(&Some(p)) {
                owner[b] = Some(p);
            }
        }
        for (blob, owner) in blobs.iter().zip(owner) {
            let p = owner.unwrap_or_else(|| self.begin());
            let own = camera.at(blob.centre);
            self.paths[p].sights.push(Sight { own, ..sight(step, blob, total) });
        }
    }

    fn begin(&mut self) -> usize {
        self.paths.push(Path { id: self.paths.len() as u32, ..Path::default() });
        self.live.push(self.paths.len() - 1);
        self.paths.len() - 1
    }

    /// All paths of at least two sightings. Where the flow contradicts the way of the centre, the centre is believed:
    /// a small thing's few cells are easily misled, their place is not.
    pub fn finish(mut self) -> Vec<Path> {
        for path in &mut self.paths {
            for i in 1..path.sights.len() {
                let (a, b) = (&path.sights[i - 1], &path.sights[i]);
                let way = [0, 1].map(|k| b.centre[k] - a.centre[k] - a.own[k]);
                let lies = super::lagrange::apart(a.v, way) > 5.0 + 0.5 * libm::hypotf(way[0], way[1]);
                if lies && b.step == a.step + 1 {
                    (path.sights[i - 1].v, path.sights[i - 1].drop) = (way, 0.0);
                }
            }
        }
        self.paths.into_iter().filter(|p| p.sights.len() >= 2).collect()
    }
}

fn sight(step: usize, blob: &Blob, total: usize) -> Sight {
    let area = blob.cells.len();
    let share = area as f32 / total.max(1) as f32;
    Sight {
        step,
        centre: blob.centre,
        bounds: blob.bounds,
        v: blob.v,
        area,
        drop: blob.drop,
        share,
        own: [0.0; 2],
    }
}

/// How badly a blob fits what was last seen; `None` where it cannot be the same thing. A thing may have gone on, stopped
/// or turned back in between, so the nearer of the places that this allows counts.
fn fits(last: &Sight, blob: &Blob, step: usize, camera: &Motion) -> Option<f32> {
    let ratio = blob.cells.len() as f32 / last.area as f32;
    if !(0.22..4.5).contains(&ratio) {
        return None;
    }
    let gap = (step - last.step) as f32;
    let own = camera.at(last.centre);
    let at = |factor: f32| [0, 1].map(|k| last.centre[k] + factor * last.v[k] + gap * own[k]);
    let miss =
        [gap, 0.0].map(|f| super::lagrange::apart(at(f), blob.centre)).into_iter().fold(f32::MAX, f32::min);
    let turned = super::lagrange::apart(last.v, blob.v) / (2.0 + libm::hypotf(last.v[0], last.v[1]));
    (miss < FARTHEST)
        .then_some(miss + 3.0 * turned + 4.0 * (gap - 1.0) + 2.0 * (ratio.max(1.0 / ratio) - 1.0))
}
