//! A temp folder of its own for each test, the processes in it, and what is left of them.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Holds a folder that stands for the system's temp folder.
pub(crate) struct World(TempDir);

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("w").tempdir().unwrap();
        // As /tmp is: the servers' account makes its folders in it.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Prepares the package's binary, in a process group of its own as a terminal's job is.
    pub(crate) fn binary(&self, arguments: &[&str]) -> Command {
        self.command(env!("CARGO_BIN_EXE_sandbox"), arguments)
    }

    pub(crate) fn command(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .args(arguments)
            .env("TMPDIR", self.path())
            .env_remove("OBMIGRATE_PG_URL")
            .env_remove("OBMIGRATE_OB_URL")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        command
    }

    /// Waits until no process works in this world and none of its servers' folders is there.
    pub(crate) fn expect_nothing_left(&self) {
        eventually("everything is gone", || {
            self.processes().is_empty() && self.folders().is_empty()
        });
    }

    /// Lists the servers' folders.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| {
                path.file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with("obmigrate-")
            })
            .collect()
    }

    /// Lists the processes that name a server's folder of this world or work in it.
    pub(crate) fn processes(&self) -> Vec<String> {
        let mark = format!("{}/obmigrate-", self.path().display());
        let processes = fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .map(|entry| entry.path());
        processes
            .filter_map(|process| {
                let line = String::from_utf8_lossy(&fs::read(process.join("cmdline")).ok()?)
                    .replace('\0', " ");
                let place = fs::read_link(process.join("cwd")).unwrap_or_default();
                let here = line.contains(&mark) || place.to_string_lossy().contains(&mark);
                here.then(|| format!("{} {line}", process.display()))
            })
            .collect()
    }
}

/// Holds the binary while it serves.
pub(crate) struct Serving {
    pub(crate) child: Child,
    output: BufReader<ChildStdout>,
}

impl Serving {
    /// Starts `command` and waits for the URLs of `servers` servers.
    pub(crate) fn start(command: &mut Command, servers: usize) -> (Self, Vec<String>) {
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut urls = Vec::new();
        for _ in 0..servers {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap() == 0 {
                let (_, errors) = finish(child);
                panic!("the binary gave up: {errors}");
            }
            let (variable, url) = line.trim_end().split_once('=').unwrap();
            assert!(
                ["OBMIGRATE_PG_URL", "OBMIGRATE_OB_URL"].contains(&variable),
                "{line}"
            );
            urls.push(url.to_owned());
        }
        (Self { child, output }, urls)
    }

    /// Closes standard input and answers whether the binary then ended well.
    pub(crate) fn close(mut self) -> bool {
        drop(self.child.stdin.take());
        self.output.read_to_end(&mut Vec::new()).unwrap();
        self.child.wait().unwrap().success()
    }
}

/// Runs the binary to its end, which is a refusal, and answers what it said.
pub(crate) fn refusal(command: &mut Command) -> String {
    let (success, errors) = finish(command.stdin(Stdio::null()).spawn().unwrap());
    assert!(!success, "not refused");
    errors
}

fn finish(child: Child) -> (bool, String) {
    let answer = child.wait_with_output().unwrap();
    (
        answer.status.success(),
        String::from_utf8_lossy(&answer.stderr).into_owned(),
    )
}

/// Says whether something listens at the URL's address.
pub(crate) fn answers(url: &str) -> bool {
    let address = url.split('@').nth(1).unwrap().split('/').next().unwrap();
    TcpStream::connect(address).is_ok()
}

/// Polls until `holds`; the bound is far beyond what a slow machine needs, and only a failure waits for it.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..3000 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("never came true: {what}");
}

/// Sends a signal to a process, or to a process group if the number is negative.
pub(crate) fn signal(name: &str, target: i64) {
    let sent = Command::new("sh")
        .args([
            "-c",
            "kill -s \"$1\" -- \"$2\"",
            "sh",
            name,
            &target.to_string(),
        ])
        .status();
    assert!(sent.unwrap().success());
}

pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}
