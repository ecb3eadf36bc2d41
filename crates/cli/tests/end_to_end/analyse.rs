//! `wildtrack analyse`: what happens in a clip, as JSON.

use crate::fixtures::clip;
use crate::program::wildtrack;
use serde_json::Value;

fn analysed(name: &str, more: &[&str]) -> Value {
    let path = clip(name);
    let ended = wildtrack(["analyse", path.to_str().unwrap()].iter().chain(more));
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
    serde_json::from_str(&ended.stdout).unwrap()
}

fn count(scene: &Value, list: &str) -> usize {
    scene[list].as_array().unwrap_or_else(|| panic!("no list {list}")).len()
}

#[test]
fn a_bouncing_ball_has_one_shot_and_many_impacts_in_order() {
    let scene = analysed("bounce", &[]);
    assert_eq!((scene["duration"].as_f64(), scene["fps"].as_f64()), (Some(8.0), Some(30.0)));
    assert_eq!((count(&scene, "shots"), count(&scene, "flashes")), (1, 0));
    assert!((10..=25).contains(&count(&scene, "impacts")), "{} impacts", count(&scene, "impacts"));
    let times: Vec<f64> =
        scene["impacts"].as_array().unwrap().iter().filter_map(|impact| impact["t"].as_f64()).collect();
    assert!(times.is_sorted() && times.iter().all(|t| (0.0..=8.0).contains(t)), "{times:?}");
    assert!(scene["periodic"].is_array());
    assert_eq!(scene.get("tracks").and_then(Value::as_array).map_or(0, Vec::len), 0, "curves came unasked");
}

#[test]
fn a_film_has_several_shots_that_follow_each_other() {
    let scene = analysed("film", &["--all"]);
    assert!(count(&scene, "shots") > 2, "{} shots", count(&scene, "shots"));
    let shots = scene["shots"].as_array().unwrap();
    assert!(shots.windows(2).all(|pair| pair[0]["t1"] == pair[1]["t0"]), "the shots leave gaps");
    assert_eq!(shots.last().unwrap()["t1"], scene["duration"]);
    assert!(count(&scene, "tracks") > 0, "--all gives no tracks");
}
