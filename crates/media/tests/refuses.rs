//! What is refused, with which sentence, and that nothing hangs or is left behind.

mod studio;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use media::{Error, Stage, Stop, Watch};
use studio::{H264, Studio, bars};

#[test]
fn too_short_and_too_long_clips_are_told_their_length() {
    let studio = Studio::new();
    let short = studio.bars("short.mp4", 2.0, "64x64");
    assert_eq!(studio.refusal(&short), "the video lasts 2.0 s; 3.0 to 20.0 s are accepted");
    let long = studio.bars("long.mp4", 21.0, "64x64");
    assert_eq!(studio.refusal(&long), "the video lasts 21.0 s; 3.0 to 20.0 s are accepted");
    let endless = studio.make(&format!("{} {H264} endless.mp4", bars(600.0, 1, "32x32")));
    assert_eq!(studio.refusal(&endless), "the video lasts 600.0 s; 3.0 to 20.0 s are accepted");
}

#[test]
fn lengths_are_compared_after_rounding_to_a_tenth() {
    let studio = Studio::new();
    for (frames, sentence) in
        [(296, "accepted"), (295, "accepted"), (294, "the video lasts 2.9 s; 3.0 to 20.0 s are accepted")]
    {
        let path = studio.make(&format!("{} -frames:v {frames} {H264} r.mp4", bars(4.0, 100, "32x32")));
        assert_eq!(studio.refusal(&path), sentence);
    }
}

#[test]
fn a_file_over_the_cap_is_refused_by_its_size_alone() {
    let studio = Studio::new();
    let path = studio.path("big.mp4");
    std::fs::File::create(&path).unwrap().set_len(104_900_000).unwrap();
    assert_eq!(
        studio.refusal(&path),
        "the file has 104,900,000 bytes; at most 104,857,600 (100 MB) are accepted"
    );
}

