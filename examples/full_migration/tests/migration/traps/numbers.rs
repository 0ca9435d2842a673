//! Numbers that a column gives out start again, and a zero is none to be kept.

use super::place::{Place, say};
use crate::site::Silent;

#[tokio::test(flavor = "multi_thread")]
async fn numbers_go_on_behind_rows_that_are_gone_and_a_zero_stays_one() {
    let place = Place::open(
        &[
            "CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(20), PRIMARY KEY (id))",
            "INSERT INTO t VALUES (0, 'zero'), (1, 'one'), (41, 'last')",
            "DELETE FROM t WHERE id = 41",
        ],
        &["CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(40), PRIMARY KEY (id))"],
    )
    .await;
    let run = place.site.perform(place.plan("20260101000000")).await;
    place.execute("INSERT INTO t (v) VALUES ('next')").await;
    let rows = "SELECT id, v FROM t ORDER BY id";
    assert_eq!(place.read(rows).await, ["0 zero", "1 one", "42 next"]);
    // A copy that says nothing of it has other numbers.
    place.execute("CREATE TABLE plain LIKE t").await;
    let careless = "SET SESSION sql_mode = 'STRICT_ALL_TABLES'";
    let mut session = place.session().await;
    say(session.as_mut(), careless).await;
    let copy = "INSERT INTO plain SELECT id, v FROM t WHERE id = 0";
    say(session.as_mut(), copy).await;
    assert_eq!(
        place.read("SELECT count(*) FROM plain WHERE id = 0").await,
        ["0"]
    );
    place.execute("DROP TABLE plain").await;
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}
