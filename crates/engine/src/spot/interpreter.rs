//! Who is asked about words that the lexicon does not know: other names of things, and other languages.

use std::fmt::Debug;

/// What a few words mean most probably.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Index of the class in [`super::classes`].
    pub class: usize,
    /// How sure that is, 0..=1; it becomes the confidence of the cues.
    pub sureness: f32,
}

/// Somebody who knows more words than the lexicon. The same words must always mean the same.
pub trait Interpreter: Debug + Send + Sync {
    /// The class that words in normal form name, or `None` where they name no sound or too many.
    fn guess(&self, words: &str) -> Option<Guess>;
}
