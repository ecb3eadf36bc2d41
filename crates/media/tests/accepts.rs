//! What is accepted, and that times, sizes and orders are the source's own.

#![allow(clippy::unwrap_used, reason = "test code")]

mod studio;

use media::Patient;
use studio::{H264, Studio, bars, gaps};

#[test]
fn every_frame_of_a_constant_rate_clip_comes_once_at_its_time() {
    let studio = Studio::new();
    let clip = studio.open(&studio.bars("a.mp4", 4.0, "320x180")).unwrap();
    assert_eq!((clip.len(), clip.width, clip.height), (100, 160, 90));
    assert!((clip.duration_s - 4.0).abs() < 1e-9, "{}", clip.duration_s);
    assert!(gaps(&clip).iter().all(|gap| (gap - 0.04).abs() < 1e-9));
    assert_eq!((clip.source.width, clip.source.height, clip.source.codec.as_str()), (320, 180, "h264"));
    assert!(clip.source.copyable && !clip.source.has_audio && clip.source.start_s == 0.0);
    assert_eq!(clip.source.sha256.len(), 64);
}

#[test]
fn probe_and_open_agree_about_the_source() {
    let studio = Studio::new();
    let path = studio.bars("a.mp4", 3.0, "64x48");
    let source = media::probe(&path, &studio.tools, &studio.limits, &Patient).unwrap();
    assert_eq!(source, studio.open(&path).unwrap().source);
}

#[test]
fn planes_hold_the_picture_in_limited_range_whatever_the_range_of_the_source() {
    let studio = Studio::new();
    for (name, colour, codec, luma, red_difference) in [
        ("a.mp4", "white", H264, 235, 128),
        ("b.mp4", "red", H264, 81, 240),
        ("c.mov", "white", "-c:v mjpeg -pix_fmt yuvj420p", 235, 128),
    ] {
        let path =
            studio.make(&format!("-f lavfi -i color={colour}:size=320x180:rate=5:duration=3 {codec} {name}"));
        let clip = studio.open(&path).unwrap();
        let near = |a: u8, b: i32| (i32::from(a) - b).abs() <= 2;
        assert!(clip.luma(3).iter().all(|y| near(*y, luma)), "{name}: {}", clip.luma(3)[0]);
        assert!(
            clip.chroma(3).1.iter().all(|cr| near(*cr, red_difference)),
            "{name}: {}",
            clip.chroma(3).1[0]
        );
    }
}

#[test]
fn variable_rates_keep_their_true_stamps_and_duplicates_are_not_made() {
    let studio = Studio::new();
    // Frames 0-24 at 25 frames/s, then every fifth: 5 frames/s.
    let path = studio.make(&format!(
        "{} -vf select=lt(n\\,25)+not(mod(n\\,5)) -fps_mode passthrough {H264} v.mp4",
        bars(4.0, 25, "160x90")
    ));
    let clip = studio.open(&path).unwrap();
    assert_eq!(clip.len(), 25 + 15);
    let gaps = gaps(&clip);
    assert!(gaps[..24].iter().all(|gap| (gap - 0.04).abs() < 1e-6));
    assert!(gaps[25..].iter().all(|gap| (gap - 0.2).abs() < 1e-6), "{gaps:?}");
}

#[test]
fn repeated_pictures_are_frames_of_their_own() {
    let studio = Studio::new();
    let path = studio.make(&format!("{} -vf fps=50 {H264} d.mp4", bars(3.0, 25, "160x90")));
    let clip = studio.open(&path).unwrap();
    assert_eq!(clip.len(), 150);
    let change = |i: usize| -> u32 {
        clip.luma(i).iter().zip(clip.luma(i + 1)).map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
    };
    assert!(change(20) * 10 < change(21), "{} {}", change(20), change(21));
    assert!(gaps(&clip).iter().all(|gap| (gap - 0.02).abs() < 1e-6));
}

#[test]
fn a_clip_that_starts_late_in_file_time_is_timed_from_its_first_frame() {
    let studio = Studio::new();
    studio.bars("a.mp4", 4.0, "160x90");
    let path = studio.make(
        "-f lavfi -i sine=duration=6 -itsoffset 1.48 -i a.mp4 -map 1:v -map 0:a -c:v copy -c:a aac s.mp4",
    );
    let clip = studio.open(&path).unwrap();
    assert!((clip.source.start_s - 1.48).abs() < 1e-6, "{}", clip.source.start_s);
    assert!(clip.source.has_audio && clip.len() == 100 && clip.times_s[0] == 0.0);
    assert!((clip.duration_s - 4.0).abs() < 1e-6);
}

#[test]
fn what_an_edit_list_hides_is_not_shown() {
    let studio = Studio::new();
    let whole = studio.make(&format!("{} {H264} -g 50 w.mp4", bars(6.0, 25, "160x90")));
    let cut = studio.make("-ss 1.2 -i w.mp4 -c copy e.mp4");
    let (whole, cut) = (studio.open(&whole).unwrap(), studio.open(&cut).unwrap());
    assert_eq!(cut.len(), 120);
    assert!((cut.duration_s - 4.8).abs() < 1e-6 && cut.source.start_s.abs() < 0.05);
    assert_eq!(cut.luma(0), whole.luma(30), "the first frame is not the one of 1.2 s");
}

