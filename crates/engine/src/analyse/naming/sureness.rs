//! How far the things of one shot may be believed: the detector's score, by kind and by company.

use crate::scene::Object;

/// Scores and how often they were right.
type Course = [(f32, f32); 7];

/// People and what they wear, from 78 things of the tuning half that were looked at as pictures: a hand that holds a cup, a rabbit,
/// a dragon and a statue got up to .55.
const PEOPLE: Course =
    [(0.3, 0.1), (0.4, 0.33), (0.5, 0.42), (0.55, 0.5), (0.58, 0.75), (0.62, 0.9), (1.0, 0.99)];
/// Cars: 24 of 24 right from .39 on, but in three films only.
const CARS: Course =
    [(0.3, 0.25), (0.4, 0.55), (0.5, 0.8), (0.55, 0.88), (0.6, 0.92), (0.75, 0.97), (1.0, 0.99)];
/// Everything else: 196 things of 22 labelled clips of the tuning half. A table was a keyboard, a cat a rabbit, and a thing that
/// is seen again and again is not surer for that: what a still thing is taken for does not change.
const OTHERS: Course =
    [(0.3, 0.25), (0.4, 0.33), (0.5, 0.42), (0.56, 0.5), (0.62, 0.85), (0.75, 0.95), (1.0, 0.99)];

/// Where one of a kind has this score, others of it in the same shot are likelier, too.
const SURE: f32 = 0.58;
/// Down to this score: below it, what was seen beside walkers were stones and signs.
const IN_COMPANY: f32 = 0.4;

/// Gives each thing of a shot its confidence.
pub(super) fn believe(shot: &mut [Object]) {
    let scores: Vec<f32> = shot.iter().map(score).collect();
    let kinds: Vec<Kind> = shot.iter().map(|object| kind(&object.label)).collect();
    let best = |of: Kind| {
        let same = scores.iter().zip(&kinds).filter(|(_, kind)| **kind == of);
        same.map(|(score, _)| *score).fold(0.0, f32::max)
    };
    for (object, (&own, &kind)) in shot.iter_mut().zip(scores.iter().zip(&kinds)) {
        let best = best(kind);
        let is_in_company = kind != Kind::Other && best >= SURE && own >= IN_COMPANY;
        let score = if is_in_company { (own + best) / 2.0 } else { own };
        object.conf = libm::roundf(right(course(kind), score) * 1000.0) / 1000.0;
    }
}

/// Kinds of things whose scores mean different things.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Person,
    Car,
    Other,
}

fn kind(label: &str) -> Kind {
    match label {
        "person" | "footwear" | "boot" | "high heels" => Kind::Person,
        "car" => Kind::Car,
        _ => Kind::Other,
    }
}

fn course(kind: Kind) -> &'static Course {
    match kind {
        Kind::Person => &PEOPLE,
        Kind::Car => &CARS,
        Kind::Other => &OTHERS,
    }
}

/// The mean of the best half of the sightings: a thing is not less a car for having been half hidden.
fn score(object: &Object) -> f32 {
    let mut all: Vec<f32> = object.sights.iter().map(|s| s.conf).collect();
    all.sort_by(|a, b| b.total_cmp(a));
    all.truncate(object.sights.len().div_ceil(2));
    all.iter().sum::<f32>() / all.len().max(1) as f32
}

/// Along the lines between the points of a course.
fn right(course: &Course, score: f32) -> f32 {
    let next = course.partition_point(|p| p.0 < score).clamp(1, course.len() - 1);
    let ((x0, y0), (x1, y1)) = (course[next - 1], course[next]);
    (y0 + (y1 - y0) * (score - x0) / (x1 - x0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Sight;

    fn seen(label: &str, scores: &[f32]) -> Object {
        let sight = |&conf: &f32| Sight { conf, ..Sight::default() };
        Object { label: label.into(), sights: scores.iter().map(sight).collect(), ..Object::default() }
    }

    fn believed(things: &[(&str, f32)]) -> Vec<f32> {
        let mut shot: Vec<Object> = things.iter().map(|(label, score)| seen(label, &[*score])).collect();
        believe(&mut shot);
        shot.iter().map(|object| object.conf).collect()
    }

    #[test]
    fn the_same_score_says_more_of_a_car_than_of_a_person_or_a_cat() {
        let [car, person, cat] = believed(&[("car", 0.5), ("person", 0.5), ("cat", 0.5)])[..] else {
            panic!()
        };
        assert!(car > 0.7 && person < 0.5 && cat < 0.5, "{car} {person} {cat}");
    }

    #[test]
    fn a_faint_walker_beside_a_plain_one_is_likelier_and_a_stone_is_not() {
        let alone = believed(&[("person", 0.5), ("person", 0.35)]);
        let beside = believed(&[("person", 0.5), ("person", 0.35), ("person", 0.66)]);
        assert!(beside[0] > 0.5 && alone[0] < 0.5, "{alone:?} {beside:?}");
        assert_eq!(beside[1], alone[1]);
    }

    #[test]
    fn a_car_is_no_company_for_a_person_but_a_wearer_is_for_shoes() {
        let [shoes, _] = believed(&[("footwear", 0.5), ("person", 0.7)])[..] else { panic!() };
        let [alone, _] = believed(&[("footwear", 0.5), ("car", 0.7)])[..] else { panic!() };
        assert!(shoes > 0.6 && alone < 0.5, "{shoes} {alone}");
    }

    #[test]
    fn a_thing_is_not_less_for_having_been_half_hidden() {
        let mut shot = [seen("car", &[0.7, 0.7, 0.3, 0.3])];
        believe(&mut shot);
        assert!(shot[0].conf > 0.9, "{}", shot[0].conf);
    }
}
