//! The fixed split: which clips there are to grow, tune and judge by, and how each is made from its number.

use crate::draw::Draw;
use crate::family::acts::{Act, Shooting};
use crate::family::stage::Hold;
use crate::film::rate::{Frames, Pace};
use crate::film::reel::{Flash, Join, Reel, Take};

/// Two halves and a set to learn from, with the same families and different seeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// To tune by.
    Tune,
    /// To judge by, untouched.
    Judge,
    /// To grow the trees of contacts from: twice a half, small pictures.
    Grow,
}

impl Half {
    /// Its name in the truth.
    pub fn name(self) -> &'static str {
        match self {
            Half::Tune => "tune",
            Half::Judge => "judge",
            Half::Grow => "grow",
        }
    }

    /// The rounds through all kinds that it consists of; each round of any half has seeds of its own.
    fn rounds(self) -> &'static [usize] {
        match self {
            Half::Tune => &[0],
            Half::Judge => &[4],
            Half::Grow => &[5, 6, 7, 8],
        }
    }
}

/// What a clip is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One act in one shot.
    One(Act),
    /// Many acts, cut.
    Cuts,
    /// Some acts, dissolved and faded.
    Slow,
    /// An act under flashes, without a cut.
    Flashes,
    /// An act while the camera is torn about and things cross before it, without a cut.
    Hard,
}

impl Kind {
    /// Its name in the truth.
    pub fn name(self) -> &'static str {
        match self {
            Kind::One(act) => act.name(),
            Kind::Cuts => "cuts",
            Kind::Slow => "slow",
            Kind::Flashes => "flashes",
            Kind::Hard => "hard",
        }
    }
}

/// How many clips each kind has in a half.
const KINDS: [(Kind, usize); 18] = [
    (Kind::One(Act::Ball), 11),
    (Kind::One(Act::Drop), 9),
    (Kind::One(Act::Hammer), 9),
    (Kind::One(Act::Stick), 8),
    (Kind::One(Act::Walk), 16),
    (Kind::One(Act::Run), 7),
    (Kind::Cuts, 8),
    (Kind::Slow, 7),
    (Kind::Flashes, 6),
    (Kind::Hard, 4),
    (Kind::One(Act::Roll), 5),
    (Kind::One(Act::Collide), 7),
    (Kind::One(Act::Break), 5),
    (Kind::One(Act::Clap), 6),
    (Kind::One(Act::Door), 5),
    (Kind::One(Act::Pendulum), 5),
    (Kind::One(Act::Pass), 5),
    (Kind::One(Act::Element), 7),
];
const HOLDS: [Hold; 9] = [
    Hold::Static,
    Hold::Handheld,
    Hold::Pan,
    Hold::Zoom,
    Hold::Handheld,
    Hold::Pan,
    Hold::Zoom,
    Hold::Static,
    Hold::Tilt,
];
const RATES: [f64; 7] = [25.0, 30.0, 24.0, 60.0, 30.0, 25.0, 50.0];
const SIZES: [(usize, usize); 14] = [
    (640, 360),
    (854, 480),
    (426, 240),
    (360, 640),
    (640, 360),
    (854, 480),
    (1280, 720),
    (640, 360),
    (480, 854),
    (640, 480),
    (854, 480),
    (640, 360),
    (360, 640),
    (1280, 720),
];
/// The engine looks at a thumbnail: what is to be learned from may be small and quick to film.
const SMALL: [(usize, usize); 6] = [(426, 240), (640, 360), (426, 240), (270, 480), (480, 270), (320, 240)];

/// A clip of the split.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Name, its number first.
    pub name: String,
    /// The half that it belongs to.
    pub half: Half,
    /// What it is about.
    pub kind: Kind,
    /// How the camera is held.
    pub hold: Hold,
    /// How its frames follow one another.
    pub pace: Pace,
    /// Frames a second.
    pub fps: f64,
    /// Width and height.
    pub size: (usize, usize),
    seed: u64,
}

/// The clips of a half, in order.
pub fn members(half: Half) -> Vec<Member> {
    let kinds: Vec<(Kind, usize)> =
        KINDS.iter().flat_map(|(kind, many)| (0..*many).map(|k| (*kind, k))).collect();
    let round = |(r, own): (usize, &usize)| {
        let (kinds, own) = (&kinds, *own);
        let place = move |i: usize| Place { half, own, i, number: r * kinds.len() + i };
        kinds.iter().enumerate().map(move |(i, (kind, k))| member(place(i), *kind, *k)).collect::<Vec<_>>()
    };
    half.rounds().iter().enumerate().flat_map(round).collect()
}

/// Where in the split a clip stands: its round, its place in the round and in the half.
struct Place {
    half: Half,
    own: usize,
    i: usize,
    number: usize,
}

fn member(Place { half, own, i, number }: Place, kind: Kind, k: usize) -> Member {
    let hold = HOLDS[(k + own) % HOLDS.len()];
    let (fps, pace) = match (i + own) % 8 {
        3 => (RATES[i % 2], Pace::Variable),
        6 => (30.0, Pace::Repeated),
        _ => (RATES[(i + own) % RATES.len()], Pace::Constant),
    };
    let rate = match pace {
        Pace::Constant => "",
        Pace::Variable => "v",
        Pace::Repeated => "r",
    };
    let name = format!("{number:03}-{}-{}-{fps}{rate}", kind.name(), hold.name());
    let seed = 0x5eed_0000 + 7919 * i as u64 + 104_729 * own as u64;
    Member { name, half, kind, hold, pace, fps, size: size(half, own, i, kind), seed }
}

