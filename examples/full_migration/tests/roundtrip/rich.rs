//! Schemas with everything that the model holds, written by hand.

use obmigrate_model::{Dialect, Schema};
use obmigrate_sandbox::{Engine, Options, PostgresSource, Server, WheelPostgres};

use crate::workshop::{Workshop, address, difference};

const POSTGRES: &str = include_str!("../../../../crates/codegen/tests/schemas/postgres.json");
const POSTGRES_18: &str = include_str!("../../../../crates/codegen/tests/schemas/postgres_18.json");
const OCEANBASE: &str = include_str!("../../../../crates/codegen/tests/schemas/oceanbase.json");

/// Creates what was written, and then what was read of it: the server rewrites expressions once.
async fn check(server: &str, document: &str) {
    let schema: Schema = serde_json::from_str(document).unwrap();
    let mut workshop = Workshop::open(server, schema.dialect).await;
    let mut rounds = vec![schema];
    for _ in 0..2 {
        let read = workshop.read_back(&rounds[rounds.len() - 1..]).await;
        match read.into_iter().next().unwrap() {
            Ok(schema) => rounds.push(schema),
            Err(refused) => panic!("{refused}"),
        }
    }
    workshop.close().await;
    let [written, first, second] = rounds.as_slice() else {
        panic!("three rounds");
    };
    assert_eq!(first.unmodelled, []);
    assert!(written.tables.keys().eq(first.tables.keys()));
    assert!(written.sequences.keys().eq(first.sequences.keys()));
    if let Some(difference) = difference(first, second) {
        panic!("{difference}");
    }
}

async fn check_wheel(version: WheelPostgres, documents: &[&str]) {
    let options = Options::default().postgres_source(PostgresSource::Wheel(version));
    let server = Server::start(Engine::Postgres, &options).unwrap();
    for document in documents {
        check(server.url(), document).await;
    }
    server.stop().unwrap();
}

#[tokio::test]
async fn a_rich_schema_is_read_as_it_was_created_on_postgresql() {
    check(address(Dialect::Postgres), POSTGRES).await;
}

#[tokio::test]
async fn a_rich_schema_is_read_as_it_was_created_on_postgresql_16() {
    check_wheel(WheelPostgres::V16, &[POSTGRES]).await;
}

#[tokio::test]
async fn a_rich_schema_is_read_as_it_was_created_on_postgresql_18() {
    check_wheel(WheelPostgres::V18, &[POSTGRES, POSTGRES_18]).await;
}

#[tokio::test]
async fn a_rich_schema_is_read_as_it_was_created_on_oceanbase() {
    check(address(Dialect::OceanBase), OCEANBASE).await;
}
