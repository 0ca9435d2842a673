//! A value of a request, with where it stands.

use obmigrate_model::{Document, DocumentError, Limits, Schema};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::failure::{Defect, Failure, MALFORMED_REQUEST};

/// Holds the text of one value of a request, and how its place is called.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    line: &'a str,
    text: &'a str,
    path: String,
}

impl<'a> Part<'a> {
    /// Takes the request as a whole.
    pub(crate) const fn whole(line: &'a str) -> Self {
        Self {
            line,
            text: line,
            path: String::new(),
        }
    }

    /// Takes a member of this object.
    pub(crate) fn member(&self, name: &str, value: &'a RawValue) -> Self {
        Self {
            line: self.line,
            text: value.get(),
            path: joined(&self.path, name),
        }
    }

    /// Returns where it stands, such as `diff.options`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Reads it as an object of the protocol.
    pub(crate) fn read<T: Deserialize<'a>>(&self) -> Result<T, Failure> {
        // A list of the values without their names would be read, too. The line as a whole is not
        // known to be JSON yet, and is read as an object anyway.
        if !self.path.is_empty() && !self.text.starts_with('{') {
            return Err(self.unexpected("an object is expected"));
        }
        serde_json::from_str(self.text).map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let reason = error.to_string();
            let reason = reason.strip_suffix(&place).unwrap_or(&reason);
            let before = self.text.get(..error.column().saturating_sub(1));
            self.malformed(reason, before.map_or(0, characters))
        })
    }

    /// Says that it is not what the protocol expects.
    pub(crate) fn unexpected(&self, reason: &str) -> Failure {
        self.malformed(reason, 0)
    }

    fn malformed(&self, reason: &str, behind: usize) -> Failure {
        let place = match self.path.as_str() {
            "" => String::new(),
            path => format!(" at {path}"),
        };
        Failure {
            code: MALFORMED_REQUEST,
            message: format!("cannot read the request{place}: {reason}"),
            defects: vec![self.defect("", behind, reason)],
        }
    }

    /// Says what is wrong with a value inside of it, so many characters behind its beginning.
    pub(crate) fn defect(&self, inside: &str, behind: usize, reason: &str) -> Defect {
        Defect {
            path: joined(&self.path, inside),
            line: Some(1),
            column: self.column().map(|column| column + behind),
            reason: reason.to_owned(),
        }
    }

    /// Reads it as the document of a schema.
    pub(crate) fn schema(&self, limits: &Limits) -> Result<Schema, Failure> {
        Document::from_slice(self.text.as_bytes(), limits)
            .map(|document| document.body)
            .map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &DocumentError) -> Failure {
        let DocumentError::Malformed { format, defects } = error else {
            let reason = error.to_string();
            return Failure {
                code: error.code(),
                message: format!("{}: {reason}", self.path),
                defects: vec![self.defect("", 0, &reason)],
            };
        };
        // Everything in front of the document is counted once, not for each defect.
        let column = self.column();
        Failure {
            code: error.code(),
            message: format!(
                "cannot read the {format} document at {}; defects: {}",
                self.path,
                defects.len()
            ),
            defects: defects
                .iter()
                .map(|defect| Defect {
                    path: joined(&self.path, &defect.path),
                    line: defect.line,
                    column: column
                        .zip(defect.column)
                        .map(|(start, inside)| start + inside - 1),
                    reason: defect.reason.clone(),
                })
                .collect(),
        }
    }

    /// Counts the characters up to its first one.
    fn column(&self) -> Option<usize> {
        let start = self.text.as_ptr().addr();
        let offset = start.checked_sub(self.line.as_ptr().addr())?;
        self.line.get(..offset).map(|before| characters(before) + 1)
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn joined(path: &str, inside: &str) -> String {
    match (path, inside) {
        ("", one) | (one, "") => one.to_owned(),
        (path, inside) if inside.starts_with('[') => format!("{path}{inside}"),
        (path, inside) => format!("{path}.{inside}"),
    }
}
