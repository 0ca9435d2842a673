//! How the program ends if it does not do what it was asked.

use std::fmt;
use std::io;

use embed_codegen::Failed;
use obmigrate_codegen::Refusal;
use obmigrate_model::DocumentError;
use obmigrate_model::change::ApplyError;

/// Holds every reason with its code, a line each.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit_code: u8,
    pub(crate) lines: Vec<String>,
}

impl Failure {
    pub(crate) const fn new(exit_code: u8, lines: Vec<String>) -> Self {
        Self { exit_code, lines }
    }

    pub(crate) fn error(code: &str, message: impl fmt::Display) -> Self {
        Self::new(1, vec![format!("error [{code}]: {message}")])
    }

    /// A document that cannot be read says everything that is wrong with it.
    pub(crate) fn document(place: &str, error: &DocumentError) -> Self {
        let code = error.code();
        let DocumentError::Malformed { defects, .. } = error else {
            return Self::error(code, format!("{place}: {error}"));
        };
        let lines = defects.iter().map(|defect| {
            let line = defect
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            format!(
                "error [{code}]: {place}{line}: {}: {}",
                defect.path, defect.reason
            )
        });
        Self::new(1, lines.collect())
    }

    /// A script in which nothing can be undone fails as a file does.
    pub(crate) fn script(failed: Failed) -> Self {
        Self::error("embed/output", failed.source)
    }

    /// A run that failed says what became of it.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is what `map_err` hands over"
    )]
    pub(crate) fn run(failed: Failed) -> Self {
        let mut failure = Self::error("embed/run-failed", &failed);
        failure.exit_code = 4;
        if let Some(why) = &failed.doubt {
            let step = failed.step;
            let line = format!("warning [embed/doubt]: undoing step {step} as well failed: {why}");
            failure.lines.push(line);
        }
        failure.lines.push(match &failed.left {
            None => "every step that was done is undone".to_owned(),
            Some((step, why)) => {
                failure.exit_code = 5;
                format!(
                    "error [embed/not-undone]: step {step} and those before it are still done: {why}"
                )
            }
        });
        failure
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::error("embed/output", error)
    }
}

impl From<obmigrate_diff::Error> for Failure {
    fn from(error: obmigrate_diff::Error) -> Self {
        Self::error(error.code(), error)
    }
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        Self::error(error.code(), error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let reasons = refusal.reasons().iter();
        let lines = reasons.map(|reason| format!("error [{}]: {reason}", reason.code()));
        Self::new(1, lines.collect())
    }
}
