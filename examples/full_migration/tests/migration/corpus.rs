//! A corpus of changes: each case is carried out on the real servers, there and back, and what was
//! planned and what became of the rows is recorded beside it.
//!
//! `tests/corpus/<area>/<case>/<dialect>.sql` tells a story: `-- before` is followed by statements
//! that make tables and rows, `-- after` by those that make the tables as they shall be. Lines such
//! as `-- rename a.b=a.c` and `-- value a.b=SQL` are said to the planner.

mod kinds;
mod postgres;
mod story;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use obmigrate_codegen::{Options, Rewrites, generate};
use obmigrate_diff::{Renames, Risk, assess, diff};
use obmigrate_model::plan::{self, Action, Phase, Plan, Reversal, RunId, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    ChangeSet, DataType, Dialect, Ident, ObjectPath, Schema, Statement, Target, Value,
};
use tokio::sync::Semaphore;

use self::story::Story;
use crate::shop::{execute, query};
use crate::site::{Silent, Site};

/// How many cases are on the server at a time.
const TOGETHER: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn every_case_of_oceanbase_goes_there_and_back() {
    every_case(Dialect::OceanBase, "oceanbase", |story| async move {
        tell(&story).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_of_postgresql_goes_there_and_back() {
    every_case(Dialect::Postgres, "postgres", |story| async move {
        postgres::tell(&story).await
    })
    .await;
}

/// What is recorded of a case, and the kinds of change that were carried out in it.
#[derive(Default)]
struct Record {
    text: String,
    kinds: BTreeSet<String>,
}

impl Record {
    /// What is not planned is recorded with the reasons.
    fn refused(why: &str) -> Self {
        Self {
            text: format!("refused\n{why}\n"),
            kinds: BTreeSet::new(),
        }
    }
}

async fn every_case<F: Future<Output = Record> + Send + 'static>(
    dialect: Dialect,
    name: &str,
    tell: fn(Story) -> F,
) {
    let permits = Arc::new(Semaphore::new(TOGETHER));
    let cases: Vec<(PathBuf, Story)> = story::all(name);
    assert!(!cases.is_empty(), "there are cases");
    let mut running = Vec::new();
    for (folder, story) in cases {
        let permits = Arc::clone(&permits);
        running.push(tokio::spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let record = tell(story).await;
            (folder, record)
        }));
    }
    let (mut failed, mut kinds) = (Vec::new(), BTreeSet::new());
    for task in running {
        match task.await {
            Ok((folder, record)) => {
                compare(&folder, name, &record.text);
                kinds.extend(record.kinds);
            }
            Err(error) => failed.push(error.to_string()),
        }
    }
    assert_eq!(failed, Vec::<String>::new());
    assert_eq!(kinds, kinds::all(dialect));
}

/// Compares with what was recorded beside the story.
fn compare(folder: &Path, dialect: &str, record: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(dialect, record));
}

/// Tells what is planned, carries it out and back, and returns the record.
async fn tell(story: &Story) -> Record {
    let live = Site::open("corpus").await;
    let desired = Site::open("corpus").await;
    for statement in &story.before {
        execute(&live.url, statement).await;
    }
    for statement in &story.after {
        execute(&desired.url, statement).await;
    }
    let goal = desired.schema().await;
    desired.close().await;
    let record = carry_out(story, &live, &goal).await;
    live.close().await;
    record
}

async fn carry_out(story: &Story, site: &Site, goal: &Schema) -> Record {
    let before = site.schema().await;
    let rows_before = rows(&site.url, &before).await;
    let target = site.connector.connect().await.unwrap().target();
    let (plan, kinds) = match make(story, &before, goal, target, Rewrites::UnderLock) {
        Ok(planned) => planned,
        Err(refusal) => return Record::refused(&refusal),
    };
    let mut text = plan_text(&plan);
    text.push_str(&found(&site.url, &plan).await);
    let (run, stopped) = site.attempt(plan).await;
    text.push_str("== rows\n");
    let mut done = BTreeSet::new();
    match stopped {
        Ok(()) => {
            let after = without_backups(site.schema().await);
            assert_eq!(&after, goal, "{}", story.name);
            text.push_str(&rows(&site.url, &after).await);
            done = kinds;
        }
        Err(why) => {
            let _ = writeln!(text, "stopped: {why}");
        }
    }
    run.undo(&mut Silent).await.unwrap();
    let back = site.schema().await;
    assert_eq!(back, before, "{}", story.name);
    assert_eq!(rows(&site.url, &back).await, rows_before, "{}", story.name);
    Record { text, kinds: done }
}

/// Compares with what is said of names.
fn changes(story: &Story, before: &Schema, goal: &Schema) -> Result<ChangeSet, String> {
    let compared = obmigrate_diff::Options::default().renames(Renames {
        hints: story.renames.clone(),
        refuted: story.refuted.clone(),
    });
    let merge = diff(before, goal, &compared).map_err(|error| error.to_string())?;
    Ok(merge.changes)
}

