//! Drops the backups of a finished run, each after it was written to a file.

use std::io::{self, Write};
use std::ops::ControlFlow;

use obmigrate_model::plan::{Action, Phase, Plan, TablePlan};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect, Ident, Row, Table, Value};

use crate::event::{Clock, Event, Observer};
use crate::journal::{self, RunState};
use crate::run::copy::insert_into;
use crate::watch::Patience;
use crate::{Connection, Connector, Error, ErrorKind, RowSink, collect, watch};

/// Keeps what is about to be dropped.
pub trait Archive: Send {
    /// Opens the place for a table.
    ///
    /// # Errors
    /// Those of the place.
    fn open(&mut self, table: &Ident) -> io::Result<Box<dyn Write + Send>>;
}

/// Says what was kept of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Archived {
    /// The table, under its backup name.
    pub table: Ident,
    /// Its rows, counted on the server and in the file.
    pub rows: u64,
}

/// Writes each backup of a finished run to the archive as SQL, proves that no row is missing there,
/// and drops the table.
///
/// # Errors
/// `exec/refused` if the run is not finished, or if a file would not hold every row; nothing that
/// is not archived is dropped.
pub async fn cleanup(
    target: &dyn Connector,
    plan: &Plan,
    archive: &mut dyn Archive,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Vec<Archived>, Error> {
    let mut lock = target.connect().await?;
    let mut connection = target.connect().await?;
    journal::create(connection.as_mut()).await?;
    journal::lock(lock.as_mut()).await?;
    let runs = journal::runs(connection.as_mut()).await?;
    let state = runs
        .iter()
        .find(|run| run.plan.run_id == plan.run_id)
        .map(|run| run.state);
    if state != Some(RunState::Done) {
        return Err(Error::new(
            ErrorKind::Refused,
            format!("cleaning up run {}", plan.run_id),
        )
        .with_reason("only a run that is finished and was not cleaned up yet has backups"));
    }
    let mut archived = Vec::new();
    for group in &plan.groups {
        for table in &group.tables {
            if let Some(kept) = keep(connection.as_mut(), table, archive).await? {
                archived.push(kept);
            }
        }
        for step in group.phase(Phase::Cleanup) {
            if let Action::Statements(statements) = &step.forward {
                for statement in statements {
                    let patience = Patience::of(step.limits);
                    let connection = connection.as_mut();
                    let done =
                        watch::execute(target, connection, statement, patience, clock, observer);
                    match done.await {
                        // Dropped by a cleanup that was interrupted.
                        Err(error) if error.kind() == ErrorKind::Missing => {}
                        done => drop(done?),
                    }
                }
            }
        }
    }
    for kept in &archived {
        observer.event(&Event::Archived {
            table: kept.table.clone(),
            rows: kept.rows,
        });
    }
    journal::set_run_state(connection.as_mut(), &plan.run_id, RunState::Cleaned).await?;
    lock.rollback().await?;
    Ok(archived)
}

async fn keep(
    connection: &mut dyn Connection,
    plan: &TablePlan,
    archive: &mut dyn Archive,
) -> Result<Option<Archived>, Error> {
    let (Some(backup), Some(before)) = (&plan.backup, &plan.before) else {
        return Ok(None);
    };
    if journal::existing(connection, &[backup.clone()].into())
        .await?
        .is_empty()
    {
        return Ok(None);
    }
    let doing = || format!("writing {backup} to its backup file");
    let failed = |error: io::Error| Error::new(ErrorKind::Refused, doing()).with_source(error);

    let mut create = Writer::new(Dialect::OceanBase);
    create.kw("SHOW CREATE TABLE ").ident(backup);
    let created = collect(connection, &create.finish()).await?;
    let created = created
        .first()
        .and_then(|row| row.get(1))
        .and_then(Value::as_text);
    let created = created.ok_or_else(|| {
        Error::new(ErrorKind::Internal, doing()).with_reason("its definition cannot be read")
    })?;

    let mut out = archive.open(backup).map_err(failed)?;
    writeln!(out, "{created};").map_err(failed)?;
    let mut dump = Dump {
        out,
        table: backup,
        columns: before,
        rows: 0,
        failure: None,
    };
    connection
        .query(&select_all(backup, before), &mut dump)
        .await?;
    if let Some(error) = dump.failure {
        return Err(failed(error));
    }
    dump.out.flush().map_err(failed)?;

    let mut count = Writer::new(Dialect::OceanBase);
    count.kw("SELECT COUNT(*) FROM ").ident(backup);
    let counted = collect(connection, &count.finish()).await?;
    let counted = counted
        .first()
        .and_then(|row| row.first())
        .and_then(Value::as_integer);
    if counted != Some(i128::from(dump.rows)) {
        return Err(Error::new(ErrorKind::Refused, doing()).with_reason(format!(
            "{} rows were written, but the table has others",
            dump.rows
        )));
    }
    Ok(Some(Archived {
        table: backup.clone(),
        rows: dump.rows,
    }))
}

fn select_all(name: &Ident, table: &Table) -> obmigrate_model::Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT ").comma(&table.columns, |sql, column| {
        // As text a float has 6 digits only (4.3.5, measured).
        if column.data_type == DataType::Real {
            sql.kw("CAST(").ident(&column.name).kw(" AS DOUBLE)");
        } else {
            sql.ident(&column.name);
        }
    });
    sql.kw(" FROM ").ident(name);
    sql.finish()
}

/// Writes each row as an `INSERT` as it arrives.
struct Dump<'a> {
    out: Box<dyn Write + Send>,
    table: &'a Ident,
    columns: &'a Table,
    rows: u64,
    failure: Option<io::Error>,
}

impl RowSink for Dump<'_> {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        let mut sql = Writer::new(Dialect::OceanBase);
        insert_into(&mut sql, self.table, self.columns.columns.names());
        sql.paren(|sql| {
            sql.comma(&row, |sql, value| {
                sql.value(value);
            });
        });
        match writeln!(self.out, "{};", sql.finish()) {
            Ok(()) => {
                self.rows += 1;
                ControlFlow::Continue(())
            }
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
