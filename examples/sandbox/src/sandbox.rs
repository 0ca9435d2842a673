//! The pair of servers.

use crate::error::Error;
use crate::options::Options;
use crate::server::{Engine, Server, Starting};

/// Holds one PostgreSQL and one OceanBase server. Dropping it, or the end of the process in any way, stops
/// what was started.
#[derive(Debug)]
pub struct Sandbox {
    postgres: Server,
    oceanbase: Server,
}

impl Sandbox {
    /// Starts both servers, or takes their redirects, and waits until both are ready.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; what was started is stopped then.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let postgres = Starting::begin(Engine::Postgres, options)?;
        let oceanbase = Starting::begin(Engine::OceanBase, options)?;
        Ok(Self {
            postgres: postgres.finish()?,
            oceanbase: oceanbase.finish()?,
        })
    }

    /// Answers the PostgreSQL server.
    #[must_use]
    pub fn postgres(&self) -> &Server {
        &self.postgres
    }

    /// Answers the OceanBase server.
    #[must_use]
    pub fn oceanbase(&self) -> &Server {
        &self.oceanbase
    }

    /// Answers the URL of a database on the PostgreSQL server; see [`Server::url`].
    #[must_use]
    pub fn postgres_url(&self) -> &str {
        self.postgres.url()
    }

    /// Answers the URL of a database on the OceanBase server; see [`Server::url`].
    #[must_use]
    pub fn oceanbase_url(&self) -> &str {
        self.oceanbase.url()
    }

    /// Stops both servers and waits until they are gone with their folders.
    ///
    /// # Errors
    ///
    /// `sandbox/folder-left` when something of a folder could not be removed.
    pub fn stop(mut self) -> Result<(), Error> {
        self.postgres.release();
        self.oceanbase.release();
        let postgres = self.postgres.stop();
        self.oceanbase.stop().and(postgres)
    }
}
