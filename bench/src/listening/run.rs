//! The command `bench listen`.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use super::ear::Filling;
use super::page;
use super::panel::Panel;
use super::recognition::{Judge, Rendition, Verdict};
use super::references::References;
use super::rendition::kit;
use super::verdicts::{table, worst};
use super::{calibration, cost, delivered, determinism, flaws, held_out, loudness, nearness, repetition};
use anyhow::{Result, ensure};
use engine::spot::classes;
use engine::{Brief, Library, Patient};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is listened for.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum What {
    /// Render every class and ask the tagger: a table class by class, and with `--sheets` pictures.
    Recognition(Recognition),
    /// Draw a listening sheet for each clip of a folder.
    Clips(Clips),
    /// Compare ways of filling the tagger's window by recordings of known classes.
    Fillings(Ears),
    /// Twenty of each event in a row: how much they differ.
    Repetition {
        /// Recorded takes to compare with: files below this folder that differ in their number alone.
        #[arg(long, value_name = "FOLDER")]
        recorded: Option<PathBuf>,
    },
    /// Each class at velocity .7 and 1 m against the loudness table.
    Calibration,
    /// Look for constants, steps, clicks, denormal numbers and what is no number.
    Flaws,
    /// The same bytes on one thread and on two, and outside an edit.
    Determinism,
    /// ASMR against the usual mix on ten clips: likeness of the ears, lean of the low end, loudness, 5 kHz, detail.
    Asmr {
        /// How many clips.
        #[arg(long, default_value_t = 10)]
        clips: usize,
    },
    /// Render many times: how many reach their target, and what keeps the others from it.
    Loudness {
        /// How often.
        #[arg(long, default_value_t = 300)]
        renders: usize,
    },
    /// Write a clip's files and decode them: how late they sound, how stems sum, what their comments say.
    Delivered {
        /// The clip.
        #[arg(default_value = "fixtures/bounce.mp4")]
        clip: PathBuf,
    },
    /// A piece of every style: sound, waveform, spectrogram, piano roll, score file, a page, and a table of meters.
    Music(super::tunes::Tunes),
    /// Ten dense seconds on one thread: one-core seconds by stage, and peak memory.
    Cost,
    /// Add the classes of today to the committed list of those that are held out.
    Draw {
        /// The list.
        #[arg(long, default_value = "bench/listening/held-out.txt")]
        list: PathBuf,
    },
}

/// The judge.
#[derive(Debug, Clone, clap::Args)]
pub struct Ears {
    /// Folder of the tagger, as `script/listen` fetches it.
    #[arg(long, value_name = "FOLDER", default_value = "target/listen")]
    tagger: PathBuf,
    /// How five seconds are brought to the tagger's ten.
    #[arg(long, value_enum, default_value = "padded")]
    filling: Filling,
    /// Recordings to compare with, named after their class (`RAIN-GENERAL.ogg`).
    #[arg(long, value_name = "FOLDER")]
    references: Option<PathBuf>,
}

impl Ears {
    fn judge(&self, packs: Option<Arc<dyn Library>>) -> Result<Judge> {
        Judge::new(&self.tagger, self.filling, References::new(self.references.as_deref(), packs)?)
    }
}

/// What is rendered and judged.
#[derive(Debug, Clone, clap::Args)]
pub struct Recognition {
    #[command(flatten)]
    ears: Ears,
    /// Tag the third that is held out, too. Not while a sound is being tuned.
    #[arg(long)]
    held_out: bool,
    /// Only classes whose id contains this.
    #[arg(long)]
    only: Option<String>,
    /// Render from the packs in this folder, too, and compare models with their recordings.
    #[arg(long, value_name = "FOLDER")]
    packs: Option<PathBuf>,
    /// Draw a picture of each class, contact sheets and an index into this folder; the table joins them.
    #[arg(long, value_name = "FOLDER")]
    sheets: Option<PathBuf>,
}

/// Clips to be drawn.
#[derive(Debug, Clone, clap::Args)]
pub struct Clips {
    /// Folder of the clips.
    folder: PathBuf,
    #[command(flatten)]
    ears: Ears,
    /// Folder of the pictures.
    #[arg(long, default_value = "out/listen/clips")]
    sheets: PathBuf,
    /// Without nets.
    #[arg(long)]
    no_nets: bool,
}

