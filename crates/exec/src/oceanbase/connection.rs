//! One session on OceanBase.

use async_trait::async_trait;
use mysql_async::prelude::Queryable;
use obmigrate_model::{Statement, Target};

use super::{errors, value};
use crate::{Connection, Error, ErrorKind, Executed, RowSink, SessionId};

/// Is a connection in which every statement goes over the text protocol, so that values arrive in
/// the server's own text form.
pub(super) struct Session {
    pub(super) conn: mysql_async::Conn,
    pub(super) target: Target,
    pub(super) id: SessionId,
}

impl Session {
    async fn run(&mut self, sql: &'static str) -> Result<(), Error> {
        self.execute(&Statement::new(sql)).await.map(drop)
    }
}

#[async_trait]
impl Connection for Session {
    fn target(&self) -> Target {
        self.target
    }

    fn session(&self) -> SessionId {
        self.id
    }

    async fn execute(&mut self, statement: &Statement) -> Result<Executed, Error> {
        let failed = |error| errors::running(error, statement);
        let result = self
            .conn
            .query_iter(statement.sql())
            .await
            .map_err(failed)?;
        let rows_affected = result.affected_rows();
        result.drop_result().await.map_err(failed)?;
        Ok(Executed { rows_affected })
    }

    async fn query(&mut self, statement: &Statement, sink: &mut dyn RowSink) -> Result<(), Error> {
        let failed = |error| errors::running(error, statement);
        let mut result = self
            .conn
            .query_iter(statement.sql())
            .await
            .map_err(failed)?;
        let columns = result.columns();
        let columns = columns.as_deref().unwrap_or_default();
        while let Some(row) = result.next().await.map_err(failed)? {
            let values = row
                .unwrap_raw()
                .into_iter()
                .zip(columns)
                .map(|(raw, column)| value::read(raw, column))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| {
                    Error::new(ErrorKind::Internal, statement_in_words(statement))
                        .with_reason("a value did not arrive as text")
                })?;
            if sink.row(values).is_break() {
                break;
            }
        }
        result.drop_result().await.map_err(failed)
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.run("START TRANSACTION").await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.run("COMMIT").await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.run("ROLLBACK").await
    }

    async fn close(self: Box<Self>) -> Result<(), Error> {
        self.conn
            .disconnect()
            .await
            .map_err(|error| errors::driver(error, "closing a connection to OceanBase".to_owned()))
    }
}

/// Describes a statement for an error: its first words, with values hidden.
pub(super) fn statement_in_words(statement: &Statement) -> String {
    crate::redact::statement(statement)
}
