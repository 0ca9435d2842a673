//! Keys, indexes, foreign keys and checks of PostgreSQL on OceanBase.

use obmigrate_model::canonical::normalise;
use obmigrate_model::index::IndexScope;
use obmigrate_model::{Ident, IndexKey, Table, Uniqueness};
use serde_json::{Value, json};

use crate::canonical::{codes, translate};

/// A table `t` with columns of several types and one more thing.
fn table(kind: &str, value: Value) -> Value {
    let mut table = json!({"columns": [
        {"name": "id", "data_type": {"integer": {"width": "regular"}}, "nullability": "not_null",
         "identity": {"generation": "by_default"}},
        {"name": "a", "data_type": {"integer": {"width": "regular"}}},
        {"name": "b", "data_type": {"integer": {"width": "regular"}}, "nullability": "not_null"},
        {"name": "s", "data_type": {"var_char": {"length": 20}}},
        {"name": "x", "data_type": {"text": {"capacity": "long"}}},
        {"name": "d", "data_type": "date"},
        {"name": "at", "data_type": {"timestamp": {"precision": 6, "zone": "with"}}},
        {"name": "j", "data_type": {"json": {"form": "binary"}}}
    ], "uniques": {"key": {"columns": ["b"]}}});
    table[kind] = value;
    table
}

fn translated(kind: &str, value: Value) -> (Table, Vec<String>) {
    let body = json!({"dialect": "postgres", "tables": {"t": table(kind, value)}});
    let mut translation = translate(body);
    // What becomes of the columns is another matter.
    let mut codes = codes(&translation);
    codes.retain(|code| !code.contains(".columns."));
    assert_eq!(normalise(&translation.schema), translation.schema);
    (
        translation.schema.tables.remove("t").unwrap_or_default(),
        codes,
    )
}

fn stored(columns: &[Ident]) -> String {
    let columns = columns.iter().map(|name| format!(" +{name}"));
    columns.collect()
}

/// Writes an index in a short form of its own.
fn text_of(table: &Table) -> String {
    if let Some(unique) = table.uniques.get("i") {
        let columns: Vec<&str> = unique.columns.iter().map(|c| c.as_str()).collect();
        return format!("key {}{}", columns.join(", "), stored(&unique.include));
    }
    let Some(index) = table.indexes.get("i") else {
        return "none".to_owned();
    };
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| match (&part.key, part.prefix) {
            (IndexKey::Column(name), None) => name.to_string(),
            (IndexKey::Column(name), Some(length)) => format!("{name}({length})"),
            (IndexKey::Expression(text), _) => format!("({text})"),
        })
        .collect();
    let word = match index.uniqueness {
        Uniqueness::Unique => "unique",
        Uniqueness::NotUnique => "index",
    };
    let scope = match index.scope {
        IndexScope::Global => " global",
        IndexScope::Local => "",
    };
    format!(
        "{word} {}{}{scope}",
        parts.join(", "),
        stored(&index.include)
    )
}

