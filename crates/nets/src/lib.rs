//! Small nets that look at still pictures: which objects, how a person stands, what a picture shows; and one that reads a sentence.
//!
//! The weights are part of the program (`weights/MANIFEST.md` says whose they are). Answers are rounded before anything is
//! decided with them, and do not depend on the number of threads. This crate knows no network, no environment and no clock.

mod error;
mod picture;

mod deep;
mod net;
mod nets;
mod plan;

mod anchors;
mod objects;

mod labels;
mod places;
mod pose;

mod sentence;

pub use error::{Error, Result};
pub use labels::{Labels, imagenet_name};
pub use nets::Nets;
pub use objects::{OBJECTS, Object};
pub use picture::Picture;
pub use places::{PLACES, belief, places, together};
pub use pose::{JOINTS, Joint, Pose};
pub use sentence::Encoder;
