//! What the prompt names: bound to moments of the picture where there are any, set on a natural grid where not.

use super::timing::{Look, Moment, Need, aligned, moments};
use super::{Wishes, unseen, whereabouts};
use crate::cues::{Cue, Ground, Material, Sound, WaterKind, When};
use crate::dsp::Chance;
use crate::scene::Foot;
use crate::spot::lexicon::{Class, Kind, lexicon};
use crate::spot::prompt::{Anchor, Notes};
use crate::spot::semantics::{self, Verdict};
use crate::spot::sound;
use crate::{Scene, Seed};

/// A class that the prompt names, with its place in the clip.
#[derive(Debug, Clone)]
pub struct Request {
    /// Id of its bed, and beginning of its cues' ids.
    pub key: String,
    /// What is heard.
    pub class: &'static Class,
    /// How.
    pub notes: Notes,
    /// Where in the chain of "then", 0..=1 of the clip.
    pub begin: f64,
    /// Place in that chain.
    pub step: u32,
    /// The words.
    pub words: String,
    /// How sure an interpreter was of what they mean; `None` where the lexicon knows them.
    pub sureness: Option<f32>,
    /// The class that was meant, where another is made.
    pub instead: Option<String>,
    /// When it happens.
    pub hits: Vec<Hit>,
}

/// One time of a request.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Seconds.
    pub t: f64,
    /// The moment that it belongs to.
    pub moment: Option<Moment>,
}

/// No rate gives more than so many.
const MOST: usize = 160;

/// Resolves the prompt's classes and gives events their times.
pub fn requests(scene: &Scene, wishes: &Wishes) -> Vec<Request> {
    let asked = &wishes.sounds.asked;
    let steps = asked.iter().map(|a| a.step + 1).max().unwrap_or(1);
    let mut all = Vec::new();
    for (i, asked) in asked.iter().enumerate() {
        let class = &lexicon().classes[asked.class];
        for (part, (made, notes)) in parts(class, &asked.notes).into_iter().enumerate() {
            let key =
                if part == 0 { format!("p{i}") } else { format!("p{i}{}", char::from(b'a' + part as u8)) };
            all.push(Request {
                key,
                class: made,
                notes,
                begin: begin_of(asked.step, steps),
                step: asked.step,
                words: asked.words.clone(),
                sureness: asked.sureness,
                instead: (made.id != class.id && class.parts.is_empty()).then(|| class.id.clone()),
                hits: Vec::new(),
            });
        }
    }
    match scene.is_unseen() {
        true => unseen::give_times(&mut all, scene, steps),
        false => give_times(&mut all, scene, steps),
    }
    all
}

/// A chain's later steps begin somewhat after their share of the clip: what comes first needs time to be heard.
pub fn begin_of(step: u32, steps: u32) -> f64 {
    if step == 0 { 0.0 } else { f64::from(step) / f64::from(steps) + 0.08 }
}

fn parts(class: &'static Class, notes: &Notes) -> Vec<(&'static Class, Notes)> {
    let find = |id: &String| lexicon().class(id);
    if !class.parts.is_empty() {
        let notes = Notes { intensity: notes.intensity.or(Some(0.8)), ..notes.clone() };
        return class.parts.iter().filter_map(find).map(|part| (part, notes.clone())).collect();
    }
    let made = if class.sound.is_some() { Some(class) } else { class.substitute.as_ref().and_then(find) };
    made.map(|made| (made, notes.clone())).into_iter().collect()
}

/// True for what has moments.
pub fn happens(request: &Request) -> bool {
    looks_like(request).is_some()
}

/// True for what is heard at moments: events, and what goes on in single drops, breaths or calls, where they are
/// counted or have a rate.
pub fn is_event(request: &Request) -> bool {
    let counted = request.notes.rate.is_some() || request.notes.count.is_some_and(|count| count > 1);
    let single = match &request.class.sound {
        Some(Sound::Water(water)) => matches!(water.kind, WaterKind::Drip | WaterKind::Splash),
        Some(sound) => matches!(sound, Sound::Body(_) | Sound::Animal(_) | Sound::Signal(_)),
        None => false,
    };
    request.class.kind == Kind::Event || (request.class.kind == Kind::Texture && counted && single)
}

fn looks_like(request: &Request) -> Option<Look> {
    match request.class.sound {
        Some(Sound::Footstep(_)) => Some(Look::Step),
        Some(Sound::Thunder(_)) => Some(Look::Flash),
        Some(Sound::Whoosh(_)) => Some(Look::Sweep),
        Some(_) if is_event(request) => Some(Look::Hit),
        _ => None,
    }
}

