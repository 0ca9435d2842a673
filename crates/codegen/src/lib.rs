#![doc = include_str!("../README.md")]

mod alter;
mod bundle;
mod definition;
mod error;
mod gate;
mod generate;
mod group;
mod in_place;
mod mapping;
mod names;
mod options;
mod preflight;
mod probe;
mod renamed;
mod render;
mod session;
mod sources;
mod staging;
mod steps;

pub use alter::alterations;
pub use bundle::{Bundle, File, bundle};
pub use definition::definition;
pub use error::{Error, Refusal};
pub use generate::generate;
pub use mapping::conversion;
pub use options::{InPlace, Options, Rewrites};
pub use probe::{offenders, probe};
pub use session::session;
