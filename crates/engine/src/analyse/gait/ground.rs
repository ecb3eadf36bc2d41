//! The ground under the camera: where a point of one frame lies in another, and the frames that gait looks at.

use super::super::camera::Motion;
use super::super::frames::Frames;
use super::align::aligned;

/// Frames nearer than this to the one before are passed over: steps are slow, and a third of all work is enough.
const LEAST_STEP_S: f64 = 0.03;
/// Key picks are this far apart, seconds.
const KEY_S: f64 = 0.2;
/// Corners that move less show a tripod, pixels.
const TRIPOD: f32 = 0.4;

/// A similarity: turn, growth and shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analyse) struct Map {
    /// Growth times cosine of the turn.
    pub a: f32,
    /// Growth times sine of the turn.
    pub b: f32,
    /// Where the origin goes.
    pub shift: [f32; 2],
}

impl Map {
    pub const SAME: Map = Map { a: 1.0, b: 0.0, shift: [0.0; 2] };

    fn of(motion: &Motion) -> Map {
        Map { a: 1.0 + motion.zoom, b: motion.roll, shift: motion.at([0.0; 2]) }
    }

    pub fn at(&self, p: [f32; 2]) -> [f32; 2] {
        [self.a * p[0] - self.b * p[1] + self.shift[0], self.b * p[0] + self.a * p[1] + self.shift[1]]
    }

    /// First this, then `next`.
    pub fn then(&self, next: &Map) -> Map {
        Map {
            a: next.a * self.a - next.b * self.b,
            b: next.b * self.a + next.a * self.b,
            shift: next.at(self.shift),
        }
    }

    /// The same for planes of half the size.
    pub fn halved(&self) -> Map {
        let off = self.at([0.5; 2]);
        Map { shift: off.map(|v| (v - 0.5) / 2.0), ..*self }
    }

    pub fn back(&self) -> Map {
        let n = (self.a * self.a + self.b * self.b).max(1e-6);
        let (a, b) = (self.a / n, -self.b / n);
        let [x, y] = self.shift;
        Map { a, b, shift: [-(a * x - b * y), -(b * x + a * y)] }
    }
}

/// An unbroken stretch of frames, thinned to about thirty a second.
pub(in crate::analyse) struct Stretch<'a> {
    pub frames: &'a Frames<'a>,
    /// The frames looked at, by their numbers among the kept ones.
    pub picks: Vec<usize>,
    /// From the first frame of the stretch to each of `picks`.
    pub world: Vec<Map>,
    /// Whether the camera stood on a tripod: then every map is [`Map::SAME`].
    pub tripod: bool,
}

impl<'a> Stretch<'a> {
    /// The stretches between breaks that last at least `least` seconds.
    pub fn all(frames: &'a Frames<'a>, cameras: &[Motion], broken: &[bool], least: f64) -> Vec<Stretch<'a>> {
        let mut all = Vec::new();
        let mut first = 0;
        for step in 0..=broken.len() {
            if step == broken.len() || broken[step] {
                if frames.times[step] - frames.times[first] >= least {
                    all.push(Stretch::of(frames, cameras, first, step));
                }
                first = step + 1;
            }
        }
        all
    }

    fn of(frames: &'a Frames<'a>, cameras: &[Motion], first: usize, last: usize) -> Stretch<'a> {
        let mut stretch = Stretch { frames, picks: vec![first], world: vec![Map::SAME], tripod: true };
        let (mut map, mut taken) = (Map::SAME, frames.times[first]);
        for i in first + 1..=last {
            map = map.then(&Map::of(&cameras[i - 1]));
            if frames.times[i] - taken >= LEAST_STEP_S {
                taken = frames.times[i];
                stretch.picks.push(i);
                stretch.world.push(map);
            }
        }
        stretch.tripod = false;
        stretch.straighten();
        stretch.tripod = stretch.stands();
        stretch
    }

    /// Lays every pick on a key pick shortly before it: the small errors of the steps between would add up.
    fn straighten(&mut self) {
        let raw = self.world.clone();
        let mut key = 0;
        for k in 1..self.len() {
            let guess = raw[key].back().then(&raw[k]);
            self.world[k] = self.world[key].then(&aligned(self, key, k, guess));
            if self.time(k) - self.time(key) >= KEY_S {
                key = k;
            }
        }
    }

    /// Whether the camera hardly moved: nine picks in ten lie on the first within [`TRIPOD`].
    fn stands(&self) -> bool {
        let size = [self.size().0 as f32, self.size().1 as f32];
        let far = |map: &Map| {
            let corners = [[0.0, 0.0], [size[0], 0.0], [0.0, size[1]], size];
            corners
                .map(|p| libm::hypotf(map.at(p)[0] - p[0], map.at(p)[1] - p[1]))
                .into_iter()
                .fold(0.0, f32::max)
        };
        let mut all: Vec<f32> = self.world.iter().map(far).collect();
        all.sort_by(f32::total_cmp);
        all[all.len() * 9 / 10] < TRIPOD
    }

    pub fn len(&self) -> usize {
        self.picks.len()
    }

    pub fn time(&self, k: usize) -> f64 {
        self.frames.times[self.picks[k]]
    }

    pub fn luma(&self, k: usize) -> &[u8] {
        self.frames.luma(self.picks[k])
    }

    /// Cb (0) or Cr (1), half as wide and high.
    pub fn colour(&self, k: usize, which: usize) -> &[u8] {
        let (cb, cr) = self.frames.chroma(self.picks[k]);
        if which == 0 { cb } else { cr }
    }

    pub fn size(&self) -> (usize, usize) {
        (self.frames.clip.width, self.frames.clip.height)
    }

    /// Where what is seen in pick `from` lies in pick `to`, if it belongs to the ground.
    pub fn map(&self, from: usize, to: usize) -> Map {
        if self.tripod { Map::SAME } else { self.world[from].back().then(&self.world[to]) }
    }

    /// The usual time between picks, seconds.
    pub fn usual_step(&self) -> f64 {
        (self.time(self.len() - 1) - self.time(0)) / (self.len() - 1).max(1) as f64
    }
}

/// Luma between four pixels; `None` outside.
pub(in crate::analyse) fn between(luma: &[u8], (w, h): (usize, usize), p: [f32; 2]) -> Option<f32> {
    if p[0] < 0.0 || p[1] < 0.0 || p[0] > (w - 1) as f32 || p[1] > (h - 1) as f32 {
        return None;
    }
    let (x, y) = ((p[0] as usize).min(w - 2), (p[1] as usize).min(h - 2));
    let (fx, fy) = (p[0] - x as f32, p[1] - y as f32);
    let at = |x: usize, y: usize| f32::from(luma[y * w + x]);
    let top = at(x, y) + (at(x + 1, y) - at(x, y)) * fx;
    let low = at(x, y + 1) + (at(x + 1, y + 1) - at(x, y + 1)) * fx;
    Some(top + (low - top) * fy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_and_its_way_back_are_no_motion() {
        let map = Map { a: 1.05, b: 0.1, shift: [3.0, -2.0] };
        let [x, y] = map.then(&map.back()).at([40.0, 30.0]);
        assert!((x - 40.0).abs() < 1e-3 && (y - 30.0).abs() < 1e-3, "{x} {y}");
        let half = map.halved().at([20.0, 15.0]);
        let full = map.at([40.5, 30.5]);
        assert!((0..2).all(|k| (2.0 * half[k] + 0.5 - full[k]).abs() < 1e-3));
    }
}
