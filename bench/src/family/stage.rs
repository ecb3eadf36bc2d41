//! Settings for the things of the set: a table, a room, a street, open country; and how the camera is held there.

use crate::draw::Draw;
use crate::film::eye::{Camera, Eye, Move};
use crate::film::plate::Scenery;
use crate::film::scene::Setting;
use crate::film::scenery::{Floor, Wall};

/// How the camera is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// On a tripod.
    Static,
    /// In the hand.
    Handheld,
    /// Turning or travelling sideways.
    Pan,
    /// Turning up and down.
    Tilt,
    /// The view narrows or widens.
    Zoom,
}

impl Hold {
    /// Its name in the truth.
    pub fn name(self) -> &'static str {
        match self {
            Hold::Static => "static",
            Hold::Handheld => "handheld",
            Hold::Pan => "pan",
            Hold::Tilt => "tilt",
            Hold::Zoom => "zoom",
        }
    }
}

/// Where something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// On a table or bench, seen from near.
    Table,
    /// In a room, a hall or a yard.
    Room,
    /// Where people walk.
    Way,
}

/// What a scene is to be like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// Where.
    pub place: Where,
    /// How the camera is held.
    pub hold: Hold,
    /// Seconds.
    pub duration: f64,
    /// Width over height.
    pub aspect: f64,
    /// Metres a second at which the camera follows, if it follows.
    pub follow: Option<f64>,
    /// Whether it is torn about: whip pans, sudden zooms.
    pub jolts: bool,
}

/// A setting and the width and height that its camera sees at first, metres.
pub struct Stage {
    /// Where the camera stands, what it sees.
    pub setting: Setting,
    /// Width and height, metres.
    pub seen: [f64; 2],
}

/// Share of the picture's height at which the stage meets the floor.
const FOOT: f64 = 0.34;

impl Stage {
    /// A setting as wished.
    pub fn new(draw: &mut Draw, wish: Wish) -> Stage {
        let narrow = wish.aspect < 1.0;
        let (low, high, least) = match wish.place {
            Where::Table => (0.8, 1.15, 0.85),
            Where::Room => (1.3, 2.4, 1.2),
            Where::Way => (2.5, 3.9, 1.9),
        };
        let view = draw.between(low, high).max(if narrow { least / wish.aspect } else { 0.0 });
        let eye = match wish.place {
            Where::Table => {
                Eye { distance: view * draw.between(1.6, 2.4), height: view * draw.between(0.3, 0.6) }
            }
            Where::Room => {
                Eye { distance: view * draw.between(1.6, 2.4), height: view * draw.between(0.35, 0.6) }
            }
            Where::Way => Eye { distance: view * draw.between(1.9, 2.8), height: draw.between(1.2, 1.7) },
        };
        let (scenery, place) = scenery(draw, wish.place, view);
        let seen = [view * wish.aspect, view];
        let mut camera = Camera::new(draw, [0.0, FOOT * view], view);
        hold(draw, &mut camera, wish);
        if wish.jolts {
            jolt(draw, &mut camera, wish);
        }
        Stage { setting: Setting { eye, camera, scenery, place }, seen }
    }
}

fn scenery(draw: &mut Draw, place: Where, view: f64) -> (Scenery, &'static str) {
    let inside = [Wall::Plaster, Wall::Brick, Wall::Boards, Wall::Paper, Wall::Tiles];
    let outside = [
        (Wall::Hills, Floor::Grass, "field"),
        (Wall::Houses, Floor::Concrete, "street"),
        (Wall::Trees, Floor::Grass, "forest"),
        (Wall::Houses, Floor::Concrete, "street"),
        (Wall::Hills, Floor::Sand, "other"),
        (Wall::Hills, Floor::Snow, "snow"),
        (Wall::Rock, Floor::Sand, "rock"),
    ];
    let floors = [Floor::Boards, Floor::Tiles, Floor::Carpet, Floor::Concrete];
    let open = match place {
        Where::Table => 0.0,
        Where::Room => 0.35,
        Where::Way => 0.75,
    };
    if draw.chance(open) {
        let (wall, floor, label) = draw.pick(&outside);
        let behind = if wall == Wall::Houses || wall == Wall::Trees { draw.between(3.0, 9.0) } else { 25.0 };
        return (Scenery { wall, floor, behind, grain: 1.0, clutter: draw.between(0.0, 1.2) }, label);
    }
    let grain = if place == Where::Table { 0.45 } else { 1.0 };
    let (wall, floor) = (draw.pick(&inside), draw.pick(&floors));
    let behind = view * draw.between(0.35, 1.2);
    (Scenery { wall, floor, behind, grain, clutter: draw.between(0.3, 2.4) }, "indoor")
}

