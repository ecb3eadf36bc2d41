//! Acts: one kind of happening in a fitting place, as a scene.

use crate::draw::Draw;
use crate::family::stage::{Hold, Stage, Where, Wish};
use crate::film::scene::{Scene, Thing};
use crate::film::scenery::{Floor, Wall};
use crate::things::bounce::{Bouncer, Throw};
use crate::things::clap::Clapper;
use crate::things::cloth::Cloth;
use crate::things::door::Door;
use crate::things::drop::Drops;
use crate::things::element::{Element, Falling};
use crate::things::figure::Figure;
use crate::things::gait::Gait;
use crate::things::passer::{Passer, Passing};
use crate::things::pendulum::Pendulum;
use crate::things::roll::Rollers;
use crate::things::shatter::Shatter;
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
    /// A ball rolls against posts.
    Roll,
    /// Bodies meet.
    Collide,
    /// Something falls and breaks.
    Break,
    /// Somebody claps.
    Clap,
    /// A door falls shut.
    Door,
    /// A pendulum strikes a post, or swings freely.
    Pendulum,
    /// Things pass and touch nothing.
    Pass,
    /// Water, fire, leaves, rain.
    Element,
}

/// How an act is filmed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shooting {
    /// How the camera is held.
    pub hold: Hold,
    /// Seconds.
    pub duration: f64,
    /// Width and height, pixels.
    pub size: (usize, usize),
    /// Whether the camera is torn about and things cross before its lens.
    pub jolts: bool,
}

type Things = Vec<Box<dyn Thing>>;

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
            Act::Roll => "roll",
            Act::Collide => "collide",
            Act::Break => "break",
            Act::Clap => "clap",
            Act::Door => "door",
            Act::Pendulum => "pendulum",
            Act::Pass => "pass",
            Act::Element => "element",
        }
    }

    /// The act as a scene.
    pub fn scene(self, draw: &mut Draw, shooting: Shooting) -> Scene {
        let Shooting { hold, duration, size, jolts } = shooting;
        let aspect = size.0 as f64 / size.1 as f64;
        let wish = Wish { place: Where::Room, hold, duration, aspect, follow: None, jolts };
        if matches!(self, Act::Walk | Act::Run) {
            return going(draw, self == Act::Run, wish, size);
        }
        let place = match self {
            Act::Stick | Act::Hammer => Where::Table,
            Act::Pass | Act::Element => Where::Way,
            Act::Door | Act::Clap => Where::Room,
            _ => draw.pick(&[Where::Table, Where::Room, Where::Room]),
        };
        let mut stage = Stage::new(draw, Wish { place, ..wish });
        let things = self.things(draw, &mut stage, duration);
        finished(draw, stage, things, wish, size)
    }

    fn things(self, draw: &mut Draw, stage: &mut Stage, duration: f64) -> Things {
        let slow = if draw.chance(0.2) { draw.between(1.3, 2.0) } else { 1.0 };
        let seen = stage.seen;
        let throw = Throw { duration, seen, slow, z: 0.0 };
        match self {
            Act::Ball => balls(draw, throw),
            Act::Drop => vec![Box::new(Drops::new(draw, throw))],
            Act::Hammer => vec![Box::new(Striker::hammer(draw, duration, seen))],
            Act::Roll => vec![Box::new(Rollers::alone(draw, throw))],
            Act::Collide => vec![Box::new(Rollers::meeting(draw, throw))],
            Act::Break => vec![Box::new(Shatter::new(draw, throw))],
            Act::Clap => vec![Box::new(Clapper::new(draw, duration, seen))],
            Act::Door => {
                let scenery = &mut stage.setting.scenery;
                if scenery.wall.open() && scenery.wall != Wall::Houses {
                    (scenery.wall, scenery.behind) = (Wall::Brick, scenery.behind.min(0.9 * seen[1]));
                }
                let behind = stage.setting.scenery.behind;
                let far = 1.0 + behind / stage.setting.eye.distance;
                vec![Box::new(Door::new(draw, duration, seen.map(|s| s * far), behind))]
            }
            Act::Pendulum => {
                let struck = draw.chance(0.7);
                vec![Box::new(Pendulum::new(draw, duration, seen, struck))]
            }
            Act::Pass => passing(draw, stage, duration),
            Act::Element => element(draw, stage),
            Act::Stick | Act::Walk | Act::Run => vec![Box::new(Striker::sticks(draw, duration, seen))],
        }
    }
}

fn balls(draw: &mut Draw, throw: Throw) -> Things {
    let mut all: Things = Vec::new();
    if draw.chance(0.3) {
        all.push(Box::new(Bouncer::new(draw, Throw { z: 0.35 * throw.seen[1], ..throw })));
    }
    all.push(Box::new(Bouncer::new(draw, throw)));
    if draw.chance(0.2) {
        all.push(Box::new(Drops::new(draw, throw)));
    }
    all
}

/// One to three things that touch nothing.
fn passing(draw: &mut Draw, stage: &Stage, duration: f64) -> Things {
    let seen = stage.seen;
    let mut all: Things = Vec::new();
    if draw.chance(0.6) {
        let at = [draw.between(-0.3, 0.3) * seen[0], 0.75 * seen[1], draw.between(0.3, 1.5)];
        all.push(Box::new(Cloth::new(draw, at, 0.22 * seen[1], false)));
    }
    if draw.chance(0.7) {
        let t = draw.between(0.3, 0.6) * duration;
        all.push(Box::new(Passer::new(draw, Passing::Car, t, seen)));
    }
    if draw.chance(0.6) || all.is_empty() {
        let kind = draw.pick(&[Passing::Bird, Passing::Toss]);
        let t = draw.between(0.2, 0.8) * duration;
        all.push(Box::new(Passer::new(draw, kind, t, seen)));
    }
    all
}

