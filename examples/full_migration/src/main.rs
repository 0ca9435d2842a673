//! The reference runner: wires the five crates together, from two schemas to the report.
//!
//! stdout carries the result, stderr everything else. Exit codes: 0 nothing to do or done, 1 error,
//! 2 differences found (`diff`), 3 conflicts, blocked or refused.

mod cli;
mod clock;
mod commands;
mod demo;
mod failure;
mod folder;
mod migrate;
mod preflight;
mod progress;
mod report;
mod review;
mod side;
#[cfg(test)]
mod tests;
mod validate;
mod value;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::failure::Outcome;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; clap's own code for a mistake would read as
            // "differences found".
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    let outcome = match cli.command {
        Command::Demo(arguments) => demo::demo(&arguments).await,
        Command::Export(arguments) => commands::export(&arguments).await,
        Command::Diff(arguments) => commands::diff(&arguments).await,
        Command::Plan(arguments) => commands::plan(&arguments).await,
        Command::Run(arguments) => commands::run(&arguments).await,
        Command::Cleanup(arguments) => commands::cleanup(&arguments).await,
        Command::Rollback(arguments) => commands::rollback(&arguments).await,
    };
    match outcome {
        Ok(outcome) => ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::Differences => 2,
        }),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
