//! Short-time spectra.

use crate::dsp::Stereo;
use core::f32::consts::TAU;
use realfft::RealFftPlanner;

/// Magnitudes over time: for each hop, `size / 2 + 1` bins from 0 Hz to half the sample rate. A full-scale sine reaches
/// about 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectra {
    /// Bins by frame.
    pub frames: Vec<Vec<f32>>,
    /// Samples between frames.
    pub hop: usize,
    /// Samples a frame.
    pub size: usize,
}

impl Spectra {
    /// Of the mean of both channels; the frame `i` is centred on sample `i * hop`.
    pub fn of(signal: &Stereo, size: usize, hop: usize) -> Spectra {
        let mono: Vec<f32> = signal.left.iter().zip(&signal.right).map(|(l, r)| 0.5 * (l + r)).collect();
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(size);
        let window: Vec<f32> =
            (0..size).map(|i| 0.5 - 0.5 * libm::cosf(TAU * i as f32 / size as f32)).collect();
        let (mut input, mut output) = (fft.make_input_vec(), fft.make_output_vec());
        let frames = (0..mono.len().div_ceil(hop))
            .map(|frame| {
                for (k, x) in input.iter_mut().enumerate() {
                    let at = (frame * hop + k).checked_sub(size / 2).and_then(|at| mono.get(at));
                    *x = at.copied().unwrap_or(0.0) * window[k];
                }
                fft.process(&mut input, &mut output).expect("buffers were made for this transform");
                output.iter().map(|c| libm::hypotf(c.re, c.im) * 4.0 / size as f32).collect()
            })
            .collect();
        Spectra { frames, hop, size }
    }

    /// The bin of a frequency.
    pub fn bin(&self, hz: f32) -> usize {
        libm::roundf(hz * self.size as f32 / crate::RATE as f32) as usize
    }
}
