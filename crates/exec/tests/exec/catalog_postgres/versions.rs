//! The same schema on the versions of PostgreSQL that the sandbox has.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use obmigrate_exec::{Connection, Url, catalog};
use obmigrate_model::column::Storage;
use obmigrate_model::constraint::{Enforcement, Validation};
use obmigrate_model::schema::Consequence;
use obmigrate_model::{Dialect, Schema, Statement, sql::Writer};
use obmigrate_sandbox::{Engine, Options, PostgresSource, Server, WheelPostgres};

use super::make_tricky;
use crate::servers::{at, fresh, ident, script};

/// Connects to a fresh database of a version that the sandbox brings along.
pub(crate) async fn fresh_on(version: WheelPostgres) -> Box<dyn Connection> {
    static SERVERS: [OnceLock<Server>; 2] = [OnceLock::new(), OnceLock::new()];
    let [version_16, version_18] = &SERVERS;
    let server = match version {
        WheelPostgres::V16 => version_16,
        WheelPostgres::V18 => version_18,
        other => panic!("{other:?} is not among the servers"),
    };
    let server = server.get_or_init(|| {
        let options = Options::default().postgres_source(PostgresSource::Wheel(version));
        Server::start(Engine::Postgres, &options).expect("the server starts")
    });
    let name = ident(&obmigrate_sandbox::unique_database("versions"));
    let url = Url::parse(server.url()).expect("the sandbox makes well-formed addresses");
    let mut connection = at(url.clone()).connect().await.expect("the server answers");
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("CREATE DATABASE ").ident(&name);
    let made = connection.execute(&sql.finish()).await;
    made.expect("the database is made");
    let connection = at(url.with_database(name)).connect().await;
    connection.expect("the server answers")
}

async fn read(connection: &mut dyn Connection, schema: &str) -> Schema {
    let exclude = BTreeSet::from([ident("obmigrate_run")]);
    let capture = catalog::read_one(connection, &ident(schema), &exclude).await;
    capture.expect("the schema can be read").schema
}

/// Since 16 a view names no table in front of a column where one suffices (release notes of 16).
fn without_view_texts(mut schema: Schema) -> Schema {
    for found in &mut schema.unmodelled {
        if found.kind.ends_with("view") {
            found.detail.clear();
        }
    }
    schema
}

async fn check(version: WheelPostgres, major: u16) {
    let (_, url) = fresh(Dialect::Postgres, "versions").await;
    let mut here = at(url).connect().await.expect("the server answers");
    let mut there = fresh_on(version).await;
    assert_eq!(there.target().version.major, major);
    make_tricky(here.as_mut()).await;
    make_tricky(there.as_mut()).await;
    for name in ["app", "Other Schema", "elsewhere"] {
        let expected = without_view_texts(read(here.as_mut(), name).await);
        let found = without_view_texts(read(there.as_mut(), name).await);
        for (table, expected) in &expected.tables {
            assert_eq!(found.tables.get(table), Some(expected), "{table}");
        }
        assert_eq!(found, expected, "{name}");
    }
}

#[tokio::test]
async fn version_16_shows_the_same() {
    check(WheelPostgres::V16, 16).await;
}

#[tokio::test]
async fn version_18_shows_the_same() {
    check(WheelPostgres::V18, 18).await;
}

#[tokio::test]
async fn what_version_18_adds_is_read_or_reported() {
    let mut connection = fresh_on(WheelPostgres::V18).await;
    script(
        connection.as_mut(),
        "CREATE SCHEMA app;
CREATE TABLE app.parent (id int PRIMARY KEY);
CREATE TABLE app.t (
  a int, v int GENERATED ALWAYS AS (a * 2), s int GENERATED ALWAYS AS (a * 3) STORED,
  CONSTRAINT idle CHECK (a > 0) NOT ENFORCED,
  CONSTRAINT idle_key FOREIGN KEY (a) REFERENCES app.parent NOT ENFORCED
);
CREATE TABLE app.periods (id int4range, at daterange, CONSTRAINT no_overlap PRIMARY KEY (id, at WITHOUT OVERLAPS));
CREATE TABLE app.nulls (a int, b int NOT NULL, c int CONSTRAINT here NOT NULL NO INHERIT);
ALTER TABLE app.nulls ADD CONSTRAINT there NOT NULL a NOT VALID;
",
    )
    .await;
    let schema = read(connection.as_mut(), "app").await;
    let table = &schema.tables["t"];
    let storage = |name: &str| {
        let generated = table.columns.get(&ident(name))?.generated.as_ref()?;
        Some((generated.expression.as_str(), generated.storage))
    };
    assert_eq!(storage("a"), None);
    assert_eq!(storage("v"), Some(("a * 2", Storage::Virtual)));
    assert_eq!(storage("s"), Some(("a * 3", Storage::Stored)));
    let check = &table.checks["idle"];
    assert_eq!(check.enforcement, Enforcement::NotEnforced);
    assert_eq!(check.validation, Validation::Validated);
    let key = &table.foreign_keys["idle_key"];
    assert_eq!(key.enforcement, Enforcement::NotEnforced);
    assert_eq!(key.validation, Validation::Validated);
    assert_eq!(schema.tables["periods"].primary_key, None);
    let reports: Vec<_> = schema
        .unmodelled
        .iter()
        .map(|found| {
            (
                found.kind.as_str(),
                found.detail.as_str(),
                found.consequence,
            )
        })
        .collect();
    assert_eq!(
        reports,
        [
            ("NOT NULL that is not inherited", "c", Consequence::Reported),
            ("NOT NULL that is not validated", "a", Consequence::Reported),
            (
                "temporal key",
                "PRIMARY KEY (id, at WITHOUT OVERLAPS)",
                Consequence::BlocksRebuild
            ),
        ]
    );
    let tidy = Statement::new("DROP SCHEMA app CASCADE");
    connection.execute(&tidy).await.expect("nothing is left");
}
