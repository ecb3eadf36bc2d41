//! One pass over the frames: flow, camera, moving things, losses of speed.

use super::blobs::{blobs, moving_from};
use super::bursts::pooled;
use super::camera::Motion;
use super::flow::{Coarse, Field};
use super::follow::{Follower, Path};
use super::frames::Frames;
use super::lagrange::{Peak, drop_of, losses, patches};
use super::plane::Picture;
use super::pursuit::pursue;
use crate::{Result, Stage, Watch};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

/// Steps that a thread takes at a time.
const SHARE: usize = 24;

/// Camera and flow of every step between frames.
pub(super) struct Flows {
    /// Flow without the camera.
    pub fields: Vec<Field>,
    pub cameras: Vec<Motion>,
}

impl Flows {
    /// Shares the steps out among threads, some at a time, since some shots move more than others; every step is looked at
    /// alone, so that their number changes nothing.
    ///
    /// # Errors
    /// When the watch says stop.
    pub fn of(frames: &Frames, threads: usize, watch: &dyn Watch) -> Result<Flows> {
        let steps = frames.len() - 1;
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            let mut parts = Vec::new();
            loop {
                let from = next.fetch_add(SHARE, Ordering::Relaxed);
                if from >= steps {
                    return Ok(parts);
                }
                let part = Flows::part(frames, from..(from + SHARE).min(steps), &done, watch)?;
                parts.push((from, part));
            }
        };
        let shares: Vec<Result<Vec<(usize, Flows)>>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
            let end = |worker: ScopedJoinHandle<Result<Vec<(usize, Flows)>>>| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            workers.into_iter().map(end).collect()
        });
        let mut parts =
            shares.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect::<Vec<_>>();
        parts.sort_by_key(|part| part.0);
        let mut flows = Flows { fields: Vec::with_capacity(steps), cameras: Vec::with_capacity(steps) };
        for (_, part) in parts {
            flows.fields.extend(part.fields);
            flows.cameras.extend(part.cameras);
        }
        Ok(flows)
    }

    fn part(frames: &Frames, steps: Range<usize>, done: &AtomicUsize, watch: &dyn Watch) -> Result<Flows> {
        let (w, h) = (frames.clip.width, frames.clip.height);
        let picture = |i: usize| Picture::of(frames.luma(i), frames.chroma(i), w, h);
        let mut flows = Flows { fields: Vec::new(), cameras: Vec::new() };
        let mut coarse = Coarse::default();
        let mut last = picture(steps.start);
        for i in steps {
            let so_far = done.fetch_add(1, Ordering::Relaxed);
            if so_far.is_multiple_of(4) {
                watch.check()?;
                watch.reached(Stage::Analyse, 0.8 * so_far as f32 / frames.len() as f32);
            }
            let next = picture(i + 1);
            let mut field = Field::between(&last, &next, &mut coarse);
            let camera = Motion::of(&field);
            field.against(&last, &next, |at| camera.at(at));
            flows.fields.push(field);
            flows.cameras.push(camera);
            last = next;
        }
        Ok(flows)
    }
}

/// What was seen moving.
pub(super) struct Watching<'a> {
    pub frames: &'a Frames<'a>,
    pub flows: &'a Flows,
    /// Steps over which the picture does not hold together (cuts, flashes).
    pub broken: Vec<bool>,
    pub paths: Vec<Path>,
    /// Losses of speed, in order of frames.
    pub peaks: Vec<Peak>,
    /// Change around each cell in every step that the camera does not explain; empty where the picture breaks.
    pub changes: Vec<Vec<f32>>,
    /// Number of moving things and share of moving cells, a step.
    crowds: Vec<(usize, f32)>,
}

impl<'a> Watching<'a> {
    /// Follows what moves in every unbroken stretch.
    ///
    /// # Errors
    /// When the watch says stop.
    pub fn of(
        frames: &'a Frames<'a>,
        flows: &'a Flows,
        broken: Vec<bool>,
        watch: &dyn Watch,
    ) -> Result<Watching<'a>> {
        let mut follower = Follower::default();
        let (paths, peaks, changes, crowds) = (vec![], vec![], vec![], vec![]);
        let mut seen = Watching { frames, flows, broken, paths, peaks, changes, crowds };
        for (step, field) in flows.fields.iter().enumerate() {
            watch.check()?;
            if seen.broken[step] {
                follower.cut();
                seen.crowds.push((0, 0.0));
                seen.changes.push(Vec::new());
                continue;
            }
            seen.changes.push(pooled(field));
            let camera = flows.cameras[step];
            let mut found = blobs(field, moving_from(frames.step(step)));
            let moving: usize = found.iter().map(|b| b.cells.len()).sum();
            seen.crowds.push((found.len(), moving as f32 / field.cells.len().max(1) as f32));
            if let Some(next) = flows.fields.get(step + 1).filter(|_| !seen.broken[step + 1]) {
                let lost = losses(field, next, |at| camera.at(at));
                found.iter_mut().for_each(|b| b.drop = drop_of(b, field, &lost));
                seen.peaks.extend(patches(field, &lost, step + 1));
            }
            follower.step(step, &found, &camera);
        }
        seen.paths = follower.finish();
        for path in &mut seen.paths {
            watch.check()?;
            pursue(path, frames, &flows.cameras, &seen.broken);
        }
        Ok(seen)
    }

    /// Work image size, pixels.
    pub fn size(&self) -> [f32; 2] {
        [self.frames.clip.width as f32, self.frames.clip.height as f32]
    }

    pub fn height(&self) -> f32 {
        self.frames.clip.height as f32
    }

    /// Whether the picture breaks within `reach` steps of `step`.
    pub fn broken_near(&self, step: usize, reach: usize) -> bool {
        self.broken[step.saturating_sub(reach)..(step + reach + 1).min(self.broken.len())].contains(&true)
    }

    /// Usual number of moving things around a step.
    pub fn crowd(&self, step: usize) -> f32 {
        let near = self.near(step, 6);
        near.iter().map(|c| c.0).sum::<usize>() as f32 / near.len().max(1) as f32
    }

    /// Mean change of the camera's motion around a step, pixels a frame.
    pub fn shake(&self, step: usize) -> f32 {
        let cameras = &self.flows.cameras;
        let near = &cameras[step.saturating_sub(5)..(step + 6).min(cameras.len())];
        let changes = near.windows(2).map(|m| super::lagrange::apart(m[0].shift, m[1].shift));
        changes.sum::<f32>() / (near.len() - 1).max(1) as f32
    }

    fn near(&self, step: usize, reach: usize) -> &[(usize, f32)] {
        &self.crowds[step.saturating_sub(reach)..(step + reach + 1).min(self.crowds.len())]
    }

    /// How well the camera's motion is known around a step, and how little of the picture moves by itself, 0..=1.
    pub fn steadiness(&self, step: usize) -> f32 {
        let near = step.saturating_sub(1)..(step + 2).min(self.flows.cameras.len());
        let inliers = self.flows.cameras[near].iter().map(|c| c.inliers).fold(1.0, f32::min);
        let crowds = self.near(step, 2);
        let moving = crowds.iter().map(|c| c.1).sum::<f32>() / crowds.len().max(1) as f32;
        ((inliers - 0.25) / 0.45).clamp(0.0, 1.0) * (1.25 - moving).clamp(0.2, 1.0)
    }
}
