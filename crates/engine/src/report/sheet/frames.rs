//! Thumbnails along the time axis.

use super::canvas::{Canvas, Ink, Lane};
use media::Clip;

/// Thumbnails side by side.
const ACROSS: u32 = 12;

/// How tall a row of thumbnails is that fills `width`.
pub fn height(clip: &Clip, width: u32) -> u32 {
    (width / ACROSS * clip.height as u32 / clip.width.max(1) as u32).clamp(16, 220)
}

/// Draws frames of the clip, each with its left edge at its own time.
pub fn thumbnails(canvas: &mut Canvas, lane: Lane, clip: &Clip) {
    let across = lane.width / ACROSS;
    let width = (lane.height * clip.width as u32 / clip.height.max(1) as u32).min(across);
    for n in 0..ACROSS {
        let t = lane.seconds * f64::from(n) / f64::from(ACROSS);
        let frame = clip.times_s.partition_point(|&at| at <= t).saturating_sub(1);
        if frame < clip.len() {
            thumbnail(canvas, (lane.x + (n * across) as i32, lane.y), (width, lane.height), clip, frame);
        }
    }
}

fn thumbnail(canvas: &mut Canvas, at: (i32, i32), size: (u32, u32), clip: &Clip, frame: usize) {
    let luma = clip.luma(frame);
    let (cb, cr) = clip.chroma(frame);
    for y in 0..size.1 {
        for x in 0..size.0 {
            let px = x as usize * clip.width / size.0 as usize;
            let py = y as usize * clip.height / size.1 as usize;
            let chroma = (py / 2) * (clip.width / 2) + px / 2;
            let ink = ink_of(luma[py * clip.width + px], cb[chroma], cr[chroma]);
            canvas.dot(at.0 + x as i32, at.1 + y as i32, ink);
        }
    }
}

/// Limited-range Y, Cb, Cr to RGB (ITU-R BT.601).
fn ink_of(y: u8, cb: u8, cr: u8) -> Ink {
    let y = 1.164 * (f32::from(y) - 16.0);
    let (cb, cr) = (f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    Ink::new((y + 1.596 * cr) as u8, (y - 0.813 * cr - 0.392 * cb) as u8, (y + 2.017 * cb) as u8)
}
