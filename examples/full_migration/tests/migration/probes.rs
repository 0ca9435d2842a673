//! What a conversion is said to do, against what the server does with every row.
//!
//! Each row is copied on its own by `INSERT … SELECT` under strict mode, as a rebuild reads it; what a
//! rebuild does not convert is copied as it stands. It is bad if the server refuses it, or stores what
//! reads otherwise.

mod agreement;
mod cases;
mod every_pair;
mod keys;
mod names;
mod postgres;
mod reading;
mod told;

use obmigrate_codegen::{conversion, offenders, probe};
use obmigrate_diff::{Conversion, Reason, Risk, convert};
use obmigrate_exec::{Connection, ErrorKind, Url, collect, connector};
use obmigrate_model::data_type::spelling;
use obmigrate_model::probe::Condition;
use obmigrate_model::{DataType, Dialect, Ident, Probe, Row, Statement};
use obmigrate_sandbox::{shared, unique_database, url_for_database};

use self::cases::{BYTES, Case, NUMBERS, OTHERS, TEXTS, TIMES};
use self::reading::Reading;
use crate::shop::execute;

/// A name that has to be quoted well, as SQL has it.
const COLUMN: &str = "a`\" 'ü";
const QUOTED: &str = "`a``\" 'ü`";

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_are_refused_or_changed_are_counted() {
    compare(NUMBERS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_are_refused_or_changed_are_counted() {
    compare(TEXTS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_refused_or_changed_are_counted() {
    compare(BYTES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_are_refused_or_changed_are_counted() {
    compare(TIMES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_and_labels_that_are_refused_or_changed_are_counted() {
    compare(OTHERS).await;
}

async fn compare(cases: &[Case]) {
    let mut server = Server::start().await;
    let mut wrong = Vec::new();
    for case in cases {
        wrong.extend(server.compare(case).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Kept,
    Changed,
    Refused,
}

fn ids(rows: &[Row]) -> Vec<i128> {
    let ids = rows.iter().map(|row| row[0].as_integer().unwrap());
    ids.collect()
}

/// A database of one's own on OceanBase.
struct Server(Box<dyn Connection>);

impl Server {
    async fn start() -> Self {
        let root = shared().unwrap().oceanbase_url();
        let name = unique_database("probes");
        execute(root, &format!("CREATE DATABASE {name}")).await;
        let url = url_for_database(root, &name);
        let connector = connector(Url::parse(&url).unwrap()).unwrap();
        Self(connector.connect().await.unwrap())
    }

    async fn run(&mut self, sql: impl Into<String>) {
        let statement = Statement::new(sql);
        if let Err(error) = self.0.execute(&statement).await {
            panic!(
                "{statement}: {error} {:?}",
                std::error::Error::source(&error)
            );
        }
    }

    async fn rows(&mut self, statement: &Statement) -> Vec<Row> {
        match collect(self.0.as_mut(), statement).await {
            Ok(rows) => rows,
            Err(error) => panic!(
                "{statement}: {error} {:?}",
                std::error::Error::source(&error)
            ),
        }
    }

    /// Runs a statement that the server may refuse.
    async fn takes(&mut self, sql: String) -> bool {
        match self.0.execute(&Statement::new(sql)).await {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::ConnectionLost => panic!("{error}"),
            Err(_) => false,
        }
    }

    /// Counts by a probe, and lists the rows that it counts.
    async fn count(&mut self, table: &str, condition: Condition) -> (i128, Vec<i128>) {
        let table = Ident::new(table).unwrap();
        let asked = Probe { table, condition };
        let statement = probe(&asked, Dialect::OceanBase).unwrap();
        let counted = self.rows(&statement).await[0][0].as_integer().unwrap();
        let key = [Ident::new("id").unwrap()];
        let statement = offenders(&asked, &key, u32::MAX, Dialect::OceanBase).unwrap();
        (counted, ids(&self.rows(&statement).await))
    }

    /// Lists the rows that are counted in every way, and checks that these agree.
    async fn list(&mut self, table: &str, condition: Condition) -> Vec<i128> {
        let table = Ident::new(table).unwrap();
        let asked = Probe { table, condition };
        let key = [Ident::new("id").unwrap()];
        let rows = agreement::list(&asked, &key, Dialect::OceanBase, async |statement| {
            self.rows(&statement).await
        });
        ids(&rows.await)
    }

    async fn compare(&mut self, case: &Case) -> Vec<String> {
        let Case(before, after, values, misjudged) = *case;
        for (table, data_type) in [("s", before), ("t", after)] {
            self.run(format!("DROP TABLE IF EXISTS {table}")).await;
            self.run(format!(
                "CREATE TABLE {table} (id int PRIMARY KEY, {QUOTED} {data_type}) \
                 DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"
            ))
            .await;
        }
        let values: Vec<&str> = values.iter().copied().chain(["NULL"]).collect();
        let rows = values.iter().enumerate();
        let rows: Vec<_> = rows.map(|(id, value)| format!("({id}, {value})")).collect();
        self.run(format!("INSERT INTO s VALUES {}", rows.join(", ")))
            .await;
        let types = [before, after].map(|text| spelling::parse(Dialect::OceanBase, text));
        let fates = self.copy(("s", "t"), &types, values.len()).await;

        let column = Ident::new(COLUMN).unwrap();
        let conversion = convert(Dialect::OceanBase, &column, &types[0], &types[1]);
        let mut wrong = judge(&conversion, &fates);
        let conditions = conversion.conditions;
        let ids = self.list("s", Condition::Any { conditions }).await;
        for ((id, value), fate) in (0..).zip(&values).zip(fates) {
            let is_exact = (fate != Fate::Kept) == ids.contains(&id);
            if is_exact == misjudged.contains(value) {
                let told = if is_exact { "rightly" } else { "wrongly" };
                let told = format!("{value} is {fate:?} and {told} counted or not");
                wrong.push(told);
            }
        }
        let name = format!("{before} to {after}: ");
        wrong.iter().map(|text| name.clone() + text).collect()
    }

    /// Copies each row on its own and compares what is read of it before and after.
    async fn copy(
        &mut self,
        (source, target): (&str, &str),
        types: &[DataType; 2],
        rows: usize,
    ) -> Vec<Fate> {
        let column = Ident::new(COLUMN).unwrap();
        let read = conversion(&column, &types[0], &types[1]).unwrap_or_else(|| QUOTED.to_owned());
        let mut taken = Vec::new();
        for id in 0..rows {
            let copy =
                format!("INSERT INTO {target} SELECT id, {read} FROM {source} WHERE id = {id}");
            taken.push(self.takes(copy).await);
        }
        let reading = Reading::new(&types[0], &types[1]);
        let [before, after] = [0, 1].map(|side| reading.expression(QUOTED, &types[side]));
        let sql = format!(
            "SELECT {before}, (SELECT {after} FROM {target} t WHERE t.id = s.id) FROM {source} s \
             ORDER BY id"
        );
        let rows = self.rows(&Statement::new(sql)).await;
        self.check_told((source, target), types).await;
        let fates = taken.iter().zip(&rows).map(|(taken, row)| match taken {
            false => Fate::Refused,
            true if reading.is_same(&row[0], &row[1]) => Fate::Kept,
            true => Fate::Changed,
        });
        fates.collect()
    }
}

/// A safe conversion harms no row, and one that can be checked changes none silently.
fn judge(conversion: &Conversion, fates: &[Fate]) -> Vec<String> {
    let has = |fate| fates.contains(&fate);
    let (refused, changed) = (has(Fate::Refused), has(Fate::Changed));
    let is_right = match conversion.risk {
        Risk::Safe => !refused && !changed,
        Risk::Checkable => refused && !changed,
        Risk::Lossy => changed || conversion.reason == Reason::ChangesMeaning,
        Risk::Impossible => refused || changed,
        Risk::Destructive => false,
    };
    let text = format!("is said to be {:?}: {fates:?}", conversion.risk);
    if is_right { Vec::new() } else { vec![text] }
}
