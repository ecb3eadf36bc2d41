//! The table of materials: pitch, damping, contact time and contact noise.
//!
//! Sources: loss factors and contact times after engine design §6.1 M1 (van den Doel, Kry & Pai 2001 for the form;
//! figures tuned by ear and by measured spectra).

use crate::cues::Material;

/// How the modes of a body lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// A solid block: so many modes, spread evenly in the logarithm over so many times the lowest.
    Block(usize, f32),
    /// A box with a cavity and plates around it.
    Box,
    /// A bar, free at both ends, with its twisting modes.
    Bar,
    /// A large thin plate: so many modes, evenly spaced.
    Sheet(usize),
    /// A shell that is round: glasses, bottles.
    Shell,
    /// A bowl or cup.
    Bowl,
    /// Something soft.
    Lump,
}

/// One material.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// Its name in the cue sheet.
    pub material: Material,
    /// How its modes lie.
    pub shape: Shape,
    /// Lowest mode of a body of 10 cm, hertz.
    pub reference_hz: f32,
    /// No body of it sounds lower, hertz.
    pub floor_hz: f32,
    /// Loss factor tan φ, from and to.
    pub loss: (f32, f32),
    /// Damping at all frequencies alike, 1/s.
    pub alpha0: f32,
    /// Contact time at middle hardness, from and to, seconds.
    pub pulse_s: (f32, f32),
    /// Strength of the small hits while it comes to rest, 0 to about 1.
    pub chatter: f32,
    /// Time in which it comes to rest, seconds.
    pub settle_s: f32,
    /// Level of the modes, decibels.
    pub ring_db: f32,
    /// Contact noise: its band, hertz.
    pub noise_hz: (f32, f32),
    /// Contact noise: time to fall by 60 dB, seconds.
    pub noise_t60_s: f32,
    /// Contact noise against the modes, decibels of peak.
    pub noise_db: f32,
}

impl Matter {
    /// The table's row.
    pub fn of(material: Material) -> Matter {
        let base = Matter {
            material,
            shape: Shape::Block(12, 14.0),
            reference_hz: 420.0,
            floor_hz: 110.0,
            loss: (0.040, 0.055),
            alpha0: 26.0,
            pulse_s: (5e-4, 1.2e-3),
            chatter: 0.8,
            settle_s: 15e-3,
            ring_db: 0.0,
            noise_hz: (300.0, 4_000.0),
            noise_t60_s: 0.035,
            noise_db: -4.0,
        };
        match material {
            Material::Wood => base,
            Material::HollowWood => hollow_wood(base),
            Material::Metal => metal(base),
            Material::SheetMetal => sheet_metal(base),
            Material::Glass => glass(base),
            Material::Ceramic => ceramic(base),
            Material::Stone => stone(base),
            Material::Plastic => plastic(base),
            Material::Rubber => rubber(base),
            Material::Flesh => flesh(base),
            Material::Soil => soil(base),
        }
    }

    /// Lowest mode of a body `size` metres long, hertz; large bodies approach the floor.
    pub fn lowest_hz(&self, size: f32) -> f32 {
        let free_hz = self.reference_hz * 0.1 / size.clamp(0.01, 5.0);
        libm::sqrtf(free_hz * free_hz + self.floor_hz * self.floor_hz).min(7_000.0)
    }
}

fn hollow_wood(base: Matter) -> Matter {
    Matter {
        shape: Shape::Box,
        reference_hz: 180.0,
        floor_hz: 95.0,
        loss: (0.020, 0.035),
        alpha0: 20.0,
        pulse_s: (7e-4, 1.3e-3),
        noise_hz: (150.0, 2_500.0),
        noise_t60_s: 0.045,
        noise_db: -5.0,
        ..base
    }
}

fn metal(base: Matter) -> Matter {
    Matter {
        shape: Shape::Bar,
        reference_hz: 1_800.0,
        floor_hz: 140.0,
        loss: (0.0004, 0.0015),
        alpha0: 1.6,
        pulse_s: (8e-5, 2.5e-4),
        chatter: 1.0,
        noise_hz: (2_000.0, 12_000.0),
        noise_t60_s: 0.012,
        noise_db: -10.0,
        settle_s: 70e-3,
        ..base
    }
}

