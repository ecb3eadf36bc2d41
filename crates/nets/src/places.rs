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

/// No picture makes a place less likely than this for the whole shot.
const LEAST: f32 = 1e-3;

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

/// The places of several pictures of one shot, each as [`places`] gives it: the mean of the logarithms, so that one picture
/// that is sure of something else does not outweigh the others. Nothing for no picture.
pub fn together(pictures: &[[f32; KINDS]]) -> Option<[f32; KINDS]> {
    let scores = std::array::from_fn(|i| {
        pictures.iter().map(|p| libm::logf(p[i].max(LEAST))).sum::<f32>() / pictures.len() as f32
    });
    (!pictures.is_empty()).then(|| softmax(scores).map(|p| rounded(p, 10_000.0)))
}

/// How far a place may be believed, 0..1, from its probability for a shot: over .5 where, with packages left out, less than one
/// answer in twenty was wrong for several pictures together (`bench/places`).
pub fn belief(probability: f32) -> f32 {
    rounded(probability * probability, 1000.0)
}

fn scores(labels: &Labels) -> [f32; KINDS] {
    let roots = labels.embedding.iter().take(EMBEDDING).map(|&v| libm::sqrtf(v.max(0.0)));
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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    /// Numbers without a meaning, and the labels of a seashore.
    fn shore() -> Labels {
        let embedding = (0..1280).map(|i| ((i * 37) % 97) as f32 / 64.0).collect();
        Labels { best: vec![(978, 0.5), (975, 0.2), (977, 0.1), (21, 0.05), (970, 0.02)], embedding }
    }

    fn told(places: [(&'static str, f32); KINDS]) -> String {
        places.map(|(name, p)| format!("{name} {p:.3}")).join(", ")
    }

    #[test]
    fn an_embedding_gives_the_probabilities_of_the_training() {
        expect![["street 0.158, indoor 0.285, forest 0.000, field 0.016, water 0.005, snow 0.002, rock 0.000, sky 0.000, fire 0.000, title 0.000, other 0.533"]].assert_eq(&told(places(&shore())));
    }

    #[test]
    fn the_labels_move_the_places() {
        let without = Labels { best: Vec::new(), ..shore() };
        assert!(places(&shore())[4].1 > places(&without)[4].1, "{}", told(places(&without)));
    }

    #[test]
    fn probabilities_are_numbers_and_sum_to_one() {
        for fill in [0.0, 1.0 / 1024.0, 6.0, -1.0] {
            let labels = Labels { best: vec![(0, 1.0)], embedding: vec![fill; EMBEDDING] };
            let sum: f32 = places(&labels).iter().map(|(_, p)| p).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum} for {fill}");
        }
    }

    #[test]
    fn every_weight_is_a_number_and_every_place_has_its_labels() {
        assert_eq!(WEIGHTS.len(), EMBEDDING + KINDS - 1 + 1);
        assert!(WEIGHTS.iter().flatten().all(|w| w.is_finite()));
        assert_eq!(SEEN_THERE.len(), KINDS - 1);
        assert!(SEEN_THERE.iter().all(|classes| classes.len() > 5));
    }

    #[test]
    fn one_sure_picture_does_not_outweigh_two() {
        let mostly = |i: usize| std::array::from_fn(|k| if k == i { 0.8 } else { 0.02 });
        let sure = std::array::from_fn(|k| if k == 5 { 1.0 } else { 0.0 });
        let shot = together(&[mostly(1), sure, mostly(1)]).unwrap_or_default();
        assert!(shot[1] > shot[5] && shot[1] < 0.8, "{shot:?}");
        assert_eq!(together(&[]), None);
    }

    #[test]
    fn what_was_wrong_once_in_twenty_is_half_believed() {
        assert!(belief(0.71) > 0.5 && belief(0.7) < 0.5);
    }
}
