//! What PostgreSQL prints and what OceanBase prints for one condition is one canonical text.

use obmigrate_model::expression::{canonical_oceanbase, to_oceanbase};

/// What `pg_get_expr` prints (15.18), what OceanBase prints for it (4.3.5), and the common text.
#[expect(
    clippy::too_many_lines,
    reason = "a table of cases is as long as it is"
)]
#[test]
fn both_servers_texts_meet() {
    let check = |postgres: &str, oceanbase: &str, expected: &str| {
        assert_eq!(
            to_oceanbase(postgres).as_deref(),
            Ok(expected),
            "{postgres}"
        );
        for text in [oceanbase, expected] {
            assert_eq!(canonical_oceanbase(text).as_deref(), Ok(expected), "{text}");
        }
    };
    check("(a > 0)", "(`a` > 0)", "`a` > 0");
    check("(price > (0)::numeric)", "(`price` > 0)", "`price` > 0");
    check("(n > 1.50)", "(`n` > 1.50)", "`n` > 1.5");
    check(
        "((a >= 1) AND (a <= 10))",
        "((`a` >= 1) and (`a` <= 10))",
        "`a` >= 1 AND `a` <= 10",
    );
    check(
        "((a < 1) OR (a > 5))",
        "((`a` < 1) or (`a` > 5))",
        "`a` < 1 OR `a` > 5",
    );
    check(
        "((a > 0) AND ((b = 1) OR (a = 2)) AND (NOT (n = 3)))",
        "((`a` > 0) and ((`b` = 1) or (`a` = 2)) and (not((`n` = 3))))",
        "`a` > 0 AND (`b` = 1 OR `a` = 2) AND NOT (`n` = 3)",
    );
    check(
        "((status)::text = ANY ((ARRAY['new'::character varying, 'it''s'::character varying])::text[]))",
        "(`status` in ('new','it\\'s'))",
        "`status` IN ('new', 'it''s')",
    );
    check(
        "(s = ANY ('{a,\"b c\"}'::text[]))",
        "(`s` in ('a','b c'))",
        "`s` IN ('a', 'b c')",
    );
    check(
        "(s <> ALL (ARRAY['a'::text, 'b'::text]))",
        "(`s` not in ('a','b'))",
        "`s` NOT IN ('a', 'b')",
    );
    check("(s = ANY (ARRAY['a'::text]))", "(`s` = 'a')", "`s` = 'a'");
    check(
        "(a = ANY (ARRAY[1, '-2'::integer]))",
        "(`a` in (1,-2))",
        "`a` IN (1, -2)",
    );
    check(
        "((s ~~ 'a%'::text) AND (s !~~ '%\\_x'::text))",
        "((`s` like 'a%' escape '\\\\') and (not((`s` like '%\\\\_x' escape '\\\\'))))",
        "`s` LIKE 'a%' AND `s` NOT LIKE '%\\\\_x'",
    );
    check("(b IS NOT NULL)", "(`b` is not null)", "`b` IS NOT NULL");
    check("(bo IS TRUE)", "(`bo` is true)", "`bo` IS TRUE");
    check("(bo IS UNKNOWN)", "(`bo` is null)", "`bo` IS NULL");
    check(
        "(length((name)::text) > 3)",
        "(char_length(`name`) > 3)",
        "char_length(`name`) > 3",
    );
    check(
        "(POSITION(('@'::text) IN (email)) > 1)",
        "(position('@' in `email`) > 1)",
        "position('@' IN `email`) > 1",
    );
    check(
        "(\"position\"(email, '@'::text) > 1)",
        "(position('@' in `email`) > 1)",
        "position('@' IN `email`) > 1",
    );
    check(
        "(TRIM(BOTH FROM s) <> ''::text)",
        "(trim(`s`) <> '')",
        "trim(`s`) <> ''",
    );
    check(
        "(COALESCE(a, 0) > 0)",
        "(coalesce(`a`,0) > 0)",
        "coalesce(`a`, 0) > 0",
    );
    check(
        "((((a + n) * 2) - (3 - a)) >= 0)",
        "((((`a` + `n`) * 2) - (3 - `a`)) >= 0)",
        "(`a` + `n`) * 2 - (3 - `a`) >= 0",
    );
    check("((a % 2) = 0)", "((`a` % 2) = 0)", "`a` % 2 = 0");
    check("((- a) < '-5'::integer)", "(-(`a`) < -5)", "-`a` < -5");
    check(
        "((a - (- b)) > 0)",
        "((`a` - -(`b`)) > 0)",
        "`a` - -`b` > 0",
    );
    check(
        "(CASE WHEN (a > 0) THEN 1 ELSE 0 END = 1)",
        "((case when (`a` > 0) then 1 else 0 end) = 1)",
        "CASE WHEN `a` > 0 THEN 1 ELSE 0 END = 1",
    );
    check(
        "(CASE a WHEN 1 THEN 'x'::text ELSE NULL::text END = 'x'::text)",
        "((case when (`a` = 1) then 'x' else NULL end) = 'x')",
        "CASE WHEN `a` = 1 THEN 'x' END = 'x'",
    );
    check(
        "(d >= '2024-01-01'::date)",
        "(`d` >= DATE '2024-01-01')",
        "`d` >= '2024-01-01'",
    );
    check(
        "(t < '2024-01-01 00:00:00+00'::timestamp with time zone)",
        "(`t` < '2024-01-01 00:00:00')",
        "`t` < '2024-01-01 00:00:00'",
    );
    check("(bo = true)", "(`bo` = 1)", "`bo` = 1");
    check(
        "(NOT (a IS DISTINCT FROM b))",
        "(not((not((`a` <=> `b`)))))",
        "NOT (NOT (`a` <=> `b`))",
    );
    check(
        "(\"we`ird \"\"x\" = 'a\\b\nü😀'::text)",
        "(`we``ird \"x` = 'a\\\\b\\nü😀')",
        "`we``ird \"x` = 'a\\\\b\\nü😀'",
    );
    check("(Total > 0)", "(`total` > 0)", "`total` > 0");
}

