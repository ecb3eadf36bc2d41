//! A scene before the camera: background, things, light, and one picture of it with the shutter's blur.

use crate::draw::{Draw, Texture};
use crate::film::brush::{Layer, Lens, covered};
use crate::film::eye::{Camera, Eye};
use crate::film::plate::{Plate, Scenery};
use crate::film::shape::Shape;
use std::sync::OnceLock;

/// A contact that a thing makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Seconds of the scene.
    pub t: f64,
    /// Where, metres.
    pub at: [f64; 3],
    /// `bounce`, `drop`, `hit`, `walk` and so on.
    pub what: &'static str,
    /// A stroke of two or three frames.
    pub fast: bool,
    /// Whether a careful person would be sure of it.
    pub clear: bool,
}

/// Something that moves, or stands, on the stage.
pub trait Thing: Send + Sync {
    /// What is seen of it at a time, from back to front.
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape>;

    /// The contacts it makes.
    fn contacts(&self) -> Vec<Contact> {
        Vec::new()
    }

    /// Whether it covers a point of the stage plane at a time.
    fn hides(&self, _t: f64, _point: [f64; 2]) -> bool {
        false
    }

    /// What an onlooker would call it, if it could sound.
    fn label(&self) -> Option<&'static str> {
        None
    }
}

/// A scene.
pub struct Scene {
    /// Where the camera stands.
    pub eye: Eye,
    /// How it looks and moves.
    pub camera: Camera,
    /// What happens.
    pub things: Vec<Box<dyn Thing>>,
    /// Depth of the light's drift, its hertz, and its level.
    pub light: [f64; 3],
    /// What kind of place it is.
    pub place: &'static str,
    canvas: Canvas,
    painted: OnceLock<(Plate, Texture)>,
    backdrop: OnceLock<Vec<[f32; 3]>>,
}

/// What is to be painted once the first picture is asked for: the truth needs none.
struct Canvas {
    scenery: Scenery,
    rect: [f64; 4],
    scale: f64,
    seed: u64,
}

/// A scene before its background is painted.
pub struct Setting {
    /// Where the camera stands.
    pub eye: Eye,
    /// How it looks and moves.
    pub camera: Camera,
    /// What the background shows.
    pub scenery: Scenery,
    /// What kind of place it is.
    pub place: &'static str,
}

impl Scene {
    /// Measures the background that the camera will see within `duration` seconds in a picture of `size`.
    pub fn new(
        setting: Setting,
        things: Vec<Box<dyn Thing>>,
        duration: f64,
        size: (usize, usize),
        seed: u64,
    ) -> Scene {
        let Setting { eye, camera, scenery, place } = setting;
        let aspect = size.0 as f64 / size.1 as f64;
        let aims: Vec<_> = (0..=200).map(|i| camera.aim(duration * f64::from(i) / 200.0)).collect();
        let reach = |f: &dyn Fn(&crate::film::eye::Aim) -> f64| aims.iter().map(f).fold(f64::MIN, f64::max);
        let margin = 1.0 + 8.0 * camera.shake;
        let wide = 0.5 * aspect * margin;
        let rect = [
            -reach(&|a| wide * a.view - a.at[0]),
            -reach(&|a| 0.5 * margin * a.view - a.at[1]),
            reach(&|a| wide * a.view + a.at[0]),
            reach(&|a| 0.5 * margin * a.view + a.at[1]),
        ];
        let closest = -reach(&|a| -a.view);
        let most = (9e6 / ((rect[2] - rect[0]) * (rect[3] - rect[1]))).sqrt();
        let scale = (size.1 as f64 / closest).min(most);
        let canvas = Canvas { scenery, rect, scale, seed };
        let (painted, backdrop) = (OnceLock::new(), OnceLock::new());
        Scene { eye, camera, things, light: [0.0, 0.3, 1.0], place, canvas, painted, backdrop }
    }

    /// How bright it is at a time.
    pub fn gain(&self, t: f64) -> f64 {
        let [depth, hertz, level] = self.light;
        level * (1.0 + depth * (std::f64::consts::TAU * hertz * t).sin())
    }

