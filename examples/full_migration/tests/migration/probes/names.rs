//! Names that a listing gives itself, and names that end in quotes, among those of the tables.

use obmigrate_model::constraint::MatchType;
use obmigrate_model::index::Nulls;
use obmigrate_model::probe::{Condition, KeyPart};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Probe, Row, Statement};
use obmigrate_sandbox::shared;

use super::{Server, agreement};
use crate::shop::{Shop, execute, query};

/// The row key, in its order.
const KEY: [&str; 2] = ["k2", "a`\"'\\\n/*--#;"];

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// Writes the table, in which the key stands in another order than its columns.
fn statements(dialect: Dialect) -> [Statement; 2] {
    let mut create = Writer::new(dialect);
    create.kw("CREATE TABLE ").ident(&ident("d`\"")).kw(" (");
    for name in ["n", "p1", KEY[1], "count", KEY[0]] {
        create.ident(&ident(name)).kw(" int, ");
    }
    create.kw("PRIMARY KEY (").idents(&KEY.map(ident)).kw("))");
    let mut insert = Writer::new(dialect);
    insert.kw("INSERT INTO ").ident(&ident("d`\"")).kw(
        " VALUES (1, 1, 1, 7, 9), (1, 2, 2, 7, 8), (2, 1, 3, 5, 7), (1, 1, 4, 5, 6), (2, 2, 5, 6, \
         6), (2, 1, 6, NULL, 6)",
    );
    [create.finish(), insert.finish()]
}

/// Are the conditions, and the row keys that are listed.
fn cases() -> Vec<(Condition, Vec<[i128; 2]>)> {
    let shared = |columns: &[&str]| Condition::Duplicates {
        parts: columns
            .iter()
            .map(|name| KeyPart::column(ident(name)))
            .collect(),
        predicate: None,
        nulls: Nulls::Distinct,
    };
    let orphans = Condition::Orphans {
        columns: vec![ident("count")],
        parent_schema: None,
        parent: ident("d`\""),
        parent_columns: vec![ident(KEY[1])],
        match_type: MatchType::Simple,
    };
    vec![
        (shared(&["n", "p1"]), vec![[6, 4], [9, 1], [6, 6], [7, 3]]),
        (shared(&["count"]), vec![[6, 4], [7, 3], [8, 2], [9, 1]]),
        (shared(&[KEY[0]]), vec![[6, 4], [6, 5], [6, 6]]),
        (shared(&[KEY[1]]), vec![]),
        (orphans, vec![[8, 2], [9, 1]]),
        (
            Condition::Null {
                column: ident("count"),
            },
            vec![[6, 6]],
        ),
        (
            Condition::Present {
                column: ident(KEY[1]),
            },
            vec![[6, 4], [6, 5], [6, 6], [7, 3], [8, 2], [9, 1]],
        ),
    ]
}

async fn check(dialect: Dialect, mut run: impl AsyncFnMut(Statement) -> Vec<Row>) {
    for (condition, expected) in cases() {
        let asked = Probe {
            table: ident("d`\""),
            condition,
        };
        let rows = agreement::list(&asked, &KEY.map(ident), dialect, &mut run).await;
        let keys = rows
            .iter()
            .map(|row| [0, 1].map(|at| row[at].as_integer().unwrap()));
        assert_eq!(keys.collect::<Vec<_>>(), expected, "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oceanbase_lists_by_keys_of_any_name() {
    let mut server = Server::start().await;
    for statement in statements(Dialect::OceanBase) {
        server.run(statement.sql()).await;
    }
    check(Dialect::OceanBase, async |statement| {
        server.rows(&statement).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_lists_by_keys_of_any_name() {
    let shop = Shop::from_postgres(shared().unwrap().postgres_url()).await;
    for statement in statements(Dialect::Postgres) {
        execute(&shop.postgres, statement.sql()).await;
    }
    check(Dialect::Postgres, async |statement| {
        query(&shop.postgres, statement.sql()).await
    })
    .await;
}
