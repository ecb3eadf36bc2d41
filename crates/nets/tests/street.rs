//! The nets on frames of the street clip, whose things were found by eye, and on pictures that no camera makes.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::process::Command;
use std::sync::OnceLock;

use expect_test::expect;
use nets::{JOINTS, Nets, Object, PLACES, Picture, imagenet_name, places, together};

const WIDTH: usize = 640;
const HEIGHT: usize = 272;

fn nets() -> &'static Nets {
    static NETS: OnceLock<Nets> = OnceLock::new();
    NETS.get_or_init(|| Nets::load(2).unwrap())
}

/// The street clip's frame at a time, seconds.
fn frame(at: &str) -> Vec<u8> {
    let clip = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/street.mp4");
    let arguments =
        ["-nostdin", "-loglevel", "error", "-threads", "1", "-ss", at, "-i", clip, "-frames:v", "1"];
    let shape = ["-sws_flags", "accurate_rnd+bitexact", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"];
    let output = Command::new("ffmpeg").args(arguments).args(shape).output().unwrap();
    assert_eq!(output.stdout.len(), WIDTH * HEIGHT * 3);
    output.stdout
}

fn picture(rgb: &[u8]) -> Picture<'_> {
    Picture { width: WIDTH, height: HEIGHT, rgb }
}

fn seen(at: &str) -> Vec<Object> {
    nets().objects(&picture(&frame(at))).unwrap()
}

/// The surest object of a kind, and how much of the picture's width and height its edges lie off those found by eye.
fn surest(objects: &[Object], label: &str, by_eye: [f32; 4]) -> (f32, f32) {
    let best = objects.iter().find(|o| o.label == label).unwrap();
    let off = best.bounds.iter().zip(by_eye).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    (best.score, off)
}

#[test]
fn the_cyclist_the_bicycle_and_the_van_are_where_they_are() {
    let objects = seen("4.48");
    let check = |label, by_eye, off| {
        let (score, found) = surest(&objects, label, by_eye);
        assert!(score > 0.35 && found < off, "{label} {score} {found}");
    };
    check("Person", [0.57, 0.05, 0.765, 0.98], 0.05);
    check("Bicycle", [0.58, 0.6, 0.79, 1.0], 0.06);
    check("Car", [0.01, 0.05, 0.49, 1.0], 0.06);
}

