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
}

impl Error {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DialectMismatch { .. } => "diff/dialect-mismatch",
            Self::DuplicateColumn { .. } => "diff/duplicate-column",
        }
    }
}
