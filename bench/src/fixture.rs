//! The clip that goes with the repository: a ball and a hammer, pleasant to look at, every contact known.

use crate::draw::Draw;
use crate::family::Truth;
use crate::film::{Format, into_file};
use crate::paint::{Thing, World};
use crate::things::{Ball, Hammer};
use anyhow::{Context, Result};
use std::path::Path;

/// Films the fixture into `out` and writes its truth beside it as json.
///
/// # Errors
/// When FFmpeg or the disk fails.
pub fn write(out: &Path) -> Result<Truth> {
    let (duration, aspect, mut draw) = (8.0, 16.0 / 9.0, Draw::new(20));
    let (mut ball, lands) = Ball::new(&mut draw, duration, 0.95);
    let (mut hammer, blows) = Hammer::new(&mut draw, duration, aspect);
    (ball.floor, hammer.pivot, hammer.length) = (ball.floor, [1.05, 0.55], 0.42);
    ball.radius = ball.radius.min(0.075);
    let mut events = [lands, blows].concat();
    events.sort_by(f64::total_cmp);
    let mut world = World::new(7, aspect, Thing::Both(ball, hammer));
    (world.noise, world.shutter) = (0.5, 0.5);
    world.palette = [[128.0, 134.0, 120.0], [92.0, 112.0, 146.0], [150.0, 92.0, 182.0], [82.0, 116.0, 148.0]];
    let format = Format { fps: 30.0, duration, size: (960, 540) };
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).context("making the fixture's folder")?;
    }
    into_file(&world, &format, 27, out)?;
    let truth = Truth {
        name: "bounce".into(),
        kind: "bounce and hit".into(),
        camera: "static".into(),
        fps: format.fps,
        duration,
        events,
    };
    let text = serde_json::to_string_pretty(&truth)? + "\n";
    std::fs::write(out.with_extension("json"), text).context("writing the fixture's truth")?;
    Ok(truth)
}
