//! What the files say: how late they sound, how well stems sum, whether the comment names what it must.

use super::rendition::kit;
use crate::watching::table::aligned;
use anyhow::{Result, ensure};
use engine::dsp::{Stereo, db};
use engine::{Brief, Kit, Patient, Role};
use std::path::Path;
use std::process::Command;

/// Farthest that a file is looked for, samples: 30 ms, more than any coder's delay that players know.
const FARTHEST: usize = 1_440;
/// Samples that are compared.
const COMPARED: usize = 96_000;

/// Scores a clip, writes its files, decodes them with FFmpeg and compares.
///
/// # Errors
/// When something cannot be made or read, or lies more than 3 ms off.
pub fn table(clip: &Path) -> Result<String> {
    let (kit, folder) = (kit(1), tempfile::tempdir()?);
    let score = engine::score_clip(clip, &Brief::default(), &kit, &Patient)?;
    engine::deliver(&score, Some(clip), folder.path(), &kit, &Patient)?;
    let mut lines = vec![["file", "late, ms", "comment"].map(String::from).to_vec()];
    for role in [Role::Wav, Role::Mp3, Role::Video] {
        let file = folder.path().join(role.file());
        let late_ms = late(&score.master.mix, &decoded(&file, &kit)?) as f64 / 48.0;
        ensure!(late_ms.abs() < 3.0, "{} is {late_ms} ms late", role.file());
        lines.push(vec![role.file().into(), format!("{late_ms:.2}"), comment_of(&file)?]);
    }
    let mut rest = decoded(&folder.path().join(Role::Wav.file()), &kit)?;
    let loudest = rest.peak();
    for role in [Role::Foley, Role::Ambience, Role::Music] {
        rest.add(&decoded(&folder.path().join(role.file()), &kit)?, 0, -1.0);
    }
    Ok(format!(
        "{}Stems differ from the master by {:.0} dB.\n",
        aligned(&lines),
        db(rest.peak()) - db(loudest)
    ))
}

fn decoded(file: &Path, kit: &Kit) -> Result<Stereo> {
    let ffmpeg = media::Ffmpeg { tools: &kit.tools, limits: &kit.limits, watch: &Patient };
    let [left, right] = media::decode_audio(&ffmpeg, file)?;
    Ok(Stereo { left, right })
}

/// By how many samples `heard` fits best behind `made`, where it is loudest.
fn late(made: &Stereo, heard: &Stereo) -> isize {
    let peak = made.peak();
    let at = made.left.iter().position(|x| x.abs() > 0.5 * peak).unwrap_or(0);
    let begin = at.saturating_sub(COMPARED / 2).max(FARTHEST);
    let end = (begin + COMPARED).min(made.len()).min(heard.len().saturating_sub(FARTHEST));
    let fits = |shift: isize| {
        let from = begin.saturating_add_signed(shift);
        let pairs = made.left[begin..end].iter().zip(heard.left.get(from..).unwrap_or_default());
        pairs.map(|(a, b)| f64::from(a * b)).sum::<f64>()
    };
    let reach = FARTHEST as isize;
    (-reach..=reach).max_by(|a, b| fits(*a).total_cmp(&fits(*b))).unwrap_or(0)
}

fn comment_of(file: &Path) -> Result<String> {
    let args = ["-v", "error", "-of", "default=nw=1:nk=1", "-show_entries", "format_tags=comment"];
    let said = Command::new("ffprobe").args(args).arg(file).output()?;
    Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_sound_is_found_to_the_sample() {
        let noise = |i: usize| {
            let mixed = (i as u32).wrapping_mul(0x9E37_79B9);
            let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85EB_CA6B);
            ((mixed >> 8) as f32 / 8_388_608.0 - 1.0) * if i > 40_000 { 0.9 } else { 0.1 }
        };
        let made = Stereo::of_mono(&(0..144_000).map(noise).collect::<Vec<_>>());
        let mut heard = Stereo::silence(144_000);
        heard.add(&made, 37, 0.7);
        assert_eq!(late(&made, &heard), 37);
    }
}
