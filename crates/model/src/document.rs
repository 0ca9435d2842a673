//! Versioned JSON documents: one envelope for schemas, diffs, plans and reports.

pub(crate) mod collect;
pub(crate) mod defect;
#[cfg(feature = "json-schema")]
pub mod json_schema;
pub(crate) mod limits;
mod reader;
pub(crate) mod tree;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use defect::Defect;
pub use limits::Limits;

use defect::Defects;

use crate::{Dialect, Fingerprint, Ident, Plan, Schema, ServerVersion};

/// Wraps a body with what a reader must know before it looks inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// 1.1 added everything that version 1.0 reported as not modelled.
    const VERSION: FormatVersion = FormatVersion { major: 1, minor: 1 };
}

impl Body for Plan {
    const FORMAT: &'static str = "obmigrate/plan";
    /// 1.1 describes tables by everything that version 1.1 of a schema does; 1.2 added the names that
    /// renamed tables had; 1.3 the reversibility of the whole, the preflight, tables altered in place,
    /// computed columns, and the limits and needs of steps.
    const VERSION: FormatVersion = FormatVersion { major: 1, minor: 3 };
}

/// Says why a document cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The text is not JSON, or not this document.
    #[error("cannot read the {format} document{}", lines(.defects))]
    Malformed {
        /// The kind of document that was expected.
        format: &'static str,
        /// Everything that is wrong, in the order of the text; the last one says so if there are
        /// more than 100. Where the text is no JSON, nothing behind that place is looked at.
        defects: Vec<Defect>,
    },
    /// The document has more bytes than the reader takes.
    #[error("the {format} document has {found} bytes, but {most} is the most that is read")]
    TooLarge {
        /// The kind of document that was expected.
        format: &'static str,
        /// How many bytes it has.
        found: usize,
        /// How many the limits allow.
        most: usize,
    },
    /// The document has more objects and lists inside each other than the reader takes.
    #[error("the {format} document nests {depth} objects and lists or more inside each other")]
    TooDeep {
        /// The kind of document that was expected.
        format: &'static str,
        /// The depth that the limits refuse.
        depth: usize,
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
    /// The document has a shape that is no longer read.
    #[error(
        "this {format} document has version {found}, but this program reads {oldest} and later; \
         make it again"
    )]
    TooOld {
        /// The kind of document.
        format: &'static str,
        /// Its version.
        found: FormatVersion,
        /// The oldest version that is read here.
        oldest: FormatVersion,
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
            Self::TooLarge { .. } => "model/document-too-large",
            Self::TooDeep { .. } => "model/document-too-deep",
            Self::WrongFormat { .. } => "model/wrong-format",
            Self::TooNew { .. } => "model/newer-version",
            Self::TooOld { .. } => "model/older-version",
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
    /// A document of an older version is brought to the current one: its body and its fingerprint
    /// stay as they are, since nothing but fields that may be left out was added, and `version` is
    /// the one that [`Document::to_json`] writes.
    ///
    /// The limits are the default ones of [`Limits`]. The time is linear in the text: a valid
    /// document is read once for its version and once for its content. One that is not is read
    /// again to find everything that is wrong, which takes several times as long.
    ///
    /// # Errors
    /// `model/malformed-document` with every defect, each with path, line and column;
    /// `model/wrong-format`, `model/newer-version`, `model/older-version`,
    /// `model/fingerprint-mismatch`, `model/document-too-large`, `model/document-too-deep`.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        Self::read(json, &Limits::default())
    }

    /// Reads a document from bytes, such as those of a file.
    ///
    /// # Errors
    /// Those of [`Document::from_json`]; bytes that are no UTF-8 are a defect.
    pub fn from_slice(json: &[u8], limits: &Limits) -> Result<Self, DocumentError> {
        check_size::<T>(json, limits)?;
        match std::str::from_utf8(json) {
            Ok(json) => Self::read(json, limits),
            Err(error) => {
                let mut defects = Defects::of(json);
                defects.add(error.valid_up_to(), String::new(), "this is no UTF-8");
                Err(DocumentError::Malformed {
                    format: T::FORMAT,
                    defects: defects.finish(),
                })
            }
        }
    }

    fn read(json: &str, limits: &Limits) -> Result<Self, DocumentError> {
        #[derive(Deserialize)]
        struct Header {
            format: String,
            version: FormatVersion,
        }
        check_size::<T>(json.as_bytes(), limits)?;
        if limits.are_too_shallow_for(json.as_bytes()) {
            return Err(DocumentError::TooDeep {
                format: T::FORMAT,
                depth: limits.depth,
            });
        }
        let malformed = |error| DocumentError::Malformed {
            format: T::FORMAT,
            defects: collect::defects::<Self>(json, &error),
        };
        let header: Header = serde_json::from_str(json).map_err(malformed)?;
        if header.format != T::FORMAT {
            return Err(DocumentError::WrongFormat {
                found: header.format,
                expected: T::FORMAT,
            });
        }
        if header.version.major < T::VERSION.major {
            return Err(DocumentError::TooOld {
                format: T::FORMAT,
                found: header.version,
                oldest: FormatVersion {
                    major: T::VERSION.major,
                    minor: 0,
                },
            });
        }
        if header.version > T::VERSION {
            return Err(DocumentError::TooNew {
                format: T::FORMAT,
                found: header.version,
                newest: T::VERSION,
            });
        }
        let mut document: Self = serde_json::from_str(json).map_err(malformed)?;
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
        document.version = T::VERSION;
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

fn check_size<T: Body>(json: &[u8], limits: &Limits) -> Result<(), DocumentError> {
    if json.len() > limits.bytes {
        return Err(DocumentError::TooLarge {
            format: T::FORMAT,
            found: json.len(),
            most: limits.bytes,
        });
    }
    Ok(())
}

/// Writes one defect behind a colon, and several on a line each.
pub(crate) fn lines(defects: &[Defect]) -> String {
    match defects {
        [only] => format!(": {only}"),
        several => several
            .iter()
            .fold(":".to_owned(), |text, defect| format!("{text}\n  {defect}")),
    }
}
