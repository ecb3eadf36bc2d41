//! What reaches each of two ears, or each of two loudspeakers, from a direction.

use super::near::{HEAD_M, lowest_gain};
use core::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Speed of sound, metres a second.
const SOUND: f32 = 343.0;
/// Largest delay between loudspeakers, seconds.
const PAN_DELAY_S: f32 = 2.5e-4;

/// How one channel hears a source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ear {
    /// Seconds behind the nearer ear.
    pub delay_s: f32,
    /// Gain of everything.
    pub gain: f32,
    /// Gain of what lies above the head's corner.
    pub high: f32,
    /// Gain of what lies far below it.
    pub low: f32,
}

/// Which law a source is placed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// For loudspeakers: constant power, a little delay and shadow.
    Pan,
    /// For headphones: a structural head (Brown and Duda 1998) with its near field.
    Head,
}

/// Left and right for a source at `az` degrees (right is positive), `el` degrees, `dist` metres. The 1/r law is left
/// to the caller.
pub fn ears(law: Law, az: f32, el: f32, dist: f32) -> [Ear; 2] {
    // Sine of the angle from the median plane: right of it is positive; behind mirrors to the front.
    let side = libm::sinf(az * PI / 180.0) * libm::cosf(el * PI / 180.0);
    match law {
        Law::Pan => [pan(-side), pan(side)],
        Law::Head => [head(-side, dist), head(side, dist)],
    }
}

fn pan(towards: f32) -> Ear {
    // The screen's edge (about 35 degrees) is near, but not at, one loudspeaker.
    let share = (towards * 1.1).clamp(-1.0, 1.0);
    let away = (-share).max(0.0);
    // -3 dB at 4 kHz over a corner of 1.25 kHz on the far side.
    Ear {
        delay_s: PAN_DELAY_S * away,
        gain: libm::sinf(FRAC_PI_4 * (1.0 + share)),
        high: 1.0 - 0.32 * away,
        low: 1.0,
    }
}

fn head(cos_ear: f32, dist: f32) -> Ear {
    let angle = libm::acosf(cos_ear.clamp(-1.0, 1.0));
    let behind = |angle: f32| {
        if angle < FRAC_PI_2 { -libm::cosf(angle) } else { angle - FRAC_PI_2 }
    };
    let mirrored = PI - angle;
    let delay_s = HEAD_M / SOUND * (behind(angle) - behind(mirrored)).max(0.0);
    let shadow = 1.05 + 0.95 * libm::cosf(PI * angle / (150.0 * PI / 180.0));
    // Very near, the far ear loses another 2 to 6 dB above.
    let close = ((0.3 - dist) / 0.2).clamp(0.0, 1.0) * (-cos_ear).max(0.0);
    let low = lowest_gain(dist, cos_ear);
    Ear { delay_s, gain: core::f32::consts::FRAC_1_SQRT_2, high: shadow * (1.0 - 0.5 * close), low }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pan_keeps_its_power_and_its_delay_within_a_quarter_of_a_millisecond() {
        for az in [-90.0, -30.0, 0.0, 12.0, 60.0, 180.0] {
            let [l, r] = ears(Law::Pan, az, 0.0, 2.0);
            assert!((l.gain * l.gain + r.gain * r.gain - 1.0).abs() < 1e-4, "{az}");
            assert!(l.delay_s.max(r.delay_s) <= PAN_DELAY_S + 1e-9);
        }
    }

    #[test]
    fn a_head_hears_the_right_first_and_brighter() {
        let [l, r] = ears(Law::Head, 80.0, 0.0, 0.3);
        assert!(r.delay_s == 0.0 && (6e-4..8e-4).contains(&l.delay_s), "{}", l.delay_s);
        assert!(r.high > 1.5 && l.high < 0.5 && r.low > l.low);
    }
}