fn size(half: Half, own: usize, i: usize, kind: Kind) -> (usize, usize) {
    if half == Half::Grow {
        return SMALL[(i + own) % SMALL.len()];
    }
    let large = i % 31 == 17;
    let size = if large { (1920, 1080) } else { SIZES[(3 * i + own) % SIZES.len()] };
    // Films of many scenes need many backgrounds: they stay small.
    let small = matches!(kind, Kind::Cuts | Kind::Slow | Kind::Hard) && size.0.max(size.1) > 900;
    if small { (640, 360) } else { size }
}

impl Member {
    /// The reel of this clip.
    pub fn reel(&self) -> Reel {
        let mut draw = Draw::new(self.seed);
        let duration = match self.kind {
            Kind::Cuts | Kind::Slow => 8.0,
            Kind::Flashes | Kind::Hard => 6.0,
            Kind::One(_) if self.size.0.max(self.size.1) > 900 => 4.0,
            Kind::One(_) => draw.between(5.0, 7.0).round(),
        };
        let frames = Frames::new(&mut draw, self.pace, self.fps, duration);
        let shutter_s = draw.between(0.12, 0.75) / self.fps;
        let mut reel = Reel {
            size: self.size,
            frames,
            frame_s: 1.0 / self.fps,
            shutter_s,
            takes: Vec::new(),
            joins: Vec::new(),
            flashes: Vec::new(),
            noise: draw.between(0.6, 4.0),
            quality: draw.pick(&[21, 23, 23, 26, 26, 29, 33]),
            seed: self.seed,
        };
        match self.kind {
            Kind::One(act) => reel.takes.push(self.take(&mut draw, act, self.hold, (0.0, duration))),
            Kind::Cuts => self.edit(&mut draw, &mut reel, duration, false),
            Kind::Slow => self.edit(&mut draw, &mut reel, duration, true),
            Kind::Flashes => {
                let act = draw.pick(&MIXED);
                reel.takes.push(self.take(&mut draw, act, self.hold, (0.0, duration)));
                flashes(&mut draw, &mut reel, duration, 0.9);
            }
            Kind::Hard => {
                let act = draw.pick(&MIXED);
                let shooting = Shooting { hold: self.hold, duration, size: self.size, jolts: true };
                reel.takes.push(Take { scene: act.scene(&mut draw, shooting), begins: 0.0 });
                flashes(&mut draw, &mut reel, duration, 2.5);
            }
        }
        reel
    }

    fn take(&self, draw: &mut Draw, act: Act, hold: Hold, (from, until): (f64, f64)) -> Take {
        // A shot is seldom cut where its action begins.
        let lead = if from > 0.0 { draw.between(0.0, 1.0) } else { 0.0 };
        let jolts = from > 0.0 && draw.chance(0.1);
        let shooting = Shooting { hold, duration: until - from + lead, size: self.size, jolts };
        Take { scene: act.scene(draw, shooting), begins: from - lead }
    }

    /// Scenes after one another.
    fn edit(&self, draw: &mut Draw, reel: &mut Reel, duration: f64, slow: bool) {
        let mut at = 0.0;
        loop {
            let long = if slow { draw.between(1.3, 2.2) } else { draw.between(0.45, 1.2) };
            let last = at + long > duration - 0.5;
            let over = if slow { draw.between(0.35, 1.1) } else { 0.0 };
            let until = if last { duration } else { at + long };
            let (act, hold) = (draw.pick(&MIXED), draw.pick(&HOLDS));
            let begin = reel.joins.last().map_or(0.0, |j| j.1);
            reel.takes.push(self.take(draw, act, hold, (begin, until + over)));
            if last {
                break;
            }
            let join = if !slow {
                Join::Cut
            } else {
                draw.pick(&[Join::Dissolve, Join::Dissolve, Join::Fade([8; 3]), Join::Fade([240; 3])])
            };
            reel.joins.push((join, until, until + over));
            at = until + over;
        }
        if !slow && draw.chance(0.5) {
            flashes(draw, reel, duration, 2.5);
        }
    }
}

const MIXED: [Act; 14] = [
    Act::Ball,
    Act::Drop,
    Act::Hammer,
    Act::Stick,
    Act::Walk,
    Act::Walk,
    Act::Run,
    Act::Collide,
    Act::Break,
    Act::Clap,
    Act::Door,
    Act::Pass,
    Act::Element,
    Act::Pendulum,
];

/// Flashes about every so many seconds, well away from joins.
fn flashes(draw: &mut Draw, reel: &mut Reel, duration: f64, every: f64) {
    let mut t = draw.between(0.3, 0.3 + every);
    while t < duration - 0.3 {
        let far = reel.joins.iter().all(|j| (j.1 - t).abs() > 0.3);
        if far {
            let level = draw.between(70.0, 210.0) as f32;
            let light =
                draw.pick(&[[1.0, 1.0, 1.0], [0.9, 0.95, 1.0], [1.0, 0.9, 0.7]]).map(|c: f32| c * level);
            let long = draw.between(0.9, 3.2) * reel.frame_s.max(0.033);
            reel.flashes.push(Flash { t: reel.frames.first_shown(t), duration: long, light });
        }
        t += every * draw.between(0.6, 1.4);
    }
}
