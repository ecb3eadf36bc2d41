//! The finished files: mp4 where there is a picture, wav, mp3, stems, cue sheet, report, drawing.

use crate::dsp::{Stereo, db, true_peak};
use crate::report::Report;
use crate::{Kit, RATE, Result, Score, Stage, Watch, report};
use media::{Clip, Encoding, Ffmpeg, Mux, Pcm, Picture};
use std::path::{Path, PathBuf};

/// What the metadata of every file says.
const COMMENT: &str = "synthetic audio, made by Wildtrack";
/// Longest comment, bytes: tags of all three kinds keep so much.
const LONGEST_COMMENT: usize = 1_900;
/// Decoded peaks above this mean that a lossy file is made again from a lower gain, dBTP.
const LOSSY_CEILING_DBTP: f32 = -0.5;
/// How far under the ceiling a file is aimed that is made again, decibels.
const MARGIN_DB: f64 = 0.2;
/// How often each lossy file is made at most.
const ROUNDS: usize = 4;
/// Bit rate of the mp3, kbit/s.
const MP3_KBPS: u32 = 192;
/// Bit rate of the mp4's AAC, kbit/s: at 192 it overshot a master at -1.5 dBTP to +0.4.
const AAC_KBPS: u32 = 256;

/// One file of a finished soundtrack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Produced {
    /// What it is.
    pub role: Role,
    /// Where it was written.
    pub path: PathBuf,
    /// Its media type.
    pub media_type: &'static str,
    /// Whether it lasts as long as the clip.
    pub timed: bool,
}

/// What a file of a soundtrack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The clip with its sound.
    Video,
    /// The sound, 48 kHz, stereo, 24 bit.
    Wav,
    /// The sound, 192 kbit/s.
    Mp3,
    /// One layer as wav.
    Foley,
    /// See above.
    Ambience,
    /// See above.
    Music,
    /// The clip's own sound, where it is kept.
    Source,
    /// The cue sheet.
    Cues,
    /// The report.
    Report,
    /// The picture of what was heard.
    Sheet,
}

impl Role {
    /// All of them, in the order in which they are written.
    pub const ALL: [Role; 10] = [
        Role::Wav,
        Role::Foley,
        Role::Ambience,
        Role::Music,
        Role::Source,
        Role::Mp3,
        Role::Video,
        Role::Cues,
        Role::Sheet,
        Role::Report,
    ];

    /// Its name, where a word is needed.
    pub fn name(self) -> &'static str {
        match self {
            Role::Video => "video",
            Role::Wav => "audio_wav",
            Role::Mp3 => "audio_mp3",
            Role::Foley => "stem_foley",
            Role::Ambience => "stem_ambience",
            Role::Music => "stem_music",
            Role::Source => "stem_source",
            Role::Cues => "cues",
            Role::Report => "report",
            Role::Sheet => "sheet",
        }
    }

    /// Where it lies in the folder of a soundtrack.
    pub fn file(self) -> &'static str {
        match self {
            Role::Video => "video.mp4",
            Role::Wav => "audio.wav",
            Role::Mp3 => "audio.mp3",
            Role::Foley => "stems/foley.wav",
            Role::Ambience => "stems/ambience.wav",
            Role::Music => "stems/music.wav",
            Role::Source => "stems/source.wav",
            Role::Cues => "cues.json",
            Role::Report => "report.json",
            Role::Sheet => "sheet.png",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Role::Video => "video/mp4",
            Role::Wav | Role::Foley | Role::Ambience | Role::Music | Role::Source => "audio/wav",
            Role::Mp3 => "audio/mpeg",
            Role::Cues | Role::Report => "application/json",
            Role::Sheet => "image/png",
        }
    }

    fn produced_in(self, folder: &Path) -> Produced {
        let timed = !matches!(self, Role::Cues | Role::Report | Role::Sheet);
        Produced { role: self, path: folder.join(self.file()), media_type: self.media_type(), timed }
    }
}

