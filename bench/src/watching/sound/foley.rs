//! Rendered foley against the truth: CondFoleyGen's figures, whole and in pieces of two seconds, and strict F1.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use super::super::matching::{Span, matched};
use super::super::table::aligned;
use super::super::tally::{Tally, interval};
use super::super::truth::{Truth, read_folder};
use super::flux::RATE;
use super::published::{Figures, Rules, figures};
use crate::onsets;
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};

/// Which stems are judged by which truths.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of renders: `NAME/stems/foley.wav` for each clip.
    renders: PathBuf,
    /// Folder of the clips' truths.
    #[arg(long, value_name = "FOLDER")]
    truth: PathBuf,
}

/// Length of CondFoleyGen's clips, seconds.
const PIECE_S: f64 = 2.0;

/// The variants: as published, with misses counted, and with MMAudio's authors' tolerance.
const VARIANTS: [(&str, Rules); 3] = [
    ("as published, ± 100 ms", Rules { tolerance_s: 0.1, as_published: true }),
    ("misses counted, ± 100 ms", Rules { tolerance_s: 0.1, as_published: false }),
    ("misses counted, ± 300 ms", Rules { tolerance_s: 0.3, as_published: false }),
];

/// Prints both tables.
///
/// # Errors
/// When a stem cannot be read.
pub fn run(args: &Args) -> Result<()> {
    println!("{}", tables(&args.renders, &args.truth)?);
    Ok(())
}

/// CondFoleyGen's figures and the strict ones, over all clips that were rendered.
fn tables(renders: &Path, truths: &Path) -> Result<String> {
    let (mut pieces, mut whole, mut strict) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for (path, truth) in read_folder(truths)? {
        let stem = renders.join(path.file_stem().unwrap_or_default()).join("stems/foley.wav");
        if !stem.exists() {
            continue;
        }
        let samples = super::samples(&stem, RATE)?;
        whole.extend(piece(&samples, &truth, 0.0..truth.duration));
        for start in 0..(truth.duration / PIECE_S) as usize {
            let from = start as f64 * PIECE_S;
            pieces.extend(piece(&samples, &truth, from..from + PIECE_S));
        }
        let (samples, rate) = onsets::read_wav(&stem)?;
        let found = onsets::onsets(&samples, rate);
        for (list, tolerance) in strict.iter_mut().zip([0.05, 0.1]) {
            list.push(tally(&found, &truth, tolerance));
        }
    }
    ensure!(!strict[0].is_empty(), "no foley stems under {}", renders.display());
    Ok(aligned(&published_lines(&pieces, &whole)) + &aligned(&strict_lines(&strict)))
}

/// The figures of a piece for each variant; `None` where nothing happens in it.
fn piece(samples: &[f32], truth: &Truth, span: std::ops::Range<f64>) -> Option<[Figures; 3]> {
    let clear = truth.impacts.iter().chain(&truth.steps).filter(|c| c.clear && span.contains(&c.t));
    let mut times: Vec<f64> = clear.map(|c| c.t - span.start).collect();
    times.sort_by(f64::total_cmp);
    let at = |t: f64| ((t * f64::from(RATE)) as usize).min(samples.len());
    let part = &samples[at(span.start)..at(span.end)];
    (!times.is_empty() && !part.is_empty()).then(|| VARIANTS.map(|(_, rules)| figures(part, &times, rules)))
}

fn tally(found: &[f64], truth: &Truth, tolerance: f64) -> Tally {
    let spans = |clear: bool| -> Vec<Span> {
        let all = truth.impacts.iter().chain(&truth.steps);
        all.filter(|c| c.clear == clear).map(|c| Span::around(c.t, tolerance)).collect()
    };
    Tally::from(&matched(found, &spans(true), &spans(false)))
}

fn published_lines(pieces: &[[Figures; 3]], whole: &[[Figures; 3]]) -> Vec<Vec<String>> {
    let header = ["foley, CondFoleyGen's figures", "n", "#onset acc", "detection acc", "AP", "F1"];
    let mut lines = vec![header.map(String::from).to_vec()];
    for (unit, list) in [("pieces of 2 s", pieces), ("whole clips", whole)] {
        for (v, (name, _)) in VARIANTS.iter().enumerate() {
            let mean = |of: fn(&Figures) -> f64| {
                format!("{:.3}", list.iter().map(|f| of(&f[v])).sum::<f64>() / list.len() as f64)
            };
            lines.push(vec![
                format!("{unit}, {name}"),
                list.len().to_string(),
                mean(|f| f.same_count),
                mean(|f| f.detected),
                mean(|f| f.precision),
                mean(|f| f.f1),
            ]);
        }
    }
    lines
}

fn strict_lines(strict: &[Vec<Tally>; 2]) -> Vec<Vec<String>> {
    let header = ["foley, strict", "n", "F1", "95 %", "P", "R", "bias ms", "sd ms"];
    let mut lines = vec![header.map(String::from).to_vec()];
    for (name, clips) in ["± 50 ms", "± 100 ms"].iter().zip(strict) {
        let (all, (low, high)) = (Tally::sum(clips), interval(clips));
        lines.push(vec![
            (*name).to_owned(),
            all.demanded().to_string(),
            format!("{:.3}", all.f1()),
            format!("{low:.3}–{high:.3}"),
            format!("{:.3}", all.precision()),
            format!("{:.3}", all.recall()),
            format!("{:+.1}", 1e3 * all.bias()),
            format!("{:.1}", 1e3 * all.deviation()),
        ]);
    }
    lines
}
