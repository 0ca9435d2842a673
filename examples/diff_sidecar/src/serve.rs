//! The loop: a line in, a line out.

use std::io::{self, BufRead, Write};

use crate::answer::{answer, error};
use crate::failure::{Failure, REQUEST_TOO_LARGE};
use crate::lines::{Line, Lines};

/// The version of the protocol; it changes when a caller of the old one would misunderstand.
pub const PROTOCOL: u32 = 1;

/// How many bytes a request may have unless said otherwise: 64 MiB.
pub const DEFAULT_MOST_BYTES: usize = 64 << 20;

/// Says why no more requests can be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The requests cannot be read.
    #[error("cannot read requests: {0}")]
    Input(io::Error),
    /// Nobody takes the answers.
    #[error("cannot write answers: {0}")]
    Output(io::Error),
}

impl ServeError {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Input(_) => "sidecar/input",
            Self::Output(_) => "sidecar/output",
        }
    }
}

/// Answers every line of the input with one line, until the input ends. A line of more than
/// `most_bytes` is passed over and answered with an error.
///
/// # Errors
/// `sidecar/input` if the input cannot be read, `sidecar/output` if an answer cannot be written.
pub fn serve(
    input: impl BufRead,
    mut output: impl Write,
    most_bytes: usize,
) -> Result<(), ServeError> {
    let mut lines = Lines::new(input, most_bytes);
    while let Some(line) = lines.read().map_err(ServeError::Input)? {
        let mut text = match line {
            Line::Whole(line) => answer(line, most_bytes),
            Line::TooLong { bytes } => error(None, &too_large(bytes, most_bytes)),
        };
        text.push('\n');
        output
            .write_all(text.as_bytes())
            .and_then(|()| output.flush())
            .map_err(ServeError::Output)?;
    }
    Ok(())
}

fn too_large(bytes: usize, most: usize) -> Failure {
    let message = format!("the request has {bytes} bytes, but {most} is the most that is read");
    Failure::new(REQUEST_TOO_LARGE, message)
}
