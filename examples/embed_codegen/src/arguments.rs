//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use obmigrate_model::plan::{RunId, RunIdError};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Plans the change of an OceanBase database from two model documents, prints the plan, and executes it if
it is told how.

Usage: embed_codegen --live FILE --desired FILE [--base FILE] --run-id YYYYMMDDhhmmss
                     [--script FILE | --exec PROGRAM [ARGUMENT...]]

Options:
  --live FILE     The OceanBase database as it is
  --desired FILE  The schema as it shall be, of PostgreSQL or OceanBase
  --base FILE     What both were after the last migration; live unless given
  --run-id TIME   The timestamp in the names of new tables and backups
  --script FILE   Writes the statements of a run in their order; - is stdout, in place of the plan
  --exec PROGRAM  Executes: starts the program for each statement, with it on stdin. Everything behind
                  is an argument of the program, so this comes last
  --help          Prints this

Exit codes: 0 nothing to do, or done; 1 a document, a file or the plan is wrong; 2 the command line is
wrong; 3 a person has to decide something first; 4 the run failed and everything is as before; 5 the
run failed and something is left.
";

/// Says what the program is started for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// To plan, and to do something with the plan.
    Plan(Box<Planning>),
    /// To say how it is used.
    Help,
}

/// Says what is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planning {
    pub(crate) live: PathBuf,
    pub(crate) desired: PathBuf,
    pub(crate) base: Option<PathBuf>,
    pub(crate) run_id: RunId,
    pub(crate) then: Then,
}

/// Says what is done with a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It is printed.
    Print,
    /// Its statements are written.
    Script(PathBuf),
    /// It is printed and executed.
    Execute {
        program: OsString,
        arguments: Vec<OsString>,
    },
}

/// Says what is wrong with the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    /// There is no such flag.
    #[error("there is no argument {0:?}; see --help")]
    Unknown(String),
    /// Something has to stand behind the flag.
    #[error("{0} needs something behind it; see --help")]
    NoValue(String),
    /// The flag has to be there.
    #[error("{0} is missing; see --help")]
    Missing(&'static str),
    /// It is written or executed.
    #[error("--script and --exec exclude each other; see --help")]
    Both,
    /// The timestamp is none.
    #[error(transparent)]
    RunId(#[from] RunIdError),
}

/// Reads the command line, without the name of the program.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Command, ArgumentError> {
    let (mut live, mut desired, mut base, mut run_id) = (None, None, None, None);
    let mut script: Option<PathBuf> = None;
    let mut then = Then::Print;
    let mut arguments = arguments.into_iter();
    while let Some(flag) = arguments.next() {
        let flag = flag.to_string_lossy().into_owned();
        let missing = || ArgumentError::NoValue(flag.clone());
        let mut value = || arguments.next().ok_or_else(missing);
        match flag.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--live" => live = Some(value()?.into()),
            "--desired" => desired = Some(value()?.into()),
            "--base" => base = Some(value()?.into()),
            "--run-id" => run_id = Some(RunId::new(&value()?.to_string_lossy())?),
            "--script" => script = Some(value()?.into()),
            "--exec" => {
                then = Then::Execute {
                    program: value()?,
                    arguments: arguments.by_ref().collect(),
                };
            }
            _ => return Err(ArgumentError::Unknown(flag)),
        }
    }
    if let Some(file) = script {
        if then != Then::Print {
            return Err(ArgumentError::Both);
        }
        then = Then::Script(file);
    }
    Ok(Command::Plan(Box::new(Planning {
        live: live.ok_or(ArgumentError::Missing("--live"))?,
        desired: desired.ok_or(ArgumentError::Missing("--desired"))?,
        base,
        run_id: run_id.ok_or(ArgumentError::Missing("--run-id"))?,
        then,
    })))
}
