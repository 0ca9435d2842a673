//! Schemas read from PostgreSQL.

mod changes;
mod extensions;
mod filters;
mod privileges;
mod versions;

use std::collections::BTreeSet;

use obmigrate_exec::{Connection, ErrorKind, catalog};
use obmigrate_model::{Dialect, Schema, Statement};

use crate::servers::{at, fresh, ident, rewritten, script};

const TRICKY: &str = include_str!("catalog_postgres/tricky.sql");

fn pretty(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).expect("a schema can be written")
}

/// Makes the tricky schema, and an index that is left invalid.
async fn make_tricky(connection: &mut dyn Connection) {
    script(connection, TRICKY).await;
    let duplicates = Statement::new("CREATE UNIQUE INDEX CONCURRENTLY failed ON app.invalid (a)");
    let error = connection.execute(&duplicates).await;
    let error = error.expect_err("the rows are not unique");
    assert_eq!(error.kind(), ErrorKind::DuplicateKey);
}

#[tokio::test]
async fn everything_is_read_or_reported() {
    let (_, url) = fresh(Dialect::Postgres, "catalog").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    make_tricky(connection.as_mut()).await;
    let exclude = BTreeSet::from([ident("obmigrate_run")]);
    let capture = catalog::read_one(connection.as_mut(), &ident("app"), &exclude)
        .await
        .expect("the schema can be read");
    assert_eq!(capture.server_version, connection.target().version);
    assert_eq!(capture.database, ident("app"));
    insta::assert_snapshot!("postgres_schema", pretty(&capture.schema));
    assert_eq!(rewritten(&capture.schema), capture.schema);
    let again = catalog::read_one(connection.as_mut(), &ident("app"), &exclude).await;
    assert_eq!(again.expect("the schema can be read"), capture);
}

#[tokio::test]
async fn the_search_path_of_the_session_changes_nothing() {
    let (_, url) = fresh(Dialect::Postgres, "path").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    script(
        connection.as_mut(),
        "CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad');
CREATE TABLE app.t (id serial, m app.mood DEFAULT 'sad' CHECK (m <> 'sad'));
",
    )
    .await;
    let none = BTreeSet::new();
    let read = async |connection: &mut dyn Connection| {
        let capture = catalog::read_one(connection, &ident("app"), &none).await;
        capture.expect("the schema can be read").schema
    };
    let before = read(connection.as_mut()).await;
    script(connection.as_mut(), "SET search_path = app").await;
    assert_eq!(read(connection.as_mut()).await, before);
    let path = Statement::new("SELECT current_setting('search_path')");
    let rows = obmigrate_exec::collect(connection.as_mut(), &path).await;
    let rows = rows.expect("the setting can be read");
    assert_eq!(rows[0][0].as_text(), Some("app"), "it is left as it was");
}

#[tokio::test]
async fn an_empty_schema_is_empty_and_an_absent_one_missing() {
    let (_, url) = fresh(Dialect::Postgres, "empty").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    let none = BTreeSet::new();
    let capture = catalog::read_one(connection.as_mut(), &ident("public"), &none).await;
    let schema = capture.expect("the schema can be read").schema;
    assert_eq!(schema, Schema::empty(Dialect::Postgres));
    let error = catalog::read_one(connection.as_mut(), &ident("no'where"), &none)
        .await
        .expect_err("there is no such schema");
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert!(error.to_string().contains("no'where"), "{error}");
}

#[tokio::test]
async fn types_and_tables_of_another_make_are_reported() {
    let (_, url) = fresh(Dialect::Postgres, "make").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    script(
        connection.as_mut(),
        "CREATE SCHEMA app;
CREATE TYPE app.base;
CREATE FUNCTION app.base_in(cstring) RETURNS app.base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.base_out(app.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.base (INPUT = app.base_in, OUTPUT = app.base_out, LIKE = int4);
CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE app.t (a app.base, b app.base[]) USING pile;
",
    )
    .await;
    let capture = catalog::read_one(connection.as_mut(), &ident("app"), &BTreeSet::new()).await;
    let schema = capture.expect("the schema can be read").schema;
    let found = schema.unmodelled.iter();
    let found: Vec<_> = found
        .filter(|found| found.kind != "function")
        .map(|found| {
            (
                found.kind.as_str(),
                found.path.as_str(),
                found.detail.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("table setting", "tables.t", "access method pile"),
            ("base type", "types.base", "base"),
        ]
    );
    let types = schema.tables["t"].columns.iter();
    let types: Vec<_> = types.map(|column| column.data_type.to_string()).collect();
    assert_eq!(types, ["app.base", "app.base[]"]);
}
