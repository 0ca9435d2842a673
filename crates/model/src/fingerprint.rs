//! Short names for long values.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// Identifies a value by the SHA-256 of its JSON form, in hexadecimal.
///
/// Maps are ordered and floats do not occur, so equal values have equal fingerprints on every
/// machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Identifies a value.
    ///
    /// # Errors
    /// Passes on the error of a value that has no JSON form; schemas, change sets and plans have
    /// one.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        Ok(Self::of_bytes(&serde_json::to_vec(value)?))
    }

    /// Identifies bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in hmac_sha256::Hash::hash(bytes) {
            // Writing into a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// Returns the 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 12 digits, enough for a person to tell two apart.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
