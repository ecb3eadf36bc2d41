//! The encoder's layers: convolutions over two, three and five pieces beside the pieces themselves, their sum, and a few dense layers
//! (Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval", the smaller of the two models).

use super::kept::{Matrix, Reader};
use crate::net::rounded;

/// Numbers of a piece's vector.
pub(super) const WIDTH: usize = 512;
/// Numbers of a direction.
pub(super) const SIZE: usize = 512;

/// Numbers of a convolution's line.
const NARROW: usize = 256;
const HIDDEN: usize = 320;
/// Pieces that a convolution sees, and how many of them stand before its own.
const WINDOWS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// A piece's vector and what every convolution makes of it.
const FEATURES: usize = WIDTH + WINDOWS.len() * NARROW;
const EPSILON: f32 = 1e-12;

/// All layers after the table of vectors.
#[derive(Debug)]
pub(super) struct Layers {
    narrowing: [Matrix; 3],
    offset: Vec<f32>,
    narrow: Norm,
    windows: [Window; 3],
    features: Norm,
    sum: Matrix,
    sum_offset: Vec<f32>,
    dense: [Matrix; 6],
}

/// Scales and offsets after a normalisation.
#[derive(Debug)]
struct Norm {
    scales: Vec<f32>,
    offsets: Vec<f32>,
}

/// Two convolutions, one after the other.
#[derive(Debug)]
struct Window {
    pieces: usize,
    before: usize,
    layers: [(Matrix, Vec<f32>); 2],
}

impl Layers {
    pub fn read(reader: &mut Reader) -> Layers {
        let all = WINDOWS.len() * NARROW;
        Layers {
            narrowing: std::array::from_fn(|_| reader.matrix(WIDTH, NARROW)),
            offset: reader.numbers(all),
            narrow: Norm { scales: reader.numbers(all), offsets: reader.numbers(all) },
            windows: WINDOWS.map(|(pieces, before)| Window {
                pieces,
                before,
                layers: std::array::from_fn(|_| {
                    (reader.matrix(pieces * NARROW, NARROW), reader.numbers(NARROW))
                }),
            }),
            features: Norm { scales: reader.numbers(FEATURES), offsets: reader.numbers(FEATURES) },
            sum: reader.matrix(FEATURES, SIZE),
            sum_offset: reader.numbers(SIZE),
            dense: [
                reader.matrix(SIZE, HIDDEN),
                reader.matrix(SIZE, HIDDEN),
                reader.matrix(HIDDEN, HIDDEN),
                reader.matrix(HIDDEN, SIZE),
                reader.matrix(HIDDEN, SIZE),
                reader.matrix(SIZE, SIZE),
            ],
        }
    }

    /// Where the vectors of a sentence's pieces point together.
    pub fn direction(&self, vectors: &[[f32; WIDTH]]) -> [f32; SIZE] {
        let features = self.features(vectors);
        let mut sum = vec![0.0; FEATURES];
        features.iter().for_each(|line| add(&mut sum, line));
        let mut sentence = product(&self.sum, &sum, SIZE);
        let pieces = vectors.len() as f32;
        sentence.iter_mut().zip(&self.sum_offset).for_each(|(s, offset)| *s += pieces * offset);
        sentence.iter_mut().for_each(|s| *s /= libm::sqrtf(pieces));
        unit(self.deep(&sentence))
    }

    fn features(&self, vectors: &[[f32; WIDTH]]) -> Vec<Vec<f32>> {
        let narrow = self.narrowed(vectors);
        let mut features: Vec<Vec<f32>> = vectors.iter().map(|vector| vector.to_vec()).collect();
        for (i, window) in self.windows.iter().enumerate() {
            let mut lines: Vec<Vec<f32>> =
                narrow.iter().map(|line| line[i * NARROW..][..NARROW].to_vec()).collect();
            window.layers.iter().for_each(|layer| lines = window.run(layer, &lines));
            features.iter_mut().zip(lines).for_each(|(feature, line)| feature.extend(line));
        }
        features.iter_mut().for_each(|line| self.features.apply(line));
        features
    }

    fn narrowed(&self, vectors: &[[f32; WIDTH]]) -> Vec<Vec<f32>> {
        let inputs: Vec<&[f32]> = vectors.iter().map(|vector| &vector[..]).collect();
        let mut lines: Vec<Vec<f32>> = vec![Vec::new(); vectors.len()];
        for matrix in &self.narrowing {
            let mut part = vec![vec![0.0; NARROW]; vectors.len()];
            matrix.multiply(&inputs, &mut part);
            lines.iter_mut().zip(part).for_each(|(line, part)| line.extend(part));
        }
        for line in &mut lines {
            add(line, &self.offset);
            self.narrow.apply(line);
        }
        lines
    }

    fn deep(&self, sentence: &[f32]) -> Vec<f32> {
        let [first, past_first, second, third, past_third, fourth] = &self.dense;
        let a = bent(product(first, sentence, HIDDEN));
        let mut b = product(past_first, sentence, HIDDEN);
        add(&mut b, &product(second, &a, HIDDEN));
        let b = bent(b);
        let c = bent(product(third, &b, SIZE));
        let mut d = product(past_third, &b, SIZE);
        add(&mut d, &product(fourth, &c, SIZE));
        d.iter_mut().for_each(|v| *v = libm::tanhf(*v));
        d
    }
}

impl Norm {
    fn apply(&self, line: &mut [f32]) {
        let count = line.len() as f32;
        let mean = line.iter().sum::<f32>() / count;
        line.iter_mut().for_each(|v| *v -= mean);
        let deviation = libm::sqrtf(line.iter().map(|v| v * v).sum::<f32>() / count + EPSILON);
        let factors = self.scales.iter().zip(&self.offsets);
        line.iter_mut().zip(factors).for_each(|(v, (scale, offset))| *v = *v / deviation * scale + offset);
    }
}

impl Window {
    fn run(&self, (matrix, offset): &(Matrix, Vec<f32>), lines: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let seen: Vec<Vec<f32>> = (0..lines.len()).map(|at| self.around(at, lines)).collect();
        let mut out = vec![vec![0.0; NARROW]; lines.len()];
        matrix.multiply(&seen.iter().map(Vec::as_slice).collect::<Vec<_>>(), &mut out);
        for (out, line) in out.iter_mut().zip(lines) {
            add(out, offset);
            out.iter_mut().zip(line).for_each(|(o, l)| *o = o.max(0.0) + l);
        }
        out
    }

    /// The lines around one, zeros before the first and after the last.
    fn around(&self, at: usize, lines: &[Vec<f32>]) -> Vec<f32> {
        let nothing = vec![0.0; NARROW];
        let line =
            |i: usize| (at + i).checked_sub(self.before).and_then(|i| lines.get(i)).unwrap_or(&nothing);
        (0..self.pieces).flat_map(|i| line(i).iter().copied()).collect()
    }
}

fn product(matrix: &Matrix, input: &[f32], size: usize) -> Vec<f32> {
    let mut out = [vec![0.0; size]];
    matrix.multiply(&[input], &mut out);
    let [out] = out;
    out
}

fn bent(mut line: Vec<f32>) -> Vec<f32> {
    line.iter_mut().for_each(|v| *v = v.max(0.0));
    line
}

fn add(line: &mut [f32], other: &[f32]) {
    line.iter_mut().zip(other).for_each(|(v, o)| *v += o);
}

fn unit(line: Vec<f32>) -> [f32; SIZE] {
    let length = libm::sqrtf(line.iter().map(|v| v * v).sum::<f32>().max(EPSILON));
    std::array::from_fn(|i| rounded(line[i] / length, 16_384.0))
}
