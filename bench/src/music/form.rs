//! Whether short and long clips get a whole gesture: the strongest event is the climax, and the end resolves inside the clip.

use engine::Seed;
use engine::cues::Style;
use engine::music::{Wish, judge, named, plan};
use engine::scene::{Impact, Mood, Scene};

/// Lengths of the clips, seconds.
const LENGTHS_S: [f64; 4] = [3.0, 5.0, 10.0, 20.0];

/// What was counted of a style.
#[derive(Default)]
struct Tally {
    clips: usize,
    /// The blow within 60 ms of a beat; of clips long enough, on the fullest part's begin.
    on_beat: usize,
    peaks: usize,
    at_peak: usize,
    /// Clips with a cut where a last chord may begin, and those in which it does.
    closing_cuts: usize,
    on_closing_cut: usize,
    /// Pieces that end on their tonic, and those whose notes end inside the clip.
    home: usize,
    inside: usize,
    ring_s: [f64; 2],
}

/// Prints a table a length: clips with a strong blow at a random moment and a cut or two.
pub fn table(seeds: u64) {
    for length in LENGTHS_S {
        println!("clips of {length} s     on beat  climax  last chord on cut  on tonic  inside  rings (s)");
        let mut all = Tally { ring_s: [f64::MAX, 0.0], ..Tally::default() };
        for style in Style::ALL {
            let mut tally = Tally { ring_s: [f64::MAX, 0.0], ..Tally::default() };
            (0..seeds).for_each(|seed| one(style, length, Seed(seed), &mut tally));
            line(&named(style), &tally);
            add(&mut all, &tally);
        }
        line("all", &all);
    }
}

/// A clip with cuts and one blow in its middle.
fn scene(length: f64, seed: Seed) -> (Scene, f64) {
    let cuts = judge::random_cuts(length, if length < 6.0 { 2 } else { 4 }, seed);
    let share = (seed.of_part("blow").0 % 1000) as f64 / 1000.0;
    let blow = length * (0.35 + 0.4 * share);
    let mut scene = judge::bare_scene(length, &cuts, Mood::default());
    scene.impacts.push(Impact { t: blow, s: 0.97, conf: 0.95, ..Impact::default() });
    (scene, blow)
}

fn one(style: Style, length: f64, seed: Seed, tally: &mut Tally) {
    let (scene, blow) = scene(length, seed);
    let wish = Wish { style: Some(style), ..Wish::default() };
    let music = plan(&scene, &wish, false, seed);
    let form = judge::form(&music, length);
    tally.clips += 1;
    tally.on_beat += usize::from(judge::from_beat(&music, length, blow) <= 0.06);
    if let Some(climax) = form.climax {
        tally.peaks += 1;
        tally.at_peak += usize::from((climax - blow).abs() <= 0.06);
    }
    let last = scene.shots.iter().skip(1).map(|shot| shot.t0).find(|t| {
        let ring = length - t;
        (form.may_ring_s[0]..=form.may_ring_s[1]).contains(&ring)
    });
    if let Some(cut) = last {
        tally.closing_cuts += 1;
        tally.on_closing_cut += usize::from((form.last_chord - cut).abs() <= 0.04);
    }
    tally.home += usize::from(form.is_home);
    tally.inside += usize::from(form.last_note_ends <= length + 1e-6);
    let rings = length - form.last_chord;
    tally.ring_s = [tally.ring_s[0].min(rings), tally.ring_s[1].max(rings)];
}

fn add(all: &mut Tally, tally: &Tally) {
    all.clips += tally.clips;
    all.on_beat += tally.on_beat;
    all.peaks += tally.peaks;
    all.at_peak += tally.at_peak;
    all.closing_cuts += tally.closing_cuts;
    all.on_closing_cut += tally.on_closing_cut;
    all.home += tally.home;
    all.inside += tally.inside;
    all.ring_s = [all.ring_s[0].min(tally.ring_s[0]), all.ring_s[1].max(tally.ring_s[1])];
}

fn line(name: &str, t: &Tally) {
    let share = |hits: usize, all: usize| {
        if all == 0 { "-".into() } else { format!("{:.2}", hits as f64 / all as f64) }
    };
    println!(
        "{name:18} {:>7} {:>7} {:>18} {:>9} {:>7}  {:.2} to {:.2}",
        share(t.on_beat, t.clips),
        share(t.at_peak, t.peaks),
        share(t.on_closing_cut, t.closing_cuts),
        share(t.home, t.clips),
        share(t.inside, t.clips),
        t.ring_s[0],
        t.ring_s[1]
    );
}