fn make(
    story: &Story,
    before: &Schema,
    goal: &Schema,
    target: Target,
    rewrites: Rewrites,
) -> Result<(Plan, BTreeSet<String>), String> {
    let changes = changes(story, before, goal)?;
    let mut options = Options::new(target, RunId::new("20260101000000").unwrap())
        .chunk_rows(2)
        .rewrites(rewrites);
    let valued = |path: &ObjectPath| {
        let mut columns = story.values.iter();
        columns.any(|(table, column, _)| path.is_within(&ObjectPath::column(table, column)))
    };
    let assessments = assess(before, &changes).map_err(|error| error.to_string())?;
    let judged = assessments
        .into_iter()
        .filter(|one| matches!(one.risk, Risk::Checkable | Risk::Lossy) && !valued(&one.path));
    for assessment in judged {
        for probe in assessment.probes {
            options = options.probe(assessment.path.clone(), probe);
        }
    }
    for (table, column, expression) in story.values.iter().cloned() {
        options = options.value(table, column, expression);
    }
    let plan = generate(before, &changes, &options).map_err(|refusal| refusal.to_string())?;
    Ok((plan, kinds::of(&changes)))
}

/// Asks what a plan asks before anything is done.
async fn found(url: &str, plan: &Plan) -> String {
    let mut record = String::new();
    for question in &plan.preflight {
        let counted = query(url, question.count.sql()).await;
        let _ = writeln!(
            record,
            "== found {}",
            counted[0].iter().map(shown).collect::<String>()
        );
        if let Some(list) = &question.list {
            for row in query(url, list.sql()).await {
                let row: Vec<String> = row.iter().map(shown).collect();
                let _ = writeln!(record, "  {}", row.join(" | "));
            }
        }
    }
    record
}

fn without_backups(mut schema: Schema) -> Schema {
    let is_backup = |name: &Ident| name.as_str().contains("_bak_2026");
    schema.tables.retain(|name, _| !is_backup(name));
    schema.sequences.retain(|name, _| !is_backup(name));
    schema
}

/// Writes every row of every table, in order.
async fn rows(url: &str, schema: &Schema) -> String {
    let dialect = schema.dialect;
    let mut text = String::new();
    for (name, table) in &schema.tables {
        let columns: Vec<&str> = table.columns.names().map(|name| name.as_str()).collect();
        let _ = writeln!(text, "{name:?}: {}", columns.join(", "));
        let mut select = Writer::new(dialect);
        select.kw("SELECT ");
        select.comma(&table.columns, |sql, column| {
            // OceanBase shows six digits of a float.
            let is_float = column.data_type == DataType::Real && dialect == Dialect::OceanBase;
            sql.kw(if is_float { "CAST(" } else { "" })
                .ident(&column.name);
            sql.kw(if is_float { " AS DOUBLE)" } else { "" });
        });
        select.kw(" FROM ").ident(name);
        let mut lines: Vec<String> = query(url, select.finish().sql())
            .await
            .iter()
            .map(|row| row.iter().map(shown).collect::<Vec<_>>().join(" | "))
            .collect();
        lines.sort_unstable();
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(text) => text.clone(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => bytes.iter().fold("0x".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    }
}

/// Writes a plan as a person reviews it: each step with its warnings and how it is undone.
fn plan_text(plan: &Plan) -> String {
    let mut text = String::new();
    for table in plan.tables() {
        let _ = writeln!(
            text,
            "{}: {}, {}",
            table.table, table.strategy, table.reason
        );
    }
    for note in &plan.notes {
        let _ = writeln!(text, "note [{}] {}: {}", note.code, note.path, note.reason);
    }
    for question in &plan.preflight {
        let _ = writeln!(text, "== before, {}", question.path);
        for statement in [Some(&question.count), question.list.as_ref()]
            .into_iter()
            .flatten()
        {
            let _ = writeln!(text, "{};", statement.sql());
        }
    }
    let phases = Phase::RUN.into_iter().chain([Phase::Cleanup]);
    text.push_str(&steps_text(plan, phases));
    text
}

fn steps_text(plan: &Plan, phases: impl Iterator<Item = Phase>) -> String {
    let mut text = String::new();
    let steps =
        phases.flat_map(|phase| plan.groups.iter().flat_map(move |group| group.phase(phase)));
    for step in steps {
        write_step(&mut text, step, plan.target);
    }
    text
}

fn write_step(text: &mut String, step: &Step, target: Target) {
    let hazards: Vec<&str> = step.hazards.iter().map(|hazard| hazard.code()).collect();
    let _ = writeln!(
        text,
        "== {} {}, {} [{}]",
        step.id,
        step.phase,
        step.summary,
        hazards.join(" ")
    );
    for statement in statements(&step.forward, target) {
        let _ = writeln!(text, "{};", statement.sql());
    }
    if let Reversal::Undo(action) = &step.reversal {
        for statement in statements(action, target) {
            let _ = writeln!(text, "-- undo\n{};", statement.sql());
        }
    }
}

fn statements(action: &Action, target: Target) -> Vec<Statement> {
    match action {
        Action::Statements(statements) => statements.clone(),
        Action::Copy(copy) => vec![copy.statement.clone()],
        Action::Rename(renames) => vec![plan::Rename::statement(target, renames)],
        Action::CarryCounter { .. } => vec![],
    }
}
