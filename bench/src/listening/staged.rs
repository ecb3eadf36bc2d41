//! Scenes to be heard: the repository's clips and members of the synthetic family, looked at once.

use super::rendition::kit;
use crate::family::member;
use crate::film::{Format, in_memory};
use anyhow::Result;
use engine::{Patient, Scene, Source, analyse};
use std::path::Path;

/// Clips that lie in the repository.
const FIXTURES: [&str; 3] = ["bounce", "street", "film"];
/// Length of a synthetic one, seconds, and its size.
const SECONDS: f64 = 6.0;
const SIZE: (usize, usize) = (640, 360);

/// A scene and where it comes from.
pub struct Staged {
    /// What it is called.
    pub name: String,
    /// What happens in it.
    pub scene: Scene,
    /// What its file would be.
    pub source: Source,
}

/// The first `count` scenes, by names alone: no nets, so that every machine has the same.
///
/// # Errors
/// When a clip of the repository is missing or cannot be decoded.
pub fn staged(count: usize) -> Result<Vec<Staged>> {
    let kit = kit(1);
    let fixtures = FIXTURES.iter().take(count).map(|name| {
        let clip =
            engine::open_clip(&Path::new("fixtures").join(name).with_extension("mp4"), &kit, &Patient)?;
        Ok(((*name).to_owned(), clip))
    });
    let filmed = (0..count.saturating_sub(FIXTURES.len())).map(|i| {
        let film = member(1, i);
        let format = Format { fps: film.truth.fps.min(30.0), duration: SECONDS, size: SIZE };
        Ok((film.truth.name, in_memory(&film.world, &format)))
    });
    let looked_at = |clip: Result<(String, engine::Clip)>| {
        let (name, clip) = clip?;
        let scene = analyse::scene(&clip, &kit, &Patient)?;
        Ok(Staged { name, scene, source: clip.source })
    };
    fixtures.chain(filmed).map(looked_at).collect()
}
