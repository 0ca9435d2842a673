//! Rows that keys, references, checks and `NOT NULL` refuse.

use obmigrate_model::Ident;
use obmigrate_model::constraint::MatchType;
use obmigrate_model::index::{IndexKey, Nulls};
use obmigrate_model::probe::{Condition, KeyPart};

use super::Server;

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn part(column: &str, collation: Option<&str>, prefix: Option<u32>) -> KeyPart {
    KeyPart {
        key: IndexKey::Column(ident(column)),
        collation: collation.map(str::to_owned),
        prefix,
    }
}

/// Blanks at the end count for nothing, and a collation may take more for one value.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_share_a_key_are_counted() {
    let mut server = Server::start().await;
    let columns = "id int PRIMARY KEY, `a\"b` varchar(20), n int";
    let charset = "DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin";
    server
        .run(format!("CREATE TABLE s ({columns}) {charset}"))
        .await;
    let rows = "(1, 'a', 1), (2, 'a ', 1), (3, 'A', 1), (4, 'á', 2), (5, NULL, 3), (6, NULL, 3), \
                (7, 'abc1', 4), (8, 'abc2', 4), (9, 'x', NULL), (10, 'x', NULL), (11, 'a', NULL)";
    server.run(format!("INSERT INTO s VALUES {rows}")).await;
    let column = "a\"b";
    let ci = Some("utf8mb4_general_ci");
    // The parts, the key as it is declared, and the rows that share one, next to each other.
    let cases = [
        (
            vec![part(column, None, None)],
            "`a\"b`",
            vec![1, 2, 11, 9, 10],
        ),
        (
            vec![part(column, None, Some(3))],
            "`a\"b`(3)",
            vec![1, 2, 11, 7, 8, 9, 10],
        ),
        (
            vec![part(column, None, None), part("n", None, None)],
            "`a\"b`, n",
            vec![1, 2],
        ),
        (vec![part("n", None, None)], "n", vec![1, 2, 3, 5, 6, 7, 8]),
        (vec![part("id", None, None)], "id", vec![]),
    ];
    for (parts, key, expected) in cases {
        let nulls = Nulls::Distinct;
        let condition = Condition::Duplicates {
            parts,
            predicate: None,
            nulls,
        };
        assert_eq!(server.list("s", condition).await, expected, "{key}");
        server.run("DROP TABLE IF EXISTS t").await;
        server
            .run(format!(
                "CREATE TABLE t ({columns}, UNIQUE KEY u ({key})) {charset}"
            ))
            .await;
        let is_taken = server.takes("INSERT INTO t SELECT * FROM s".into()).await;
        assert_eq!(is_taken, expected.is_empty(), "{key}");
    }
    let parts = vec![part(column, ci, None)];
    let condition = |nulls| Condition::Duplicates {
        parts: parts.clone(),
        predicate: None,
        nulls,
    };
    let mut expected = vec![1, 2, 3, 4, 11, 9, 10];
    let distinct = server.list("s", condition(Nulls::Distinct)).await;
    assert_eq!(distinct, expected);
    expected.splice(0..0, [5, 6]);
    let same = server.list("s", condition(Nulls::NotDistinct)).await;
    assert_eq!(same, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_a_constraint_refuses_are_counted() {
    let mut server = Server::start().await;
    server
        .run("CREATE TABLE p (x int, y varchar(9), PRIMARY KEY (x, y))")
        .await;
    server.run("INSERT INTO p VALUES (1, 'a'), (2, 'b')").await;
    let columns = "id int PRIMARY KEY, x int, y varchar(9)";
    server.run(format!("CREATE TABLE s ({columns})")).await;
    let rows =
        "(1, 1, 'a'), (2, 1, 'b'), (3, NULL, 'zz'), (4, 9, NULL), (5, NULL, NULL), (6, 2, 'b')";
    server.run(format!("INSERT INTO s VALUES {rows}")).await;
    let orphans = |match_type| Condition::Orphans {
        columns: vec![ident("x"), ident("y")],
        parent_schema: None,
        parent: ident("p"),
        parent_columns: vec![ident("x"), ident("y")],
        match_type,
    };
    let expression = "x > 1".to_owned();
    // The condition, what is declared to refuse its rows, and which they are.
    let cases = [
        (
            orphans(MatchType::Simple),
            "FOREIGN KEY (x, y) REFERENCES p (x, y)",
            vec![2],
        ),
        (
            Condition::FailsCheck { expression },
            "CHECK (x > 1)",
            vec![1, 2],
        ),
        (
            Condition::Null { column: ident("y") },
            "CHECK (y IS NOT NULL)",
            vec![4, 5],
        ),
    ];
    for (condition, constraint, expected) in cases {
        let found = server.list("s", condition).await;
        assert_eq!(found, expected, "{constraint}");
        server.run("DROP TABLE IF EXISTS t").await;
        server
            .run(format!("CREATE TABLE t ({columns}, {constraint})"))
            .await;
        let mut refused = Vec::new();
        for id in 1..=6 {
            let copy = format!("INSERT INTO t SELECT * FROM s WHERE id = {id}");
            if !server.takes(copy).await {
                refused.push(id);
            }
        }
        assert_eq!(refused, expected, "{constraint}");
    }
    // OceanBase reads `MATCH FULL` and does not keep it, so nothing refuses two of these.
    let full = server.list("s", orphans(MatchType::Full)).await;
    assert_eq!(full, [2, 3, 4]);
    let every = server.list("s", Condition::EveryRow).await;
    assert_eq!(every, [1, 2, 3, 4, 5, 6]);
    let present = Condition::Present { column: ident("y") };
    assert_eq!(server.list("s", present).await, [1, 2, 3, 6]);
    // A key that could not be created is trusted from then on, so the rows have to be found still.
    let key = "ALTER TABLE s ADD FOREIGN KEY (x, y) REFERENCES p (x, y)";
    assert!(!server.takes(key.to_owned()).await);
    let simple = server.list("s", orphans(MatchType::Simple)).await;
    assert_eq!(simple, [2]);
}
