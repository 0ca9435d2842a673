//! The corpus on PostgreSQL.

use std::fmt::Write as _;
use std::process::Command;

use obmigrate_codegen::bundle;
use obmigrate_exec::{Connection, Url, catalog, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::plan::{Phase, Plan, Reversal, Reversibility, Step};
use obmigrate_model::{Ident, Schema, Statement};
use obmigrate_sandbox::{shared, unique_database, url_for_database};

use tempfile::TempDir;

use super::story::Story;
use super::{found, make, plan_text, rows, statements, without_backups};
use crate::shop::execute;

pub(super) async fn tell(story: &Story) -> String {
    let live = database(&story.before).await;
    let desired = database(&story.after).await;
    let (before, goal) = (schema(&live).await, schema(&desired).await);
    let mut connection = connect(&live).await;
    let plan = match make(story, &before, &goal, connection.target()) {
        Ok(plan) => plan,
        Err(refusal) => return format!("refused\n{refusal}\n"),
    };
    let rows_before = rows(&live, &before).await;
    let mut record = plan_text(&plan);
    record.push_str(&found(&live, &plan).await);
    record.push_str("== rows\n");
    let steps: Vec<&Step> = plan
        .groups
        .iter()
        .flat_map(|group| group.phase(Phase::Switch))
        .collect();
    let forward = steps
        .iter()
        .flat_map(|step| statements(&step.forward, plan.target));
    match in_transaction(connection.as_mut(), forward.collect()).await {
        Ok(()) => {
            let after = without_backups(schema(&live).await);
            assert_eq!(after, goal, "{}", story.name);
            record.push_str(&rows(&live, &after).await);
        }
        Err(code) => {
            let _ = writeln!(record, "stopped: {code}");
            assert_eq!(schema(&live).await, before, "{}", story.name);
            return record;
        }
    }
    let mut undo = Vec::new();
    for step in steps.iter().rev() {
        match &step.reversal {
            Reversal::Undo(action) => undo.extend(statements(action, plan.target)),
            Reversal::NoEffect => {}
            Reversal::Impossible { .. } => return record,
        }
    }
    match in_transaction(connection.as_mut(), undo).await {
        Ok(()) => {
            let back = schema(&live).await;
            assert_eq!(back, before, "{}", story.name);
            if plan.reversibility == Reversibility::UntilCleanup {
                assert_eq!(rows(&live, &back).await, rows_before, "{}", story.name);
                by_client(&live, &plan, &goal, &before, story).await;
            }
        }
        Err(code) => {
            // Only where the plan says that something does not come back.
            assert_ne!(
                plan.reversibility,
                Reversibility::UntilCleanup,
                "{}",
                story.name
            );
            let _ = writeln!(record, "== going back stopped: {code}");
        }
    }
    record
}

/// Has the client of the machine, if it has one, run the scripts there and back, too.
async fn by_client(url: &str, plan: &Plan, goal: &Schema, before: &Schema, story: &Story) {
    if Command::new("psql").arg("--version").output().is_err() {
        return;
    }
    let files = bundle(plan).files;
    for (name, expected) in [("40_switch.sql", goal), ("50_rollback.sql", before)] {
        let folder = TempDir::new().unwrap();
        let file = files.iter().find(|file| file.name == name).unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, &file.content).unwrap();
        let mut psql = Command::new("psql");
        psql.env("PGOPTIONS", "-c search_path=public");
        psql.args(["-X", "-q", "-d", url, "-f"]).arg(path);
        let ended = psql.output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{} {name}: {said}", story.name);
        let read = without_backups(schema(url).await);
        assert_eq!(&read, expected, "{} {name}", story.name);
    }
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
