//! What words alone leave open because there is no picture: when things happen, and whether that is outdoors.

use super::Wishes;
use super::asked::{Hit, Request, anchored, begin_of, grid, happens, is_event, rate, said_count};
use crate::Scene;
use crate::cues::{Ground, Sound, WaterKind};
use crate::spot::lexicon::{Class, lexicon};
use crate::spot::prompt::Anchor;
use crate::spot::sound;

/// The first of something is heard so long after its stretch has begun, seconds.
const LEAD_S: f64 = 0.4;

/// A texture that something happens in is heard for this share of the stretch first.
const LEAD_IN_TEXTURE: f64 = 0.2;

/// Nothing begins so near the end of a stretch, seconds.
const TAIL_S: f64 = 0.6;

/// More than so many in a row go on until something else comes: steps, keys, a clock.
const GOES_ON: u32 = 10;

/// Nothing begins later than this before the end, seconds.
const LAST_S: f64 = 0.05;

/// From the end of a few blows to the next few where nothing counts them, seconds.
const PAUSE_S: f64 = 2.2;

/// From thunder to thunder, seconds.
const THUNDER_S: f64 = 4.5;

/// What comes faster than a hand can strike (a coin, a bunch of keys) is one thing that falls and is heard once, hertz.
const HAND_HZ: f64 = 4.0;

/// Gives every event its times: each step of the chain has its share of the length, and what stands side by side in
/// one step happens one after the other.
pub fn give_times(all: &mut [Request], scene: &Scene, steps: u32) {
    for i in 0..all.len() {
        if !happens(&all[i]) {
            continue;
        }
        match anchor_of(&all[i]) {
            Some(anchor) => anchored(&mut all[i], anchor, &[], scene),
            None => {
                let times = times(&all[i], &stretch(all, i, scene.duration, steps));
                // A chain with more steps than its length has room for crowds at its end.
                let last = (scene.duration - LAST_S).max(0.0);
                all[i].hits = times.into_iter().map(|t| Hit { t: t.min(last), moment: None }).collect();
            }
        }
    }
}

/// The time that the prompt names; cuts and contacts that nobody saw are none.
fn anchor_of(request: &Request) -> Option<Anchor> {
    request.notes.anchor.filter(|anchor| !matches!(anchor, Anchor::EachCut | Anchor::EachHit))
}

/// When a request may be heard, seconds.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: f64,
    until: f64,
    /// Whether it is the only thing that happens, so that it may come again.
    alone: bool,
}

fn stretch(all: &[Request], i: usize, duration: f64, steps: u32) -> Stretch {
    let request = &all[i];
    let from = request.begin * duration;
    let last = request.step + 1 >= steps;
    let until = if last { duration } else { begin_of(request.step + 1, steps) * duration };
    let beside = |other: &&Request| other.step == request.step && is_brief(other);
    let brief = all.iter().filter(beside).count();
    if goes_on(request.class) {
        return Stretch { from: from + 0.15, until, alone: false };
    }
    let share = (until - from) / brief.max(1) as f64;
    let before = all[..i].iter().filter(beside).count() as f64;
    let in_texture = all.iter().any(|other| other.step <= request.step && !is_event(other));
    let lead = match (request.step, in_texture) {
        (0, true) => (LEAD_IN_TEXTURE * share).max(LEAD_S),
        (0, false) => LEAD_S,
        _ => 0.0,
    };
    Stretch {
        from: from + before * share + lead,
        until: from + (before + 1.0) * share,
        alone: brief == 1 && last,
    }
}

fn goes_on(class: &Class) -> bool {
    class.burst.is_some_and(|burst| burst > GOES_ON)
}

fn is_brief(request: &Request) -> bool {
    happens(request) && !goes_on(request.class) && anchor_of(request).is_none()
}

fn times(request: &Request, stretch: &Stretch) -> Vec<f64> {
    let Stretch { from, until, alone } = *stretch;
    let rate = rate(request);
    if let Some(count) = said_count(request, until - from) {
        return grid(request, from, count, until);
    }
    if goes_on(request.class) {
        return grid(request, from, 1 + (rate * (until - 0.3 - from).max(0.0)) as usize, until);
    }
    let few = request.class.burst.unwrap_or(1) as usize;
    let again_s = match request.class.sound {
        Some(Sound::Thunder(_)) => THUNDER_S,
        _ if few > 1 && rate <= HAND_HZ => few as f64 / rate + PAUSE_S,
        _ => f64::INFINITY,
    };
    let more = if alone { ((until - TAIL_S - from).max(0.0) / again_s) as usize } else { 0 };
    let begins = std::iter::once(from).chain((1..=more).map(|round| from + round as f64 * again_s));
    begins.flat_map(|begin| grid(request, begin, few, until)).collect()
}

/// How far away something is that no picture keeps at a distance, metres: half as far as is usual, but not at the ear.
pub fn distance(class: &Class) -> f32 {
    (class.dist / 2.0).max(class.dist.min(1.0))
}

/// Whether a sound was asked for that no room has.
pub fn is_outdoors(wishes: &Wishes) -> bool {
    let mut made = wishes.sounds.asked.iter().filter_map(|asked| {
        let class = &lexicon().classes[asked.class];
        let sound = sound::of(class, &asked.notes);
        sound.or_else(|| lexicon().class(class.parts.first()?)?.sound.clone())
    });
    made.any(|sound| match sound {
        Sound::Rain(_) | Sound::Wind(_) | Sound::Thunder(_) | Sound::Blast(_) => true,
        Sound::Water(water) => matches!(
            water.kind,
            WaterKind::Stream | WaterKind::River | WaterKind::Waterfall | WaterKind::Surf
        ),
        Sound::Footstep(step) => !matches!(
            step.ground,
            Ground::Wood | Ground::Concrete | Ground::Tile | Ground::Metal | Ground::Carpet
        ),
        _ => false,
    })
}
