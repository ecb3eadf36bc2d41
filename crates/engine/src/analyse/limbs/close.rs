//! Looks at a person's joints in frames of the work image, on several threads; answers lie in the order of the questions.

use super::bodies::Body;
use crate::analyse::frames::Frames;
use crate::scene::{Joint, Pose};
use crate::{Error, Result, Watch};
use nets::{Nets, Picture};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Most looks for each second of the clip: with 18 ms each, a twenty-fifth of a core.
const LOOKS_HZ: f64 = 2.4;
/// The least height of a person that the small frames still show well, frame heights: at a torso of .2 wrists and ankles
/// differ from those in larger stills by .02 torsos in the middle, at .13 by .08.
pub(super) const TALL: f32 = 0.5;

/// A frame and the box of somebody in it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analyse) struct Question {
    pub frame: usize,
    pub person: usize,
    pub bounds: [f32; 4],
}

/// The small frames, and the net that looks at them.
pub(in crate::analyse) struct Close<'a> {
    pub frames: &'a Frames<'a>,
    pub nets: &'a Nets,
    pub threads: usize,
    pub watch: &'a dyn Watch,
}

impl Close<'_> {
    /// Most looks at the whole clip.
    pub fn most(&self) -> usize {
        (self.frames.clip.duration_s * LOOKS_HZ).ceil().max(1.0) as usize
    }

    /// The frame shown at a time.
    pub fn frame_at(&self, t: f64) -> usize {
        let moments = &self.frames.moments;
        let next = moments.partition_point(|m| *m < t).min(moments.len() - 1);
        let last = next.saturating_sub(1);
        if (moments[last] - t).abs() <= (moments[next] - t).abs() { last } else { next }
    }

    /// The body in each question's box, where it is seen.
    ///
    /// # Errors
    /// When the watch says stop, or the net fails.
    pub fn looks(&self, questions: &[Question]) -> Result<Vec<Option<Body>>> {
        let next = AtomicUsize::new(0);
        let seen: Mutex<Vec<Option<Result<Option<Body>>>>> =
            Mutex::new(questions.iter().map(|_| None).collect());
        std::thread::scope(|scope| {
            for _ in 0..self.threads.clamp(1, questions.len().max(1)) {
                scope.spawn(|| {
                    while self.watch.check().is_ok() {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some(question) = questions.get(i) else { return };
                        let body = self.look(question);
                        seen.lock().expect("a look does not panic")[i] = Some(body);
                    }
                });
            }
        });
        self.watch.check()?;
        seen.into_inner().expect("a look does not panic").into_iter().flatten().collect()
    }

    fn look(&self, question: &Question) -> Result<Option<Body>> {
        let (width, height) = (self.frames.clip.width, self.frames.clip.height);
        let rgb = coloured(self.frames.luma(question.frame), self.frames.chroma(question.frame), width);
        let picture = Picture { width, height, rgb: &rgb };
        let failed = |error: nets::Error| Error::Broken(format!("looking at a person: {error}"));
        let pose = self.nets.pose(&picture, Some(question.bounds)).map_err(failed)?;
        let joints = pose.joints.map(|j| Joint { x: j.x, y: j.y, conf: j.score });
        Ok(Body::of(&Pose { joints }, width as f32 / height as f32))
    }
}

/// Packed red, green and blue from planes of limited range (BT.601, in 1/256).
fn coloured(luma: &[u8], (cb, cr): (&[u8], &[u8]), width: usize) -> Vec<u8> {
    let colour = |(i, y): (usize, &u8)| {
        let half = (i / width / 2) * (width / 2) + (i % width) / 2;
        let y = 298 * (i32::from(*y) - 16);
        let (u, v) = (i32::from(cb[half]) - 128, i32::from(cr[half]) - 128);
        [y + 409 * v, y - 100 * u - 208 * v, y + 516 * u].map(|c| ((c + 128) >> 8).clamp(0, 255) as u8)
    };
    luma.iter().enumerate().flat_map(colour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_stays_grey_and_red_becomes_red() {
        let rgb = coloured(&[16, 126, 235, 81], (&[128], &[128]), 2);
        assert_eq!(rgb, [0, 0, 0, 128, 128, 128, 255, 255, 255, 76, 76, 76]);
        assert_eq!(&coloured(&[81; 4], (&[90], &[240]), 2)[..3], [255, 0, 0]);
    }
}
