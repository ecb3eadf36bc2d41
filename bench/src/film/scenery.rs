//! What walls, open views and floors look like, and what stands about in them.

use crate::draw::{Draw, Texture};
use crate::film::eye::Eye;
use crate::film::plate::Scenery;
use crate::film::shape::{Paint, Print, Shape};

/// What stands behind the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// Rough plaster.
    Plaster,
    /// Bricks.
    Brick,
    /// Wooden boards, upright.
    Boards,
    /// Striped wallpaper.
    Paper,
    /// Glazed tiles.
    Tiles,
    /// Sky over hills.
    Hills,
    /// Trunks and leaves.
    Trees,
    /// House fronts with windows.
    Houses,
    /// Sky alone.
    Sky,
    /// Bare rock under a pale sky.
    Rock,
    /// Nothing: black.
    Dark,
}

/// What one stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// Wooden boards.
    Boards,
    /// Tiles.
    Tiles,
    /// Carpet or cloth.
    Carpet,
    /// Concrete or asphalt.
    Concrete,
    /// Grass.
    Grass,
    /// Sand or gravel.
    Sand,
    /// Snow.
    Snow,
}

type Pair = [[f32; 3]; 2];

impl Wall {
    /// Its two colours.
    pub fn colours(self, draw: &mut Draw) -> Pair {
        let (a, b) = match self {
            Wall::Plaster => (draw.pick(&WALLS), [90.0, 84.0, 78.0]),
            Wall::Brick => (draw.pick(&[[146.0, 82.0, 62.0], [170.0, 120.0, 92.0]]), [168.0, 160.0, 150.0]),
            Wall::Boards => (draw.pick(&WOODS), [52.0, 40.0, 30.0]),
            Wall::Paper => (draw.pick(&WALLS), draw.pick(&WALLS)),
            Wall::Tiles => {
                (draw.pick(&[[206.0, 214.0, 214.0], [120.0, 160.0, 170.0]]), [110.0, 112.0, 112.0])
            }
            Wall::Hills | Wall::Houses => (draw.pick(&SKIES), draw.pick(&GREENS)),
            Wall::Trees => (draw.pick(&GREENS), [74.0, 58.0, 42.0]),
            Wall::Sky => (draw.pick(&SKIES), [236.0, 238.0, 240.0]),
            Wall::Rock => (draw.pick(&SKIES), [142.0, 112.0, 84.0]),
            Wall::Dark => ([12.0; 3], [12.0; 3]),
        };
        [a, b].map(|c| c.map(|c| c + draw.between(-10.0, 10.0) as f32))
    }

    /// Colour at a point, metres over a unit of grain, y from the floor upwards.
    pub fn at(self, grain: &[Texture; 2], [a, b]: &Pair, [x, y]: [f64; 2]) -> [f32; 3] {
        let n = grain[0].at(x * 170.0, y * 170.0);
        match self {
            Wall::Plaster => lift(*a, 11.0 * n),
            Wall::Brick => {
                let row = (y / 0.075).floor();
                let along = x / 0.23 + 0.5 * row.rem_euclid(2.0);
                let own = grain[1].near(along.floor() * 17.0, row * 23.0);
                let joint = seam(along, 0.05) || seam(y / 0.075, 0.14);
                if joint { lift(*b, 10.0 * n) } else { lift(*a, 13.0 * own + 9.0 * n) }
            }
            Wall::Boards => {
                let own = grain[1].near((x / 0.14).floor() * 31.0, 5.0);
                let vein = grain[1].at(x * 900.0, y * 60.0);
                if seam(x / 0.14, 0.06) { *b } else { lift(*a, 12.0 * own + 9.0 * vein) }
            }
            Wall::Paper => {
                let stripe = (x / 0.12).rem_euclid(2.0) < 1.0;
                lift(if stripe { *a } else { *b }, 5.0 * n)
            }
            Wall::Tiles => {
                let joint = seam(x / 0.2, 0.04) || seam(y / 0.2, 0.04);
                let own = grain[1].near((x / 0.2).floor() * 13.0, (y / 0.2).floor() * 29.0);
                if joint { *b } else { lift(*a, 6.0 * own + 3.0 * n) }
            }
            Wall::Hills | Wall::Rock => hills(self, grain, [a, b], [x, y]),
            Wall::Trees => trees(grain, [a, b], [x, y]),
            Wall::Houses => houses(grain, [a, b], [x, y]),
            Wall::Sky => sky(grain, a, [x, y]),
            Wall::Dark => *a,
        }
    }

