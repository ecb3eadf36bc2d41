//! A piece of every style on the disk: sheets, sounds, score files, a page that shows them all, and the table.

use super::roll::drawn;
use super::tune::{Meters, Tune, apart, sheet_of};
use crate::listening::cost::used_s;
use crate::watching::table::aligned;
use anyhow::{Context, Result};
use engine::cues::{Layer, Style};
use engine::dsp::samples;
use engine::music::{self, named};
use engine::{Patient, RATE, Seed, SoundFont};
use std::fmt::Write;
use std::path::Path;

/// Two renditions of a layer farther apart than this are not as loud as each other, LU.
const AS_LOUD_LU: f32 = 2.0;

/// What is played, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct Tunes {
    /// Folder of pictures, sounds and the page.
    #[arg(long, default_value = "out/listen/music")]
    sheets: std::path::PathBuf,
    /// Length of a piece, seconds.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Seed of the pieces.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Only styles whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// SoundFont that plays them; its layers are compared with our own.
    #[arg(long, value_name = "FILE")]
    soundfont: Option<std::path::PathBuf>,
}

impl Tunes {
    fn styles(&self) -> impl Iterator<Item = Style> {
        let wanted =
            |style: &Style| self.only.as_ref().is_none_or(|part| named(*style).contains(part.as_str()));
        Style::ALL.into_iter().filter(wanted)
    }

    fn font(&self) -> Result<Option<SoundFont>> {
        let read = |path: &std::path::PathBuf| -> Result<SoundFont> {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            Ok(SoundFont::read(&name, &bytes)?)
        };
        self.soundfont.as_ref().map(read).transpose()
    }
}

/// Plays, draws and measures a piece of each style; the table.
///
/// # Errors
/// When something cannot be played or written.
pub fn written(tunes: &Tunes) -> Result<String> {
    std::fs::create_dir_all(&tunes.sheets).with_context(|| tunes.sheets.display().to_string())?;
    let font = tunes.font()?;
    let mut lines = vec![header()];
    let mut page = Page::new("Wildtrack, style by style");
    for style in tunes.styles() {
        let sheet = sheet_of(style, tunes.seconds, Seed(tunes.seed))?;
        let begin = used_s()?;
        music::render(&sheet, samples(sheet.duration), font.as_ref(), &Patient)?;
        let cost_s = used_s()? - begin;
        let tune = Tune::of(style, sheet, font.as_ref())?;
        let meters = tune.meters();
        let mut line = row(&tune, &meters, cost_s);
        line.push(match font {
            Some(_) => compared(&tune, &Tune::of(style, tune.sheet.clone(), None)?),
            None => String::new(),
        });
        lines.push(line);
        page.add(&tunes.sheets, &tune, &meters)?;
    }
    page.write(&tunes.sheets)?;
    let table = aligned(&lines);
    std::fs::write(tunes.sheets.join("table.md"), &table)?;
    Ok(table)
}

fn header() -> Vec<String> {
    let columns = [
        "style",
        "LUFS",
        "dBTP",
        "< 150 Hz, %",
        "centroid, Hz",
        "width, dB",
        "moves, dB",
        "end, dB",
        "DC, dB",
        "bend",
        "empty bars",
        "stuck",
        "times real time",
        "layers against the whole, LU",
        "SoundFont against ours, LU",
    ];
    columns.map(String::from).to_vec()
}

fn row(tune: &Tune, meters: &Meters, cost_s: f64) -> Vec<String> {
    let heard = &meters.heard;
    vec![
        named(tune.style),
        format!("{:.1}", heard.integrated_lufs),
        format!("{:.1}", heard.true_peak_dbtp),
        format!("{:.0}", 100.0 * meters.low),
        format!("{:.0}", meters.centroid_hz),
        format!("{:.1}", meters.width_db),
        format!("{:.1}", meters.moves_db),
        format!("{:.0}", meters.end_db),
        format!("{:.0}", heard.dc_db),
        format!("{:.1}", meters.bend),
        meters.empty_bars.to_string(),
        meters.stuck.to_string(),
        format!("{:.3}", cost_s / tune.sheet.duration),
        meters.balance(),
    ]
}

/// How far the layers of a SoundFont are from ours, what is too far in brackets.
fn compared(theirs: &Tune, ours: &Tune) -> String {
    let one = |layer: Layer| {
        let far = apart(theirs, ours, layer)?;
        let name = format!("{layer:?}").to_lowercase();
        Some(if far.abs() > AS_LOUD_LU { format!("({name} {far:+.1})") } else { format!("{name} {far:+.1}") })
    };
    Layer::ALL.into_iter().filter_map(one).collect::<Vec<_>>().join(" ")
}

struct Page(String);

impl Page {
    fn new(title: &str) -> Page {
        Page(format!(
            "<!doctype html><meta charset=\"utf-8\"><title>{title}</title>\
             <style>body{{background:#121216;color:#cdcdd2;font:14px sans-serif}}img{{max-width:100%}}</style><h1>{title}</h1>\n"
        ))
    }

    fn add(&mut self, folder: &Path, tune: &Tune, meters: &Meters) -> Result<()> {
        let name = named(tune.style);
        std::fs::write(folder.join(format!("{name}.png")), drawn(tune, meters))?;
        std::fs::write(folder.join(format!("{name}.json")), tune.sheet.to_json())?;
        if let Some(score) = music::midi(&tune.sheet) {
            std::fs::write(folder.join(format!("{name}.mid")), score)?;
        }
        let pcm = media::Pcm { left: &tune.sound.left, right: &tune.sound.right, rate_hz: RATE };
        media::write_wav(&folder.join(format!("{name}.wav")), &pcm, "synthetic audio, made by Wildtrack")?;
        let _ = writeln!(
            self.0,
            "<h2 id=\"{name}\">{name}</h2><p><audio controls preload=\"none\" src=\"{name}.wav\"></audio> \
             <a href=\"{name}.mid\">score</a> <a href=\"{name}.json\">cue sheet</a></p>\
             <p><a href=\"{name}.png\"><img src=\"{name}.png\" alt=\"{name}: piano roll, layers, spectrogram\"></a></p>"
        );
        Ok(())
    }

    fn write(self, folder: &Path) -> Result<()> {
        Ok(std::fs::write(folder.join("index.html"), self.0)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_has_its_picture_sound_score_and_place_on_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let tunes = Tunes {
            sheets: folder.path().to_owned(),
            seconds: 4.0,
            seed: 1,
            only: Some("chiptune".into()),
            soundfont: None,
        };
        let table = written(&tunes).unwrap();
        assert!(table.contains("chiptune") && table.trim_end().lines().count() == 3, "{table}");
        for file in ["chiptune.png", "chiptune.wav", "chiptune.mid", "chiptune.json", "table.md"] {
            assert!(folder.path().join(file).exists(), "{file}");
        }
        let page = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
        assert!(page.contains("chiptune.wav"));
    }
}
