//! Acts: one kind of happening in a fitting place, as a scene.

use crate::draw::Draw;
use crate::family::stage::{Hold, Stage, Where, Wish};
use crate::film::scene::{Scene, Thing};
use crate::things::bounce::{Bouncer, Throw};
use crate::things::drop::Drops;
use crate::things::figure::Figure;
use crate::things::gait::Gait;
use crate::things::stroke::Striker;

/// A kind of happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A ball bounces.
    Ball,
    /// Objects are dropped.
    Drop,
    /// A hammer strikes.
    Hammer,
    /// Sticks drum.
    Stick,
    /// People walk.
    Walk,
    /// Somebody runs.
    Run,
}

impl Act {
    /// Its name in the truth.
    pub fn name(self) -> &'static str {
        match self {
            Act::Ball => "ball",
            Act::Drop => "drop",
            Act::Hammer => "hammer",
            Act::Stick => "stick",
            Act::Walk => "walk",
            Act::Run => "run",
        }
    }

    /// The act as a scene of so many seconds in a picture of a size.
    pub fn scene(self, draw: &mut Draw, hold: Hold, duration: f64, size: (usize, usize)) -> Scene {
        let aspect = size.0 as f64 / size.1 as f64;
        let wish = Wish { place: Where::Room, hold, duration, aspect, follow: None };
        match self {
            Act::Walk | Act::Run => going(draw, self == Act::Run, wish, size),
            _ => {
                let place = match self {
                    Act::Stick | Act::Hammer => Where::Table,
                    _ => draw.pick(&[Where::Table, Where::Room, Where::Room]),
                };
                let stage = Stage::new(draw, Wish { place, ..wish });
                let things = self.things(draw, &stage, duration);
                finished(draw, stage, things, duration, size)
            }
        }
    }

    fn things(self, draw: &mut Draw, stage: &Stage, duration: f64) -> Vec<Box<dyn Thing>> {
        let slow = if draw.chance(0.2) { draw.between(1.3, 2.0) } else { 1.0 };
        let throw = Throw { duration, seen: stage.seen, slow, z: 0.0 };
        match self {
            Act::Ball => {
                let mut all: Vec<Box<dyn Thing>> = vec![Box::new(Bouncer::new(draw, throw))];
                if draw.chance(0.3) {
                    let behind = Throw { z: 0.35 * stage.seen[1], ..throw };
                    all.insert(0, Box::new(Bouncer::new(draw, behind)));
                }
                all
            }
            Act::Drop => vec![Box::new(Drops::new(draw, throw))],
            Act::Hammer => vec![Box::new(Striker::hammer(draw, duration, stage.seen))],
            _ => vec![Box::new(Striker::sticks(draw, duration, stage.seen))],
        }
    }
}

/// People who walk or run: across the picture, beside the camera, at an angle, towards it or away.
fn going(draw: &mut Draw, run: bool, wish: Wish, size: (usize, usize)) -> Scene {
    let height = draw.between(1.55, 1.9);
    let cadence = if run { draw.between(2.45, 3.2) } else { draw.between(1.6, 2.3) };
    let speed = height * if run { draw.between(1.35, 1.9) } else { 0.235 * cadence + draw.between(0.18, 0.3) };
    let gait = Gait::new(height, 1.0 / cadence, speed, run);
    let way = draw.unit();
    let right = draw.chance(0.5);
    let sign = if right { 1.0 } else { -1.0 };
    let turn = |angle: f64| if right { angle } else { std::f64::consts::PI - angle };
    let duration = wish.duration;
    let follows = wish.hold == Hold::Pan && draw.chance(0.8);
    let follow = follows.then_some(sign * speed);
    let mut stage = Stage::new(draw, Wish { place: Where::Way, follow, ..wish });
    let width = stage.seen[0];
    let (from, heading) = if follows {
        ([sign * draw.between(-0.15, 0.1) * width, draw.between(-0.3, 0.6)], turn(0.0))
    } else if way < 0.45 || run && way < 0.6 {
        // Across: as much of the way as lasts is in the picture.
        let across = speed * duration;
        let wider = (0.8 * across / width).clamp(1.0, if run { 1.15 } else { 1.7 });
        stage.widen(wider);
        ([-sign * (0.5 * across).min(0.58 * width * wider), draw.between(-0.3, 0.8)], turn(draw.between(-0.12, 0.12)))
    } else {
        // Towards the camera or away, so far that the person stays large enough to be seen stepping.
        let gone = speed * duration;
        let deepest = 0.75 * stage.setting.eye.distance;
        let steep = draw.between(0.5, 1.5).min((deepest / gone).min(1.0).asin());
        let away = draw.chance(0.5);
        let z = if away { -0.5 } else { gone * steep.sin() - 0.5 };
        stage.widen((0.5 * gone * steep.cos() / width).clamp(1.0, 1.5));
        ([-sign * 0.5 * gone * steep.cos(), z], turn(if away { steep } else { -steep }))
    };
    stage.clear_way(from[1].max(from[1] + speed * duration * heading.sin()));
    let mut things: Vec<Box<dyn Thing>> = Vec::new();
    things.push(Box::new(Figure::new(draw, gait, from, heading, duration)));
    // Where one has left the picture, the next one comes.
    let crossing = 1.25 * stage.seen[0] / (speed * heading.cos().abs().max(0.3));
    let mut starts = crossing * draw.between(0.75, 1.1);
    while !follows && heading.sin().abs() < 0.3 && starts < duration - 0.8 {
        let z = from[1] + draw.between(-0.1, 0.5);
        things.insert(0, Box::new(Figure::new(draw, gait, [from[0], z], heading, duration).later(starts)));
        starts += crossing * draw.between(0.75, 1.2);
    }
    if !run && draw.chance(0.25) {
        let other = Gait::new(draw.between(1.55, 1.9), 1.0 / draw.between(1.7, 2.1), draw.between(1.2, 1.5), false);
        let side = if draw.chance(0.5) { 1.0 } else { -1.0 };
        let heading = if side > 0.0 { 0.0 } else { std::f64::consts::PI };
        let at = [-side * draw.between(0.2, 0.6) * width, draw.between(1.2, 2.0)];
        things.insert(0, Box::new(Figure::new(draw, other, at, heading, duration)));
    }
    finished(draw, stage, things, duration, size)
}

/// Light, then the background is painted.
fn finished(draw: &mut Draw, stage: Stage, things: Vec<Box<dyn Thing>>, duration: f64, size: (usize, usize)) -> Scene {
    let seed = (draw.unit() * 1e9) as u64;
    let mut scene = Scene::new(stage.setting, things, duration, size, seed);
    let depth = if draw.chance(0.3) { draw.between(0.03, 0.14) } else { 0.0 };
    scene.light = [depth, draw.between(0.08, 0.9), if draw.chance(0.15) { draw.between(0.45, 0.7) } else { draw.between(0.82, 1.08) }];
    scene
}
