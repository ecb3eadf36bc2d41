//! What FFmpeg says of a file.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// `ffprobe`'s account of the container and its streams.
pub fn of(file: &Path) -> Value {
    let args = ["-v", "error", "-of", "json", "-show_format", "-show_streams"];
    serde_json::from_slice(&output("ffprobe", &args, file, &[])).unwrap()
}

/// Length by the container, seconds.
pub fn duration_s(file: &Path) -> f64 {
    of(file)["format"]["duration"].as_str().unwrap().parse().unwrap()
}

/// Length of the sound that a decoder gives, seconds.
pub fn heard_s(file: &Path) -> f64 {
    let raw = ["-map", "0:a:0", "-ar", "48000", "-ac", "1", "-f", "s16le", "-"];
    output("ffmpeg", &["-nostdin", "-v", "error", "-i"], file, &raw).len() as f64 / 2.0 / 48_000.0
}

/// Hash of the first picture stream's packets, as they are.
pub fn picture_hash(file: &Path) -> String {
    let copy = ["-map", "0:v:0", "-c", "copy", "-f", "streamhash", "-"];
    let hash = String::from_utf8(output("ffmpeg", &["-nostdin", "-v", "error", "-i"], file, &copy)).unwrap();
    assert!(hash.starts_with("0,v,SHA256="), "{hash}");
    hash
}

fn output(tool: &str, before: &[&str], file: &Path, after: &[&str]) -> Vec<u8> {
    let output = Command::new(tool).args(before).arg(file).args(after).output().unwrap();
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    output.stdout
}