    /// The scene at a time with the shutter open for so long, red, green, blue.
    pub fn expose(&self, t: f64, open: f64, size: (usize, usize)) -> Vec<[f32; 3]> {
        let moments = self.moments(t, open, size);
        let share = 1.0 / moments.len() as f32;
        let mut picture = self.background(t, open, size);
        if let Some(layer) = self.layer(&moments, share, size) {
            layer.lay(size.0, &mut picture);
        }
        let gain = self.gain(t) as f32;
        if gain != 1.0 {
            picture.iter_mut().for_each(|p| *p = p.map(|c| c * gain));
        }
        picture
    }

    /// The background and the grain of the things' surfaces.
    fn painted(&self) -> &(Plate, Texture) {
        self.painted.get_or_init(|| {
            let Canvas { scenery, rect, scale, seed } = &self.canvas;
            let plate = Plate::new(scenery, &self.eye, *rect, *scale, *seed);
            (plate, Texture::new(&mut Draw::new(seed ^ 0x9a1), 0.85))
        })
    }

    /// The plate alone, blurred as far as the camera moves; on a tripod it is always the same one.
    fn background(&self, t: f64, open: f64, size: (usize, usize)) -> Vec<[f32; 3]> {
        let look = |opens: &[f64]| {
            let mut picture = vec![[0.0; 3]; size.0 * size.1];
            for t in opens {
                let lens = Lens::new(self.camera.aim(*t), size);
                self.painted().0.expose(&lens, 1.0 / opens.len() as f32, size.0, &mut picture);
            }
            picture
        };
        if self.camera.still() {
            return self.backdrop.get_or_init(|| look(&[t])).clone();
        }
        let ends = [-0.5, 0.5].map(|k| Lens::new(self.camera.aim(t + k * open), size));
        look(&opens(t, open, drift(&ends[0], &ends[1], size) / 2.0))
    }

    /// As many moments of the shutter's opening as the motion needs.
    fn moments(&self, t: f64, open: f64, size: (usize, usize)) -> Vec<(Lens, Vec<Shape>)> {
        let at = |t: f64| {
            let shapes = self.things.iter().flat_map(|thing| thing.shapes(t, &self.eye)).collect();
            (Lens::new(self.camera.aim(t), size), shapes)
        };
        let (first, last) = (at(t - 0.48 * open), at(t + 0.48 * open));
        let blur = travel(&first, &last);
        opens(t, open, blur / 1.5).into_iter().map(at).collect()
    }

    fn layer(&self, moments: &[(Lens, Vec<Shape>)], share: f32, size: (usize, usize)) -> Option<Layer> {
        let frame = [0, 0, size.0, size.1];
        let about = moments.iter().flat_map(|(lens, shapes)| shapes.iter().map(|s| covered(s, lens, frame)));
        let frame = about
            .filter(|f| f[2] > f[0] && f[3] > f[1])
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
        let (mut sum, mut one) = (Layer::new(frame), Layer::new(frame));
        for (lens, shapes) in moments {
            shapes.iter().for_each(|s| one.paint(s, lens, &self.painted().1));
            sum.take(&mut one, share);
        }
        Some(sum)
    }
}

/// At least so many moments, but not too many, spread over the shutter's opening.
fn opens(t: f64, open: f64, least: f64) -> Vec<f64> {
    let many = (least + 0.4).round().clamp(1.0, 14.0);
    (0..many as usize).map(|k| t + open * ((k as f64 + 0.5) / many - 0.5)).collect()
}

/// How far the picture's corners move between two lenses, pixels.
fn drift(a: &Lens, b: &Lens, (width, height): (usize, usize)) -> f64 {
    let (w, h) = (width as f64, height as f64);
    let moved = |corner: [f64; 2]| apart(b.pixel(a.point(corner)), corner);
    moved([0.0, 0.0]).max(moved([w, h])).max(moved([w, 0.0]))
}

/// How far the shapes move, pixels; far when their number changes.
fn travel((a, from): &(Lens, Vec<Shape>), (b, to): &(Lens, Vec<Shape>)) -> f64 {
    if from.len() != to.len() {
        return 6.0;
    }
    let one = |(s, e): (&Shape, &Shape)| {
        let (p, q) = (s.marks(), e.marks());
        (0..2).map(|i| apart(a.pixel(p[i]), b.pixel(q[i]))).fold(0.0, f64::max)
    };
    from.iter().zip(to).map(one).fold(0.0, f64::max)
}

fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
