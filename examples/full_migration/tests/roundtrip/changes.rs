//! Random changes, carried out on a real server and read back.
//!
//! `OBMIGRATE_SEED` chooses others than those of every other run; a failure names the seed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use obmigrate_codegen::{Error, InPlace, Options, Refusal, alterations, generate};
use obmigrate_diff::{Hint, Named, Renames, diff};
use obmigrate_exec::{Connection, ErrorKind, collect};
use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::canonical::normalise;
use obmigrate_model::change::rename::rename;
use obmigrate_model::change::{Rename, Renamed};
use obmigrate_model::plan::{self, Action, Phase, Plan, Reversal, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{ChangeSet, Dialect, Ident, Pair, Schema, Statement, Target, Value};
use obmigrate_sandbox::{Engine, PostgresSource, Server, WheelPostgres};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::rows;
use crate::workshop::{Workshop, address, difference};

/// How many of them are on the server at a time, read in one go.
const BATCH: usize = 25;
/// How many smaller cases are tried after a failure.
const MOST_TRIES: usize = 100;

/// How many pairs each property holds for. A rebuild on OceanBase takes about a second each.
const fn pairs(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Postgres => 200,
        Dialect::OceanBase => 100,
    }
}

#[tokio::test]
async fn a_postgres_schema_is_altered_into_another() {
    every_change_arrives(address(Dialect::Postgres), Dialect::Postgres).await;
}

#[tokio::test]
async fn a_schema_of_postgresql_18_is_altered_into_another() {
    let source = PostgresSource::Wheel(WheelPostgres::V18);
    let options = obmigrate_sandbox::Options::default().postgres_source(source);
    let server = Server::start(Engine::Postgres, &options).unwrap();
    every_change_arrives(server.url(), Dialect::Postgres).await;
    server.stop().unwrap();
}

#[tokio::test]
async fn an_oceanbase_schema_is_rebuilt_into_another() {
    every_change_arrives(address(Dialect::OceanBase), Dialect::OceanBase).await;
}

/// A schema, what gets another name in it, and what becomes of it.
#[derive(Clone, Debug)]
struct Case {
    before: Schema,
    renames: Vec<Rename>,
    goal: Schema,
    in_place: InPlace,
}

fn case(dialect: Dialect) -> impl Strategy<Value = Case> {
    let in_place = proptest::bool::ANY.prop_map(|may| match may {
        true => InPlace::WherePossible,
        false => InPlace::Never,
    });
    (schema(dialect), 0_u8..12, in_place).prop_flat_map(|(before, seed, in_place)| {
        let renames = renames(&before, seed);
        edited(rename(&before, &renames)).prop_map(move |goal| Case {
            before: before.clone(),
            renames: renames.clone(),
            goal: normalise(&with_named_keys(goal)),
            in_place,
        })
    })
}

/// Names the primary keys that an edit added as PostgreSQL names them: they are read back with it.
fn with_named_keys(mut schema: Schema) -> Schema {
    if schema.dialect == Dialect::Postgres {
        for (name, table) in &mut schema.tables {
            if let Some(key) = &mut table.primary_key {
                let usual = || Ident::new(format!("{name}_pkey")).unwrap();
                key.name = Some(key.name.take().unwrap_or_else(usual));
            }
        }
    }
    schema
}

/// Half of the schemas get other names; those of two tables, or of two columns, may be exchanged.
fn renames(schema: &Schema, seed: u8) -> Vec<Rename> {
    let tables: Vec<&Ident> = schema.tables.keys().collect();
    let named = |object: Renamed, before: &Ident, after: &Ident| Rename {
        object,
        name: Pair {
            before: before.clone(),
            after: after.clone(),
        },
    };
    let other = Ident::new("an'other \"name").unwrap();
    let Some(&first) = tables.first() else {
        return Vec::new();
    };
    let columns: Vec<&Ident> = schema.tables[first].columns.names().collect();
    let of_first = || Renamed::Column {
        table: first.clone(),
    };
    let table = named(Renamed::Table, first, &other);
    let column = named(of_first(), columns[0], &other);
    let exchanged = |object: &dyn Fn() -> Renamed, names: &[&Ident]| match names {
        [one, two, ..] => vec![named(object(), one, two), named(object(), two, one)],
        [_] | [] => Vec::new(),
    };
    match seed {
        0 => vec![table],
        1 => vec![column],
        2 => vec![table, column],
        3 => exchanged(&|| Renamed::Table, &tables),
        4 => exchanged(&of_first, &columns),
        5 => [
            exchanged(&|| Renamed::Table, &tables),
            exchanged(&of_first, &columns),
        ]
        .concat(),
        _ => Vec::new(),
    }
}

