//! The proof of constraints.

use std::collections::BTreeMap;

use obmigrate_model::{
    Check, Column, DataType, ForeignKey, Nullability, PrimaryKey, Row, Table, Unique, Value,
};
use obmigrate_model::{ReferentialAction, constraint::Reference};
use obmigrate_verify::Constraints;

use super::{findings, ident};

fn table() -> Table {
    let mut id = Column::new(ident("id"), DataType::BIGINT);
    id.nullability = Nullability::NotNull;
    let key = ForeignKey {
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        ..ForeignKey::new(
            vec![ident("a"), ident("b")],
            Reference::new(ident("p"), vec![ident("x"), ident("y")]),
        )
    };
    Table {
        columns: [
            id,
            Column::new(ident("a"), DataType::BIGINT),
            Column::new(ident("b"), DataType::BIGINT),
        ]
        .into_iter()
        .collect(),
        primary_key: Some(PrimaryKey::new(vec![ident("id")])),
        uniques: BTreeMap::from([(ident("u"), Unique::new(vec![ident("a"), ident("b")]))]),
        foreign_keys: BTreeMap::from([(ident("f"), key)]),
        checks: BTreeMap::from([(ident("k"), Check::new("`a` > 0".to_owned()))]),
        ..Table::default()
    }
}

fn proof() -> Constraints {
    let names = BTreeMap::from([(ident("c"), ident("c_tmp")), (ident("p"), ident("p_tmp"))]);
    Constraints::new(&ident("c_tmp"), &table(), &names)
}

/// Answers all queries with the numbers in turn.
fn check(answers: [&[i128]; 4], expected: &[&str]) {
    let mut proof = proof();
    for numbers in answers {
        let row: Row = numbers.iter().copied().map(Value::Integer).collect();
        proof.answer(&[row]).expect("an answer");
    }
    assert_eq!(proof.next(), None);
    let verdict = proof.verdict();
    assert_eq!(verdict.passed(), expected.is_empty());
    assert_eq!(verdict.checks.len(), 2);
    assert_eq!(findings(&verdict), expected);
}

#[test]
fn breaches_are_counted() {
    check([&[9, 0, 0], &[0], &[0], &[0]], &[]);
    check(
        [&[9, 1, 2], &[3], &[4], &[5]],
        &[
            "verify/null-in-not-null tables.c.columns.id: 1 rows have no value in a column that must have one",
            "verify/check-violated tables.c.checks.k: 2 rows break the check",
            "verify/unique-duplicates tables.c.primary_key: 3 keys stand more than once",
            "verify/unique-duplicates tables.c.uniques.u: 4 keys stand more than once",
            "verify/foreign-key-orphans tables.c.foreign_keys.f: 5 rows reference rows of p that are not there",
        ],
    );
}

#[test]
fn queries_use_the_names_to_query() {
    let mut proof = proof();
    let mut statements = Vec::new();
    while let Some(request) = proof.next() {
        statements.push(request.statement.sql().to_owned());
        let width = if statements.len() == 1 { 3 } else { 1 };
        proof
            .answer(&[vec![Value::Integer(0); width]])
            .expect("an answer");
    }
    assert_eq!(
        statements,
        [
            "SELECT /*+ no_rewrite */ count(*), coalesce(sum(`id` IS NULL), 0), coalesce(sum(CASE \
             WHEN NOT (`a` > 0) THEN 1 ELSE 0 END), 0) FROM `c_tmp`",
            "SELECT /*+ no_rewrite */ count(*) FROM (SELECT /*+ no_rewrite */ 1 FROM `c_tmp` WHERE \
             `id` IS NOT NULL GROUP BY `id` HAVING count(*) > 1) d",
            "SELECT /*+ no_rewrite */ count(*) FROM (SELECT /*+ no_rewrite */ 1 FROM `c_tmp` WHERE \
             `a` IS NOT NULL AND `b` IS NOT NULL GROUP BY `a`, `b` HAVING count(*) > 1) d",
            "SELECT /*+ no_rewrite */ count(*) FROM `c_tmp` c LEFT JOIN `p_tmp` p ON c.`a` = p.`x` \
             AND c.`b` = p.`y` WHERE c.`a` IS NOT NULL AND c.`b` IS NOT NULL AND p.`x` IS NULL",
        ]
    );
}

#[test]
fn wrong_answers_are_refused() {
    let mut started = proof();
    for wrong in [vec![], vec![vec![]], vec![vec![Value::Null; 3]]] {
        let error = started.answer(&wrong).expect_err("a wrong answer");
        assert_eq!(error.code(), "verify/unexpected-answer");
    }
    assert_eq!(started, proof());
    assert!(!started.verdict().passed());
}
