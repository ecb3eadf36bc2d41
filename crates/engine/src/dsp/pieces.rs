//! A sound in pieces that fade into each other: what is worked on piece by piece remembers no longer than one piece and
//! its tail, so that a change is forgotten after it, to the last bit.

use super::Stereo;

/// How a sound is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Samples from one piece's begin to the next one's.
    pub every: usize,
    /// Samples in which a piece fades into the next one.
    pub fade: usize,
}

/// One piece, faded, and the sample of the whole at which it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its number on the grid.
    pub number: usize,
    /// Its first sample.
    pub at: usize,
    /// What is left of the sound in it.
    pub sound: Stereo,
}

/// The pieces of a sound, silent ones left out. They sum to the sound.
pub fn pieces(sound: &Stereo, cut: Cut) -> Vec<Piece> {
    let count = sound.len().div_ceil(cut.every.max(1));
    let piece = |number: usize| {
        let at = number * cut.every;
        let end = (at + cut.every + cut.fade).min(sound.len());
        let mut part = Stereo { left: sound.left[at..end].to_vec(), right: sound.right[at..end].to_vec() };
        part.channels_mut().into_iter().for_each(|channel| faded(channel, number > 0, cut));
        Piece { number, at, sound: part }
    };
    (0..count).map(piece).filter(|piece| piece.sound.peak() > 0.0).collect()
}

/// Every piece worked on alone, with `tail` samples of silence behind it, and all of them summed.
pub fn piecewise(sound: &Stereo, cut: Cut, tail: usize, mut work: impl FnMut(&mut Stereo)) -> Stereo {
    let mut sum = Stereo::silence(sound.len());
    for mut piece in pieces(sound, cut) {
        let length = piece.sound.len() + tail;
        piece.sound.channels_mut().into_iter().for_each(|channel| channel.resize(length, 0.0));
        work(&mut piece.sound);
        sum.add(&piece.sound, piece.at as isize, 1.0);
    }
    sum
}

fn faded(channel: &mut [f32], rises: bool, Cut { every, fade }: Cut) {
    let share = |i: usize| (i as f32 + 0.5) / fade as f32;
    if rises {
        channel.iter_mut().take(fade).enumerate().for_each(|(i, x)| *x *= share(i));
    }
    channel.iter_mut().skip(every).enumerate().for_each(|(i, x)| *x *= 1.0 - share(i));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::dsp::{Chance, OnePole};

    const CUT: Cut = Cut { every: 1_000, fade: 100 };

    fn noise(samples: usize) -> Stereo {
        let mut chance = Chance::new(Seed(5));
        Stereo::of_mono(&(0..samples).map(|_| chance.white()).collect::<Vec<_>>())
    }

    fn lowered(sound: &Stereo) -> Stereo {
        piecewise(sound, CUT, 400, |part| {
            for channel in part.channels_mut() {
                let mut filter = OnePole::new(1_500.0);
                channel.iter_mut().for_each(|x| *x = filter.low(*x));
            }
        })
    }

    #[test]
    fn pieces_sum_to_the_whole() {
        let whole = noise(5_555);
        let sum = piecewise(&whole, CUT, 0, |_| ());
        let apart = whole.left.iter().zip(&sum.left).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6, "{apart}");
    }

    #[test]
    fn a_filter_in_pieces_is_the_filter() {
        let whole = noise(5_555);
        let mut filter = OnePole::new(1_500.0);
        let plain: Vec<f32> = whole.left.iter().map(|x| filter.low(*x)).collect();
        let apart = plain.iter().zip(&lowered(&whole).left).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-5, "{apart}");
    }

    #[test]
    fn a_change_is_forgotten_after_its_piece_and_the_tail() {
        let (whole, mut changed) = (noise(5_555), noise(5_555));
        changed.left[1_500] += 0.5;
        let (a, b) = (lowered(&whole).left, lowered(&changed).left);
        assert!(a[..1_500] == b[..1_500] && a[2_500..] == b[2_500..] && a[1_500..2_500] != b[1_500..2_500]);
    }
}
