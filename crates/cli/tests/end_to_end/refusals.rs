//! Files that are no clips of ours: a sentence, exit code 1, nothing written.

use crate::fixtures::cut;
use crate::folder;
use crate::program::{render, wildtrack};

#[test]
fn what_is_no_clip_of_ours_is_refused_with_a_sentence() {
    let folder = folder::fresh("no-clips");
    let (text, short, missing) = (folder.join("text.mp4"), folder.join("short.mp4"), folder.join("none.mp4"));
    std::fs::write(&text, "Dear reader, this is a letter and no film.\n".repeat(100)).unwrap();
    cut(2.0, &short);
    let table: [(_, &[&str]); 3] = [
        (&text, &["not .mp4 or .mov"]),
        (&short, &["lasts 2.0 s", "3.0 to 20.0 s"]),
        (&missing, &["No such file"]),
    ];
    for (clip, words) in table {
        wildtrack(["analyse".as_ref(), clip.as_os_str()]).is_refused_with(words);
        let out = folder.join("out");
        render(clip, &out, &[]).is_refused_with(words);
        assert!(!out.exists(), "{}: something was written", clip.display());
    }
}
