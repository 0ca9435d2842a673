//! The server ends every statement after 10 seconds, unless a session asks for more.

use obmigrate_exec::ErrorKind;
use obmigrate_model::plan::Phase;
use obmigrate_model::{Ident, Statement};

use super::place::{Place, number, say};
use crate::site::Silent;

const BEFORE: [&str; 2] = [
    "CREATE TABLE t (id int NOT NULL, PRIMARY KEY (id))",
    "INSERT INTO t VALUES (1)",
];
const AFTER: [&str; 1] = ["CREATE TABLE t (id int NOT NULL, w int, PRIMARY KEY (id))"];

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_more_than_ten_seconds_is_not_ended_nor_after_a_connection_was_lost() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let mut session = place.session().await;
    let given = number(session.as_mut(), "SELECT @@global.ob_query_timeout").await;
    assert_eq!(given, 10_000_000, "microseconds, of the server's own");
    say(session.as_mut(), "SET ob_query_timeout = 500000").await;
    let slow = Statement::new("SELECT sleep(3)");
    assert_eq!(
        session.execute(&slow).await.unwrap_err().kind(),
        ErrorKind::Timeout
    );

    let plan = place.plan_with("20260101000000", |options| {
        options.value(ident("t"), ident("w"), "sleep(11)")
    });
    let mut run = place.site.start(plan).await.unwrap();
    run.perform(Phase::Prepare, &mut Silent).await.unwrap();
    let first = run.connection().session();
    let mut silent = Silent;
    let copying = run.perform(Phase::Copy, &mut silent);
    let killing = async {
        let session = place.at_work("INSERT%sleep(11)%").await;
        assert_eq!(session, first);
        place.kill(&[session]).await;
    };
    let (copied, ()) = tokio::join!(copying, killing);
    assert_eq!(copied.unwrap(), 1);
    assert_ne!(run.connection().session(), first);
    for limit in ["ob_query_timeout", "ob_trx_timeout"] {
        let set = number(run.connection(), &format!("SELECT @@{limit}")).await;
        assert_eq!(set, 24 * 3_600 * 1_000_000, "{limit}");
    }
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_ends_when_the_plan_says_so() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = place.plan_with("20260101000000", |options| {
        let options = options.statement_timeout_ms(1_500);
        options.value(ident("t"), ident("w"), "sleep(60)")
    });
    let mut run = place.site.start(plan).await.unwrap();
    run.perform(Phase::Prepare, &mut Silent).await.unwrap();
    let stopped = run.perform(Phase::Copy, &mut Silent).await.unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Timeout, "{stopped:?}");
    let copied = "SELECT count(*) FROM t_tmp_20260101000000";
    assert_eq!(place.read(copied).await, ["0"]);
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}
