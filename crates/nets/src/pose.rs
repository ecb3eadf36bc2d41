//! The pose net (MoveNet): seventeen joints of one person.

use std::sync::Arc;

use rten::ThreadPool;

use crate::net::{Net, rounded};
use crate::picture::{Region, Taste};
use crate::{Picture, Result};

/// How a person stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Mean of the joints' scores, 0..1. Above about .3 there is a person.
    pub score: f32,
    /// In the order of [`JOINTS`].
    pub joints: [Joint; 17],
}

/// Where a joint is, in 0..1 of the whole picture, in half thousandths. It may lie outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Joint {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
    /// How sure the net is, 0..1, in thousandths. Below .3 it is a guess.
    pub score: f32,
}

/// The joints' names. Left and right are the person's own.
pub const JOINTS: [&str; 17] = [
    "nose",
    "left eye",
    "right eye",
    "left ear",
    "right ear",
    "left shoulder",
    "right shoulder",
    "left elbow",
    "right elbow",
    "left wrist",
    "right wrist",
    "left hip",
    "right hip",
    "left knee",
    "right knee",
    "left ankle",
    "right ankle",
];

const TASTE: Taste = Taste { side: 192, middle: 127.5, spread: 127.5 };
/// Cells along each side of the net's answers.
const CELLS: usize = 48;
/// The square around a person over the longer side of their box: MoveNet's own crop is 1.2 times the farthest joint.
const ROOM: f32 = 1.25;
/// Cells added to a distance before it divides a score, in the net's own decoder.
const SOFT: f32 = 1.8;

#[derive(Debug)]
pub(crate) struct Poser {
    net: Net<4>,
}

/// The net's four answers, plane by plane.
struct Heads {
    joints: Vec<f32>,
    centre: Vec<f32>,
    reach: Vec<f32>,
    offset: Vec<f32>,
}

impl Poser {
    pub(crate) fn load() -> Result<Poser> {
        let bytes = include_bytes!("../weights/pose.onnx");
        let plan = include_str!("../weights/pose.plan");
        Ok(Poser {
            net: Net::load("pose", (bytes, plan), TASTE.side, ["joints", "centre", "reach", "offset"])?,
        })
    }

    pub(crate) fn look(
        &self,
        picture: &Picture<'_>,
        around: Option<[f32; 4]>,
        pool: &Arc<ThreadPool>,
    ) -> Result<Pose> {
        let region = region(picture, around);
        let [joints, centre, reach, offset] = self.net.run(picture.planes(region, TASTE), pool)?;
        let found = Heads { joints, centre, reach, offset }.joints();
        let joints = found.map(|joint| placed(joint, region, picture));
        let score = rounded(joints.iter().map(|j| j.score).sum::<f32>() / 17.0, 1000.0);
        Ok(Pose { score, joints })
    }
}

/// The square that the net looks at: around the box, or around the whole picture. A box that is no box is the picture.
fn region(picture: &Picture<'_>, around: Option<[f32; 4]>) -> Region {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let sane = |b: &[f32; 4]| b.iter().all(|v| (0.0..=1.0).contains(v)) && b[2] > b[0] && b[3] > b[1];
    match around.filter(sane) {
        Some([x0, y0, x1, y1]) => {
            let side = ((x1 - x0) * width).max((y1 - y0) * height) * ROOM;
            picture.square([(x0 + x1) / 2.0 * width, (y0 + y1) / 2.0 * height], side.max(1.0))
        }
        None => picture.square([width / 2.0, height / 2.0], width.max(height)),
    }
}

/// A joint of the square as one of the picture.
fn placed(joint: Joint, region: Region, picture: &Picture<'_>) -> Joint {
    let part = |at: f32, start: f32, length: f32, whole: usize| {
        rounded((start + at * length) / whole as f32, 2000.0)
    };
    Joint {
        x: part(joint.x, region.x0, region.width, picture.width),
        y: part(joint.y, region.y0, region.height, picture.height),
        score: rounded(joint.score, 1000.0),
    }
}

impl Heads {
    /// The joints of the person whose centre is strongest and nearest the middle, in 0..1 of the square.
    fn joints(&self) -> [Joint; 17] {
        let middle = CELLS as f32 / 2.0;
        let centre = strongest(&self.centre, middle, middle);
        std::array::from_fn(|joint| self.joint(joint, centre))
    }

    /// One joint: the strongest cell near to where the centre's cell says that it is, moved by that cell's offset.
    fn joint(&self, joint: usize, centre: usize) -> Joint {
        let plane = |head: &[f32], at: usize, cell: usize| head[at * CELLS * CELLS + cell];
        let y = (centre / CELLS) as f32 + plane(&self.reach, 2 * joint, centre);
        let x = (centre % CELLS) as f32 + plane(&self.reach, 2 * joint + 1, centre);
        let heat = &self.joints[joint * CELLS * CELLS..(joint + 1) * CELLS * CELLS];
        let cell = strongest(heat, y, x);
        Joint {
            y: ((cell / CELLS) as f32 + plane(&self.offset, 2 * joint, cell)) / CELLS as f32,
            x: ((cell % CELLS) as f32 + plane(&self.offset, 2 * joint + 1, cell)) / CELLS as f32,
            score: heat[cell],
        }
    }
}

/// The cell with the highest value over its distance from a point; the first of equals.
fn strongest(heat: &[f32], y: f32, x: f32) -> usize {
    let mut best = (0, f32::MIN);
    for (cell, value) in heat.iter().enumerate() {
        let (dy, dx) = ((cell / CELLS) as f32 - y, (cell % CELLS) as f32 - x);
        let weighed = value / ((dy * dy + dx * dx).sqrt() + SOFT);
        if weighed > best.1 {
            best = (cell, weighed);
        }
    }
    best.0
}