#[test]
fn every_kind_of_thing_in_the_traffic_is_a_car() {
    let mut kinds: Vec<&str> = seen("5.48").iter().filter(|o| o.score > 0.35).map(|o| o.label).collect();
    kinds.dedup();
    expect![[r#"["Car"]"#]].assert_eq(&format!("{kinds:?}"));
}

#[test]
fn the_walkers_ankles_are_at_his_shoes() {
    let rgb = frame("7.48");
    let objects = nets().objects(&picture(&rgb)).unwrap();
    let person = objects.iter().find(|o| o.label == "Person").unwrap();
    let pose = nets().pose(&picture(&rgb), Some(person.bounds)).unwrap();
    let shoes: Vec<&Object> = objects.iter().filter(|o| o.label == "Footwear" && o.score > 0.4).collect();
    for ankle in [15, 16] {
        let joint = pose.joints[ankle];
        let near = |o: &&&Object| {
            let [x0, y0, x1, y1] = o.bounds;
            (x0 - 0.06..x1 + 0.06).contains(&joint.x) && (y0 - 0.25..y1).contains(&joint.y)
        };
        assert!(joint.score > 0.3, "{} {}", JOINTS[ankle], joint.score);
        assert!(shoes.iter().find(near).is_some(), "{} {joint:?} {shoes:?}", JOINTS[ankle]);
    }
}

#[test]
fn the_limousine_is_one_of_the_cars_of_imagenet() {
    let labels = nets().label(&picture(&frame("2.48"))).unwrap();
    let names: Vec<&str> = labels.best[..4].iter().map(|b| imagenet_name(b.0)).collect();
    assert!(names.iter().any(|n| n.contains("limousine")), "{names:?}");
    assert!(labels.best.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    assert_eq!((labels.best.len(), labels.embedding.len()), (10, 1280));
}

#[test]
fn what_lies_beside_the_middle_square_is_looked_at_too() {
    let whole = frame("4.48");
    let mut middle = whole.clone();
    let edge = (WIDTH - HEIGHT) / 2;
    for row in middle.chunks_exact_mut(WIDTH * 3) {
        row[..edge * 3].fill(0);
        row[(WIDTH - edge) * 3..].fill(0);
    }
    assert_ne!(nets().label(&picture(&whole)).unwrap(), nets().label(&picture(&middle)).unwrap());
}

#[test]
fn the_street_is_a_street_and_the_dark_a_title() {
    let looks = ["1.48", "4.48", "7.48"].map(|at| places(&nets().label(&picture(&frame(at))).unwrap()));
    let shot = together(&looks.map(|look| look.map(|(_, p)| p))).unwrap();
    assert_eq!(PLACES[0], "street");
    assert!(shot.iter().skip(1).all(|&p| p < shot[0]), "{shot:?}");
    let dark = places(&nets().label(&picture(&vec![0; WIDTH * HEIGHT * 3])).unwrap());
    assert!(dark[9].0 == "title" && dark[9].1 > 0.5, "{dark:?}");
}

#[test]
fn nothing_is_seen_in_the_dark() {
    let objects = nets().objects(&picture(&vec![0; WIDTH * HEIGHT * 3])).unwrap();
    assert!(objects.iter().all(|o| o.score <= 0.3), "{objects:?}");
    let pose = nets().pose(&picture(&vec![0; WIDTH * HEIGHT * 3]), None).unwrap();
    assert!(pose.score < 0.2, "{}", pose.score);
}

#[test]
fn one_thread_sees_the_same_bits_as_two() {
    let alone = Nets::load(1).unwrap();
    for at in ["1.48", "4.48", "7.48"] {
        let rgb = frame(at);
        let picture = picture(&rgb);
        assert_eq!(alone.objects(&picture).unwrap(), nets().objects(&picture).unwrap());
        assert_eq!(alone.pose(&picture, None).unwrap(), nets().pose(&picture, None).unwrap());
        assert_eq!(alone.label(&picture).unwrap(), nets().label(&picture).unwrap());
    }
}

#[test]
fn odd_sizes_and_boxes_are_looked_at_without_harm() {
    for (width, height) in [(1, 1), (4000, 1), (1, 4000), (3, 2)] {
        let rgb = vec![200; width * height * 3];
        let picture = Picture { width, height, rgb: &rgb };
        assert!(nets().objects(&picture).is_ok() && nets().label(&picture).is_ok());
        for around in
            [None, Some([0.0, 0.0, 1.0, 1.0]), Some([f32::NAN, 0.0, 1.0, 9.0]), Some([1.0, 1.0, 1.0, 1.0])]
        {
            let pose = nets().pose(&picture, around).unwrap();
            assert!(pose.joints.iter().all(|j| j.x.is_finite() && j.y.is_finite()));
        }
    }
}

#[test]
fn bytes_that_do_not_fit_the_size_are_refused() {
    for (width, height, bytes) in [(0, 0, 0), (2, 2, 11), (usize::MAX, 3, 9)] {
        let rgb = vec![0; bytes];
        assert!(nets().objects(&Picture { width, height, rgb: &rgb }).is_err());
    }
}

#[test]
fn imagenet_has_a_thousand_names() {
    let ends = [imagenet_name(0), imagenet_name(999), imagenet_name(1000)];
    expect![[r#"["tench, Tinca tinca", "toilet tissue, toilet paper, bathroom tissue", ""]"#]]
        .assert_eq(&format!("{ends:?}"));
}
