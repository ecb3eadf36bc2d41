//! A small HSV image of each frame, for cuts and colours.

/// Colours and light of a frame at half size.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Content {
    hue: Vec<u8>,
    saturation: Vec<u8>,
    value: Vec<u8>,
    /// Mean luma, limited range levels.
    pub luma: f32,
    /// Standard deviation of luma, levels.
    pub contrast: f32,
    /// Mean and standard deviation of the luma of what is lit: black bars do not count. Zero where next to nothing is.
    pub tone: [f32; 2],
    /// Mean saturation, 0..=1.
    pub saturated: f32,
    /// Mean Cr minus mean Cb, levels.
    pub warm: f32,
}

impl Content {
    /// From luma (`width` across) and the two chroma planes (half that).
    pub fn of(luma: &[u8], chroma: (&[u8], &[u8]), width: usize) -> Content {
        let (cb, cr) = chroma;
        let mut content = Content::default();
        let half = width / 2;
        for (i, (&cb, &cr)) in cb.iter().zip(cr).enumerate() {
            let y = luma[2 * (i / half) * width + 2 * (i % half)];
            let [h, s, v] = hsv(rgb(y, cb, cr));
            content.hue.push(h);
            content.saturation.push(s);
            content.value.push(v);
        }
        content.luma = mean(luma);
        let square =
            luma.iter().map(|&y| u64::from(y) * u64::from(y)).sum::<u64>() as f32 / luma.len() as f32;
        content.contrast = (square - content.luma * content.luma).max(0.0).sqrt();
        content.tone = tone(luma);
        content.saturated = mean(&content.saturation) / 255.0;
        content.warm = mean(cr) - mean(cb);
        content
    }

    /// Mean difference of hue, saturation and value (PySceneDetect's content score), hue around its circle and only as
    /// far as both pixels have colour.
    pub fn distance(&self, other: &Content) -> f32 {
        let n = self.hue.len().max(1) as f32;
        let sum = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>();
        let mut hue = 0;
        for i in 0..self.hue.len() {
            let apart = self.hue[i].abs_diff(other.hue[i]);
            let colour = u32::from(self.saturation[i].min(other.saturation[i]));
            hue += u32::from(apart.min(180 - apart.min(180))) * colour.min(64);
        }
        let flat = sum(&self.saturation, &other.saturation) + sum(&self.value, &other.value);
        (hue as f32 / 64.0 + flat as f32) / (3.0 * n)
    }
}

/// Luma of a black bar, with the noise of a poor encoder (limited range: black is 16).
const BAR: u8 = 20;
/// Less of the frame lit than this is black.
const LIT: f32 = 0.004;

fn tone(luma: &[u8]) -> [f32; 2] {
    let (mut n, mut sum, mut square) = (0_u64, 0_u64, 0_u64);
    for y in luma.iter().map(|&y| u64::from(y)).filter(|&y| y > u64::from(BAR)) {
        (n, sum, square) = (n + 1, sum + y, square + y * y);
    }
    if (n as f32) < LIT * luma.len() as f32 {
        return [0.0; 2];
    }
    let mean = sum as f32 / n as f32;
    [mean, (square as f32 / n as f32 - mean * mean).max(0.0).sqrt()]
}

pub(super) fn mean(plane: &[u8]) -> f32 {
    plane.iter().map(|&p| u64::from(p)).sum::<u64>() as f32 / plane.len().max(1) as f32
}

/// Limited-range BT.601 to RGB, the usual integer form in 1/256 steps.
pub(super) fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (298 * (i32::from(y) - 16), i32::from(cb) - 128, i32::from(cr) - 128);
    [y + 409 * cr, y - 100 * cb - 208 * cr, y + 516 * cb].map(|c| ((c + 128) >> 8).clamp(0, 255) as u8)
}

/// Hue in half degrees (0..180), saturation and value in 0..=255.
pub(super) fn hsv([r, g, b]: [u8; 3]) -> [u8; 3] {
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    let range = i32::from(high - low);
    if range == 0 {
        return [0, 0, high];
    }
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    let top = i32::from(high);
    let (base, apart) = match top {
        _ if top == r => (0, g - b),
        _ if top == g => (60, b - r),
        _ => (120, r - g),
    };
    let hue = (base + 30 * apart / range).rem_euclid(180);
    [hue as u8, (255 * range / top) as u8, high]
}
