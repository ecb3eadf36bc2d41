//! The trees that say how likely a candidate is a contact: grown by gradient boosting (Friedman 2001) from labelled clips,
//! by `bench/contacts`, which also says how to grow them again.

/// Questions that one tree asks one after another.
const DEPTH: usize = 4;
const SPLITS: usize = (1 << DEPTH) - 1;
const LEAVES: usize = 1 << DEPTH;
/// Bytes of a tree: a byte for each question's measure, a little-endian f32 for each threshold and each leaf.
const TREE: usize = SPLITS + 4 * (SPLITS + LEAVES);
/// Logarithm of the odds before any question, then the trees in the order in which they were grown.
const GROWN: &[u8] = include_bytes!("forest.bin");

/// Trees that each add something to the logarithm of the odds.
pub(super) struct Forest {
    before: f32,
    trees: Vec<Tree>,
}

/// Questions level by level and, below the threshold first, what the answers come to.
struct Tree {
    splits: [(usize, f32); SPLITS],
    leaves: [f32; LEAVES],
}

impl Forest {
    pub fn grown() -> Forest {
        let (before, trees) = GROWN.split_at(4);
        Forest { before: number(before), trees: trees.chunks_exact(TREE).map(Tree::read).collect() }
    }

    /// Probability, 0..=1.
    pub fn likelihood(&self, measures: &[f32]) -> f32 {
        let sum: f32 = self.before + self.trees.iter().map(|tree| tree.leaf(measures)).sum::<f32>();
        1.0 / (1.0 + libm::expf(-sum))
    }
}

impl Tree {
    fn read(bytes: &[u8]) -> Tree {
        let (measures, numbers) = bytes.split_at(SPLITS);
        let at = |i: usize| number(&numbers[4 * i..]);
        Tree {
            splits: std::array::from_fn(|i| (usize::from(measures[i]), at(i))),
            leaves: std::array::from_fn(|i| at(SPLITS + i)),
        }
    }

    fn leaf(&self, measures: &[f32]) -> f32 {
        let mut node = 0;
        while let Some((measure, threshold)) = self.splits.get(node) {
            node = 2 * node + if measures[*measure] < *threshold { 1 } else { 2 };
        }
        self.leaves[node - SPLITS]
    }
}

fn number(bytes: &[u8]) -> f32 {
    f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

#[cfg(test)]
mod tests {
    use super::super::verdict::MEASURES;
    use super::*;

    #[test]
    fn every_question_of_the_grown_trees_is_about_a_measure_that_is_taken() {
        assert_eq!((GROWN.len() - 4) % TREE, 0);
        let forest = Forest::grown();
        assert!(forest.trees.len() > 100, "{}", forest.trees.len());
        for tree in &forest.trees {
            assert!(tree.splits.iter().all(|s| s.0 < MEASURES && !s.1.is_nan()));
            assert!(tree.leaves.iter().all(|leaf| leaf.abs() < 2.0));
        }
    }

    #[test]
    fn answers_lead_to_their_leaf_those_below_the_threshold_first() {
        let tree = Tree {
            splits: std::array::from_fn(|i| if i == 0 { (1, 0.5) } else { (0, f32::NEG_INFINITY) }),
            leaves: std::array::from_fn(|i| i as f32),
        };
        assert_eq!(tree.leaf(&[0.0, 0.4]), 7.0);
        assert_eq!(tree.leaf(&[0.0, 0.5]), 15.0);
        let forest = Forest { before: -7.0, trees: vec![tree] };
        assert_eq!(forest.likelihood(&[0.0, 0.4]), 0.5);
    }
}
