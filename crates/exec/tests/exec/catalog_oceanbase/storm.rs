//! Schemas that are read while others change them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use obmigrate_exec::{Connection, Url, catalog};
use obmigrate_model::constraint::Validation;
use obmigrate_model::{Dialect, Ident, Schema};

use crate::servers::{at, execute, fresh, script};

/// How long a state lasts: longer than two readings take on a busy machine, or there is nothing to
/// read.
const PAUSE: Duration = Duration::from_millis(400);

/// Changes that lead back to where they began.
const CYCLE: &[&str] = &[
    "CREATE TABLE added (id int PRIMARY KEY, a int, e enum('a', 'b'))",
    "ALTER TABLE kept ADD COLUMN x int DEFAULT 5",
    "CREATE INDEX by_x ON kept (x)",
    "ALTER TABLE kept ADD CONSTRAINT to_added FOREIGN KEY (x) REFERENCES added (id)",
    "CREATE TRIGGER watch BEFORE INSERT ON kept FOR EACH ROW SET new.x = 1",
    "CREATE VIEW seen AS SELECT x FROM kept",
    "ALTER TABLE kept DROP FOREIGN KEY to_added",
    "RENAME TABLE added TO renamed, other TO added",
    "DROP VIEW seen",
    "DROP TRIGGER watch",
    "DROP TABLE renamed",
    "ALTER TABLE kept DROP INDEX by_x",
    "ALTER TABLE kept DROP COLUMN x",
    "RENAME TABLE added TO other",
];

async fn read(connection: &mut dyn Connection, name: &Ident) -> Schema {
    let capture = catalog::read_one(connection, name, &BTreeSet::new()).await;
    capture.expect("the database can be read").schema
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reading_is_a_state_that_there_was() {
    let (name, url) = fresh(Dialect::OceanBase, "storm").await;
    let mut connection = at(url.clone()).connect().await.expect("the server answers");
    let tables = "CREATE TABLE kept (id int PRIMARY KEY);\nCREATE TABLE other (id int, b text)";
    script(connection.as_mut(), tables).await;
    let mut states = Vec::new();
    for statement in CYCLE {
        execute(connection.as_mut(), statement).await;
        states.push(read(connection.as_mut(), &name).await);
    }
    let end = Arc::new(AtomicBool::new(false));
    let storm = tokio::spawn(storm(url, Arc::clone(&end)));
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let schema = finished(read(connection.as_mut(), &name).await);
        let state = states.iter().position(|state| *state == schema);
        seen.insert(state.unwrap_or_else(|| panic!("there was no such state: {}", brief(&schema))));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    end.store(true, Ordering::Relaxed);
    let rounds = storm.await.expect("the changes succeed");
    assert!(seen.len() > 1, "{rounds} rounds, {seen:?}");
}

/// Takes off what shows that a change is under way: a foreign key is there before its rows were
/// looked at, and an index before it is built (measured on 4.3.5).
fn finished(mut schema: Schema) -> Schema {
    for table in schema.tables.values_mut() {
        for key in table.foreign_keys.values_mut() {
            key.validation = Validation::Validated;
        }
    }
    schema
        .unmodelled
        .retain(|object| object.kind != "broken index");
    schema
}

/// Runs the cycle until it is told to end, and returns how often.
async fn storm(url: Url, end: Arc<AtomicBool>) -> u32 {
    let mut connection = at(url).connect().await.expect("the server answers");
    let mut rounds = 0;
    while !end.load(Ordering::Relaxed) {
        for statement in CYCLE {
            execute(connection.as_mut(), statement).await;
            tokio::time::sleep(PAUSE).await;
        }
        rounds += 1;
    }
    rounds
}

fn brief(schema: &Schema) -> String {
    serde_json::to_string(schema).expect("a schema can be written")
}
