//! The corpus on PostgreSQL.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use obmigrate_codegen::{Rewrites, bundle};
use obmigrate_exec::{Connection, Url, catalog, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::plan::{Phase, Plan, Reversal, Reversibility, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Schema, Statement};
use obmigrate_sandbox::{shared, unique_database, url_for_database};

use tempfile::TempDir;

use super::story::Story;
use super::{Record, found, make, plan_text, rows, statements, steps_text, without_backups};
use crate::shop::execute;

/// Carries a change out in one transaction, and, if that writes tables anew, once more with what can be
/// filled beside them.
pub(super) async fn tell(story: &Story) -> Record {
    let goal = schema(&database(&story.after).await).await;
    let live = database(&story.before).await;
    let before = schema(&live).await;
    let target = connect(&live).await.target();
    let make = |rewrites| make(story, &before, &goal, target, rewrites);
    let (plan, kinds) = match make(Rewrites::UnderLock) {
        Ok(planned) => planned,
        Err(refusal) => return Record::refused(&refusal),
    };
    let told = carry_out(story, &live, &before, &goal, &plan).await;
    let mut record = Record {
        text: plan_text(&plan) + &told.found + &told.outcome,
        kinds: if told.arrived { kinds } else { BTreeSet::new() },
    };
    let (beside, _) = make(Rewrites::Beside).unwrap();
    if beside.tables().all(|table| table.temp.is_none()) {
        for table in beside.tables() {
            if let Some((_, why)) = table.reason.split_once("under its lock") {
                let _ = writeln!(record.text, "==== under its lock{why}");
            }
        }
        return record;
    }
    let live = database(&story.before).await;
    let told_beside = carry_out(story, &live, &before, &goal, &beside).await;
    assert_eq!(told_beside.outcome, told.outcome, "{}", story.name);
    let phases = Phase::RUN.into_iter().chain([Phase::Cleanup]);
    record.text.push_str("==== beside, with the same outcome\n");
    record.text.push_str(&steps_text(&beside, phases));
    record
}

/// What became of a plan.
struct Told {
    /// What the questions before it found.
    found: String,
    arrived: bool,
    /// The rows afterwards, or what stopped it, there or on the way back.
    outcome: String,
}

async fn carry_out(story: &Story, live: &str, before: &Schema, goal: &Schema, plan: &Plan) -> Told {
    let mut connection = connect(live).await;
    let rows_before = rows(live, before).await;
    let found = found(live, plan).await;
    let mut outcome = "== rows\n".to_owned();
    match forth(connection.as_mut(), plan).await {
        Ok(()) => {
            let after = without_backups(schema(live).await);
            assert_eq!(&after, goal, "{}", story.name);
            outcome.push_str(&rows(live, &after).await);
        }
        Err(code) => {
            let _ = writeln!(outcome, "stopped: {code}");
            give_up(connection.as_mut(), plan).await;
            assert_eq!(&schema(live).await, before, "{}", story.name);
            return Told {
                found,
                arrived: false,
                outcome,
            };
        }
    }
    match back(connection.as_mut(), plan).await {
        Some(Ok(())) => {
            let back = schema(live).await;
            assert_eq!(&back, before, "{}", story.name);
            if plan.reversibility == Reversibility::UntilCleanup {
                assert_eq!(rows(live, &back).await, rows_before, "{}", story.name);
                by_client(live, plan, goal, before, story).await;
            }
        }
        Some(Err(code)) => {
            // Only where the plan says that something does not come back.
            assert_ne!(
                plan.reversibility,
                Reversibility::UntilCleanup,
                "{}",
                story.name
            );
            let _ = writeln!(outcome, "== going back stopped: {code}");
        }
        None => {}
    }
    Told {
        found,
        arrived: true,
        outcome,
    }
}

/// Carries everything out up to the cleanup: each copy as a whole, and the switch in one transaction.
async fn forth(connection: &mut dyn Connection, plan: &Plan) -> Result<(), String> {
    for phase in Phase::RUN {
        let steps = of_phase(plan, phase);
        if phase == Phase::Switch {
            let forward = steps.flat_map(|step| statements(&step.forward, plan.target));
            in_transaction(connection, forward.collect()).await?;
            continue;
        }
        for step in steps {
            for statement in statements(&step.forward, plan.target) {
                let done = connection.execute(&statement).await;
                done.map_err(|error| error.code().to_owned())?;
            }
        }
    }
    Ok(())
}

/// Undoes everything, if it can be undone.
async fn back(connection: &mut dyn Connection, plan: &Plan) -> Option<Result<(), String>> {
    let mut undo = Vec::new();
    for step in of_phase(plan, Phase::Switch).rev() {
        match &step.reversal {
            Reversal::Undo(action) => undo.extend(statements(action, plan.target)),
            Reversal::NoEffect => {}
            Reversal::Impossible { .. } => return None,
        }
    }
    let done = in_transaction(connection, undo).await;
    if done.is_ok() {
        give_up(connection, plan).await;
    }
    Some(done)
}

/// Undoes what comes before the switch.
async fn give_up(connection: &mut dyn Connection, plan: &Plan) {
    for step in of_phase(plan, Phase::Prepare) {
        if let Reversal::Undo(action) = &step.reversal {
            for statement in statements(action, plan.target) {
                connection.execute(&statement).await.unwrap();
            }
        }
    }
}

fn of_phase(plan: &Plan, phase: Phase) -> impl DoubleEndedIterator<Item = &Step> {
    let groups = plan.groups.iter();
    groups.flat_map(move |group| group.phase(phase))
}

/// Has the client of the machine, if it has one, run the scripts there and back, too: once with a way
/// back before the switch, and once with one after it.
async fn by_client(url: &str, plan: &Plan, goal: &Schema, before: &Schema, story: &Story) {
    if Command::new("psql").arg("--version").output().is_err() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let files = bundle(plan).files;
    for file in &files {
        let path = folder.path().join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.content).unwrap();
    }
    let is_script = |name: &&str| name.ends_with(".sql");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let is_first = |name: &&str| name.contains('/');
    let first: Vec<&str> = names
        .into_iter()
        .filter(is_script)
        .filter(is_first)
        .collect();
    let (switch, rollback) = ("40_switch.sql", "50_rollback.sql");
    let filled = plan.tables().filter_map(|table| table.temp.as_ref());
    let filled: Vec<&Ident> = filled.collect();
    let run = async |scripts: &[&str], expected: &Schema| {
        for name in scripts {
            let (succeeded, said) = psql(url, &folder.path().join(name));
            assert!(succeeded, "{} {name}: {said}", story.name);
        }
        let mut read = without_backups(schema(url).await);
        read.tables.retain(|table, _| !filled.contains(&table));
        assert_eq!(&read, expected, "{} {scripts:?}", story.name);
    };
    if !filled.is_empty() {
        run(&first, before).await;
        run(&[rollback], before).await;
        run(&first, before).await;
        for name in &filled {
            let mut sql = Writer::new(Dialect::Postgres);
            sql.kw("DELETE FROM ").ident(name);
            execute(url, sql.finish().sql()).await;
        }
        let rows = rows(url, before).await;
        for name in first.iter().filter(|name| name.starts_with("30_validate/")) {
            let (succeeded, said) = psql(url, &folder.path().join(name));
            // Some of the tables have no rows to miss.
            assert!(
                !succeeded || !rows.contains("\n  "),
                "{} {name}",
                story.name
            );
            assert!(succeeded || said.contains("other rows than"), "{said}");
        }
        // Run again, a copy starts over.
        let is_about_rows = |name: &&str| name.starts_with("20_") || name.starts_with("30_");
        let again: Vec<&str> = first.iter().copied().filter(is_about_rows).collect();
        run(&again, before).await;
    }
    run(&[switch], goal).await;
    run(&[rollback], before).await;
}

