//! A snapshot that is none, and one that dies when definitions change.

use obmigrate_exec::{ErrorKind, Event, collect};
use obmigrate_model::Statement;
use obmigrate_model::plan::Phase;

use super::place::{Place, number, say};
use crate::site::{Silent, build, compare, switch};

const BEFORE: [&str; 3] = [
    "CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id))",
    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f')",
    "CREATE TABLE other (id int NOT NULL, a int, PRIMARY KEY (id))",
];
const AFTER: [&str; 2] = [
    "CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id))",
    "CREATE TABLE other (id int NOT NULL, a int, PRIMARY KEY (id))",
];
const COUNT: &str = "SELECT count(*) FROM t";

#[tokio::test(flavor = "multi_thread")]
async fn no_snapshot_of_the_server_lasts() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let mut session = place.session().await;
    let begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT";
    say(session.as_mut(), begin).await;
    assert_eq!(number(session.as_mut(), COUNT).await, 6);
    place.execute("INSERT INTO t VALUES (7, 'g')").await;
    assert_eq!(number(session.as_mut(), COUNT).await, 7);
    session.rollback().await.unwrap();

    let isolation = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    say(session.as_mut(), isolation).await;
    say(session.as_mut(), begin).await;
    assert_eq!(number(session.as_mut(), COUNT).await, 7);
    place.execute("INSERT INTO t VALUES (8, 'h')").await;
    assert_eq!(number(session.as_mut(), COUNT).await, 7);
    place.execute("RENAME TABLE t TO t2, t2 TO t").await;
    let lost = collect(session.as_mut(), &Statement::new(COUNT)).await;
    assert_eq!(lost.unwrap_err().kind(), ErrorKind::SnapshotLost);
}

#[tokio::test(flavor = "multi_thread")]
async fn definitions_that_change_during_the_copy_do_not_end_it() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan).await.unwrap();
    let mut pieces = 0;
    let mut changing = place.meanwhile(|event| {
        let statements: &[&str] = if matches!(event, Event::Copied { .. }) {
            &[
                "CREATE INDEX by_a ON other (a)",
                "RENAME TABLE other TO another",
                "RENAME TABLE another TO other",
                "DROP INDEX by_a ON other",
                // The original itself.
                "RENAME TABLE t TO t2, t2 TO t",
            ]
        } else {
            &[]
        };
        pieces += usize::from(!statements.is_empty());
        statements.iter().map(|one| (*one).to_owned()).collect()
    });
    build(&mut run, &mut changing).await.unwrap();
    assert!(pieces >= 3, "{pieces} pieces");
    compare(&mut run).await.unwrap();
    switch(&mut run, &mut Silent).await.unwrap();
    let rows = place.read("SELECT v FROM t ORDER BY id").await;
    assert_eq!(rows, ["a", "b", "c", "d", "e", "f"]);
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_behind_the_copy_is_noticed_though_nothing_is_frozen() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan).await.unwrap();
    run.perform(Phase::Prepare, &mut Silent).await.unwrap();
    let mut written = false;
    let mut writing = place.meanwhile(|event| {
        // Into what is copied already.
        if matches!(event, Event::Copied { .. }) && !written {
            written = true;
            vec!["INSERT INTO t VALUES (0, 'late')".to_owned()]
        } else {
            vec![]
        }
    });
    run.perform(Phase::Copy, &mut writing).await.unwrap();
    let found = compare(&mut run).await.unwrap_err();
    assert!(found.contains("tables.t"), "{found}");
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    assert_eq!(place.read(COUNT).await, ["7"]);
}
