//! Films with their own soundtrack: how far what is seen goes with what is heard, for information.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use super::super::answers::answers;
use super::super::table::aligned;
use super::flux::{self, RATE};
use anyhow::Result;
use engine::scene::Envelopes;
use engine::{Kit, Scene};
use media::Patient;
use std::path::PathBuf;

/// Which clips.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Clips with sound of their own, or with a wav beside them.
    #[arg(required = true)]
    clips: Vec<PathBuf>,
}

/// Nearer than this, seen and heard are one.
const NEAR_S: f64 = 0.1;
/// librosa's own threshold.
const DELTA: f32 = 0.07;
/// Shifts of what is seen against what is heard, from which chance is estimated.
const SHIFTS: usize = 40;

/// Prints a line for each clip. Chance is the share that remains, on average, when the seen times are shifted.
///
/// # Errors
/// When a clip cannot be read or has no sound.
pub fn run(args: &Args) -> Result<()> {
    let header =
        ["clip", "seen", "heard", "seen that is heard", "chance", "heard that is seen", "correlation"];
    let mut lines = vec![header.map(String::from).to_vec()];
    for clip in &args.clips {
        let scene = engine::look(clip, &Kit::default(), &Patient)?;
        let beside = clip.with_extension("wav");
        let samples = super::samples(if beside.exists() { &beside } else { clip }, RATE)?;
        let heard: Vec<f64> =
            flux::onsets(&samples, DELTA).iter().map(|&o| o as f64 / f64::from(RATE)).collect();
        let seen = answers(&scene).both;
        lines.push(vec![
            clip.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            seen.len().to_string(),
            heard.len().to_string(),
            format!("{:.2}", share_near(&seen, &heard)),
            format!("{:.2}", chance(&seen, &heard, scene.duration)),
            format!("{:.2}", share_near(&heard, &seen)),
            format!("{:+.2}", correlation(&scene.envelopes.motion, &loudness(&samples, &scene))),
        ]);
    }
    println!("{}", aligned(&lines));
    Ok(())
}

fn share_near(times: &[f64], others: &[f64]) -> f64 {
    let is_near = |t: &&f64| others.iter().any(|other| (other - **t).abs() <= NEAR_S);
    times.iter().filter(is_near).count() as f64 / times.len() as f64
}

fn chance(seen: &[f64], heard: &[f64], duration: f64) -> f64 {
    let shifted = |k: usize| {
        let by = duration * (k + 1) as f64 / (SHIFTS + 1) as f64;
        let times: Vec<f64> = seen.iter().map(|t| (t + by) % duration).collect();
        share_near(&times, heard)
    };
    (0..SHIFTS).map(shifted).sum::<f64>() / SHIFTS as f64
}

/// Root mean square of the sound at the envelopes' rate.
fn loudness(samples: &[f32], scene: &Scene) -> Vec<f32> {
    let each = (f64::from(RATE) / Envelopes::RATE_HZ) as usize;
    let level = |part: &[f32]| (part.iter().map(|s| s * s).sum::<f32>() / part.len() as f32).sqrt();
    samples.chunks(each).take(scene.envelopes.motion.len()).map(level).collect()
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    let n = a.len().min(b.len());
    let mean = |v: &[f32]| v[..n].iter().map(|&x| f64::from(x)).sum::<f64>() / n as f64;
    let (ma, mb) = (mean(a), mean(b));
    let product = |(x, y): (&f32, &f32)| (f64::from(*x) - ma) * (f64::from(*y) - mb);
    let square = |v: &[f32], m: f64| v[..n].iter().map(|&x| (f64::from(x) - m).powi(2)).sum::<f64>();
    a.iter().zip(b).take(n).map(product).sum::<f64>() / (square(a, ma) * square(b, mb)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_coincides_is_near_and_what_is_shifted_is_not() {
        let times = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(share_near(&times, &[1.05, 2.95]), 0.5);
        assert!(chance(&times, &times, 5.0) < 0.4);
    }

    #[test]
    fn a_curve_goes_with_itself_and_against_its_opposite() {
        let curve = [0.0, 1.0, 0.5, 2.0];
        let against: Vec<f32> = curve.iter().map(|v| 3.0 - v).collect();
        assert!((correlation(&curve, &curve) - 1.0).abs() < 1e-9);
        assert!((correlation(&curve, &against) + 1.0).abs() < 1e-9);
    }
}
