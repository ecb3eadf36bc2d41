//! Whether the cues lie on the contacts that were drawn into the clip.

use crate::fixtures::{plain, repository_file};
use serde_json::Value;

const NEAR_S: f64 = 0.05;

#[test]
fn most_contacts_have_a_cue_within_50_ms() {
    let truth: Value =
        serde_json::from_slice(&std::fs::read(repository_file("bounce.json")).unwrap()).unwrap();
    let contacts: Vec<f64> = truth["events"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    let sheet = plain().json("cues.json");
    let mut cues: Vec<f64> =
        sheet["cues"].as_array().unwrap().iter().filter_map(|cue| cue["t"].as_f64()).collect();
    cues.sort_by(f64::total_cmp);
    let hit = f1(&contacts, &cues);
    assert!(hit >= 0.8, "F1 is {hit:.3}: {cues:.3?}");
    let shifted: Vec<f64> = cues.iter().map(|t| t + 0.25).collect();
    let missed = f1(&contacts, &shifted);
    assert!(missed < 0.5, "cues a quarter of a second late score {missed:.3}");
}

/// Harmonic mean of precision and recall, each time matched once, both sorted.
fn f1(truth: &[f64], found: &[f64]) -> f64 {
    let (mut i, mut j, mut matched) = (0, 0, 0);
    while i < truth.len() && j < found.len() {
        match found[j] - truth[i] {
            late if late > NEAR_S => i += 1,
            late if late < -NEAR_S => j += 1,
            _ => (i, j, matched) = (i + 1, j + 1, matched + 1),
        }
    }
    2.0 * f64::from(matched) / (truth.len() + found.len()) as f64
}
