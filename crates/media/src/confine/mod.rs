//! Confinement: what a program may still do that reads a stranger's bytes, and how it comes to be held to it.
//!
//! A library with `forbid(unsafe_code)` cannot confine a child between fork and exec. So our own program is started
//! instead; it confines itself, while it has one thread and nothing of anybody's in its memory, and then becomes the
//! program that was asked for. Landlock says which files, seccomp which system calls, resource limits how much of
//! everything. No namespaces: many containers and kernels do not give them to users.

mod calls;
mod files;
mod launch;
mod order;
mod spending;
mod trial;

pub use launch::become_confined;
pub use trial::{Attempt, trial};

pub(crate) use launch::{BROKEN, LAMENT};
pub(crate) use order::Order;
pub(crate) use spending::{Spending, ceilings};

/// The word after which our program confines itself and becomes another.
pub(crate) const CONFINED: &str = "confined";
/// The word after which our program tries whatever a confined one must not do.
pub(crate) const TRIAL: &str = "confined-trial";
