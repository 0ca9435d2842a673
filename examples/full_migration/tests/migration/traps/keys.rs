//! Foreign keys follow the table that was renamed, and those of a backup go on working.

use obmigrate_exec::{ErrorKind, Run};
use obmigrate_model::Statement;

use super::place::Place;
use crate::site::Silent;

const PARENT: &str = "CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id))";
const NEW_PARENT: &str = "CREATE TABLE p (id int NOT NULL, n int, PRIMARY KEY (id))";
const CHILD: &str = "CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN \
                     KEY (p) REFERENCES p (id) ON DELETE CASCADE)";
const NEW_CHILD: &str = "CREATE TABLE c (id int NOT NULL, p int, n int, PRIMARY KEY (id), CONSTRAINT f \
                         FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)";
const ROWS: [&str; 2] = [
    "INSERT INTO p VALUES (1), (2)",
    "INSERT INTO c VALUES (1, 1), (2, NULL), (3, 2)",
];

async fn is_orphan_refused(place: &Place) {
    let orphan = Statement::new("INSERT INTO c (id, p) VALUES (9, 7)");
    let refused = place.session().await.execute(&orphan).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ForeignKeyViolation);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_points_at_the_parent_that_took_the_place() {
    let before = [PARENT, CHILD, ROWS[0], ROWS[1]];
    let place = Place::open(&before, &[NEW_PARENT, CHILD]).await;
    let run = place.site.perform(place.plan("20260101000000")).await;
    is_orphan_refused(&place).await;
    place.execute("INSERT INTO p (id) VALUES (5)").await;
    place.execute("INSERT INTO c VALUES (5, 5)").await;
    place.execute("DELETE FROM p WHERE id IN (1, 5)").await;
    let left = place.read("SELECT id, p FROM c ORDER BY id").await;
    assert_eq!(left, ["2 -", "3 2"]);
    let kept = place
        .read("SELECT id FROM p_bak_20260101000000 ORDER BY id")
        .await;
    assert_eq!(kept, ["1", "2"]);
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    is_orphan_refused(&place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cascade_reaches_the_backup_of_a_child() {
    let before = [PARENT, CHILD, ROWS[0], ROWS[1]];
    let place = Place::open(&before, &[PARENT, NEW_CHILD]).await;
    let run = place.site.perform(place.plan("20260101000000")).await;
    is_orphan_refused(&place).await;
    place.execute("DELETE FROM p WHERE id = 1").await;
    let left = place.read("SELECT id, p FROM c ORDER BY id").await;
    assert_eq!(left, ["2 -", "3 2"]);
    let kept = "SELECT id, p FROM c_bak_20260101000000 ORDER BY id";
    assert_eq!(place.read(kept).await, ["1 1", "2 -", "3 2"]);
    // The parent is needed for the way back.
    place.execute("INSERT INTO p VALUES (1)").await;
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    let back = place.read("SELECT id, p FROM c ORDER BY id").await;
    assert_eq!(back, ["1 1", "2 -", "3 2"]);
    is_orphan_refused(&place).await;
}

/// A foreign key that fails on the way back is left behind, too, and is no sign of success.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_is_not_done_without_the_parents() {
    let before = [PARENT, CHILD, ROWS[0], ROWS[1]];
    let place = Place::open(&before, &[PARENT, NEW_CHILD]).await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.perform(plan.clone()).await;
    place.execute("DELETE FROM p WHERE id = 1").await;
    for _ in 0..2 {
        let failed = run.undo(&mut Silent).await.unwrap_err();
        assert_eq!(failed.kind(), ErrorKind::ForeignKeyViolation, "{failed:?}");
        run = Run::attach(place.site.servers(), plan.clone())
            .await
            .unwrap();
    }
    place.execute("INSERT INTO p VALUES (1)").await;
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    let back = place.read("SELECT id, p FROM c ORDER BY id").await;
    assert_eq!(back, ["1 1", "2 -", "3 2"]);
    is_orphan_refused(&place).await;
}
