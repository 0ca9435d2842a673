//! Why a request has no result.

use obmigrate_diff::Error;
use serde::Serialize;

/// A request that is not one of this protocol.
pub(crate) const MALFORMED_REQUEST: &str = "sidecar/malformed-request";
/// An operation that does not exist.
pub(crate) const UNKNOWN_OPERATION: &str = "sidecar/unknown-operation";
/// No operation, or several.
pub(crate) const NOT_ONE_OPERATION: &str = "sidecar/not-one-operation";
/// A line that is longer than what is taken.
pub(crate) const REQUEST_TOO_LARGE: &str = "sidecar/request-too-large";
/// A schema to translate that is not PostgreSQL's.
pub(crate) const NOT_POSTGRES: &str = "sidecar/not-postgres";
/// A mistake of this program.
pub(crate) const INTERNAL_ERROR: &str = "sidecar/internal-error";

/// Says why a request has no result; what stands behind `error` in its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    /// The stable code.
    pub(crate) code: &'static str,
    /// What it is, in a sentence.
    pub(crate) message: String,
    /// Everything that is wrong, as far as the request has places to point at.
    pub(crate) defects: Vec<Defect>,
}

/// Says what is wrong at one place of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Defect {
    /// Where in the request, such as `diff.live.body.tables.orders`; empty if it is all of it.
    pub(crate) path: String,
    /// The line of the request: the first and only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// The character in the line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
    /// What is wrong.
    pub(crate) reason: String,
}

impl Failure {
    /// Says what a request is that has no places to point at.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            defects: Vec::new(),
        }
    }

    /// Says that a comparison could not be made; `body` is where it is asked for, such as `diff`.
    pub(crate) fn comparison(error: &Error, body: &str) -> Self {
        let mut failure = Self::new(error.code(), error.to_string());
        if let Error::RenamesDoNotFit { defects } = error {
            failure.defects = defects
                .iter()
                .map(|reason| Defect {
                    path: format!("{body}.options"),
                    line: None,
                    column: None,
                    reason: reason.clone(),
                })
                .collect();
        }
        failure
    }

    /// Makes one of several: the first one, with the defects of all. Nothing out of nothing.
    pub(crate) fn all(failures: Vec<Self>) -> Option<Self> {
        failures.into_iter().reduce(|mut first, mut next| {
            first.defects.append(&mut next.defects);
            first
        })
    }
}
