//! Tasks, claims, accounts, units and deliveries in SQLite: the only truth of the service.
//!
//! Every call hands a closure to a thread that owns its connection, so a caller that goes away cannot cut a
//! transaction in half. Time comes in as an argument.

mod accounts;
mod audit;
mod backlog;
mod claims;
mod dead;
mod deliveries;
mod error;
pub mod faults;
mod files;
mod keys;
mod ledger;
mod packs;
mod private;
mod queue;
mod readers;
mod retention;
mod schema;
mod state;
mod store;
mod tasks;
mod units;
mod vault;
mod writer;

pub use accounts::{Account, AccountId, Allowance, NewAccount};
pub use audit::{Audit, NamedFile, audit, files_named_by, snapshot};
pub use backlog::Backlog;
pub use claims::{Claim, ClaimRef, Outcome};
pub use dead::{DeadDelivery, Replay};
pub use deliveries::{Delivery, Room};
pub use error::{Error, Result};
pub use files::{Artifact, Video};
pub use keys::{Key, KeyKind, NewKey};
pub use packs::{NewPack, Pack, PackKind, PackStatus};
pub use private::{key_file, private_folder};
pub use retention::Cleared;
pub use schema::Durability;
pub use state::State;
pub use store::Store;
pub use tasks::{Created, Kind, NewTask, Task, Terms};
pub use units::{NotUnits, Units};
pub use vault::Secret;
