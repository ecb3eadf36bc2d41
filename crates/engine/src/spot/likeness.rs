//! What unknown words mean, by their likeness to words whose meaning is known: an interpreter on top of the sentence encoder.

use super::interpreter::{Guess, Interpreter};
use super::lexicon::lexicon;
use nets::Encoder;
use std::sync::OnceLock;

/// Examples and what each of them names, as `grow.py` beside them wrote them.
static EXAMPLES: &[u8] = include_bytes!("../../data/meanings/meanings.bin");

/// Numbers of an example.
const AXES: usize = 128;
/// Examples and axes are kept in such parts of one.
const PARTS: f32 = 256.0;
const AXIS_PARTS: f32 = 512.0;
/// How many of the examples that are most like the words have a vote, and how much more the nearer ones count. Of five pairs this
/// found most of `tuning.txt`; one mean for each class and a linear classifier found a tenth less.
const NEIGHBOURS: usize = 30;
const POWER: i32 = 12;
/// Share of all votes that a class needs. On `tuning.txt` 56 % are found and 84 % of the answers right; at .4 it is 64 % and 82 %, but
/// words of mood begin to be taken for drones.
const LEAST_SHARE: f32 = 0.5;

/// Knows what words mean from examples. Nothing is loaded before the first question.
#[derive(Debug, Default)]
pub struct Likeness {
    learned: OnceLock<Learned>,
}

#[derive(Debug)]
struct Learned {
    encoder: Encoder,
    /// For every class of the examples its index in the lexicon.
    classes: Vec<Option<usize>>,
    axes: &'static [u8],
    which: Vec<u16>,
    weights: &'static [u8],
    examples: &'static [u8],
}

/// An example that is like the words.
struct Neighbour {
    /// In parts, squared.
    likeness: i32,
    at: usize,
}

impl Interpreter for Likeness {
    fn guess(&self, words: &str) -> Option<Guess> {
        let learned = self.learned.get_or_init(Learned::read);
        let (class, share) = learned.likeliest(words)?;
        let class = learned.classes[class]?;
        (share >= LEAST_SHARE).then_some(Guess { class, sureness: share })
    }
}

impl Learned {
    fn read() -> Learned {
        let (head, rest) = EXAMPLES.split_at(8);
        let (names, count) = (whole(&head[..4]), whole(&head[4..]));
        let (names, rest) = rest.split_at(names);
        let (axes, rest) = rest.split_at(Encoder::SIZE * AXES);
        let (which, rest) = rest.split_at(2 * count);
        let (weights, examples) = rest.split_at(count);
        let names = std::str::from_utf8(names).unwrap_or_default();
        Learned {
            encoder: Encoder::new(),
            classes: names.lines().map(|id| lexicon().find(id)).collect(),
            axes,
            which: which.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect(),
            weights,
            examples,
        }
    }

    /// The class with most votes, as the examples number it, and its share of all, which those have too that name no sound.
    fn likeliest(&self, words: &str) -> Option<(usize, f32)> {
        let mut votes = vec![0.0_f32; self.classes.len() + 1];
        for Neighbour { likeness, at } in self.neighbours(&self.along_axes(words)) {
            let near = likeness.max(0) as f32 / (PARTS * PARTS);
            votes[usize::from(self.which[at])] += f32::from(self.weights[at]) * power(near);
        }
        let all: f32 = votes.iter().sum();
        votes.pop();
        let (class, most) =
            votes.iter().enumerate().max_by(|(i, a), (k, b)| a.total_cmp(b).then(k.cmp(i)))?;
        (all > 0.0).then(|| (class, most / all))
    }

    /// The words along the axes in which the classes differ most.
    fn along_axes(&self, words: &str) -> [i8; AXES] {
        let mut flat = [0.0_f32; AXES];
        for (number, axes) in self.encoder.direction(words).iter().zip(self.axes.chunks_exact(AXES)) {
            let axes = axes.iter().map(|&a| f32::from(a.cast_signed()) / AXIS_PARTS);
            flat.iter_mut().zip(axes).for_each(|(f, axis)| *f += number * axis);
        }
        let length = libm::sqrtf(flat.iter().map(|f| f * f).sum::<f32>()).max(1e-6);
        flat.map(|f| (PARTS * f / length).round().clamp(-127.0, 127.0) as i8)
    }

    fn neighbours(&self, words: &[i8; AXES]) -> Vec<Neighbour> {
        let product = |example: &[u8]| -> i32 {
            example.iter().zip(words).map(|(&e, &w)| i32::from(e.cast_signed()) * i32::from(w)).sum()
        };
        let examples = self.examples.chunks_exact(AXES).enumerate();
        let mut all: Vec<Neighbour> =
            examples.map(|(at, example)| Neighbour { likeness: product(example), at }).collect();
        let rank = |n: &Neighbour| (-n.likeness, n.at);
        if all.len() > NEIGHBOURS {
            all.select_nth_unstable_by_key(NEIGHBOURS, rank);
            all.truncate(NEIGHBOURS);
        }
        all.sort_unstable_by_key(rank);
        all
    }
}

fn power(near: f32) -> f32 {
    (0..POWER).fold(1.0, |product, _| product * near)
}

fn whole(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |sum, &b| sum << 8 | usize::from(b))
}

#[cfg(test)]
mod tests;
