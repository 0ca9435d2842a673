//! The contract of [`Connection`] and [`Connector`], as a suite that every backend must pass.

use std::ops::ControlFlow;
use std::time::Duration;

use obmigrate_model::{Dialect, Row, Statement, Value};

use crate::{Connection, Connector, Error, ErrorKind, RowSink, collect};

/// How long a statement runs before the suite kills it.
const BEFORE_KILL: Duration = Duration::from_millis(500);

/// Says which part of the contract is broken.
#[derive(Debug, thiserror::Error)]
#[error("{promise}: {breach}")]
pub struct Failure {
    promise: &'static str,
    breach: String,
    #[source]
    source: Option<Error>,
}

impl Failure {
    /// Returns the code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "exec/not-conforming"
    }
}

/// Checks that a connector and its connections do what their documentation says.
///
/// The database must exist, and the user may create tables in it; the suite creates and drops
/// `obmigrate_conformance` (in the schema `public` on PostgreSQL). It takes about a second. It sends
/// the statements of [`Statements`] in the order of its fields.
///
/// # Errors
/// `exec/not-conforming` for the first promise that is not kept.
pub async fn suite(connector: &dyn Connector) -> Result<(), Failure> {
    let promise = "connecting works";
    let mut first = connector.connect().await.map_err(kept(promise))?;
    let sql = Statements::of(first.target().dialect);
    let connection = first.as_mut();
    values(connection, &sql).await?;
    stopping(connection, &sql).await?;
    effects(connection, &sql).await?;
    errors(connection, &sql).await?;
    transactions(connection, &sql).await?;
    killing(connector, connection, &sql).await?;
    run(connection, sql.drop, "dropping a table works").await?;

    let promise = "two connections are two sessions";
    let second = connector.connect().await.map_err(kept(promise))?;
    ensure(second.session() != first.session(), promise, "one id")?;
    second.close().await.map_err(kept("closing works"))?;
    first.close().await.map_err(kept("closing works"))
}

/// Lists what the suite sends, so that a fake can be taught to answer.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Statements {
    /// Returns 1, `NULL`, `it's 😀`, the bytes 0, 39 and 255, the largest 64-bit number, and
    /// 12345678901234567890.50, in one row.
    pub values: &'static str,
    /// Returns 5000 rows of one whole number.
    pub many_rows: &'static str,
    /// Returns the whole number 1.
    pub one: &'static str,
    /// Creates the table with the columns `id` (key) and `v`, a text of at most 5 characters.
    pub create: &'static str,
    /// Adds the rows 1 to 3.
    pub insert: &'static str,
    /// Sets `v` of rows 1 and 2 to what it is.
    pub update: &'static str,
    /// Adds row 1 again, with a text that no error may repeat.
    pub duplicate: &'static str,
    /// Adds a row without `id`.
    pub null: &'static str,
    /// Adds a row with too long a text.
    pub too_long: &'static str,
    /// Reads a table that is not there.
    pub missing: &'static str,
    /// Is no SQL.
    pub nonsense: &'static str,
    /// Drops a column that is not there.
    pub missing_column: &'static str,
    /// Adds row 4.
    pub insert_another: &'static str,
    /// Returns the number of rows.
    pub count: &'static str,
    /// Runs for 30 seconds.
    pub long: &'static str,
    /// Drops the table.
    pub drop: &'static str,
}

