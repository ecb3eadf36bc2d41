//! `wildtrack library`: packs of recordings, from which sounds are taken that are better recorded than made.

use crate::table;
use anyhow::{Context, Result, anyhow, bail};
use engine::{Kit, Library};
use packs::{Manifest, Shelf};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where packs lie, and whether they are used.
#[derive(Debug, Clone, clap::Args)]
pub struct Packs {
    /// Folder of packs of recordings; $XDG_DATA_HOME/wildtrack/packs if not given
    #[arg(long, value_name = "DIR", env = "WILDTRACK_LIBRARY")]
    library: Option<PathBuf>,
    /// Make every sound by models, without recordings
    #[arg(long)]
    no_packs: bool,
}

impl Packs {
    /// The kit with all recordings that there are, unless they are switched off.
    ///
    /// # Errors
    /// When a pack cannot be read.
    pub fn lent_to(&self, kit: Kit) -> Result<Kit> {
        let Some(folder) = folder_of(self.library.as_deref()).filter(|_| !self.no_packs) else {
            return Ok(kit);
        };
        let shelf = Shelf::open(&folder).map_err(|e| anyhow!("{e} (--no-packs does without packs)"))?;
        let library = (!shelf.recordings().is_empty()).then(|| Arc::new(shelf) as Arc<dyn Library>);
        Ok(Kit { library, ..kit })
    }
}

/// The folder that was named, or the usual one; `None` for who has no home.
fn folder_of(named: Option<&Path>) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let usual = || set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share")));
    named.map(Path::to_owned).or_else(|| Some(usual()?.join("wildtrack/packs")))
}

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Index a folder of your own recordings (.wav, .flac, .ogg) as a pack: writes pack.toml into it, and links it to the others
    ///
    /// What is heard is read from names: ids of the Universal Category System (WATRSplsh_Pond.wav, WATER-SPLASH 2.wav), or words
    /// (glass break 03.wav). Onset, loudness and loop are measured. Classes, tags, author and licence in pack.toml can be
    /// corrected by hand; another `library add` keeps them.
    Add {
        /// The folder with the recordings
        folder: PathBuf,
        /// The pack's name: letters, digits, - and _; the folder's name if not given
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// List classes, how many recordings each has, and from which packs
    List(Place),
    /// List every recording with its author, licence and source
    Credits(Place),
    /// Read every file of every pack and say which are not what their pack.toml says
    Check(Place),
}

#[derive(Debug, clap::Args)]
struct Place {
    /// Folder of packs of recordings; $XDG_DATA_HOME/wildtrack/packs if not given
    #[arg(long, value_name = "DIR", env = "WILDTRACK_LIBRARY")]
    library: Option<PathBuf>,
}

impl Place {
    fn folder(&self) -> Result<PathBuf> {
        folder_of(self.library.as_deref()).context("no folder of packs: set HOME, or give --library DIR")
    }

    fn shelf(&self) -> Result<Shelf> {
        Ok(Shelf::open(&self.folder()?)?)
    }
}

pub fn run(args: &Args) -> Result<()> {
    let lines = match &args.verb {
        Verb::Add { folder, name, place } => add(folder, name.as_deref(), place)?,
        Verb::List(place) => list(&place.shelf()?, &place.folder()?),
        Verb::Credits(place) => credits(&place.shelf()?),
        Verb::Check(place) => check(&place.shelf()?)?,
    };
    let mut out = std::io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    Ok(())
}

fn add(folder: &Path, name: Option<&str>, place: &Place) -> Result<Vec<String>> {
    let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
    let name = match (name, folder.file_name()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(own)) => own.to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
        (None, None) => bail!("{} has no name of its own; give --name", folder.display()),
    };
    let shelf = place.folder()?;
    let at = shelf.join(&name);
    if at.exists() && at.canonicalize()? != folder {
        bail!("a pack is named {name} already ({}); give another --name", at.display());
    }
    let indexed = packs::index(&folder, &name)?;
    std::fs::create_dir_all(&shelf).with_context(|| shelf.display().to_string())?;
    if !at.exists() {
        std::os::unix::fs::symlink(&folder, &at).with_context(|| at.display().to_string())?;
    }
    let mut lines: Vec<String> =
        indexed.left_out.iter().map(|(file, why)| format!("left out: {file}: {why}")).collect();
    lines.push(format!("{}: {}", at.display(), counted(&indexed.manifest)));
    Ok(lines)
}

fn counted(manifest: &Manifest) -> String {
    let classes: std::collections::BTreeSet<_> = manifest.recordings.iter().map(|e| &e.class).collect();
    format!("{} recordings of {} classes", manifest.recordings.len(), classes.len())
}

fn list(shelf: &Shelf, folder: &Path) -> Vec<String> {
    let mut by_class: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for recording in shelf.recordings() {
        let (count, packs) = by_class.entry(&recording.class).or_default();
        *count += 1;
        let pack = recording.id.split('/').next().unwrap_or_default();
        if !packs.contains(&pack) {
            packs.push(pack);
        }
    }
    let rows: Vec<_> = by_class
        .into_iter()
        .map(|(class, (count, packs))| [class.to_owned(), count.to_string(), packs.join(", ")])
        .collect();
    let nothing = format!(
        "No packs in {}; script/sounds builds one, `wildtrack library add DIR` adds yours.",
        folder.display()
    );
    table::lines(["class", "recordings", "packs"], &rows, &nothing)
}

fn credits(shelf: &Shelf) -> Vec<String> {
    let row = |recording: &engine::Recording| [recording.id.clone(), recording.credit.clone()];
    let rows: Vec<_> = shelf.recordings().iter().map(row).collect();
    table::lines(["recording", "author, licence, source"], &rows, "No packs.")
}

fn check(shelf: &Shelf) -> Result<Vec<String>> {
    let faults = shelf.faults();
    if let Some(first) = faults.first() {
        let more = faults.len() - 1;
        let others = if more == 0 { String::new() } else { format!("; and {more} more") };
        bail!("{first}{others}");
    }
    let good =
        |(folder, manifest): &(PathBuf, Manifest)| format!("{}: {}", folder.display(), counted(manifest));
    Ok(shelf.packs().iter().map(good).collect())
}
