//! A delay line that may be read between samples.

/// The past of a signal.
#[derive(Debug, Clone)]
pub struct DelayLine {
    past: Vec<f32>,
    at: usize,
}

impl DelayLine {
    /// Remembers `longest` samples.
    pub fn new(longest: usize) -> Self {
        DelayLine { past: vec![0.0; longest + 2], at: 0 }
    }

    /// Adds the newest sample.
    pub fn push(&mut self, x: f32) {
        self.at = (self.at + 1) % self.past.len();
        self.past[self.at] = x;
    }

    /// The sample pushed `back` pushes before the newest one (0 = the newest).
    pub fn read(&self, back: usize) -> f32 {
        let n = self.past.len();
        self.past[(self.at + n - back.min(n - 1)) % n]
    }

    /// The same between samples, straight line.
    pub fn read_between(&self, back: f32) -> f32 {
        let whole = back.max(0.0) as usize;
        let part = back.max(0.0) - whole as f32;
        self.read(whole) * (1.0 - part) + self.read(whole + 1) * part
    }
}
