//! How a command ends.

use std::fmt;
use std::path::Path;

use obmigrate_model::DocumentError;
use obmigrate_model::document::Defect;

/// A command that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or nothing to do.
    Done,
    /// `diff` found differences.
    Differences,
}

/// A command that did not. Every line is one defect with its code.
#[derive(Debug)]
pub(crate) struct Failure {
    refused: bool,
    lines: Vec<String>,
}

impl Failure {
    /// Something went wrong: exit code 1.
    pub(crate) fn error(code: &str, message: impl fmt::Display) -> Self {
        Self {
            refused: false,
            lines: vec![format!("error [{code}]: {message}")],
        }
    }

    /// It was not done on purpose: exit code 3.
    pub(crate) fn refused(lines: Vec<String>) -> Self {
        Self {
            refused: true,
            lines,
        }
    }

    pub(crate) fn with(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        if self.refused { 3 } else { 1 }
    }

    pub(crate) fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::error(
            "runner/file",
            format!("{doing} {}: {error}", path.display()),
        )
    }

    /// A document that cannot be read or written; one that is malformed says so line by line.
    pub(crate) fn document(place: &str, error: &DocumentError) -> Self {
        let code = error.code();
        if let DocumentError::Malformed { defects, .. } = error {
            let lines = defects.iter();
            return Self {
                refused: false,
                lines: lines
                    .map(|defect| format!("error [{code}]: {place}: {}", located(defect)))
                    .collect(),
            };
        }
        Self::error(code, format!("{place}: {}", chain(error)))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

/// Writes a defect with its place behind it.
fn located(defect: &Defect) -> String {
    let path = if defect.path.is_empty() {
        String::new()
    } else {
        format!("{}: ", defect.path)
    };
    let place = match (defect.line, defect.column) {
        (Some(line), Some(column)) => format!(" (line {line}, column {column})"),
        (Some(line), None) => format!(" (line {line})"),
        (None, _) => String::new(),
    };
    format!("{path}{}{place}", defect.reason)
}

/// Writes an error with its sources, each once.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(next) = source {
        text.push_str(": ");
        text.push_str(&next.to_string());
        source = next.source();
    }
    text
}

impl From<obmigrate_exec::Error> for Failure {
    fn from(error: obmigrate_exec::Error) -> Self {
        Self::error(error.code(), chain(&error))
    }
}

impl From<obmigrate_diff::Error> for Failure {
    fn from(error: obmigrate_diff::Error) -> Self {
        Self::error(error.code(), error)
    }
}

impl From<obmigrate_model::pattern::PatternError> for Failure {
    fn from(error: obmigrate_model::pattern::PatternError) -> Self {
        Self::error(error.code(), error)
    }
}

impl From<obmigrate_verify::Error> for Failure {
    fn from(error: obmigrate_verify::Error) -> Self {
        Self::error(error.code(), error)
    }
}

impl From<obmigrate_codegen::Refusal> for Failure {
    fn from(refusal: obmigrate_codegen::Refusal) -> Self {
        let lines = refusal.reasons().iter();
        Self::refused(
            lines
                .map(|reason| format!("refused [{}]: {reason}", reason.code()))
                .collect(),
        )
    }
}

impl From<obmigrate_sandbox::Error> for Failure {
    fn from(error: obmigrate_sandbox::Error) -> Self {
        Self::error(error.code(), chain(&error))
    }
}