/// Gives the camera the moves of its hold.
fn hold(draw: &mut Draw, camera: &mut Camera, wish: Wish) {
    let (view, d) = (camera.aim.view, wish.duration);
    let width = view * wish.aspect;
    if wish.hold != Hold::Static && (wish.hold == Hold::Handheld || draw.chance(0.5)) {
        let least = if wish.hold == Hold::Handheld { 0.007 } else { 0.002 };
        camera.shake = draw.between(least, 3.0 * least);
    }
    match wish.hold {
        Hold::Static | Hold::Handheld => {}
        Hold::Pan => match wish.follow {
            Some(speed) => camera.moves.push(Move::Slide([speed, 0.0])),
            None => {
                let reach = width * draw.between(0.14, 0.32);
                travel(draw, camera, [reach, 0.0], d);
            }
        },
        Hold::Tilt => {
            let reach = view * draw.between(0.06, 0.13);
            travel(draw, camera, [0.02 * width, reach], d);
        }
        Hold::Zoom => {
            let near = draw.between(0.5, 0.72);
            let t0 = draw.between(0.0, 0.25) * d;
            let span = [t0, t0 + draw.between(0.45, 0.75) * d];
            let foot = camera.aim.at[1];
            if draw.chance(0.5) {
                camera.moves.push(Move::Zoom(near, span));
                camera.moves.push(Move::Swing([0.0, foot * (near - 1.0)], span));
            } else {
                (camera.aim.view, camera.aim.at[1]) = (view * near, foot * near);
                camera.moves.push(Move::Zoom(1.0 / near, span));
                camera.moves.push(Move::Swing([0.0, foot * (1.0 - near)], span));
            }
        }
    }
}

/// Whips the camera away and back, or leaps at something and back.
fn jolt(draw: &mut Draw, camera: &mut Camera, wish: Wish) {
    let (view, d) = (camera.aim.view, wish.duration);
    let mut t = draw.between(0.4, 0.9);
    while t < d - 1.2 {
        let quick = draw.between(0.13, 0.3);
        let back = t + draw.between(0.5, 1.0);
        if draw.chance(0.6) {
            let by = draw.pick(&[-1.0, 1.0]) * draw.between(0.8, 1.5) * view * wish.aspect;
            camera.moves.push(Move::Swing([by, 0.0], [t, t + quick]));
            camera.moves.push(Move::Swing([-by, 0.0], [back, back + quick]));
        } else {
            let near = draw.between(0.5, 0.7);
            let sink = camera.aim.at[1] * (near - 1.0);
            camera.moves.push(Move::Zoom(near, [t, t + quick]));
            camera.moves.push(Move::Swing([0.0, sink], [t, t + quick]));
            camera.moves.push(Move::Zoom(1.0 / near, [back, back + quick]));
            camera.moves.push(Move::Swing([0.0, -sink], [back, back + quick]));
        }
        t = back + draw.between(0.6, 1.4);
    }
}

/// To and fro, or once across, `reach` each way of the middle.
fn travel(draw: &mut Draw, camera: &mut Camera, reach: [f64; 2], duration: f64) {
    if draw.chance(0.5) {
        let period = draw.between(3.0, 7.0);
        camera.moves.push(Move::Sway(reach, period, draw.between(0.0, 6.3)));
        return;
    }
    let sign = if draw.chance(0.5) { 1.0 } else { -1.0 };
    camera.aim.at = [camera.aim.at[0] - sign * reach[0], camera.aim.at[1] - sign * reach[1]];
    let by = reach.map(|r| 2.0 * sign * r);
    camera.moves.push(Move::Swing(by, [-0.1 * duration, 1.1 * duration]));
}

impl Stage {
    /// Sees so many times as much.
    pub fn widen(&mut self, times: f64) {
        let camera = &mut self.setting.camera;
        camera.aim.view *= times;
        camera.aim.at[1] *= times;
        self.setting.eye.distance *= times;
        self.seen = self.seen.map(|s| s * times);
    }

    /// Moves the wall behind a place that somebody reaches.
    pub fn clear_way(&mut self, z: f64) {
        let behind = &mut self.setting.scenery.behind;
        *behind = behind.max(z + 1.0);
    }
}
