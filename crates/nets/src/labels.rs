//! The classifier: what a picture shows, in ImageNet's thousand classes, and a fingerprint of it.

use std::sync::{Arc, LazyLock};

use rten::ThreadPool;

use crate::net::{Net, rounded};
use crate::picture::{Region, Taste};
use crate::{Picture, Result};

/// What a picture shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// The ten likeliest of ImageNet's classes ([`imagenet_name`]) and their probabilities, in ten-thousandths.
    pub best: Vec<(u16, f32)>,
    /// The mean of the net's last features: 1,280 numbers from 0 to 6, in 1024ths. Alike pictures have alike ones.
    pub embedding: Vec<f32>,
}

const TASTE: Taste = Taste { side: 224, middle: 127.0, spread: 128.0 };
const BEST: usize = 10;
/// How many times longer than high (or higher than long) what is looked at may be.
const LONGEST: f32 = 16.0 / 9.0;

static NAMES: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("../weights/classifier.txt").lines().collect());

/// The names of one of ImageNet's thousand classes, with commas between them; nothing for a number above.
pub fn imagenet_name(class: u16) -> &'static str {
    NAMES.get(usize::from(class)).copied().unwrap_or_default()
}

#[derive(Debug)]
pub(crate) struct Classifier {
    net: Net<2>,
}

impl Classifier {
    pub(crate) fn load() -> Result<Classifier> {
        let bytes = include_bytes!("../weights/classifier.onnx");
        let plan = include_str!("../weights/classifier.plan");
        Ok(Classifier { net: Net::load("classifier", (bytes, plan), TASTE.side, ["logits", "embedding"])? })
    }

    pub(crate) fn look(&self, picture: &Picture<'_>, pool: &Arc<ThreadPool>) -> Result<Labels> {
        let [logits, embedding] = self.net.run(picture.planes(seen(picture), TASTE), pool)?;
        let embedding = embedding.into_iter().map(|v| rounded(v, 1024.0)).collect();
        Ok(Labels { best: likeliest(&logits), embedding })
    }
}

/// The picture, squeezed: a place is told by its edges, too. Of one longer than 16:9 the ends are left out; squeezed further,
/// nothing looks like what it is.
fn seen(picture: &Picture<'_>) -> Region {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let (wide, high) = (width.min(height * LONGEST), height.min(width * LONGEST));
    Region { x0: (width - wide) / 2.0, y0: (height - high) / 2.0, width: wide, height: high }
}

/// The likeliest classes by softmax; of equals the one with the smaller number.
fn likeliest(logits: &[f32]) -> Vec<(u16, f32)> {
    let peak = logits.iter().copied().fold(f32::MIN, f32::max);
    let odds: Vec<f32> = logits.iter().map(|l| libm::expf(l - peak)).collect();
    let sum: f32 = odds.iter().sum();
    let mut classes: Vec<(u16, f32)> =
        (0u16..).zip(odds.iter().map(|o| rounded(o / sum, 10_000.0))).collect();
    classes.sort_by(|a, b| b.1.total_cmp(&a.1));
    classes.truncate(BEST);
    classes
}
