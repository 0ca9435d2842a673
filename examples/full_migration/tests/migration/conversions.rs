//! Columns that get another type, on the real kernel: what arrives says what it said before, or
//! nothing changes at all.

mod cases;

use obmigrate_codegen::{Options, conversion, generate};
use obmigrate_diff::diff;
use obmigrate_exec::ErrorKind;
use obmigrate_model::data_type::spelling;
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::{Dialect, Ident, Row, Statement};
use tempfile::TempDir;

use self::cases::{Cell, DOCUMENTS, NUMBERS, TEXTS, TIMES, UNPLANNED, WRITTEN};
use crate::shop::{Ended, execute, program, query};
use crate::site::{Silent, Site};

const CHARSET: &str = "DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin";

fn cells() -> impl Iterator<Item = &'static Cell> {
    [NUMBERS, WRITTEN, TEXTS, TIMES, DOCUMENTS]
        .into_iter()
        .flatten()
}

/// A database with tables, and one with the same tables as they shall be.
struct Tables {
    live: Site,
    goal: Site,
    count: usize,
}

impl Tables {
    async fn none() -> Self {
        Self {
            live: Site::open("live").await,
            goal: Site::open("goal").await,
            count: 0,
        }
    }

    /// Creates `t0`, `t1` and so on with these values and `NULL`.
    async fn add(&mut self, before: &str, after: &str, values: impl Iterator<Item = &str>) {
        let table = format!("t{}", self.count);
        self.count += 1;
        for (url, data_type) in [(&self.live.url, before), (&self.goal.url, after)] {
            let create =
                format!("CREATE TABLE {table} (id int PRIMARY KEY, c {data_type}) {CHARSET}");
            execute(url, &create).await;
        }
        let rows = values.chain(["NULL"]).enumerate();
        let rows: Vec<_> = rows.map(|(id, value)| format!("({id}, {value})")).collect();
        let insert = format!("INSERT INTO {table} VALUES {}", rows.join(", "));
        execute(&self.live.url, &insert).await;
    }

    /// Plans the change, or tells what is said against it.
    async fn plan(&self) -> Result<Plan, String> {
        let [live, goal] = [self.live.schema().await, self.goal.schema().await];
        let changes = diff(&live, &goal, &obmigrate_diff::Options::default()).unwrap();
        let target = self.live.connector.connect().await.unwrap().target();
        let options = Options::new(target, RunId::new("20260101000001").unwrap());
        generate(&live, &changes.changes, &options).map_err(|refusal| refusal.to_string())
    }

    /// Starts the runner, which counts the rows in the way first.
    fn run(&self) -> Ended {
        let folder = TempDir::new().unwrap();
        let mut command = program();
        command.args(["run", "--desired", &self.goal.url, "--live", &self.live.url]);
        command.args(["--yes", "--out"]).arg(folder.path());
        for table in 0..self.count {
            command.arg("--allow-narrow").arg(format!("t{table}.c"));
        }
        command.output().unwrap().into()
    }

    /// Reads what says whether anything was changed.
    async fn everything(&self) -> Vec<Vec<Row>> {
        // A run leaves its journal.
        let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = \
                      database() AND table_name NOT LIKE 'obmigrate%' ORDER BY 1";
        let mut all = vec![query(&self.live.url, tables).await];
        for table in 0..self.count {
            all.push(query(&self.live.url, &format!("SHOW CREATE TABLE t{table}")).await);
            let rows = format!("SELECT id, hex(c) FROM t{table} ORDER BY id");
            all.push(query(&self.live.url, &rows).await);
        }
        all
    }
}

