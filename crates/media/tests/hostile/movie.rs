//! Writes mp4 files box by box, every number as it is told, true or not (ISO/IEC 14496-12).

use super::h264;

/// A box.
pub fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    let length = u32::try_from(inside.len() + 8).unwrap();
    [&length.to_be_bytes()[..], kind, inside].concat()
}

/// A box with version 0 and no flags, of 32-bit numbers.
pub fn table(kind: &[u8; 4], numbers: &[u32]) -> Vec<u8> {
    boxed(kind, &[&[0; 4][..], &words(numbers)].concat())
}

pub fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

/// What a file says. [`Movie::honest`] says the truth; a kind changes what it lies about.
#[derive(Clone)]
pub struct Movie {
    pub brand: [u8; 4],
    pub timescale: u32,
    /// Duration that the headers claim, ticks.
    pub claimed: u32,
    /// Pairs of count and duration of samples, ticks.
    pub stts: Vec<u32>,
    /// Width and height of the track and of the sample description.
    pub track_size: (u32, u32),
    pub entry_size: (u16, u16),
    pub matrix: [u32; 9],
    /// The kind of the sample entry, and the boxes in it.
    pub codec: [u8; 4],
    pub codec_boxes: Vec<u8>,
    pub handler: [u8; 4],
    /// The inside of `dref` behind its count of one.
    pub reference: Vec<u8>,
    /// Boxes that stand in the track before `mdia`, in `moov` behind the tracks, and behind `moov`.
    pub edits: Vec<u8>,
    pub more: Vec<u8>,
    pub tail: Vec<u8>,
    /// Samples; each is a chunk.
    pub samples: Vec<Vec<u8>>,
    /// Where they are said to lie, where it is not the truth.
    pub stsz: Option<Vec<u32>>,
    pub stco: Option<Vec<u32>>,
    pub stsc: Vec<u32>,
    /// Boxes behind the sample tables.
    pub tables: Vec<u8>,
    /// Whether `moov` stands before `mdat`.
    pub index_first: bool,
}

impl Movie {
    /// `frames` grey pictures of 16 x 16, a tenth of a second each.
    pub fn honest(frames: usize) -> Movie {
        let samples = (0..frames).map(|i| sample(&[h264::picture(i, 1, 60 + (i % 128) as u8, 0)])).collect();
        let own = boxed(b"url ", &[0, 0, 0, 1]);
        Movie {
            brand: *b"isom",
            timescale: 1000,
            claimed: frames as u32 * 100,
            stts: vec![frames as u32, 100],
            track_size: (16, 16),
            entry_size: (16, 16),
            matrix: [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000],
            codec: *b"avc1",
            codec_boxes: configuration(&[h264::sps(1, 1, 1)]),
            handler: *b"vide",
            reference: own,
            edits: vec![],
            more: vec![],
            tail: vec![],
            samples,
            stsz: None,
            stco: None,
            stsc: vec![1, 1, 1],
            tables: vec![],
            index_first: false,
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let first = boxed(b"ftyp", &[&self.brand[..], &[0, 0, 2, 0], &self.brand].concat());
        let media = boxed(b"mdat", &self.samples.concat());
        let before = first.len() + 8 + if self.index_first { self.index(0).len() } else { 0 };
        let index = self.index(before as u32);
        let parts = if self.index_first { [first, index, media] } else { [first, media, index] };
        [parts.concat(), self.tail.clone()].concat()
    }

    /// `moov` of a file whose samples begin at `start`.
    fn index(&self, start: u32) -> Vec<u8> {
        let head = [0, 0, self.timescale, self.claimed, 0x10000, 0x0100_0000, 0, 0];
        let rest = [0, 0, 0, 0, 0, 0, 2];
        let head = table(b"mvhd", &[&head[..], &self.matrix, &rest[..]].concat());
        boxed(b"moov", &[head, self.track(start), self.more.clone()].concat())
    }

    pub fn track(&self, start: u32) -> Vec<u8> {
        let (width, height) = self.track_size;
        let head = [0, 0, 1, 0, self.claimed, 0, 0, 0, 0];
        let size = [width << 16, height << 16];
        let head = table(b"tkhd", &[&head[..], &self.matrix, &size[..]].concat());
        let clock = table(b"mdhd", &[0, 0, self.timescale, self.claimed, 0x55c4_0000]);
        let handler = boxed(b"hdlr", &[&[0; 8][..], &self.handler, &[0; 13]].concat());
        let reference = boxed(b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &self.reference].concat());
        let about = [boxed(b"vmhd", &[0; 12]), boxed(b"dinf", &reference), self.sample_tables(start)];
        let inside = boxed(b"mdia", &[clock, handler, boxed(b"minf", &about.concat())].concat());
        boxed(b"trak", &[head, self.edits.clone(), inside].concat())
    }

