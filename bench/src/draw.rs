//! Seeded draws, and a picture of cloudy texture made of them.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A seeded source of numbers.
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Draw {
        Draw(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// Uniform between two numbers.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.unit() * of.len() as f64) as usize]
    }

    /// True so many times in one.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// About normal, mean 0, deviation 1 (sum of four uniforms).
    pub fn bell(&mut self) -> f64 {
        ((0..4).map(|_| self.unit()).sum::<f64>() - 2.0) * 3.0_f64.sqrt()
    }
}

/// A tile of texture that repeats, `SIDE` pixels each way, values about -1..=1.
pub struct Texture {
    values: Vec<f32>,
}

impl Texture {
    const SIDE: usize = 512;

    /// Five octaves of value noise; `rough` 0..=1 says how strong the fine ones are.
    pub fn new(draw: &mut Draw, rough: f64) -> Texture {
        let side = Texture::SIDE;
        let mut values = vec![0.0_f32; side * side];
        for octave in 0..5 {
            let cells = 8 << octave;
            let strength = rough.powi(octave) as f32;
            let knots: Vec<f32> = (0..cells * cells).map(|_| draw.between(-1.0, 1.0) as f32).collect();
            for (i, value) in values.iter_mut().enumerate() {
                let (x, y) = ((i % side) * cells, (i / side) * cells);
                let (cx, cy) = (x / side, y / side);
                let smooth = |k: usize| {
                    let f = (k % side) as f32 / side as f32;
                    f * f * (3.0 - 2.0 * f)
                };
                let (fx, fy) = (smooth(x), smooth(y));
                let knot = |dx: usize, dy: usize| knots[(cy + dy) % cells * cells + (cx + dx) % cells];
                let top = knot(0, 0) + fx * (knot(1, 0) - knot(0, 0));
                let low = knot(0, 1) + fx * (knot(1, 1) - knot(0, 1));
                *value += strength * (top + fy * (low - top));
            }
        }
        Texture { values }
    }

    /// The value of the pixel nearest to a point, repeating.
    pub fn near(&self, x: f64, y: f64) -> f32 {
        let wrap = |x: f64| (x.floor() as i64 as usize) % Texture::SIDE;
        self.values[wrap(y) * Texture::SIDE + wrap(x)]
    }

    /// The value at a point, between pixels, repeating.
    pub fn at(&self, x: f64, y: f64) -> f32 {
        let side = Texture::SIDE as f64;
        let (x, y) = (x.rem_euclid(side), y.rem_euclid(side));
        let (x0, y0) = (x as usize % Texture::SIDE, y as usize % Texture::SIDE);
        let (x1, y1) = ((x0 + 1) % Texture::SIDE, (y0 + 1) % Texture::SIDE);
        let (fx, fy) = (x.fract() as f32, y.fract() as f32);
        let v = |x: usize, y: usize| self.values[y * Texture::SIDE + x];
        let top = v(x0, y0) + fx * (v(x1, y0) - v(x0, y0));
        let low = v(x0, y1) + fx * (v(x1, y1) - v(x0, y1));
        top + fy * (low - top)
    }
}
