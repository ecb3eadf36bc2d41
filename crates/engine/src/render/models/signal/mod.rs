//! Signals: horns, sirens, beeps, telephones, bells.

mod bells;
mod electronic;
mod horns;
mod sirens;

use super::again::{Pace, again, steady};
use crate::cues::{Signal, SignalKind};
use crate::render::{Take, Voice};

/// No moment of a signal lasts longer, seconds.
const LONGEST_S: f32 = 3.9;

/// Renders a signal.
pub fn render(signal: &Signal, take: &Take) -> Voice {
    use SignalKind::*;
    let pitch = signal.pitch.clamp(0.25, 4.0);
    match signal.kind {
        CarHorn | TruckHorn | TrainHorn | ShipHorn => horns::sound(signal.kind, pitch, take),
        Wail | Yelp | TwoTone | Alarm | Buzzer => sirens::sound(signal.kind, pitch, take),
        Whistle => {
            steady(take, 0.8, (0.02, 0.06), |stretch, chance| electronic::pea_whistle(pitch, stretch, chance))
        }
        kind => again(take, LONGEST_S, pace(kind), |chance| match kind {
            Notification => electronic::notification(pitch, chance),
            Ringtone => electronic::ringtone(pitch, chance),
            Vibration => electronic::vibration(pitch, chance),
            AlarmClock => electronic::alarm_clock(pitch, chance),
            PhoneRing => bells::telephone(pitch, chance),
            BicycleBell => bells::bicycle(pitch, chance),
            HandBell => bells::hand_bell(pitch, chance),
            ChurchBell => bells::church_bell(pitch, chance),
            Doorbell => bells::doorbell(pitch, chance),
            Chimes => bells::chimes(pitch, chance),
            Gong => bells::gong(pitch, chance),
            _ => electronic::beep(pitch, chance),
        }),
    }
}

/// When it comes again.
fn pace(kind: SignalKind) -> Pace {
    match kind {
        SignalKind::Beep => Pace::Every(0.5, 0.5),
        SignalKind::AlarmClock => Pace::Every(1.0, 1.0),
        SignalKind::Vibration => Pace::After(0.35, 0.5),
        SignalKind::HandBell => Pace::Every(0.55, 0.8),
        SignalKind::ChurchBell => Pace::Every(1.9, 2.3),
        SignalKind::Gong => Pace::Every(2.4, 3.2),
        SignalKind::Chimes => Pace::Every(0.6, 1.4),
        SignalKind::PhoneRing | SignalKind::Ringtone => Pace::After(0.8, 1.2),
        _ => Pace::After(0.6, 1.6),
    }
}
