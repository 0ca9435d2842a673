#![doc = include_str!("../README.md")]

mod conflict;
mod delta;
mod error;
mod merge;
mod options;
mod report;
mod risk;
mod sides;
mod type_change;

pub use conflict::{Conflict, ConflictKind, Node, Resolution};
pub use error::Error;
pub use merge::{Merge, NotCompared, Standing, diff, merge};
pub use options::{OnConflict, Options};
pub use report::{render_markdown, render_text};
pub use risk::{Risk, RiskKind, risks};
pub use sides::{Side, Sides};
