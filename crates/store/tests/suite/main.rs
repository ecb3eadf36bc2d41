//! The rules of the store, each as a sentence that a test holds it to.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod accounts;
mod chaos;
mod claims;
mod deliveries;
mod durability;
mod tasks;
mod world;
