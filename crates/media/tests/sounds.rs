//! That new sound stands where it belongs and the picture is left alone.

mod studio;

use std::path::Path;

use media::{Encoding, Picture};
use studio::{H264, RATE_HZ, Studio, bars};

/// Where the click is put, seconds after the first frame.
const CLICK_S: f64 = 1.25;

/// Scores `path` and checks picture, onset and lengths.
fn check_scored(studio: &Studio, path: &Path) {
    let clip = studio.open(path).unwrap();
    let (mp4, picture) = studio.scored(path, &clip, CLICK_S);
    let name = path.file_name().unwrap();
    let again = studio.open(&mp4).unwrap();
    assert_eq!(picture == Picture::Copied, clip.source.copyable, "{name:?}");
    if picture == Picture::Copied {
        assert_eq!(studio.picture_hash(path), studio.picture_hash(&mp4), "{name:?}");
        assert!(clip.times_s == again.times_s || close(&clip.times_s, &again.times_s), "{name:?}");
        assert_eq!(clip.luma(7), again.luma(7), "{name:?}");
    }
    assert_eq!(clip.len(), again.len(), "{name:?}");
    assert!(again.source.start_s.abs() < 1e-6, "{name:?} starts at {}", again.source.start_s);
    let late_s = studio.onset_s(&mp4) - CLICK_S;
    assert!(late_s.abs() < 0.003, "{name:?}: the click is {late_s} s late");
    let frame_s = clip.duration_s / clip.len() as f64;
    let lasts_s: f64 = studio.ask(&mp4, "format=duration").parse().unwrap();
    assert!((lasts_s - clip.duration_s).abs() < frame_s, "{name:?}: {lasts_s} s for {} s", clip.duration_s);
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4)
}

#[test]
fn copied_pictures_stay_bit_identical_and_the_click_in_its_place() {
    let studio = Studio::new();
    studio.bars("plain.mp4", 4.0, "160x90");
    studio.make(&format!("{} {H264} -g 50 long.mp4", bars(6.0, 25, "160x90")));
    let sine = "-f lavfi -i sine=duration=6";
    for args in [
        "-i plain.mp4 -c copy -metadata:s:v rotate=90 turned.mp4".to_owned(),
        format!("{sine} -itsoffset 1.48 -i plain.mp4 -map 1:v -map 0:a -c:v copy -c:a aac late.mp4"),
        format!("-itsoffset 0.7 {sine} -i plain.mp4 -map 1:v -map 0:a -c:v copy -c:a aac late_sound.mp4"),
        "-ss 1.2 -i long.mp4 -c copy edited.mp4".to_owned(),
        format!("-ss 1.2 -i long.mp4 {sine} -c:v copy -c:a aac -movflags +faststart edited_with_sound.mp4"),
        format!(
            "{} -vf select=lt(n\\,30)+not(mod(n\\,5)) -fps_mode passthrough {H264} variable.mp4",
            bars(4.0, 25, "160x90")
        ),
        format!("{} {H264} sixty.mov", bars(3.0, 60, "160x90")),
        format!(
            "{} -c:v libx264 -preset medium {H264} -bf 4 -b_strategy 0 deep.mp4",
            bars(3.02, 50, "160x90")
        ),
    ] {
        check_scored(&studio, &studio.make(&args));
    }
}

#[test]
fn every_codec_that_an_mp4_carries_is_copied_into_it() {
    let studio = Studio::new();
    let x265 = "-c:v libx265 -preset ultrafast -x265-params log-level=error -tag:v hev1";
    for codec in [
        format!("{x265} hevc.mp4"),
        "-c:v libsvtav1 -preset 12 av1.mp4".to_owned(),
        "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 vp9.mp4".to_owned(),
        "-c:v mpeg4 mpeg4.mov".to_owned(),
    ] {
        check_scored(&studio, &studio.make(&format!("{} {codec}", bars(3.0, 20, "96x64"))));
    }
    assert_eq!(studio.ask(&studio.path("hevc.mp4"), "stream=codec_tag_string"), "hev1");
    check_scored(&studio, &studio.path("hevc.mp4"));
    assert_eq!(studio.ask(&studio.path("scored.mp4"), "stream=codec_tag_string"), "hvc1");
}

#[test]
fn other_codecs_are_encoded_again_with_their_times() {
    let studio = Studio::new();
    check_scored(
        &studio,
        &studio.make(&format!("{} -c:v prores_ks -profile:v 0 p.mov", bars(3.0, 20, "97x65"))),
    );
    check_scored(&studio, &studio.make(&format!("{} -c:v mjpeg m.mov", bars(3.0, 20, "96x64"))));
    assert_eq!(studio.ask(&studio.path("scored.mp4"), "stream=codec_name,pix_fmt"), "h264,yuv420p");
}

