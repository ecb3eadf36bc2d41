//! Makes synthetic clips with known contacts and measures analysis and sound against them; measures lists and requests.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use anyhow::{Context, Result};
use bench::family::{Truth, member};
use bench::film::{Format, in_memory, into_file};
use bench::score::Score;
use bench::{evidence, fixture, listening, load, onsets, pages, prompts, shoot, watching};
use clap::Parser;
use engine::{Kit, Scene};
use media::{Clip, Patient};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Parser)]
#[command(about = "Synthetic clips with known contacts, and scores against them")]
enum Command {
    /// Film the family of a seed into H.264 files with their truth.
    Clips {
        #[arg(long)]
        out: PathBuf,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 20)]
        count: usize,
    },
    /// Film the fixed split: every kind of happening and camera, with their truth.
    Film(shoot::Shoot),
    /// Write down what is measured about every candidate for a contact, with the truth (see `bench/contacts`).
    Evidence(evidence::Measured),
    /// Analyse the clips of a folder, or, with a seed, the family in memory: F1 at 50 ms.
    Watch {
        folder: Option<PathBuf>,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 20)]
        count: usize,
        /// Only this member of the family.
        #[arg(long)]
        only: Option<usize>,
    },
    /// Print the onsets of a wav.
    Onsets { wav: PathBuf },
    /// Compare the onsets of each clip's foley stem (`CLIP/stems/foley.wav` beside `CLIP.json`) with the truth.
    Sync { folder: PathBuf },
    /// Film the repository's own clip.
    Fixture {
        #[arg(long)]
        out: PathBuf,
    },
    /// Time the analysis of a clip, or of a member of the family in memory.
    Time { clip: Option<PathBuf> },
    /// Print what analysis says of a clip, in lines, or as JSON.
    Tell {
        clip: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Watch the rendered sets and real footage: one table, ours beside the controls.
    Watching(watching::run::Args),
    /// Compare rendered foley stems with the truth: CondFoleyGen's figures and strict ones.
    Foley(watching::sound::foley::Args),
    /// Compare what is seen in films with what is heard in their own soundtrack.
    SoundsOf(watching::sound::own::Args),
    /// Time `wildtrack analyse` against decoding alone, in turns, with peak memory.
    Cost(watching::cost::Args),
    /// Listen to every class of the vocabulary: recognition, repetition, loudness, flaws, determinism; listening sheets.
    #[command(subcommand)]
    Listen(listening::run::What),
    /// Time how long prompts take to be understood by the lexicon: the files' own, and any 200 characters.
    Prompt(prompts::Args),
    /// Fill a database and compare pages deep in its list with the first.
    Pages(pages::Args),
    /// Serve and send many requests at a time: requests per second and how long they take.
    Load(load::Args),
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Clips { out, seed, count } => clips(&out, seed, count),
        Command::Film(shoot) => {
            println!("{} clips filmed", shoot.run()?);
            Ok(())
        }
        Command::Evidence(measured) => {
            println!("{} clips measured", measured.run()?);
            Ok(())
        }
        Command::Watch { folder: Some(folder), .. } => watch_folder(&folder),
        Command::Watch { folder: None, seed, only: Some(i), .. } => watch_family(seed, i..i + 1),
        Command::Watch { folder: None, seed, count, .. } => watch_family(seed, 0..count),
        Command::Onsets { wav } => {
            let (samples, rate) = onsets::read_wav(&wav)?;
            onsets::onsets(&samples, rate).iter().for_each(|t| println!("{t:.3}"));
            Ok(())
        }
        Command::Sync { folder } => sync(&folder),
        Command::Fixture { out } => {
            let truth = fixture::write(&out)?;
            println!("{} contacts, {} bytes", truth.events.len(), std::fs::metadata(&out)?.len());
            Ok(())
        }
        Command::Time { clip } => time(clip.as_deref()),
        Command::Tell { clip, json } => tell(&clip, json),
        Command::Watching(args) => watching::run::run(&args),
        Command::Foley(args) => watching::sound::foley::run(&args),
        Command::SoundsOf(args) => watching::sound::own::run(&args),
        Command::Cost(args) => watching::cost::run(&args),
        Command::Listen(what) => listening::run::run(&what),
        Command::Prompt(args) => prompts::run(&args),
        Command::Pages(args) => on_one_thread(pages::run(&args)),
        Command::Load(args) => on_one_thread(load::run(&args)),
    }
}

/// The load generator shares the machine with what it measures, so it takes one core at most.
fn on_one_thread(measured: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measured)
}

fn clips(out: &Path, seed: u64, count: usize) -> Result<()> {
    std::fs::create_dir_all(out)?;
    for i in 0..count {
        let clip = member(seed, i);
        let format = Format { fps: clip.truth.fps, duration: clip.truth.duration, size: (640, 360) };
        let path = out.join(format!("{}.mp4", clip.truth.name));
        into_file(&clip.world, &format, 23, &path)?;
        std::fs::write(path.with_extension("json"), serde_json::to_string_pretty(&clip.truth)? + "\n")?;
        println!("{}: {} contacts", clip.truth.name, clip.truth.events.len());
    }
    Ok(())
}

