//! A music prompt in words of music.

use crate::music::Wish;

/// Understands a music prompt; the words that nothing was done with come second.
pub fn understood(_text: &str) -> (Wish, Vec<String>) {
    (Wish::default(), Vec::new())
}
