//! The tag in front of an mp3: title and comment where every player looks for them.
//!
//! FFmpeg 5.1 writes a comment only as a user-defined frame (TXXX), which few players show; this writes a COMM frame.
//! Layout: ID3v2.3.0 (id3.org), sections 3.1, 3.3, 4.2 and 4.11; text in UTF-16 with a byte order mark.

/// Longest text kept, UTF-16 units; the whole tag stays far within its 28-bit size.
const LONGEST: usize = 2000;

/// An ID3v2.3 tag of `title` and `comment`.
pub(crate) fn tag(title: &str, comment: &str) -> Vec<u8> {
    let title = frame(b"TIT2", &[&b"\x01"[..], &text(title)].concat());
    // Encoding, language, an empty description, the comment.
    let comment = frame(b"COMM", &[&b"\x01eng\xff\xfe\0\0"[..], &text(comment)].concat());
    let size = (title.len() + comment.len()) as u32;
    let seven_bits = [21, 14, 7, 0].map(|shift| (size >> shift & 0x7f) as u8);
    [&b"ID3\x03\0\0"[..], &seven_bits, &title, &comment].concat()
}

fn frame(id: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    [&id[..], &(inside.len() as u32).to_be_bytes(), b"\0\0", inside].concat()
}

fn text(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().take(LONGEST);
    [0xfeff].into_iter().chain(units).flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_of_tag_and_frames_are_what_stands_there() {
        let tag = tag(&"雨".repeat(300), "synthetic");
        let size = tag[6..10].iter().fold(0_usize, |size, byte| size << 7 | usize::from(*byte));
        assert_eq!(size, tag.len() - 10);
        let title = u32::from_be_bytes(tag[14..18].try_into().unwrap()) as usize;
        assert_eq!((title, &tag[20 + title..24 + title]), (1 + 2 + 600, &b"COMM"[..]));
    }
}
