//! Rows that keys, references, checks and `NOT NULL` refuse.

use obmigrate_codegen::probe;
use obmigrate_model::constraint::MatchType;
use obmigrate_model::index::{IndexKey, Nulls};
use obmigrate_model::probe::{Condition, KeyPart};
use obmigrate_model::{Dialect, Ident, Probe};

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

async fn counted(server: &mut Server, table: &str, condition: Condition) -> i128 {
    let table = ident(table);
    let statement = probe(&Probe { table, condition }, Dialect::OceanBase).unwrap();
    server.rows(&statement).await[0][0].as_integer().unwrap()
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
                (7, 'abc1', 4), (8, 'abc2', 4), (9, 'x', NULL), (10, 'x', NULL)";
    server.run(format!("INSERT INTO s VALUES {rows}")).await;
    let column = "a\"b";
    let ci = Some("utf8mb4_general_ci");
    // The parts, the key as it is declared, and the rows that share one.
    let cases = [
        (vec![part(column, None, None)], "`a\"b`", 4),
        (vec![part(column, None, Some(3))], "`a\"b`(3)", 6),
        (
            vec![part(column, None, None), part("n", None, None)],
            "`a\"b`, n",
            2,
        ),
        (vec![part("n", None, None)], "n", 7),
        (vec![part("id", None, None)], "id", 0),
    ];
    for (parts, key, expected) in cases {
        let nulls = Nulls::Distinct;
        let condition = Condition::Duplicates {
            parts,
            predicate: None,
            nulls,
        };
        assert_eq!(
            counted(&mut server, "s", condition).await,
            expected,
            "{key}"
        );
        server.run("DROP TABLE IF EXISTS t").await;
        server
            .run(format!(
                "CREATE TABLE t ({columns}, UNIQUE KEY u ({key})) {charset}"
            ))
            .await;
        let is_taken = server.takes("INSERT INTO t SELECT * FROM s".into()).await;
        assert_eq!(is_taken, expected == 0, "{key}");
    }
    let parts = vec![part(column, ci, None)];
    let condition = |nulls| Condition::Duplicates {
        parts: parts.clone(),
        predicate: None,
        nulls,
    };
    let distinct = counted(&mut server, "s", condition(Nulls::Distinct)).await;
    let same = counted(&mut server, "s", condition(Nulls::NotDistinct)).await;
    assert_eq!((distinct, same), (6, 8));
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
    // The condition, what is declared to refuse its rows, and how many there are.
    let cases = [
        (
            orphans(MatchType::Simple),
            "FOREIGN KEY (x, y) REFERENCES p (x, y)",
            1,
        ),
        (Condition::FailsCheck { expression }, "CHECK (x > 1)", 2),
        (
            Condition::Null { column: ident("y") },
            "CHECK (y IS NOT NULL)",
            2,
        ),
    ];
    for (condition, constraint, expected) in cases {
        let found = counted(&mut server, "s", condition).await;
        assert_eq!(found, expected, "{constraint}");
        server.run("DROP TABLE IF EXISTS t").await;
        server
            .run(format!("CREATE TABLE t ({columns}, {constraint})"))
            .await;
        let mut refused = 0;
        for id in 1..=6 {
            let copy = format!("INSERT INTO t SELECT * FROM s WHERE id = {id}");
            refused += i128::from(!server.takes(copy).await);
        }
        assert_eq!(refused, expected, "{constraint}");
    }
    // OceanBase reads `MATCH FULL` and does not keep it, so nothing refuses these two.
    assert_eq!(counted(&mut server, "s", orphans(MatchType::Full)).await, 3);
    assert_eq!(counted(&mut server, "s", Condition::EveryRow).await, 6);
    let present = Condition::Present { column: ident("y") };
    assert_eq!(counted(&mut server, "s", present).await, 4);
}
