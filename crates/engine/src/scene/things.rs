//! What nets name in the picture: things, people and their joints, and words for whole shots.

pub use nets::JOINTS;

use serde::{Deserialize, Serialize};

/// A thing that was named, seen again and again within one shot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// Its number, unique in the clip.
    pub id: u32,
    /// Its name in lower case: `person`, `car`, `bottle`.
    pub label: String,
    /// How sure the name is, 0..=1.
    pub conf: f32,
    /// The moving thing that it is most of the time, by [`super::Track::id`].
    pub track: Option<u32>,
    /// Where it was seen, in order of time.
    pub sights: Vec<Sight>,
}

/// One sighting of an object.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    /// When, seconds.
    pub t: f64,
    /// Left, top, right, bottom, 0..=1 of the frame.
    pub bounds: [f32; 4],
    /// How sure, 0..=1.
    pub conf: f32,
    /// The joints of a person, where they were looked for and found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pose: Option<Pose>,
}

/// Seventeen joints of a person, in the order of [`JOINTS`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// The joints.
    pub joints: [Joint; 17],
}

/// One joint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Joint {
    /// Where, 0..=1 from the left.
    pub x: f32,
    /// Where, 0..=1 from the top.
    pub y: f32,
    /// How sure, 0..=1.
    pub conf: f32,
}

/// A word for a whole shot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// ImageNet's name.
    pub name: String,
    /// Mean probability over the shot, 0..=1.
    pub conf: f32,
}

impl Object {
    /// Where it is at a time, between its sightings; `None` more than `reach_s` before the first or after the last.
    pub fn at(&self, t: f64, reach_s: f64) -> Option<[f32; 4]> {
        let after = self.sights.partition_point(|s| s.t < t);
        let (before, next) = (after.checked_sub(1).map(|i| &self.sights[i]), self.sights.get(after));
        match (before, next) {
            (Some(a), Some(b)) => {
                let share = ((t - a.t) / (b.t - a.t).max(1e-6)) as f32;
                Some([0, 1, 2, 3].map(|k| a.bounds[k] + share * (b.bounds[k] - a.bounds[k])))
            }
            (Some(a), None) if t - a.t <= reach_s => Some(a.bounds),
            (None, Some(b)) if b.t - t <= reach_s => Some(b.bounds),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_between_its_sightings_in_between() {
        let sight = |t, x: f32| Sight { t, bounds: [x, 0.2, x + 0.2, 0.8], ..Sight::default() };
        let object = Object { sights: vec![sight(1.0, 0.0), sight(2.0, 0.4)], ..Object::default() };
        let left = |t| object.at(t, 0.3).map(|b| (b[0] * 100.0).round() as i32);
        assert_eq!([0.6, 0.8, 1.25, 2.2, 2.4].map(left), [None, Some(0), Some(10), Some(40), None]);
    }
}
