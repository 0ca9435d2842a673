//! Versioned JSON documents: one envelope for schemas, diffs, plans and reports.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Dialect, Fingerprint, Ident, Plan, Schema, ServerVersion};

/// Wraps a body with what a reader must know before it looks inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "the envelope is the format")]
pub struct Document<T> {
    /// The kind of body: `obmigrate/schema`, `obmigrate/diff` …
    pub format: String,
    /// The version of the body's shape.
    pub version: FormatVersion,
    /// The program that wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub producer: String,
    /// Where and when a schema was read; absent in a document written by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<Captured>,
    /// Identifies the body; checked on reading where present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// The content.
    pub body: T,
}

/// Says where and when a schema was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "the envelope is the format")]
pub struct Captured {
    /// The dialect of the server.
    pub dialect: Dialect,
    /// The version of the server.
    pub server_version: ServerVersion,
    /// The database (OceanBase) or schema (PostgreSQL).
    pub database: Ident,
    /// When, in UTC: `2026-11-23T09:31:58Z`.
    pub at: String,
}

/// Counts the versions of a format: `major` changes when a reader of the old one would
/// misunderstand, `minor` when something was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "the envelope is the format")]
pub struct FormatVersion {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
}

impl std::fmt::Display for FormatVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Is something that documents are made of.
pub trait Body: Serialize + DeserializeOwned {
    /// The kind of document.
    const FORMAT: &'static str;
    /// The version that is written, and the newest that is read.
    const VERSION: FormatVersion;
}

impl Body for Schema {
    const FORMAT: &'static str = "obmigrate/schema";
    const VERSION: FormatVersion = FormatVersion { major: 1, minor: 0 };
}

impl Body for Plan {
    const FORMAT: &'static str = "obmigrate/plan";
    const VERSION: FormatVersion = FormatVersion { major: 1, minor: 0 };
}

/// Says why a document cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The text is not JSON, or not this document.
    #[error("cannot read the {format} document at {path}")]
    Malformed {
        /// The kind of document that was expected.
        format: &'static str,
        /// Where in the document, such as `body.tables.orders.columns[3].data_type`.
        path: String,
        /// What the reader met, with line and column.
        source: serde_json::Error,
    },
    /// The document is of another kind.
    #[error("this is a document of format {found:?}, but {expected:?} is expected")]
    WrongFormat {
        /// The format it names.
        found: String,
        /// The format that is read here.
        expected: &'static str,
    },
    /// The document is newer than this program.
    #[error(
        "this {format} document has version {found}, but this program reads up to {newest}; \
         update the program, since a field it does not know could be a table it would drop"
    )]
    TooNew {
        /// The kind of document.
        format: &'static str,
        /// Its version.
        found: FormatVersion,
        /// The newest version that is read here.
        newest: FormatVersion,
    },
    /// The content is not what its fingerprint says.
    #[error(
        "the content of this {format} document does not match its fingerprint: it was changed or \
         cut; export it again, or remove the fingerprint field if you changed it on purpose"
    )]
    FingerprintMismatch {
        /// The kind of document.
        format: &'static str,
    },
    /// A value has no JSON form.
    #[error("cannot write the {format} document")]
    Unwritable {
        /// The kind of document.
        format: &'static str,
        /// What the writer met.
        source: serde_json::Error,
    },
}

impl DocumentError {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "model/malformed-document",
            Self::WrongFormat { .. } => "model/wrong-format",
            Self::TooNew { .. } => "model/newer-version",
            Self::FingerprintMismatch { .. } => "model/fingerprint-mismatch",
            Self::Unwritable { .. } => "model/unwritable-document",
        }
    }
}

impl<T: Body> Document<T> {
    /// Wraps a body.
    ///
    /// # Errors
    /// `model/unwritable-document` if the body has no JSON form.
    pub fn new(producer: &str, body: T) -> Result<Self, DocumentError> {
        let fingerprint = Fingerprint::of(&body).map_err(|source| DocumentError::Unwritable {
            format: T::FORMAT,
            source,
        })?;
        Ok(Self {
            format: T::FORMAT.to_owned(),
            version: T::VERSION,
            producer: producer.to_owned(),
            captured: None,
            fingerprint: Some(fingerprint),
            body,
        })
    }

    /// Adds where and when the body was read.
    #[must_use]
    pub fn captured(mut self, captured: Captured) -> Self {
        self.captured = Some(captured);
        self
    }

    /// Reads a document. The kind and the version are looked at before the content.
    ///
    /// # Errors
    /// `model/malformed-document` with path, line and column; `model/wrong-format`,
    /// `model/newer-version`, `model/fingerprint-mismatch`.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        #[derive(Deserialize)]
        struct Header {
            format: String,
            version: FormatVersion,
        }
        let malformed =
            |error: serde_path_to_error::Error<serde_json::Error>| DocumentError::Malformed {
                format: T::FORMAT,
                path: error.path().to_string(),
                source: error.into_inner(),
            };
        let reader = &mut serde_json::Deserializer::from_str(json);
        let header: Header = serde_path_to_error::deserialize(reader).map_err(malformed)?;
        if header.format != T::FORMAT {
            return Err(DocumentError::WrongFormat {
                found: header.format,
                expected: T::FORMAT,
            });
        }
        if header.version > T::VERSION {
            return Err(DocumentError::TooNew {
                format: T::FORMAT,
                found: header.version,
                newest: T::VERSION,
            });
        }
        let mut reader = serde_json::Deserializer::from_str(json);
        let document: Self = serde_path_to_error::deserialize(&mut reader).map_err(malformed)?;
        reader.end().map_err(|source| DocumentError::Malformed {
            format: T::FORMAT,
            path: "the end of the document".to_owned(),
            source,
        })?;
        if let Some(fingerprint) = &document.fingerprint {
            let actual =
                Fingerprint::of(&document.body).map_err(|source| DocumentError::Unwritable {
                    format: T::FORMAT,
                    source,
                })?;
            if *fingerprint != actual {
                return Err(DocumentError::FingerprintMismatch { format: T::FORMAT });
            }
        }
        Ok(document)
    }

    /// Writes the document, indented, with a newline at the end.
    ///
    /// # Errors
    /// `model/unwritable-document` if the body has no JSON form.
    pub fn to_json(&self) -> Result<String, DocumentError> {
        let mut json =
            serde_json::to_string_pretty(self).map_err(|source| DocumentError::Unwritable {
                format: T::FORMAT,
                source,
            })?;
        json.push('\n');
        Ok(json)
    }
}
