//! What an executor needs of a server: one connection, and a way to open more.

use std::fmt;
use std::ops::ControlFlow;

use async_trait::async_trait;
use obmigrate_model::{Row, Statement, Target};

use crate::Error;

/// Is one session on one server, with the session contract of its engine set and read back.
///
/// Dropping a future of these methods does **not** stop the server: the statement goes on running
/// there, and the connection is in an unknown state and must be dropped as well. To stop a running
/// statement, call [`Connector::kill`] with [`Connection::session`] and keep polling: the future
/// then ends with [`crate::ErrorKind::Cancelled`] and the connection stays usable.
///
/// After an error of a kind other than [`crate::ErrorKind::ConnectionLost`] the connection is
/// usable; whether the transaction is too depends on the server (PostgreSQL refuses everything up to
/// the rollback, OceanBase undoes the statement only).
#[async_trait]
pub trait Connection: Send {
    /// Returns the server's dialect and version, read when the connection was made.
    fn target(&self) -> Target;

    /// Returns what [`Connector::kill`] needs to know of this session.
    fn session(&self) -> SessionId;

    /// Executes one statement; rows that it returns are dropped.
    ///
    /// # Errors
    /// Every code of [`crate::ErrorKind`] that the server or the network can cause.
    async fn execute(&mut self, statement: &Statement) -> Result<Executed, Error>;

    /// Executes one statement and hands each row to `sink` as it arrives; nothing is collected.
    ///
    /// A sink that breaks stops the delivery; the rows that the server still sends are read and
    /// dropped, so that the connection is usable afterwards. An error may come after some rows were
    /// delivered; those rows are then an incomplete result.
    ///
    /// # Errors
    /// Every code of [`crate::ErrorKind`] that the server or the network can cause.
    async fn query(&mut self, statement: &Statement, sink: &mut dyn RowSink) -> Result<(), Error>;

    /// Starts a transaction.
    ///
    /// # Errors
    /// Every code of [`crate::ErrorKind`] that the server or the network can cause.
    async fn begin(&mut self) -> Result<(), Error>;

    /// Commits the transaction. After an error other than a refusal its outcome is unknown.
    ///
    /// # Errors
    /// Every code of [`crate::ErrorKind`] that the server or the network can cause.
    async fn commit(&mut self) -> Result<(), Error>;

    /// Rolls the transaction back.
    ///
    /// # Errors
    /// Every code of [`crate::ErrorKind`] that the server or the network can cause.
    async fn rollback(&mut self) -> Result<(), Error>;

    /// Says goodbye to the server. Dropping the connection instead ends the session too, and rolls
    /// an open transaction back, as soon as the server notices.
    ///
    /// # Errors
    /// `exec/connection-lost` if the server was gone already.
    async fn close(self: Box<Self>) -> Result<(), Error>;
}

/// Opens connections to one database of one server.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Opens a connection, sets the session contract and reads it back.
    ///
    /// # Errors
    /// `exec/unreachable`, `exec/access-denied`, `exec/wrong-server`, `exec/missing` (no such
    /// database), and `exec/refused` if the server did not take the session contract.
    async fn connect(&self) -> Result<Box<dyn Connection>, Error>;

    /// Kills the statement that a session is running, through a connection of its own. The session
    /// lives on; a session that runs nothing, or is gone, is left alone.
    ///
    /// # Errors
    /// Those of [`Connector::connect`], and `exec/denied` if the session belongs to somebody else.
    async fn kill(&self, session: SessionId) -> Result<(), Error>;
}

/// Identifies a session on its server: the process id on PostgreSQL, `connection_id()` on OceanBase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a number is all a session id is")]
pub struct SessionId(pub u64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Says what a statement did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a scripted fake builds it")]
pub struct Executed {
    /// How many rows it inserted, deleted, or found to update; a row that the update left as it was
    /// counts too.
    pub rows_affected: u64,
}

/// Takes rows one by one.
pub trait RowSink: Send {
    /// Takes a row; [`ControlFlow::Break`] refuses all further ones.
    fn row(&mut self, row: Row) -> ControlFlow<()>;
}

impl RowSink for Vec<Row> {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        self.push(row);
        ControlFlow::Continue(())
    }
}

/// Executes one statement and returns all its rows; for results that are known to be small.
///
/// # Errors
/// Those of [`Connection::query`].
pub async fn collect(
    connection: &mut dyn Connection,
    statement: &Statement,
) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    connection.query(statement, &mut rows).await?;
    Ok(rows)
}
