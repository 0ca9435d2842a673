//! The statements that count rows, in both dialects.

use obmigrate_codegen::probe;
use obmigrate_model::constraint::MatchType;
use obmigrate_model::data_type::{FloatWidth, Signedness};
use obmigrate_model::index::{IndexKey, Nulls};
use obmigrate_model::probe::{Condition, KeyPart, LengthUnit};
use obmigrate_model::{DataType, Dialect, Ident, Probe};

#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn written(condition: Condition, dialect: Dialect) -> Result<String, &'static str> {
    let table = ident("t");
    let statement = probe(&Probe { table, condition }, dialect);
    statement
        .map(|statement| statement.sql().to_owned())
        .map_err(|error| error.code())
}

/// Checks the statement of OceanBase and that of PostgreSQL, each without what all begin with.
fn check(condition: Condition, oceanbase: &str, postgres: &str) {
    let expected = format!("SELECT count(*) FROM `t`{oceanbase}");
    assert_eq!(written(condition.clone(), Dialect::OceanBase), Ok(expected));
    let expected = if postgres.is_empty() {
        Err("codegen/unsupported-probe")
    } else {
        Ok(format!("SELECT count(*) FROM \"t\" WHERE {postgres}"))
    };
    assert_eq!(written(condition, Dialect::Postgres), expected);
}

#[test]
fn numbers_are_counted() {
    let column = ident("c");
    let range = |minimum: Option<&str>, maximum: Option<&str>| Condition::OutOfRange {
        column: ident("c"),
        minimum: minimum.map(str::to_owned),
        maximum: maximum.map(str::to_owned),
    };
    check(
        range(Some("-128"), Some("127")),
        " WHERE `c` NOT BETWEEN -128 AND 127",
        "\"c\" NOT BETWEEN -128 AND 127",
    );
    check(
        range(None, Some("9.99")),
        " WHERE `c` > 9.99",
        "\"c\" > 9.99",
    );
    check(range(Some("0"), None), " WHERE `c` < 0", "\"c\" < 0");
    // What is no number is no syntax either.
    check(
        range(Some("0 OR 1"), None),
        " WHERE `c` < '0 OR 1'",
        "\"c\" < '0 OR 1'",
    );
    let rounded = |scale| Condition::Rounded {
        column: ident("c"),
        scale,
    };
    check(
        rounded(0),
        " WHERE `c` <> floor(`c`)",
        "\"c\"::numeric <> round(\"c\"::numeric, 0)",
    );
    check(
        rounded(2),
        " WHERE `c` <> round(`c`, 2)",
        "\"c\"::numeric <> round(\"c\"::numeric, 2)",
    );
    let kept = |from, to| Condition::NotKept {
        column: column.clone(),
        from,
        to,
    };
    check(
        kept(DataType::Double, DataType::decimal(10, 2)),
        " WHERE CASE WHEN abs(`c`) >= 1e65 THEN 1 ELSE NOT (cast(cast(`c` AS decimal(10, 2)) AS \
         double) <=> `c`) END",
        "",
    );
    check(
        kept(DataType::BIGINT, DataType::Double),
        " WHERE NOT (cast(cast(`c` AS double) AS decimal(20, 0)) <=> `c`)",
        "\"c\"::float8::text::numeric <> \"c\"",
    );
    let geometry = obmigrate_model::data_type::Shape::Point;
    let geometry = DataType::Geometry { shape: geometry };
    assert_eq!(
        written(kept(geometry, DataType::TEXT), Dialect::OceanBase),
        Err("codegen/unsupported-probe")
    );
}

