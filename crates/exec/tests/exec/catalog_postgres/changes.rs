//! Reading while others change the schema.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use obmigrate_exec::{Connector, catalog};
use obmigrate_model::{Dialect, Schema, Statement};

use crate::servers::{at, fresh, ident, script};

/// How often the schema is read at least, and at most if every reading saw the same.
const READINGS: u32 = 30;
const MOST_READINGS: u32 = 600;

/// What is there all the time, so that a reading takes a while.
const STEADY: &str = "
CREATE SCHEMA app;
CREATE TABLE app.steady (id serial PRIMARY KEY, t text DEFAULT 'x' CHECK (t <> ''));
CREATE INDEX steady_t ON app.steady (lower(t)) WHERE id > 0;
";

/// A table with everything for which the server writes a definition.
const MADE: &str = "
CREATE TYPE app.mood AS ENUM ('sad', 'happy');
CREATE TABLE app.made (a int, id serial, m app.mood DEFAULT 'sad', x int DEFAULT 7 CHECK (x > 0), PRIMARY KEY (id, a));
CREATE TABLE app.of_made (id int, a int, FOREIGN KEY (id, a) REFERENCES app.made (id, a));
CREATE INDEX made_x ON app.made ((x + 1)) WHERE x > 1;
CREATE VIEW app.seen AS SELECT x FROM app.made;
CREATE TABLE app.split (d date) PARTITION BY RANGE (d);
CREATE TABLE app.split_1 PARTITION OF app.split FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
";

const GONE: &str = "
DROP TABLE app.split;
DROP VIEW app.seen;
DROP TABLE app.of_made, app.made;
DROP TYPE app.mood;
";

/// Drops and makes tables until it is told to stop; returns how often it did. The tables stay for a
/// while that is sometimes too short for a reading and sometimes long enough for several.
async fn churn(server: Box<dyn Connector>, is_over: Arc<AtomicBool>) -> u64 {
    let mut connection = server.connect().await.expect("the server answers");
    let mut rounds = 0;
    while !is_over.load(Ordering::Relaxed) {
        script(connection.as_mut(), MADE).await;
        tokio::time::sleep(Duration::from_millis(rounds % 8 * 60)).await;
        script(connection.as_mut(), GONE).await;
        rounds += 1;
    }
    rounds
}

/// Fails if a part of the schema is there without what it belongs to.
fn check_consistency(schema: &Schema) {
    for (name, table) in &schema.tables {
        assert!(!table.columns.is_empty(), "{name} has no columns");
        let keys = table.primary_key.iter().map(|key| &key.columns);
        let foreign_keys = table.foreign_keys.values();
        let columns = keys
            .chain(foreign_keys.clone().map(|key| &key.columns))
            .flatten();
        for column in columns {
            assert!(table.columns.get(column).is_some(), "{name}.{column}");
        }
        for key in foreign_keys {
            let far = schema.tables.get(&key.references.table);
            let far = far.unwrap_or_else(|| panic!("{name} references a table that is gone"));
            for column in &key.references.columns {
                assert!(far.columns.get(column).is_some(), "{name} to {column}");
            }
        }
    }
    let json = serde_json::to_string(schema).expect("a schema can be written");
    assert!(!json.contains("???"), "{json}");
    if let Some(made) = schema.tables.get("made") {
        assert_eq!(made.columns.len(), 4);
        let numbered = made.columns.get(&ident("id")).expect("the column");
        assert!(numbered.identity.is_some(), "{numbered:?}");
    }
    if let Some(split) = schema.tables.get("split") {
        assert!(split.partitioning.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schema_that_changes_meanwhile_is_read_as_of_one_moment() {
    let (_, url) = fresh(Dialect::Postgres, "churn").await;
    let server = at(url.clone());
    let mut connection = server.connect().await.expect("the server answers");
    script(connection.as_mut(), STEADY).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let other = tokio::spawn(churn(at(url), Arc::clone(&is_over)));
    let mut seen = BTreeSet::new();
    for reading in 0..MOST_READINGS {
        if reading >= READINGS && seen.len() > 1 {
            break;
        }
        let none = BTreeSet::new();
        let capture = catalog::read_one(connection.as_mut(), &ident("app"), &none).await;
        let schema = capture.expect("the schema can be read").schema;
        check_consistency(&schema);
        seen.insert(schema.tables.len());
    }
    is_over.store(true, Ordering::Relaxed);
    let rounds = other.await.expect("the other session had no error");
    assert!(rounds > 1, "nothing changed meanwhile");
    assert!(seen.len() > 1, "every reading saw the same: {seen:?}");
    let open = Statement::new("SELECT pg_current_xact_id_if_assigned()");
    connection
        .execute(&open)
        .await
        .expect("it is usable afterwards");
}
