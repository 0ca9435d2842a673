//! Plans a change, prints it, and executes it through a callback. `--help` lists the exit codes.

mod arguments;
mod failure;
mod review;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use embed_codegen::{compare, pipe, print, run, script};
use obmigrate_diff::Sides;
use obmigrate_model::validate::validate;
use obmigrate_model::{Document, Limits, Schema, Target};

use crate::arguments::{Command, HELP, Planning, Then};
use crate::failure::Failure;

fn main() -> ExitCode {
    let ended = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Command::Plan(planning)) => carry_out(&planning),
        Ok(Command::Help) => output(HELP),
        Err(error) => {
            let line = format!("error [embed/arguments]: {error}");
            Err(Failure::new(2, vec![line]))
        }
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure.lines);
            ExitCode::from(failure.exit_code)
        }
    }
}

fn carry_out(planning: &Planning) -> Result<(), Failure> {
    let (live, desired) = (load(&planning.live)?, load(&planning.desired)?);
    let base = planning.base.as_deref().map(load).transpose()?;
    let Some(captured) = &live.captured else {
        let why = "the live document does not say which server it is of";
        return Err(Failure::error("embed/no-version", why));
    };
    let target = Target {
        dialect: live.body.dialect,
        version: captured.server_version,
    };
    let compared = compare(Sides {
        base: &base.as_ref().unwrap_or(&live).body,
        desired: &desired.body,
        live: &live.body,
    })?;
    let undecided = review::undecided(&compared);
    if !undecided.is_empty() {
        return Err(Failure::new(3, undecided));
    }
    let plan = compared.plan(target, planning.run_id.clone())?;
    complain(&review::remarks(&compared, &plan)?);
    if plan.groups.is_empty() {
        complain(&["nothing to do"]);
        return Ok(());
    }
    match &planning.then {
        Then::Print => output(&print(&plan)),
        Then::Script(file) => {
            let mut out: Box<dyn Write> = if file.as_os_str() == "-" {
                Box::new(io::stdout().lock())
            } else {
                Box::new(File::create(file)?)
            };
            run(&plan, script(&mut out)).map_err(Failure::script)?;
            Ok(out.flush()?)
        }
        Then::Execute { program, arguments } => {
            output(&print(&plan))?;
            run(&plan, pipe(program, arguments, &plan)).map_err(Failure::run)?;
            complain(&["done"]);
            Ok(())
        }
    }
}

fn load(file: &Path) -> Result<Document<Schema>, Failure> {
    let place = file.display().to_string();
    let json = fs::read(file)
        .map_err(|error| Failure::error("embed/file", format!("reading {place}: {error}")))?;
    let document: Document<Schema> = Document::from_slice(&json, &Limits::default())
        .map_err(|error| Failure::document(&place, &error))?;
    let defects = validate(&document.body);
    if defects.is_empty() {
        return Ok(document);
    }
    let lines = defects.iter().map(|defect| format!("{place}: {defect}"));
    Err(Failure::new(1, lines.collect()))
}

fn output(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn complain(lines: &[impl AsRef<str>]) {
    for line in lines {
        // A name may hold a line break, and a reason is one line. Where nobody listens on stderr
        // either, the exit code is all there is.
        let line = line.as_ref().replace(['\n', '\r'], " ");
        let _ = writeln!(io::stderr(), "{line}");
    }
}
