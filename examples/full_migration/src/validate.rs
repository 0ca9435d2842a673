//! Runs the validator's queries.

use std::collections::BTreeMap;

use obmigrate_exec::{Connection, Run, Servers, collect};
use obmigrate_model::plan::{Action, Copy, Phase, Plan, Source, Strategy, TablePlan};
use obmigrate_model::sql::Writer;
use obmigrate_model::verdict::{Check, Level, Outcome};
use obmigrate_model::{
    Column, Dialect, Ident, Note, ObjectPath, Schema, Severity, Statement, Value, Verdict,
};
use obmigrate_verify::{Constraints, Names, Options, Pair, Rows, structure};

use crate::failure::Failure;

/// Finds the copies of a plan with the tables they are for.
fn copies(plan: &Plan) -> impl Iterator<Item = (&TablePlan, &Copy)> {
    plan.groups.iter().flat_map(|group| {
        group
            .phase(Phase::Copy)
            .filter_map(|step| match &step.forward {
                Action::Copy(copy) => {
                    let is_of_step =
                        |table: &&TablePlan| step.path == ObjectPath::table(&table.table);
                    let table = group.tables.iter().find(is_of_step);
                    table.map(|table| (table, copy.as_ref()))
                }
                Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
            })
    })
}

/// Says whether a copy fills the table itself, and not one in which values for it wait.
fn fills(table: &TablePlan, copy: &Copy) -> bool {
    table.temp.as_ref() == Some(&copy.into)
}

fn pair(table: &TablePlan, copy: &Copy) -> Pair {
    let pair = Pair::of(copy).reported_as(table.table.clone());
    match (&table.before, &table.after) {
        (Some(before), Some(after)) if fills(table, copy) => pair.collations(before, after),
        (Some(_) | None, _) => pair,
    }
}

/// Pairs the tables of a copy under the names that they have after the switch, which what waits keeps.
fn switched(table: &TablePlan, copy: &Copy) -> Pair {
    let pair = pair(table, copy);
    if fills(table, copy) {
        let from = table.backup.as_ref().unwrap_or(&copy.from);
        pair.tables(from.clone(), table.table.clone())
    } else {
        pair
    }
}

/// Compares every row of the temp tables with its original, and the constraints that are not there
/// yet with the rows.
pub(crate) async fn before_switch(
    run: &mut Run<'_>,
    servers: Servers<'_>,
) -> Result<Verdict, Failure> {
    let plan = run.plan().clone();
    let building: BTreeMap<Ident, Ident> = plan
        .tables()
        .filter_map(|table| Some((table.table.clone(), table.temp.clone()?)))
        .collect();
    let mut verdict = Verdict::default();
    for (table, copy) in copies(&plan) {
        verdict.merge(rows(run.connection(), servers, pair(table, copy)).await?);
    }
    for table in plan.tables() {
        if let (Some(temp), Some(after)) = (&table.temp, &table.after) {
            let mut check = Constraints::new(temp, after, &building);
            while let Some(request) = check.next() {
                let answer = collect(run.connection(), &request.statement).await?;
                check.answer(&answer)?;
            }
            verdict.merge(check.verdict());
        }
    }
    verdict
        .checks
        .extend(counted(run.connection(), &plan, |table| Some(table.original())).await?);
    Ok(verdict)
}

/// Counts the rows of the tables that keep theirs: a retired one changes nothing but its name, one
/// that is altered in place nothing but its description and indexes.
async fn counted(
    connection: &mut dyn Connection,
    plan: &Plan,
    name: impl for<'t> Fn(&'t TablePlan) -> Option<&'t Ident>,
) -> Result<Vec<Check>, Failure> {
    let mut checks = Vec::new();
    for table in plan.tables() {
        match table.strategy {
            Strategy::Retire | Strategy::InPlace => {}
            Strategy::Rebuild | Strategy::Create => continue,
        }
        let Some(name) = name(table) else { continue };
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("SELECT COUNT(*) FROM ").ident(name);
        let counted = collect(connection, &sql.finish()).await?;
        let rows = counted
            .first()
            .and_then(|row| row.first())
            .and_then(Value::as_integer);
        checks.push(Check {
            path: ObjectPath::table(&table.table),
            level: Level::Count,
            rows: rows
                .and_then(|rows| u64::try_from(rows).ok())
                .unwrap_or_default(),
            outcome: Outcome::Equal,
        });
    }
    Ok(checks)
}