/// Says whether a script ended well, and what was said.
fn psql(url: &str, script: &Path) -> (bool, String) {
    let mut psql = Command::new("psql");
    psql.env("PGOPTIONS", "-c search_path=public");
    psql.args(["-X", "-q", "-d", url, "-f"]).arg(script);
    let ended = psql.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    (ended.status.success(), said)
}

async fn in_transaction(
    connection: &mut dyn Connection,
    statements: Vec<Statement>,
) -> Result<(), String> {
    connection.begin().await.unwrap();
    for statement in statements {
        if let Err(error) = connection.execute(&statement).await {
            connection.rollback().await.unwrap();
            return Err(error.code().to_owned());
        }
    }
    connection.commit().await.unwrap();
    Ok(())
}

async fn database(statements: &[String]) -> String {
    let root = shared().unwrap().postgres_url();
    let name = unique_database("corpus");
    execute(root, &format!("CREATE DATABASE {name}")).await;
    let url = url_for_database(root, &name);
    for statement in statements {
        execute(&url, statement).await;
    }
    url
}

async fn connect(url: &str) -> Box<dyn Connection> {
    let connector = connector(Url::parse(url).unwrap()).unwrap();
    let mut connection = connector.connect().await.unwrap();
    let path = Statement::new("SET search_path = public");
    connection.execute(&path).await.unwrap();
    connection
}

async fn schema(url: &str) -> Schema {
    let mut connection = connect(url).await;
    let request = catalog::Request::schemas([Ident::new("public").unwrap()]);
    let captures = catalog::read(connection.as_mut(), &request).await.unwrap();
    normalise(&captures.into_iter().next().unwrap().schema)
}
