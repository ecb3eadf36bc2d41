//! Peaks of a curve as librosa picks them (`librosa.util.peak_pick`, after Böck and others, 2012).

/// How peaks are picked; counts are samples of the curve, windows exclude their last sample as in librosa.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Picking {
    /// The peak is the greatest of so many before it,
    pub pre_max: usize,
    /// and up to so many after it.
    pub post_max: usize,
    /// It exceeds the mean of so many before it,
    pub pre_average: usize,
    /// up to so many after it,
    pub post_average: usize,
    /// by so much.
    pub delta: f32,
    /// Further than this from the one before.
    pub wait: usize,
}

/// Indices of the peaks.
pub fn peaks(curve: &[f32], picking: &Picking) -> Vec<usize> {
    let around = |i: usize, before: usize, after: usize| {
        &curve[i.saturating_sub(before)..(i + after).min(curve.len()).max(i + 1)]
    };
    let mut found: Vec<usize> = Vec::new();
    for (i, &value) in curve.iter().enumerate() {
        let top = around(i, picking.pre_max, picking.post_max).iter().copied().fold(f32::MIN, f32::max);
        let near = around(i, picking.pre_average, picking.post_average);
        let mean = near.iter().sum::<f32>() / near.len() as f32;
        let is_far = found.last().is_none_or(|&last| i - last > picking.wait);
        if value >= top && value > 0.0 && value >= mean + picking.delta && is_far {
            found.push(i);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_the_greatest_nearby_stands_out_and_waits() {
        let curve = [0.0, 0.1, 1.0, 0.1, 0.9, 0.0, 0.0, 0.05, 0.0, 0.0, 0.6, 0.0];
        let picking =
            Picking { pre_max: 1, post_max: 2, pre_average: 3, post_average: 4, delta: 0.2, wait: 2 };
        assert_eq!(peaks(&curve, &picking), [2, 10]);
        assert_eq!(peaks(&curve, &Picking { wait: 1, ..picking }), [2, 4, 10]);
        let narrow = Picking { pre_average: 1, post_average: 2, delta: 0.0, wait: 1, ..picking };
        assert_eq!(peaks(&curve, &narrow), [2, 4, 7, 10]);
    }
}
