//! Two callbacks: one that only writes, and one that hands over to any program.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Stdio};

use obmigrate_codegen::session;
use obmigrate_model::Statement;
use obmigrate_model::plan::Plan;

use crate::execute::{Answer, Unknown};

/// Returns a callback that writes the statements in the order in which they would be executed.
pub fn script(mut out: impl Write) -> impl FnMut(&Statement) -> Answer {
    move |statement| {
        writeln!(out, "{statement};\n")?;
        Ok(0)
    }
}

/// Returns a callback that starts a program for each statement and writes the settings of a session
/// and the statement to its stdin. A program that ends with another code than 0 says by that that the
/// statement had no effect; whether it had is unknown if something ends the program.
pub fn pipe<'a>(
    program: &'a OsString,
    arguments: &'a [OsString],
    plan: &Plan,
) -> impl FnMut(&Statement) -> Answer + use<'a> {
    let settings = session(plan.target.dialect).into_iter();
    let settings: String = settings.map(|setting| format!("{setting};\n")).collect();
    move |statement| {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let written = stdin.map_or(Ok(()), |mut pipe| writeln!(pipe, "{settings}{statement};"));
        let ended = child.wait().map_err(|error| Unknown(error.into()))?;
        match (ended.code(), written) {
            (Some(0), Ok(())) => Ok(0),
            (Some(0), Err(error)) => Err(Unknown(error.into()).into()),
            (Some(code), _) => Err(format!("the program ended with code {code}").into()),
            (None, _) => Err(Unknown(format!("the program was ended: {ended}").into()).into()),
        }
    }
}