/// Listens and prints.
///
/// # Errors
/// When something cannot be rendered or read, or does not hold.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Recognition(args) => recognition(args)?,
        What::Clips(args) => clips(args)?,
        What::Fillings(ears) => fillings(ears)?,
        What::Repetition { recorded } => println!("{}", repetition::table(recorded.as_deref())?),
        What::Calibration => println!("{}", calibration::table(calibration::levels()?)),
        What::Flaws => println!("{}", flaws::table(flaws::all()?)),
        What::Determinism => println!("{}", determinism::check()?),
        What::Asmr { clips } => println!("{}", nearness::table(*clips)?),
        What::Loudness { renders } => println!("{}", loudness::table(*renders)?),
        What::Delivered { clip } => println!("{}", delivered::table(clip)?),
        What::Music(tunes) => println!("{}", super::tunes::written(tunes)?),
        What::Cost => println!("{}", cost::told()?),
        What::Draw { list } => {
            let ids = classes().iter().map(|class| class.id.as_str());
            println!("{} classes are held out", held_out::write(list, ids)?);
        }
    }
    Ok(())
}

fn recognition(args: &Recognition) -> Result<()> {
    let packs = args.packs.as_deref().map(shelf).transpose()?;
    let judge = args.ears.judge(packs.clone())?;
    let (mut open, mut kept, mut panels) = (Vec::new(), Vec::new(), Vec::new());
    for class in classes() {
        if args.only.as_ref().is_some_and(|part| !class.id.contains(part.as_str())) {
            continue;
        }
        if held_out::is_held_out(&class.id) && !args.held_out && args.sheets.is_none() {
            continue;
        }
        let rendition = Rendition::of(class, packs.as_ref())?;
        let is_judged = !rendition.is_held_out || args.held_out;
        let verdict = if is_judged { Some(judge.judge(&rendition)?) } else { None };
        if args.sheets.is_some() {
            panels.extend(panel(rendition, verdict.as_ref()));
        }
        let list = if held_out::is_held_out(&class.id) { &mut kept } else { &mut open };
        list.extend(verdict);
    }
    let mut text = table("Recognition: the two thirds that are open", &open);
    text += &format!("The worst\n\n{}\n", worst(&open));
    if args.held_out {
        text += &table("Recognition: the third that is held out", &kept);
    }
    println!("{text}");
    if let Some(folder) = &args.sheets {
        page::write(folder, "Wildtrack, class by class", &panels)?;
        std::fs::write(folder.join("table.md"), text)?;
    }
    Ok(())
}

/// The packs of a folder, of which there has to be one.
fn shelf(folder: &Path) -> Result<Arc<dyn Library>> {
    let shelf = packs::Shelf::open(folder)?;
    ensure!(!shelf.recordings().is_empty(), "no packs in {}: `script/sounds` builds one", folder.display());
    Ok(Arc::new(shelf))
}

fn panel(rendition: Rendition, verdict: Option<&Verdict>) -> Option<Panel> {
    let title = rendition.class.id.clone();
    let (sheet, sound) = rendition.into_heard()?;
    let heard = verdict.and_then(|v| v.cast.as_ref().or(v.alone.as_ref()));
    let line = match (verdict, heard.and_then(|heard| heard.best.as_ref())) {
        (None, _) => ("held out".into(), None),
        (Some(v), Some((name, rank, score))) => {
            (format!("{name} is {rank} ({score:.3})"), Some(v.passes_with_packs()))
        }
        (Some(_), None) => ("not mapped".into(), None),
    };
    let tags = heard.map_or(Vec::new(), |heard| heard.tags.clone());
    Some(Panel { title, line, tags, sheet, sound })
}

fn clips(args: &Clips) -> Result<()> {
    let judge = args.ears.judge(None)?;
    let kit = if args.no_nets { kit(1) } else { kit(1).with_nets()? };
    let mut panels = Vec::new();
    for path in films(&args.folder)? {
        let score = engine::score_clip(&path, &Brief::default(), &kit, &Patient)?;
        let tags = judge.tags(&score.master.mix)?;
        let title = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let loudness = &score.master.loudness;
        let line = (format!("{:.1} LUFS, {} cues", loudness.integrated_lufs, score.cues.cues.len()), None);
        println!("{title}: {}; {tags:?}", line.0);
        panels.push(Panel { title, line, tags, sheet: score.cues, sound: score.master.mix });
    }
    page::write(&args.sheets, "Wildtrack, clip by clip", &panels)
}

fn films(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut films: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    films.retain(|path| path.extension().is_some_and(|e| e == "mp4" || e == "mov" || e == "webm"));
    films.sort();
    ensure!(!films.is_empty(), "no clips in {}", folder.display());
    Ok(films)
}

fn fillings(ears: &Ears) -> Result<()> {
    ensure!(ears.references.is_some(), "--references says where the recordings are");
    let lines = ears.judge(None)?.fillings()?;
    for (id, found) in &lines {
        println!("{id:28} {}", found.map(|(rank, score)| format!("{rank:4} {score:.3}")).join("  "));
    }
    let count = |way: usize| lines.iter().filter(|(_, found)| (1..=5).contains(&found[way].0)).count();
    println!("among the first five: as it is {}, repeated {}, padded {}", count(0), count(1), count(2));
    Ok(())
}
