//! Named steps at which a test makes this process die, and safeguards that its control goes without. A release has neither.
//!
//! The one global of the service, because a step lies wherever a power cut would: on the writer's thread, in a handler, in a
//! slot. Nothing sets it but a program that is there for tests (`crates/server/examples/understudy.rs`).

#[cfg(debug_assertions)]
use std::sync::OnceLock;

/// What a test does at steps.
pub trait Faults: Send + Sync {
    /// The process has come to this step.
    fn step(&self, name: &'static str);

    /// Whether the control goes without this safeguard.
    fn goes_without(&self, safeguard: &'static str) -> bool;
}

#[cfg(debug_assertions)]
static FAULTS: OnceLock<Box<dyn Faults>> = OnceLock::new();

/// Makes `faults` happen from now on, once in a process. In a release nothing does.
pub fn inject(faults: Box<dyn Faults>) {
    #[cfg(debug_assertions)]
    assert!(FAULTS.set(faults).is_ok(), "a process has one set of faults");
    #[cfg(not(debug_assertions))]
    drop(faults);
}

/// Here a test may end the process.
#[inline]
pub fn step(name: &'static str) {
    #[cfg(debug_assertions)]
    if let Some(faults) = FAULTS.get() {
        faults.step(name);
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}

/// Whether the control of a test goes without this safeguard; never in a release.
#[inline]
pub fn goes_without(safeguard: &'static str) -> bool {
    #[cfg(debug_assertions)]
    return FAULTS.get().is_some_and(|faults| faults.goes_without(safeguard));
    #[cfg(not(debug_assertions))]
    {
        let _ = safeguard;
        false
    }
}
