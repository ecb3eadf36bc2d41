//! How loud blasts, signals, designed sounds, currents and steam are.

use crate::cues::{
    Blast, BlastKind, Designed, DesignedKind, Electric, ElectricKind, Signal, SignalKind, Steam, SteamKind,
};

/// What tells a gun from a cap is its length and its room more than its level, which a speaker cannot give.
pub fn blast_lufs(blast: &Blast) -> f32 {
    let usual = match blast.kind {
        BlastKind::Explosion | BlastKind::Cannon => -10.0,
        BlastKind::Rifle | BlastKind::Automatic | BlastKind::Pistol => -12.5,
        BlastKind::Firework => -14.0,
        BlastKind::Firecrackers | BlastKind::Whip => -16.0,
    };
    let far_db = 3.0 * libm::log2f(blast.away.clamp(1.0, 5_000.0) / 30.0);
    usual + 4.0 * (blast.size.clamp(0.0, 1.0) - 0.5) - far_db.clamp(-2.0, 10.0)
}

/// At the place where it is meant to be heard.
pub fn signal_lufs(signal: &Signal) -> f32 {
    use SignalKind::*;
    match signal.kind {
        TrainHorn | ShipHorn | TruckHorn => -14.0,
        CarHorn | Wail | Yelp | TwoTone | Alarm | ChurchBell | Gong | Buzzer => -16.0,
        Whistle | AlarmClock | HandBell | PhoneRing | BicycleBell => -19.0,
        Doorbell | Beep => -21.0,
        Notification | Ringtone | Chimes => -23.0,
        Vibration => -27.0,
    }
}

/// Designed sounds stand where a trailer puts them.
pub fn designed_lufs(designed: &Designed) -> f32 {
    use DesignedKind::*;
    match designed.kind {
        Boom | Braam | Stinger => -13.0,
        Riser | Zap | Laser => -17.0,
        Boing | Splat | Spell | Spaceship | Energy => -19.0,
        Glitch | Pop | Robot | Shimmer => -21.0,
        Drone => -23.0,
    }
}

/// At arm's length.
pub fn electric_lufs(electric: &Electric) -> f32 {
    match electric.kind {
        ElectricKind::Hum => -30.0,
        ElectricKind::Buzz | ElectricKind::Static => -26.0,
        ElectricKind::Sparks => -22.0,
        ElectricKind::Arc => -19.0,
    }
}

/// A larger pan or leak is louder.
pub fn steam_lufs(steam: &Steam) -> f32 {
    let usual = match steam.kind {
        SteamKind::Jet => -19.0,
        SteamKind::Hiss | SteamKind::Frying => -24.0,
        SteamKind::Spray | SteamKind::Sizzle | SteamKind::Boiling => -26.0,
        SteamKind::Fizz => -33.0,
    };
    usual + 6.0 * (steam.size.clamp(0.0, 1.0) - 0.5)
}
