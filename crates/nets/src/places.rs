//! The scene head: from what the classifier says of a picture to the kind of place that it shows.

use std::sync::LazyLock;

use crate::Labels;
use crate::net::rounded;

/// The kinds of places. The last is none: a thing or a face so near that nothing is seen of the place.
pub const PLACES: [&str; 11] =
    ["street", "indoor", "forest", "field", "water", "snow", "rock", "sky", "fire", "title", "other"];

const KINDS: usize = PLACES.len();
const EMBEDDING: usize = 1280;
/// Added to a share of ImageNet's labels before its logarithm: what the ten likeliest leave out.
const LEFT_OUT: f32 = 1e-3;

/// A line for every place but the last: its name and the ImageNet classes that are seen there.
static SEEN_THERE: LazyLock<Vec<Vec<u16>>> = LazyLock::new(|| {
    let classes = |line: &'static str| line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    include_str!("../weights/places.txt").lines().map(classes).collect()
});

/// Rows of a weight for each place: the embedding's numbers, the labels' shares, and at the end the offset.
static WEIGHTS: LazyLock<Vec<[f32; KINDS]>> = LazyLock::new(|| {
    let numbers: Vec<f32> = include_bytes!("../weights/places.bin")
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    numbers.chunks_exact(KINDS).map(|row| std::array::from_fn(|i| row[i])).collect()
});

/// How likely each of [`PLACES`] is, from one picture, in ten-thousandths; together one.
///
/// A logistic regression over the roots of the embedding and the logarithms of the shares of labels that belong to a place,
/// learned from photographs that packages ship (`bench/places`). The probabilities are calibrated on packages that were left out.
pub fn places(labels: &Labels) -> [(&'static str, f32); KINDS] {
    let likely = softmax(scores(labels));
    std::array::from_fn(|i| (PLACES[i], rounded(likely[i], 10_000.0)))
}

fn scores(labels: &Labels) -> [f32; KINDS] {
    let roots = labels.embedding.iter().take(EMBEDDING).map(|&v| v.max(0.0).sqrt());
    let shares = SEEN_THERE.iter().map(|classes| libm::logf(share(labels, classes) + LEFT_OUT));
    let inputs = roots.chain(shares).chain([1.0]);
    let mut scores = [0.0; KINDS];
    for (input, row) in inputs.zip(WEIGHTS.iter()) {
        for (score, weight) in scores.iter_mut().zip(row) {
            *score += input * weight;
        }
    }
    scores
}

fn share(labels: &Labels, classes: &[u16]) -> f32 {
    labels.best.iter().filter(|(class, _)| classes.contains(class)).map(|(_, odds)| odds).sum()
}

fn softmax(scores: [f32; KINDS]) -> [f32; KINDS] {
    let peak = scores.iter().copied().fold(f32::MIN, f32::max);
    let odds = scores.map(|s| libm::expf(s - peak));
    let sum: f32 = odds.iter().sum();
    odds.map(|o| o / sum)
}
