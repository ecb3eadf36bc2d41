//! Mutants of files that are made of boxes (mp4, mov): sizes, kinds and order are changed where boxes stand.

use crate::Chance;

/// Kinds that mean something to a parser.
const KINDS: [&[u8; 4]; 24] = [
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"stts", b"stsc", b"stsz", b"stco", b"mdat",
    b"ftyp", b"free", b"udta", b"meta", b"edts", b"elst", b"cmov", b"encv", b"moof", b"avc1", b"avcC",
    b"dref", b"uuid",
];

/// Changes `file` at a few places.
pub fn mutate(file: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let heads = heads(file);
        match (chance.below(8), heads.is_empty()) {
            (0, _) => flip(file, chance),
            (1, _) => file.truncate(chance.below(file.len() + 1)),
            (2, false) => {
                let at = *chance.one(&heads);
                file[at..at + 4].copy_from_slice(&(chance.edge() as u32).to_be_bytes());
            }
            (3, false) => {
                let at = *chance.one(&heads);
                file[at + 4..at + 8].copy_from_slice(*chance.one(&KINDS));
            }
            (4, false) => long_size(file, *chance.one(&heads), chance),
            (5, false) => repeat(file, *chance.one(&heads), chance),
            (6, false) => {
                let at = (*chance.one(&heads) + 8 + chance.below(40)).min(file.len());
                let field = (chance.edge() as u32).to_be_bytes();
                file.splice(at..(at + 4).min(file.len()), field);
            }
            _ => flip(file, chance),
        }
    }
}

/// Where the head of a box seems to stand: a known kind behind four bytes.
fn heads(file: &[u8]) -> Vec<usize> {
    let is_letter = |at: usize| file[at].is_ascii_lowercase();
    let known = |at: &usize| {
        is_letter(at + 4) && is_letter(at + 5) && KINDS.iter().any(|kind| kind[..] == file[at + 4..at + 8])
    };
    (0..file.len().saturating_sub(7)).filter(known).take(400).collect()
}

fn flip(file: &mut [u8], chance: &mut Chance) {
    if !file.is_empty() {
        let at = chance.below(file.len());
        file[at] = [0, 1, 0xff, chance.any() as u8][chance.below(4)];
    }
}

/// Gives a box a size of 64 bits.
fn long_size(file: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    file[at..at + 4].copy_from_slice(&[0, 0, 0, 1]);
    let size = chance.edge().to_be_bytes();
    file.splice(at + 8..at + 8, size);
}

/// Puts a copy of a box, or of a piece of one, where another begins.
fn repeat(file: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let piece = file[at..(at + 8 + chance.below(200)).min(file.len())].to_vec();
    let heads = heads(file);
    let to = *chance.one(&heads);
    file.splice(to..to, piece.repeat(1 + chance.below(6)));
}
