//! What flows, flickers or sways over a rectangle: water, fire, leaves, smoke.

use crate::draw::Texture;

/// A fluid at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fluid {
    /// What it is.
    pub kind: FluidKind,
    /// Seconds.
    pub t: f64,
    /// Waves, flames or leaves a metre.
    pub fine: f64,
    /// Main colour.
    pub rgb: [f32; 3],
    /// Picks one of its kind.
    pub phase: f64,
}

/// Kinds of fluid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FluidKind {
    /// Ripples that glitter, finer towards the top.
    Water,
    /// A stream that falls.
    Cascade,
    /// Flames.
    Fire,
    /// Leaves in the wind.
    Leaves,
    /// Smoke or steam.
    Smoke,
}

impl Fluid {
    /// Colour and opacity at a point: metres, and 0..1 from left and from below in its rectangle.
    pub fn at(&self, grain: &Texture, p: [f64; 2], inside: [f64; 2]) -> ([f32; 3], f32) {
        match self.kind {
            FluidKind::Water => self.water(grain, p, inside),
            FluidKind::Cascade => self.cascade(grain, p, inside),
            FluidKind::Fire => self.fire(grain, p, inside),
            FluidKind::Leaves => self.leaves(grain, p, inside),
            FluidKind::Smoke => self.smoke(grain, p, inside),
        }
    }

    fn noise(&self, grain: &Texture, x: f64, y: f64) -> f32 {
        grain.at(x * 16.0 * self.fine + self.phase, y * 16.0 * self.fine + 0.37 * self.phase)
    }

    fn water(&self, grain: &Texture, [x, _]: [f64; 2], [_, v]: [f64; 2]) -> ([f32; 3], f32) {
        // Rows crowd towards the far shore.
        let depth = 1.0 / (1.15 - v);
        let (x, z) = (x * (1.0 + depth) * 0.5, depth * 3.0 / self.fine);
        let a = self.noise(grain, x + 0.25 * self.t, z * 2.4 + 0.31 * self.t);
        let b = self.noise(grain, 1.7 * x - 0.21 * self.t, z * 3.4 - 0.47 * self.t);
        let wave = a + b;
        let glitter = if wave > 1.0 { 190.0 * (wave - 1.0) } else { 0.0 };
        let far = 26.0 * v as f32;
        (self.rgb.map(|c| c + 24.0 * wave + far + glitter), 1.0)
    }

    fn cascade(&self, grain: &Texture, [x, y]: [f64; 2], [u, _]: [f64; 2]) -> ([f32; 3], f32) {
        let fall = self.noise(grain, 2.2 * x, 0.35 * y + 1.5 * self.t);
        let drops = self.noise(grain, 5.0 * x + 3.0, 1.1 * y + 2.6 * self.t);
        let edge = (8.0 * u.min(1.0 - u)).min(1.0) as f32;
        let foam = (0.5 + 0.45 * fall + 0.35 * drops).clamp(0.0, 1.0);
        (self.rgb.map(|c| c + (235.0 - c) * foam), (0.35 + 0.65 * foam) * edge)
    }

    fn fire(&self, grain: &Texture, [x, y]: [f64; 2], [u, v]: [f64; 2]) -> ([f32; 3], f32) {
        let sway = 0.12 * v * f64::from(self.noise(grain, 0.3 * x, 0.3 * y - 0.7 * self.t)) / self.fine;
        let coarse = self.noise(grain, x + sway, 0.55 * y - 1.1 * self.t);
        let tongues = self.noise(grain, 2.3 * x + sway, 1.1 * y - 2.4 * self.t);
        let across = 1.0 - (2.0 * (u - 0.5).abs()).powi(2);
        let heat = (1.45 * across - 1.55 * v + 0.1) as f32 + 0.42 * coarse + 0.26 * tongues;
        let heat = heat.clamp(0.0, 1.25);
        let rgb = [
            (60.0 + 420.0 * heat).min(255.0),
            (300.0 * heat * heat).min(245.0),
            (190.0 * (heat - 0.75).max(0.0) * 1.6).min(190.0),
        ];
        (rgb, (2.6 * heat).min(1.0))
    }

    fn leaves(&self, grain: &Texture, [x, y]: [f64; 2], [u, v]: [f64; 2]) -> ([f32; 3], f32) {
        let gust = 0.5 + 0.5 * (0.9 * self.t + self.phase).sin() * (0.37 * self.t).sin();
        let reach = (0.02 + 0.05 * gust) * (0.3 + v) / self.fine.sqrt();
        let sway = reach * (2.3 * self.t + 2.0 * x + self.phase).sin()
            + 0.4 * reach * (5.1 * self.t + 5.0 * y).sin();
        let clump = self.noise(grain, 0.5 * (x + sway), 0.5 * y);
        let leaf = self.noise(grain, 2.6 * (x + 1.3 * sway), 2.6 * (y + 0.5 * sway));
        let middle = 1.25 - 1.9 * ((u - 0.5).powi(2) + (v - 0.5).powi(2)).sqrt() * 1.6;
        let alpha = (6.0 * (middle as f32 + 0.5 * clump)).clamp(0.0, 1.0);
        (self.rgb.map(|c| c * (1.0 + 0.3 * clump + 0.42 * leaf)), alpha)
    }

    fn smoke(&self, grain: &Texture, [x, y]: [f64; 2], [u, v]: [f64; 2]) -> ([f32; 3], f32) {
        let drift = 0.15 * v * (0.6 * self.t).sin();
        let billow = self.noise(grain, 0.7 * x + drift, 0.5 * y - 0.5 * self.t)
            + 0.5 * self.noise(grain, 1.9 * x, 1.4 * y - 0.9 * self.t);
        let across = (1.0 - 2.0 * (u - 0.5).abs() / (0.35 + 0.65 * v)).max(0.0);
        let alpha = (0.9 * across * (1.0 - v) * (0.2 + 2.0 * v).min(1.0)) as f32 * (0.75 + 0.6 * billow);
        (self.rgb.map(|c| c + 18.0 * billow), alpha.clamp(0.0, 0.85))
    }
}