/// What became of one case.
enum Outcome {
    /// With so many rows.
    Arrived(usize),
    /// No statements were made, or a row stopped them.
    Refused(Vec<&'static str>),
    Failed(String),
}

async fn every_change_arrives(root: &str, dialect: Dialect) {
    let seed: u64 = std::env::var("OBMIGRATE_SEED").map_or(1, |text| text.parse().unwrap());
    let mut hasher = DefaultHasher::new();
    (seed, "changes", dialect).hash(&mut hasher);
    let seed_bytes = hasher.finish().to_le_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = case(dialect);
    let mut workshop = Workshop::open(root, dialect).await;
    let mut refused = BTreeMap::<&str, usize>::new();
    let (mut left_out, mut kept) = (0, 0);
    for _ in 0..pairs(dialect) / BATCH {
        let mut trees: Vec<_> = (0..BATCH)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let cases: Vec<Case> = trees.iter().map(ValueTree::current).collect();
        let outcomes = carry_out(&mut workshop, &cases).await;
        for (tree, outcome) in trees.iter_mut().zip(outcomes) {
            match outcome {
                Outcome::Arrived(rows) => kept += rows,
                Outcome::Refused(codes) => {
                    left_out += 1;
                    for code in codes {
                        *refused.entry(code).or_default() += 1;
                    }
                }
                Outcome::Failed(why) => {
                    let goal = tree.current().goal;
                    if workshop.differences(&[goal]).await != [None] {
                        left_out += 1;
                        *refused.entry("the server has no such schema").or_default() += 1;
                        continue;
                    }
                    let (case, why) = smallest(&mut workshop, tree, why).await;
                    panic!("seed {seed}: {why}\n\nof {case:#?}");
                }
            }
        }
    }
    workshop.close().await;
    let pairs = pairs(dialect);
    println!("{dialect}: {left_out} of {pairs} were refused: {refused:?}; {kept} rows were kept");
    assert!(kept >= pairs, "there were rows");
    assert!(left_out <= pairs / 4, "too many were refused: {refused:?}");
}

/// Simplifies a case that failed as long as it fails, and as long as somebody may want to wait.
async fn smallest(
    workshop: &mut Workshop,
    tree: &mut impl ValueTree<Value = Case>,
    mut why: String,
) -> (Case, String) {
    let mut smallest = tree.current();
    let mut left = MOST_TRIES;
    while left > 0 && tree.simplify() {
        loop {
            left = left.saturating_sub(1);
            let smaller = tree.current();
            let found = carry_out(workshop, std::slice::from_ref(&smaller)).await;
            if let Some(Outcome::Failed(found)) = found.into_iter().next()
                && workshop
                    .differences(std::slice::from_ref(&smaller.goal))
                    .await
                    == [None]
            {
                why = found;
                smallest = smaller;
                break;
            }
            if left == 0 || !tree.complicate() {
                break;
            }
        }
    }
    (smallest, why)
}

/// Creates what is before with rows, changes it, compares what is read then with the goal, undoes it,
/// and compares with what was before.
async fn carry_out(workshop: &mut Workshop, cases: &[Case]) -> Vec<Outcome> {
    let befores: Vec<Schema> = cases.iter().map(|case| normalise(&case.before)).collect();
    let names = workshop.names(cases.len());
    let mut outcomes = Vec::new();
    for (name, before) in names.iter().zip(&befores) {
        outcomes.push(workshop.create(name, before).await);
    }
    let befores = workshop.read(&names).await;
    let mut done = Vec::new();
    for ((name, case), (read, refused)) in names.iter().zip(cases).zip(befores.iter().zip(outcomes))
    {
        done.push(match refused {
            Some(why) => Err(Outcome::Failed(format!("before: {why}"))),
            None => change(workshop, name, read, case).await,
        });
    }
    let afters = workshop.read(&names).await;
    let mut ended = Vec::new();
    for (((name, case), before), (done, after)) in names
        .iter()
        .zip(cases)
        .zip(&befores)
        .zip(done.into_iter().zip(afters))
    {
        ended.push(match done {
            Err(outcome) => Err(outcome),
            Ok(carried) => go_back(workshop, name, case, before, carried, after).await,
        });
    }
    let backs = workshop.read(&names).await;
    workshop.remove(&names).await;
    let pairs = ended.into_iter().zip(befores.iter().zip(backs));
    pairs
        .map(|(ended, (before, back))| match ended {
            Err(outcome) => outcome,
            Ok(carried) => match (difference(before, &back), carried.stopped) {
                (Some(why), _) if carried.can_go_back => Outcome::Failed(format!(
                    "after going back: {why}\nafter\n{}",
                    carried.executed.join(";\n")
                )),
                (_, Some(code)) => Outcome::Refused(vec![code]),
                (_, None) => Outcome::Arrived(carried.rows),
            },
        })
        .collect()
}

/// What was done in one case, and how it is undone.
#[derive(Default)]
struct Carried {
    executed: Vec<String>,
    /// For each step, in order.
    undo: Vec<Vec<Statement>>,
    can_go_back: bool,
    /// The rows before: how many, and each by its text.
    rows: usize,
    texts: BTreeMap<Ident, Vec<String>>,
    /// Why it stopped, if what the rows hold stopped it.
    stopped: Option<&'static str>,
}

/// Fills a case's tables and carries it out on the schema that was read.
async fn change(
    workshop: &mut Workshop,
    name: &str,
    read: &Schema,
    case: &Case,
) -> Result<Carried, Outcome> {
    let changes = compare(read, case)?;
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
    match target.dialect {
        Dialect::Postgres => {
            let statements = alterations(read, &changes, target).map_err(refused)?;
            alter(connection, &statements, &mut carried).await?;
        }
        Dialect::OceanBase => {
            let options = Options::new(target, RunId::new("20260101000000").unwrap());
            let options = options.in_place(case.in_place);
            let plan = generate(read, &changes, &options).map_err(refused)?;
            carried.can_go_back = true;
            perform_all(connection, target, &plan, &mut carried).await?;
        }
    }
    if carried.stopped.is_none() {
        for (one, before) in kept.iter().zip(before) {
            let after = rows::read(connection, &one.into, &refer(&one.target)).await;
            if before != after {
                return Err(Outcome::Failed(format!(
                    "rows of {}: {before:#?} became {after:#?}\nafter\n{}",
                    one.into,
                    carried.executed.join(";\n")
                )));
            }
        }
    }
    Ok(carried)
}

/// Compares with the goal, undoes what was done and compares the rows.
async fn go_back(
    workshop: &mut Workshop,
    name: &str,
    case: &Case,
    before: &Schema,
    carried: Carried,
    mut after: Schema,
) -> Result<Carried, Outcome> {
    let failed =
        |why: String| Outcome::Failed(format!("{why}\nafter\n{}", carried.executed.join(";\n")));
    if carried.stopped.is_none() {
        let is_backup = |name: &Ident| name.as_str().ends_with("_bak_20260101000000");
        after.tables.retain(|name, _| !is_backup(name));
        if let Some(why) = difference(&case.goal, &after) {
            return Err(failed(why));
        }
    }
    if !carried.can_go_back {
        return Ok(carried);
    }
    let connection = workshop.enter(name).await;
    for statement in carried.undo.iter().rev().flatten() {
        if let Err(error) = connection.execute(statement).await {
            return Err(failed(format!(
                "going back: {error:?}\nof {}",
                statement.sql()
            )));
        }
    }
    let texts = rows::read_all(connection, before).await;
    if texts != carried.texts {
        let (was, is) = (&carried.texts, texts);
        return Err(failed(format!("after going back: {was:#?} became {is:#?}")));
    }
    Ok(carried)
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
                Err(error) if is_about_rows(error.kind()) => {
                    carried.stopped = Some(error.code());
                    return Ok(());
                }
                Err(error) => {
                    return Err(Outcome::Failed(format!(
                        "{error:?}\nof the last of\n{}",
                        carried.executed.join(";\n")
                    )));
                }
            }
        }
        if let Reversal::Undo(action) = &step.reversal {
            let undo = statements(connection, target, action).await;
            carried.undo.push(undo);
        }
    }
    Ok(())
}

