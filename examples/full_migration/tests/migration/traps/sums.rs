//! Sums over rows that look right although the rows are others.

use obmigrate_exec::ErrorKind;
use obmigrate_model::plan::Phase;

use super::place::Place;
use crate::site::{Silent, build, compare};

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_simple_sums_take_for_equal_are_told_apart() {
    let place = Place::open(
        &[
            "CREATE TABLE k (id int NOT NULL, a varchar(9), b varchar(9), f float, j json, \
             PRIMARY KEY (id))",
            "INSERT INTO k VALUES (1, 'x', NULL, 123456.789, '{\"a\": 1}'), (2, 'a#b', 'c', 0.1, \
             NULL), (3, 'a', '', -0.0, '[1.0]')",
            "CREATE TABLE n (a varchar(9), b int)",
            "INSERT INTO n VALUES ('p', 1), ('p', 1), ('q', 2)",
        ],
        &[
            "CREATE TABLE k (id int NOT NULL, a varchar(9), b varchar(9), f float, j json, w int, \
             PRIMARY KEY (id))",
            "CREATE TABLE n (a varchar(9), b bigint)",
        ],
    )
    .await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan).await.unwrap();
    build(&mut run, &mut Silent).await.unwrap();
    let (k, n) = ("k_tmp_20260101000000", "n_tmp_20260101000000");
    for (table, change) in [
        // A missing value leaves no trace in a text that is joined.
        (k, "a = NULL, b = 'x' WHERE id = 1"),
        // Nor does it show where one value ends.
        (k, "a = 'a', b = 'b#c' WHERE id = 2"),
        // Six digits are printed.
        (k, "f = 123457 WHERE id = 1"),
        (k, "j = '{\"a\": \"1\"}' WHERE id = 1"),
        (k, "j = '[1]' WHERE id = 3"),
        // Equal to the server.
        (k, "a = 'a ' WHERE id = 3"),
        (k, "b = NULL WHERE id = 3"),
        // Two equal rows cancel each other out.
        (n, "a = 'z', b = 9 WHERE a = 'p'"),
    ] {
        place.execute(&format!("UPDATE {table} SET {change}")).await;
        let name = &table[..1];
        let found = compare(&mut run).await.unwrap_err();
        assert!(
            found.contains(&format!("tables.{name}")),
            "{change}: {found}"
        );
        let columns = if name == "k" {
            "id, a, b, f, j"
        } else {
            "a, b"
        };
        place.execute(&format!("DELETE FROM {table}")).await;
        let again = format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {name}");
        place.execute(&again).await;
    }
    // Right again, but what was found once is final.
    compare(&mut run).await.unwrap();
    let refused = run.perform(Phase::Switch, &mut Silent).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Refused);
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}
