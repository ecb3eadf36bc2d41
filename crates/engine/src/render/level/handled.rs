//! The loudness table's part for things that are handled, broken and run.

use crate::cues::{
    Brittle, Click, ClickKind, Crumple, CrumpleKind, Door, DoorMove, Friction, FrictionKind, Machine,
    MachineKind, Roller, Rolling, Shatter,
};

/// A window is louder than a glass.
pub fn shatter_lufs(shatter: &Shatter) -> f32 {
    let full = match shatter.of {
        Brittle::Glass => -15.0,
        Brittle::Ceramic | Brittle::Ice => -17.0,
        Brittle::Wood => -17.5,
        Brittle::Masonry => -12.0,
    };
    full + 5.0 * (shatter.size.clamp(0.0, 1.0) - 0.5)
}

/// What squeals is loud, what a hand does on paper is not.
pub fn friction_lufs(friction: &Friction) -> f32 {
    let full = match friction.kind {
        FrictionKind::Skid => -16.0,
        FrictionKind::Squeal | FrictionKind::Saw => -20.0,
        FrictionKind::Scrape | FrictionKind::Creak | FrictionKind::Drawer => -22.0,
        FrictionKind::Slide | FrictionKind::Zipper => -24.0,
        FrictionKind::Leather => -30.0,
        FrictionKind::Write => -32.0,
    };
    full + 4.0 * (friction.force.clamp(0.0, 1.0) - 0.5)
}

/// Faster and rougher is louder.
pub fn rolling_lufs(rolling: &Rolling) -> f32 {
    let (full, usual) = match rolling.of {
        Roller::Ball => (-26.0, 1.0),
        Roller::Cart => (-23.0, 1.5),
        Roller::Suitcase => (-21.0, 1.5),
        Roller::Skateboard => (-19.0, 4.0),
        Roller::Bicycle => (-27.0, 5.0),
        Roller::Rail => (-17.0, 20.0),
        Roller::Metro => (-17.0, 14.0),
    };
    let faster_db = (3.0 * libm::log2f(rolling.speed.clamp(0.05, 80.0) / usual)).clamp(-6.0, 4.0);
    full + faster_db + 4.0 * (rolling.rough.clamp(0.0, 1.0) - 0.4)
}

/// Thin things are quiet; a crack is heard across a room.
pub fn crumple_lufs(crumple: &Crumple) -> f32 {
    let full = match crumple.kind {
        CrumpleKind::Bone => -19.0,
        CrumpleKind::Ice | CrumpleKind::ClothTear | CrumpleKind::PaperTear => -22.0,
        CrumpleKind::Bag | CrumpleKind::Chips => -23.0,
        CrumpleKind::Paper | CrumpleKind::Leaves => -24.0,
        CrumpleKind::Page => -27.0,
    };
    full + 4.0 * (crumple.size.clamp(0.0, 1.0) - 0.5)
}

/// A slam is the loudest thing in a house.
pub fn door_lufs(door: &Door) -> f32 {
    let full = match door.does {
        DoorMove::Slam => -14.0,
        DoorMove::Close => -20.0,
        DoorMove::Open => -23.0,
        DoorMove::Latch => -25.0,
    };
    full + 4.0 * (door.size.clamp(0.0, 1.0) - 0.5)
}

/// Clicks are short, so their momentary loudness is low.
pub fn click_lufs(click: &Click) -> f32 {
    let full = match click.kind {
        ClickKind::Shutter | ClickKind::Lock => -24.0,
        ClickKind::Ratchet | ClickKind::Switch | ClickKind::Typebar | ClickKind::Snip => -26.0,
        ClickKind::Button | ClickKind::Key => -29.0,
        ClickKind::Mouse => -32.0,
        ClickKind::Tick => -34.0,
    };
    full + 4.0 * (click.size.clamp(0.0, 1.0) - 0.4)
}

/// At 1 m of what the cue's distance will place: a jet is never at 1 m, so its figure is that of a clip's foreground.
pub fn machine_lufs(machine: &Machine) -> f32 {
    let full = match machine.kind {
        MachineKind::Jet => -14.0,
        MachineKind::Helicopter
        | MachineKind::Chainsaw
        | MachineKind::Locomotive
        | MachineKind::Jackhammer => -15.0,
        MachineKind::Truck | MachineKind::Motorcycle | MachineKind::Propeller | MachineKind::Saw => -17.0,
        MachineKind::Drill | MachineKind::Boat | MachineKind::Mower | MachineKind::Industrial => -18.0,
        MachineKind::Car => -20.0,
        MachineKind::Appliance => -21.0,
        MachineKind::Drone => -22.0,
        MachineKind::Electric | MachineKind::Servo | MachineKind::Printer => -26.0,
        MachineKind::Fan => -31.0,
        MachineKind::Hvac => -34.0,
    };
    full + 6.0 * (machine.load.clamp(0.0, 1.0) - 0.4) + 3.0 * (machine.size.clamp(0.0, 1.0) - 0.5)
}