fn analysed(clip: &Clip) -> Result<Scene> {
    Ok(engine::analyse::scene(clip, &Kit::default(), &Patient)?)
}

fn opened(path: &Path) -> Result<Clip> {
    let kit = Kit::default();
    media::open(path, &kit.tools, &kit.limits, &Patient).with_context(|| path.display().to_string())
}

/// Contacts that the sheet would sound: strong or certain enough (engine.md's director drops the rest).
fn heard(scene: &Scene) -> Vec<f64> {
    scene.impacts.iter().filter(|i| i.conf >= 0.4 || i.s >= 0.25).map(|i| i.t).collect()
}

fn truths(folder: &Path) -> Result<Vec<(PathBuf, Truth)>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    let read = |p: PathBuf| Ok((p.clone(), serde_json::from_slice(&std::fs::read(&p)?)?));
    paths.into_iter().map(read).collect()
}

fn watch_folder(folder: &Path) -> Result<()> {
    let found = truths(folder)?
        .into_iter()
        .map(|(path, truth)| Ok((truth, heard(&analysed(&opened(&path.with_extension("mp4"))?)?))));
    report(found)
}

fn watch_family(seed: u64, members: std::ops::Range<usize>) -> Result<()> {
    report(members.map(|i| {
        let clip = member(seed, i);
        let format = Format { fps: clip.truth.fps, duration: clip.truth.duration, size: (640, 360) };
        Ok((clip.truth, heard(&analysed(&in_memory(&clip.world, &format))?)))
    }))
}

fn sync(folder: &Path) -> Result<()> {
    report(truths(folder)?.into_iter().map(|(path, truth)| {
        let (samples, rate) = onsets::read_wav(&path.with_extension("").join("stems/foley.wav"))?;
        Ok((truth, onsets::onsets(&samples, rate)))
    }))
}

fn report(found: impl Iterator<Item = Result<(Truth, Vec<f64>)>>) -> Result<()> {
    let mut all = Score::default();
    let mut by_kind = std::collections::BTreeMap::<String, Score>::new();
    for one in found {
        let (truth, times) = one?;
        let score = Score::of(&times, &truth.events);
        println!("{:28} {}", truth.name, score.line());
        by_kind.entry(format!("{} {}", truth.kind, truth.camera)).or_default().add(score.clone());
        all.add(score);
    }
    by_kind.insert("all".into(), all);
    for (kind, score) in by_kind {
        let (bias, sd) = score.bias();
        let (hit, wrong, missed) = (score.errors.len(), score.wrong.len(), score.missed.len());
        println!(
            "{kind:28} F1 {:.3}  hit {hit} false {wrong} missed {missed}  bias {:+.1} ms sd {:.1} ms",
            score.f1(),
            1e3 * bias,
            1e3 * sd
        );
    }
    Ok(())
}

fn time(clip: Option<&Path>) -> Result<()> {
    let clip = match clip {
        Some(path) => opened(path)?,
        None => {
            let film = member(1, 2);
            in_memory(&film.world, &Format { fps: film.truth.fps, duration: 4.0, size: (640, 360) })
        }
    };
    let mut best = f64::MAX;
    for _ in 0..3 {
        let begin = Instant::now();
        analysed(&clip)?;
        best = best.min(begin.elapsed().as_secs_f64());
    }
    let n = clip.len() as f64;
    println!(
        "{}x{}: {} frames in {best:.3} s, {:.0} frames/s",
        clip.width,
        clip.height,
        clip.len(),
        n / best
    );
    Ok(())
}

fn tell(path: &Path, json: bool) -> Result<()> {
    let scene = analysed(&opened(path)?)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&scene)?);
        return Ok(());
    }
    println!("{:.2} s at {:.2} frames/s", scene.duration, scene.fps);
    for s in &scene.shots {
        println!(
            "shot {:.2}-{:.2} {:?} {:?} pan {:.2?} shake {:.2} zoom {:.2} {:?} B {:.2} S {:.2} W {:+.2} v {:+.2} a {:+.2} {:?}",
            s.t0,
            s.t1,
            s.begins,
            s.camera.kind,
            s.camera.pan,
            s.camera.shake,
            s.camera.zoom,
            s.scale,
            s.brightness,
            s.saturation,
            s.warmth,
            s.mood.v,
            s.mood.a,
            s.scene
        );
    }
    for i in &scene.impacts {
        println!(
            "impact {:.3} {:?} at {:.2},{:.2} speed {:.2} s {:.2} conf {:.2} size {:.3} track {:?}",
            i.t, i.kind, i.x, i.y, i.speed, i.s, i.conf, i.size, i.track
        );
    }
    for p in &scene.periodic {
        println!(
            "periodic {:?} {:.2}-{:.2} every {:.2} conf {:.2} track {:?}",
            p.kind, p.t0, p.t1, p.period, p.conf, p.track
        );
    }
    for s in &scene.sweeps {
        println!(
            "sweep {:.2?} x {:.2?} speed {:.2} conf {:.2} track {:?}",
            s.t, s.x, s.speed, s.conf, s.track
        );
    }
    println!("flashes {:?}", scene.flashes);
    let upright = scene.tracks.iter().filter(|t| t.upright).count();
    println!("tracks {} ({upright} upright)", scene.tracks.len());
    Ok(())
}
