//! Which schemas and tables are read.

use obmigrate_exec::catalog::{self, Glob, Request, TablePattern};
use obmigrate_exec::{Connection, ErrorKind};
use obmigrate_model::Dialect;

use crate::servers::{at, fresh, ident, script};

const SCHEMAS: &str = r#"
CREATE SCHEMA app;
CREATE SCHEMA app_2;
CREATE SCHEMA "App";
CREATE TABLE app.orders (id serial PRIMARY KEY);
CREATE TABLE app.orders_old (id serial PRIMARY KEY);
CREATE TABLE app.lines ("order" int REFERENCES app.orders, "old" int REFERENCES app.orders_old);
CREATE TABLE app_2.orders (id int PRIMARY KEY REFERENCES app.orders_old, x int REFERENCES app.orders);
CREATE TABLE app_2."a.b" (id int) PARTITION BY LIST (id);
CREATE TABLE app_2.orders_part PARTITION OF app_2."a.b" FOR VALUES IN (1);
CREATE TABLE "App".orders (id int);
CREATE VIEW app.of_old AS SELECT id FROM app.orders_old;
CREATE TRIGGER noisy AFTER INSERT ON app.orders_old EXECUTE FUNCTION suppress_redundant_updates_trigger();
"#;

/// Names the tables that a request gives, each with its schema.
async fn tables(connection: &mut dyn Connection, request: &Request) -> Vec<String> {
    let captures = catalog::read(connection, request).await;
    captures
        .expect("the schemas can be read")
        .into_iter()
        .flat_map(|capture| {
            let database = capture.database;
            capture
                .schema
                .tables
                .into_keys()
                .map(move |table| format!("{database}.{table}"))
        })
        .collect()
}

fn pattern(text: &str) -> TablePattern {
    TablePattern::new(text).expect("it is a pattern")
}

#[tokio::test]
async fn requests_choose_schemas_and_tables() {
    let (_, url) = fresh(Dialect::Postgres, "filters").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    script(connection.as_mut(), SCHEMAS).await;
    let mut check = async |request: Request, expected: &[&str]| {
        let found = tables(connection.as_mut(), &request).await;
        assert_eq!(found, expected, "{request:?}");
    };
    let both = || Request::schemas([ident("app_2"), ident("app")]);
    let glob = |text: &str| Glob::new(text).expect("it is a pattern");
    let of_app = ["app.lines", "app.orders", "app.orders_old"];
    let of_app_2 = ["app_2.a.b", "app_2.orders"];
    check(both(), &[of_app.as_slice(), &of_app_2].concat()).await;
    check(Request::matching([glob("app?2")]), &of_app_2).await;
    check(
        Request::matching([glob("A*"), glob("nothing")]),
        &["App.orders"],
    )
    .await;
    let all = [&["App.orders"], of_app.as_slice(), &of_app_2, &[]].concat();
    check(Request::matching([glob("*")]), &all).await;
    check(
        both().include(pattern("orders*")),
        &["app.orders", "app.orders_old", "app_2.orders"],
    )
    .await;
    check(
        both().include(pattern("app.*")).exclude(pattern("*_old")),
        &["app.lines", "app.orders"],
    )
    .await;
    check(both().include(pattern("app_2.\"a.b\"")), &["app_2.a.b"]).await;
    let without = both().without([ident("orders"), ident("orders_old")]);
    check(without, &["app.lines", "app_2.a.b"]).await;
}

#[tokio::test]
async fn what_a_filter_cuts_off_is_reported() {
    let (_, url) = fresh(Dialect::Postgres, "cut").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    script(connection.as_mut(), SCHEMAS).await;
    let request = Request::schemas([ident("app"), ident("app_2")]).exclude(pattern("*_old"));
    let captures = catalog::read(connection.as_mut(), &request).await;
    let captures = captures.expect("the schemas can be read");
    let reports: Vec<_> = captures
        .iter()
        .flat_map(|capture| &capture.schema.unmodelled)
        .map(|found| format!("{}: {}", found.path, found.kind))
        .collect();
    assert_eq!(
        reports,
        [
            "tables.lines.foreign_keys.lines_old_fkey: foreign key to a table that is left out",
            "views.of_old: view",
            "tables.orders.foreign_keys.orders_id_fkey: foreign key to a table that is left out",
        ]
    );
    let far = &captures[1].schema.tables["orders"].foreign_keys["orders_x_fkey"].references;
    assert_eq!(far.schema, Some(ident("app")));
    assert_eq!(far.table, ident("orders"));
    assert!(captures.iter().all(|one| one.schema.sequences.is_empty()));
}

#[tokio::test]
async fn patterns_that_match_no_schema_are_refused() {
    let (_, url) = fresh(Dialect::Postgres, "none").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    for text in ["nothing*", "pg_*", "information_schema"] {
        let request = Request::matching([Glob::new(text).expect("it is a pattern")]);
        let error = catalog::read(connection.as_mut(), &request).await;
        let error = error.expect_err("no schema matches");
        assert_eq!(error.kind(), ErrorKind::Missing, "{text}");
    }
}
