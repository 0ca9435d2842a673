//! The OceanBase backend (MySQL mode, version 4).

mod connection;
mod errors;
mod session;
mod value;

use std::time::Duration;

use async_trait::async_trait;
use obmigrate_model::{Dialect, Statement, sql::Writer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::url::Encryption;
use crate::{Connection, Connector, Error, ErrorKind, SessionId, Url};

/// How long the handshake may take unless told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a statement and a transaction may take unless told otherwise. The server's own default
/// for a statement is 10 s, which kills copies, checksums and a cold `information_schema` (measured
/// on 4.3.5).
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// Opens connections to a database of an OceanBase server.
///
/// Every connection has this session contract, set and read back: the strict `sql_mode` without zero
/// dates, time zone `+00:00`, `utf8mb4` with binary collation, autocommit, read committed, and
/// statement and transaction timeouts of [`Database::statement_timeout`].
#[derive(Clone, Debug)]
pub struct Database {
    url: Url,
    connect_timeout: Duration,
    statement_timeout: Duration,
}

impl Database {
    /// Addresses a database; nothing is connected yet.
    ///
    /// # Errors
    /// `exec/invalid-url` if the address is one of another engine.
    pub fn new(url: Url) -> Result<Self, Error> {
        if url.dialect() == Dialect::OceanBase {
            Ok(Self {
                url,
                connect_timeout: CONNECT_TIMEOUT,
                statement_timeout: STATEMENT_TIMEOUT,
            })
        } else {
            Err(Error::new(ErrorKind::InvalidUrl, format!("using {url}"))
                .with_reason("it does not start with oceanbase://"))
        }
    }

    /// Sets how long connecting may take; 10 s if not set.
    #[must_use]
    pub const fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets how long a statement and a transaction may take (`ob_query_timeout`, `ob_trx_timeout`);
    /// 24 h if not set.
    #[must_use]
    pub const fn statement_timeout(mut self, limit: Duration) -> Self {
        self.statement_timeout = limit;
        self
    }

    async fn open(&self) -> Result<connection::Session, Error> {
        let url = &self.url;
        let doing = || format!("connecting to {url}");
        let handshake = mysql_async::Conn::new(options(url));
        let conn = match timeout(self.connect_timeout, handshake).await {
            Ok(Ok(conn)) => conn,
            Ok(Err(error)) => return Err(errors::connecting(error, doing())),
            // A MySQL server speaks first and PostgreSQL waits for the client, so neither moves.
            Err(_) if self.is_postgres().await => {
                return Err(Error::new(ErrorKind::WrongServer, doing())
                    .with_reason("this is PostgreSQL, not OceanBase"));
            }
            Err(_) => {
                return Err(
                    Error::new(ErrorKind::Unreachable, doing()).with_reason(format!(
                        "no answer within {} s",
                        self.connect_timeout.as_secs_f32()
                    )),
                );
            }
        };
        session::prepare(conn, self.statement_timeout)
            .await
            .map_err(|error| error.while_doing(doing()))
    }

    /// Asks whoever listens whether it would encrypt a PostgreSQL connection: PostgreSQL answers `S`
    /// or `N` (manual, "SSL Session Encryption").
    async fn is_postgres(&self) -> bool {
        const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
        let ask = async {
            let address = (self.url.host(), self.url.port());
            let mut stream = TcpStream::connect(address).await.ok()?;
            stream.write_all(&SSL_REQUEST).await.ok()?;
            stream.read_u8().await.ok()
        };
        let answer = timeout(self.connect_timeout, ask).await;
        matches!(answer, Ok(Some(b'S' | b'N')))
    }
}

#[async_trait]
impl Connector for Database {
    async fn connect(&self) -> Result<Box<dyn Connection>, Error> {
        Ok(Box::new(self.open().await?))
    }

    async fn kill(&self, session: SessionId) -> Result<(), Error> {
        let mut connection = self.open().await?;
        let killed = match connection.execute(&kill_query(session)).await {
            // The session is gone.
            Err(error) if error.kind() == ErrorKind::Missing => Ok(()),
            other => other.map(drop),
        };
        // The connection has served; whether it says goodbye properly does not matter.
        let _ = Box::new(connection).close().await;
        killed.map_err(|error| error.while_doing(format!("killing what session {session} runs")))
    }
}

fn kill_query(session: SessionId) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("KILL QUERY ").number(session.0);
    sql.finish()
}

fn options(url: &Url) -> mysql_async::Opts {
    let encryption = match url.encryption() {
        Encryption::Disable => None,
        Encryption::Require => Some(
            mysql_async::SslOpts::default()
                .with_danger_accept_invalid_certs(true)
                .with_danger_skip_domain_validation(true),
        ),
        Encryption::VerifyFull => Some(mysql_async::SslOpts::default()),
    };
    mysql_async::OptsBuilder::default()
        .ip_or_hostname(url.host())
        .tcp_port(url.port())
        .user(Some(url.user()))
        .pass(url.password())
        .db_name(url.database().map(obmigrate_model::Ident::as_str))
        .ssl_opts(encryption)
        // A socket path that the server reports is one of its own machine.
        .prefer_socket(false)
        .tcp_nodelay(true)
        // Both engines then count the rows that an update matched, changed or not.
        .client_found_rows(true)
        .stmt_cache_size(0)
        .into()
}
