//! The same questions in the words of PostgreSQL.

use obmigrate_model::constraint::MatchType;
use obmigrate_model::data_type::{Signedness, TimeZone};
use obmigrate_model::index::Nulls;
use obmigrate_model::probe::{Condition as C, KeyPart, LengthUnit};
use obmigrate_model::{DataType, Dialect, Ident, Probe, Statement};
use obmigrate_sandbox::shared;

use super::agreement;
use crate::shop::{Shop, execute, query};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_asked_in_its_own_words() {
    let shop = Shop::from_postgres(shared().unwrap().postgres_url()).await;
    let create = "CREATE TABLE t (id int PRIMARY KEY, n numeric, i bigint, \"v\"\"'\" text, b bytea, \
                  ts timestamp, e varchar(9))";
    execute(&shop.postgres, create).await;
    let rows = "(1, 1.5, 1, '007', '\\x00', '2024-01-01', 'a'), \
                (2, 1000, 9007199254740993, '7', '\\x0001', '2024-01-01 00:00:00.1234', 'A'), \
                (3, 2, 3, '1.55', NULL, '2024-01-01 10:00:00', 'b '), \
                (4, NULL, NULL, NULL, NULL, NULL, NULL)";
    execute(&shop.postgres, &format!("INSERT INTO t VALUES {rows}")).await;
    let cases = numbers().into_iter().chain(texts()).chain(times_and_keys());
    for (condition, expected) in cases {
        let table = ident("t");
        let asked = Probe { table, condition };
        let run = async |statement: Statement| query(&shop.postgres, statement.sql()).await;
        let found = agreement::list(&asked, &[ident("id")], Dialect::Postgres, run).await;
        assert_eq!(found.len(), expected, "{asked:?}");
    }
}

fn numbers() -> Vec<(C, usize)> {
    let text = || ident("v\"'");
    vec![
        (C::EveryRow, 4),
        (C::Present { column: text() }, 3),
        (C::Null { column: text() }, 1),
        (
            C::OutOfRange {
                column: ident("n"),
                minimum: Some("0".into()),
                maximum: Some("999.99".into()),
            },
            1,
        ),
        (
            C::Rounded {
                column: ident("n"),
                scale: 0,
            },
            1,
        ),
        (
            C::NotKept {
                column: ident("i"),
                from: DataType::BIGINT,
                to: DataType::Double,
            },
            1,
        ),
        (
            C::TooLong {
                column: ident("ts"),
                data_type: DataType::Timestamp {
                    precision: 6,
                    zone: TimeZone::Without,
                },
                most: 19,
                unit: LengthUnit::Characters,
            },
            1,
        ),
        (C::TrailingBlanks { column: ident("e") }, 1),
        (
            C::WrongLength {
                column: ident("b"),
                bytes: 1,
            },
            1,
        ),
    ]
}

fn texts() -> Vec<(C, usize)> {
    let text = || ident("v\"'");
    vec![
        (
            C::NotWholeNumber {
                column: text(),
                minimum: "0".into(),
                maximum: "9".into(),
            },
            2,
        ),
        (
            C::NotDecimal {
                column: text(),
                whole_digits: 1,
                scale: 2,
                signedness: Signedness::Signed,
            },
            1,
        ),
        (
            C::NotLabel {
                column: ident("e"),
                labels: vec!["a".into(), "b".into()],
            },
            2,
        ),
    ]
}

fn times_and_keys() -> Vec<(C, usize)> {
    vec![
        (
            C::FinerFraction {
                column: ident("ts"),
                digits: 3,
            },
            1,
        ),
        (
            C::NotMidnight {
                column: ident("ts"),
            },
            2,
        ),
        (
            C::Any {
                conditions: vec![
                    C::Null { column: ident("n") },
                    C::FailsCheck {
                        expression: "n < 2".into(),
                    },
                ],
            },
            3,
        ),
        (
            C::Duplicates {
                predicate: None,
                parts: vec![KeyPart::column(ident("b"))],
                nulls: Nulls::NotDistinct,
            },
            2,
        ),
        (
            C::Orphans {
                parent_schema: None,
                columns: vec![ident("i")],
                parent: ident("t"),
                parent_columns: vec![ident("id")],
                match_type: MatchType::Full,
            },
            1,
        ),
    ]
}
