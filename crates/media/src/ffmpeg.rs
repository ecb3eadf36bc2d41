//! FFmpeg as we may use it: the guards that stand before every input, and what a failed run means.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::child::{self, Appetite, Call, End, Outcome};
use crate::complaint::first_fact;
use crate::confine::Spending;
use crate::{Error, Limits, Result, Tools, Watch};

/// The decoders that may see a picture from outside; the names are FFmpeg's. Audio codecs are not among them: the sound
/// of a source is decoded only where it is kept, in a run of its own ([`crate::own_sound`]).
const PICTURE_DECODERS: &str = "h264,hevc,libdav1d,av1,vp9,mpeg4,prores,mjpeg";
/// The decoders for files that we wrote ourselves.
const SOUND_DECODERS: &str = "aac,mp3float,mp3,pcm_s24le";

/// Where FFmpeg is, what it may use, and who says when it must stop.
#[derive(Clone, Copy)]
pub struct Ffmpeg<'a> {
    /// Where the programs are.
    pub tools: &'a Tools,
    /// What a child may use.
    pub limits: &'a Limits,
    /// Asked at least every 50 ms.
    pub watch: &'a dyn Watch,
}

impl Ffmpeg<'_> {
    /// Runs `args` within `spending`.
    pub(crate) fn run(
        &self,
        args: Args,
        spending: Spending,
        sink: &mut dyn FnMut(&[u8]) -> Appetite,
    ) -> Result<Outcome> {
        // A confined child cannot make files, so that it cannot make many.
        let made = args.writes.iter().try_for_each(|path| File::create(path).map(drop));
        made.map_err(|source| Error::Io { what: "making a file for ffmpeg", source })?;
        let call = Call {
            program: &self.tools.ffmpeg,
            args: args.words,
            reads: args.reads,
            writes: args.writes,
            spending,
            launcher: self.tools.launcher.as_deref(),
            wall_s: self.limits.child_wall_s,
            watch: self.watch,
        };
        child::run(&call, sink)
    }

    /// A folder of its own for scratch files, removed when it goes out of scope.
    pub(crate) fn scratch(&self) -> Result<tempfile::TempDir> {
        tempfile::Builder::new()
            .prefix("media-")
            .tempdir_in(&self.tools.scratch)
            .map_err(|source| Error::Io { what: "making a scratch folder", source })
    }

    /// Runs `args` over files of our own making: whatever fails is not the owner's fault.
    pub(crate) fn work(
        &self,
        args: Args,
        file_bytes: u64,
        sink: &mut dyn FnMut(&[u8]) -> Appetite,
    ) -> Result<()> {
        let spending = self.limits.writing(file_bytes);
        let outcome = self.run(args, spending, sink)?;
        match outcome.end {
            End::Done | End::Cut => Ok(()),
            End::Failed if outcome.murmur.contains("No space left") => {
                Err(Error::Io { what: "writing with ffmpeg", source: std::io::ErrorKind::StorageFull.into() })
            }
            End::Failed => Err(Error::Tool(first_fact(&outcome.murmur))),
            End::OutOfTime => Err(Error::Tool(format!("no end after {} s of CPU time", spending.cpu_s))),
            End::Crashed => Err(Error::Tool("it crashed".to_owned())),
        }
    }
}

/// Arguments of one FFmpeg run, in order, and the files that they name.
#[derive(Default)]
pub(crate) struct Args {
    words: Vec<OsString>,
    reads: Vec<PathBuf>,
    writes: Vec<PathBuf>,
}

impl Args {
    /// What every run begins with. One filter thread: their number must not matter, and the decoder has its own.
    pub(crate) fn new() -> Self {
        Args::default()
            .with("-nostdin -hide_banner -loglevel error -y -filter_threads 1 -filter_complex_threads 1")
    }

    /// Adds words separated by spaces.
    pub(crate) fn with(mut self, words: &str) -> Self {
        self.words.extend(words.split_ascii_whitespace().map(OsString::from));
        self
    }

    /// Adds one argument that may hold anything.
    pub(crate) fn word(mut self, word: impl Into<OsString>) -> Self {
        self.words.push(word.into());
        self
    }

    /// Adds a file to be written.
    pub(crate) fn output(mut self, path: &Path) -> Self {
        self.writes.push(path.to_owned());
        self.path(path)
    }

    /// Adds a file to be read.
    fn input(mut self, path: &Path) -> Self {
        self.reads.push(path.to_owned());
        self.with("-i").path(path)
    }

    /// Adds a path; `file:` keeps FFmpeg from reading a protocol or an option into its name.
    fn path(self, path: &Path) -> Self {
        let mut word = OsString::from("file:");
        word.push(path);
        self.word(word)
    }

    /// Adds a clip from outside as input: demuxer pinned, codecs listed, no reference to other files followed.
    pub(crate) fn clip(self, path: &Path, limits: &Limits) -> Self {
        self.stranger(path, PICTURE_DECODERS, limits)
    }

    /// The same with these decoders.
    pub(crate) fn stranger(self, path: &Path, decoders: &str, limits: &Limits) -> Self {
        self.with("-protocol_whitelist file,pipe -format_whitelist mov -f mov -codec_whitelist")
            .with(decoders)
            .with("-enable_drefs 0 -use_absolute_path 0 -ignore_chapters 1")
            .with(&format!("-max_pixels {} -threads {}", limits.max_pixels, limits.child_threads))
            .input(path)
    }

    /// Adds a sound file of our own as input; `demuxer` is FFmpeg's name of its format.
    pub(crate) fn sound(self, path: &Path, demuxer: &str) -> Self {
        self.with("-protocol_whitelist file,pipe -format_whitelist")
            .with(demuxer)
            .with("-f")
            .with(demuxer)
            .with("-codec_whitelist")
            .with(SOUND_DECODERS)
            .input(path)
    }
}

/// Why a clip from outside could not be worked on, as a sentence for its owner; `doing` begins it ("the picture cannot
/// be decoded").
pub(crate) fn refusal(outcome: &Outcome, doing: &str, limits: &Limits, spending: Spending) -> Error {
    let said = &outcome.murmur;
    if said.contains("error while loading shared libraries") {
        return Error::Tool(first_fact(said));
    }
    Error::Refused(match outcome.end {
        End::OutOfTime => format!("{doing}: it needs more than {} s of computing time", spending.cpu_s),
        _ if said.contains("exceeds specified max pixel count") => {
            format!("the picture has too many pixels; at most {} are accepted", thousands(limits.max_pixels))
        }
        _ if said.contains("matches no streams") => "the file has no video stream".to_owned(),
        _ if said.contains("Cannot allocate memory") => {
            format!("{doing}: it needs more than {} MB of memory", spending.memory_bytes >> 20)
        }
        End::Crashed => format!("{doing}: the decoder crashed over it"),
        _ => format!("{doing}: {}", first_fact(said)),
    })
}

/// 104857600 as "104,857,600".
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1000, 104_857_600].map(thousands), ["0", "999", "1,000", "104,857,600"]);
    }
}
