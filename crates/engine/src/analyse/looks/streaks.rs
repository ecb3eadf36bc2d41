//! Bright things that live one frame: falling rain draws thin upright streaks, snow draws specks.

/// A pixel is a flash of a drop if it is this much brighter than before and after, levels.
const BRIGHTER: i16 = 10;

/// Shares of pixels in upright streaks and in round specks.
pub(super) fn streaks(before: &[u8], now: &[u8], after: &[u8], width: usize) -> (f32, f32) {
    let bright: Vec<bool> = now
        .iter()
        .zip(before.iter().zip(after))
        .map(|(&n, (&b, &a))| i16::from(n) - i16::from(a.max(b)) > BRIGHTER)
        .collect();
    let height = bright.len() / width;
    let (mut upright, mut specks) = (0_usize, 0_usize);
    for x in 2..width.saturating_sub(2) {
        let mut run = 0;
        for y in 0..height {
            let at = y * width + x;
            // Thin: dark two pixels to both sides.
            let thin = bright[at] && !bright[at - 2] && !bright[at + 2];
            if thin {
                run += 1;
            }
            if !thin || y + 1 == height {
                match run {
                    0 => {}
                    1..=3 => specks += run,
                    4.. => upright += run,
                }
                run = 0;
            }
        }
    }
    let n = bright.len().max(1) as f32;
    (upright as f32 / n, specks as f32 / n)
}
