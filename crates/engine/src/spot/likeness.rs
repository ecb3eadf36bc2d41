//! What unknown words mean, by a small net that learned it from words and tellings whose meaning is known: an interpreter on top of the
//! sentence encoder.

use super::interpreter::{Guess, Interpreter};
use super::lexicon::lexicon;
use nets::Encoder;
use std::sync::OnceLock;

/// The net, as `grow.py` beside it wrote it.
static NET: &[u8] = include_bytes!("../../data/meanings/meanings.bin");

/// Directions have length one; the net was taught with them this much longer.
const LENGTH: f32 = 8.0;
/// How probable a class must be. On the lists beside the net, `fresh_nothing.txt` above all: with less it answers to words that name no sound.
const LEAST: f32 = 0.6;

/// Knows what words mean by what it has learned. Nothing is loaded before the first question.
#[derive(Debug, Default)]
pub struct Likeness {
    learned: OnceLock<Learned>,
}

#[derive(Debug)]
struct Learned {
    encoder: Encoder,
    /// For every class of the net its index in the lexicon.
    classes: Vec<Option<usize>>,
    hidden: Layer,
    last: Layer,
}

/// Weighted sums of all inputs: whole numbers with a scale for each sum.
#[derive(Debug)]
struct Layer {
    inputs: usize,
    weights: &'static [u8],
    scales: Vec<f32>,
    starts: Vec<f32>,
}

impl Interpreter for Likeness {
    fn guess(&self, words: &str) -> Option<Guess> {
        let learned = self.learned.get_or_init(Learned::read);
        let (class, share) = learned.likeliest(words)?;
        let class = learned.classes[class]?;
        (share >= LEAST).then_some(Guess { class, sureness: share })
    }
}

impl Learned {
    fn read() -> Learned {
        let (head, rest) = NET.split_at(8);
        let (names, hidden) = (whole(&head[..4]), whole(&head[4..]));
        let (names, rest) = rest.split_at(names);
        let names = std::str::from_utf8(names).unwrap_or_default();
        let classes: Vec<_> = names.lines().map(|id| lexicon().find(id)).collect();
        let (first, rest) = Layer::read(rest, Encoder::SIZE, hidden);
        let (last, _) = Layer::read(rest, hidden, classes.len() + 1);
        Learned { encoder: Encoder::new(), classes, hidden: first, last }
    }

    /// The most probable class, as the net numbers it, and how probable it is beside all others and beside no sound at all.
    fn likeliest(&self, words: &str) -> Option<(usize, f32)> {
        let direction = self.encoder.direction(words).map(|number| LENGTH * number);
        let hidden: Vec<f32> = self.hidden.sums(&direction).into_iter().map(|sum| sum.max(0.0)).collect();
        let sums = self.last.sums(&hidden);
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let mut chances: Vec<f32> = sums.iter().map(|sum| libm::expf(sum - most)).collect();
        let all: f32 = chances.iter().sum();
        chances.pop();
        let (class, chance) =
            chances.iter().enumerate().max_by(|(i, a), (k, b)| a.total_cmp(b).then(k.cmp(i)))?;
        // What differs between processors is less than a ten-thousandth.
        Some((class, (10_000.0 * chance / all).round() / 10_000.0))
    }
}

impl Layer {
    fn read(bytes: &'static [u8], inputs: usize, outputs: usize) -> (Layer, &'static [u8]) {
        let (weights, rest) = bytes.split_at(inputs * outputs);
        let (scales, rest) = rest.split_at(4 * outputs);
        let (starts, rest) = rest.split_at(4 * outputs);
        (Layer { inputs, weights, scales: numbers(scales), starts: numbers(starts) }, rest)
    }

    fn sums(&self, inputs: &[f32]) -> Vec<f32> {
        let rows = self.weights.chunks_exact(self.inputs).zip(self.scales.iter().zip(&self.starts));
        rows.map(|(row, (scale, start))| {
            let sum: f32 = row.iter().zip(inputs).map(|(&w, input)| f32::from(w.cast_signed()) * input).sum();
            start + scale * sum
        })
        .collect()
    }
}

fn numbers(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

fn whole(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |sum, &b| sum << 8 | usize::from(b))
}

#[cfg(test)]
mod tests;