/// Writes all files of a soundtrack into `folder`, which is made if it is missing. `source` is the clip's file; without
/// it, or without a clip in the score, there is no video.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so, [`crate::Error::Broken`] when FFmpeg or the disk fail.
pub fn deliver(
    score: &Score,
    source: Option<&Path>,
    folder: &Path,
    kit: &Kit,
    watch: &dyn Watch,
) -> Result<Vec<Produced>> {
    watch.reached(Stage::Encode, 0.0);
    std::fs::create_dir_all(folder.join("stems")).map_err(|e| broken("make the folder", &e))?;
    let stems = &score.master.stems;
    let wavs = [
        (Role::Wav, &score.master.mix),
        (Role::Foley, &stems.foley),
        (Role::Ambience, &stems.ambience),
        (Role::Music, &stems.music),
        (Role::Source, &stems.source),
    ];
    for (role, sound) in wavs.into_iter().filter(|(_, sound)| !sound.is_empty()) {
        watch.check()?;
        let pcm = Pcm { left: &sound.left, right: &sound.right, rate_hz: RATE };
        media::write_wav(&folder.join(role.file()), &pcm, &comment(&score.report))?;
    }
    watch.reached(Stage::Encode, 0.2);
    let film = score.clip.as_ref().zip(source);
    let report = lossy_files(score, film, folder, &Ffmpeg { tools: &kit.tools, limits: &kit.limits, watch })?;
    watch.reached(Stage::Encode, 0.8);
    write(folder, Role::Cues, score.cues.to_json().as_bytes())?;
    write(
        folder,
        Role::Sheet,
        &report::sheet(score.clip.as_ref(), &score.scene, &score.cues, &score.master),
    )?;
    write(folder, Role::Report, report.to_json().as_bytes())?;
    watch.reached(Stage::Encode, 1.0);
    let written = Role::ALL.into_iter().filter(|&role| match role {
        Role::Video => film.is_some(),
        Role::Source => !stems.source.is_empty(),
        _ => true,
    });
    Ok(written.map(|role| role.produced_in(folder)).collect())
}

/// Writes mp3 and, where there is a film, mp4 at one gain, so that they are as loud as each other; the report learns it.
fn lossy_files(
    score: &Score,
    film: Option<(&Clip, &Path)>,
    folder: &Path,
    ffmpeg: &Ffmpeg<'_>,
) -> Result<Report> {
    let wav = folder.join(Role::Wav.file());
    let (mp3, mp4) = (folder.join(Role::Mp3.file()), folder.join(Role::Video.file()));
    let mut report = score.report.clone();
    let encoding =
        |kbps, gain_db| Encoding { kbps, gain_db, comment: comment(&score.report), ..Encoding::default() };
    let mut make_mp3 = |gain_db| {
        media::encode_mp3(ffmpeg, &wav, &mp3, &encoding(MP3_KBPS, gain_db))?;
        peak_db(&mp3, ffmpeg)
    };
    let Some((clip, file)) = film else {
        let gain_db = under_ceiling([&mut make_mp3])?;
        return Ok(with_gain(report, gain_db, &[Role::Mp3]));
    };
    let job = Mux { clip: file, source: &clip.source, wav: &wav, mp4: &mp4 };
    let mut make_mp4 = |gain_db| {
        let picture = media::mux(ffmpeg, &job, &encoding(AAC_KBPS, gain_db))?;
        report.picture_reencoded = picture == Picture::Reencoded;
        peak_db(&mp4, ffmpeg)
    };
    let gain_db = under_ceiling([&mut make_mp3, &mut make_mp4])?;
    Ok(with_gain(report, gain_db, &[Role::Mp3, Role::Video]))
}

fn with_gain(mut report: Report, gain_db: f64, roles: &[Role]) -> Report {
    for role in roles {
        report.lossy_gain_db.insert(role.file().into(), gain_db as f32);
    }
    report
}

/// What the metadata of every file says: that it is synthetic, and whose recordings are heard in it.
fn comment(report: &Report) -> String {
    if report.credits.is_empty() {
        return COMMENT.into();
    }
    let mut text = format!("{COMMENT}; recordings: ");
    for (i, credit) in report.credits.iter().enumerate() {
        let left = report.credits.len() - i;
        if text.len() + credit.len() > LONGEST_COMMENT {
            return format!("{text}and {left} more, in the report");
        }
        let end = if left == 1 { "" } else { "; " };
        text = format!("{text}{credit}{end}");
    }
    text
}

/// The true peak of what a decoder makes of a file, dBTP.
fn peak_db(file: &Path, ffmpeg: &Ffmpeg<'_>) -> Result<f32> {
    let [left, right] = media::decode_audio(ffmpeg, file)?;
    Ok(db(true_peak(&Stereo { left, right })))
}

