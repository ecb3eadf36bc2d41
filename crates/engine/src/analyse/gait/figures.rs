//! Who is a person and where the joints are, as a net sees them a few times a second: it says who, flow says when.

/// COCO's numbers of the left and the right ankle.
const ANKLES: [usize; 2] = [15, 16];
/// A look this near to a step shows the feet as they landed, seconds.
const THEN_S: f64 = 0.12;

/// What a net saw of the people of a clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// The looks, in order of time.
    pub looks: Vec<Look>,
}

/// Everybody seen at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// When, seconds from the first frame's start.
    pub t: f64,
    /// Who.
    pub people: Vec<Person>,
}

/// One person at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// Left, top, right, bottom, 0..=1 of the picture.
    pub bounds: [f32; 4],
    /// How sure the net is of the person, 0..=1.
    pub score: f32,
    /// Joints in COCO's order (nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles; left before right), each
    /// as x, y (0..=1 of the picture) and score; all zero where only a box is known.
    pub joints: [[f32; 3]; 17],
}

impl Person {
    /// How far the left ankle is to the right of the right one, where both were seen.
    fn parted(&self) -> Option<f32> {
        let [left, right] = ANKLES.map(|joint| self.joints[joint]);
        (left[2].min(right[2]) > 0.3).then_some(left[0] - right[0])
    }
}

impl Figures {
    /// In how many of the looks between two times somebody is where `at` says a figure was (left, top, right, bottom,
    /// 0..=1), and how many looks there were.
    pub(super) fn agree(&self, t0: f64, t1: f64, at: impl Fn(f64) -> [f32; 4]) -> (usize, usize) {
        let looks: Vec<&Look> = self.looks.iter().filter(|look| (t0..=t1).contains(&look.t)).collect();
        (looks.iter().filter(|look| look.person(&at(look.t)).is_some()).count(), looks.len())
    }

    /// How far the left ankle is to the right of the right one at a time, if somebody at the place was looked at then.
    pub(super) fn parted(&self, t: f64, at: &[f32; 4]) -> Option<f32> {
        let near = self.looks.iter().filter(|look| (look.t - t).abs() < THEN_S);
        near.filter_map(|look| look.person(at)?.parted()).next()
    }
}

impl Look {
    fn person(&self, at: &[f32; 4]) -> Option<&Person> {
        self.people.iter().find(|p| p.score > 0.3 && covers(&p.bounds, at))
    }
}

/// Whether two boxes share at least three tenths of what they cover together.
fn covers(a: &[f32; 4], b: &[f32; 4]) -> bool {
    let side = |k: usize| (a[k + 2].min(b[k + 2]) - a[k].max(b[k])).max(0.0);
    let area = |b: &[f32; 4]| (b[2] - b[0]) * (b[3] - b[1]);
    let both = side(0) * side(1);
    both > 0.3 * (area(a) + area(b) - both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_counts_where_the_figure_is_and_nowhere_else() {
        let person = Person { bounds: [0.4, 0.2, 0.6, 0.9], score: 0.8, ..Person::default() };
        let look = |t: f64| Look { t, people: vec![person.clone()] };
        let known = Figures { looks: vec![look(0.5), look(1.0), look(3.0)] };
        assert_eq!(known.agree(0.0, 2.0, |_| [0.42, 0.25, 0.62, 0.9]), (2, 2));
        assert_eq!(known.agree(0.0, 2.0, |_| [0.7, 0.25, 0.9, 0.9]), (0, 2));
    }
}
