//! The detector: 23 kinds of things and where they are.

use std::sync::Arc;

use rten::ThreadPool;

use crate::anchors::{Anchor, anchors};
use crate::net::{Net, rounded};
use crate::picture::Taste;
use crate::{Picture, Result};

/// A thing that was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Object {
    /// One of [`OBJECTS`].
    pub label: &'static str,
    /// How sure the net is, 0..1, in thousandths.
    pub score: f32,
    /// Left, top, right and bottom in 0..1 of the picture, in thousandths.
    pub bounds: [f32; 4],
}

/// What the detector knows, in the order of its classes.
pub const OBJECTS: [&str; 23] = [
    "Bicycle",
    "Boot",
    "Laptop",
    "Person",
    "Chair",
    "Cattle",
    "Desk",
    "Cat",
    "Computer mouse",
    "Computer monitor",
    "Box",
    "Mug",
    "Coffee cup",
    "Stationary bicycle",
    "Table",
    "Bottle",
    "High heels",
    "Vehicle",
    "Footwear",
    "Dog",
    "Book",
    "Camera",
    "Car",
];

const TASTE: Taste = Taste { side: 300, middle: 127.5, spread: 127.5 };
/// Scores below are left out; MediaPipe's own threshold for this net is .5, and what is sure here has .4 and more.
const FAINTEST: f32 = 0.2;
/// Two boxes of one kind that share more than this part of their union are one thing.
const SAME: f32 = 0.5;
/// What the net's numbers are multiples of: shifts in tenths of an anchor's size, sizes in fifths of a logarithm.
const SHIFT: f32 = 10.0;
const GROWTH: f32 = 5.0;
const MOST: usize = 100;

#[derive(Debug)]
pub(crate) struct Detector {
    net: Net<2>,
    anchors: Vec<Anchor>,
}

impl Detector {
    pub(crate) fn load() -> Result<Detector> {
        let bytes = include_bytes!("../weights/detector.onnx");
        let plan = include_str!("../weights/detector.plan");
        Ok(Detector {
            net: Net::load("detector", (bytes, plan), TASTE.side, ["boxes", "classes"])?,
            anchors: anchors(),
        })
    }

    pub(crate) fn look(&self, picture: &Picture<'_>, pool: &Arc<ThreadPool>) -> Result<Vec<Object>> {
        let planes = picture.planes(picture.whole(), TASTE);
        let [boxes, classes] = self.net.run(planes, pool)?;
        Ok(told_apart(self.seen(&boxes, &classes)))
    }

    /// Every box that may be something, once for each kind that it may be.
    fn seen(&self, boxes: &[f32], classes: &[f32]) -> Vec<Object> {
        let mut seen = Vec::new();
        let rows = boxes.chunks_exact(4).zip(classes.chunks_exact(OBJECTS.len() + 1));
        for (anchor, (code, chances)) in self.anchors.iter().zip(rows) {
            // The first class is the background.
            for (label, chance) in OBJECTS.into_iter().zip(&chances[1..]) {
                let score = rounded(1.0 / (1.0 + libm::expf(-chance)), 1000.0);
                if score >= FAINTEST {
                    seen.push(Object { label, score, bounds: bounds(anchor, code) });
                }
            }
        }
        seen
    }
}

/// The box that the net's four numbers make of an anchor, cut at the picture's edge.
fn bounds(anchor: &Anchor, code: &[f32]) -> [f32; 4] {
    let y = code[0] / SHIFT * anchor.height + anchor.y;
    let x = code[1] / SHIFT * anchor.width + anchor.x;
    let height = libm::expf(code[2] / GROWTH) * anchor.height;
    let width = libm::expf(code[3] / GROWTH) * anchor.width;
    let edge = |v: f32| rounded(v.clamp(0.0, 1.0), 1000.0);
    [edge(x - width / 2.0), edge(y - height / 2.0), edge(x + width / 2.0), edge(y + height / 2.0)]
}

/// One object for each thing: the surest of the boxes that overlap much and are of one kind.
fn told_apart(mut seen: Vec<Object>) -> Vec<Object> {
    // A stable sort: of equals the one with the smaller anchor stays in front.
    seen.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Object> = Vec::new();
    for object in seen {
        let again = kept.iter().any(|k| k.label == object.label && shared(&k.bounds, &object.bounds) > SAME);
        if !again && kept.len() < MOST {
            kept.push(object);
        }
    }
    kept
}

/// What two boxes share, as a part of what both cover.
fn shared(a: &[f32; 4], b: &[f32; 4]) -> f32 {
    let area = |r: &[f32; 4]| (r[2] - r[0]).max(0.0) * (r[3] - r[1]).max(0.0);
    let both = area(&[a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    both / (area(a) + area(b) - both).max(1e-6)
}
