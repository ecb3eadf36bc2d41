//! A bounded walk over an mp4's boxes in safe Rust, so that what is not .mp4 or .mov never reaches a child.

use std::io::{self, Read, Seek, SeekFrom};

use crate::{Error, Result};

/// More boxes than any honest clip has; a walk stops there.
const MOST_BOXES: usize = 20_000;
/// moov / trak / mdia / minf / stbl / stsd / entry.
const DEEPEST: usize = 7;

/// What the first box of a .mp4 or .mov may be.
const FIRST: [&[u8; 4]; 8] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"];

/// Boxes whose children are looked at.
const PARENTS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];

/// What the walk is after.
#[derive(Default)]
struct Seen {
    boxes: usize,
    index: bool,
    compressed: bool,
    encrypted_picture: bool,
}

/// Refuses what is not an mp4 or mov by its content, has no index, or hides it from us. `file` is read in a few small
/// pieces; no declared size is believed beyond `length`, the file's real length.
///
/// # Errors
/// [`Error::Refused`] with a sentence for the owner, [`Error::Io`] where the file cannot be read.
pub fn judge(file: &mut (impl Read + Seek), length: u64) -> Result<()> {
    first_box(file, length)?;
    let mut seen = Seen::default();
    walk(file, (0, length), 0, &mut seen).map_err(|source| Error::Io { what: "reading the clip", source })?;
    if seen.boxes >= MOST_BOXES {
        return refused("the file has more than 20,000 boxes, which no clip of 20 s needs");
    }
    if seen.compressed {
        return refused("the file keeps its index compressed (cmov), which is not accepted");
    }
    if seen.encrypted_picture {
        return refused("the picture is encrypted; only clear video is accepted");
    }
    if !seen.index {
        return refused("the file is cut short or broken: it has no index (moov)");
    }
    Ok(())
}

fn refused(sentence: &str) -> Result<()> {
    Err(Error::Refused(sentence.to_owned()))
}

/// Says what the file is instead, where its first bytes tell.
fn first_box(file: &mut (impl Read + Seek), length: u64) -> Result<()> {
    let mut head = [0_u8; 16];
    let have =
        read_at(file, 0, &mut head).map_err(|source| Error::Io { what: "reading the clip", source })?;
    let head = &head[..have];
    if length == 0 {
        return refused("the file is empty");
    }
    if have >= 8 && FIRST.iter().any(|kind| kind[..] == head[4..8]) {
        return Ok(());
    }
    refused(&format!("the file is not .mp4 or .mov: {}", looks_like(head)))
}

fn looks_like(head: &[u8]) -> &'static str {
    const KINDS: [(&[u8], &str); 10] = [
        (b"#EXTM3U", "it is a playlist (m3u8)"),
        (b"ffconcat", "it is a list of other files (ffconcat)"),
        (b"RIFF", "it is a RIFF file (avi or wav)"),
        (b"\x1a\x45\xdf\xa3", "it is Matroska or WebM"),
        (b"OggS", "it is Ogg"),
        (b"FLV", "it is Flash video"),
        (b"GIF8", "it is a GIF"),
        (b"\x89PNG", "it is a PNG image"),
        (b"\xff\xd8\xff", "it is a JPEG image"),
        (b"PK\x03\x04", "it is a zip archive"),
    ];
    let known = KINDS.iter().find(|(magic, _)| head.starts_with(magic));
    match known {
        Some((_, name)) => name,
        None if head.trim_ascii_start().starts_with(b"<") => "it is HTML or XML",
        None => "it does not begin with a box of that format",
    }
}

/// One level of boxes in `span` (start, end), and the levels below those that are [`PARENTS`].
fn walk(file: &mut (impl Read + Seek), span: (u64, u64), depth: usize, seen: &mut Seen) -> io::Result<()> {
    let (mut at, end) = span;
    while end.saturating_sub(at) >= 8 && seen.boxes < MOST_BOXES {
        seen.boxes += 1;
        let Some((kind, head, size)) = header(file, at, end)? else { return Ok(()) };
        let inside = (at + head, at.saturating_add(size).min(end));
        note(&kind, depth, seen);
        if depth < DEEPEST && PARENTS.contains(&&kind) {
            walk(file, inside, depth + 1, seen)?;
        } else if &kind == b"stsd" {
            // A full box (4 bytes) and a count (4) stand before the entries.
            walk(file, (inside.0 + 8, inside.1), depth + 1, seen)?;
        }
        at = inside.1;
    }
    Ok(())
}

fn note(kind: &[u8; 4], depth: usize, seen: &mut Seen) {
    match kind {
        b"moov" if depth == 0 => seen.index = true,
        b"cmov" => seen.compressed = true,
        b"encv" | b"drmi" => seen.encrypted_picture = true,
        _ => {}
    }
}