impl Statements {
    /// Returns the statements in a dialect.
    #[must_use]
    pub const fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Postgres => Self {
                values: "SELECT 1, NULL, 'it''s 😀'::text, '\\x0027ff'::bytea, \
                         9223372036854775807::bigint, 12345678901234567890.50::numeric",
                many_rows: "SELECT i FROM generate_series(1, 5000) i",
                one: "SELECT 1",
                create: "CREATE TABLE public.obmigrate_conformance \
                         (id int PRIMARY KEY, v varchar(5))",
                insert: "INSERT INTO public.obmigrate_conformance VALUES \
                         (1, 'a'), (2, 'b'), (3, NULL)",
                update: "UPDATE public.obmigrate_conformance SET v = v WHERE id < 3",
                duplicate: "INSERT INTO public.obmigrate_conformance VALUES (1, 'xyzzy')",
                null: "INSERT INTO public.obmigrate_conformance VALUES (NULL, 'xyzzy')",
                too_long: "INSERT INTO public.obmigrate_conformance VALUES (9, 'xyzzyxyzzy')",
                missing: "SELECT * FROM public.obmigrate_nowhere",
                nonsense: "SELEC 'xyzzy'",
                missing_column: "ALTER TABLE public.obmigrate_conformance DROP COLUMN nowhere",
                insert_another: "INSERT INTO public.obmigrate_conformance VALUES (4, 'd')",
                count: "SELECT count(*) FROM public.obmigrate_conformance",
                long: "SELECT pg_catalog.pg_sleep(30)",
                drop: "DROP TABLE public.obmigrate_conformance",
            },
            Dialect::OceanBase => Self {
                values: "SELECT 1, NULL, 'it''s 😀', x'0027ff', 9223372036854775807, \
                         12345678901234567890.50",
                // `cte_max_recursion_depth` is 1000 (measured on 4.3.5).
                many_rows: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
                            WHERE i < 500) SELECT a.i FROM n a JOIN n b WHERE b.i <= 10",
                one: "SELECT 1",
                create: "CREATE TABLE obmigrate_conformance (id int PRIMARY KEY, v varchar(5))",
                insert: "INSERT INTO obmigrate_conformance VALUES (1, 'a'), (2, 'b'), (3, NULL)",
                update: "UPDATE obmigrate_conformance SET v = v WHERE id < 3",
                duplicate: "INSERT INTO obmigrate_conformance VALUES (1, 'xyzzy')",
                null: "INSERT INTO obmigrate_conformance VALUES (NULL, 'xyzzy')",
                too_long: "INSERT INTO obmigrate_conformance VALUES (9, 'xyzzyxyzzy')",
                missing: "SELECT * FROM obmigrate_nowhere",
                nonsense: "SELEC 'xyzzy'",
                missing_column: "ALTER TABLE obmigrate_conformance DROP COLUMN nowhere",
                insert_another: "INSERT INTO obmigrate_conformance VALUES (4, 'd')",
                count: "SELECT count(*) FROM obmigrate_conformance",
                long: "SELECT sleep(30)",
                drop: "DROP TABLE obmigrate_conformance",
            },
        }
    }
}

async fn values(connection: &mut dyn Connection, sql: &Statements) -> Result<(), Failure> {
    let promise = "values arrive as they are";
    let rows = collect(connection, &Statement::new(sql.values)).await;
    let expected = vec![
        Value::Integer(1),
        Value::Null,
        Value::Text("it's 😀".to_owned()),
        Value::Bytes(vec![0, 0x27, 0xff]),
        Value::Integer(i64::MAX.into()),
        Value::Number("12345678901234567890.50".to_owned()),
    ];
    ensure(
        rows.map_err(kept(promise))? == [expected],
        promise,
        "they differ",
    )
}

/// Takes three rows and no more.
struct Three(Vec<Row>);

