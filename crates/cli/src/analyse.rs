//! `wildtrack analyse`: what happens in a clip, as JSON on standard output and as a picture.

use crate::attention::{Attention, Bench};
use anyhow::{Context, Result};
use engine::report;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The clip: .mp4 or .mov, 3.0 to 20.0 s, at most 100 MB
    clip: PathBuf,
    /// Also print every track and envelope
    #[arg(long)]
    all: bool,
    /// Write a contact sheet here: boxes, skeletons, tracks, contacts and labels over frames of the clip, as PNG
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    #[command(flatten)]
    bench: Bench,
}

pub fn run(args: &Args) -> Result<()> {
    let watch = Attention::new(true)?;
    // A path that cannot be written is said at once, not after the work.
    let create =
        |path: &PathBuf| std::fs::File::create(path).with_context(|| format!("writing {}", path.display()));
    let file = args.picture.as_ref().map(create).transpose()?;
    let (kit, clip) = args.bench.kit_and_clip(&args.clip, args.picture.is_some(), &watch)?;
    let mut scene = engine::analyse::scene(&clip, &kit, &watch)?;
    if let (Some(path), Some(mut file)) = (&args.picture, file) {
        let picture = report::contact_sheet(&clip, &scene);
        file.write_all(&picture).with_context(|| format!("writing {}", path.display()))?;
    }
    if !args.all {
        scene = scene.without_curves();
    }
    let json = serde_json::to_string_pretty(&scene)?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}
