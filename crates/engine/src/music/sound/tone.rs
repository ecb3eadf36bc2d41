//! What tones are made of: a fast sine, pitch over time, rows of harmonics, blocks of slow control.

use super::hertz;
use crate::dsp::{Chance, FS};
use crate::music::compose::{Note, Slide, Touch};

/// Samples between two settings of slow values.
pub const BLOCK: usize = 32;
/// How long a grace lasts, seconds.
const GRACE_S: f32 = 0.055;

/// A sine of an angle in turns. Taylor's row to the eleventh power about the nearest zero: wrong by less than 1e-6.
pub fn sine(turns: f32) -> f32 {
    let x = turns - libm::floorf(turns + 0.5);
    // Beyond a quarter the sine runs back.
    let x = if x > 0.25 {
        0.5 - x
    } else if x < -0.25 {
        -0.5 - x
    } else {
        x
    };
    let w = x * core::f32::consts::TAU;
    let s = w * w;
    let tail = 8.333_333e-3 - s * (1.984_127e-4 - s * (2.755_732e-6 - s * 2.505_211e-8));
    w * (1.0 - s * (0.166_666_67 - s * tail))
}

/// A shake of the pitch that comes in after the note has begun.
#[derive(Debug, Clone, Copy)]
pub struct Vibrato {
    /// How far, cents.
    pub cents: f32,
    /// How fast.
    pub hz: f32,
    /// When it is full, seconds.
    pub after_s: f32,
}

impl Vibrato {
    /// A steady tone.
    pub const NONE: Vibrato = Vibrato { cents: 0.0, hz: 5.0, after_s: 1.0 };
}

/// The pitch of a note over its time.
pub struct Course {
    hz: f32,
    slide: Option<Slide>,
    graced: bool,
    vibrato: Vibrato,
    phase: f32,
}

impl Course {
    /// The note's, with the player's vibrato.
    pub fn new(note: &Note, vibrato: Vibrato, chance: &mut Chance) -> Course {
        let hz = vibrato.hz * chance.within(0.95, 1.05);
        let graced = note.touch == Touch::Graced;
        let slide = note.slide.filter(|s| s.from.abs() <= 36.0 && s.over_s > 0.0);
        Course {
            hz: hertz(note.pitch),
            slide,
            graced,
            vibrato: Vibrato { hz, ..vibrato },
            phase: chance.unit(),
        }
    }

    /// The frequency at `t` seconds after the note's begin.
    pub fn hz(&self, t: f32) -> f32 {
        let mut semitones = 0.0;
        if let Some(slide) = self.slide.filter(|s| t < s.over_s) {
            semitones += slide.from * (0.5 + 0.5 * libm::cosf(core::f32::consts::PI * t / slide.over_s));
        }
        if self.graced && t < GRACE_S {
            semitones += 2.0 * (1.0 - smooth((t - 0.6 * GRACE_S) / (0.4 * GRACE_S)));
        }
        if self.vibrato.cents > 0.0 {
            let begun = smooth((t - 0.25 * self.vibrato.after_s) / self.vibrato.after_s);
            semitones += 0.01 * self.vibrato.cents * begun * self.swing(t);
        }
        if semitones == 0.0 { self.hz } else { self.hz * libm::exp2f(semitones / 12.0) }
    }

    /// Where the vibrato stands, -1..=1.
    pub fn swing(&self, t: f32) -> f32 {
        sine(self.vibrato.hz * t + self.phase)
    }
}

/// From 0 to 1 without a corner.
pub fn smooth(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// A row of harmonics over one turning phase.
pub struct Harmonics<const N: usize> {
    phase: f32,
    /// Gains of the first, second … harmonic.
    pub gains: [f32; N],
}

impl<const N: usize> Harmonics<N> {
    /// A row that begins at a zero.
    pub fn new(gains: [f32; N]) -> Self {
        Harmonics { phase: 0.0, gains }
    }

    /// The next sample at `hz`; by the recurrence sin(n+1)w = 2 cos w sin nw - sin(n-1)w. What lies above 16 kHz is
    /// left out.
    pub fn sample(&mut self, hz: f32) -> f32 {
        self.phase += hz / FS;
        self.phase -= libm::floorf(self.phase);
        let most = (16_000.0 / hz) as usize;
        let twice = 2.0 * sine(self.phase + 0.25);
        let (mut before, mut now, mut sum) = (0.0, sine(self.phase), 0.0);
        for gain in self.gains.iter().take(most.max(1)) {
            sum += gain * now;
            (before, now) = (now, twice * now - before);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_sine_is_a_sine() {
        for i in -4000..4000 {
            let turns = i as f32 / 1000.0;
            let wrong = (sine(turns) - libm::sinf(core::f32::consts::TAU * turns)).abs();
            assert!(wrong < 5e-6, "{wrong} at {turns}");
        }
    }

    #[test]
    fn a_slide_arrives_at_the_note_and_a_grace_too() {
        let slide = Some(Slide { from: -2.0, over_s: 0.1 });
        let note = Note { pitch: 69, slide, touch: Touch::Graced, ..Note::default() };
        let course = Course::new(&note, Vibrato::NONE, &mut Chance::new(crate::Seed(1)));
        assert!((course.hz(0.0) - 440.0).abs() < 1.0, "a grace above a slide from below");
        assert!(course.hz(0.06) < 425.0);
        assert_eq!(course.hz(0.11), 440.0);
    }

    #[test]
    fn harmonics_are_what_their_gains_say() {
        let mut row = Harmonics::new([0.0, 0.0, 1.0]);
        let mut plain = Harmonics::new([1.0]);
        for _ in 0..2000 {
            assert!((row.sample(200.0) - plain.sample(600.0)).abs() < 2e-3);
        }
    }
}
