//! Names of schema objects.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names a table, column, constraint or index exactly as the server stores it, unquoted.
///
/// Any character but NUL is allowed (NUL can be quoted in neither dialect); an empty name is not.
/// Whether a name fits a server's length limit is a question of the target, not of the name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

/// Says why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentError {
    /// The text is empty.
    #[error("a name must not be empty")]
    Empty,
    /// The text contains U+0000.
    #[error("a name must not contain the character U+0000")]
    Nul,
}

impl IdentError {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "model/empty-name",
            Self::Nul => "model/nul-in-name",
        }
    }
}

impl Ident {
    /// Accepts a name as the server stores it.
    ///
    /// # Errors
    /// `model/empty-name` and `model/nul-in-name`.
    pub fn new(name: impl Into<String>) -> Result<Self, IdentError> {
        let name = name.into();
        if name.is_empty() {
            Err(IdentError::Empty)
        } else if name.contains('\0') {
            Err(IdentError::Nul)
        } else {
            Ok(Self(name))
        }
    }

    /// Returns the name, unquoted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the length in characters, the unit of OceanBase's limits.
    #[must_use]
    pub fn char_count(&self) -> usize {
        self.0.chars().count()
    }
}

impl Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Ident {
    type Error = IdentError;

    fn try_from(name: &str) -> Result<Self, IdentError> {
        Self::new(name)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Ident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Ident {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
