//! Answers requests on stdin with answers on stdout, and nothing else there.
//!
//! Exit codes: 0 the input ended, 1 it could not be read or nobody takes the answers, 2 the command
//! line is wrong.

mod arguments;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::arguments::{Command, HELP};

fn main() -> ExitCode {
    match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Command::Serve { most_bytes }) => {
            let (input, output) = (io::stdin().lock(), io::stdout().lock());
            match diff_sidecar::serve(input, output, most_bytes) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => complain(&format!("error [{}]: {error}", error.code()), 1),
            }
        }
        Ok(Command::Help) => print(HELP),
        Ok(Command::Version) => print(concat!("diff_sidecar ", env!("CARGO_PKG_VERSION"), "\n")),
        Err(error) => complain(&format!("error [sidecar/arguments]: {error}"), 2),
    }
}

fn print(text: &str) -> ExitCode {
    let mut output = io::stdout().lock();
    let printed = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
    ExitCode::from(u8::from(printed.is_err()))
}

fn complain(message: &str, code: u8) -> ExitCode {
    // Where nobody listens on stderr either, the exit code is all there is.
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::from(code)
}
