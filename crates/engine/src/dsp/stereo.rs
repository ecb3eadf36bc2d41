//! Two channels of the same length.

/// A stereo signal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stereo {
    /// Left samples.
    pub left: Vec<f32>,
    /// Right samples.
    pub right: Vec<f32>,
}

impl Stereo {
    /// Silence.
    pub fn silence(samples: usize) -> Self {
        Stereo { left: vec![0.0; samples], right: vec![0.0; samples] }
    }

    /// The same in both channels.
    pub fn of_mono(mono: &[f32]) -> Self {
        Stereo { left: mono.to_vec(), right: mono.to_vec() }
    }

    /// Samples a channel.
    pub fn len(&self) -> usize {
        self.left.len()
    }

    /// True where there are no samples.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Adds `other` with its first sample at `at` (which may lie before this signal's first); what sticks out is lost.
    pub fn add(&mut self, other: &Stereo, at: isize, gain: f32) {
        let skip = (-at).max(0) as usize;
        let begin = at.max(0) as usize;
        for (mine, theirs) in [(&mut self.left, &other.left), (&mut self.right, &other.right)] {
            for (sum, x) in mine.iter_mut().skip(begin).zip(theirs.iter().skip(skip)) {
                *sum += x * gain;
            }
        }
    }

    /// Multiplies every sample.
    pub fn scale(&mut self, gain: f32) {
        self.channels_mut().into_iter().flatten().for_each(|x| *x *= gain);
    }

    /// Both channels.
    pub fn channels(&self) -> [&Vec<f32>; 2] {
        [&self.left, &self.right]
    }

    /// Both channels, to change.
    pub fn channels_mut(&mut self) -> [&mut Vec<f32>; 2] {
        [&mut self.left, &mut self.right]
    }

    /// Largest absolute sample.
    pub fn peak(&self) -> f32 {
        self.channels().into_iter().flatten().fold(0.0, |peak, x| x.abs().max(peak))
    }
}
