//! Types and indexes that extensions bring.

use std::collections::BTreeSet;

use obmigrate_exec::{Connection, catalog, collect};
use obmigrate_model::data_type::PostgresType;
use obmigrate_model::{DataType, Dialect, Schema, Statement};
use obmigrate_sandbox::WheelPostgres;

use super::versions::fresh_on;
use crate::servers::{at, fresh, ident, script};

async fn available(connection: &mut dyn Connection) -> BTreeSet<String> {
    let names = Statement::new("SELECT name FROM pg_available_extensions");
    let rows = collect(connection, &names).await;
    let rows = rows.expect("the extensions are listed");
    let names = rows.iter().filter_map(|row| row.first()?.as_text());
    names.map(str::to_owned).collect()
}

async fn read(connection: &mut dyn Connection) -> Schema {
    let none = BTreeSet::new();
    let capture = catalog::read_one(connection, &ident("app"), &none).await;
    capture.expect("the schema can be read").schema
}

fn kinds(schema: &Schema) -> Vec<(&str, String)> {
    let found = schema.unmodelled.iter();
    found
        .map(|found| (found.kind.as_str(), found.path.to_string()))
        .collect()
}

/// Every server has either the machine's extensions or the one that the wheel brings.
async fn check(connection: &mut dyn Connection) {
    let available = available(connection).await;
    script(connection, "CREATE SCHEMA app").await;
    let contrib = ["btree_gist", "citext", "hstore", "pg_trgm"];
    if contrib.iter().all(|name| available.contains(*name)) {
        of_contrib(connection).await;
    } else {
        assert!(available.contains("vector"), "{available:?}");
        of_vector(connection).await;
    }
}

async fn of_contrib(connection: &mut dyn Connection) {
    script(
        connection,
        "CREATE EXTENSION citext SCHEMA app;
CREATE EXTENSION hstore SCHEMA app;
CREATE EXTENSION btree_gist SCHEMA app;
CREATE EXTENSION pg_trgm SCHEMA app;
CREATE DOMAIN app.email AS app.citext DEFAULT 'x@y' CHECK (value OPERATOR(app.~) '@');
CREATE TABLE app.t (
  c app.citext, h app.hstore, e app.email, ca app.citext[], a int, b int,
  CONSTRAINT apart EXCLUDE USING gist (a WITH =, int4range(a, b) WITH &&)
);
CREATE INDEX trigrams ON app.t USING gin (lower(c::text) app.gin_trgm_ops);
",
    )
    .await;
    let schema = read(connection).await;
    let table = &schema.tables["t"];
    let types: Vec<_> = table.columns.iter().map(|one| &one.data_type).collect();
    assert_eq!(*types[0], DataType::Postgres(PostgresType::CiText));
    assert_eq!(*types[1], DataType::Postgres(PostgresType::HStore));
    let DataType::Domain(email) = types[2] else {
        panic!("{:?}", types[2]);
    };
    assert_eq!(email.base, DataType::Postgres(PostgresType::CiText));
    let element = Box::new(DataType::Postgres(PostgresType::CiText));
    assert_eq!(*types[3], DataType::Array { element });
    let apart = &table.exclusions["apart"];
    let operators: Vec<_> = apart.parts.iter().map(|part| &part.operator).collect();
    assert_eq!(operators, ["=", "&&"]);
    let part = &table.indexes["trigrams"].parts[0];
    assert_eq!(part.operator_class.as_deref(), Some("app.gin_trgm_ops"));
    let extension = |name: &str| ("extension", format!("extensions.{name}"));
    let expected = contrib_names().map(extension);
    assert_eq!(kinds(&schema), expected);
}

const fn contrib_names() -> [&'static str; 4] {
    ["btree_gist", "citext", "hstore", "pg_trgm"]
}

async fn of_vector(connection: &mut dyn Connection) {
    script(
        connection,
        "CREATE EXTENSION vector SCHEMA app;
CREATE TABLE app.t (v app.vector(3), w app.vector, h app.halfvec, va app.vector[]);
CREATE INDEX nearest ON app.t USING hnsw (v app.vector_l2_ops) WITH (m = 8);
",
    )
    .await;
    let schema = read(connection).await;
    let table = &schema.tables["t"];
    let types: Vec<_> = table.columns.iter().map(|one| &one.data_type).collect();
    let vector = |dimensions| DataType::Vector { dimensions };
    assert_eq!(*types[0], vector(Some(3)));
    assert_eq!(*types[1], vector(None));
    assert_eq!(*types[2], DataType::Postgres(PostgresType::HalfVec));
    let element = Box::new(vector(None));
    assert_eq!(*types[3], DataType::Array { element });
    let nearest = &table.indexes["nearest"];
    assert_eq!(nearest.parameters["m"], "8");
    let extension = ("extension", "extensions.vector".to_owned());
    assert_eq!(kinds(&schema), [extension]);
}

#[tokio::test]
async fn extensions_of_the_machine() {
    let (_, url) = fresh(Dialect::Postgres, "extensions").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    check(connection.as_mut()).await;
}

#[tokio::test]
async fn extensions_of_version_16() {
    check(fresh_on(WheelPostgres::V16).await.as_mut()).await;
}

#[tokio::test]
async fn extensions_of_version_18() {
    check(fresh_on(WheelPostgres::V18).await.as_mut()).await;
}
