//! A switch waits for ever for an open transaction, and no timeout of the server ends that.

use std::time::Duration;

use obmigrate_exec::{ErrorKind, Event, Observer};
use obmigrate_model::Statement;
use obmigrate_model::plan::{Phase, Plan};

use super::place::{Place, say};
use crate::site::{Silent, build, compare};

const TABLE: &str = "CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id))";
const PARTS: &str = "CREATE TABLE parts (id int NOT NULL, a int, PRIMARY KEY (id)) PARTITION BY HASH (id) \
                     PARTITIONS 3";
const ROWS: &str = "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')";
const ELSEWHERE: &str = "INSERT INTO parts VALUES (1, 1), (2, 2), (3, 3)";
const BEFORE: [&str; 4] = [TABLE, PARTS, ROWS, ELSEWHERE];
const AFTER: [&str; 2] = [
    "CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id))",
    PARTS,
];
const WRITE: &str = "UPDATE t SET v = 'other' WHERE id = 2";

/// Counts how often a statement was stopped.
#[derive(Default)]
struct Stopped(u32);

impl Observer for Stopped {
    fn event(&mut self, event: &Event) {
        self.0 += u32::from(matches!(event, Event::Waiting { .. }));
    }
}

/// Bounds how long the switch waits; on a busy machine the other steps may take longer.
fn impatient(mut plan: Plan, milliseconds: u64) -> Plan {
    let steps = plan.groups.iter_mut().flat_map(|group| &mut group.steps);
    for step in steps.filter(|step| step.phase == Phase::Switch) {
        step.limits.lock_ms = Some(milliseconds);
    }
    plan
}

#[tokio::test(flavor = "multi_thread")]
async fn no_timeout_of_the_server_ends_the_waiting_for_a_transaction() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let mut writer = place.transaction(WRITE).await;
    let mut session = place.session().await;
    for limit in [
        "SET ob_query_timeout = 200000",
        "SET ob_trx_timeout = 200000",
        "SET ob_trx_lock_timeout = 200000",
        "SET lock_wait_timeout = 1",
    ] {
        say(session.as_mut(), limit).await;
    }
    let rename = Statement::new("RENAME TABLE t TO t2");
    let renaming = session.execute(&rename);
    let killing = async {
        let waiting = place.at_work("RENAME TABLE%").await;
        // Whatever the server ended by then would not be cancelled below.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        place.site.connector.kill(waiting).await.unwrap();
    };
    let (renamed, ()) = tokio::join!(renaming, killing);
    assert_eq!(renamed.unwrap_err().kind(), ErrorKind::Cancelled);
    writer.commit().await.unwrap();
    place.assert_as_before().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_that_waits_too_long_is_given_up_and_changes_nothing() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = impatient(place.plan("20260101000000"), 300);
    let mut run = place.site.start(plan).await.unwrap();
    build(&mut run, &mut Silent).await.unwrap();
    compare(&mut run).await.unwrap();
    let mut writer = place.transaction(WRITE).await;
    let elsewhere = place
        .transaction("UPDATE parts SET a = 9 WHERE id = 2")
        .await;
    let mut stopped = Stopped::default();
    let failed = run.perform(Phase::Switch, &mut stopped).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::LockTimeout, "{failed:?}");
    let told = format!("{failed:?}");
    let holders = [(&writer, "t"), (&elsewhere, "parts")];
    for (holder, table) in holders {
        let named = format!("session {} on {table}", holder.session());
        assert!(told.contains(&named), "{named}: {told}");
    }
    assert!(!told.contains("obmigrate_lock"), "{told}");
    assert_eq!(stopped.0, 3);
    // Undone while the transaction is open still.
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    writer.commit().await.unwrap();
    drop(elsewhere);

    place.site.perform(place.plan("20260101000001")).await;
    let rows = ["1 a", "2 other", "3 c"];
    assert_eq!(place.read("SELECT id, v FROM t ORDER BY id").await, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_goes_through_when_the_transaction_has_ended() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = impatient(place.plan("20260101000000"), 2_000);
    let mut run = place.site.start(plan).await.unwrap();
    build(&mut run, &mut Silent).await.unwrap();
    compare(&mut run).await.unwrap();
    let reader = place
        .transaction("SELECT id FROM t WHERE id = 2 FOR UPDATE")
        .await;
    let holder = reader.session();
    let mut ending = place.meanwhile(|event| {
        if matches!(event, Event::Waiting { attempt: 1, .. }) {
            vec![format!("KILL {holder}")]
        } else {
            vec![]
        }
    });
    run.perform(Phase::Switch, &mut ending).await.unwrap();
    run.perform(Phase::Settle, &mut Silent).await.unwrap();
    let rows = ["1 a -", "2 b -", "3 c -"];
    assert_eq!(place.read("SELECT * FROM t ORDER BY id").await, rows);
}
