#![doc = include_str!("../README.md")]

mod assess;
mod candidate;
mod conflict;
mod conversion;
mod delta;
mod difference;
mod error;
#[cfg(feature = "json-schema")]
pub mod json_schema;
mod language;
mod merge;
mod options;
mod pattern;
mod reason;
mod rename;
mod report;
mod risk;
mod sanity;
mod sides;

pub use assess::{Action, Assessment, Reversal, ReversalReason, Reversibility, assess};
pub use candidate::{Candidate, Evidence};
pub use conflict::{Conflict, ConflictKind, Resolution};
pub use conversion::{Conversion, convert};
pub use difference::{Difference, differences};
pub use error::Error;
pub use language::Language;
pub use merge::{Ignored, Merge, NotCompared, Rule, Standing, diff, merge};
pub use options::{Compared, OnConflict, Options};
pub use pattern::PathPattern;
pub use reason::Reason;
pub use rename::{Hint, Named, Renames};
pub use report::{Report, Reversals, Risks, Summary, render_markdown, render_text, report};
pub use risk::Risk;
pub use sanity::{Doubt, Finding, validate};
pub use sides::{Side, Sides};
