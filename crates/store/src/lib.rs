//! Tasks, claims, accounts and deliveries in SQLite: the only truth of the service.
//!
//! Every call hands a closure to a thread that owns its connection, so a caller that goes away cannot cut a
//! transaction in half. Time comes in as an argument.

mod accounts;
mod claims;
mod deliveries;
mod error;
mod files;
mod private;
mod queue;
mod readers;
mod schema;
mod state;
mod store;
mod tasks;
mod vault;
mod writer;

pub use accounts::{Account, AccountId, NewAccount};
pub use claims::{Claim, ClaimRef, Outcome};
pub use deliveries::Delivery;
pub use error::{Error, Result};
pub use files::{Artifact, Video};
pub use private::{key_file, private_folder};
pub use state::State;
pub use store::Store;
pub use tasks::{Kind, NewTask, Task};
pub use vault::Secret;
