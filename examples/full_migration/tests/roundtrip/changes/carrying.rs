//! A case that is carried out on a server, with rows, and undone.

use std::collections::BTreeMap;

use obmigrate_codegen::{Error, Options, Refusal, alterations, generate};
use obmigrate_exec::{Connection, collect};
use obmigrate_model::change::Renamed;
use obmigrate_model::plan::{self, Action, Phase, Plan, Reversal, Reversibility, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{ChangeSet, Dialect, Ident, Schema, Statement, Target, Value};

use super::case::{Case, compare};
use super::{Outcome, Way};
use crate::plans::{self, Stop};
use crate::rows;
use crate::workshop::{Workshop, difference};

/// What was done in one case.
#[derive(Default)]
pub(super) struct Carried {
    executed: Vec<String>,
    /// What can be undone.
    plan: Option<Plan>,
    /// What undoes each step that was done, in order; on OceanBase.
    undo: Vec<Vec<Statement>>,
    /// How many rows there were.
    pub(super) rows: usize,
    texts: BTreeMap<Ident, Vec<String>>,
    /// Why it stopped, if what the rows hold stopped it.
    pub(super) stopped: Option<&'static str>,
    /// Whether it was undone.
    pub(super) is_back: bool,
}

impl Carried {
    /// Says whether it can be undone; what stopped at the rows is undone, too.
    pub(super) fn has_way_back(&self) -> bool {
        self.plan.as_ref().is_some_and(plans::has_way_back)
    }

    pub(super) fn failed(&self, why: &str) -> Outcome {
        Outcome::Failed(format!("{why}\nafter\n{}", self.executed.join(";\n")))
    }

    /// Compares what was read with what should be there; what is kept until a cleanup may be there
    /// too.
    pub(super) fn judge(&self, expected: &Schema, mut read: Schema) -> Result<(), Outcome> {
        if let Some(plan) = &self.plan {
            read = plans::without_backups(read, plan);
        }
        match difference(expected, &read) {
            None => Ok(()),
            Some(why) => Err(self.failed(&why)),
        }
    }
}

/// Fills a case's tables and carries it out on the schema that was read.
pub(super) async fn forth(
    workshop: &mut Workshop,
    name: &str,
    read: &Schema,
    case: &Case,
    way: Way,
) -> Result<Carried, Outcome> {
    let changes = compare(read, case).map_err(Outcome::Failed)?;
    let connection = workshop.enter(name).await;
    let target = connection.target();
    let mut carried = Carried {
        rows: rows::fill(connection, read).await,
        ..Carried::default()
    };
    carried.texts = rows::read_all(connection, read).await;
    let kept = kept(read, &case.goal, &changes);
    let mut before = Vec::new();
    for one in &kept {
        before.push(rows::read(connection, &one.from, &refer(&one.source)).await);
    }
    let options = Options::new(target, RunId::new("20260101000000").unwrap());
    let options = options.in_place(case.in_place).rewrites(case.rewrites);
    match (way, target.dialect) {
        (Way::Alterations, _) => {
            let statements = alterations(read, &changes, target).map_err(refused)?;
            carried.executed = texts(&statements);
            let done = plans::in_one(connection, &statements).await;
            carried.stopped = stopped(done)?;
        }
        (Way::Plan, Dialect::Postgres) => {
            let plan = generate(read, &changes, &options).map_err(refused)?;
            carried.executed = texts(&plans::forward(&plan));
            let done = plans::forth(connection, &plan).await;
            carried.stopped = stopped(done)?;
            carried.plan = Some(plan);
        }
        (Way::Plan, Dialect::OceanBase) => {
            let plan = generate(read, &changes, &options).map_err(refused)?;
            perform_all(connection, target, &plan, &mut carried).await?;
            carried.plan = Some(plan);
        }
    }
    if carried.stopped.is_none() {
        for (one, before) in kept.iter().zip(before) {
            let after = rows::read(connection, &one.into, &refer(&one.target)).await;
            if before != after {
                let why = format!("rows of {}: {before:#?} became {after:#?}", one.into);
                return Err(carried.failed(&why));
            }
        }
    }
    Ok(carried)
}

/// Undoes what was done and compares the rows. Only where a loss was announced, rows may differ or
/// have no place any more.
pub(super) async fn back(
    workshop: &mut Workshop,
    name: &str,
    before: &Schema,
    carried: &mut Carried,
) -> Result<(), Outcome> {
    let Some(plan) = &carried.plan else {
        return Ok(());
    };
    let is_lossless = plan.reversibility == Reversibility::UntilCleanup;
    let connection = workshop.enter(name).await;
    match (plan.target.dialect, carried.stopped) {
        // The server has undone it.
        (Dialect::Postgres, Some(_)) => {}
        (Dialect::Postgres, None) => match plans::back(connection, plan).await {
            Ok(()) => {}
            Err(Stop::Rows(_)) if !is_lossless => return Ok(()),
            Err(stop) => return Err(carried.failed(&format!("going back: {stop:?}"))),
        },
        (Dialect::OceanBase, _) => {
            for statement in carried.undo.iter().rev().flatten() {
                if let Err(error) = connection.execute(statement).await {
                    let why = format!("going back: {error:?}\nof {}", statement.sql());
                    return Err(carried.failed(&why));
                }
            }
        }
    }
    if is_lossless || carried.stopped.is_some() {
        let is = rows::read_all(connection, before).await;
        if is != carried.texts {
            let was = &carried.texts;
            return Err(carried.failed(&format!("after going back: {was:#?} became {is:#?}")));
        }
    }
    carried.is_back = true;
    Ok(())
}

/// Carries a plan for PostgreSQL out once more, if it was undone, and drops what it has kept.
pub(super) async fn for_good(
    workshop: &mut Workshop,
    name: &str,
    carried: &Carried,
) -> Result<(), Outcome> {
    let Some(plan) = &carried.plan else {
        return Ok(());
    };
    let connection = workshop.enter(name).await;
    if carried.is_back {
        let done = plans::forth(connection, plan).await;
        done.map_err(|stop| carried.failed(&format!("once more: {stop:?}")))?;
    }
    let done = plans::cleanup(connection, plan).await;
    done.map_err(|stop| carried.failed(&format!("cleaning up: {stop:?}")))
}

fn stopped(done: Result<(), Stop>) -> Result<Option<&'static str>, Outcome> {
    match done {
        Ok(()) => Ok(None),
        Err(Stop::Rows(code)) => Ok(Some(code)),
        Err(Stop::Failed(why)) => Err(Outcome::Failed(why)),
    }
}

