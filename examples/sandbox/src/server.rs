//! One server: started here, or somebody else's.

use std::ffi::OsStr;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::account::{self, Account};
use crate::cache;
use crate::error::Error;
use crate::folder;
use crate::oceanbase;
use crate::options::{Options, Redirectable};
use crate::port;
use crate::postgres;
use crate::supervisor::Supervisor;
use crate::wheel;

/// Names a database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the project knows two engines; a third is a reason to look at every match"
)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// OceanBase in MySQL mode.
    OceanBase,
}

/// Holds one server. Dropping it, or the end of the process in any way, stops a server that was started, with
/// its folder; a redirect is left alone.
#[derive(Debug)]
pub struct Server {
    engine: Engine,
    url: String,
    supervisor: Option<Supervisor>,
}

impl Server {
    /// Starts a server, or takes the redirect of `options`, and waits until it is ready.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; what was started is stopped then.
    pub fn start(engine: Engine, options: &Options) -> Result<Self, Error> {
        Starting::begin(engine, options)?.finish()
    }

    /// Answers the engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Answers the URL of a database that exists: `postgres://postgres@127.0.0.1:PORT/postgres` or
    /// `oceanbase://root@127.0.0.1:PORT/test`, or the redirect as it was given.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers the folder that goes with the server; none for a redirect.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.supervisor.as_ref().map(Supervisor::folder)
    }

    /// Stops the server and waits until it is gone with its folder.
    ///
    /// # Errors
    ///
    /// `sandbox/folder-left` when something of the folder could not be removed.
    pub fn stop(mut self) -> Result<(), Error> {
        let Some(mut supervisor) = self.supervisor.take() else {
            return Ok(());
        };
        supervisor.finish();
        let path = supervisor.folder();
        if path.exists() {
            Err(Error::Left {
                engine: self.engine,
                path: path.to_path_buf(),
            })
        } else {
            Ok(())
        }
    }

    /// Begins to stop the server, for several to stop at a time.
    pub(crate) fn release(&mut self) {
        if let Some(supervisor) = &mut self.supervisor {
            supervisor.release();
        }
    }
}

/// Holds a server that is not ready yet.
pub(crate) struct Starting(Step);

enum Step {
    Elsewhere(Server),
    Launched(Launch),
}

impl Starting {
    /// Launches the server, for several to start at a time.
    pub(crate) fn begin(engine: Engine, options: &Options) -> Result<Self, Error> {
        let place = match engine {
            Engine::Postgres => &options.postgres,
            Engine::OceanBase => &options.oceanbase,
        };
        match place {
            Redirectable::Elsewhere(url) => Ok(Self(Step::Elsewhere(Server {
                engine,
                url: url.clone(),
                supervisor: None,
            }))),
            Redirectable::Start { port } => Launch::new(engine, options, *port)
                .map(Step::Launched)
                .map(Self),
        }
    }

    /// Waits until the server is ready.
    pub(crate) fn finish(self) -> Result<Server, Error> {
        match self.0 {
            Step::Elsewhere(server) => Ok(server),
            Step::Launched(launch) => launch.finish(),
        }
    }
}

/// Holds what it takes to launch a server, again if need be, and the last launch.
struct Launch {
    engine: Engine,
    account: Option<Account>,
    /// The server's executable, or for PostgreSQL the folder of its executables.
    executable: PathBuf,
    /// Where the servers' folders go, if the caller said so.
    parent: Option<PathBuf>,
    fixed: Option<u16>,
    timeout: Duration,
    port: u16,
    supervisor: Supervisor,
    since: Instant,
}

/// Another program may take a free port between the question and the start; three times in a row it does not.
const ATTEMPTS: u32 = 3;

/// How often a server that is not ready is asked again.
const PAUSE: Duration = Duration::from_millis(25);

impl Launch {
    fn new(engine: Engine, options: &Options, fixed: Option<u16>) -> Result<Self, Error> {
        // A port that is taken is known at once; no wheel is downloaded for it.
        let port = choose_port(engine, fixed)?;
        let account = account::for_servers()?;
        let executable = match engine {
            Engine::Postgres => postgres::executables(options.postgres_source, account.as_ref())?,
            Engine::OceanBase => cache::executable(&wheel::oceanbase()?, account.as_ref())?,
        };
        let supervisor = launch(
            engine,
            &executable,
            options.folder.as_deref(),
            account.as_ref(),
            port,
        )?;
        Ok(Self {
            engine,
            account,
            executable,
            parent: options.folder.clone(),
            fixed,
            timeout: options.startup_timeout,
            port,
            supervisor,
            since: Instant::now(),
        })
    }

