//! Single frames in colour, larger than the work image, a few a second: for what needs to see more than motion.

/// How often and how large stills are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stills {
    /// At most so many a second; the first frame is always among them.
    pub per_second: f64,
    /// Long side, pixels; a smaller picture is not enlarged.
    pub long_side: usize,
}

/// One frame in colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Still {
    /// Presentation time, seconds from the first frame's start.
    pub t_s: f64,
    /// Width, pixels.
    pub width: usize,
    /// Height, pixels.
    pub height: usize,
    /// Packed red, green, blue, full range, row by row: `width * height * 3` bytes.
    pub rgb: Vec<u8>,
}

impl Stills {
    /// Width and height of the stills of a picture that is shown in this size, both even.
    pub(crate) fn size(&self, (width, height): (u32, u32)) -> (usize, usize) {
        let (width, height) = (f64::from(width).max(1.0), f64::from(height).max(1.0));
        let shrink = (self.long_side as f64 / width.max(height)).min(1.0);
        let even = |side: f64| ((side * shrink / 2.0).round() as usize * 2).max(2);
        (even(width), even(height))
    }

    /// The same for FFmpeg's scaler, which knows the frame.
    pub(crate) fn sides(&self) -> [String; 2] {
        let long = self.long_side;
        ["ld(0)", "ih"].map(|side| {
            format!("{};max(2,2*round({side}*min({long}/max(ld(0),ih),1)/2))", crate::open::SHOWN_WIDTH)
        })
    }

    /// Most stills of a clip of `duration_s` and the margin that the decoder reads beyond it.
    pub(crate) fn most(&self, duration_s: f64) -> usize {
        ((duration_s + 1.0) * self.per_second).ceil() as usize + 2
    }

    /// FFmpeg's filters that pick, scale and convert them. A frame is picked when the time since the last one is long
    /// enough, less a hair for stamps that are rounded to the stream's ticks. `sides` are the scaler's width and height.
    pub(crate) fn filters(&self, [width, height]: &[String; 2]) -> String {
        let apart = 1.0 / self.per_second - 0.002;
        format!(
            "select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,{apart}),\
             scale=w='{width}':h='{height}':flags=area+accurate_rnd+bitexact:out_range=pc,format=rgb24"
        )
    }
}

/// The stills in a raw stream of them, each with its time; a broken last one is left out, as is what does not go forward.
pub(crate) fn cut(raw: &[u8], size: (usize, usize), times_s: impl Iterator<Item = f64>) -> Vec<Still> {
    let (width, height) = size;
    let bytes = width * height * 3;
    if bytes == 0 {
        return Vec::new();
    }
    let mut stills: Vec<Still> = Vec::new();
    for (rgb, t_s) in raw.chunks_exact(bytes).zip(times_s) {
        if stills.last().is_none_or(|last| t_s > last.t_s) {
            stills.push(Still { t_s, width, height, rgb: rgb.to_vec() });
        }
    }
    stills
}
