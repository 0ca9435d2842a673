//! The PostgreSQL backend (version 10 and later).

mod connection;
mod errors;
mod session;
mod value;

use std::time::Duration;

use async_trait::async_trait;
use obmigrate_model::{Dialect, Statement, Value, sql::Writer};
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::time::timeout;

use crate::url::Encryption;
use crate::{Connection, Connector, Error, ErrorKind, SessionId, Url, collect};

/// How long the handshake may take unless told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens connections to a database of a PostgreSQL server.
///
/// Every connection has this session contract, set and read back: an empty `search_path`, UTC, ISO
/// dates, `hex` bytes, all digits of floating point numbers, standard strings, UTF-8, no row
/// security (a policy makes a read fail instead of hiding rows), and no statement timeout.
#[derive(Clone, Debug)]
pub struct Database {
    url: Url,
    connect_timeout: Duration,
}

impl Database {
    /// Addresses a database; nothing is connected yet.
    ///
    /// # Errors
    /// `exec/invalid-url` if the address is one of another engine.
    pub fn new(url: Url) -> Result<Self, Error> {
        if url.dialect() == Dialect::Postgres {
            Ok(Self {
                url,
                connect_timeout: CONNECT_TIMEOUT,
            })
        } else {
            Err(Error::new(ErrorKind::InvalidUrl, format!("using {url}"))
                .with_reason("it does not start with postgres://"))
        }
    }

    /// Sets how long connecting may take; 10 s if not set.
    #[must_use]
    pub const fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    async fn open(&self) -> Result<connection::Session, Error> {
        let doing = || format!("connecting to {}", self.url);
        let options = options(&self.url);
        let conn = match timeout(self.connect_timeout, options.connect()).await {
            Ok(Ok(conn)) => conn,
            Ok(Err(error)) => return Err(errors::connecting(error, doing())),
            Err(_) => {
                return Err(
                    Error::new(ErrorKind::Unreachable, doing()).with_reason(format!(
                        "no answer within {} s",
                        self.connect_timeout.as_secs_f32()
                    )),
                );
            }
        };
        session::prepare(conn)
            .await
            .map_err(|error| error.while_doing(doing()))
    }
}

#[async_trait]
impl Connector for Database {
    async fn connect(&self) -> Result<Box<dyn Connection>, Error> {
        Ok(Box::new(self.open().await?))
    }

    async fn kill(&self, session: SessionId) -> Result<(), Error> {
        let mut connection = self.open().await?;
        // The answer is false for a session that is gone; that is as good as killed.
        let killed = collect(&mut connection, &cancel(session)).await;
        // The connection has served; whether it says goodbye properly does not matter.
        let _ = Box::new(connection).close().await;
        killed
            .map(drop)
            .map_err(|error| error.while_doing(format!("killing what session {session} runs")))
    }
}

fn cancel(session: SessionId) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT pg_catalog.pg_cancel_backend(");
    sql.value(&Value::Integer(i128::from(session.0)))
        .kw("::int)");
    sql.finish()
}

fn options(url: &Url) -> PgConnectOptions {
    // Nothing is taken from the environment or from a password file but what the address says.
    let options = PgConnectOptions::new_without_pgpass()
        .host(url.host())
        .port(url.port())
        .username(url.user())
        .application_name("obmigrate")
        .statement_cache_capacity(0)
        .ssl_mode(match url.encryption() {
            Encryption::Disable => PgSslMode::Disable,
            Encryption::Require => PgSslMode::Require,
            Encryption::VerifyFull => PgSslMode::VerifyFull,
        })
        .disable_statement_logging();
    let options = match url.password() {
        Some(password) => options.password(password),
        None => options,
    };
    match url.database() {
        Some(database) => options.database(database.as_str()),
        None => options.database(url.user()),
    }
}