fn give_times(all: &mut [Request], scene: &Scene, steps: u32) {
    let moments = moments(scene);
    for look in [Look::Hit, Look::Step, Look::Sweep, Look::Flash] {
        let those: Vec<Moment> = moments.iter().filter(|m| m.look == look).cloned().collect();
        let of_look = |request: &Request| looks_like(request) == Some(look) && request.notes.anchor.is_none();
        let wanting: Vec<usize> = (0..all.len()).filter(|&i| of_look(&all[i])).collect();
        let needs: Vec<Need> = wanting.iter().map(|&i| need(&all[i], steps)).collect();
        if those.is_empty() || needs.is_empty() {
            continue;
        }
        for (&i, taken) in wanting.iter().zip(aligned(&those, &needs, scene.duration)) {
            all[i].hits =
                taken.iter().map(|&m| Hit { t: those[m].t, moment: Some(those[m].clone()) }).collect();
        }
    }
    for request in all.iter_mut().filter(|request| looks_like(request).is_some()) {
        match request.notes.anchor {
            Some(anchor) => anchored(request, anchor, &moments, scene),
            None => fill(request, scene, steps),
        }
    }
}

fn need(request: &Request, steps: u32) -> Need {
    let once = steps > 1 && request.class.burst.is_none();
    let goes_on = request.notes.rate.is_some() || request.notes.lasting.is_some();
    let count = request.notes.count.map(|n| n as usize).or((once && !goes_on).then_some(1));
    Need { count, begin: request.begin }
}

/// Sets what the picture has no moment for on a natural grid.
fn fill(request: &mut Request, scene: &Scene, steps: u32) {
    let from = request.hits.first().map_or(request.begin * scene.duration, |hit| hit.t);
    let wanted = said_count(request, scene.duration - from);
    let missing = match wanted {
        Some(wanted) => wanted.saturating_sub(request.hits.len()),
        None if request.hits.is_empty() => natural_count(request, scene.duration),
        None => 0,
    };
    if missing == 0 {
        return;
    }
    // Some of a count in the picture, others not: one rhythm from the first on is clearer than two.
    let first = request.hits.first().map_or_else(|| grid_begin(request, scene, steps), |hit| hit.t);
    let total = wanted.unwrap_or(missing);
    let kept = std::mem::take(&mut request.hits);
    let grid = grid(request, first, total, scene.duration);
    let near = |t: f64| kept.iter().find(|hit| (hit.t - t).abs() < 0.15).cloned();
    request.hits = grid.into_iter().map(|t| near(t).unwrap_or(Hit { t, moment: None })).collect();
}

/// How many there are by what is said: counted, or so many a second for so long.
pub fn said_count(request: &Request, left_s: f64) -> Option<usize> {
    let notes = &request.notes;
    let lasting = notes.lasting.map_or(left_s - 0.3, |lasting| lasting.min(left_s)).max(0.0);
    let goes_on = notes.rate.is_some() || notes.lasting.is_some();
    let by_rate = || (1 + (rate(request) * (lasting - 0.05).max(0.0)) as usize).min(MOST);
    notes.count.map(|count| count as usize).or_else(|| goes_on.then(by_rate))
}

/// How many a second, as it is said or as is usual.
pub fn rate(request: &Request) -> f64 {
    let usual = || request.class.rate.unwrap_or(if request.class.kind == Kind::Event { 2.0 } else { 1.0 });
    request.notes.rate.unwrap_or_else(|| usual() * f64::from(request.notes.speed.unwrap_or(1.0)))
}

fn natural_count(request: &Request, duration: f64) -> usize {
    let left = duration * (1.0 - request.begin) - 0.5;
    let by_rate = request.class.rate.map(|rate| (rate * left) as usize);
    by_rate.unwrap_or(1).clamp(1, request.class.burst.unwrap_or(1) as usize)
}

fn grid_begin(request: &Request, scene: &Scene, steps: u32) -> f64 {
    let goes_on = request.class.burst.is_some_and(|burst| burst > 10);
    let share = match (request.step, goes_on) {
        (0, true) => 0.03,
        (0, false) if steps > 1 => 0.1,
        (0, false) => 0.35,
        _ => request.begin,
    };
    let t = share * scene.duration;
    let cuts = scene.shots.iter().skip(1).map(|shot| shot.t0);
    let near = |cut: &f64| (cut - t).abs() < 0.08 * scene.duration && request.step > 0;
    cuts.filter(near).min_by(|a, b| (a - t).abs().total_cmp(&(b - t).abs())).unwrap_or(t)
}

/// `count` times from `first` on, with the small irregularity of a hand, all before `end`.
pub fn grid(request: &Request, first: f64, count: usize, end: f64) -> Vec<f64> {
    let rate = rate(request);
    let room = (end - 0.15 - first).max(0.05);
    let step = (1.0 / rate).min(room / count as f64);
    let mut chance = Chance::new(Seed::of(&[request.key.as_bytes(), request.words.as_bytes()]));
    let mut at = |i: usize| {
        first + step * (i as f64 + f64::from(chance.within(-0.05, 0.05)) * f64::from(u8::from(i > 0)))
    };
    (0..count).map(&mut at).map(|t| thousandth(t.clamp(0.0, (end - 0.05).max(0.0)))).collect()
}

/// Times on whole milliseconds read better in the sheet.
pub fn thousandth(t: f64) -> f64 {
    libm::round(t * 1_000.0) / 1_000.0
}

