//! The rules of the store, each as a sentence that a test holds it to.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod accounts;
mod audit;
mod books;
mod cancel;
mod chaos;
mod claims;
mod clock;
mod dead;
mod delete;
mod deliveries;
mod durability;
mod keys;
mod killed;
mod migration;
mod once;
mod pages;
mod queue;
mod quota;
mod retention;
mod tasks;
mod units;
mod world;
