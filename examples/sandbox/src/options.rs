//! What to start and how.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;
use crate::server::Engine;

/// Says what a sandbox starts: the default is both engines on free ports, from what the machine has.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    pub(crate) postgres: Redirectable,
    pub(crate) oceanbase: Redirectable,
    pub(crate) postgres_source: PostgresSource,
    pub(crate) startup_timeout: Duration,
    pub(crate) folder: Option<PathBuf>,
}

/// Says where one engine is: on a server of the caller's own, or on one to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Redirectable {
    Elsewhere(String),
    Start { port: Option<u16> },
}

/// Says where the PostgreSQL executables come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PostgresSource {
    /// The machine's newest PostgreSQL, else the wheel's version 18 (the default).
    #[default]
    Any,
    /// The machine's newest PostgreSQL, else an error.
    Machine,
    /// The pinned PyPI wheel, whatever the machine has.
    Wheel(WheelPostgres),
}

/// Names a PostgreSQL inside the pinned PyPI wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WheelPostgres {
    /// PostgreSQL 16.14.
    V16,
    /// PostgreSQL 18.4.
    V18,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            postgres: Redirectable::Start { port: None },
            oceanbase: Redirectable::Start { port: None },
            postgres_source: PostgresSource::Any,
            startup_timeout: Duration::from_secs(90),
            folder: None,
        }
    }
}

impl Options {
    /// Takes the defaults and the redirects of the environment: a server whose URL stands in
    /// `OBMIGRATE_PG_URL` or `OBMIGRATE_OB_URL` is used instead of started. An empty variable counts as unset.
    ///
    /// # Errors
    ///
    /// `sandbox/bad-url` when a variable holds something that is not a URL of its engine.
    pub fn from_environment() -> Result<Self, Error> {
        let mut options = Self::default();
        for engine in [Engine::Postgres, Engine::OceanBase] {
            if let Some(value) = set(env::var_os(engine.url_variable()).as_deref()) {
                options = options.redirect(engine, value)?;
            }
        }
        Ok(options)
    }

    /// Uses the server at `url` instead of starting one.
    ///
    /// # Errors
    ///
    /// `sandbox/bad-url` when `url` does not start with a scheme of `engine`.
    pub fn redirect(mut self, engine: Engine, url: impl Into<String>) -> Result<Self, Error> {
        let url = url.into();
        let served = engine.schemes().iter().any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| rest.starts_with("://"))
        });
        if !served {
            return Err(Error::BadUrl { engine });
        }
        *self.place(engine) = Redirectable::Elsewhere(url);
        Ok(self)
    }

    /// Starts `engine` on this port instead of a free one; 0 stands for a free one.
    #[must_use]
    pub fn port(mut self, engine: Engine, port: u16) -> Self {
        let port = (port != 0).then_some(port);
        *self.place(engine) = Redirectable::Start { port };
        self
    }

    /// Says where the PostgreSQL executables come from.
    #[must_use]
    pub fn postgres_source(mut self, source: PostgresSource) -> Self {
        self.postgres_source = source;
        self
    }

    /// Gives up on a server that is not ready after this long; the default is 90 s. The time to download
    /// a wheel does not count.
    #[must_use]
    pub fn startup_timeout(mut self, timeout: Duration) -> Self {
        self.startup_timeout = timeout;
        self
    }

    /// Puts the servers' folders into this one instead of the system's temp folder.
    #[must_use]
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_path_buf());
        self
    }

    fn place(&mut self, engine: Engine) -> &mut Redirectable {
        match engine {
            Engine::Postgres => &mut self.postgres,
            Engine::OceanBase => &mut self.oceanbase,
        }
    }
}

/// Reads a variable, where empty means unset; bytes that are not UTF-8 are kept recognisably wrong.
fn set(value: Option<&OsStr>) -> Option<String> {
    value
        .filter(|value| !value.is_empty())
        .map(|value| value.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert_eq!(set(Some(OsStr::new(""))), None);
        assert_eq!(set(None), None);
        assert_eq!(
            set(Some(OsStr::new("postgres://h"))),
            Some("postgres://h".to_owned())
        );
    }

    #[test]
    fn a_redirect_takes_only_urls_of_its_engine() {
        let check = |engine, url: &str, taken: bool| {
            let answer = Options::default().redirect(engine, url);
            assert_eq!(answer.is_ok(), taken, "{url}");
            if let Err(error) = answer {
                assert_eq!(error.code(), "sandbox/bad-url");
            }
        };
        check(Engine::Postgres, "postgres://me@db/x", true);
        check(Engine::Postgres, "postgresql://me@db/x", true);
        check(Engine::Postgres, "oceanbase://root@db/x", false);
        check(Engine::OceanBase, "oceanbase://root@db/x", true);
        check(Engine::OceanBase, "mysql://root@db/x", true);
        check(Engine::OceanBase, "root@db/x", false);
        check(Engine::Postgres, "", false);
    }
}