    fn sample_tables(&self, start: u32) -> Vec<u8> {
        let sizes: Vec<u32> = self.samples.iter().map(|sample| sample.len() as u32).collect();
        let places = sizes.iter().scan(start, |at, size| Some(std::mem::replace(at, *at + size))).collect();
        let counted = |rows: &[u32], each: usize| [&[(rows.len() / each) as u32], rows].concat();
        let sizes = self.stsz.clone().unwrap_or_else(|| [&[0, sizes.len() as u32], &sizes[..]].concat());
        let places: Vec<u32> = self.stco.clone().unwrap_or(places);
        let tables = [
            boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &self.entry()].concat()),
            table(b"stts", &counted(&self.stts, 2)),
            table(b"stsc", &counted(&self.stsc, 3)),
            table(b"stsz", &sizes),
            table(b"stco", &counted(&places, 1)),
            self.tables.clone(),
        ];
        boxed(b"stbl", &tables.concat())
    }

    fn entry(&self) -> Vec<u8> {
        if self.handler == *b"soun" {
            return boxed(&self.codec, &self.codec_boxes);
        }
        let (width, height) = self.entry_size;
        let mut entry = vec![0; 78];
        entry[7] = 1;
        entry[24..26].copy_from_slice(&width.to_be_bytes());
        entry[26..28].copy_from_slice(&height.to_be_bytes());
        entry[41] = 1;
        entry[75] = 24;
        boxed(&self.codec, &[entry, self.codec_boxes.clone()].concat())
    }
}

/// A sample of NAL units, each behind its length.
pub fn sample(nals: &[Vec<u8>]) -> Vec<u8> {
    nals.iter().flat_map(|nal| [&(nal.len() as u32).to_be_bytes()[..], nal].concat()).collect()
}

/// An `avcC` with these sequence parameter sets.
pub fn configuration(sets: &[Vec<u8>]) -> Vec<u8> {
    let counted = |set: &Vec<u8>| [&(set.len() as u16).to_be_bytes()[..], set].concat();
    let mut all = vec![1, 66, 0xc0, 51, 0xff, 0xe0 | sets.len() as u8];
    sets.iter().for_each(|set| all.extend(counted(set)));
    all.push(1);
    all.extend(counted(&h264::pps()));
    boxed(b"avcC", &all)
}

/// A soundtrack of one sample: PCM of so many channels at such a rate, by QuickTime's second version of the entry.
pub fn soundtrack(channels: u32, rate_hz: f64) -> Vec<u8> {
    let mut entry = vec![0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0];
    entry.extend([0, 3, 0, 16, 0xff, 0xfe, 0, 0, 0, 1, 0, 0]);
    entry.extend(words(&[72]));
    entry.extend(rate_hz.to_be_bytes());
    entry.extend(words(&[channels, 0x7f00_0000, 16, 2, channels * 2, 1]));
    let sound = Movie {
        handler: *b"soun",
        codec: *b"lpcm",
        codec_boxes: entry,
        samples: vec![vec![7; 64]],
        stts: vec![1, 100],
        ..Movie::honest(0)
    };
    sound.track(40)
}
