//! The statements that list rows, in both dialects.

use obmigrate_codegen::{offenders, probe};
use obmigrate_model::constraint::MatchType;
use obmigrate_model::index::{IndexKey, Nulls};
use obmigrate_model::probe::{Condition, KeyPart};
use obmigrate_model::{Dialect, Ident, Probe};

const UNSUPPORTED: Result<String, &str> = Err("codegen/unsupported-probe");

/// A name that would end its quotes, its line or the statement if it could.
const HOSTILE: &str = "a`\"'\\\n/*--#;";

#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn listed(
    (condition, key): (&Condition, &[&str]),
    dialect: Dialect,
) -> Result<String, &'static str> {
    let probe = Probe {
        table: ident("t"),
        condition: condition.clone(),
    };
    let key: Vec<Ident> = key.iter().copied().map(ident).collect();
    let statement = offenders(&probe, &key, 20, dialect);
    statement
        .map(|statement| statement.sql().to_owned())
        .map_err(|error| error.code())
}

/// Checks the statement of OceanBase and that of PostgreSQL, each without the limit at its end.
fn check(condition: &Condition, key: &[&str], oceanbase: &str, postgres: &str) {
    for (dialect, expected) in [
        (Dialect::OceanBase, oceanbase),
        (Dialect::Postgres, postgres),
    ] {
        let expected = format!("{expected} LIMIT 20");
        assert_eq!(listed((condition, key), dialect), Ok(expected));
    }
}

fn null(column: &str) -> Condition {
    Condition::Null {
        column: ident(column),
    }
}

fn fails(expression: &str) -> Condition {
    Condition::FailsCheck {
        expression: expression.to_owned(),
    }
}

fn duplicates(predicate: Option<&str>, nulls: Nulls) -> Condition {
    Condition::Duplicates {
        parts: vec![
            KeyPart::column(ident("p1")),
            KeyPart {
                key: IndexKey::Expression("lower(b)".into()),
                collation: Some("utf8mb4_general_ci".into()),
                prefix: Some(10),
            },
        ],
        predicate: predicate.map(str::to_owned),
        nulls,
    }
}

fn orphans(match_type: MatchType) -> Condition {
    Condition::Orphans {
        columns: vec![ident("a"), ident("b")],
        parent_schema: Some(ident("s")),
        parent: ident("p"),
        parent_columns: vec![ident("x"), ident("y")],
        match_type,
    }
}

#[test]
fn rows_are_told_by_their_key() {
    check(
        &null("c"),
        &["b", "a"],
        "SELECT `b`, `a` FROM `t` WHERE `c` IS NULL ORDER BY `b`, `a`",
        "SELECT \"b\", \"a\" FROM \"t\" WHERE \"c\" IS NULL ORDER BY \"b\", \"a\"",
    );
    check(
        &Condition::EveryRow,
        &["id"],
        "SELECT `id` FROM `t` ORDER BY `id`",
        "SELECT \"id\" FROM \"t\" ORDER BY \"id\"",
    );
}

#[test]
fn rows_without_key_are_told_by_what_the_condition_looks_at() {
    let any = Condition::Any {
        conditions: vec![null("c"), fails("b > a"), null("b")],
    };
    check(
        &any,
        &[],
        "SELECT `c`, `a`, `b` FROM `t` WHERE (`c` IS NULL) OR (NOT (b > a)) OR (`b` IS NULL)",
        "SELECT \"c\", \"a\", \"b\" FROM \"t\" WHERE (\"c\" IS NULL) OR (NOT (b > a)) OR (\"b\" IS NULL)",
    );
    let none = Condition::Any { conditions: vec![] };
    for condition in [Condition::EveryRow, none, fails("1 > 2"), fails("a @#@ b")] {
        for dialect in [Dialect::OceanBase, Dialect::Postgres] {
            assert_eq!(listed((&condition, &[]), dialect), UNSUPPORTED);
        }
    }
}

#[test]
fn rows_that_share_a_key_stand_together() {
    check(
        &duplicates(Some("b > 0 OR c"), Nulls::Distinct),
        &["k1", "n"],
        "SELECT /*+ no_rewrite */ d.k1 AS `k1`, d.k2 AS `n` FROM (SELECT /*+ no_rewrite */ r.*, \
         count(*) OVER (PARTITION BY r.p1, r.p2) AS n FROM (SELECT /*+ no_rewrite */ `k1` AS k1, \
         `n` AS k2, `p1` AS p1, left((lower(b)), 10) COLLATE utf8mb4_general_ci AS p2 FROM `t` \
         WHERE (b > 0 OR c) AND `p1` IS NOT NULL AND (lower(b)) IS NOT NULL) r) d WHERE d.n > 1 \
         ORDER BY d.p1, d.p2, d.k1, d.k2",
        "SELECT d.k1 AS \"k1\", d.k2 AS \"n\" FROM (SELECT r.*, count(*) OVER (PARTITION BY r.p1, \
         r.p2) AS n FROM (SELECT \"k1\" AS k1, \"n\" AS k2, \"p1\" AS p1, left((lower(b)), 10) \
         COLLATE utf8mb4_general_ci AS p2 FROM \"t\" WHERE (b > 0 OR c) AND \"p1\" IS NOT NULL AND \
         (lower(b)) IS NOT NULL) r) d WHERE d.n > 1 ORDER BY d.p1, d.p2, d.k1, d.k2",
    );
    check(
        &duplicates(None, Nulls::NotDistinct),
        &[],
        "SELECT /*+ no_rewrite */ `p1`, left((lower(b)), 10) COLLATE utf8mb4_general_ci, count(*) \
         FROM `t` GROUP BY `p1`, left((lower(b)), 10) COLLATE utf8mb4_general_ci HAVING count(*) > \
         1 ORDER BY 1, 2",
        "SELECT \"p1\", left((lower(b)), 10) COLLATE utf8mb4_general_ci, count(*) FROM \"t\" GROUP \
         BY \"p1\", left((lower(b)), 10) COLLATE utf8mb4_general_ci HAVING count(*) > 1 ORDER BY \
         1, 2",
    );
}