#[expect(
    clippy::too_many_lines,
    reason = "a table of cases is as long as it is"
)]
#[test]
fn indexes_become_what_oceanbase_has() {
    let check = |index: Value, expected: &str, notes: &[&str]| {
        let (table, codes) = translated("indexes", json!({"i": index}));
        assert_eq!(text_of(&table), expected, "{index}");
        assert_eq!(codes, notes, "{index}");
    };
    let column = |name: &str| json!({"key": {"column": name}});
    check(
        json!({"parts": [column("a")], "include": ["b", "a", "x"]}),
        "index a +b",
        &["info model/include-dropped tables.t.indexes.i.include"],
    );
    check(
        json!({"parts": [column("a")], "uniqueness": "unique", "include": ["b"]}),
        "key a +b",
        &[],
    );
    check(
        json!({"parts": [column("a"), column("s")], "predicate": "(a > 0)"}),
        "index a, s",
        &["info model/partial-index tables.t.indexes.i.predicate"],
    );
    check(
        json!({"parts": [column("a"), {"key": {"expression": "lower((s)::text)"}}],
               "uniqueness": "unique", "predicate": "(d IS NULL)"}),
        "unique (CASE WHEN `d` IS NULL THEN `a` END), \
         (CASE WHEN `d` IS NULL THEN lower(`s`) END)",
        &["info model/partial-unique tables.t.indexes.i.predicate"],
    );
    check(
        json!({"parts": [column("a")], "uniqueness": "unique", "predicate": "(at > now())"}),
        "none",
        &["error model/untranslatable-expression tables.t.indexes.i.predicate"],
    );
    check(
        json!({"parts": [column("a"), column("b"), column("d")], "uniqueness": "unique",
               "nulls": "not_distinct"}),
        "unique (coalesce(`a`, 0)), (`a` IS NULL), b, (coalesce(`d`, '1970-01-01')), \
         (`d` IS NULL)",
        &["info model/nulls-not-distinct tables.t.indexes.i"],
    );
    check(
        json!({"parts": [column("a")], "uniqueness": "unique", "nulls": "not_distinct",
               "predicate": "(b > 0)"}),
        "unique (CASE WHEN `b` > 0 THEN coalesce(`a`, 0) END), \
         (CASE WHEN `b` > 0 THEN `a` IS NULL END)",
        &[
            "info model/nulls-not-distinct tables.t.indexes.i",
            "info model/partial-unique tables.t.indexes.i.predicate",
        ],
    );
    check(
        json!({"parts": [column("b")], "uniqueness": "unique", "nulls": "not_distinct"}),
        "key b",
        &[],
    );
    check(
        json!({"parts": [column("at")], "uniqueness": "unique", "nulls": "not_distinct"}),
        "none",
        &["error model/nulls-not-distinct tables.t.indexes.i"],
    );
    check(
        json!({"parts": [{"key": {"expression": "lower(x)"}}]}),
        "none",
        &["warning model/unindexable-expression tables.t.indexes.i"],
    );
    check(
        json!({"parts": [{"key": {"expression": "lower(x)"}}], "uniqueness": "unique"}),
        "unique (lower(`x`))",
        &[],
    );
    check(
        json!({"parts": [column("x")]}),
        "index x(255)",
        &["info model/prefix-index tables.t.indexes.i"],
    );
    check(
        json!({"parts": [{"key": {"column": "a"}, "order": "descending"}, column("b")]}),
        "index a, b",
        &["warning model/mixed-directions tables.t.indexes.i"],
    );
    check(
        json!({"parts": [{"key": {"column": "a"}, "order": "descending", "nulls_order": "last"}]}),
        "index a",
        &[
            "info model/descending-index tables.t.indexes.i",
            "info model/nulls-order tables.t.indexes.i",
        ],
    );
    check(
        json!({"parts": [{"key": {"column": "s"}, "operator_class": "text_pattern_ops",
               "collation": "de_DE"}], "parameters": {"fillfactor": "70"}, "method": "hash"}),
        "index s",
        &[
            "info model/index-method tables.t.indexes.i",
            "info model/operator-class tables.t.indexes.i",
            "info model/index-collation tables.t.indexes.i",
            "info model/index-parameters tables.t.indexes.i.parameters",
        ],
    );
    for (method, note) in [
        ("gin", "warning"),
        ("gist", "warning"),
        ("spgist", "warning"),
        ("brin", "info"),
    ] {
        check(
            json!({"parts": [column("j")], "method": method}),
            "none",
            &[&format!("{note} model/index-method tables.t.indexes.i")],
        );
    }
    check(
        json!({"parts": [{"key": {"expression": "to_tsvector('simple'::regconfig, x)"}}],
               "method": "gin"}),
        "none",
        &["warning model/full-text-index tables.t.indexes.i"],
    );
    check(
        json!({"parts": [column("a")], "comment": "c".repeat(3000)}),
        "index a",
        &["warning model/comment-cut tables.t.indexes.i.comment"],
    );
}

#[test]
fn keys_lose_what_oceanbase_does_not_have() {
    let check = |kind: &str, value: Value, notes: &[&str]| {
        let (_, codes) = translated(kind, value.clone());
        assert_eq!(codes, notes, "{value}");
    };
    check(
        "primary_key",
        json!({"columns": ["id"], "include": ["a"], "deferral": "initially_deferred"}),
        &[
            "warning model/deferrable tables.t.primary_key",
            "info model/include-dropped tables.t.primary_key.include",
        ],
    );
    check(
        "primary_key",
        json!({"columns": ["j"]}),
        &["error model/unindexable-column tables.t.primary_key"],
    );
    check(
        "uniques",
        json!({"i": {"columns": ["j"]}, "I": {"columns": ["a"], "deferral": "initially_immediate"}}),
        &[
            "warning model/deferrable tables.t.uniques.I",
            "error model/index-name-clash tables.t.uniques.i",
            "error model/unindexable-column tables.t.uniques.i",
        ],
    );
    check(
        "exclusions",
        json!({"e": {"method": "gist", "parts": [{"key": {"column": "a"}, "operator": "="}]}}),
        &["error model/exclusion tables.t.exclusions.e"],
    );
    check(
        "indexes",
        json!({"end ": {"parts": [{"key": {"column": "a"}}]}}),
        &["error model/name-ends-in-blank tables.t.indexes.\"end \""],
    );
}

