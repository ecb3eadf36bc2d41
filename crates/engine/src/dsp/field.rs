//! A field around the listener: events put where they are, noise that is different on both sides.

use super::{Chance, DcBlock, FS, Grain, Stereo, Svf, White, fade};

/// Latest that a side may be, samples (.2 ms): enough to spread, little enough for beds to keep a centre.
const HEAD: f32 = 10.0;

/// Side signal below this is dropped, hertz: deep sounds have no direction and cancel in mono.
const DEEP_HZ: f32 = 120.0;

/// Added to what filters take in, so that silence does not lead them into numbers that the processor handles slowly.
const FLOOR: f32 = 1e-18;

/// A stereo sound in the making.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    sound: Stereo,
}

impl Field {
    /// Silence.
    pub fn new(samples: usize) -> Field {
        Field { sound: Stereo::silence(samples) }
    }

    /// Puts a grain at sample `at`, `pan` from -1 (left) to 1, level and time differing between the ears.
    pub fn place(&mut self, grain: &Grain, at: usize, pan: f32, gain: f32) {
        let pan = pan.clamp(-1.0, 1.0);
        let angle = (pan * 0.72 + 1.0) * core::f32::consts::FRAC_PI_4;
        let late = (pan.abs() * HEAD) as usize;
        let (late_left, late_right) = if pan > 0.0 { (late, 0) } else { (0, late) };
        mix(&mut self.sound.left, grain.samples(), at + late_left, gain * libm::cosf(angle));
        mix(&mut self.sound.right, grain.samples(), at + late_right, gain * libm::sinf(angle));
    }

    /// Adds noise made by one maker per side (0 left, 1 right) from white noise of which `common` of the power is
    /// the same on both sides. A maker takes the white sample and its index.
    pub fn noise<F: FnMut(f32, usize) -> f32>(
        &mut self,
        common: f32,
        chance: &mut Chance,
        maker: impl Fn(usize) -> F,
    ) {
        let (shared, own) = (libm::sqrtf(common), libm::sqrtf(1.0 - common));
        let (mut both, mut sides) = (White::new(chance), [White::new(chance), White::new(chance)]);
        let [mut left, mut right] = [maker(0), maker(1)];
        let Stereo { left: l, right: r } = &mut self.sound;
        for (i, (l, r)) in l.iter_mut().zip(r.iter_mut()).enumerate() {
            let middle = shared * both.sample();
            *l += left(middle + own * sides[0].sample(), i);
            *r += right(middle + own * sides[1].sample(), i);
        }
    }

    /// Adds another field.
    pub fn add(&mut self, other: &Field, gain: f32) {
        self.sound.add(&other.sound, 0, gain);
    }

    /// Adds a stereo sound at sample `at`.
    pub fn add_sound(&mut self, sound: &Stereo, at: usize, gain: f32) {
        self.sound.add(sound, at as isize, gain);
    }

    /// Root mean square over both sides; 0 for silence.
    pub fn rms(&self) -> f32 {
        let power: f64 =
            self.sound.channels().into_iter().flatten().map(|x| f64::from(*x) * f64::from(*x)).sum();
        libm::sqrt(power / (2 * self.sound.len()).max(1) as f64) as f32
    }

    /// The same at root mean square `rms` (silence stays silence).
    pub fn at_rms(mut self, rms: f32) -> Field {
        let now = self.rms();
        if now > 1e-9 {
            self.sound.scale(rms / now);
        }
        self
    }

    /// Its two sides, to change.
    pub fn sides_mut(&mut self) -> [&mut Vec<f32>; 2] {
        self.sound.channels_mut()
    }

    /// What was made so far.
    pub fn sound(&self) -> &Stereo {
        &self.sound
    }

    /// The finished sound: no direct current, mono in the deep, ends faded over 8 ms, nothing too small to matter.
    pub fn settled(mut self) -> Stereo {
        let (mut block, mut deep) =
            ([DcBlock::default(), DcBlock::default()], Svf::new(DEEP_HZ, core::f32::consts::FRAC_1_SQRT_2));
        let Stereo { left, right } = &mut self.sound;
        for (l, r) in left.iter_mut().zip(right.iter_mut()) {
            let (x, y) = (block[0].sample(*l + FLOOR), block[1].sample(*r + FLOOR));
            let (mid, side) = (0.5 * (x + y), deep.high(0.5 * (x - y) + FLOOR));
            (*l, *r) = (quiet(mid + side), quiet(mid - side));
        }
        for channel in self.sound.channels_mut() {
            let edge = ((0.008 * FS) as usize).min(channel.len() / 4);
            fade(channel, edge, edge);
        }
        self.sound
    }
}

/// Numbers that only slow the machine down become 0, and so does what is no number.
fn quiet(x: f32) -> f32 {
    if x.abs() > 1e-12 { x } else { 0.0 }
}

fn mix(into: &mut [f32], grain: &[f32], at: usize, gain: f32) {
    let Some(into) = into.get_mut(at..) else { return };
    into.iter_mut().zip(grain).for_each(|(sum, x)| *sum += x * gain);
}
