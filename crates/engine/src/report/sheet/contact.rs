//! The contact sheet: frames of the clip with what analysis saw in them.

use super::canvas::{Canvas, Ink, Lane};
use super::{CUT, Heights, LANE, LEFT, PAPER, TEXT, WIDTH, lanes, waves};
use crate::Scene;
use crate::scene::{Gesture, Impact, ImpactKind, Joint, Object, Shot, Step, Track};
use media::{Clip, Still};

/// Panels side by side, and most of them in all.
const ACROSS: usize = 5;
/// See `ACROSS`.
const MOST: usize = 40;
/// Between panels, pixels.
const GAP: u32 = 6;
/// Height of the line under a panel.
const CAPTION: u32 = 24;
/// Side of the smallest box that is given its name, pixels.
const NAMED: i32 = 44;
/// A joint less sure than this is not drawn.
const LEAST_JOINT: f32 = 0.2;

const BOX: Ink = Ink::new(90, 220, 120);
const BONE: Ink = Ink::new(255, 225, 90);
const TRAIL: Ink = Ink::new(110, 170, 255);
const HIT: Ink = Ink::new(255, 110, 60);
const FOOT: Ink = Ink::new(240, 120, 240);

/// Bones as pairs of joints.
const BONES: [(usize, usize); 12] = [
    (5, 7),
    (7, 9),
    (6, 8),
    (8, 10),
    (5, 6),
    (11, 12),
    (5, 11),
    (6, 12),
    (11, 13),
    (13, 15),
    (12, 14),
    (14, 16),
];

/// Draws boxes, skeletons, tracks, contacts and labels over the clip's stills, and what was seen over time, as PNG bytes.
/// The stills are the clip's own ([`media::Clip::stills`]); without any only the time axis is drawn.
pub fn contact_sheet(clip: &Clip, scene: &Scene) -> Vec<u8> {
    let every = clip.stills.len().div_ceil(MOST).max(1);
    let stills: Vec<&Still> = clip.stills.iter().step_by(every).collect();
    let panel = Panel::of(clip);
    let rows = stills.len().div_ceil(ACROSS) as u32;
    let grid = rows * (panel.height + CAPTION + GAP);
    let height = Heights::TITLE + grid + Heights::EVENTS + Heights::MOTION + Heights::CLOCK + 3 * GAP;
    let mut canvas = Canvas::new(WIDTH, height, PAPER);
    canvas.title((8, 8), &heading(clip, scene), TEXT);
    for (i, still) in stills.iter().enumerate() {
        let (column, row) = ((i % ACROSS) as u32, (i / ACROSS) as u32);
        let x = (GAP + column * (panel.width + GAP)) as i32;
        let y = (Heights::TITLE + row * (panel.height + CAPTION + GAP)) as i32;
        let until = stills.get(i + 1).map_or(clip.duration_s, |next| next.t_s);
        panel.draw(&mut canvas, (x, y), (still, until), scene);
    }
    timeline(&mut canvas, (Heights::TITLE + grid) as i32, scene);
    canvas.into_png()
}

fn heading(clip: &Clip, scene: &Scene) -> String {
    format!(
        "{:.2} s  {}x{} {}  {:.2} fps  {} shots  {} contacts  {} steps  {} tracks  {} things",
        clip.duration_s,
        clip.source.width,
        clip.source.height,
        clip.source.codec,
        scene.fps,
        scene.shots.len(),
        scene.impacts.len(),
        scene.steps.len(),
        scene.tracks.len(),
        scene.objects.len()
    )
}

fn timeline(canvas: &mut Canvas, y: i32, scene: &Scene) {
    let lane = |y: i32, height: u32| Lane { x: LEFT, y, width: LANE, height, seconds: scene.duration };
    let motion = y + (Heights::EVENTS + GAP) as i32;
    let axis = motion + (Heights::MOTION + GAP) as i32;
    canvas.text((4, y + 2), "seen", TEXT);
    lanes::events(canvas, lane(y, Heights::EVENTS), scene);
    canvas.text((4, motion + 2), "motion", TEXT);
    waves::envelopes(canvas, lane(motion, Heights::MOTION), scene);
    for shot in scene.shots.iter().skip(1) {
        let x = lane(y, 0).column(shot.t0);
        canvas.line((x, y), (x, axis), CUT);
    }
    for second in 0..=scene.duration as i32 {
        let x = lane(axis, 0).column(f64::from(second));
        canvas.line((x, axis - 4), (x, axis), TEXT);
        canvas.text((x + 2, axis), &format!("{second} s"), TEXT);
    }
}

/// The size of a frame on the sheet, pixels.
struct Panel {
    width: u32,
    height: u32,
}

impl Panel {
    fn of(clip: &Clip) -> Panel {
        let width = (WIDTH - GAP) / ACROSS as u32 - GAP;
        let height = width * clip.height as u32 / clip.width.max(1) as u32;
        // An upright picture keeps its shape in a row of bearable height.
        let tallest = 400;
        if height > tallest {
            return Panel { width: width * tallest / height, height: tallest };
        }
        Panel { width, height }
    }