fn element(draw: &mut Draw, stage: &mut Stage) -> Things {
    let [width, height] = stage.seen;
    let scenery = &mut stage.setting.scenery;
    let x = draw.between(-0.2, 0.2) * width;
    match draw.pick(&[0, 0, 1, 1, 2, 3, 4]) {
        0 => {
            let high = height.min(1.3 * width) * draw.between(0.4, 0.7);
            vec![Box::new(Element::fire(draw, x, high))]
        }
        1 => {
            (scenery.wall, scenery.floor, scenery.behind, scenery.clutter) =
                (Wall::Hills, Floor::Sand, 25.0, 0.0);
            stage.setting.place = "water";
            let shore = stage.setting.eye.height * 0.86;
            vec![Box::new(Element::water(draw, [-4.0 * width, -0.6 * height, 4.0 * width, shore]))]
        }
        2 => {
            (scenery.wall, scenery.floor, scenery.behind) = (Wall::Rock, Floor::Sand, 4.0);
            stage.setting.place = "water";
            let half = width.min(height) * draw.between(0.1, 0.25);
            vec![Box::new(Element::cascade(draw, [x, half], 1.4 * height))]
        }
        3 => {
            let half = 0.42 * height.min(1.2 * width);
            vec![Box::new(Element::crown(draw, [x, 0.42 * height], half))]
        }
        _ => {
            let rect = [-1.5 * width, -0.7 * height, 1.5 * width, 1.3 * height];
            let snow = draw.chance(0.3);
            vec![Box::new(Falling::new(draw, rect, snow))]
        }
    }
}

/// What else moves: behind the act, or before it as rain.
fn beside(draw: &mut Draw, stage: &Stage, wish: Wish, things: &mut Things) {
    let seen @ [width, height] = stage.seen;
    let open = stage.setting.scenery.wall.open();
    let behind = stage.setting.scenery.behind;
    if draw.chance(0.3) {
        let x = draw.pick(&[-1.0, 1.0]) * draw.between(0.25, 0.45) * width;
        let far = (0.6 * behind).min(2.0);
        let other: Box<dyn Thing> = match (open, draw.pick(&[0, 1, 2])) {
            (true, 0) => Box::new(Cloth::new(draw, [x, 0.7 * height, far], 0.2 * height, false)),
            (true, 1) => Box::new(Element::crown(draw, [x, 0.5 * height], 0.25 * height.min(width))),
            (true, _) => Box::new(Passer::new(draw, Passing::Bird, 0.5 * wish.duration, seen)),
            (false, 0) => Box::new(Pendulum::new(draw, wish.duration, seen.map(|s| 0.8 * s), false)),
            (false, 1) => Box::new(Passer::new(draw, Passing::Toss, 0.0, seen)),
            (false, _) => Box::new(Cloth::new(draw, [x, 0.72 * height, far], 0.55 * height, true)),
        };
        things.insert(0, other);
    }
    if open && draw.chance(0.14) {
        let rect = [-2.0 * width, -0.7 * height, 2.0 * width, 1.3 * height];
        let snow = stage.setting.place == "snow";
        things.push(Box::new(Falling::new(draw, rect, snow)));
    }
    if wish.jolts || draw.chance(0.04) {
        let t = draw.between(0.25, 0.8) * wish.duration;
        things.push(Box::new(Passer::new(draw, Passing::Lens, t, seen)));
    }
}

/// People who walk or run: across the picture, beside the camera, at an angle, towards it or away.
fn going(draw: &mut Draw, run: bool, wish: Wish, size: (usize, usize)) -> Scene {
    let height = draw.between(1.55, 1.9);
    let cadence = if run { draw.between(2.45, 3.2) } else { draw.between(1.6, 2.3) };
    let speed =
        height * if run { draw.between(1.35, 1.9) } else { 0.235 * cadence + draw.between(0.18, 0.3) };
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
        (
            [-sign * (0.5 * across).min(0.58 * width * wider), draw.between(-0.3, 0.8)],
            turn(draw.between(-0.12, 0.12)),
        )
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
    let mut things: Things = Vec::new();
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
        let other =
            Gait::new(draw.between(1.55, 1.9), 1.0 / draw.between(1.7, 2.1), draw.between(1.2, 1.5), false);
        let side = if draw.chance(0.5) { 1.0 } else { -1.0 };
        let heading = if side > 0.0 { 0.0 } else { std::f64::consts::PI };
        let at = [-side * draw.between(0.2, 0.6) * width, draw.between(1.2, 2.0)];
        things.insert(0, Box::new(Figure::new(draw, other, at, heading, duration)));
    }
    finished(draw, stage, things, wish, size)
}

/// Light, then the background is painted.
fn finished(draw: &mut Draw, stage: Stage, mut things: Things, wish: Wish, size: (usize, usize)) -> Scene {
    beside(draw, &stage, wish, &mut things);
    let seed = (draw.unit() * 1e9) as u64;
    let mut scene = Scene::new(stage.setting, things, wish.duration, size, seed);
    let depth = if draw.chance(0.3) { draw.between(0.03, 0.14) } else { 0.0 };
    scene.light = [
        depth,
        draw.between(0.08, 0.9),
        if draw.chance(0.15) { draw.between(0.45, 0.7) } else { draw.between(0.82, 1.08) },
    ];
    scene
}
