//! Types that a PostgreSQL schema defines for itself.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Check, DataType, DefaultValue, Ident, Nullability, is_default};

/// Names a type that a schema defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a name has two parts")]
pub struct TypeName {
    /// The schema it is in, if that is not the one described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// Its name.
    pub name: Ident,
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

/// Describes a domain with everything that its levels add to the type it rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two domains must take every field apart"
)]
pub struct Domain {
    /// Its name.
    pub name: TypeName,
    /// The type it rests on; never a domain itself.
    pub base: DataType,
    /// Whether any level refuses `NULL`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullability: Nullability,
    /// The default of the outermost level that has one. A column's own default comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// The conditions of all levels by name; the value stands in them as `VALUE`.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "crate::schema::unique_names"
    )]
    pub checks: BTreeMap<Ident, Check>,
}

/// Describes a composite type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a name and fields make the type")]
pub struct Composite {
    /// Its name.
    pub name: TypeName,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// Describes one field of a composite type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a name and a type make a field")]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// What it holds.
    pub data_type: DataType,
}