    /// One still and what happens until the next.
    fn draw(&self, canvas: &mut Canvas, at: (i32, i32), (still, until): (&Still, f64), scene: &Scene) {
        self.photograph(canvas, at, still);
        let t = still.t_s;
        let shot = scene.shots.iter().position(|s| (s.t0..s.t1).contains(&t)).unwrap_or(0);
        for track in &scene.tracks {
            self.trail(canvas, at, track, t..until);
        }
        for object in &scene.objects {
            self.object(canvas, at, object, t);
        }
        for impact in scene.impacts.iter().filter(|i| (t..until).contains(&i.t)) {
            self.contact(canvas, at, impact);
        }
        for step in scene.steps.iter().filter(|s| (t..until).contains(&s.t)) {
            self.foot(canvas, at, step);
        }
        let below = (at.0, at.1 + self.height as i32 + 1);
        if let Some(shot) = scene.shots.get(shot) {
            canvas.text(below, &caption(t, shot), TEXT);
            canvas.text((below.0, below.1 + 11), &words(shot), FAINT_TEXT);
        }
    }

    fn photograph(&self, canvas: &mut Canvas, at: (i32, i32), still: &Still) {
        for y in 0..self.height as usize {
            for x in 0..self.width as usize {
                let px = x * still.width / self.width as usize;
                let py = y * still.height / self.height as usize;
                let i = 3 * (py * still.width + px);
                let ink = Ink::new(still.rgb[i], still.rgb[i + 1], still.rgb[i + 2]);
                canvas.dot(at.0 + x as i32, at.1 + y as i32, ink);
            }
        }
    }

    fn place(&self, at: (i32, i32), x: f32, y: f32) -> (i32, i32) {
        let put = |v: f32, size: u32| (v.clamp(-0.2, 1.2) * size as f32) as i32;
        (at.0 + put(x, self.width), at.1 + put(y, self.height))
    }

    /// Where a track goes while the panel lasts.
    fn trail(&self, canvas: &mut Canvas, at: (i32, i32), track: &Track, span: std::ops::Range<f64>) {
        let near = |t: f64| span.start - 0.1 <= t && t < span.end + 0.05;
        let points: Vec<_> = track.points.iter().filter(|p| near(p.t)).collect();
        for pair in points.windows(2) {
            let [a, b] = [0, 1].map(|k| self.place(at, pair[k].at[0], pair[k].at[1]));
            canvas.line(a, b, TRAIL);
        }
    }

    fn object(&self, canvas: &mut Canvas, at: (i32, i32), object: &Object, t: f64) {
        let Some(sight) = object.sights.iter().find(|s| (s.t - t).abs() < 1e-3) else { return };
        let [x0, y0, x1, y1] = sight.bounds;
        let (a, b) = (self.place(at, x0, y0), self.place(at, x1, y1));
        canvas.outline(a, b, BOX);
        // In a crowd the small boxes stay without a name: it would cover the others.
        if b.0 - a.0 > NAMED || b.1 - a.1 > NAMED {
            canvas.text((a.0 + 2, a.1 + 1), &format!("{} {:.2}", object.label, object.conf), BOX);
        }
        let Some(pose) = &sight.pose else { return };
        for (from, to) in BONES {
            let (a, b) = (pose.joints[from], pose.joints[to]);
            if a.conf >= LEAST_JOINT && b.conf >= LEAST_JOINT {
                let end = |j: Joint| self.place(at, j.x, j.y);
                canvas.line(end(a), end(b), BONE);
            }
        }
    }

    /// A foot that comes down: a tick on the ground.
    fn foot(&self, canvas: &mut Canvas, at: (i32, i32), step: &Step) {
        let (x, y) = self.place(at, step.x, step.y);
        canvas.fill((x - 3, y - 1), (7, 3), FOOT);
        canvas.text((x + 5, y - 9), &format!("{:.2}", step.t), FOOT);
    }

    fn contact(&self, canvas: &mut Canvas, at: (i32, i32), impact: &Impact) {
        let middle = self.place(at, impact.x, impact.y);
        canvas.ring(middle, 4 + (8.0 * impact.s) as u32, HIT);
        let letter = match impact.kind {
            ImpactKind::Stop => 'S',
            ImpactKind::Bounce => 'B',
            ImpactKind::Collide => 'C',
            ImpactKind::Separate => 'P',
        };
        let gesture = match impact.gesture {
            Some(Gesture::Clap) => " clap",
            Some(Gesture::Hand) => " hand",
            Some(Gesture::Kick) => " kick",
            Some(Gesture::Foot) => " foot",
            None => "",
        };
        let text = format!("{letter}{:.2} {:.0}%{gesture}", impact.t, 100.0 * impact.conf);
        canvas.text((middle.0 + 8, middle.1 - 4), &text, HIT);
    }
}

const FAINT_TEXT: Ink = Ink::new(140, 140, 150);

fn caption(t: f64, shot: &Shot) -> String {
    let best = |scores: &std::collections::BTreeMap<String, f32>| {
        let most = scores.iter().max_by(|a, b| a.1.total_cmp(b.1));
        most.map_or(String::new(), |(name, p)| format!("{name} {p:.2}"))
    };
    let camera = format!("{:?}", shot.camera.kind).to_lowercase();
    format!("{t:5.2} s {camera} {}", best(if shot.places.is_empty() { &shot.scene } else { &shot.places }))
}

fn words(shot: &Shot) -> String {
    let name = |name: &str| name.split(',').next().unwrap_or_default().to_owned();
    let all = shot.labels.iter().take(2).map(|l| format!("{} {:.2}", name(&l.name), l.conf));
    all.collect::<Vec<_>>().join(", ").chars().take(48).collect()
}
