//! Exposure: how much brighter one picture is than another where both show the same, as automatic cameras make it.

use super::ground::Map;

/// Luma of black.
const BLACK: f32 = 16.0;
/// Darker and brighter luma than this says nothing about the exposure, or is clipped.
const TELLING: std::ops::Range<u8> = 28..232;
/// Pixels of a grid line to the next.
const GRID: usize = 4;
/// Fewer points tell nothing.
const FEWEST: usize = 60;
/// A smaller difference than this, of the whole, is none.
const SAME: f32 = 0.006;
/// Brighter or darker than this is another picture, not another exposure.
const MOST: f32 = 1.6;

/// What luma above black is multiplied with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analyse) struct Exposure(f32);

impl Exposure {
    /// From one luma plane to another, laid on each other by `map`: the median of the ratios.
    pub fn between(here: &[u8], there: &[u8], (w, h): (usize, usize), map: &Map) -> Exposure {
        let mut ratios = Vec::with_capacity(w * h / (GRID * GRID) + w + h);
        for y in (1..h - 1).step_by(GRID) {
            for x in (1..w - 1).step_by(GRID) {
                let [u, v] = map.at([x as f32, y as f32]).map(|c| (c + 0.5) as i32);
                if u < 0 || v < 0 || u >= w as i32 || v >= h as i32 {
                    continue;
                }
                let (a, b) = (here[y * w + x], there[v as usize * w + u as usize]);
                if TELLING.contains(&a) && TELLING.contains(&b) {
                    ratios.push((f32::from(b) - BLACK) / (f32::from(a) - BLACK));
                }
            }
        }
        if ratios.len() < FEWEST {
            return Exposure(1.0);
        }
        let middle = ratios.len() / 2;
        let gain = *ratios.select_nth_unstable_by(middle, f32::total_cmp).1;
        let same = (gain - 1.0).abs() < SAME || !(1.0 / MOST..MOST).contains(&gain);
        Exposure(if same { 1.0 } else { gain })
    }

    pub fn back(self) -> Exposure {
        Exposure(1.0 / self.0)
    }

    pub fn of(self, luma: f32) -> f32 {
        BLACK + self.0 * (luma - BLACK)
    }

    /// A plane with another exposure; `zero` stays as it is (16 for brightness, 128 for colour).
    pub fn applied(self, plane: &[u8], zero: u8) -> Vec<u8> {
        let zero = f32::from(zero);
        let table: [u8; 256] =
            std::array::from_fn(|v| (zero + self.0 * (v as f32 - zero) + 0.5).clamp(1.0, 255.0) as u8);
        if self.0 == 1.0 { plane.to_vec() } else { plane.iter().map(|&v| table[v as usize]).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_exposure_is_taken_out_whatever_walks_through() {
        let here: Vec<u8> = (0..64 * 48).map(|i| 40 + (i % 64) as u8 + (i / 64) as u8).collect();
        let mut there = Exposure(1.2).applied(&here, 16);
        there[..64 * 12].fill(200);
        let found = Exposure::between(&here, &there, (64, 48), &Map::SAME);
        assert!((found.0 - 1.2).abs() < 0.01, "{found:?}");
        let back = found.back().applied(&there, 16);
        assert!(back.iter().zip(&here).skip(64 * 12).all(|(a, b)| a.abs_diff(*b) <= 1));
    }
}
