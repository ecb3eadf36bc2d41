//! The table of what is worn.

use crate::cues::{Material, Shoe};

/// How a sole meets the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Sole {
    /// Contact time, seconds.
    pub pulse_s: f32,
    /// Above this it gives nothing to the ground, hertz.
    pub dull_hz: f32,
    /// Its own click: band, hertz.
    pub click_hz: (f32, f32),
    /// Its own click: time to fall by 60 dB, seconds.
    pub click_t60_s: f32,
    /// Its own click, decibels of peak.
    pub click_db: f32,
    /// A hard heel that rings by itself: material and size, metres.
    pub heel: Option<(Material, f32)>,
    /// Strength of the ball against the heel.
    pub ball: f32,
    /// Strength of the scuff.
    pub scuff: f32,
    /// Weight of the thump, decibels of peak.
    pub thump_db: f32,
    /// Claws that tick on hard ground.
    pub claws: bool,
}

impl Sole {
    /// The table's row.
    pub fn of(shoe: Shoe) -> Sole {
        let sneaker = Sole {
            pulse_s: 3.5e-3,
            dull_hz: 1_900.0,
            click_hz: (180.0, 2_400.0),
            click_t60_s: 0.063,
            click_db: -7.0,
            heel: None,
            ball: 0.75,
            scuff: 0.55,
            thump_db: -7.0,
            claws: false,
        };
        match shoe {
            Shoe::Sneaker => sneaker,
            Shoe::Leather => Sole {
                pulse_s: 5e-4,
                dull_hz: 6_000.0,
                click_hz: (900.0, 5_500.0),
                click_t60_s: 0.036,
                click_db: -5.0,
                heel: Some((Material::Wood, 0.06)),
                ball: 0.55,
                scuff: 0.4,
                thump_db: -11.0,
                claws: false,
            },
            Shoe::Boot => Sole {
                pulse_s: 1.2e-3,
                dull_hz: 3_600.0,
                click_hz: (350.0, 3_500.0),
                click_t60_s: 0.063,
                click_db: -5.0,
                heel: Some((Material::Plastic, 0.09)),
                ball: 0.7,
                scuff: 0.6,
                thump_db: -4.0,
                claws: false,
            },
            Shoe::Heel => Sole {
                pulse_s: 3e-4,
                dull_hz: 9_000.0,
                click_hz: (1_600.0, 8_000.0),
                click_t60_s: 0.025,
                click_db: -4.0,
                heel: Some((Material::Plastic, 0.042)),
                ball: 0.3,
                scuff: 0.15,
                thump_db: -16.0,
                claws: false,
            },
            Shoe::Barefoot => Sole {
                pulse_s: 7e-3,
                dull_hz: 1_100.0,
                click_hz: (220.0, 1_800.0),
                click_t60_s: 0.081,
                click_db: -5.0,
                ball: 0.85,
                scuff: 0.25,
                thump_db: -5.0,
                ..sneaker
            },
            Shoe::Paw => Sole {
                pulse_s: 4e-3,
                dull_hz: 1_800.0,
                click_hz: (400.0, 2_600.0),
                click_t60_s: 0.036,
                click_db: -7.0,
                ball: 0.0,
                scuff: 0.1,
                thump_db: -19.0,
                claws: true,
                ..sneaker
            },
        }
    }
}
