//! A statement that failed or was killed leaves something behind.

use obmigrate_exec::{ErrorKind, collect};
use obmigrate_model::Statement;
use obmigrate_model::plan::Phase;

use super::place::{Place, number};
use crate::site::{Silent, build, compare};

/// Which row of `c` has no parent.
const ORPHANS: &str = "count(*) FROM c LEFT JOIN p_tmp_20260101000000 p ON c.p = p.id WHERE c.p IS NOT \
                       NULL AND p.id IS NULL";

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_key_that_failed_is_taken_away_again() {
    let before = [
        "CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id))",
        "CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) \
         REFERENCES p (id))",
        "INSERT INTO p VALUES (1), (2)",
        "INSERT INTO c VALUES (1, 1), (2, NULL)",
    ];
    let after = [
        "CREATE TABLE p (id int NOT NULL, n int, PRIMARY KEY (id))",
        "CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) \
         REFERENCES p (id))",
    ];
    let place = Place::open(&before, &after).await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan).await.unwrap();
    build(&mut run, &mut Silent).await.unwrap();
    compare(&mut run).await.unwrap();
    // Nothing is wrong with these rows, but the new parent does not have theirs.
    place.execute("INSERT INTO p VALUES (9)").await;
    place.execute("INSERT INTO c VALUES (3, 9)").await;
    let failed = run
        .perform(Phase::Constrain, &mut Silent)
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::ForeignKeyViolation, "{failed:?}");
    // The key is on a table of the application now, and hides what it was refused for.
    let schema = place.site.schema().await;
    let child = schema
        .tables
        .iter()
        .find(|(name, _)| name.as_str() == "c")
        .unwrap();
    assert_eq!(child.1.foreign_keys.len(), 2);
    let mut session = place.session().await;
    let hidden = number(session.as_mut(), &format!("SELECT {ORPHANS}")).await;
    let told = format!("SELECT /*+ no_rewrite */ {ORPHANS}");
    assert_eq!(
        (hidden, number(session.as_mut(), &told).await),
        (0, 1),
        "the server believes a key that it did not check"
    );

    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    place.execute("INSERT INTO p VALUES (10)").await;
    place.execute("INSERT INTO c VALUES (4, 10)").await;
    place.site.perform(place.plan("20260101000001")).await;
    let rows = place.read("SELECT id, p FROM c ORDER BY id").await;
    assert_eq!(rows, ["1 1", "2 -", "3 9", "4 10"]);
    let parents = place.read("SELECT id FROM p ORDER BY id").await;
    assert_eq!(parents, ["1", "2", "9", "10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_whose_building_was_killed_does_not_stay() {
    let place = Place::open(
        &[
            "CREATE TABLE t (id int NOT NULL, a int, PRIMARY KEY (id))",
            "INSERT INTO t VALUES (1, 1), (2, 2), (3, NULL)",
        ],
        &["CREATE TABLE t (id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_a (a))"],
    )
    .await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan).await.unwrap();
    run.perform(Phase::Prepare, &mut Silent).await.unwrap();
    run.perform(Phase::Copy, &mut Silent).await.unwrap();
    let write = "UPDATE t_tmp_20260101000000 SET a = 5 WHERE id = 1";
    let mut writer = place.transaction(write).await;
    let mut silent = Silent;
    let building = run.perform(Phase::Index, &mut silent);
    let killing = async {
        let session = place.at_work("%INDEX%by_a%").await;
        place.site.connector.kill(session).await.unwrap();
    };
    let (built, ()) = tokio::join!(building, killing);
    assert_eq!(built.unwrap_err().kind(), ErrorKind::Cancelled);
    // It looks like one; only its comment tells that it is none.
    let show = Statement::new("SHOW INDEX FROM t_tmp_20260101000000 WHERE Key_name = 'by_a'");
    let mut session = place.session().await;
    let left = collect(session.as_mut(), &show).await.unwrap();
    assert_eq!(left.len(), 1);
    let told = left[0].iter().filter_map(|value| value.as_text());
    assert!(
        !told.clone().any(|text| text == "available"),
        "{:?}",
        told.collect::<Vec<_>>()
    );
    writer.rollback().await.unwrap();

    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    place.site.perform(place.plan("20260101000001")).await;
    let rows = place.read("SELECT id, a FROM t ORDER BY id").await;
    assert_eq!(rows, ["1 1", "2 2", "3 -"]);
}
