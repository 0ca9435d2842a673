//! The journal: control tables in the target that outlive the runner.
//!
//! A run stores its whole plan before it touches anything, so whoever finds the journal can undo
//! what is half done, without the runner's files.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::plan::{Action, Plan, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Document, Ident, Statement, Value};

use crate::{Connection, Error, ErrorKind, collect};

/// The control tables.
const TABLES: [&str; 3] = ["obmigrate_run", "obmigrate_step", "obmigrate_lock"];

const CREATE: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS obmigrate_run (run_id char(14) NOT NULL, state varchar(16) NOT NULL, \
     validated tinyint(1) NOT NULL DEFAULT 0, tool varchar(64) NOT NULL, plan longtext NOT NULL, \
     started_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), \
     PRIMARY KEY (run_id)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE IF NOT EXISTS obmigrate_step (run_id char(14) NOT NULL, step_id int NOT NULL, \
     state varchar(16) NOT NULL, copied bigint NOT NULL DEFAULT 0, position longtext NULL, \
     PRIMARY KEY (run_id, step_id)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE IF NOT EXISTS obmigrate_lock (id int NOT NULL, PRIMARY KEY (id)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "INSERT INTO obmigrate_lock SELECT 1 FROM dual WHERE NOT EXISTS (SELECT 1 FROM obmigrate_lock)",
];

/// Says how far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever finds a run must know every state"
)]
pub enum RunState {
    /// It is at work, or its runner died.
    Running,
    /// All its phases are done; the backups are there.
    Done,
    /// Everything it did is undone.
    Undone,
    /// It is done and the backups are dropped.
    Cleaned,
}

impl RunState {
    const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Undone => "undone",
            Self::Cleaned => "cleaned",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::Undone, Self::Cleaned]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// Says how far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepState {
    Started,
    Done,
    Undone,
}

impl StepState {
    const fn word(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }
}

/// Describes a run that the journal knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// Its plan.
    pub plan: Plan,
    /// How far it has come.
    pub state: RunState,
    /// Whether a validation of it has passed.
    pub validated: bool,
}

/// Says what the journal knows of a step.
#[derive(Clone, Debug)]
pub(crate) struct StepRecord {
    pub(crate) state: StepState,
    pub(crate) rows: u64,
    /// The last key that was copied; `None` before the first piece.
    pub(crate) position: Option<Vec<Value>>,
}

/// Creates the control tables where they are missing.
pub(crate) async fn create(connection: &mut dyn Connection) -> Result<(), Error> {
    for statement in CREATE {
        connection
            .execute(&Statement::new(statement))
            .await
            .map_err(|error| error.while_doing("creating the journal"))?;
    }
    Ok(())
}

/// Takes the row lock that only one runner can hold. It is freed when its connection ends, however
/// that happens; `GET_LOCK` and `LOCK TABLES` are not (OceanBase 4.3.5, measured).
pub(crate) async fn lock(connection: &mut dyn Connection) -> Result<(), Error> {
    connection.begin().await?;
    match hold(connection).await {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::LockTimeout => Err(Error::new(
            ErrorKind::Locked,
            "taking the lock of this database",
        )
        .with_reason("another runner is at work; wait until it has ended")),
        Err(error) => Err(error),
    }
}

/// Locks the row, once more if this transaction has it already.
pub(crate) async fn hold(connection: &mut dyn Connection) -> Result<(), Error> {
    let statement = Statement::new("SELECT id FROM obmigrate_lock WHERE id = 1 FOR UPDATE NOWAIT");
    collect(connection, &statement).await.map(drop)
}

/// Says whether a run is at work still and nothing of it has been undone.
pub(crate) async fn is_untouched(
    connection: &mut dyn Connection,
    run: &RunId,
) -> Result<bool, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT 1 FROM obmigrate_run WHERE run_id = ")
        .string(run.as_str());
    sql.kw(" AND state = ").string(RunState::Running.word());
    sql.kw(" AND NOT EXISTS (SELECT 1 FROM obmigrate_step WHERE run_id = ")
        .string(run.as_str());
    sql.kw(" AND state = ")
        .string(StepState::Undone.word())
        .kw(")");
    Ok(!collect(connection, &sql.finish()).await?.is_empty())
}