/// Kind, header length and whole size of the box at `at`; `None` where no valid box stands there.
fn header(file: &mut (impl Read + Seek), at: u64, end: u64) -> io::Result<Option<([u8; 4], u64, u64)>> {
    let mut head = [0_u8; 16];
    let have = read_at(file, at, &mut head)?;
    if have < 8 {
        return Ok(None);
    }
    let word = |from: usize| u32::from_be_bytes([head[from], head[from + 1], head[from + 2], head[from + 3]]);
    let kind = [head[4], head[5], head[6], head[7]];
    Ok(match word(0) {
        0 => Some((kind, 8, end - at)),
        1 if have == 16 => {
            let size = (u64::from(word(8)) << 32) | u64::from(word(12));
            (size >= 16).then_some((kind, 16, size))
        }
        size if size >= 8 => Some((kind, 8, u64::from(size))),
        _ => None,
    })
}

/// Fills as much of `buffer` as the file has at `at`.
fn read_at(file: &mut (impl Read + Seek), at: u64, buffer: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(at))?;
    let mut have = 0;
    while have < buffer.len() {
        match file.read(&mut buffer[have..]) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(have)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use std::io::Cursor;

    fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        let mut all = u32::try_from(inside.len() + 8).unwrap().to_be_bytes().to_vec();
        all.extend_from_slice(kind);
        all.extend_from_slice(inside);
        all
    }

    fn check(bytes: &[u8], want: Expect) {
        let got = match judge(&mut Cursor::new(bytes), bytes.len() as u64) {
            Ok(()) => "accepted".to_owned(),
            Err(e) => e.to_string(),
        };
        want.assert_eq(&got);
    }

    #[test]
    fn only_files_that_begin_and_go_on_like_an_mp4_pass() {
        check(&[boxed(b"ftyp", b"isom"), boxed(b"moov", b"")].concat(), expect!["accepted"]);
        check(b"", expect!["the file is empty"]);
        check(
            b"#EXTM3U\nfile:///etc/passwd",
            expect!["the file is not .mp4 or .mov: it is a playlist (m3u8)"],
        );
        check(b"\n<html><body>404", expect!["the file is not .mp4 or .mov: it is HTML or XML"]);
        check(
            b"RIFF\0\0\0\0AVI LIST",
            expect!["the file is not .mp4 or .mov: it is a RIFF file (avi or wav)"],
        );
        check(
            &[7; 300],
            expect!["the file is not .mp4 or .mov: it does not begin with a box of that format"],
        );
        check(&boxed(b"ftyp", b"isom"), expect!["the file is cut short or broken: it has no index (moov)"]);
    }

    #[test]
    fn an_encrypted_picture_and_a_compressed_index_are_found_where_they_hide() {
        let stsd = boxed(b"stsd", &[&[0; 8][..], &boxed(b"encv", &[0; 70])].concat());
        let deep = [b"stbl", b"minf", b"mdia", b"trak", b"moov"]
            .iter()
            .fold(stsd, |inner, kind| boxed(kind, &inner));
        check(
            &[boxed(b"ftyp", b""), deep].concat(),
            expect!["the picture is encrypted; only clear video is accepted"],
        );
        let cmov = boxed(b"moov", &boxed(b"cmov", b""));
        check(&cmov, expect!["the file keeps its index compressed (cmov), which is not accepted"]);
    }

    #[test]
    fn lying_sizes_and_endless_nesting_end_the_walk() {
        let nested = (0..5_000).fold(Vec::new(), |inner, _| boxed(b"trak", &inner));
        check(&boxed(b"moov", &nested), expect!["accepted"]);
        let crowd = boxed(b"free", b"").repeat(MOST_BOXES + 5);
        check(&crowd, expect!["the file has more than 20,000 boxes, which no clip of 20 s needs"]);
        let mut wrap = boxed(b"moov", b"");
        wrap.extend_from_slice(b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff");
        check(&wrap, expect!["accepted"]);
    }

    #[test]
    fn no_mutant_of_a_good_file_makes_the_walk_panic_or_wander() {
        let stsd = boxed(b"stsd", &[&[0; 8][..], &boxed(b"avc1", &[0; 70])].concat());
        let kinds = [b"stbl", b"minf", b"mdia", b"trak", b"moov"];
        let moov = kinds.iter().fold(stsd, |inner, kind| boxed(kind, &inner));
        let good = [boxed(b"ftyp", b"isom"), boxed(b"mdat", &[1; 40]), moov].concat();
        let mut state = 1_u32;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..20_000 {
            let mut mutant = good.clone();
            for _ in 0..=draw(4) {
                let at = draw(mutant.len());
                mutant[at] = [0, 1, 0xff, draw(256) as u8][draw(4)];
            }
            mutant.truncate(good.len() - draw(2) * draw(good.len()));
            let _ = judge(&mut Cursor::new(&mutant), mutant.len() as u64);
        }
    }
}