    /// Whether it is a view without a wall.
    pub fn open(self) -> bool {
        matches!(self, Wall::Hills | Wall::Trees | Wall::Houses | Wall::Sky | Wall::Rock)
    }
}

impl Floor {
    /// Its two colours.
    pub fn colours(self, draw: &mut Draw) -> Pair {
        let (a, b) = match self {
            Floor::Boards => (draw.pick(&WOODS), [58.0, 42.0, 30.0]),
            Floor::Tiles => (draw.pick(&WALLS), draw.pick(&[[92.0, 96.0, 100.0], [160.0, 150.0, 140.0]])),
            Floor::Carpet => (draw.pick(&CLOTHS), [60.0, 56.0, 60.0]),
            Floor::Concrete => (draw.pick(&[[132.0, 130.0, 126.0], [84.0, 85.0, 88.0]]), [60.0; 3]),
            Floor::Grass => (draw.pick(&GREENS), [120.0, 112.0, 62.0]),
            Floor::Sand => ([186.0, 160.0, 118.0], [120.0, 100.0, 76.0]),
            Floor::Snow => ([226.0, 230.0, 236.0], [180.0, 190.0, 206.0]),
        };
        [a, b].map(|c| c.map(|c| c + draw.between(-8.0, 8.0) as f32))
    }

    /// Colour at a point of the floor; `fine` says how much of the detail the distance leaves.
    pub fn at(self, grain: &[Texture; 2], [a, b]: &Pair, [x, z]: [f64; 2], fine: f32) -> [f32; 3] {
        let n = grain[0].at(x * 150.0, z * 150.0);
        match self {
            Floor::Boards => {
                let own =
                    grain[1].near((z / 0.12).floor() * 37.0, ((x / 1.3) + (z / 0.12).floor() * 0.37).floor());
                let vein = grain[1].at(x * 50.0, z * 700.0);
                if seam(z / 0.12, 0.05) { lift(*b, 0.0) } else { lift(*a, 12.0 * own + 9.0 * vein * fine) }
            }
            Floor::Tiles => {
                let odd = ((x / 0.3).floor() + (z / 0.3).floor()).rem_euclid(2.0) < 1.0;
                lift(if odd { *a } else { *b }, 8.0 * n)
            }
            Floor::Carpet => lift(*a, 7.0 * n + 12.0 * fine * grain[1].at(x * 800.0, z * 800.0)),
            Floor::Concrete => lift(*a, 12.0 * n + 9.0 * fine * grain[1].at(x * 500.0, z * 500.0)),
            Floor::Grass => {
                let blade = grain[1].at(x * 900.0, z * 320.0);
                mixed(*a, *b, (0.25 + 0.25 * n).clamp(0.0, 1.0)).map(|c| c * (1.0 + 0.3 * fine * blade))
            }
            Floor::Sand => lift(*a, 9.0 * n + 10.0 * fine * grain[1].at(x * 700.0, z * 700.0)),
            Floor::Snow => lift(*a, 10.0 * n + 4.0 * fine * grain[1].at(x * 500.0, z * 500.0)),
        }
    }
}

fn sky(grain: &[Texture; 2], a: &[f32; 3], [x, y]: [f64; 2]) -> [f32; 3] {
    let cloud = (0.55 * grain[0].at(x * 5.0, y * 11.0) - 0.1).clamp(0.0, 0.8);
    mixed(lift(*a, 1.1 * y.min(30.0) as f32), [238.0, 240.0, 242.0], cloud)
}