async fn journal_exists(connection: &mut dyn Connection) -> Result<bool, Error> {
    let names = TABLES.map(Ident::new).into_iter().flatten().collect();
    Ok(existing(connection, &names).await?.len() == TABLES.len())
}

/// Finds which of these tables exist in the connection's database.
pub(crate) async fn existing(
    connection: &mut dyn Connection,
    names: &BTreeSet<Ident>,
) -> Result<BTreeSet<Ident>, Error> {
    if names.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()");
    sql.kw(" AND TABLE_NAME IN ").paren(|sql| {
        sql.comma(names, |sql, name| {
            sql.string(name.as_str());
        });
    });
    let rows = collect(connection, &sql.finish()).await?;
    Ok(rows
        .iter()
        .filter_map(|row| row.first()?.as_text())
        .filter_map(|name| Ident::new(name).ok())
        .collect())
}

/// Reads all runs that the journal knows, oldest first. A database without a journal has none.
///
/// # Errors
/// `exec/internal` if a stored plan cannot be read; that of the statement that failed.
pub async fn runs(connection: &mut dyn Connection) -> Result<Vec<Recorded>, Error> {
    if !journal_exists(connection).await? {
        return Ok(Vec::new());
    }
    let statement =
        Statement::new("SELECT plan, state, validated FROM obmigrate_run ORDER BY run_id");
    let unreadable = |what: &str| {
        Error::new(ErrorKind::Internal, "reading the journal").with_reason(what.to_owned())
    };
    let mut runs = Vec::new();
    for row in collect(connection, &statement).await? {
        let [plan, state, validated] = row.as_slice() else {
            return Err(unreadable("a run does not have three columns"));
        };
        let plan = Document::<Plan>::from_json(plan.as_text().unwrap_or_default())
            .map_err(|error| unreadable(&format!("a stored plan: {error}")))?;
        let state = state
            .as_text()
            .and_then(RunState::parse)
            .ok_or_else(|| unreadable("a run has an unknown state"))?;
        runs.push(Recorded {
            plan: plan.body,
            state,
            validated: validated.as_integer() == Some(1),
        });
    }
    Ok(runs)
}

/// Names every table that belongs to this tool: the control tables, and of all recorded runs the temp
/// tables, the backups and what else was filled for them. They are no part of the application's schema.
///
/// # Errors
/// Those of [`runs`].
pub async fn owned_tables(connection: &mut dyn Connection) -> Result<BTreeSet<Ident>, Error> {
    let mut owned: BTreeSet<Ident> = TABLES.map(Ident::new).into_iter().flatten().collect();
    for run in runs(connection).await? {
        for table in run.plan.tables() {
            owned.extend([&table.temp, &table.backup].into_iter().flatten().cloned());
        }
        for step in run.plan.groups.iter().flat_map(|group| &group.steps) {
            match &step.forward {
                Action::Copy(copy) => drop(owned.insert(copy.into.clone())),
                Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => {}
            }
        }
    }
    Ok(owned)
}

/// Writes a new run down, with its plan.
pub(crate) async fn insert_run(
    connection: &mut dyn Connection,
    plan: &Plan,
    tool: &str,
) -> Result<(), Error> {
    let document = Document::new(tool, plan.clone())
        .and_then(|document| document.to_json())
        .map_err(|error| {
            Error::new(ErrorKind::Internal, "writing the plan").with_reason(error.to_string())
        })?;
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("INSERT INTO obmigrate_run (run_id, state, tool, plan) VALUES ")
        .paren(|sql| {
            sql.string(plan.run_id.as_str())
                .kw(", ")
                .string(RunState::Running.word());
            sql.kw(", ").string(tool).kw(", ").string(&document);
        });
    connection.execute(&sql.finish()).await.map(drop)
}

