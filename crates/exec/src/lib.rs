#![doc = include_str!("../README.md")]

pub mod catalog;
pub mod cleanup;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod connection;
pub mod database;
pub mod error;
pub mod event;
pub mod fake;
pub mod journal;
#[cfg(feature = "oceanbase")]
pub mod oceanbase;
#[cfg(feature = "postgres")]
pub mod postgres;
mod redact;
pub mod run;
pub mod url;
mod watch;

pub use connection::{Connection, Connector, Executed, RowSink, SessionId, collect};
pub use database::connector;
pub use error::{Error, ErrorKind};
pub use url::Url;

pub use cleanup::{Archive, Archived, cleanup};
pub use event::{Clock, Event, Observer};
pub use run::{Run, Servers, Unfinished, unfinished};