fn hills(kind: Wall, grain: &[Texture; 2], [a, b]: [&[f32; 3]; 2], [x, y]: [f64; 2]) -> [f32; 3] {
    let ridge = |scale: f64, high: f64, at: f64| high + 0.4 * high * f64::from(grain[0].at(x * scale, at));
    let rough = grain[1].at(x * 40.0, y * 60.0);
    let times = if kind == Wall::Rock { 1.6 } else { 1.0 };
    if y < ridge(9.0, 1.2 * times, 40.0) {
        lift(*b, 14.0 * rough)
    } else if y < ridge(4.0, 2.6 * times, 200.0) {
        mixed(lift(*b, 9.0 * rough), *a, 0.45)
    } else {
        sky(grain, a, [x, y])
    }
}

fn trees(grain: &[Texture; 2], [a, b]: [&[f32; 3]; 2], [x, y]: [f64; 2]) -> [f32; 3] {
    let cell = (x / 0.9).floor();
    let own = f64::from(grain[1].near(cell * 41.0, 9.0));
    let off = (x / 0.9 - cell - 0.5 - 0.14 * own).abs();
    let leaf = grain[1].at(x * 120.0, y * 120.0) + grain[0].at(x * 40.0, y * 40.0);
    let crown = 2.4 + 0.8 * own + 0.5 * f64::from(grain[0].at(x * 30.0, 7.0));
    if y < crown && off < 0.11 + 0.03 * own {
        lift(*b, 18.0 * grain[1].at(x * 300.0, y * 60.0))
    } else if y < 0.35 + 0.1 * own || y > crown - 0.9 {
        a.map(|c| c * (0.95 + 0.28 * leaf))
    } else {
        a.map(|c| c * (0.42 + 0.13 * leaf))
    }
}

fn houses(grain: &[Texture; 2], [a, _]: [&[f32; 3]; 2], [x, y]: [f64; 2]) -> [f32; 3] {
    let front = (x / 5.0).floor();
    let own = grain[1].near(front * 53.0, 3.0);
    let tall = 6.5 + 2.0 * f64::from(own);
    if y > tall {
        return sky(grain, a, [x, y]);
    }
    let base = WALLS[((own + 2.0) * 40.0) as usize % WALLS.len()];
    let (column, storey) = ((x / 1.25).rem_euclid(1.0), (y / 2.8).rem_euclid(1.0));
    if (0.25..0.75).contains(&column) && (0.35..0.85).contains(&storey) {
        let lit = grain[1].near((x / 1.25).floor() * 7.0, (y / 2.8).floor() * 19.0);
        let frame = (column - 0.5).abs() > 0.22 || (column - 0.5).abs() < 0.015;
        if frame { [210.0, 208.0, 200.0] } else { [58.0 + 20.0 * lit, 70.0 + 20.0 * lit, 84.0 + 16.0 * lit] }
    } else {
        lift(base, 8.0 * grain[0].at(x * 90.0, y * 90.0))
    }
}

/// Pictures, shelves and boxes indoors, bushes and posts in the open: what stands still behind the stage.
pub fn dressing(draw: &mut Draw, scenery: &Scenery, eye: &Eye, rect: [f64; 4]) -> Vec<Shape> {
    let many = (scenery.clutter * (rect[2] - rect[0]) / scenery.grain) as usize;
    (0..many.min(40))
        .flat_map(|_| {
            if scenery.wall.open() { bush(draw, scenery, eye, rect) } else { piece(draw, scenery, eye, rect) }
        })
        .collect()
}

