//! The state machine that compares rows.

use obmigrate_model::plan::Source;
use obmigrate_model::{DataType, Row, Value};
use obmigrate_verify::pair::Walk;
use obmigrate_verify::{Error, Options, Pair, Rows, validation_script};

use super::{findings, ident, pair, same, text};

fn number(number: i128) -> Row {
    vec![Value::Integer(number)]
}

fn sums(rows: i128, sum: i128) -> Vec<Row> {
    vec![[rows, rows, sum, sum].map(Value::Integer).to_vec()]
}

fn key_and(key: &str, hashes: &[&str]) -> Row {
    [key].iter().chain(hashes).map(|part| text(part)).collect()
}

/// Hands out the answers in turn, storing and reading the state between them.
fn check(pair: Pair, answers: Vec<Vec<Row>>, expected: &[&str]) {
    let options = Options::default().chunk_rows(2);
    let mut rows = Rows::new(pair, &options).expect("a pair");
    for answer in answers {
        assert!(rows.next().is_some(), "no query for {answer:?}");
        rows.answer(answer).expect("an answer");
        let stored = serde_json::to_string(&rows).expect("a document");
        rows = serde_json::from_str(&stored).expect("the same state");
    }
    assert_eq!(rows.next(), None);
    let verdict = rows.verdict();
    assert_eq!(verdict.passed(), expected.is_empty());
    assert_eq!(findings(&verdict), expected);
}

#[test]
fn equal_ranges_pass() {
    let count = || vec![number(3)];
    let answers = vec![
        count(),
        count(),
        vec![number(2)],
        sums(2, 7),
        sums(2, 7),
        vec![],
        sums(1, 5),
        sums(1, 5),
    ];
    check(pair(Source::SameServer, &["id"]), answers, &[]);
}

#[test]
fn rows_and_columns_that_differ_are_named() {
    let answers = vec![
        vec![number(3)],
        vec![number(3)],
        vec![],
        sums(3, 7),
        sums(3, 8),
        vec![
            key_and("1", &["a"]),
            key_and("2", &["b"]),
            key_and("3", &["c"]),
        ],
        vec![
            key_and("2", &["b"]),
            key_and("3", &["x"]),
            key_and("4", &["d"]),
        ],
        vec![key_and("3", &["same", "p"])],
        vec![key_and("3", &["same", "q"])],
    ];
    check(
        pair(Source::SameServer, &["id"]),
        answers,
        &[
            "verify/row-missing tables.t: row 1 is not in the target",
            "verify/row-extra tables.t: row 4 is in the target only",
            "verify/row-different tables.t: row 3 differs in w",
            "verify/row-missing tables.t: 1 rows in all are not in the target",
            "verify/row-extra tables.t: 1 rows in all are in the target only",
            "verify/row-different tables.t: 1 rows in all differ",
        ],
    );
}

#[test]
fn without_a_key_only_the_table_is_named() {
    check(
        pair(Source::SameServer, &[]),
        vec![vec![number(2)], vec![number(1)], sums(2, 7), sums(1, 3)],
        &[
            "verify/count-different tables.t: the source has 2 rows, the target 1",
            "verify/row-different tables.t: the checksums of the whole table differ, and without a \
             key no row can be named",
        ],
    );
}

#[test]
fn a_row_without_hash_is_not_verified() {
    let answer = || vec![[2, 1, 7, 7].map(Value::Integer).to_vec()];
    check(
        pair(Source::SameServer, &[]),
        vec![vec![number(2)], vec![number(2)], answer(), answer()],
        &[
            "verify/row-not-hashed tables.t: the server made no hash of some rows, which are \
           probably larger than max_allowed_packet",
        ],
    );
}

#[test]
fn rows_of_two_servers_compare_as_values() {
    let row = |id: i128, value: &str| vec![text(&id.to_string()), Value::Integer(id), text(value)];
    let equal = vec![
        vec![number(1)],
        vec![number(1)],
        vec![],
        vec![row(1, "a")],
        vec![row(1, "a")],
    ];
    check(pair(Source::Postgres, &["id"]), equal, &[]);
    let different = vec![
        vec![number(2)],
        vec![number(2)],
        vec![],
        vec![row(1, "a"), row(2, "b")],
        vec![row(1, "A"), row(3, "b")],
    ];
    check(
        pair(Source::Postgres, &["id"]),
        different,
        &[
            "verify/row-missing tables.t: row 2 is not in the target",
            "verify/row-extra tables.t: row 3 is in the target only",
            "verify/row-different tables.t: row 1 differs in w",
            "verify/row-missing tables.t: 1 rows in all are not in the target",
            "verify/row-extra tables.t: 1 rows in all are in the target only",
            "verify/row-different tables.t: 1 rows in all differ",
        ],
    );
}

