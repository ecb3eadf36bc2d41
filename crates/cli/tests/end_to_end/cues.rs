//! `wildtrack cues` and what `wildtrack render` does with locks and sounds from before.

use crate::fixtures::{Rendered, plain};
use crate::folder;
use crate::program::wildtrack;
use serde_json::{Value, json};
use std::path::PathBuf;

fn text(name: &str, text: &str) -> PathBuf {
    let path = folder::fresh(name).join("file");
    std::fs::write(&path, text).unwrap();
    path
}

fn said(args: &[&str]) -> String {
    let ended = wildtrack(args);
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{args:?}");
    ended.stdout
}

#[test]
fn a_sheet_goes_out_as_a_table_and_comes_back_as_it_was() {
    let sheet = plain().file("cues.json");
    let sheet = sheet.to_str().unwrap();
    for form in ["--csv", "--vtt"] {
        let file = text(&format!("cues{form}"), &said(&["cues", "export", sheet, form]));
        let back = said(&["cues", "import", file.to_str().unwrap(), "--onto", sheet]);
        assert_eq!(serde_json::from_str::<Value>(&back).unwrap(), plain().json("cues.json"), "{form}");
    }
    assert!(said(&["cues", "check", sheet]).contains("can be rendered"));
    let schema: Value = serde_json::from_str(&said(&["cues", "schema"])).unwrap();
    assert_eq!(schema["properties"]["version"], json!({"const": 1}));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let lines = text("cue-lines", "0.5,door knock\n77,敲门\n");
    let import = ["cues", "import", lines.to_str().unwrap(), "--seconds", "5"];
    wildtrack(import).is_refused_with(&["line 2: time is 77", "0 to 5"]);
    let sheet = "{\"version\": 1, \"duration\": 5, \"cues\": [\n{\"id\": \"c\", \"t\": 1, \"velocity\": 7, \"class\": \"X\",\n\
        \"model\": \"impact\", \"params\": {}}]}";
    let sheet = text("cue-wrong", sheet);
    wildtrack(["cues", "check", sheet.to_str().unwrap()]).is_refused_with(&["line 2: c: velocity is 7"]);
}

#[test]
fn sounds_from_before_are_taken_and_give_the_same_bytes() {
    let (kept, out) = (folder::absent("kept-sounds"), plain().file("cues.json"));
    let (kept, sheet) = (kept.to_str().unwrap(), out.to_str().unwrap());
    let args = ["--cues", sheet, "--reuse", kept];
    let (first, again) = (Rendered::new("reuse-first", &args), Rendered::new("reuse-again", &args));
    for name in ["audio.wav", "stems/foley.wav", "stems/ambience.wav", "stems/music.wav"] {
        assert!(
            first.bytes(name) == plain().bytes(name) && again.bytes(name) == plain().bytes(name),
            "{name}"
        );
    }
    assert!(std::fs::read_dir(kept).unwrap().count() > 5);
}

#[test]
fn what_is_locked_comes_into_a_new_sheet() {
    let mut older = plain().json("cues.json");
    older["cues"][0]["lock"] = json!(true);
    older["cues"][0]["gain_db"] = json!(-5.5);
    let file = text("older-sheet", &older.to_string());
    let render =
        Rendered::new("locked", &["--sfx", "footsteps", "--no-nets", "--keep", file.to_str().unwrap()]);
    let sheet = render.json("cues.json");
    let cues = sheet["cues"].as_array().unwrap();
    let kept = cues.iter().find(|cue| cue["lock"] == json!(true)).unwrap();
    assert_eq!(
        (&kept["id"], &kept["gain_db"], &kept["t"]),
        (&older["cues"][0]["id"], &json!(-5.5), &older["cues"][0]["t"])
    );
    assert!(cues.len() > 1 && kept["seed"].is_u64());
}