/// Says whether the server refused what a row holds.
fn is_about_rows(kind: ErrorKind) -> bool {
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

/// Compares with the renames as hints; without them where an edit took away what got another name,
/// or where two names were exchanged of what is alike.
fn compare(read: &Schema, case: &Case) -> Result<ChangeSet, Outcome> {
    let options = obmigrate_diff::Options::default();
    let hinted = options.clone().renames(Renames {
        hints: hints(&case.renames),
        refuted: Vec::new(),
    });
    let told = diff(read, &case.goal, &hinted).or_else(|_| diff(read, &case.goal, &options));
    let told = told.map_err(|error| Outcome::Failed(format!("not compared: {error}")))?;
    Ok(told.changes)
}

fn hints(renames: &[Rename]) -> Vec<Hint> {
    let after = |table: &Ident| {
        let renamed = renames
            .iter()
            .find(|rename| rename.object == Renamed::Table && rename.name.before == *table);
        renamed.map_or(table, |rename| &rename.name.after).clone()
    };
    let hints = renames.iter().filter_map(|rename| {
        let Pair { before, after: is } = &rename.name;
        let (before, after) = match &rename.object {
            Renamed::Table => (Named::Table(before.clone()), Named::Table(is.clone())),
            Renamed::Column { table } => (
                Named::Column(table.clone(), before.clone()),
                Named::Column(after(table), is.clone()),
            ),
            Renamed::Key { .. } | Renamed::Sequence => return None,
        };
        Some(Hint { before, after })
    });
    hints.collect()
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

/// Executes all statements in one transaction. Where the rows stop it, nothing of it is done.
async fn alter(
    connection: &mut dyn Connection,
    statements: &[Statement],
    carried: &mut Carried,
) -> Result<(), Outcome> {
    carried.executed = statements.iter().map(|one| one.sql().to_owned()).collect();
    connection.begin().await.unwrap();
    for statement in statements {
        if let Err(error) = connection.execute(statement).await {
            connection.rollback().await.unwrap();
            if is_about_rows(error.kind()) {
                carried.stopped = Some(error.code());
                carried.can_go_back = true;
                return Ok(());
            }
            return Err(Outcome::Failed(format!(
                "{error:?}\nof {}\namong\n{}",
                statement.sql(),
                carried.executed.join(";\n")
            )));
        }
    }
    connection.commit().await.unwrap();
    Ok(())
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
