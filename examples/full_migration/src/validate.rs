//! Runs the validator's queries.

use std::collections::BTreeMap;

use obmigrate_exec::{Connection, Run, Servers, collect};
use obmigrate_model::plan::{Action, Copy, Phase, Plan, Source, Strategy, TablePlan};
use obmigrate_model::sql::Writer;
use obmigrate_model::verdict::{Check, Level, Outcome};
use obmigrate_model::{Dialect, Ident, Note, ObjectPath, Schema, Severity, Value, Verdict};
use obmigrate_verify::{Constraints, Names, Options, Pair, Rows, structure};

use crate::failure::Failure;

/// Finds the copies of a plan with the tables they fill.
fn copies(plan: &Plan) -> impl Iterator<Item = (&TablePlan, &Copy)> {
    plan.groups.iter().flat_map(|group| {
        group
            .phase(Phase::Copy)
            .filter_map(|step| match &step.forward {
                Action::Copy(copy) => {
                    let table = group
                        .tables
                        .iter()
                        .find(|table| table.temp.as_ref() == Some(&copy.into));
                    table.map(|table| (table, copy.as_ref()))
                }
                Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
            })
    })
}

fn pair(table: &TablePlan, copy: &Copy) -> Pair {
    let pair = Pair::of(copy).reported_as(table.table.clone());
    match (&table.before, &table.after) {
        (Some(before), Some(after)) => pair.collations(before, after),
        (Some(_) | None, _) => pair,
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
        .extend(retired(run.connection(), &plan, |table| Some(table.original())).await?);
    Ok(verdict)
}

/// Counts the rows of the tables that are retired: they change nothing but their names.
async fn retired(
    connection: &mut dyn Connection,
    plan: &Plan,
    name: impl for<'t> Fn(&'t TablePlan) -> Option<&'t Ident>,
) -> Result<Vec<Check>, Failure> {
    let mut checks = Vec::new();
    for table in plan
        .tables()
        .filter(|table| table.strategy == Strategy::Retire)
    {
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
    for mut check in retired(connection, plan, |table| table.backup.as_ref()).await? {
        if !before.checks.contains(&check) {
            verdict.findings.push(Note {
                code: "runner/retired-table-changed".to_owned(),
                severity: Severity::Error,
                path: check.path.clone(),
                reason: format!(
                    "the retired table has {} rows now, and had others before",
                    check.rows
                ),
                remedy: "keep the application from writing to it".to_owned(),
            });
            check.outcome = Outcome::Different;
        }
        verdict.checks.push(check);
    }
    for (table, copy) in copies(plan) {
        let from = table.backup.as_ref().unwrap_or(&copy.from);
        let pair = pair(table, copy).tables(from.clone(), table.table.clone());
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
        if let Some(backup) = &table.backup {
            let pair = pair(table, copy).tables(backup.clone(), table.table.clone());
            verdict.merge(rows(connection, servers, pair).await?);
        }
    }
    Ok(verdict)
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
