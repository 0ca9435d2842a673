//! The account that the servers run as.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// Names an account of this machine by its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// Says which account the servers have to change to: none for an ordinary user, who starts them as
/// themselves; an unprivileged one for root, as PostgreSQL refuses to run as root.
///
/// # Errors
///
/// `sandbox/no-account` for root on a machine that has no unprivileged account.
pub(crate) fn for_servers() -> Result<Option<Account>, Error> {
    if !is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| find(&passwd, name))
        .map(Some)
        .ok_or(Error::NoAccount)
}

/// Says whether this process runs as root.
pub(crate) fn is_root() -> bool {
    // The effective user owns the process's own entry; where there is no /proc, `id` is asked.
    match fs::metadata("/proc/self") {
        Ok(metadata) => metadata.uid() == 0,
        Err(_) => Command::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|answer| answer.stdout.trim_ascii() == b"0"),
    }
}

/// Finds the first folder on the way to `path` that others than its owner cannot enter.
pub(crate) fn barrier(path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let closed = |folder: &&Path| {
        fs::metadata(folder).is_ok_and(|found| found.is_dir() && found.mode() & 0o001 == 0)
    };
    path.ancestors()
        .filter(closed)
        .last()
        .map(Path::to_path_buf)
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    let fields = passwd
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>());
    fields
        .into_iter()
        .find_map(|fields| match fields.as_slice() {
            [found, _, uid, gid, ..] if *found == name => Some(Account {
                name: name.to_owned(),
                uid: uid.parse().ok().filter(|uid| *uid != 0)?,
                gid: gid.parse().ok()?,
            }),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n# odd\nnobody:x:65534:65534:nobody:/:/bin/false\nzero:x:0:1::/:\n";

    #[test]
    fn finds_an_account_by_its_whole_name() {
        let nobody = Account {
            name: "nobody".to_owned(),
            uid: 65534,
            gid: 65534,
        };
        assert_eq!(find(PASSWD, "nobody"), Some(nobody));
        assert_eq!(find(PASSWD, "no"), None);
        assert_eq!(find(PASSWD, "postgres"), None);
    }

    #[test]
    fn never_takes_an_account_that_is_root_by_another_name() {
        assert_eq!(find(PASSWD, "zero"), None);
    }
}