/// Sets a request at the time that the prompt names, on a moment that is near.
pub fn anchored(request: &mut Request, anchor: Anchor, moments: &[Moment], scene: &Scene) {
    let all = |look: Look| -> Vec<Hit> {
        moments.iter().filter(|m| m.look == look).map(|m| Hit { t: m.t, moment: Some(m.clone()) }).collect()
    };
    let duration = scene.duration;
    let span = (request.notes.count.unwrap_or(1) - 1) as f64 / rate(request);
    let (t, reach) = match anchor {
        Anchor::EachCut => return request.hits = all(Look::Cut),
        Anchor::EachHit => return request.hits = all(Look::Hit),
        Anchor::At(t) => (t.min((duration - 0.05).max(0.0)), 0.3),
        Anchor::Start => (0.25, 0.15 * duration),
        Anchor::Middle => (0.5 * duration, 0.1 * duration),
        Anchor::End => ((duration - 1.0 - span).max(0.0), 0.15 * duration),
    };
    let look = looks_like(request);
    let fits = |m: &&Moment| Some(m.look) == look && (m.t - t).abs() < reach;
    let nearest =
        moments.iter().filter(fits).min_by(|a, b| (a.t - t).abs().total_cmp(&(b.t - t).abs())).cloned();
    let first = nearest.as_ref().map_or(t, |m| m.t);
    let count = said_count(request, duration - first).unwrap_or(1).max(1);
    request.hits =
        grid(request, first, count, duration).into_iter().map(|t| Hit { t, moment: None }).collect();
    request.hits[0] = Hit { t: thousandth(first), moment: nearest };
}

/// The cues of all requests that are events.
pub fn cues(scene: &Scene, wishes: &Wishes, requests: &[Request]) -> Vec<Cue> {
    let events = requests.iter().filter(|request| is_event(request));
    events
        .flat_map(|request| {
            request.hits.iter().enumerate().filter_map(|(i, hit)| cue(scene, wishes, request, i, hit))
        })
        .collect()
}

fn cue(scene: &Scene, wishes: &Wishes, request: &Request, i: usize, hit: &Hit) -> Option<Cue> {
    let mut sound = sound::of(request.class, &request.notes)?;
    if let Sound::Footstep(step) = &mut sound {
        step.left = i % 2 == 1;
        // Who asks for snow under the feet gets snow.
        if request.notes.stuffs.is_empty() && step.ground == Ground::default() {
            step.ground = super::matter::ground(scene, hit.t);
        }
        let seen = hit.moment.as_ref().and_then(|m| m.step.as_ref());
        step.run |= seen.is_some_and(|seen| seen.run);
        if let Some(foot) = seen.and_then(|seen| seen.foot) {
            step.left = foot == Foot::Left;
        }
    }
    let mut from = origin(request);
    from.push(hit.moment.as_ref().map_or("grid".into(), |m| m.name.clone()));
    let judged = hit.moment.as_ref().map(|moment| judged(scene, moment, request.class));
    from.extend(judged.iter().flat_map(|verdict| verdict.why.clone()));
    let strength = hit.moment.as_ref().map_or(0.6, |m| m.strength);
    let velocity = sound::velocity(request.class, &request.notes) + (strength - 0.6) * 0.3;
    let place = hit.moment.as_ref().map(|m| (m.at, m.size));
    let mut pos = whereabouts::position(scene, hit.t, place, wishes.asmr);
    let usual = if scene.is_unseen() { unseen::distance(request.class) } else { request.class.dist };
    if let Some(dist) = request.notes.distance.or(place.is_none().then_some(usual)) {
        pos.dist = dist;
    }
    let usual_conf = match judged {
        Some(verdict) => whereabouts::hundredth(0.95 * verdict.conf),
        // What nobody could see is no less sure for that.
        None if scene.is_unseen() => 0.95,
        None => 0.75,
    };
    Some(Cue {
        id: format!("{}.{i}", request.key),
        when: When::At { t: hit.t },
        class: request.class.id.clone(),
        sound,
        velocity: whereabouts::hundredth(velocity.clamp(0.1, 1.0)),
        gain_db: request.class.gain_db,
        pos,
        env: Default::default(),
        conf: request.sureness.map_or(usual_conf, whereabouts::hundredth),
        from,
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    })
}

/// Where a request comes from: the words, whose reading they are, and what was meant where another is made.
pub fn origin(request: &Request) -> Vec<String> {
    let words = match request.sureness {
        Some(_) => format!("prompt: encoder {:?}", request.words),
        None => format!("prompt: {}", request.words),
    };
    let instead = request.instead.iter().map(|meant| format!("instead of {meant}"));
    std::iter::once(words).chain(instead).collect()
}

/// What a named class scores at a moment, beside everything that the picture says there.
fn judged(scene: &Scene, moment: &Moment, class: &'static Class) -> Verdict {
    let mut evidence = semantics::at_moment(scene, moment, (Material::Wood, 0.0));
    evidence.prompted = Some(&class.id);
    semantics::verdict(&evidence)
}
