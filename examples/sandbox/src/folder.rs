//! The temp folder of one server.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf, absolute};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::account::{self, Account};
use crate::error::Error;

/// The longest socket path the smallest system takes is 103 bytes (macOS; Linux takes 107), and OceanBase puts
/// `/data/run/sql.sock` into the folder.
const LONGEST: usize = 103 - "/data/run/sql.sock".len();

/// Names a folder that nobody has yet; the supervisor makes it and removes it.
///
/// `parent` is where the caller wants it; otherwise it is the system's temp folder or, if the servers'
/// account cannot use that one, `/tmp`.
///
/// # Errors
///
/// `sandbox/unreachable-folder` when the servers' account cannot use `parent`, `sandbox/long-path`.
pub(crate) fn name(parent: Option<&Path>, account: Option<&Account>) -> Result<PathBuf, Error> {
    let parent = match parent {
        Some(parent) => absolute(parent).unwrap_or_else(|_| parent.to_path_buf()),
        None => {
            let usual = env::temp_dir();
            let usual = absolute(&usual).unwrap_or(usual);
            if account.is_some()
                && (account::barrier(&usual).is_some() || !is_writable_by_others(&usual))
            {
                PathBuf::from("/tmp")
            } else {
                usual
            }
        }
    };
    if let Some(account) = account
        && let Some(path) = account::barrier(&parent)
    {
        return Err(Error::Unreachable {
            path,
            account: account.name.clone(),
            remedy: "TMPDIR",
        });
    }
    let folder = parent.join(format!("obmigrate-{}", unique()));
    if folder.as_os_str().len() > LONGEST {
        return Err(Error::LongPath { path: parent });
    }
    Ok(folder)
}

/// Makes a word that no other call makes, in this process or in another.
pub(crate) fn unique() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    // Containers that share a server or a folder often share process ids too, so the clock takes part.
    let micros = now.as_micros() & 0xffff_ffff;
    format!("{:x}_{micros:x}_{count:x}", process::id())
}

fn is_writable_by_others(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|found| found.permissions().mode() & 0o002 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_folders_share_a_name() {
        let parent = Path::new("/tmp");
        assert_ne!(
            name(Some(parent), None).unwrap(),
            name(Some(parent), None).unwrap()
        );
    }

    #[test]
    fn a_path_too_long_for_a_socket_is_refused_in_time() {
        let parent = PathBuf::from(format!("/tmp/{}", "x".repeat(90)));
        assert_eq!(
            name(Some(&parent), None).unwrap_err().code(),
            "sandbox/long-path"
        );
    }
}