fn texts(statements: &[Statement]) -> Vec<String> {
    statements.iter().map(|one| one.sql().to_owned()).collect()
}

/// Columns that keep their type, and so their values.
struct Kept {
    from: Ident,
    source: Vec<Ident>,
    into: Ident,
    target: Vec<Ident>,
}

fn refer(names: &[Ident]) -> Vec<&Ident> {
    names.iter().collect()
}

fn kept(before: &Schema, goal: &Schema, changes: &ChangeSet) -> Vec<Kept> {
    let tables = goal.tables.iter().filter_map(|(into, table)| {
        let from = changes.table_before(into);
        let was = before.tables.get(from)?;
        let column_before = |name: &Ident| {
            let renamed = changes.renames.iter().find(|rename| {
                let of_table = Renamed::Column {
                    table: from.clone(),
                };
                rename.object == of_table && rename.name.after == *name
            });
            renamed.map_or_else(|| name.clone(), |rename| rename.name.before.clone())
        };
        let pairs = table.columns.iter().filter_map(|column| {
            let source = column_before(&column.name);
            let was = was.columns.get(&source)?;
            let is_same = was.data_type == column.data_type
                && was.generated.is_none()
                && column.generated.is_none();
            is_same.then(|| (source, column.name.clone()))
        });
        let (source, target) = pairs.unzip();
        Some(Kept {
            from: from.clone(),
            source,
            into: into.clone(),
            target,
        })
    });
    tables.collect()
}

/// Carries out every step up to the cleanup. Where the rows stop it, nothing more is done.
async fn perform_all(
    connection: &mut dyn Connection,
    target: Target,
    plan: &Plan,
    carried: &mut Carried,
) -> Result<(), Outcome> {
    let steps = Phase::RUN.into_iter().flat_map(|phase| {
        let groups = plan.groups.iter();
        groups.flat_map(move |group| group.phase(phase))
    });
    for step in steps {
        for statement in statements(connection, target, &step.forward).await {
            carried.executed.push(statement.sql().to_owned());
            match connection.execute(&statement).await {
                Ok(_) => {}
                Err(error) if plans::is_about_rows(error.kind()) => {
                    carried.stopped = Some(error.code());
                    return Ok(());
                }
                Err(error) => return Err(carried.failed(&format!("{error:?}"))),
            }
        }
        if let Reversal::Undo(action) = &step.reversal {
            let undo = statements(connection, target, action).await;
            carried.undo.push(undo);
        }
    }
    Ok(())
}

/// A refusal is no failure, unless a statement was made that would not be understood.
fn refused(refusal: Refusal) -> Outcome {
    let codes: Vec<_> = refusal.reasons().iter().map(Error::code).collect();
    if codes.contains(&"codegen/gate") {
        Outcome::Failed(refusal.to_string())
    } else {
        Outcome::Refused(codes)
    }
}

async fn statements(
    connection: &mut dyn Connection,
    target: Target,
    action: &Action,
) -> Vec<Statement> {
    match action {
        Action::Statements(statements) => statements.clone(),
        Action::Copy(copy) => vec![copy.statement.clone()],
        Action::Rename(renames) => vec![plan::Rename::statement(target, renames)],
        Action::CarryCounter { from, to } => counted(connection, from, to).await,
    }
}

/// Writes the statement that carries a next number over, if there is one.
async fn counted(connection: &mut dyn Connection, from: &Ident, to: &Ident) -> Vec<Statement> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SHOW CREATE TABLE ").ident(from);
    let rows = collect(connection, &sql.finish()).await.unwrap();
    let created = rows[0].get(1).and_then(Value::as_text).unwrap();
    let (_, options) = created.rsplit_once("\n)").unwrap();
    let next = options
        .trim_start()
        .strip_prefix("AUTO_INCREMENT = ")
        .and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
    let statement = next.map(|next| {
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("ALTER TABLE ").ident(to);
        sql.kw(" AUTO_INCREMENT = ").number(next);
        sql.finish()
    });
    statement.into_iter().collect()
}