/// Makes a file from a gain in decibels and gives its decoded peak, dBTP.
type Make<'a> = &'a mut dyn FnMut(f64) -> Result<f32>;

/// Makes all files at one gain, and again from a lower one while a peak is too high (a lossy coder overshoots). What
/// stands in the folder in the end was made at the gain that is given, and measured.
fn under_ceiling<const N: usize>(files: [Make<'_>; N]) -> Result<f64> {
    let mut gain_db = 0.0;
    let mut made_at = [None; N];
    let mut peak = f32::NEG_INFINITY;
    for _ in 0..ROUNDS * N {
        let Some(i) = (0..N).find(|&i| made_at[i] != Some(gain_db)) else {
            return Ok(gain_db);
        };
        peak = files[i](gain_db)?;
        made_at[i] = Some(gain_db);
        if peak > LOSSY_CEILING_DBTP {
            gain_db -= f64::from(peak - LOSSY_CEILING_DBTP) + MARGIN_DB;
        }
    }
    if made_at.iter().all(|at| *at == Some(gain_db)) {
        return Ok(gain_db);
    }
    Err(crate::Error::Broken(format!("a lossy file still peaks at {peak:.2} dBTP after {ROUNDS} rounds")))
}

fn write(folder: &Path, role: Role, bytes: &[u8]) -> Result<()> {
    std::fs::write(folder.join(role.file()), bytes).map_err(|e| broken(role.file(), &e))
}

fn broken(what: &str, error: &std::io::Error) -> crate::Error {
    crate::Error::Broken(format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A coder that overshoots by so many decibels at full gain, and what it was asked for.
    fn coder(overshoot_db: f32, asked: &mut Vec<f64>) -> impl FnMut(f64) -> Result<f32> {
        move |gain_db| {
            asked.push(gain_db);
            Ok(-1.5 + overshoot_db + gain_db as f32)
        }
    }

    #[test]
    fn both_lossy_files_end_at_the_gain_of_the_one_that_overshoots_more() {
        let (mut mp3, mut aac) = (Vec::new(), Vec::new());
        let gain_db = under_ceiling([&mut coder(0.5, &mut mp3), &mut coder(1.9, &mut aac)]).unwrap();
        assert!((gain_db + 1.1).abs() < 1e-3, "{gain_db}");
        assert_eq!((mp3.last(), aac.last()), (Some(&gain_db), Some(&gain_db)));
    }

    #[test]
    fn files_under_the_ceiling_are_made_once_and_left_alone() {
        let (mut mp3, mut aac) = (Vec::new(), Vec::new());
        assert_eq!(under_ceiling([&mut coder(0.0, &mut mp3), &mut coder(0.9, &mut aac)]).unwrap(), 0.0);
        assert_eq!((mp3, aac), (vec![0.0], vec![0.0]));
    }

    #[test]
    fn a_comment_names_every_recording_that_fits_and_counts_the_others() {
        let scene = crate::Scene::unseen(3.0);
        let sheet = crate::spot::cue_sheet(&scene, &crate::Brief::default(), None, None);
        let silence = crate::render::Stems {
            foley: Stereo::silence(144_000),
            ambience: Stereo::silence(144_000),
            music: Stereo::silence(144_000),
            source: Stereo::default(),
        };
        let mut report = Report::of(&sheet, &crate::mix::master(&silence, &sheet), None);
        assert_eq!(comment(&report), COMMENT);
        report.credits = vec!["a/b: B, CC0".into(), "a/c: C, CC-BY-3.0".into()];
        assert_eq!(comment(&report), format!("{COMMENT}; recordings: a/b: B, CC0; a/c: C, CC-BY-3.0"));
        report.credits = (0..60).map(|i| format!("pack/{i:02}: {}", "x".repeat(60))).collect();
        let long = comment(&report);
        assert!(long.len() < 2_000 && long.ends_with(" more, in the report"), "{long}");
    }

    #[test]
    fn a_file_that_stays_over_the_ceiling_is_an_error_with_its_peak() {
        let stubborn: Make<'_> = &mut |_| Ok(0.25);
        let error = under_ceiling([stubborn]).unwrap_err();
        assert!(matches!(error, crate::Error::Broken(text) if text.contains("0.25 dBTP")));
    }
}