fn piece(draw: &mut Draw, scenery: &Scenery, eye: &Eye, rect: [f64; 4]) -> Vec<Shape> {
    let unit = scenery.grain;
    let half = [draw.between(0.08, 0.4) * unit, draw.between(0.08, 0.45) * unit];
    let standing = draw.chance(0.5);
    let y = if standing { half[1] } else { draw.between(0.8, 2.2) * unit };
    let z = scenery.behind - if standing { 0.2 * unit } else { 0.0 };
    let ([x, y], k) = eye.project([draw.between(rect[0], rect[2]), y, z]);
    let half = half.map(|h| h * k);
    let second = draw.pick(&CLOTHS);
    let print =
        draw.pick(&[Print::Plain, Print::Stripes(0.05 * unit, second), Print::Checks(0.07 * unit, second)]);
    let paint = Paint::plain(draw.pick(&[CLOTHS[0], CLOTHS[1], CLOTHS[3], WOODS[0], WOODS[1], WALLS[2]]))
        .printed(print);
    let mut all = Vec::new();
    if standing {
        all.push(Shape::Shadow([x, y - half[1]], [1.3 * half[0], 0.1 * unit], 0.5));
    } else {
        all.push(Shape::slab([x, y], half.map(|h| h + 0.02 * unit), 0.0, Paint::plain([64.0, 50.0, 38.0])));
    }
    all.push(Shape::slab([x, y], half, 0.0, paint));
    all
}

fn bush(draw: &mut Draw, scenery: &Scenery, eye: &Eye, rect: [f64; 4]) -> Vec<Shape> {
    let z = draw.between(0.25, 0.9) * scenery.behind;
    let wide = (rect[2] - rect[0]) / 2.0 * (1.0 + z / eye.distance);
    let x = (rect[0] + rect[2]) / 2.0 + draw.between(-wide, wide);
    let size = draw.between(0.25, 0.7);
    let green = draw.pick(&GREENS);
    let mut all = Vec::new();
    let (at, k) = eye.project([x, 0.0, z]);
    all.push(Shape::Shadow(at, [1.6 * size * k, 0.25 * size * k], 0.5));
    for _ in 0..9 {
        let off = [draw.bell() * 0.4 * size, draw.between(0.3, 1.3) * size];
        let (at, k) = eye.project([x + off[0], off[1], z]);
        let paint = Paint { grain: 30.0, ..Paint::rounded(green).lit(draw.between(0.7, 1.2) as f32) };
        all.push(Shape::Oval(at, [0.45 * size * k, 0.38 * size * k], draw.bell(), paint));
    }
    all
}

/// Colours of plaster and paper.
pub const WALLS: [[f32; 3]; 6] = [
    [188.0, 178.0, 160.0],
    [150.0, 160.0, 166.0],
    [206.0, 196.0, 186.0],
    [128.0, 134.0, 122.0],
    [172.0, 148.0, 132.0],
    [112.0, 118.0, 136.0],
];
/// Colours of wood.
pub const WOODS: [[f32; 3]; 4] =
    [[150.0, 108.0, 70.0], [120.0, 80.0, 50.0], [186.0, 148.0, 104.0], [96.0, 70.0, 52.0]];
/// Colours of cloth.
pub const CLOTHS: [[f32; 3]; 8] = [
    [150.0, 44.0, 44.0],
    [44.0, 68.0, 120.0],
    [60.0, 92.0, 64.0],
    [196.0, 172.0, 90.0],
    [52.0, 50.0, 56.0],
    [176.0, 176.0, 180.0],
    [104.0, 74.0, 116.0],
    [208.0, 116.0, 52.0],
];
const SKIES: [[f32; 3]; 4] =
    [[140.0, 176.0, 216.0], [176.0, 192.0, 206.0], [196.0, 190.0, 186.0], [120.0, 148.0, 190.0]];
const GREENS: [[f32; 3]; 4] =
    [[74.0, 104.0, 52.0], [96.0, 122.0, 62.0], [58.0, 86.0, 54.0], [112.0, 116.0, 70.0]];

fn seam(x: f64, wide: f64) -> bool {
    x.rem_euclid(1.0) < wide
}

fn lift(rgb: [f32; 3], by: f32) -> [f32; 3] {
    rgb.map(|c| c + by)
}

fn mixed(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|c| a[c] + share * (b[c] - a[c]))
}