/// Compares every row of the backups with the tables that took their place: a row that somebody
/// wrote after the copy is in the backup only.
pub(crate) async fn after_switch(
    connection: &mut dyn Connection,
    plan: &Plan,
    before: &Verdict,
    servers: Servers<'_>,
) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::default();
    for mut check in counted(connection, plan, |table| {
        table.backup.as_ref().or(Some(&table.table))
    })
    .await?
    {
        if !before.checks.contains(&check) {
            verdict.findings.push(Note {
                code: "runner/rows-changed".to_owned(),
                severity: Severity::Error,
                path: check.path.clone(),
                reason: format!(
                    "the table has {} rows now, and had another number before",
                    check.rows
                ),
                remedy: "keep the application from writing to it".to_owned(),
            });
            check.outcome = Outcome::Different;
        }
        verdict.checks.push(check);
    }
    for (table, copy) in copies(plan) {
        let pair = switched(table, copy);
        verdict.merge(rows(connection, servers, pair).await?);
    }
    Ok(verdict)
}

/// Compares the rows of the rebuilt tables only: what was written to them since the switch shows as
/// a difference.
pub(crate) async fn rebuilt_since(
    connection: &mut dyn Connection,
    plan: &Plan,
    servers: Servers<'_>,
) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::default();
    for (table, copy) in copies(plan) {
        if table.backup.is_some() && fills(table, copy) {
            let pair = switched(table, copy);
            verdict.merge(rows(connection, servers, pair).await?);
        }
    }
    Ok(verdict)
}

/// Finds the columns that a plan added in place and that hold something else than their default: to
/// take them out again loses that.
pub(crate) async fn filled_since(
    connection: &mut dyn Connection,
    plan: &Plan,
) -> Result<Vec<(Ident, Ident)>, Failure> {
    let mut filled = Vec::new();
    for table in plan.tables() {
        let (Strategy::InPlace, Some(before), Some(after)) =
            (table.strategy, &table.before, &table.after)
        else {
            continue;
        };
        // A column that got another name has the place that it had; an added one stands behind.
        for column in after.columns.iter().skip(before.columns.len()) {
            let counted = collect(connection, &not_default(&table.table, column)).await?;
            let rows = counted.first().and_then(|row| row.first());
            if rows.and_then(Value::as_integer) != Some(0) {
                filled.push((table.table.clone(), column.name.clone()));
            }
        }
    }
    Ok(filled)
}

/// Counts the rows in which a column has another value than its default. Texts are compared as bytes,
/// since the server takes 'a' and 'a ' for the same (4.3.5, measured).
fn not_default(table: &Ident, column: &Column) -> Statement {
    let bytes = column.data_type.is_character();
    let side = |sql: &mut Writer, open: &'static str, close: &'static str| {
        sql.kw(if bytes { "CAST(" } else { "" });
        sql.kw(open).ident(&column.name).kw(close);
        sql.kw(if bytes { " AS BINARY)" } else { "" });
    };
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT COUNT(*) FROM ")
        .ident(table)
        .kw(" WHERE NOT (");
    side(&mut sql, "", "");
    sql.kw(" <=> ");
    side(&mut sql, "DEFAULT(", ")");
    sql.kw(")");
    sql.finish()
}

/// Compares the tables of a plan with what the catalogue shows, under their final names.
pub(crate) fn structures(plan: &Plan, observed: &Schema) -> Verdict {
    let mut verdict = Verdict::default();
    for table in plan.tables() {
        if let Some(after) = &table.after {
            let observed = observed.tables.get(&table.table);
            verdict.merge(structure(&table.table, after, observed, &Names::Final));
        }
    }
    verdict
}

async fn rows(
    target: &mut dyn Connection,
    servers: Servers<'_>,
    pair: Pair,
) -> Result<Verdict, Failure> {
    let mut source = match (pair.source, servers.source) {
        (Source::Postgres, Some(source)) => Some(source.connect().await?),
        (Source::Postgres, None) | (Source::SameServer, _) => None,
    };
    let mut check = Rows::new(pair, &Options::default())?;
    while let Some(request) = check.next() {
        let connection = match (request.server, source.as_mut()) {
            (Source::Postgres, Some(source)) => source.as_mut(),
            (Source::Postgres, None) | (Source::SameServer, _) => &mut *target,
        };
        let answer = collect(connection, &request.statement).await?;
        check.answer(answer)?;
    }
    Ok(check.verdict())
}
