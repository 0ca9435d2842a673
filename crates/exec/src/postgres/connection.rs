//! One session on PostgreSQL.

use async_trait::async_trait;
use futures_util::TryStreamExt;
use obmigrate_model::{Statement, Target};
use sqlx::{AssertSqlSafe, Connection as _, Either, PgConnection};

use super::{errors, value};
use crate::{Connection, Error, Executed, RowSink, SessionId};

/// Is a connection in which every statement goes over the simple protocol, so that values arrive in
/// the server's own text form.
pub(super) struct Session {
    pub(super) conn: PgConnection,
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
        // The text is what `Statement` stands for: made by the writer or accepted by its caller.
        let mut answers =
            sqlx::raw_sql(AssertSqlSafe(statement.sql().to_owned())).fetch_many(&mut self.conn);
        let mut rows_affected = 0;
        while let Some(answer) = answers.try_next().await.map_err(failed)? {
            match answer {
                Either::Left(done) => rows_affected += done.rows_affected(),
                Either::Right(_) => {}
            }
        }
        Ok(Executed { rows_affected })
    }

    async fn query(&mut self, statement: &Statement, sink: &mut dyn RowSink) -> Result<(), Error> {
        let failed = |error| errors::running(error, statement);
        let mut answers =
            sqlx::raw_sql(AssertSqlSafe(statement.sql().to_owned())).fetch_many(&mut self.conn);
        let mut wants_more = true;
        while let Some(answer) = answers.try_next().await.map_err(failed)? {
            match answer {
                Either::Right(row) if wants_more => {
                    let values = value::row(&row).map_err(failed)?;
                    wants_more = sink.row(values).is_continue();
                }
                Either::Right(_) | Either::Left(_) => {}
            }
        }
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.run("BEGIN").await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.run("COMMIT").await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.run("ROLLBACK").await
    }

    async fn close(self: Box<Self>) -> Result<(), Error> {
        self.conn
            .close()
            .await
            .map_err(|error| errors::driver(error, "closing a connection to PostgreSQL".to_owned()))
    }
}
