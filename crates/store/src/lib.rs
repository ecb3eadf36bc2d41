//! Tasks, claims, accounts and deliveries in SQLite.

mod accounts;
mod claims;
mod deliveries;
mod error;
mod files;
mod state;
mod store;
mod tasks;
mod vault;

pub use accounts::{Account, AccountId, NewAccount};
pub use claims::{Claim, ClaimRef, Outcome};
pub use deliveries::Delivery;
pub use error::{Error, Result};
pub use files::{Artifact, Video};
pub use state::State;
pub use store::Store;
pub use tasks::{Kind, NewTask, Task};
pub use vault::Secret;
