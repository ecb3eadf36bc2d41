//! A sentence as a direction: the Universal Sentence Encoder, in which what means the same points the same way in sixteen languages.

mod kept;
mod layers;
mod pieces;

use kept::Reader;
use layers::{Layers, SIZE, WIDTH};
use pieces::Pieces;

static WEIGHTS: &[u8] = include_bytes!("../../weights/encoder.bin");

/// Numbers of a vector to one code.
const PART: usize = 4;
const PARTS: usize = WIDTH / PART;

/// The encoder. It reads its weights where they lie in the program, so a new one costs a millisecond and half a megabyte.
#[derive(Debug)]
pub struct Encoder {
    pieces: Pieces,
    scales: Vec<f32>,
    centres: &'static [u8],
    codes: &'static [u8],
    layers: Layers,
}

impl Encoder {
    /// How many numbers a direction has.
    pub const SIZE: usize = SIZE;

    /// The encoder of the program.
    pub fn new() -> Encoder {
        let mut reader = Reader::of(WEIGHTS);
        let pieces = Pieces::read(&mut reader);
        let scales = reader.numbers(PARTS);
        let centres = reader.bytes(PARTS * 256 * PART);
        let codes = reader.bytes((pieces::SPECIAL + pieces.len()) * PARTS);
        Encoder { pieces, scales, centres, codes, layers: Layers::read(&mut reader) }
    }

    /// The direction of a few words or a sentence, of length one. Rounded, so that it is the same on every processor.
    pub fn direction(&self, words: &str) -> [f32; SIZE] {
        let vectors: Vec<_> = self.pieces.of(words).into_iter().map(|piece| self.vector(piece)).collect();
        self.layers.direction(&vectors)
    }

    fn vector(&self, piece: usize) -> [f32; WIDTH] {
        let mut vector = [0.0; WIDTH];
        let codes = &self.codes[piece * PARTS..][..PARTS];
        for (part, (numbers, code)) in vector.chunks_exact_mut(PART).zip(codes).enumerate() {
            let centre = &self.centres[(part * 256 + usize::from(*code)) * PART..][..PART];
            numbers
                .iter_mut()
                .zip(centre)
                .for_each(|(n, &c)| *n = f32::from(c.cast_signed()) * self.scales[part]);
        }
        vector
    }
}

impl Default for Encoder {
    fn default() -> Self {
        Encoder::new()
    }
}

#[cfg(test)]
mod tests;
