//! Every kind of hostile file that promises.md names (section 4), each written by [`Movie`] or by hand.

use super::h264;
use super::movie::{Movie, boxed, configuration, sample, soundtrack, table, words};

/// A name and a way to write the file.
pub type Kind = (&'static str, fn() -> Vec<u8>);

/// A movie of 3.2 s with something changed.
fn with(change: fn(&mut Movie)) -> Vec<u8> {
    let mut movie = Movie::honest(32);
    change(&mut movie);
    movie.bytes()
}

fn foreign(codec: &[u8; 4]) -> Vec<u8> {
    let mut movie = Movie::honest(32);
    movie.codec = *codec;
    movie.bytes()
}

/// A data reference that is not this file.
fn elsewhere(kind: &[u8; 4], place: &str) -> Vec<u8> {
    let mut movie = Movie::honest(32);
    movie.reference = boxed(kind, &[&[0; 4][..], place.as_bytes(), &[0]].concat());
    movie.bytes()
}

fn lasting(ms: u32) -> Vec<u8> {
    let mut movie = Movie::honest(30);
    movie.stts = vec![29, ms / 30, 1, ms - 29 * (ms / 30)];
    movie.bytes()
}

fn with_sound(channels: u32, rate_hz: f64) -> Vec<u8> {
    let mut movie = Movie::honest(32);
    movie.more = soundtrack(channels, rate_hz);
    movie.bytes()
}

fn nested(kind: &[u8; 4], depth: usize) -> Vec<u8> {
    // Written from the outside in: building it from the inside out would copy it `depth` times.
    let mut all = Vec::with_capacity(depth * 8);
    for level in (1..=depth).rev() {
        all.extend(words(&[(level * 8) as u32]));
        all.extend(kind);
    }
    all
}

fn playlist() -> Vec<u8> {
    b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n".to_vec()
}

fn manifest() -> Vec<u8> {
    b"<?xml version=\"1.0\"?><MPD><Period><BaseURL>http://127.0.0.1:9/</BaseURL></Period></MPD>".to_vec()
}

/// What looks like an mp4 for its first box and goes on as something else.
fn behind_a_box(rest: &[u8]) -> Vec<u8> {
    [boxed(b"ftyp", b"isom\0\0\x02\0isom"), rest.to_vec()].concat()
}

fn sized(length: u32, tail: &[u8]) -> Vec<u8> {
    behind_a_box(&[&length.to_be_bytes()[..], b"moov", tail].concat())
}

fn with_configuration(set: Vec<u8>) -> Vec<u8> {
    let mut movie = Movie::honest(32);
    movie.codec_boxes = configuration(&[set]);
    movie.bytes()
}

fn fragments(count: u32) -> Vec<u8> {
    let mut movie = Movie::honest(0);
    movie.stts = vec![];
    movie.stsc = vec![];
    movie.more = boxed(b"mvex", &table(b"trex", &[1, 1, 100, 400, 0]));
    let head = |n| table(b"mfhd", &[n]);
    let track = boxed(b"traf", &[table(b"tfhd", &[1]), table(b"trun", &[1])].concat());
    movie.tail = (0..count).flat_map(|n| boxed(b"moof", &[head(n), track.clone()].concat())).collect();
    movie.bytes()
}

fn samples_of(sample: fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut movie = Movie::honest(32);
    movie.samples = (0..32).map(sample).collect();
    movie.bytes()
}

/// Every kind.
pub const KINDS: &[Kind] = &[
    ("honest", || with(|_| ())),
    ("honest, index first", || with(|m| m.index_first = true)),
    ("brand of nobody", || with(|m| m.brand = *b"\xff\0?!")),
    ("m3u8", playlist),
    ("m3u8 behind a box", || behind_a_box(&playlist())),
    ("ffconcat", || b"ffconcat version 1.0\nfile '/etc/passwd'\n".to_vec()),
    ("DASH manifest", manifest),
    ("AVI", || b"RIFF\x00\x01\x00\x00AVI LIST\x04\x00\x00\x00hdrl".to_vec()),
    ("Matroska", || b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska".to_vec()),
    ("HTML", || b"<!DOCTYPE html><html><body>404</body></html>".to_vec()),
    ("zip", || b"PK\x03\x04\x14\0\0\0\x08\0clip.mp4".to_vec()),
    ("Ogg", || b"OggS\0\x02\0\0\0\0\0\0\0\0".to_vec()),
    ("zeros", || vec![0; 4096]),
    ("nothing", Vec::new),
    ("one byte", || vec![0]),
    ("dref to /etc/passwd", || elsewhere(b"url ", "file:///etc/passwd")),
    ("dref to a server", || elsewhere(b"url ", "http://127.0.0.1:9/canary")),
    ("dref by urn", || elsewhere(b"urn ", "urn:x\0file:///etc/passwd")),
    ("dref by alias", || {
        with(|m| {
            let mut alias = vec![0; 154];
            alias[10] = 10;
            alias.extend(b"\x00\x02\x00\x0b/etc/passwd\0\xff\xff\0\0");
            m.reference = boxed(b"alis", &alias);
        })
    }),
    ("cmov", || {
        behind_a_box(&boxed(
            b"moov",
            &boxed(
                b"cmov",
                &[
                    boxed(b"dcom", b"zlib"),
                    boxed(b"cmvd", &[&words(&[0xffff_fff0])[..], &[0x78; 64]].concat()),
                ]
                .concat(),
            ),
        ))
    }),
    ("size 0", || sized(0, &[0; 64])),
    ("size 1 without a long size", || sized(1, b"")),
    ("size 7", || sized(7, &[0; 64])),
    ("size over 64 bits", || behind_a_box(b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff")),
    ("10,000 deep in moov", || [nested(b"moov", 10_000), boxed(b"free", &[])].concat()),
    ("10,000 deep in trak", || behind_a_box(&boxed(b"moov", &nested(b"trak", 10_000)))),
    ("10,000 deep in udta", || with(|m| m.more = boxed(b"udta", &nested(b"meta", 10_000)))),
    ("1,000,000 boxes", || behind_a_box(&boxed(b"free", b"").repeat(1_000_000))),
    ("19,000 boxes", || with(|m| m.tail = boxed(b"free", b"").repeat(19_000))),
    ("stsz of 2^32-1 entries", || with(|m| m.stsz = Some(vec![0, u32::MAX]))),
    ("stsz of 2^32-1 equal entries", || with(|m| m.stsz = Some(vec![1, u32::MAX]))),
    ("sample of 2^31 bytes", || with(|m| m.stsz = Some([&[0, 32][..], &[1 << 31; 32]].concat()))),
    ("stsd of 2^32-1 entries", || {
        let mut bytes = with(|_| ());
        let at = bytes.windows(4).position(|kind| kind == b"stsd").unwrap();
        bytes[at + 8..at + 12].fill(0xff);
        bytes
    }),
    ("stts of no time", || with(|m| m.stts = vec![32, 0])),
    ("stts of 2^31", || with(|m| m.stts = vec![32, 1 << 31])),
    ("stts backwards", || with(|m| m.stts = vec![16, 100, 16, (-100_i32) as u32])),
    ("stts of 2^32-1 samples", || with(|m| m.stts = vec![u32::MAX, 1])),
    ("ctts far back", || with(|m| m.tables = table(b"ctts", &[1, 32, i32::MIN as u32]))),
    ("timescale 0", || with(|m| m.timescale = 0)),
    ("timescale 1", || with(|m| m.timescale = 1)),
    ("timescale 2^32-1", || with(|m| m.timescale = u32::MAX)),
    ("says 5 s, has 10 min", || {
        with(|m| {
            *m = Movie::honest(600);
            (m.stts, m.claimed) = (vec![600, 1000], 5000);
        })
    }),
    ("says 10 min, has 5 s", || {
        with(|m| {
            *m = Movie::honest(50);
            m.claimed = 600_000;
        })
    }),
    ("edit list of 1,000,000", || {
        with(|m| {
            let list = [&[1_000_000][..], &[1, 0, 0x10000].repeat(1_000_000)].concat();
            m.edits = boxed(b"edts", &table(b"elst", &list));
        })
    }),
    ("edit list backwards", || {
        with(|m| {
            m.edits = boxed(b"edts", &table(b"elst", &[1, 3200, (-5000_i32) as u32, 0x10000]));
        })
    }),
    ("edit list of nothing", || {
        with(|m| {
            m.edits = boxed(b"edts", &table(b"elst", &[1, 3200, u32::MAX, 0x10000]));
        })
    }),
    ("edit list beyond the end", || {
        with(|m| {
            m.edits = boxed(b"edts", &table(b"elst", &[1, 3200, 1 << 30, 0x10000]));
        })
    }),
    ("1,000,000 frames/s", || with(|m| (m.timescale, m.stts) = (1_000_000, vec![32, 1]))),
    ("3,000,000 frames of one", || {
        with(|m| {
            (m.timescale, m.stts) = (1_000_000, vec![3_000_000, 1]);
            m.stsz = Some(vec![m.samples[0].len() as u32, 3_000_000]);
            m.stco = Some(vec![40; 3_000_000]);
        })
    }),
    ("6,000 frames in 6 s", || {
        with(|m| {
            *m = Movie::honest(6000);
            m.stts = vec![6000, 1];
        })
    }),
    ("track of 65535 x 65535", || with(|m| m.track_size = (65535, 65535))),
    ("entry of 65535 x 65535", || with(|m| m.entry_size = (65535, 65535))),
    ("SPS of 65536 x 65536", || with_configuration(h264::sps(4096, 4096, 1))),
    ("SPS of 16384 x 8640", || with_configuration(h264::sps(1024, 540, 16))),
    ("SPS of 4096 x 2304", || with_configuration(h264::sps(256, 144, 16))),
    ("SPS with 2^31 references", || with_configuration(h264::sps(1, 1, 1 << 31))),
    ("SPS that runs over", || with_configuration(h264::sps_overflowing())),
    ("SPS of noise", || with_configuration((0..200).map(|i: u32| (i * 97 % 251) as u8).collect())),
    ("avcC cut short", || {
        with(|m| m.codec_boxes = boxed(b"avcC", &[1, 66, 0xc0, 51, 0xff, 0xff, 0xff, 0xff]))
    }),
    ("size changes midway", || {
        samples_of(|i| {
            let side = 1 + (i / 16) as u64;
            let picture = h264::picture(i, (side * side) as usize, 90, 0);
            sample(&[h264::sps(side, side, 1), h264::pps(), picture])
        })
    }),
    ("size changes to a bomb midway", || {
        samples_of(|i| {
            let side = if i < 16 { 1 } else { 1024 };
            sample(&[h264::sps(side, side, 16), h264::pps(), h264::picture(i, 1, 90, 0)])
        })
    }),
    ("size changes at every frame", || {
        samples_of(|i| {
            let side = 1 + i as u64 * 2;
            sample(&[h264::sps(side, side, 1), h264::pps(), h264::picture(i, (side * side) as usize, 90, 0)])
        })
    }),
    ("slices of nowhere", || samples_of(|i| sample(&[h264::picture(i, 1, 90, 1 << 30)]))),
    ("300 slices a frame", || samples_of(|i| sample(&vec![h264::picture(i, 1, 90, 0); 300]))),
    ("empty samples", || samples_of(|_| Vec::new())),
    ("NAL longer than its sample", || samples_of(|_| vec![0x7f, 0xff, 0xff, 0xff, 0x65, 1, 2, 3])),
    ("noise for samples", || samples_of(|i| (0..400).map(|j: usize| (j * j * 31 + i * 7) as u8).collect())),
    ("chunks past the end", || with(|m| m.stco = Some(vec![u32::MAX; 32]))),
    ("chunks on one another", || with(|m| m.stco = Some(vec![40; 32]))),
    ("chunks in the index", || with(|m| m.stco = Some((0..32).map(|i| 13_000 + i).collect()))),
    ("no chunks", || with(|m| m.stco = Some(vec![]))),
    ("stsc of chunk 0", || with(|m| m.stsc = vec![0, u32::MAX, 1])),
    ("stsc empty", || with(|m| m.stsc = vec![])),
    ("2,000 tracks", || with(|m| m.more = m.track(40).repeat(1_999))),
    ("200 tracks", || with(|m| m.more = m.track(40).repeat(199))),
    ("no track", || behind_a_box(&boxed(b"moov", &table(b"mvhd", &[0; 24])))),
    ("sound alone", || behind_a_box(&boxed(b"moov", &soundtrack(2, 48_000.0)))),
    ("picture called sound", || with(|m| m.handler = *b"soun")),
    ("255 channels", || with_sound(255, 48_000.0)),
    ("sound at 8 Hz", || with_sound(2, 8.0)),
    ("sound at 1 GHz", || with_sound(2, 1e9)),
    ("sound at no number", || with_sound(2, f64::NAN)),
    ("metadata of 90 MB", || with(|m| m.more = boxed(b"udta", &boxed(b"\xa9cmt", &vec![b'a'; 90 << 20])))),
    ("metadata with formats", || {
        with(|m| {
            m.more = boxed(b"udta", &boxed(b"\xa9nam", b"\0\x10\0\0%n%s%n/../\x1b[31m"));
        })
    }),
    ("20 fragments of nothing", || fragments(20)),
    ("1,000,000 fragments", || fragments(1_000_000)),
    ("encrypted (cenc)", || foreign(b"encv")),
    ("png", || foreign(b"png ")),
    ("MagicYUV", || foreign(b"M8RG")),
    ("QuickTime animation", || foreign(b"rle ")),
    ("codec of nobody", || foreign(b"\0\0\0\0")),
    ("mjpeg of noise", || foreign(b"jpeg")),
    ("ProRes of noise", || foreign(b"apcn")),
    ("HEVC of noise", || foreign(b"hvc1")),
    ("VP9 of noise", || foreign(b"vp09")),
    ("AV1 of noise", || foreign(b"av01")),
    ("MPEG-4 of noise", || foreign(b"mp4v")),
    ("matrix of no number", || with(|m| m.matrix = [0x8000_0000, 0x7fff_ffff, u32::MAX, 1, 0, 0, 0, 0, 0])),
    ("matrix of zeros", || with(|m| m.matrix = [0; 9])),
    ("pixels 2^32-1 wide", || {
        with(|m| {
            m.codec_boxes.extend(boxed(b"pasp", &words(&[u32::MAX, 1])));
        })
    }),
    ("2.949 s", || lasting(2949)),
    ("2.999 s", || lasting(2999)),
    ("3.000 s", || lasting(3000)),
    ("20.000 s", || lasting(20_000)),
    ("20.001 s", || lasting(20_001)),
    ("20.051 s", || lasting(20_051)),
    ("100 MB", || with_length(100 << 20)),
    ("100 MB and a byte", || with_length((100 << 20) + 1)),
];

/// An honest movie in a file of this length.
fn with_length(length: usize) -> Vec<u8> {
    let mut bytes = with(|_| ());
    let rest = length - bytes.len();
    bytes.extend((rest as u32).to_be_bytes());
    bytes.extend(b"free");
    bytes.resize(length, 0);
    bytes
}