#[test]
fn what_means_something_else_is_refused_by_name() {
    let check = |postgres: &str, construct: &str| {
        let error = to_oceanbase(postgres).unwrap_err();
        assert_eq!(
            error.code(),
            "model/untranslatable-expression",
            "{postgres}"
        );
        let expected = format!("cannot carry {construct} over to OceanBase");
        assert_eq!(error.to_string(), expected, "{postgres}");
    };
    check("((a || b) = 'x'::text)", "the operator ||");
    check("((a / 2) > 1)", "the operator /");
    check("((a / b) > 1)", "a division by what may be zero");
    check(
        "((a ^ 2) > 1)",
        "a power of something that may be an exact number",
    );
    check("((a # 2) > 1)", "the operator #");
    check("((j ->> 0) = 'x'::text)", "the operator ->> with this key");
    check(
        "(concat(a, b) = 'x'::text)",
        "the function concat of something that is no text",
    );
    check(
        "(GREATEST(a, 1) > 1)",
        "the function greatest of something that is no number",
    );
    check("(app.f(a) > 1)", "a qualified name");
    check("(a > (1.5)::integer)", "a cast to integer");
    check("(((a)::numeric * 1.5) > 1)", "a cast to numeric");
    check(
        "((s)::character varying(3) = 'a')",
        "a cast to character varying",
    );
    check("(x = 'sad'::mood)", "a cast to mood");
    check("(d > 'infinity'::date)", "a cast to date");
    check("(r > '0.1'::real)", "a cast to real");
    check("(n > 'NaN'::numeric)", "a cast to numeric");
    check("(a = ANY (tags))", "ANY or ALL of other than ARRAY[…]");
    check("(a > ANY (ARRAY[1, 2]))", "ANY or ALL with this comparison");
    check("(d > CURRENT_DATE)", "the construct CURRENT_DATE");
    check("((a, b) = (1, 2))", "a row value");
    check("(a = (ARRAY[1, 2])[1])", "an array subscript");
    check("(s = E'a\\n')", "a literal with the prefix E");
    check(
        "(TRIM(BOTH 'ab'::text FROM s) = 'x')",
        "trimming more than one character",
    );
    check("(s COLLATE \"de_DE\" = 'x')", "the construct COLLATE");
    check(
        "(('a'::text + 1) > 0)",
        "a calculation with something that is no number",
    );
}

#[test]
fn hostile_texts_are_errors() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(to_oceanbase(&nested(40)).is_ok());
    for text in [
        nested(100_000),
        nested(20_000),
        "(".repeat(30_000),
        "NOT ".repeat(10_000) + "a",
        "- ".repeat(10_000) + "a",
        format!("a{}", " + a".repeat(10_000)),
        format!("a{}", "::text".repeat(5_000)),
        format!("a{}", " IS NULL".repeat(5_000)),
    ] {
        let error = to_oceanbase(&text).unwrap_err();
        assert_eq!(error.code(), "model/expression-too-complex");
    }
    for text in [
        "", "(", ")", "a >", "'", "'a", "\"a", "a b", "a = ()", "\"\" > 1", "CASE END", "ARRAY[",
        "x::", "\u{1}",
    ] {
        assert!(to_oceanbase(text).is_err(), "{text}");
        assert!(canonical_oceanbase(text).is_err(), "{text}");
    }
    let long = format!("a IN ({})", vec!["'x'::text"; 3000].join(", "));
    assert!(to_oceanbase(&long).is_ok());
}