/// Writes how a column is shown.
fn shown(data_type: &str) -> &'static str {
    let has = |part| data_type.contains(part);
    if has("binary") || has("blob") {
        "hex(c)"
    } else if has("bit(") {
        "bin(c)"
    } else if has("float") {
        "cast(cast(c AS double) AS char)"
    } else {
        "cast(c AS char)"
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_at_the_bounds_say_the_same_afterwards() {
    let mut tables = Tables::none().await;
    for cell in cells() {
        let values = cell.kept.iter().map(|(value, _)| *value);
        tables.add(cell.before, cell.after, values).await;
    }
    let plan = tables.plan().await.unwrap();
    tables.live.perform(plan).await.finish().await.unwrap();
    let mut wrong = Vec::new();
    for (table, cell) in cells().enumerate() {
        let select = format!("SELECT {} FROM t{table} ORDER BY id", shown(cell.after));
        let rows = query(&tables.live.url, &select).await;
        let expected = cell
            .kept
            .iter()
            .map(|(value, shown)| (*value, Some(*shown)));
        for (row, (value, expected)) in rows.iter().zip(expected.chain([("NULL", None)])) {
            let found = row[0].as_text();
            if found != expected {
                let types = (cell.before, cell.after);
                wrong.push(format!(
                    "{types:?}: {value} became {found:?}, not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_changes_is_told_row_by_row_and_everything_stays() {
    let mut tables = Tables::none().await;
    let told = || cells().filter(|cell| !cell.told.is_empty());
    for cell in told() {
        tables
            .add(cell.before, cell.after, cell.told.iter().copied())
            .await;
    }
    let before = tables.everything().await;
    let plan = tables.plan().await.unwrap();
    let (run, stopped) = tables.live.attempt(plan).await;
    let told_of = stopped.unwrap_err();
    let mut missed = Vec::new();
    for (table, cell) in told().enumerate() {
        // The first rows are named; the total tells that no other row and no NULL is among them.
        let finding = format!("error [verify/row-different] tables.t{table}: ");
        let findings = told_of
            .lines()
            .filter_map(|line| line.strip_prefix(&finding));
        let findings: Vec<_> = findings.collect();
        let total = format!("{} rows in all differ", cell.told.len());
        if !findings.contains(&total.as_str()) {
            let types = (cell.before, cell.after);
            missed.push(format!("{types:?}: {:?}: {findings:?}", cell.told));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    run.undo(&mut Silent).await.unwrap();
    assert_eq!(tables.everything().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_is_refused_value_by_value() {
    let mut tables = Tables::none().await;
    let refused = || cells().filter(|cell| !cell.refused.is_empty());
    for cell in refused() {
        tables
            .add(cell.before, cell.after, cell.refused.iter().copied())
            .await;
    }
    let database = |url: &str| url.rsplit('/').next().unwrap().to_owned();
    let (live, goal) = (database(&tables.live.url), database(&tables.goal.url));
    let mut connection = tables.live.connector.connect().await.unwrap();
    let column = Ident::new("c").unwrap();
    let mut taken = Vec::new();
    for (table, cell) in refused().enumerate() {
        let [from, to] =
            [cell.before, cell.after].map(|text| spelling::parse(Dialect::OceanBase, text));
        let read = conversion(&column, &from, &to).unwrap();
        for (id, value) in cell.refused.iter().chain(&["NULL"]).enumerate() {
            let copy = format!(
                "INSERT INTO {goal}.t{table} SELECT id, {read} FROM {live}.t{table} WHERE id = {id}"
            );
            let is_refused = match connection.execute(&Statement::new(copy)).await {
                Ok(_) => false,
                Err(error) => {
                    assert_ne!(error.kind(), ErrorKind::ConnectionLost, "{error}");
                    true
                }
            };
            if is_refused == (*value == "NULL") {
                taken.push(format!("{} to {}: {value}", cell.before, cell.after));
            }
        }
    }
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_refused_a_value_leaves_everything_as_it_was() {
    for (before, after, value) in [
        ("varchar(10)", "enum('a','b')", "'1'"),
        ("char(36)", "binary(16)", "'x'"),
        ("longblob", "json", "x'ff'"),
    ] {
        let mut tables = Tables::none().await;
        tables.add(before, after, [value].into_iter()).await;
        let found = tables.everything().await;
        let ended = tables.run();
        assert!(
            ended.stderr.contains("[runner/rows-in-the-way]"),
            "{}",
            ended.stderr
        );
        assert_eq!(tables.everything().await, found, "{before} to {after}");
        let plan = tables.plan().await.unwrap();
        let (run, stopped) = tables.live.attempt(plan).await;
        let stopped = stopped.unwrap_err();
        assert!(stopped.starts_with("exec/"), "{stopped}");
        run.undo(&mut Silent).await.unwrap();
        assert_eq!(tables.everything().await, found, "{before} to {after}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_two_meanings_is_refused_before_anything_is_done() {
    let mut tables = Tables::none().await;
    for (before, after) in UNPLANNED {
        tables.add(before, after, [].into_iter()).await;
    }
    let said = tables.plan().await.unwrap_err();
    for (table, types) in UNPLANNED.iter().enumerate() {
        let line = format!("[codegen/unsupported-conversion] tables.t{table}.columns.c: ");
        assert!(said.contains(&line), "{types:?}: {said}");
    }
    assert_eq!(said.lines().count(), UNPLANNED.len(), "{said}");
}