    fn finish(mut self) -> Result<Server, Error> {
        let engine = self.engine;
        let mut attempt = 1;
        loop {
            let error = match self.wait() {
                Ok(()) => return Ok(self.into_server()),
                Err(error) => error,
            };
            let lost_the_port = matches!(error, Error::Ended { .. })
                && port::check(engine, interface(engine), self.port).is_err();
            if !lost_the_port {
                return Err(error);
            }
            if self.fixed.is_some() {
                return Err(Error::PortOccupied {
                    engine,
                    port: self.port,
                });
            }
            if attempt == ATTEMPTS {
                return Err(error);
            }
            attempt += 1;
            self.port = choose_port(engine, None)?;
            self.supervisor = launch(
                engine,
                &self.executable,
                self.parent.as_deref(),
                self.account.as_ref(),
                self.port,
            )?;
            self.since = Instant::now();
        }
    }

    fn wait(&mut self) -> Result<(), Error> {
        let engine = self.engine;
        loop {
            if self.supervisor.has_ended() {
                return Err(Error::Ended {
                    engine,
                    log: self.supervisor.finish(),
                });
            }
            if self.since.elapsed() >= self.timeout {
                let timeout_ms = self.timeout.as_millis();
                return Err(Error::NotReady {
                    engine,
                    timeout_ms,
                    log: self.supervisor.finish(),
                });
            }
            let ready = match engine {
                Engine::Postgres => postgres::is_ready(self.supervisor.folder()),
                Engine::OceanBase => oceanbase::is_ready(self.supervisor.folder()),
            };
            if ready {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }

    fn into_server(self) -> Server {
        let url = match self.engine {
            Engine::Postgres => format!("postgres://postgres@127.0.0.1:{}/postgres", self.port),
            Engine::OceanBase => format!("oceanbase://root@127.0.0.1:{}/test", self.port),
        };
        Server {
            engine: self.engine,
            url,
            supervisor: Some(self.supervisor),
        }
    }
}

fn choose_port(engine: Engine, fixed: Option<u16>) -> Result<u16, Error> {
    match fixed {
        Some(port) => port::check(engine, interface(engine), port).map(|()| port),
        None => port::free(engine, interface(engine)),
    }
}

/// Where the engine listens; OceanBase cannot be told to listen on the loopback interface alone.
fn interface(engine: Engine) -> IpAddr {
    match engine {
        Engine::Postgres => Ipv4Addr::LOCALHOST.into(),
        Engine::OceanBase => Ipv4Addr::UNSPECIFIED.into(),
    }
}

fn launch(
    engine: Engine,
    executable: &Path,
    parent: Option<&Path>,
    account: Option<&Account>,
    port: u16,
) -> Result<Supervisor, Error> {
    let folder = folder::name(parent, account)?;
    let port = port.to_string();
    let arguments = [executable.as_os_str(), OsStr::new(&port)];
    let job = match engine {
        Engine::Postgres => postgres::job(&arguments, &folder, account),
        Engine::OceanBase => oceanbase::job(&arguments, &folder, account),
    };
    Supervisor::start(&job).map_err(|source| Error::Spawn { engine, source })
}

impl Engine {
    /// Names the environment variable that redirects this engine.
    #[must_use]
    pub fn url_variable(self) -> &'static str {
        match self {
            Self::Postgres => "OBMIGRATE_PG_URL",
            Self::OceanBase => "OBMIGRATE_OB_URL",
        }
    }

    pub(crate) fn schemes(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgres", "postgresql"],
            Self::OceanBase => &["oceanbase", "mysql"],
        }
    }

    pub(crate) fn example_url(self) -> &'static str {
        match self {
            Self::Postgres => "postgres://user:password@host:5432/database",
            Self::OceanBase => "oceanbase://user:password@host:2881/database",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::OceanBase => "OceanBase",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::net::TcpListener;
    use std::os::unix::fs::PermissionsExt;

    /// Lets something else take the port between the question and the start.
    fn check(engine: Engine, is_fixed: bool) -> Result<Server, Error> {
        let parent = tempfile::tempdir().unwrap();
        fs::set_permissions(parent.path(), Permissions::from_mode(0o1777)).unwrap();
        let options = Options::default().folder(parent.path());
        let mut launch = Launch::new(engine, &options, None)?;
        let quicker = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        launch.port = quicker.local_addr().unwrap().port();
        launch.fixed = is_fixed.then_some(launch.port);
        launch.supervisor = super::launch(
            engine,
            &launch.executable,
            Some(parent.path()),
            launch.account.as_ref(),
            launch.port,
        )?;
        let server = launch.finish()?;
        assert!(
            !server
                .url()
                .contains(&format!(":{}/", quicker.local_addr().unwrap().port()))
        );
        Ok(server)
    }

    #[test]
    fn a_free_port_that_is_lost_is_replaced() {
        for engine in [Engine::Postgres, Engine::OceanBase] {
            check(engine, false).unwrap();
        }
    }

    #[test]
    fn a_fixed_port_that_is_lost_is_an_error() {
        for engine in [Engine::Postgres, Engine::OceanBase] {
            assert_eq!(
                check(engine, true).unwrap_err().code(),
                "sandbox/port-occupied"
            );
        }
    }
}