#[test]
fn rows_that_reference_nothing_are_those_of_the_child() {
    let from = "FROM `t` c LEFT JOIN `s`.`p` p ON c.`a` = p.`x` AND c.`b` = p.`y` WHERE (c.`a` IS \
                NOT NULL AND c.`b` IS NOT NULL AND p.`x` IS NULL)";
    check(
        &orphans(MatchType::Simple),
        &["x", "id"],
        &format!("SELECT /*+ no_rewrite */ c.`x`, c.`id` {from} ORDER BY c.`x`, c.`id`"),
        &format!("SELECT c.`x`, c.`id` {from} ORDER BY c.`x`, c.`id`").replace('`', "\""),
    );
    let full =
        " OR ((c.`a` IS NULL OR c.`b` IS NULL) AND (c.`a` IS NOT NULL OR c.`b` IS NOT NULL))";
    check(
        &orphans(MatchType::Full),
        &[],
        &format!("SELECT /*+ no_rewrite */ c.`a`, c.`b` {from}{full}"),
        &format!("SELECT c.`a`, c.`b` {from}{full}").replace('`', "\""),
    );
}

#[test]
fn hostile_names_stay_inside_their_quotes() {
    let key = [HOSTILE, "b"];
    let oceanbase = "`a``\"'\\\n/*--#;`";
    let postgres = "\"a`\"\"'\\\n/*--#;\"";
    check(
        &null(HOSTILE),
        &key,
        &format!(
            "SELECT {oceanbase}, `b` FROM `t` WHERE {oceanbase} IS NULL ORDER BY {oceanbase}, `b`"
        ),
        &format!(
            "SELECT {postgres}, \"b\" FROM \"t\" WHERE {postgres} IS NULL ORDER BY {postgres}, \
             \"b\""
        ),
    );
    let shared = Condition::Duplicates {
        parts: vec![KeyPart::column(ident(HOSTILE))],
        predicate: None,
        nulls: Nulls::NotDistinct,
    };
    check(
        &shared,
        &[],
        &format!(
            "SELECT /*+ no_rewrite */ {oceanbase}, count(*) FROM `t` GROUP BY {oceanbase} HAVING \
             count(*) > 1 ORDER BY 1"
        ),
        &format!(
            "SELECT {postgres}, count(*) FROM \"t\" GROUP BY {postgres} HAVING count(*) > 1 ORDER \
             BY 1"
        ),
    );
    for dialect in [Dialect::OceanBase, Dialect::Postgres] {
        let sql = listed((&shared, &key), dialect).unwrap_or_default();
        let name = match dialect {
            Dialect::OceanBase => oceanbase,
            Dialect::Postgres => postgres,
        };
        assert_eq!(sql.matches(name).count(), 3, "{sql}");
        assert_eq!(
            sql.replace(name, "").matches(['#', ';', '\\']).count(),
            0,
            "{sql}"
        );
    }
}

/// What one refuses, the other refuses with the same words.
#[test]
fn what_cannot_be_counted_cannot_be_listed() {
    let mut no_parent = orphans(MatchType::Simple);
    if let Condition::Orphans { parent_columns, .. } = &mut no_parent {
        parent_columns.clear();
    }
    for condition in [
        no_parent,
        Condition::Duplicates {
            parts: vec![],
            predicate: None,
            nulls: Nulls::Distinct,
        },
        Condition::Any {
            conditions: vec![null("c"), duplicates(None, Nulls::Distinct)],
        },
        Condition::Any {
            conditions: vec![null("c"), orphans(MatchType::Simple)],
        },
        Condition::NotDate { column: ident("c") },
        fails("1); DROP TABLE t; SELECT (1"),
        duplicates(Some("a"), Nulls::Distinct),
        null("c"),
    ] {
        let asked = Probe {
            table: ident("t"),
            condition,
        };
        for dialect in [Dialect::OceanBase, Dialect::Postgres] {
            let counted = probe(&asked, dialect).err();
            let listed = offenders(&asked, &[ident("id")], 20, dialect).err();
            assert_eq!(listed, counted, "{asked:?}");
        }
    }
}