impl RowSink for Three {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        self.0.push(row);
        if self.0.len() < 3 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

async fn stopping(connection: &mut dyn Connection, sql: &Statements) -> Result<(), Failure> {
    let promise = "a sink that breaks gets no more rows";
    let mut three = Three(Vec::new());
    let statement = Statement::new(sql.many_rows);
    let asked = connection.query(&statement, &mut three).await;
    asked.map_err(kept(promise))?;
    ensure(three.0.len() == 3, promise, "another number of rows came")?;
    is_alive(connection, sql, "a connection is usable after a sink broke").await
}

async fn effects(connection: &mut dyn Connection, sql: &Statements) -> Result<(), Failure> {
    run(connection, sql.create, "creating a table works").await?;
    let promise = "rows are counted";
    let inserted = run(connection, sql.insert, promise).await?;
    ensure(inserted == 3, promise, "not 3 inserted")?;
    let updated = run(connection, sql.update, promise).await?;
    ensure(updated == 2, promise, "not 2 updated")
}

async fn errors(connection: &mut dyn Connection, sql: &Statements) -> Result<(), Failure> {
    for (statement, kind) in [
        (sql.duplicate, ErrorKind::DuplicateKey),
        (sql.null, ErrorKind::NullViolation),
        (sql.too_long, ErrorKind::ValueTooLong),
        (sql.missing, ErrorKind::Missing),
        (sql.nonsense, ErrorKind::Syntax),
        (sql.missing_column, ErrorKind::Missing),
    ] {
        let promise = "errors are told apart";
        match connection.execute(&Statement::new(statement)).await {
            Ok(_) => return ensure(false, promise, "a wrong statement succeeded"),
            Err(error) if error.kind() != kind => return Err(kept(promise)(error)),
            Err(error) => ensure(
                !format!("{error:?}").contains("xyzzy"),
                "errors hold no values",
                "one does",
            )?,
        }
    }
    is_alive(connection, sql, "a connection is usable after an error").await
}

async fn transactions(connection: &mut dyn Connection, sql: &Statements) -> Result<(), Failure> {
    let promise = "a rollback undoes";
    connection.begin().await.map_err(kept(promise))?;
    run(connection, sql.insert_another, promise).await?;
    connection.rollback().await.map_err(kept(promise))?;
    ensure(count(connection, sql).await? == 3, promise, "a row stayed")?;
    let promise = "a commit keeps";
    connection.begin().await.map_err(kept(promise))?;
    run(connection, sql.insert_another, promise).await?;
    connection.commit().await.map_err(kept(promise))?;
    ensure(count(connection, sql).await? == 4, promise, "a row is gone")
}

async fn killing(
    connector: &dyn Connector,
    connection: &mut dyn Connection,
    sql: &Statements,
) -> Result<(), Failure> {
    let promise = "a killed statement ends as cancelled";
    let session = connection.session();
    let statement = Statement::new(sql.long);
    let (outcome, killed) = tokio::join!(connection.execute(&statement), async {
        tokio::time::sleep(BEFORE_KILL).await;
        connector.kill(session).await
    });
    killed.map_err(kept("killing works"))?;
    match outcome {
        Err(error) if error.kind() == ErrorKind::Cancelled => {}
        Err(error) => return Err(kept(promise)(error)),
        Ok(_) => return ensure(false, promise, "it succeeded"),
    }
    is_alive(connection, sql, "a session survives the kill").await?;
    let promise = "killing an idle session does no harm";
    connector.kill(session).await.map_err(kept(promise))?;
    is_alive(connection, sql, promise).await
}

async fn is_alive(
    connection: &mut dyn Connection,
    sql: &Statements,
    promise: &'static str,
) -> Result<(), Failure> {
    let rows = collect(connection, &Statement::new(sql.one)).await;
    let rows = rows.map_err(kept(promise))?;
    ensure(rows == [vec![Value::Integer(1)]], promise, "a wrong answer")
}

async fn count(connection: &mut dyn Connection, sql: &Statements) -> Result<i128, Failure> {
    let promise = "rows can be counted";
    let rows = collect(connection, &Statement::new(sql.count)).await;
    rows.map_err(kept(promise))?
        .first()
        .and_then(|row| row.first()?.as_integer())
        .map_or_else(|| Err(broken(promise, "no number")), Ok)
}

async fn run(
    connection: &mut dyn Connection,
    sql: &'static str,
    promise: &'static str,
) -> Result<u64, Failure> {
    let executed = connection.execute(&Statement::new(sql)).await;
    executed
        .map(|executed| executed.rows_affected)
        .map_err(kept(promise))
}

fn ensure(holds: bool, promise: &'static str, breach: &str) -> Result<(), Failure> {
    if holds {
        Ok(())
    } else {
        Err(broken(promise, breach))
    }
}

fn broken(promise: &'static str, breach: &str) -> Failure {
    Failure {
        promise,
        breach: breach.to_owned(),
        source: None,
    }
}

fn kept(promise: &'static str) -> impl FnOnce(Error) -> Failure {
    move |error| Failure {
        promise,
        breach: format!("it failed with {}", error.code()),
        source: Some(error),
    }
}
