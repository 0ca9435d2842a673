//! Why schemas cannot be compared.

use obmigrate_model::{Dialect, ObjectPath};

use crate::{Side, Sides};

/// Says why schemas cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sides are written in different dialects.
    #[error(
        "cannot compare schemas of different dialects (base is {}, desired is {}, live is {}): \
         translate with obmigrate_model::canonical first",
        dialects.base, dialects.desired, dialects.live
    )]
    DialectMismatch {
        /// The dialect of each side.
        dialects: Sides<Dialect>,
    },
    /// A table has two columns of one name.
    #[error("cannot compare {path}: the {side} schema has two columns of that name")]
    DuplicateColumn {
        /// The side that has it.
        side: Side,
        /// The name that stands twice.
        path: ObjectPath,
    },
    /// A text is no rename.
    #[error(
        "cannot read the rename {text:?}: {reason}; orders=purchases, \
         orders.total=orders.sum or orders.indexes.i=orders.indexes.k is expected"
    )]
    MalformedRename {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Renames name what is not there, or contradict one another.
    #[error("the renames do not fit the schemas:\n  {}", defects.join("\n  "))]
    RenamesDoNotFit {
        /// Everything that is wrong with them.
        defects: Vec<String>,
    },
}

impl Error {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DialectMismatch { .. } => "diff/dialect-mismatch",
            Self::DuplicateColumn { .. } => "diff/duplicate-column",
            Self::MalformedRename { .. } => "diff/malformed-rename",
            Self::RenamesDoNotFit { .. } => "diff/renames-do-not-fit",
        }
    }
}
