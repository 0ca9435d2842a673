//! The command line.

use std::ffi::OsString;

use diff_sidecar::DEFAULT_MOST_BYTES;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Compares schemas for programs in any language: one JSON request a line on stdin, one JSON answer a
line on stdout.

Usage: diff_sidecar [--max-request-bytes N]

Options:
  --max-request-bytes N  The most bytes of a request; 67108864 (64 MiB) unless set
  --help                 Prints this
  --version              Prints the version of the program
";

/// Says what the program is started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// To answer requests.
    Serve {
        /// The most bytes of a request.
        most_bytes: usize,
    },
    /// To say how it is used.
    Help,
    /// To say which version it is.
    Version,
}

/// Says what is wrong with the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    /// There is no such flag.
    #[error("there is no argument {0:?}; see --help")]
    Unknown(String),
    /// The flag needs a number behind it.
    #[error("--max-request-bytes needs a number of bytes, 1 or more; see --help")]
    NoNumber,
}

/// Reads the command line, without the name of the program.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Command, ArgumentError> {
    let mut most_bytes = DEFAULT_MOST_BYTES;
    let mut arguments = arguments
        .into_iter()
        .map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        let (flag, value) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        match (flag, value) {
            ("--help" | "-h", None) => return Ok(Command::Help),
            ("--version" | "-V", None) => return Ok(Command::Version),
            ("--max-request-bytes", value) => {
                most_bytes = value
                    .or_else(|| arguments.next())
                    .and_then(|number| number.parse().ok())
                    .filter(|bytes| *bytes > 0)
                    .ok_or(ArgumentError::NoNumber)?;
            }
            (_, _) => return Err(ArgumentError::Unknown(argument)),
        }
    }
    Ok(Command::Serve { most_bytes })
}
