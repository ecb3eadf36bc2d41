//! What happens in the picture.
//!
//! Flow and camera first, then shots, then what moves within each shot; every time is a true presentation time.

mod blobs;
mod bursts;
mod camera;
mod content;
mod context;
mod curves;
mod dissolves;
mod envelopes;
pub mod evidence;
mod flashes;
mod flow;
mod follow;
mod forest;
mod frames;
mod gait;
mod impacts;
mod kinks;
mod lagrange;
mod limbs;
mod looks;
mod mood;
mod naming;
mod periods;
mod plane;
mod pursuit;
mod regular;
mod repeats;
mod shots;
mod signal;
mod signature;
mod sweeps;
mod tracks;
mod verdict;
mod watching;

#[cfg(test)]
mod tests;

use crate::scene::{Flash, Shot, Transition};
use crate::{Kit, Result, Scene, Stage, Watch};
use content::Content;
use frames::Frames;
use limbs::{Bodies, Close};
use media::Clip;
use naming::{Glance, Looker};
use shots::Boundary;
use watching::{Flows, Watching};

/// Analyses a clip: shots, camera, impacts, regular motion, flashes, sweeps, tracks, envelopes, scene scores; with nets
/// in the kit and stills in the clip also things, words and places.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so, [`crate::Error::Broken`] when a net fails.
pub fn scene(clip: &Clip, kit: &Kit, watch: &dyn Watch) -> Result<Scene> {
    watch.check()?;
    watch.reached(Stage::Analyse, 0.0);
    let frames = Frames::of(clip);
    if frames.len() < 3 || clip.width < 16 || clip.height < 16 {
        return Ok(still(clip));
    }
    let looker = kit.nets.as_deref().map(|nets| Looker::new(clip, nets));
    let motion = std::thread::scope(|scope| {
        for looker in looker.iter().flat_map(|looker| std::iter::repeat_n(looker, kit.threads.max(1))) {
            scope.spawn(|| looker.work(watch));
        }
        Motion::of(&frames, kit.threads, watch)
    })?;
    let glances = looker.map_or(Ok(Vec::new()), |looker| looker.finish(watch))?;
    watch.reached(Stage::Analyse, 0.9);
    let scene = told(&frames, &motion, &glances, (kit, watch))?;
    watch.reached(Stage::Analyse, 1.0);
    Ok(scene)
}

/// What the pixels say without names: colours, flashes, flow, and where shots begin.
struct Motion {
    contents: Vec<Content>,
    flashes: Vec<Flash>,
    flows: Flows,
    bounds: Vec<Boundary>,
}

impl Motion {
    /// # Errors
    /// When the watch says stop.
    fn of(frames: &Frames, threads: usize, watch: &dyn Watch) -> Result<Motion> {
        let clip = frames.clip;
        let content = |i| Content::of(frames.luma(i), frames.chroma(i), clip.width);
        let contents = || (0..frames.len()).map(content).collect::<Vec<Content>>();
        let (contents, flows) = beside(threads, contents, || Flows::of(frames, threads, watch));
        let (flashes, flows) = (flashes::flashes(frames, &contents), flows?);
        watch.check()?;
        let bounds = shots::boundaries(frames, &contents, &flows.fields, &flashes);
        watch.check()?;
        Ok(Motion { contents, flashes, flows, bounds })
    }
}

/// Everything that follows from motion and looks.
///
/// # Errors
/// When the watch says stop, or a net fails.
fn told(
    frames: &Frames,
    motion: &Motion,
    glances: &[Glance],
    (kit, watch): (&Kit, &dyn Watch),
) -> Result<Scene> {
    let clip = frames.clip;
    let Motion { contents, flashes, flows, bounds } = motion;
    let broken = broken(frames, bounds, flashes);
    let figures = naming::figures(glances);
    let walking = || gait::walk(frames, &flows.cameras, &broken, figures.as_ref());
    let (walk, contacts) = beside(kit.threads, walking, || {
        let seen = Watching::of(frames, flows, broken.clone(), watch)?;
        let found = impacts::weighed(&seen);
        watch.check()?;
        let (tracks, shots) = (tracks::tracks(&seen), looks::shots(&seen, contents, bounds));
        Ok::<_, crate::Error>((seen, found, tracks, shots))
    });
    let (seen, mut contacts, tracks, mut shots) = contacts?;
    watch.check()?;
    for shot in &mut shots {
        shot.labels = naming::labels(glances, shot);
        shot.places = naming::places(glances, shot);
        shot.place = naming::place_of(&shot.places);
    }
    let objects = naming::objects(glances, &shots, &tracks);
    let bodies = Bodies::of(&objects);
    let close = kit.nets.as_deref().map(|nets| Close { frames, nets, threads: kit.threads, watch });
    limbs::judge((&mut contacts, impacts::LEAST), seen.size(), &bodies, close.as_ref())?;
    let walk = limbs::upright(walk, &bodies, clip.width as f32 / clip.height as f32);
    let mut impacts = impacts::impacts(&seen, contacts);
    let mut periodic = periods::periodic(&seen, &tracks, walk.rhythms);
    regular::regularise(&mut impacts, &mut periodic);
    watch.check()?;
    Ok(Scene {
        duration: clip.duration_s,
        fps: clip.rate_hz(),
        shots,
        sweeps: sweeps::sweeps(&seen, &impacts),
        envelopes: envelopes::envelopes(&seen, contents),
        impacts,
        steps: walk.steps,
        periodic,
        flashes: flashes.clone(),
        tracks,
        objects,
    })
}

/// Steps and contacts need nothing of each other: with two threads they are looked for at the same time.
fn beside<A: Send, B>(threads: usize, a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    if threads < 2 {
        return (a(), b());
    }
    std::thread::scope(|scope| {
        let a = scope.spawn(a);
        let b = b();
        (a.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), b)
    })
}

/// A clip too short or too small for motion: one shot in which nothing happens.
fn still(clip: &Clip) -> Scene {
    let shot = Shot { t1: clip.duration_s, begins: Transition::Start, ..Shot::default() };
    Scene { duration: clip.duration_s, fps: clip.rate_hz(), shots: vec![shot], ..Scene::default() }
}

/// The steps between frames across which nothing may be followed.
fn broken(frames: &Frames, bounds: &[Boundary], flashes: &[Flash]) -> Vec<bool> {
    let mut broken = vec![false; frames.len() - 1];
    for bound in bounds.iter().filter(|b| b.frame > 0) {
        broken[bound.frame - 1] = true;
    }
    for flash in flashes {
        for (i, step) in broken.iter_mut().enumerate() {
            let lit = |t: f64| t >= flash.t - 1e-6 && t < flash.t + flash.duration - 1e-6;
            *step |= lit(frames.times[i]) != lit(frames.times[i + 1]);
        }
    }
    broken
}
