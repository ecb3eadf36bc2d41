//! The finished files: mp4, wav, mp3, stems, cue sheet, report, picture.

use crate::dsp::{Stereo, db, true_peak};
use crate::report::Report;
use crate::{Kit, RATE, Result, Score, Stage, Watch, report};
use media::{Encoding, Ffmpeg, Mux, Pcm, Picture};
use std::path::{Path, PathBuf};

/// What the metadata of every file says.
const COMMENT: &str = "synthetic audio, made by Wildtrack";
/// Decoded peaks above this mean that a lossy file is made again from a lower gain, dBTP.
const LOSSY_CEILING_DBTP: f32 = -0.5;

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
    /// The cue sheet.
    Cues,
    /// The report.
    Report,
    /// The picture of what was heard.
    Sheet,
}

impl Role {
    /// All of them, in the order in which they are written.
    pub const ALL: [Role; 9] = [
        Role::Wav,
        Role::Foley,
        Role::Ambience,
        Role::Music,
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
            Role::Cues => "cues.json",
            Role::Report => "report.json",
            Role::Sheet => "sheet.png",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Role::Video => "video/mp4",
            Role::Wav | Role::Foley | Role::Ambience | Role::Music => "audio/wav",
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

/// Writes all files of a soundtrack into `folder`, which is made if it is missing. `source` is the clip's file.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so, [`crate::Error::Broken`] when FFmpeg or the disk fail.
pub fn deliver(
    score: &Score,
    source: &Path,
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
    ];
    for (role, sound) in wavs {
        watch.check()?;
        let pcm = Pcm { left: &sound.left, right: &sound.right, rate_hz: RATE };
        media::write_wav(&folder.join(role.file()), &pcm, COMMENT)?;
    }
    watch.reached(Stage::Encode, 0.2);
    let report =
        lossy_files(score, source, folder, &Ffmpeg { tools: &kit.tools, limits: &kit.limits, watch })?;
    watch.reached(Stage::Encode, 0.8);
    write(folder, Role::Cues, score.cues.to_json().as_bytes())?;
    write(folder, Role::Sheet, &report::sheet(&score.clip, &score.scene, &score.cues, &score.master))?;
    write(folder, Role::Report, report.to_json().as_bytes())?;
    watch.reached(Stage::Encode, 1.0);
    Ok(Role::ALL.into_iter().map(|role| role.produced_in(folder)).collect())
}

/// Writes mp3 and mp4; the report learns what gain they needed.
fn lossy_files(score: &Score, source: &Path, folder: &Path, ffmpeg: &Ffmpeg<'_>) -> Result<Report> {
    let wav = folder.join(Role::Wav.file());
    let (mp3, mp4) = (folder.join(Role::Mp3.file()), folder.join(Role::Video.file()));
    let mut report = score.report.clone();
    let gain = under_ceiling(&mp3, ffmpeg, |encoding| media::encode_mp3(ffmpeg, &wav, &mp3, encoding))?;
    report.lossy_gain_db.insert(Role::Mp3.file().into(), gain);
    let job = Mux { clip: source, source: &score.clip.source, wav: &wav, mp4: &mp4 };
    let gain = under_ceiling(&mp4, ffmpeg, |encoding| {
        report.picture_reencoded = media::mux(ffmpeg, &job, encoding)? == Picture::Reencoded;
        Ok(())
    })?;
    report.lossy_gain_db.insert(Role::Video.file().into(), gain);
    Ok(report)
}

/// Encodes, listens to what a decoder makes of it, and encodes again from a lower gain while its peaks are too high
/// (AAC at 192 kbit/s overshot a master at -1.5 dBTP to +0.4). Gives the gain, decibels.
fn under_ceiling(
    file: &Path,
    ffmpeg: &Ffmpeg<'_>,
    mut encode: impl FnMut(&Encoding) -> media::Result<()>,
) -> Result<f32> {
    let mut encoding = Encoding { comment: COMMENT.into(), ..Encoding::default() };
    for _ in 0..3 {
        encode(&encoding)?;
        let [left, right] = media::decode_audio(ffmpeg, file)?;
        let over_db = db(true_peak(&Stereo { left, right })) - LOSSY_CEILING_DBTP;
        if over_db <= 0.0 {
            break;
        }
        encoding.gain_db -= f64::from(over_db) + 0.2;
    }
    Ok(encoding.gain_db as f32)
}

fn write(folder: &Path, role: Role, bytes: &[u8]) -> Result<()> {
    std::fs::write(folder.join(role.file()), bytes).map_err(|e| broken(role.file(), &e))
}

fn broken(what: &str, error: &std::io::Error) -> crate::Error {
    crate::Error::Broken(format!("{what}: {error}"))
}
