//! Which server a schema, a statement or a plan is for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names the SQL dialect that a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new dialect must show every place to think about"
)]
pub enum Dialect {
    /// PostgreSQL 10 and later.
    Postgres,
    /// OceanBase 4.x in MySQL mode.
    OceanBase,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::OceanBase => "OceanBase",
        })
    }
}

/// Counts a server's version: 16.14 of PostgreSQL is `{16, 14, 0}`, 4.3.5 of OceanBase `{4, 3, 5}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "three numbers are all a version has"
)]
pub struct ServerVersion {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number; 0 where the server has none.
    #[serde(default)]
    pub patch: u16,
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Says for which server statements are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a dialect and a version identify a target"
)]
pub struct Target {
    /// The dialect.
    pub dialect: Dialect,
    /// The server's version.
    pub version: ServerVersion,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.dialect, self.version)
    }
}