#[test]
fn texts_are_counted() {
    let column = || ident("we`ird\"");
    let long = |data_type, unit| Condition::TooLong {
        column: ident("c"),
        data_type,
        most: 9,
        unit,
    };
    let blob = DataType::VarBinary { length: 9 };
    check(
        long(DataType::TEXT, LengthUnit::Bytes),
        " WHERE length(`c`) > 9",
        "octet_length(\"c\"::text) > 9",
    );
    check(
        long(DataType::Date, LengthUnit::Characters),
        " WHERE char_length(cast(`c` AS char)) > 9",
        "char_length(\"c\"::text) > 9",
    );
    assert_eq!(
        written(long(blob, LengthUnit::Characters), Dialect::OceanBase),
        Ok("SELECT count(*) FROM `t` WHERE char_length(convert(`c` USING utf8mb4)) > 9".into())
    );
    check(
        Condition::TrailingBlanks { column: column() },
        " WHERE `we``ird\"` LIKE '% '",
        "\"we`ird\"\"\" LIKE '% '",
    );
    check(
        Condition::NotWholeNumber {
            column: ident("c"),
            minimum: "0".into(),
            maximum: "255".into(),
        },
        " WHERE `c` IS NOT NULL AND (NOT regexp_like(`c`, '^((0|-?[1-9][0-9]{0,19}))\\\\z') OR \
         cast(`c` AS decimal(30, 0)) NOT BETWEEN 0 AND 255)",
        "CASE WHEN \"c\"::text ~ '^((0|-?[1-9][0-9]{0,19}))\\Z' THEN \"c\"::numeric NOT BETWEEN 0 \
         AND 255 ELSE \"c\" IS NOT NULL END",
    );
    check(
        Condition::NotDecimal {
            column: ident("c"),
            whole_digits: 1,
            scale: 1,
            signedness: Signedness::Unsigned,
        },
        " WHERE `c` IS NOT NULL AND (NOT regexp_like(`c`, '^((0|[1-9][0-9]{0,0})([.][0-9]{1,1})?)\\\\z'))",
        "NOT (\"c\"::text ~ '^((0|[1-9][0-9]{0,0})([.][0-9]{1,1})?)\\Z')",
    );
    check(
        Condition::NotUuid { column: ident("c") },
        " WHERE `c` IS NOT NULL AND (NOT regexp_like(`c`, '^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}-\
         ([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})\\\\z'))",
        "NOT (\"c\"::text ~ '^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}\
         [0-9A-Fa-f]{12})\\Z')",
    );
    check(
        Condition::NotBits {
            column: ident("c"),
            length: 8,
        },
        " WHERE `c` IS NOT NULL AND (NOT regexp_like(`c`, '^([01]{8})\\\\z'))",
        "NOT (\"c\"::text ~ '^([01]{8})\\Z')",
    );
    check(
        Condition::NotTruth {
            column: ident("c"),
            minimum: "0".into(),
            maximum: "1".into(),
        },
        " WHERE cast(`c` AS binary) NOT IN ('true', 'false') AND (`c` IS NOT NULL AND (NOT \
         regexp_like(`c`, '^((0|-?[1-9][0-9]{0,19}))\\\\z') OR cast(`c` AS decimal(30, 0)) NOT \
         BETWEEN 0 AND 1))",
        "\"c\"::text NOT IN ('true', 'false') AND CASE WHEN \"c\"::text ~ \
         '^((0|-?[1-9][0-9]{0,19}))\\Z' THEN \"c\"::numeric NOT BETWEEN 0 AND 1 ELSE \"c\" IS NOT \
         NULL END",
    );
    check(
        Condition::NotLabel {
            column: ident("c"),
            labels: vec!["it's\\".into(), String::new()],
        },
        " WHERE cast(`c` AS binary) NOT IN (cast('it''s\\\\' AS binary), cast('' AS binary))",
        "cast(\"c\" AS text) COLLATE \"C\" NOT IN ('it''s\\', '')",
    );
}

/// Texts that only a cast tells are not asked for on PostgreSQL; on OceanBase all of them parse.
#[test]
fn what_only_a_cast_tells_is_counted_on_oceanbase_alone() {
    use Condition as C;
    let column = || ident("c");
    for condition in [
        C::NotFloat {
            column: column(),
            width: FloatWidth::Single,
        },
        C::NotDate { column: column() },
        C::NotTimestamp {
            column: column(),
            precision: 6,
        },
        C::NotTime {
            column: column(),
            precision: 0,
        },
        C::NotJson { column: column() },
        C::NotUtf8 { column: column() },
        C::NotJsonNumber {
            column: column(),
            minimum: "0".into(),
            maximum: "9".into(),
        },
    ] {
        let code = Err("codegen/unsupported-probe");
        assert_eq!(written(condition.clone(), Dialect::Postgres), code);
        assert!(written(condition, Dialect::OceanBase).is_ok());
    }
}

