//! Windows that slide over curves: what is strongest in them, and their mean.

use std::collections::VecDeque;

/// Of each value, the `behind` before it and the `ahead` after it, the one that `beats` all others.
pub fn strongest<T: Copy>(values: &[T], [behind, ahead]: [usize; 2], beats: impl Fn(T, T) -> bool) -> Vec<T> {
    // Indices of those that nothing later in the window beats, strongest first.
    let mut unbeaten: VecDeque<usize> = VecDeque::new();
    let mut next = 0;
    (0..values.len())
        .map(|i| {
            while next < values.len().min(i + ahead + 1) {
                while unbeaten.back().is_some_and(|&j| !beats(values[j], values[next])) {
                    unbeaten.pop_back();
                }
                unbeaten.push_back(next);
                next += 1;
            }
            while unbeaten.front().is_some_and(|&j| j + behind < i) {
                unbeaten.pop_front();
            }
            unbeaten.front().map_or(values[i], |&j| values[j])
        })
        .collect()
}

/// The mean of each value and the `window` before it; before the first all were `before`. Whole numbers, whose sums are
/// exact: what has left the window is not remembered, not even in the last bit.
pub fn mean_behind(values: &[i64], window: usize, before: i64) -> impl Iterator<Item = f64> {
    let n = window + 1;
    let mut sum = n as i64 * before;
    (0..values.len()).map(move |i| {
        sum += values[i] - i.checked_sub(n).map_or(before, |gone| values[gone]);
        sum as f64 / n as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_of_a_window_is_what_a_search_finds() {
        let values: Vec<i64> = (0..200).map(|i| i * 7919 % 31).collect();
        let found = strongest(&values, [3, 5], |a, b| a > b);
        let searched = (0..200_usize).map(|i| values[i.saturating_sub(3)..(i + 6).min(200)].iter().max());
        assert!(found.iter().eq(searched.flatten()));
        let lowest = strongest(&values, [0, 4], |a, b| a < b);
        let searched = (0..200_usize).map(|i| values[i..(i + 5).min(200)].iter().min());
        assert!(lowest.iter().eq(searched.flatten()));
    }

    #[test]
    fn a_mean_forgets_what_has_left_its_window() {
        let mut values = vec![3; 100];
        values[20] = i64::from(i32::MAX);
        let means: Vec<f64> = mean_behind(&values, 9, 3).collect();
        assert!(means[..20].iter().chain(&means[30..]).all(|mean| *mean == 3.0));
        assert!(means[20..30].iter().all(|mean| *mean > 3.0));
        assert_eq!(mean_behind(&[8; 5], 3, 0).collect::<Vec<_>>(), [2.0, 4.0, 6.0, 8.0, 8.0]);
    }
}
