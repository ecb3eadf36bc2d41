//! The table of what is rubbed.

use crate::cues::ClothKind;
use crate::render::Take;

/// How a thing sounds when it is rubbed.
#[derive(Debug, Clone, PartialEq)]
pub struct Fabric {
    /// Band of the even noise, hertz.
    pub low_hz: f32,
    /// See above.
    pub high_hz: f32,
    /// Level of the even noise.
    pub rub: f32,
    /// Unsteadiness of the even noise, 0..=1.
    pub rough: f32,
    /// Grains a second at full speed.
    pub grains_per_s: f32,
    /// Pitches of grains, hertz.
    pub grain_hz: (f32, f32),
    /// Ringing of grains, seconds.
    pub grain_t60_s: (f32, f32),
    /// Exponent of grains' energies: smaller is crisper.
    pub grain_beta: f32,
    /// Level of grains, decibels of peak.
    pub grain_db: f32,
    /// Length of one gesture, seconds.
    pub gesture_s: f32,
    /// Moved to and fro, rather than handled.
    pub strokes: bool,
}

impl Fabric {
    /// The table's row. A near microphone hears more grain.
    pub fn of(kind: ClothKind, take: &Take) -> Fabric {
        let mut fabric = row(kind);
        if take.asmr {
            fabric.grain_t60_s = (0.8 * fabric.grain_t60_s.0, 0.8 * fabric.grain_t60_s.1);
            fabric.grain_db += 2.0;
        }
        fabric
    }
}

fn row(kind: ClothKind) -> Fabric {
    let base = Fabric {
        low_hz: 650.0,
        high_hz: 5_200.0,
        rub: 1.0,
        rough: 0.6,
        grains_per_s: 130.0,
        grain_hz: (900.0, 5_000.0),
        grain_t60_s: (3e-3, 7e-3),
        grain_beta: 1.8,
        grain_db: -9.0,
        gesture_s: 0.42,
        strokes: false,
    };
    match kind {
        ClothKind::Cotton => base,
        ClothKind::Silk => Fabric {
            low_hz: 1_400.0,
            high_hz: 9_500.0,
            grain_hz: (3_000.0, 10_000.0),
            grains_per_s: 220.0,
            grain_db: -15.0,
            gesture_s: 0.5,
            ..base
        },
        // Dry palms on each other.
        ClothKind::Skin => Fabric {
            low_hz: 300.0,
            high_hz: 3_600.0,
            rough: 0.45,
            grains_per_s: 400.0,
            grain_hz: (700.0, 4_000.0),
            grain_db: -14.0,
            gesture_s: 0.2,
            strokes: true,
            ..base
        },
        ClothKind::Denim => Fabric {
            low_hz: 420.0,
            high_hz: 3_600.0,
            rough: 0.9,
            grains_per_s: 180.0,
            grain_hz: (500.0, 3_000.0),
            grain_db: -6.0,
            gesture_s: 0.34,
            ..base
        },
        ClothKind::Brush => Fabric {
            low_hz: 1_500.0,
            high_hz: 8_000.0,
            rough: 0.4,
            grains_per_s: 1_300.0,
            grain_hz: (2_500.0, 9_000.0),
            grain_t60_s: (1.5e-3, 4e-3),
            grain_beta: 2.2,
            grain_db: 0.0,
            gesture_s: 0.5,
            strokes: true,
            ..base
        },
        ClothKind::Leaves => Fabric {
            low_hz: 1_800.0,
            high_hz: 9_000.0,
            rub: 0.35,
            rough: 0.9,
            grains_per_s: 900.0,
            grain_hz: (2_200.0, 9_500.0),
            grain_t60_s: (1.5e-3, 5e-3),
            grain_beta: 1.8,
            grain_db: 0.0,
            gesture_s: 0.55,
            ..base
        },
        ClothKind::Flap => Fabric { rub: 0.25, grains_per_s: 0.0, high_hz: 2_400.0, gesture_s: 0.38, ..base },
        ClothKind::Paper => Fabric {
            low_hz: 900.0,
            high_hz: 8_000.0,
            rub: 0.25,
            rough: 0.9,
            grains_per_s: 520.0,
            grain_hz: (1_100.0, 9_000.0),
            grain_t60_s: (1.5e-3, 6e-3),
            grain_beta: 1.7,
            grain_db: 0.0,
            gesture_s: 0.5,
            ..base
        },
    }
}