#[test]
fn times_rows_and_checks_are_counted() {
    let column = || ident("c");
    check(
        Condition::FinerFraction {
            column: column(),
            digits: 3,
        },
        " WHERE microsecond(`c`) % 1000 <> 0",
        "extract(microseconds FROM \"c\")::bigint % 1000 <> 0",
    );
    check(
        Condition::NotMidnight { column: column() },
        " WHERE time(`c`) <> 0",
        "\"c\"::time <> '00:00'",
    );
    check(
        Condition::WrongLength {
            column: column(),
            bytes: 16,
        },
        " WHERE length(`c`) <> 16",
        "octet_length(\"c\") <> 16",
    );
    let every = written(Condition::EveryRow, Dialect::Postgres);
    assert_eq!(every, Ok("SELECT count(*) FROM \"t\"".into()));
    check(
        Condition::Any {
            conditions: vec![
                Condition::Null { column: column() },
                Condition::FailsCheck {
                    expression: "c > 0".into(),
                },
            ],
        },
        " WHERE (`c` IS NULL) OR (NOT (c > 0))",
        "(\"c\" IS NULL) OR (NOT (c > 0))",
    );
    let statements = Condition::FailsCheck {
        expression: "1); DROP TABLE t; SELECT (1".into(),
    };
    assert_eq!(written(statements, Dialect::OceanBase), Err("codegen/gate"));
}

#[test]
fn keys_are_counted_by_the_row() {
    let parts = vec![
        KeyPart::column(ident("a`")),
        KeyPart {
            key: IndexKey::Expression("lower(b)".into()),
            collation: Some("utf8mb4_general_ci".into()),
            prefix: Some(10),
        },
    ];
    let duplicates = |nulls| Condition::Duplicates {
        parts: parts.clone(),
        predicate: None,
        nulls,
    };
    assert_eq!(
        written(duplicates(Nulls::Distinct), Dialect::OceanBase),
        Ok(
            "SELECT /*+ no_rewrite */ coalesce(sum(d.n), 0) FROM (SELECT /*+ no_rewrite */ \
            count(*) AS n FROM `t` WHERE `a``` IS NOT NULL AND (lower(b)) IS NOT NULL GROUP BY \
            `a```, left((lower(b)), 10) COLLATE utf8mb4_general_ci HAVING count(*) > 1) d"
                .into()
        )
    );
    assert_eq!(
        written(duplicates(Nulls::NotDistinct), Dialect::Postgres),
        Ok(
            "SELECT coalesce(sum(d.n), 0) FROM (SELECT count(*) AS n FROM \"t\" GROUP BY \"a`\", \
            left((lower(b)), 10) COLLATE utf8mb4_general_ci HAVING count(*) > 1) d"
                .into()
        )
    );
    let among = Condition::Any {
        conditions: vec![duplicates(Nulls::Distinct)],
    };
    let code = Err("codegen/unsupported-probe");
    assert_eq!(written(among, Dialect::OceanBase), code);
    let key = |parts, predicate| Condition::Duplicates {
        parts,
        predicate,
        nulls: Nulls::Distinct,
    };
    assert_eq!(written(key(Vec::new(), None), Dialect::OceanBase), code);
    let some = key(
        vec![KeyPart::column(ident("a"))],
        Some("b > 0 OR c".to_owned()),
    );
    assert_eq!(
        written(some, Dialect::Postgres),
        Ok(
            "SELECT coalesce(sum(d.n), 0) FROM (SELECT count(*) AS n FROM \"t\" WHERE (b > 0 OR c) \
             AND \"a\" IS NOT NULL GROUP BY \"a\" HAVING count(*) > 1) d"
                .into()
        )
    );
}

#[test]
fn references_are_counted() {
    let orphans = |columns: &[&str], match_type| Condition::Orphans {
        columns: columns.iter().copied().map(ident).collect(),
        parent_schema: None,
        parent: ident("p"),
        parent_columns: vec![ident("x"), ident("y")],
        match_type,
    };
    let simple = "SELECT /*+ no_rewrite */ count(*) FROM `t` c LEFT JOIN `p` p ON c.`a` = p.`x` AND \
                  c.`b` = p.`y` WHERE (c.`a` IS NOT NULL AND c.`b` IS NOT NULL AND p.`x` IS NULL)";
    assert_eq!(
        written(orphans(&["a", "b"], MatchType::Simple), Dialect::OceanBase),
        Ok(simple.into())
    );
    let full =
        " OR ((c.`a` IS NULL OR c.`b` IS NULL) AND (c.`a` IS NOT NULL OR c.`b` IS NOT NULL))";
    assert_eq!(
        written(orphans(&["a", "b"], MatchType::Full), Dialect::OceanBase),
        Ok(format!("{simple}{full}"))
    );
    assert_eq!(
        written(orphans(&["a"], MatchType::Simple), Dialect::Postgres),
        Err("codegen/unsupported-probe")
    );
}
