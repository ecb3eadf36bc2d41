//! The ground under the camera: where a point of one frame lies in another, and the frames that gait looks at.

use super::super::camera::Motion;
use super::super::frames::Frames;
use super::align::aligned;

/// Frames nearer than this to the one before are passed over: steps are slow, and a third of all work is enough.
const LEAST_STEP_S: f64 = 0.03;
/// Key picks are this far apart, seconds.
const KEY_S: f64 = 0.2;
/// Pairs of pictures this far apart tell whether the camera stood, seconds.
const APART_S: f64 = 0.7;
/// A picture's middle that moves less shows a tripod, pixels.
const TRIPOD: f32 = 0.3;

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

    /// Whether the camera hardly moved: in nine picks of ten the middle lies where it first lay within [`TRIPOD`], and
    /// the corners, which a fit knows less well, within three times that.
    fn stands(&self) -> bool {
        let size = [self.size().0 as f32, self.size().1 as f32];
        let usual = |points: &[[f32; 2]]| {
            let moved = |map: &Map, p: &[f32; 2]| libm::hypotf(map.at(*p)[0] - p[0], map.at(*p)[1] - p[1]);
            let far = |map: &Map| points.iter().map(|p| moved(map, p)).fold(0.0, f32::max);
            let mut all: Vec<f32> = self.world.iter().map(far).collect();
            all.sort_by(f32::total_cmp);
            all[all.len() * 9 / 10]
        };
        let middle = size.map(|side| side / 2.0);
        let lies = usual(&[middle]) < TRIPOD
            && usual(&[[0.0, 0.0], [size[0], 0.0], [0.0, size[1]], size]) < 3.0 * TRIPOD;
        lies || self.agree_as_they_are()
    }

    /// Whether pictures some time apart agree as well as they are as laid on each other: where little is to be seen a
    /// fit finds motion that is none.
    fn agree_as_they_are(&self) -> bool {
        let apart = ((APART_S / self.usual_step()) as usize).clamp(1, self.len() - 1);
        let every = (self.len() / 12).max(1);
        let agree = |from: usize| {
            let map = self.world[from].back().then(&self.world[from + apart]);
            let [as_is, laid] = [Map::SAME, map].map(|map| self.unlike(from, from + apart, &map));
            as_is <= 1.02 * laid + 0.01
        };
        let pairs: Vec<bool> = (0..self.len() - apart).step_by(every).map(agree).collect();
        10 * pairs.iter().filter(|p| **p).count() >= 8 * pairs.len()
    }

    /// Mean difference of two picks on a coarse grid, one laid on the other; what moves by itself is cut off.
    fn unlike(&self, a: usize, b: usize, map: &Map) -> f32 {
        let (w, h) = self.size();
        let (from, to) = (self.luma(a), self.luma(b));
        let (mut sum, mut n) = (0.0, 0);
        for y in (1..h - 1).step_by(2) {
            for x in (1..w - 1).step_by(2) {
                if let Some(there) = between(to, (w, h), map.at([x as f32, y as f32])) {
                    sum += (there - f32::from(from[y * w + x])).abs().min(8.0);
                    n += 1;
                }
            }
        }
        if n == 0 { f32::MAX } else { sum / n as f32 }
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
#[inline(always)]
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
