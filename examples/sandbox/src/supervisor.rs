//! The process between this one and a server.
//!
//! Statics are not dropped when a process exits, and nothing is when it is killed. So the server is a child of
//! a small shell script (`supervise.sh`) that holds the read end of a pipe. When this process lets go of the
//! write end, by [`Supervisor::release`] or by ending in any way, the script stops the server and removes its
//! folder. It runs in a process group of its own, so that a Ctrl-C on the terminal does not end it first.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::account::Account;

const SCRIPT: &str = include_str!("supervise.sh");

/// Says what the script is to run.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// Shell text that defines the functions `prepare` and `serve`; they see `$folder` and `arguments`.
    pub(crate) functions: &'static str,
    pub(crate) arguments: &'a [&'a OsStr],
    pub(crate) environment: &'static [(&'static str, &'static str)],
    /// The signals that stop the server, in order.
    pub(crate) signals: &'static str,
    /// How long the server has to follow them before it is killed, in seconds.
    pub(crate) grace_s: u32,
    /// The folder to make, to put everything in, and to remove.
    pub(crate) folder: &'a Path,
    pub(crate) account: Option<&'a Account>,
}

/// Holds a running script; dropping it stops the server and waits for that.
#[derive(Debug)]
pub(crate) struct Supervisor {
    script: Child,
    pipe: Option<ChildStdin>,
    folder: PathBuf,
}

impl Supervisor {
    /// Starts the script, which makes the folder and starts the server.
    pub(crate) fn start(job: &Job<'_>) -> io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command
            .arg("-c")
            .arg(format!("{}\n{SCRIPT}", job.functions))
            .arg("obmigrate-sandbox")
            .arg(job.folder)
            .args([job.signals, &job.grace_s.to_string()])
            .args(job.arguments)
            .current_dir("/")
            .env_clear()
            .env("PATH", search_path())
            .envs(
                ["LD_LIBRARY_PATH"]
                    .iter()
                    .filter_map(|name| Some((name, env::var_os(name)?))),
            )
            // The same clock and language on every machine.
            .envs([("TZ", "UTC"), ("LC_ALL", "C")])
            .envs(job.environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0);
        if let Some(account) = job.account {
            // The standard library drops root's further groups on the way.
            command.uid(account.uid).gid(account.gid);
        }
        let mut script = command.spawn()?;
        let pipe = script.stdin.take();
        Ok(Self {
            script,
            pipe,
            folder: job.folder.to_path_buf(),
        })
    }

    /// Names the folder of the server.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Says whether the script has ended, and with it the server.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.script.try_wait(), Ok(None))
    }

    /// Lets the script stop the server, without waiting.
    pub(crate) fn release(&mut self) {
        self.pipe = None;
    }

    /// Stops the server, waits until the script is done, and answers the last lines of the server's log.
    pub(crate) fn finish(&mut self) -> String {
        self.release();
        let mut log = Vec::new();
        if let Some(mut output) = self.script.stdout.take() {
            // Not more than a report: the output ends when the script does, which bounds its own waits.
            output.read_to_end(&mut log).ok();
        }
        self.script.wait().ok();
        String::from_utf8_lossy(&log).trim_end().to_owned()
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.finish();
    }
}

/// The script needs the basic tools even if the caller's search path lacks them.
fn search_path() -> OsString {
    let mut path = env::var_os("PATH").unwrap_or_default();
    if !path.is_empty() {
        path.push(":");
    }
    path.push("/usr/bin:/bin");
    path
}