#[test]
fn disguised_files_are_refused_for_what_they_are() {
    let studio = Studio::new();
    let canary = studio.bars("canary.mp4", 3.0, "64x64");
    let playlist = format!("#EXTM3U\n#EXTINF:3,\nfile://{}\n#EXT-X-ENDLIST\n", canary.display());
    let concat = format!("ffconcat version 1.0\nfile '{}'\n", canary.display());
    for (name, bytes, what) in [
        ("list.mp4", playlist.into_bytes(), "it is a playlist (m3u8)"),
        ("concat.mp4", concat.into_bytes(), "it is a list of other files (ffconcat)"),
        ("page.mp4", b"<!DOCTYPE html><html>".to_vec(), "it is HTML or XML"),
        (
            "noise.mp4",
            (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect(),
            "it does not begin with a box of that format",
        ),
    ] {
        std::fs::write(studio.path(name), bytes).unwrap();
        assert_eq!(studio.refusal(&studio.path(name)), format!("the file is not .mp4 or .mov: {what}"));
    }
    let mkv = studio.make(&format!("{} {H264} a.mkv", bars(3.0, 10, "64x64")));
    assert_eq!(studio.refusal(&mkv), "the file is not .mp4 or .mov: it is Matroska or WebM");
    std::fs::write(studio.path("empty.mp4"), b"").unwrap();
    assert_eq!(studio.refusal(&studio.path("empty.mp4")), "the file is empty");
}

#[test]
fn a_cut_off_file_is_refused_or_read_as_far_as_it_goes_but_never_hangs() {
    let studio = Studio::new();
    let whole = std::fs::read(studio.bars("a.mp4", 4.0, "160x90")).unwrap();
    let path = studio.path("cut.mp4");
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(studio.refusal(&path), "the file is cut short or broken: it has no index (moov)");
    let fast = studio.make("-i a.mp4 -c copy -movflags +faststart f.mp4");
    let whole = std::fs::read(&fast).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let sentence = studio.refusal(&path);
    assert!(
        sentence.starts_with("the video lasts 1.") || sentence.starts_with("the video lasts 2."),
        "{sentence}"
    );
}

#[test]
fn codecs_and_files_without_a_picture_are_named() {
    let studio = Studio::new();
    for codec in ["magicyuv", "png", "qtrle"] {
        let path = studio.make(&format!("{} -c:v {codec} c.mov", bars(3.0, 5, "64x64")));
        let want = format!(
            "the video is stored as {codec}; H.264, HEVC, AV1, VP9, MPEG-4, ProRes and MJPEG are accepted"
        );
        assert_eq!(studio.refusal(&path), want);
    }
    let sound = studio.make("-f lavfi -i sine=duration=4 -c:a aac s.mp4");
    assert_eq!(studio.refusal(&sound), "the file has no video stream");
}

#[test]
fn too_many_pixels_and_too_many_frames_are_refused() {
    let mut studio = Studio::new();
    let path = studio.bars("a.mp4", 3.0, "320x180");
    studio.limits.max_pixels = 320 * 180 - 1;
    assert_eq!(studio.refusal(&path), "the picture has 320 x 180 pixels; at most 57,599 pixels are accepted");
    studio.limits.max_pixels = 320 * 180;
    studio.limits.max_frames = 74;
    assert_eq!(studio.refusal(&path), "the video has more than 74 frames, which is more than is accepted");
    studio.limits.max_frames = 75;
    assert_eq!(studio.refusal(&path), "accepted");
}

#[test]
fn an_encrypted_picture_is_said_to_be_encrypted() {
    let studio = Studio::new();
    let key = "00112233445566778899aabbccddeeff";
    let path = studio.make(&format!(
        "{} {H264} -encryption_scheme cenc-aes-ctr -encryption_key {key} -encryption_kid {key} x.mp4",
        bars(3.0, 10, "64x64")
    ));
    assert_eq!(studio.refusal(&path), "the picture is encrypted; only clear video is accepted");
}

#[test]
fn a_picture_of_garbage_is_undecodable_and_no_path_is_told() {
    let studio = Studio::new();
    let path = studio.bars("a secret place.mp4".replace(' ', "_").as_str(), 3.0, "160x90");
    let mut bytes = std::fs::read(&path).unwrap();
    let mdat = bytes.windows(4).position(|kind| kind == b"mdat").unwrap();
    let moov = bytes.windows(4).position(|kind| kind == b"moov").unwrap();
    bytes[mdat + 4..moov - 4].fill(0x5A);
    std::fs::write(&path, bytes).unwrap();
    let sentence = studio.refusal(&path);
    assert!(sentence.starts_with("the picture cannot be decoded: "), "{sentence}");
    assert!(!sentence.contains('/') && !sentence.contains("secret"), "{sentence}");
}

/// Lets the decoder begin and then says stop.
struct StopAtDecode(AtomicBool);

impl Watch for StopAtDecode {
    fn check(&self) -> Result<(), Stop> {
        if self.0.load(Ordering::Relaxed) { Err(Stop::Cancelled) } else { Ok(()) }
    }
    fn reached(&self, stage: Stage, fraction: f32) {
        if stage == Stage::Decode && fraction > 0.0 {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

#[test]
fn cancelling_ends_the_work_at_once_and_leaves_no_child_and_no_scratch() {
    let studio = Studio::new();
    let path = studio.bars("a.mp4", 18.0, "640x360");
    let watch = StopAtDecode(AtomicBool::new(false));
    let began = Instant::now();
    let ended = media::open(&path, &studio.tools, &studio.limits, &watch);
    assert!(matches!(ended, Err(Error::Stopped(Stop::Cancelled))));
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(children_naming(&path), 0, "an ffmpeg lives on");
    assert_eq!(std::fs::read_dir(&studio.tools.scratch).unwrap().count(), 0);
}

/// How many processes have `path` on their command line.
fn children_naming(path: &std::path::Path) -> usize {
    let name = path.to_str().unwrap();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(name)).count()
}
