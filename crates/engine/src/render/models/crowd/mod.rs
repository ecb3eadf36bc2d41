//! Crowds: hands, cheers, laughter, talk; every one of them somebody.

mod hands;
mod voices;

pub(super) use hands::hit as palms;
pub(super) use voices::behind as shouts;

use super::ambience::{babble, playground};
use super::stretch::Stretch;
use crate::cues::{Crowd, CrowdKind};
use crate::dsp::{Field, Slow, Svf, Tank};
use crate::render::{Take, Voice};

/// Renders a crowd around the listener.
pub fn render(crowd: &Crowd, take: &Take) -> Voice {
    let size = crowd.size.clamp(0.0, 1.0);
    let mut stretch = Stretch::of(take, natural_s(crowd.kind));
    if take.samples() == 0 {
        let end_s = natural_s(crowd.kind) as f32;
        let swell = |t: f64| (t as f32 / 0.5).min(1.0) * ((end_s - t as f32) / (0.4 * end_s)).clamp(0.0, 1.0);
        stretch.strength = Slow::of(stretch.length, swell);
    }
    let mut chance = take.chance("crowd");
    let mut field = Field::new(stretch.length);
    match crowd.kind {
        CrowdKind::Applause => hands::clap(&mut field, size, &stretch, &mut chance),
        CrowdKind::Cheer => voices::cheer(&mut field, size, &stretch, &mut chance),
        CrowdKind::Laughter => voices::laugh(&mut field, size, &stretch, &mut chance),
        CrowdKind::Children => {
            voices::play(&mut field, size, &stretch, &mut chance);
            field.add(&playground(4 + (8.0 * size) as usize, &stretch, &mut chance), 2.2);
        }
        CrowdKind::Walla => field.add(&babble(8 + (18.0 * size) as usize, &stretch, &mut chance), 1.0),
    }
    hall(&mut field, size);
    Voice::wide(field.settled())
}

fn natural_s(kind: CrowdKind) -> f64 {
    match kind {
        CrowdKind::Applause | CrowdKind::Children | CrowdKind::Walla => 3.8,
        CrowdKind::Cheer => 3.2,
        CrowdKind::Laughter => 2.6,
    }
}

/// A crowd brings its room along: the larger, the longer it answers.
fn hall(field: &mut Field, size: f32) {
    let mut answer = Tank::new(0.6 + 1.0 * size, 4_500.0, 1.4).fill(field.sound(), 0, field.sound().len());
    let mut thin = [Svf::new(220.0, 0.7), Svf::new(220.0, 0.7)];
    for (side, thin) in answer.channels_mut().into_iter().zip(&mut thin) {
        side.iter_mut().for_each(|x| *x = thin.high(*x));
    }
    field.add_sound(&answer, 0, 0.12 + 0.18 * size);
}
