//! Where every random choice comes from: a job's seed, and seeds derived from it by name.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// A named source of randomness. Deriving by name keeps one cue's sound from changing when another cue is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Seed {
    /// The seed of a job: a hash of everything that was asked for.
    pub fn of(parts: &[&[u8]]) -> Seed {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let bytes = hash.finalize();
        // 53 bits, so that a seed survives JSON readers that hold numbers as doubles.
        Seed(bytes.iter().take(8).fold(0, |n, &b| n << 8 | u64::from(b)) >> 11)
    }

    /// The seed of a part of this work.
    pub fn of_part(self, name: &str) -> Seed {
        Seed::of(&[&self.0.to_le_bytes(), name.as_bytes()])
    }

    /// The generator for this seed.
    pub fn rng(self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.0)
    }
}