#[test]
fn the_picture_that_was_analysed_is_the_one_that_is_copied_and_its_sound_goes() {
    let studio = Studio::new();
    let (first, second) = (bars(3.0, 10, "96x64"), bars(5.0, 5, "64x64"));
    let path = studio.make(&format!(
        "-f lavfi -i sine=duration=4 {first} {second} -map 0 -map 1 -map 2 {H264} -c:a aac t.mp4"
    ));
    check_scored(&studio, &path);
    assert_eq!(studio.ask(&studio.path("scored.mp4"), "format=nb_streams"), "2");
}

#[test]
fn rotation_is_kept() {
    let studio = Studio::new();
    studio.bars("a.mp4", 3.0, "160x90");
    let path = studio.make("-i a.mp4 -c copy -metadata:s:v rotate=90 r.mp4");
    let clip = studio.open(&path).unwrap();
    let again = studio.open(&studio.scored(&path, &clip, CLICK_S).0).unwrap();
    assert_eq!((again.source.width, again.source.height), (90, 160));
}

#[test]
fn wav_and_mp3_hold_the_click_to_the_millisecond_and_say_that_they_are_synthetic() {
    let studio = Studio::new();
    let clip = studio.open(&studio.bars("a.mp4", 3.0, "64x64")).unwrap();
    let (wav, mp3) = (studio.click(&clip, CLICK_S), studio.path("click.mp3"));
    media::encode_mp3(&studio.ffmpeg(), &wav, &mp3, &Encoding::default()).unwrap();
    for path in [&wav, &mp3] {
        assert!((studio.onset_s(path) - CLICK_S).abs() < 0.001, "{path:?}: {}", studio.onset_s(path));
        let [left, right] = media::decode_audio(&studio.ffmpeg(), path).unwrap();
        assert_eq!((left.len(), right.len()), (3 * RATE_HZ, 3 * RATE_HZ), "{path:?}");
        let told = studio.ask(path, "format_tags=comment");
        assert_eq!(told, "\"synthetic audio, made by Wildtrack\"", "{path:?}");
    }
    let (mp4, _) = studio.scored(&studio.path("a.mp4"), &clip, CLICK_S);
    assert_eq!(studio.ask(&mp4, "format_tags=comment"), "\"synthetic audio, made by Wildtrack\"");
    assert_eq!(studio.ask(&wav, "stream=codec_name:audio"), "");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let studio = Studio::new();
    let path = studio.bars("a.mp4", 3.0, "64x64");
    let clip = studio.open(&path).unwrap();
    let made = || {
        let (mp4, _) = studio.scored(&path, &clip, CLICK_S);
        let mp3 = studio.path("a.mp3");
        media::encode_mp3(&studio.ffmpeg(), &studio.path("click.wav"), &mp3, &Encoding::default()).unwrap();
        [mp4, mp3, studio.path("click.wav")].map(|file| std::fs::read(file).unwrap())
    };
    assert!(made() == made());
}

#[test]
fn gain_lowers_what_is_decoded_by_as_much() {
    let studio = Studio::new();
    let clip = studio.open(&studio.bars("a.mp4", 3.0, "64x64")).unwrap();
    let wav = studio.click(&clip, CLICK_S);
    let peak = |gain_db: f64| {
        let mp3 = studio.path("g.mp3");
        let encoding = Encoding { kbps: 320, gain_db, ..Encoding::default() };
        media::encode_mp3(&studio.ffmpeg(), &wav, &mp3, &encoding).unwrap();
        let [left, _] = media::decode_audio(&studio.ffmpeg(), &mp3).unwrap();
        20.0 * f64::from(left.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()))).log10()
    };
    assert!((peak(0.0) - peak(-6.0) - 6.0).abs() < 0.5, "{} {}", peak(0.0), peak(-6.0));
}

#[test]
fn the_doctor_finds_what_is_there_and_what_is_not() {
    let mut studio = Studio::new();
    let bad = |findings: Vec<media::Finding>| findings.into_iter().filter(|f| !f.good).collect::<Vec<_>>();
    assert_eq!(bad(media::doctor(&studio.tools)), []);
    studio.tools.ffmpeg = "no-such-program".into();
    let bad = bad(media::doctor(&studio.tools));
    assert!(bad.len() > 10 && bad.iter().all(|finding| finding.remedy.contains("apt-get install ffmpeg")));
}
