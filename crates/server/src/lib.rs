//! HTTP in, work out: the service around the engine.
//!
//! One task walks through this crate in this order:
//!
//! 1. [`serve`](mod@serve) accepts a connection and hands the request to the routes in `http`, whose outermost layer
//!    (`http/envelope.rs`) gives every answer its request id and every failure its envelope.
//! 2. `http/caller.rs` asks `auth` whose request it is: a token signed with the account's secret, or an API key.
//! 3. `http/create.rs` lets `wire` validate the body, turns it into an [`Order`](work::Order) and has the store create the
//!    task, its slot and its first delivery in one transaction. Then it rings the bell.
//! 4. A crew member (`work/crew.rs`) claims the task; `work/job.rs` is the whole life of one claim: find the source
//!    (`work/source.rs`: a known video, one of our own result URLs, or a fetch through `outbound`), let the slot's
//!    engine score it (`work/slot.rs`, `work/studio.rs`), publish the files (`work/publish.rs`), finish.
//! 5. While it works, `work/holds.rs` prolongs the lease; a lease that is lost stops the work through its
//!    [`Watch`](work::Watch).
//! 6. `deliver` posts what happened to the customer's callback URL, signed, again and again until it is heard.
//! 7. `http/read.rs` shows the task, with URLs signed by `files/links.rs`, which `http/result_file.rs` serves.
//!
//! Invariants: the database is the only truth, and a restart at any point loses nothing that was acknowledged. Nothing
//! in `http` decodes media, waits for a network or holds a lock. Every way out of the house goes through `outbound`.
//! Only `config.rs` may look at the environment; time comes from a [`Clock`].

pub mod administration;
mod app;
mod attended;
mod auth;
mod backup;
mod clock;
mod config;
mod deliver;
mod disk;
mod doors;
mod error;
mod files;
mod fsck;
mod http;
mod identity;
mod lock;
mod metrics;
mod outbound;
mod pacing;
mod places;
pub mod serve;
mod turnstile;
pub mod work;

pub use administration::{AccountKeys, create_account};
pub use backup::{backup, restore};
pub use clock::{Clock, SystemClock};
pub use config::Config;
pub use error::{Error, Result};
pub use files::scratch_folder;
pub use fsck::{Findings, fsck};
pub use http::{document, reference};
pub use outbound::{FetchLimits, Names, Network, SystemNames};
pub use serve::{Parts, serve};