fn sheet_metal(base: Matter) -> Matter {
    Matter {
        shape: Shape::Sheet(72),
        reference_hz: 210.0,
        floor_hz: 70.0,
        loss: (0.0006, 0.0014),
        alpha0: 7.0,
        pulse_s: (7e-5, 1.4e-4),
        chatter: 1.3,
        noise_hz: (1_500.0, 12_000.0),
        noise_t60_s: 0.12,
        noise_db: -5.0,
        settle_s: 60e-3,
        ..base
    }
}

fn glass(base: Matter) -> Matter {
    Matter {
        shape: Shape::Shell,
        reference_hz: 2_200.0,
        floor_hz: 700.0,
        loss: (0.0006, 0.0014),
        alpha0: 7.0,
        pulse_s: (1e-4, 2e-4),
        chatter: 1.0,
        noise_hz: (3_000.0, 14_000.0),
        noise_t60_s: 0.009,
        noise_db: -9.0,
        settle_s: 45e-3,
        ..base
    }
}

fn ceramic(base: Matter) -> Matter {
    Matter {
        shape: Shape::Bowl,
        reference_hz: 2_300.0,
        floor_hz: 650.0,
        loss: (0.0015, 0.003),
        alpha0: 17.0,
        pulse_s: (1.5e-4, 3e-4),
        chatter: 1.4,
        noise_hz: (3_000.0, 13_000.0),
        noise_t60_s: 0.02,
        noise_db: -5.0,
        settle_s: 80e-3,
        ..base
    }
}

fn stone(base: Matter) -> Matter {
    Matter {
        shape: Shape::Block(10, 9.0),
        reference_hz: 1_500.0,
        floor_hz: 240.0,
        loss: (0.015, 0.021),
        alpha0: 70.0,
        pulse_s: (2.5e-4, 4e-4),
        chatter: 1.1,
        noise_hz: (700.0, 9_000.0),
        noise_t60_s: 0.028,
        noise_db: 0.0,
        ring_db: -9.0,
        settle_s: 50e-3,
        ..base
    }
}

fn plastic(base: Matter) -> Matter {
    Matter {
        shape: Shape::Block(9, 8.0),
        reference_hz: 950.0,
        floor_hz: 170.0,
        loss: (0.06, 0.075),
        alpha0: 40.0,
        pulse_s: (6e-4, 8.5e-4),
        noise_hz: (900.0, 8_000.0),
        noise_t60_s: 0.018,
        noise_db: -2.0,
        ring_db: -6.0,
        settle_s: 35e-3,
        chatter: 0.9,
        ..base
    }
}

fn rubber(base: Matter) -> Matter {
    Matter {
        shape: Shape::Lump,
        reference_hz: 150.0,
        floor_hz: 60.0,
        loss: (0.12, 0.22),
        alpha0: 22.0,
        pulse_s: (3e-3, 6e-3),
        chatter: 0.1,
        noise_hz: (80.0, 1_400.0),
        noise_t60_s: 0.04,
        noise_db: -8.0,
        ..base
    }
}

fn flesh(base: Matter) -> Matter {
    Matter {
        shape: Shape::Lump,
        reference_hz: 90.0,
        floor_hz: 55.0,
        loss: (0.25, 0.5),
        alpha0: 40.0,
        pulse_s: (1e-3, 2e-3),
        chatter: 0.3,
        ring_db: -12.0,
        noise_hz: (260.0, 6_000.0),
        noise_t60_s: 0.05,
        noise_db: 0.0,
        ..base
    }
}

fn soil(base: Matter) -> Matter {
    Matter {
        shape: Shape::Lump,
        reference_hz: 70.0,
        floor_hz: 50.0,
        loss: (0.4, 0.8),
        alpha0: 60.0,
        pulse_s: (5e-3, 1e-2),
        chatter: 0.9,
        ring_db: -9.0,
        noise_hz: (90.0, 1_500.0),
        noise_t60_s: 0.14,
        noise_db: 0.0,
        settle_s: 90e-3,
        ..base
    }
}
