//! Who is a person and where the joints are, as a net sees them a few times a second: it says who, flow says when.

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
    /// COCO's numbers of the left and the right ankle.
    const ANKLES: [usize; 2] = [15, 16];

    /// Left and right ankle, where both were seen.
    pub(super) fn ankles(&self) -> Option<[[f32; 2]; 2]> {
        let [left, right] = Person::ANKLES.map(|joint| self.joints[joint]);
        (left[2].min(right[2]) > 0.3).then_some([[left[0], left[1]], [right[0], right[1]]])
    }
}