#[test]
fn foreign_keys_lose_what_oceanbase_does_not_have() {
    let check = |more: Value, kept: bool, notes: &[&str]| {
        let mut key = json!({"columns": ["a"], "references": {"table": "t", "columns": ["b"]}});
        for (name, value) in more.as_object().unwrap() {
            key[name] = value.clone();
        }
        let (table, codes) = translated("foreign_keys", json!({"f": key}));
        assert_eq!(table.foreign_keys.len(), usize::from(kept), "{more}");
        assert_eq!(codes, notes, "{more}");
    };
    check(json!({}), true, &[]);
    check(
        json!({"references": {"schema": "other", "table": "t", "columns": ["b"]}}),
        false,
        &["error model/foreign-key-schema tables.t.foreign_keys.f.references"],
    );
    check(
        json!({"enforcement": "not_enforced"}),
        false,
        &["warning model/not-enforced tables.t.foreign_keys.f"],
    );
    check(
        json!({"references": {"table": "t", "columns": ["a"]}}),
        false,
        &["error model/foreign-key-unkeyed tables.t.foreign_keys.f"],
    );
    check(
        json!({"deferral": "initially_deferred", "validation": "not_validated",
               "match_type": "full", "on_delete": "set_null", "on_delete_columns": ["a"]}),
        true,
        &[
            "warning model/deferrable tables.t.foreign_keys.f",
            "warning model/not-valid tables.t.foreign_keys.f",
            "warning model/match-full tables.t.foreign_keys.f",
            "warning model/set-null-columns tables.t.foreign_keys.f.on_delete_columns",
        ],
    );
    check(
        json!({"columns": ["b"], "on_delete": "set_null"}),
        true,
        &["info model/set-null-not-null tables.t.foreign_keys.f.on_delete"],
    );
}

#[test]
fn checks_are_kept_as_far_as_oceanbase_allows() {
    let check = |check: Value, expected: Option<&str>, notes: &[&str]| {
        let (table, codes) = translated("checks", json!({"c": check}));
        let found = table
            .checks
            .get("c")
            .map(|check| format!("{} {:?}", check.expression, check.enforcement));
        assert_eq!(found.as_deref(), expected);
        assert_eq!(codes, notes, "{check}");
    };
    check(
        json!({"expression": "(a > 0)", "validation": "not_validated", "inheritance": "not_inherited"}),
        Some("`a` > 0 Enforced"),
        &[
            "warning model/not-valid tables.t.checks.c",
            "info model/no-inherit tables.t.checks.c",
        ],
    );
    check(
        json!({"expression": "(a > 0)", "enforcement": "not_enforced", "validation": "not_validated"}),
        Some("`a` > 0 NotEnforced"),
        &[],
    );
    check(
        json!({"expression": "(id > a)"}),
        None,
        &["error model/check-of-identity tables.t.checks.c"],
    );
    check(
        json!({"expression": "(at < now())"}),
        None,
        &["error model/untranslatable-expression tables.t.checks.c"],
    );
    check(
        json!({"expression": "((s)::text ~ '^[a-z]+$'::text)"}),
        Some("regexp_like(`s`, '^[a-z]+\\\\z', 'cn') Enforced"),
        &[],
    );
}

#[test]
fn attributes_of_oceanbase_keep_their_canonical_form() {
    let schema = |index: Value, unique: Value| {
        crate::schema(json!({"dialect": "ocean_base", "tables": {"t": {
            "columns": [{"name": "a", "data_type": "date"}, {"name": "b", "data_type": "date"}],
            "uniques": {"u": unique},
            "indexes": {"i": index}
        }}}))
    };
    let read = schema(
        json!({"parts": [{"key": {"column": "a"}, "order": "descending"}], "method": "hash",
               "include": ["b", "a"], "visibility": "invisible", "scope": "global",
               "parameters": {"block_size": "16384"}, "comment": "by day"}),
        json!({"columns": ["b"], "include": ["a"], "visibility": "invisible", "scope": "global",
               "comment": ""}),
    );
    let canonical = schema(
        json!({"parts": [{"key": {"column": "a"}}], "include": ["b"], "visibility": "invisible",
               "scope": "global", "comment": "by day"}),
        json!({"columns": ["b"], "include": ["a"], "visibility": "invisible", "scope": "global"}),
    );
    assert_eq!(normalise(&read), canonical);
}
