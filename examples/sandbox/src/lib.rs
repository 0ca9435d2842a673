#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | `options` | what to start and how: [`Options`], [`PostgresSource`], [`WheelPostgres`] |
//! | `sandbox` | the pair of servers: [`Sandbox`] |
//! | `server` | one server, started or redirected: [`Server`], [`Engine`] |
//! | `shared` | one pair per process and names of one's own: [`shared`], [`unique_database`], [`url_for_database`] |
//! | `error` | everything that can go wrong and what to do about it: [`Error`] |
//! | `postgres`, `oceanbase` | how each engine is started and when it is ready |
//! | `supervisor` | the shell process that outlives its parent and cleans up |
//! | `wheel`, `cache`, `python` | the pinned wheels, where they are kept, how they get there |
//! | `account`, `folder`, `port` | the unprivileged account, the temp folder, the free port |

#[cfg(not(unix))]
compile_error!(
    "obmigrate-sandbox supervises its servers through a POSIX shell; build it on Linux, for example in WSL"
);

mod account;
mod cache;
mod error;
mod folder;
mod oceanbase;
mod options;
mod port;
mod postgres;
mod python;
mod sandbox;
mod server;
mod shared;
mod supervisor;
mod wheel;

pub use crate::cache::cache_folder;
pub use crate::error::Error;
pub use crate::options::{Options, PostgresSource, WheelPostgres};
pub use crate::sandbox::Sandbox;
pub use crate::server::{Engine, Server};
pub use crate::shared::{shared, unique_database, url_for_database};
