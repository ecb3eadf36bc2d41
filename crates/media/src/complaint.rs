//! What FFmpeg complained about, fit to be shown to a stranger: one line, no paths, no addresses.

/// Lines that say nothing about the file: our own allow-list and confinement at work, and FFmpeg's bookkeeping.
const NOISE: [&str; 4] =
    ["not on whitelist", "Last message repeated", "To ignore this, add a trailing", "using insecure memory"];
/// Longest fact, characters.
const LONGEST: usize = 160;

/// The first line of `murmur` that says something, without prefixes, paths and control characters.
pub(crate) fn first_fact(murmur: &str) -> String {
    let mut facts = murmur.lines().filter(|line| !NOISE.iter().any(|noise| line.contains(noise))).map(plain);
    facts.find(|fact| !fact.is_empty()).unwrap_or_else(|| "the decoder gave no reason".to_owned())
}

/// A line without its `[h264 @ 0x5581]` prefixes and paths. FFmpeg puts a path first and a colon behind it, so that what
/// stands before the last `: ` of a line with a path goes; this also holds for paths with spaces.
fn plain(line: &str) -> String {
    let mut rest = line.trim();
    while let Some((prefix, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        if !prefix.contains(" @ ") {
            break;
        }
        rest = after.trim_start();
    }
    if rest.contains("file:") || rest.split([' ', '\'', '"']).any(|word| word.starts_with('/')) {
        rest = rest.rsplit_once(": ").map_or("", |(_, fact)| fact);
        if rest.contains('/') {
            rest = "";
        }
    }
    let printable = rest.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' });
    printable.take(LONGEST).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(murmur: &str, want: Expect) {
        want.assert_eq(&first_fact(murmur));
    }

    #[test]
    fn facts_stay_and_paths_and_addresses_go() {
        check(
            "[aac @ 0x55] Codec (aac) not on whitelist 'h264'\n[h264 @ 0x5581ab] [IMG @ 0x1] no frame!\n",
            expect!["no frame!"],
        );
        check(
            "file:/srv/my data/a b.mp4: Invalid data found when processing input",
            expect!["Invalid data found when processing input"],
        );
        check("cannot open '/etc/secret'\nthen this", expect!["then this"]);
        check("[mov @ 0x1] moov atom\u{1b}[31m not found", expect!["moov atom?[31m not found"]);
        check("", expect!["the decoder gave no reason"]);
    }
}
