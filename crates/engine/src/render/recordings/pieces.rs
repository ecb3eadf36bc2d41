//! A texture of events in a new order: the recording is cut where it is quiet, and each piece is followed by one of those
//! that join it best (D. Schwarz, "Concatenative sound synthesis: the early years", 2006).

use super::round::{flattest, lay};
use crate::dsp::{Chance, OnePole, Stereo, db};

/// Shortest and longest piece, samples: .1 to .5 s.
const PIECE: (usize, usize) = (4_800, 24_000);
/// Fade from piece to piece, samples: 40 ms.
const FADE: usize = 1_920;
/// The next piece is drawn from so many that join best.
const BEST: usize = 5;
/// A piece is not heard again within so many.
const REMEMBERED: usize = 3;
/// Between level and brightness of a joint: what is bright is above this, hertz.
const BRIGHT_HZ: f32 = 2_500.0;

/// What a place sounds like.
type Joint = [f32; 2];

/// A stretch of the recording, and how it begins and ends.
struct Piece {
    from: usize,
    to: usize,
    begins: Joint,
    ends: Joint,
}

/// `length` samples of pieces of `part`.
pub fn filled(part: &Stereo, length: usize, chance: &mut Chance) -> Stereo {
    let pieces = cut(part);
    if pieces.len() <= BEST {
        return super::round::filled(part, length, chance);
    }
    let mut out = Stereo::silence(length);
    let mut used = vec![chance.below(pieces.len())];
    let mut written = 0;
    while written < length {
        let piece = &pieces[used[0]];
        let rise = if written == 0 { 1 } else { FADE };
        lay(&mut out, part, (piece.from, piece.to), (written, rise, FADE));
        written += piece.to - piece.from - FADE;
        used.insert(0, next(&pieces, &used, chance));
        used.truncate(REMEMBERED);
    }
    out
}

/// Cuts at the quietest place in reach of each piece's shortest and longest end.
fn cut(part: &Stereo) -> Vec<Piece> {
    let loud = loudness(part);
    let (mut pieces, mut from) = (Vec::new(), 0);
    while from + PIECE.1 + FADE < part.len() {
        let reach = (from + PIECE.0) / HOP..(from + PIECE.1) / HOP;
        let quiet = reach.min_by(|&a, &b| loud[a][0].total_cmp(&loud[b][0])).unwrap_or(0) * HOP;
        let to = flattest(part, quiet.max(from + PIECE.0));
        // Each piece keeps its fade on both sides, where the recording's own neighbours are.
        let end = (to + FADE).min(part.len());
        pieces.push(Piece {
            from,
            to: end,
            begins: loud[from / HOP],
            ends: loud[(to / HOP).min(loud.len() - 1)],
        });
        from = to;
    }
    pieces
}

/// Level and brightness are measured every so many samples: 10 ms.
const HOP: usize = 480;

/// Level and share above [`BRIGHT_HZ`], decibels, of each hop.
fn loudness(part: &Stereo) -> Vec<Joint> {
    let mut pole = OnePole::new(BRIGHT_HZ);
    let hops = part.left.chunks(HOP).zip(part.right.chunks(HOP));
    hops.map(|(left, right)| {
        let (mut all, mut bright) = (1e-9_f32, 1e-9_f32);
        for x in left.iter().zip(right).map(|(l, r)| 0.5 * (l + r)) {
            all += x * x;
            let high = pole.high(x);
            bright += high * high;
        }
        let level_db = db(libm::sqrtf(all / HOP as f32));
        [level_db, 0.5 * (db(libm::sqrtf(bright / HOP as f32)) - level_db)]
    })
    .collect()
}

fn next(pieces: &[Piece], used: &[usize], chance: &mut Chance) -> usize {
    let end = pieces[used[0]].ends;
    let apart = |i: usize| pieces[i].begins.iter().zip(&end).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
    let mut fresh: Vec<usize> = (0..pieces.len()).filter(|i| !used.contains(i)).collect();
    fresh.sort_by(|&a, &b| apart(a).total_cmp(&apart(b)).then(a.cmp(&b)));
    fresh[chance.below(BEST.min(fresh.len()))]
}
