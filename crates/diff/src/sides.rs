//! The three sides of a comparison.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Holds one thing for each side of a comparison. The sides are never swapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a comparison has three sides")]
pub struct Sides<T> {
    /// What both others had after the last migration.
    pub base: T,
    /// What is wanted: PostgreSQL now.
    pub desired: T,
    /// What is there: OceanBase now.
    pub live: T,
}

impl<T> Sides<T> {
    /// Does the same to each side.
    pub fn map<U>(self, mut each: impl FnMut(T) -> U) -> Sides<U> {
        Sides {
            base: each(self.base),
            desired: each(self.desired),
            live: each(self.live),
        }
    }

    /// Borrows each side.
    pub const fn as_ref(&self) -> Sides<&T> {
        Sides {
            base: &self.base,
            desired: &self.desired,
            live: &self.live,
        }
    }
}

/// Names a side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a comparison has three sides")]
pub enum Side {
    /// What both others had after the last migration.
    Base,
    /// What is wanted.
    Desired,
    /// What is there.
    Live,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Desired => "desired",
            Self::Live => "live",
        })
    }
}
