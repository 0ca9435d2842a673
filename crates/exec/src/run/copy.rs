//! Copies rows in pieces, each committed together with the journal's note of it.

use std::time::Duration;

use obmigrate_model::plan::{Copy, Source, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, KeyRange, Row, Statement, Value, range};

use super::Run;
use crate::event::{Event, Observer};
use crate::watch::{self, Patience};
use crate::{Connection, Error, ErrorKind, collect, journal};

/// How often a piece is tried again when the connection or the server fails for a moment.
const RETRIES: u32 = 3;
/// The first pause before a piece is tried again; each further one doubles it.
const PAUSE: Duration = Duration::from_millis(500);
/// Rows that are fetched from PostgreSQL and written in one transaction.
const FETCH_ROWS: u32 = 5_000;
/// A statement is sent when it is this long: well under the server's 16 MiB a packet, and long
/// enough that more would not be faster (OceanBase 4.3.5, measured).
const STATEMENT_BYTES: usize = 1 << 20;

impl Run<'_> {
    pub(super) async fn copy(
        &mut self,
        step: &Step,
        copy: &Copy,
        observer: &mut dyn Observer,
    ) -> Result<u64, Error> {
        match copy.source {
            Source::SameServer => self.copy_on_server(step, copy, observer).await,
            Source::Postgres => self.copy_from_postgres(step.id, copy, observer).await,
        }
    }

    /// Copies with `INSERT … SELECT`, range by range. After a failure the journal tells where to go
    /// on: a range is in the table if and only if the journal has it.
    async fn copy_on_server(
        &mut self,
        step: &Step,
        copy: &Copy,
        observer: &mut dyn Observer,
    ) -> Result<u64, Error> {
        let mut copied = 0;
        let mut after: Option<Vec<Value>> = None;
        let mut failures = 0;
        loop {
            match self.copy_range(step, copy, after.clone(), observer).await {
                Ok((rows, through)) => {
                    copied += rows;
                    failures = 0;
                    observer.event(&Event::Copied {
                        into: copy.into.clone(),
                        rows: copied,
                    });
                    if through.is_none() {
                        return Ok(copied);
                    }
                    after = through;
                }
                // What took longer than it may would do so again.
                Err(error)
                    if error.is_transient()
                        && error.kind() != ErrorKind::Timeout
                        && failures < RETRIES =>
                {
                    self.servers.clock.sleep(PAUSE * 2_u32.pow(failures)).await;
                    failures += 1;
                    self.connection = self.servers.target.connect().await?;
                    let run_id = self.plan.run_id.clone();
                    let steps = journal::steps(self.connection.as_mut(), &run_id).await?;
                    if let Some(record) = steps.get(&step.id) {
                        if record.rows > 0 && record.position.is_none() {
                            // The last range was committed; only its answer was lost.
                            return Ok(record.rows);
                        }
                        copied = record.rows;
                        after.clone_from(&record.position);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn copy_range(
        &mut self,
        step: &Step,
        copy: &Copy,
        after: Option<Vec<Value>>,
        observer: &mut dyn Observer,
    ) -> Result<(u64, Option<Vec<Value>>), Error> {
        let run_id = self.plan.run_id.clone();
        let patience = Patience::of(step.limits);
        let (target, clock) = (self.servers.target, self.servers.clock);
        let connection = self.connection.as_mut();
        let through = if copy.key.is_empty() {
            None
        } else {
            let boundary = range::boundary(
                Dialect::OceanBase,
                &copy.from,
                &copy.key,
                after.as_deref(),
                copy.chunk_rows,
            );
            collect(connection, &boundary).await?.into_iter().next()
        };
        let range = KeyRange { after, through };
        connection.begin().await?;
        let done = async {
            let piece = copy.chunk(&range, Dialect::OceanBase);
            // Not tried again by itself: after some errors its transaction is no more.
            let piece = watch::within(target, connection, &piece, patience, clock, observer);
            let rows = piece.await?.rows_affected;
            journal::add_rows(connection, &run_id, step.id, rows, range.through.as_deref()).await?;
            Ok(rows)
        }
        .await;
        match done {
            Ok(rows) => {
                connection.commit().await?;
                Ok((rows, range.through))
            }
            Err(error) => {
                // The first error is the one to tell; a broken connection rolls back by itself.
                let _ = connection.rollback().await;
                Err(error)
            }
        }
    }

    /// Reads through a cursor in one snapshot, so that memory stays bounded whatever the key.
    async fn copy_from_postgres(
        &mut self,
        step: u32,
        copy: &Copy,
        observer: &mut dyn Observer,
    ) -> Result<u64, Error> {
        let Some(source) = self.servers.source else {
            return Err(
                Error::new(ErrorKind::Refused, format!("reading {}", copy.from))
                    .with_reason("the plan needs a connection to PostgreSQL, and none was given"),
            );
        };
        let mut source = source.connect().await?;
        let open = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        source.execute(&Statement::new(open)).await?;
        let mut cursor = Writer::new(Dialect::Postgres);
        cursor.kw("DECLARE obmigrate_copy NO SCROLL CURSOR FOR ");
        cursor.expression(copy.statement.sql());
        source.execute(&cursor.finish()).await?;
        let mut fetch = Writer::new(Dialect::Postgres);
        fetch
            .kw("FETCH FORWARD ")
            .number(FETCH_ROWS)
            .kw(" FROM obmigrate_copy");
        let fetch = fetch.finish();

        let run_id = self.plan.run_id.clone();
        let mut copied = 0;
        loop {
            let rows = collect(source.as_mut(), &fetch).await?;
            if rows.is_empty() {
                source.close().await?;
                return Ok(copied);
            }
            let connection = self.connection.as_mut();
            connection.begin().await?;
            let written = write_rows(connection, copy, &rows).await?;
            journal::add_rows(connection, &run_id, step, written, None).await?;
            connection.commit().await?;
            copied += written;
            observer.event(&Event::Copied {
                into: copy.into.clone(),
                rows: copied,
            });
        }
    }
}

/// Writes rows with multi-row inserts of bounded size and proves that as many arrived as were read.
async fn write_rows(
    connection: &mut dyn Connection,
    copy: &Copy,
    rows: &[Row],
) -> Result<u64, Error> {
    let mut written = 0;
    let mut sql = start_insert(copy);
    let empty = sql.len();
    for row in rows {
        sql.kw(if sql.len() == empty { "" } else { ", " });
        sql.paren(|sql| {
            sql.comma(row, |sql, value| {
                sql.value(value);
            });
        });
        if sql.len() >= STATEMENT_BYTES {
            let statement = std::mem::replace(&mut sql, start_insert(copy)).finish();
            written += connection.execute(&statement).await?.rows_affected;
        }
    }
    if sql.len() > empty {
        written += connection.execute(&sql.finish()).await?.rows_affected;
    }
    if usize::try_from(written) == Ok(rows.len()) {
        Ok(written)
    } else {
        Err(Error::new(
            ErrorKind::Internal,
            format!("writing rows into {}", copy.into),
        )
        .with_reason(format!("{} rows were read, {written} written", rows.len())))
    }
}

fn start_insert(copy: &Copy) -> Writer {
    let columns = copy.columns.iter().map(|mapping| &mapping.column);
    let mut sql = Writer::new(Dialect::OceanBase);
    insert_into(&mut sql, &copy.into, columns);
    sql
}

/// Writes `INSERT INTO … (…) VALUES `.
pub(crate) fn insert_into<'a>(
    sql: &mut Writer,
    table: &Ident,
    columns: impl IntoIterator<Item = &'a Ident>,
) {
    sql.kw("INSERT INTO ").ident(table).kw(" ").paren(|sql| {
        sql.idents(columns);
    });
    sql.kw(" VALUES ");
}
