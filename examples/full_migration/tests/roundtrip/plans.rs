//! Plans for PostgreSQL, carried out by hand: one transaction, and what is filled before it.

use std::collections::BTreeMap;

use obmigrate_exec::{Connection, ErrorKind, collect};
use obmigrate_model::plan::{Action, Hazard, Phase, Plan, Reversal, Step, Strategy, Transaction};
use obmigrate_model::{ObjectPath, Schema, Statement, Value};

/// Why statements were not carried out.
#[derive(Debug)]
pub(crate) enum Stop {
    /// What a row holds does not go with them; the code of the error.
    Rows(&'static str),
    Failed(String),
}

/// Carries a plan out up to the cleanup; says what the server refuses, or which table was written
/// anew without a warning.
pub(crate) async fn forth(connection: &mut dyn Connection, plan: &Plan) -> Result<(), Stop> {
    let files = files(connection).await;
    if let Err(stop) = fill_and_switch(connection, plan).await {
        give_up(connection, plan).await?;
        return Err(stop);
    }
    let files_after = self::files(connection).await;
    let steps = || plan.groups.iter().flat_map(|group| &group.steps);
    for table in plan
        .tables()
        .filter(|table| table.strategy == Strategy::InPlace)
    {
        let path = ObjectPath::table(&table.table);
        let warned = steps()
            .any(|step| step.path.is_within(&path) && step.hazards.contains(&Hazard::Rewrite));
        let before = files.get(table.original().as_str());
        if !warned && before != files_after.get(table.table.as_str()) {
            return Err(Stop::Failed(format!(
                "{} was written anew, but no step says so",
                table.table
            )));
        }
    }
    Ok(())
}

async fn fill_and_switch(connection: &mut dyn Connection, plan: &Plan) -> Result<(), Stop> {
    for statement in filling(plan) {
        run(connection, &statement).await?;
    }
    in_one(connection, &switching(plan)).await
}

/// Undoes a plan that was carried out.
pub(crate) async fn back(connection: &mut dyn Connection, plan: &Plan) -> Result<(), Stop> {
    in_one(connection, &backward(plan)).await?;
    give_up(connection, plan).await
}

/// Drops what was filled and is not switched.
async fn give_up(connection: &mut dyn Connection, plan: &Plan) -> Result<(), Stop> {
    for step in of_phase(plan, Phase::Prepare) {
        if let Reversal::Undo(action) = &step.reversal {
            for statement in statements(action) {
                run(connection, &statement).await?;
            }
        }
    }
    Ok(())
}

/// Drops what the plan has kept.
pub(crate) async fn cleanup(connection: &mut dyn Connection, plan: &Plan) -> Result<(), Stop> {
    for statement in of_phase(plan, Phase::Cleanup).flat_map(|step| statements(&step.forward)) {
        run(connection, &statement).await?;
    }
    Ok(())
}

/// Says whether a plan says how it is undone.
pub(crate) fn has_way_back(plan: &Plan) -> bool {
    let mut steps = of_phase(plan, Phase::Switch);
    steps.all(|step| !matches!(step.reversal, Reversal::Impossible { .. }))
}

/// Takes away what a plan keeps until its cleanup.
pub(crate) fn without_backups(mut schema: Schema, plan: &Plan) -> Schema {
    let suffix = format!("_bak_{}", plan.run_id);
    let is_kept = |name: &str| name.ends_with(&suffix);
    let backups: Vec<_> = plan
        .tables()
        .filter_map(|one| one.backup.as_ref())
        .collect();
    schema.tables.retain(|name, _| !backups.contains(&name));
    schema.sequences.retain(|name, _| !is_kept(name.as_str()));
    schema
}

/// Lists the statements of a plan as they are carried out.
pub(crate) fn forward(plan: &Plan) -> Vec<Statement> {
    filling(plan).chain(switching(plan)).collect()
}

/// Lists the statements before the transaction, each of which is final.
fn filling(plan: &Plan) -> impl Iterator<Item = Statement> {
    let phases = Phase::RUN.into_iter();
    let phases = phases.take_while(|one| *one != Phase::Switch);
    let steps = phases.flat_map(|phase| of_phase(plan, phase));
    let steps = steps.inspect(|step| assert_eq!(step.transaction, Transaction::EachStatement));
    steps.flat_map(|step| statements(&step.forward))
}

/// Lists the statements of the transaction.
fn switching(plan: &Plan) -> Vec<Statement> {
    let steps = of_phase(plan, Phase::Switch);
    let steps = steps.inspect(|step| assert_eq!(step.transaction, Transaction::WholePhase));
    steps.flat_map(|step| statements(&step.forward)).collect()
}

fn backward(plan: &Plan) -> Vec<Statement> {
    let steps: Vec<&Step> = of_phase(plan, Phase::Switch).collect();
    let undone = steps.iter().rev().flat_map(|step| match &step.reversal {
        Reversal::Undo(action) => statements(action),
        Reversal::NoEffect => Vec::new(),
        Reversal::Impossible { why } => panic!("no way back: {why}"),
    });
    undone.collect()
}

fn of_phase(plan: &Plan, phase: Phase) -> impl Iterator<Item = &Step> {
    plan.groups.iter().flat_map(move |group| group.phase(phase))
}

fn statements(action: &Action) -> Vec<Statement> {
    match action {
        Action::Statements(statements) => statements.clone(),
        Action::Copy(copy) => vec![copy.statement.clone()],
        Action::Rename(_) | Action::CarryCounter { .. } => {
            panic!("a plan for PostgreSQL has statements for these")
        }
    }
}

/// Executes all statements in one transaction. What stops one of them undoes all of them.
pub(crate) async fn in_one(connection: &mut dyn Connection, all: &[Statement]) -> Result<(), Stop> {
    connection.begin().await.unwrap();
    for statement in all {
        if let Err(stop) = run(connection, statement).await {
            connection.rollback().await.unwrap();
            let all: Vec<&str> = all.iter().map(Statement::sql).collect();
            return Err(match stop {
                Stop::Rows(code) => Stop::Rows(code),
                Stop::Failed(why) => Stop::Failed(format!("{why}\namong\n{}", all.join(";\n"))),
            });
        }
    }
    connection.commit().await.unwrap();
    Ok(())
}

async fn run(connection: &mut dyn Connection, statement: &Statement) -> Result<(), Stop> {
    match connection.execute(statement).await {
        Ok(_) => Ok(()),
        Err(error) if is_about_rows(error.kind()) => Err(Stop::Rows(error.code())),
        Err(error) => Err(Stop::Failed(format!("{error:?}\nof {}", statement.sql()))),
    }
}

/// Says whether the server refused what a row holds.
pub(crate) fn is_about_rows(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::DuplicateKey
            | ErrorKind::NullViolation
            | ErrorKind::ValueOutOfRange
            | ErrorKind::ValueTooLong
            | ErrorKind::InvalidValue
            | ErrorKind::ForeignKeyViolation
            | ErrorKind::CheckViolation
    )
}

/// Finds the files of the tables that have one of their own.
pub(crate) async fn files(connection: &mut dyn Connection) -> BTreeMap<String, Option<Value>> {
    let query = "SELECT relname::text, relfilenode::int8 FROM pg_class \
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";
    let rows = collect(connection, &Statement::new(query)).await.unwrap();
    let rows = rows.iter().map(|row| {
        let name = row.first().and_then(Value::as_text).unwrap();
        (name.to_owned(), row.get(1).cloned())
    });
    rows.collect()
}