#[test]
fn rotation_portrait_odd_sides_and_pixel_shape_give_the_shape_as_shown() {
    let studio = Studio::new();
    studio.bars("a.mp4", 3.0, "320x180");
    let cases = [
        ("-i a.mp4 -c copy -metadata:s:v rotate=90 r.mp4".to_owned(), (90, 160), (180, 320)),
        (format!("{} {H264} p.mp4", bars(3.0, 10, "180x320")), (90, 160), (180, 320)),
        (format!("{} -vf scale=101:77 -c:v mpeg4 o.mp4", bars(3.0, 10, "102x78")), (160, 122), (101, 77)),
        (format!("{} -vf setsar=64/45 {H264} s.mp4", bars(3.0, 10, "180x144")), (160, 90), (256, 144)),
        ("-i s.mp4 -c copy -metadata:s:v rotate=90 t.mp4".to_owned(), (90, 160), (101, 180)),
    ];
    for (args, work, shown) in cases {
        let clip = studio.open(&studio.make(&args)).unwrap();
        assert_eq!((clip.width, clip.height), work, "{args}");
        assert_eq!((clip.source.width, clip.source.height), shown, "{args}");
    }
}

#[test]
fn a_picture_that_changes_its_size_midway_keeps_the_first_shape_and_is_made_small_once() {
    let studio = Studio::new();
    let mut both = Vec::new();
    for size in ["320x180", "180x320"] {
        // Stripes of one pixel: on the way over 90 pixels across nothing would be left of them.
        let stripes = format!("nullsrc=size={size}:rate=25:duration=2,geq=lum='255*mod(X,2)':cb=128:cr=128");
        let made = studio.make(&format!("-f lavfi -i {stripes} {H264} -bf 0 {size}.h264"));
        both.extend(std::fs::read(made).unwrap());
    }
    std::fs::write(studio.path("both.h264"), both).unwrap();
    let clip = studio.open(&studio.make("-r 25 -f h264 -i both.h264 -c copy both.mp4")).unwrap();
    assert_eq!((clip.width, clip.height, clip.len()), (160, 90, 100));
    let row = &clip.luma(99)[45 * 160..46 * 160];
    let (least, most) = (row.iter().min().unwrap(), row.iter().max().unwrap());
    assert!(most - least > 80, "stripes between {least} and {most}");
}

#[test]
fn the_first_video_stream_that_is_no_cover_picture_is_the_picture() {
    let studio = Studio::new();
    studio.make("-f lavfi -i color=red:size=64x64:duration=1 -frames:v 1 cover.png");
    let (white, black) =
        ("color=white:size=64x64:rate=10:duration=3", "color=black:size=96x64:rate=5:duration=5");
    let path = studio.make(&format!(
        "-i cover.png -f lavfi -i {white} -f lavfi -i {black} -f lavfi -i sine=duration=4 -map 3 -map 0 -map 1 -map 2 \
         -c:v libx264 -c:v:0 png -disposition:v:0 attached_pic -c:a aac m.mp4"
    ));
    let clip = studio.open(&path).unwrap();
    assert_eq!((clip.len(), clip.source.width), (30, 64));
    assert!(clip.luma(0)[0] > 230 && clip.source.has_audio);
}

#[test]
fn four_hundred_and_eighty_one_frames_at_24_per_second_are_20_0_seconds() {
    let studio = Studio::new();
    let path = studio.make(&format!("{} -frames:v 481 {H264} l.mp4", bars(21.0, 24, "32x32")));
    let clip = studio.open(&path).unwrap();
    assert_eq!(clip.len(), 481);
    let path = studio.make(&format!("{} -frames:v 482 {H264} l.mp4", bars(21.0, 24, "32x32")));
    assert_eq!(studio.refusal(&path), "the video lasts 20.1 s; 3.0 to 20.0 s are accepted");
}

#[test]
fn the_same_file_gives_the_same_clip_on_one_thread_or_two() {
    let mut studio = Studio::new();
    let path = studio.bars("a.mp4", 3.0, "640x360");
    let two = studio.open(&path).unwrap();
    studio.limits.child_threads = 1;
    assert!(two == studio.open(&path).unwrap());
}

#[test]
fn a_few_broken_frames_are_passed_over() {
    let studio = Studio::new();
    let path = studio.bars("a.mp4", 4.0, "320x180");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 3000].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let clip = studio.open(&path).unwrap();
    assert!(clip.len() > 60, "{}", clip.len());
}

#[test]
fn stills_are_frames_of_the_clip_in_colour_half_a_second_apart() {
    let studio = Studio::new();
    let path = studio.make("-f lavfi -i color=red:s=1280x720:r=30:d=2 -f lavfi -i color=blue:s=1280x720:r=30:d=2 -filter_complex concat -c:v libx264 -pix_fmt yuv420p stills.mp4");
    let plain = studio.open(&path).unwrap();
    let wanted = media::Stills { per_second: 2.0, long_side: 512 };
    let clip = media::open_with(&path, Some(wanted), &studio.ffmpeg()).unwrap();
    assert_eq!((clip.stills.len(), clip.stills[0].width, clip.stills[0].height), (8, 512, 288));
    for (i, still) in clip.stills.iter().enumerate() {
        assert!((still.t_s - 0.5 * i as f64).abs() < 1e-6, "still {i} at {}", still.t_s);
        let [r, _, b] = [0, 1, 2].map(|c| still.rgb[3 * 512 * 144 + c]);
        assert_eq!((r > 200, b > 200), (i < 4, i >= 4), "still {i}: red {r}, blue {b}");
    }
    assert_eq!(clip.with_stills(Vec::new()), plain);
}

#[test]
fn a_tiny_picture_is_not_enlarged_for_stills() {
    let studio = Studio::new();
    let path = studio.bars("tiny.mp4", 3.0, "64x36");
    let wanted = media::Stills { per_second: 1.0, long_side: 512 };
    let clip = media::open_with(&path, Some(wanted), &studio.ffmpeg()).unwrap();
    assert_eq!(clip.stills.iter().map(|s| (s.width, s.height)).collect::<Vec<_>>(), [(64, 36); 3]);
}