/// Writes down how far a run has come.
pub(crate) async fn set_run_state(
    connection: &mut dyn Connection,
    run: &RunId,
    state: RunState,
) -> Result<(), Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("UPDATE obmigrate_run SET state = ")
        .string(state.word());
    sql.kw(" WHERE run_id = ").string(run.as_str());
    connection.execute(&sql.finish()).await.map(drop)
}

/// Writes down whether a validation passed. A failed one is final for the run.
pub(crate) async fn set_validated(
    connection: &mut dyn Connection,
    run: &RunId,
    passed: bool,
) -> Result<(), Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("UPDATE obmigrate_run SET validated = ")
        .number(if passed { 1 } else { -1 });
    sql.kw(" WHERE run_id = ")
        .string(run.as_str())
        .kw(" AND validated <> -1");
    connection.execute(&sql.finish()).await.map(drop)
}

/// Says whether the journal holds a passed validation and no failed one.
pub(crate) async fn is_validated(
    connection: &mut dyn Connection,
    run: &RunId,
) -> Result<bool, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT validated FROM obmigrate_run WHERE run_id = ")
        .string(run.as_str());
    let rows = collect(connection, &sql.finish()).await?;
    Ok(rows
        .first()
        .and_then(|row| row.first())
        .and_then(Value::as_integer)
        == Some(1))
}

/// Writes down how far a step has come.
pub(crate) async fn set_step(
    connection: &mut dyn Connection,
    run: &RunId,
    step: u32,
    state: StepState,
) -> Result<(), Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("INSERT INTO obmigrate_step (run_id, step_id, state) VALUES ")
        .paren(|sql| {
            sql.string(run.as_str())
                .kw(", ")
                .number(step)
                .kw(", ")
                .string(state.word());
        });
    // The key is the primary key, so this cannot hit another row.
    sql.kw(" ON DUPLICATE KEY UPDATE state = VALUES(state)");
    connection.execute(&sql.finish()).await.map(drop)
}

/// Adds copied rows to a step; in the transaction of those rows, so that both or neither are there.
pub(crate) async fn add_rows(
    connection: &mut dyn Connection,
    run: &RunId,
    step: u32,
    rows: u64,
    position: Option<&[Value]>,
) -> Result<(), Error> {
    let position = serde_json::to_string(&position).map_err(|error| {
        Error::new(ErrorKind::Internal, "writing a copy's position").with_source(error)
    })?;
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("UPDATE obmigrate_step SET copied = copied + ")
        .number(rows);
    sql.kw(", position = ").string(&position);
    sql.kw(" WHERE run_id = ")
        .string(run.as_str())
        .kw(" AND step_id = ")
        .number(step);
    connection.execute(&sql.finish()).await.map(drop)
}

/// Reads what is known of the steps of a run.
pub(crate) async fn steps(
    connection: &mut dyn Connection,
    run: &RunId,
) -> Result<BTreeMap<u32, StepRecord>, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT step_id, state, copied, position FROM obmigrate_step WHERE run_id = ");
    sql.string(run.as_str());
    let mut steps = BTreeMap::new();
    for row in collect(connection, &sql.finish()).await? {
        let record = read_step(&row).ok_or_else(|| {
            Error::new(ErrorKind::Internal, "reading the journal")
                .with_reason("a step cannot be read")
        })?;
        steps.insert(record.0, record.1);
    }
    Ok(steps)
}

fn read_step(row: &[Value]) -> Option<(u32, StepRecord)> {
    let [id, state, rows, position] = row else {
        return None;
    };
    let state = [StepState::Started, StepState::Done, StepState::Undone]
        .into_iter()
        .find(|known| Some(known.word()) == state.as_text())?;
    let position = match position.as_text() {
        Some(json) => serde_json::from_str(json).ok()?,
        None => None,
    };
    let id = u32::try_from(id.as_integer()?).ok()?;
    let rows = u64::try_from(rows.as_integer()?).ok()?;
    Some((
        id,
        StepRecord {
            state,
            rows,
            position,
        },
    ))
}