#[test]
fn rows_without_a_key_compare_as_a_multiset() {
    let row = |id: i128| vec![Value::Integer(id), text("x")];
    let answers = |last| {
        vec![
            vec![number(4)],
            vec![number(4)],
            vec![row(1), row(1), row(1), row(2)],
            vec![row(1), row(2), row(1), row(last)],
        ]
    };
    check(pair(Source::Postgres, &[]), answers(1), &[]);
    check(
        pair(Source::Postgres, &[]),
        answers(2),
        &[
            "verify/row-missing tables.t: a row is not in the target",
            "verify/row-extra tables.t: a row is in the target only",
            "verify/row-missing tables.t: 1 rows in all are not in the target",
            "verify/row-extra tables.t: 1 rows in all are in the target only",
        ],
    );
}

#[test]
fn a_table_too_large_to_hold_is_not_verified() {
    let options = Options::default().whole_table_rows(3);
    let mut rows = Rows::new(pair(Source::Postgres, &[]), &options).expect("a pair");
    for _ in 0..2 {
        rows.answer(vec![number(4)]).expect("an answer");
    }
    assert_eq!(rows.next(), None);
    let verdict = rows.verdict();
    assert!(verdict.findings.is_empty() && !verdict.passed());
}

#[test]
fn keys_that_may_be_personal_are_not_shown() {
    let mut pair = pair(Source::SameServer, &["v"]);
    pair.walk = Walk::WholeTable;
    let mut rows = Rows::new(pair, &Options::default()).expect("a pair");
    for answer in [
        vec![number(1)],
        vec![number(0)],
        sums(1, 1),
        sums(0, 0),
        vec![key_and("73656372657421", &["a"])],
        vec![],
    ] {
        rows.answer(answer).expect("an answer");
    }
    let shown = findings(&rows.verdict()).join("\n");
    assert!(shown.contains("the row of key fingerprint "), "{shown}");
    assert!(!shown.contains("7365"), "{shown}");
}

#[test]
fn wrong_answers_are_refused_and_change_nothing() {
    let new = || Rows::new(pair(Source::SameServer, &["id"]), &Options::default()).expect("a pair");
    for wrong in [
        vec![],
        vec![vec![]],
        vec![vec![text("x")]],
        vec![number(-1)],
        vec![number(1), number(1)],
    ] {
        let mut rows = new();
        let error = rows.answer(wrong).expect_err("a wrong answer");
        assert_eq!(error.code(), "verify/unexpected-answer");
        assert_eq!(rows, new());
    }
    let mut rows = new();
    for _ in 0..2 {
        rows.answer(vec![number(1)]).expect("an answer");
    }
    let null_key = rows.answer(vec![vec![Value::Null]]);
    assert!(matches!(null_key, Err(Error::UnexpectedAnswer { .. })));
    let verdict = rows.verdict();
    assert!(findings(&verdict)[0].starts_with("verify/not-finished"));
    assert!(!verdict.passed());
}

#[test]
fn a_walk_that_does_not_move_is_refused() {
    let mut rows =
        Rows::new(pair(Source::SameServer, &["id"]), &Options::default()).expect("a pair");
    for answer in [
        vec![number(9)],
        vec![number(9)],
        vec![number(5)],
        sums(1, 1),
        sums(1, 1),
    ] {
        rows.answer(answer).expect("an answer");
    }
    assert!(rows.answer(vec![number(5)]).is_err());
}

#[test]
fn a_pair_needs_columns_and_its_key() {
    let code = |pair| Rows::new(pair, &Options::default()).map_err(|error| error.code());
    assert_eq!(
        code(pair(Source::SameServer, &["other"])),
        Err("verify/key-not-mapped")
    );
    let mut empty = pair(Source::SameServer, &[]);
    empty.columns.clear();
    assert_eq!(code(empty), Err("verify/no-columns"));
}

#[test]
fn statements_are_written_for_both_names() {
    let mut pair = pair(Source::SameServer, &["id"]);
    pair.columns.push(obmigrate_model::plan::Mapping {
        data_type: DataType::decimal(12, 2),
        ..same("n", DataType::INTEGER)
    });
    pair = pair.tables(ident("t_bak"), ident("t"));
    let script = validation_script(&pair).expect("statements");
    let script: Vec<&str> = script.iter().map(obmigrate_model::Statement::sql).collect();
    let sums = "SELECT count(*), count(h), \
        coalesce(sum(cast(conv(substr(h, 1, 15), 16, 10) as unsigned)), 0), \
        coalesce(sum(cast(conv(substr(h, 16, 15), 16, 10) as unsigned)), 0) FROM (SELECT \
        md5(concat(ifnull(cast(`id` as char), 'N'), '|', ifnull(hex(`V`), 'N'), '|', \
        ifnull(cast(cast(`n` as decimal(12,2)) as char), 'N'), '|')) AS h FROM `T`) r";
    assert_eq!(
        script,
        [
            "SELECT count(*) FROM `t_bak`",
            "SELECT count(*) FROM `t`",
            &sums.replace("`V`", "`v`").replace("`T`", "`t_bak`"),
            &sums.replace("`V`", "`w`").replace("`T`", "`t`"),
        ]
    );
}
