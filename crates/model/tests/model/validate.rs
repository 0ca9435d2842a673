//! Validation reports all defects at once.

use obmigrate_model::validate::validate;
use serde_json::{Value, json};

fn check(body: Value, expected: &[&str]) {
    let notes = validate(&crate::schema(body));
    let found: Vec<String> = notes.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_defect_is_reported_with_its_path() {
    check(
        json!({"dialect": "ocean_base", "tables": {
            "bare": {"columns": []},
            "t": {
                "columns": [
                    {"name": "id", "data_type": {"char": {"length": 0}}, "identity": {"generation": "by_default"}},
                    {"name": "ID", "data_type": {"decimal": {"precision": 0, "scale": 0}}},
                    {"name": "d", "data_type": {"decimal": {"precision": 3, "scale": 5}}, "default": {"literal": "null"}},
                    {"name": "t", "data_type": {"time": {"precision": 7}}, "collation": "utf8mb4_bin"}
                ],
                "primary_key": {"columns": ["nope", "d", "d"]},
                "uniques": {"u": {"columns": []}},
                "indexes": {"U": {"parts": [{"key": {"column": "gone"}}]}, "e": {"parts": []}},
                "foreign_keys": {
                    "f1": {"columns": ["d"], "references": {"table": "absent", "columns": ["x"]}},
                    "f2": {"columns": ["d"], "references": {"table": "t", "columns": ["t", "id"]}},
                    "f3": {"columns": ["t"], "references": {"table": "t", "columns": ["t"]}}
                },
                "checks": {"c": {"expression": "`d` > 0"}}
            },
            "u": {"columns": [{"name": "a", "data_type": "date"}], "checks": {"C": {"expression": "`a` > 0"}}}
        }}),
        &[
            "error [model/name-clash] tables.t.columns.ID: the name ID is taken by tables.t.columns.id",
            "error [model/name-clash] tables.t.indexes.U: the name U is taken by tables.t.uniques.u",
            "error [model/name-clash] tables.u.checks.C: the name C is taken by tables.t.checks.c",
            "error [model/no-columns] tables.bare: the table has no columns",
            "error [model/type-out-of-range] tables.t.columns.id.data_type: the length is 0",
            "error [model/identity-misplaced] tables.t.columns.id.identity: char(0) is no integer and cannot be numbered",
            "error [model/type-out-of-range] tables.t.columns.ID.data_type: a precision of 0, 1 to 65 is allowed",
            "error [model/null-default] tables.t.columns.d.default: a default of NULL is written as no default",
            "error [model/type-out-of-range] tables.t.columns.d.data_type: a scale of 5 in 3 digits",
            "error [model/type-out-of-range] tables.t.columns.t.data_type: 7 fraction digits, 6 is the most",
            "error [model/collation-misplaced] tables.t.columns.t.collation: time(7) holds no characters",
            "error [model/unknown-column] tables.t.primary_key: the table has no column nope",
            "error [model/column-named-twice] tables.t.primary_key: it names the column d twice",
            "error [model/empty-key] tables.t.uniques.u: it has no columns",
            "error [model/unknown-column] tables.t.indexes.U: the table has no column gone",
            "error [model/empty-key] tables.t.indexes.e: it has no columns",
            "error [model/unknown-table] tables.t.foreign_keys.f1.references: there is no table absent",
            "error [model/unequal-columns] tables.t.foreign_keys.f2.references: 1 columns reference 2",
            "error [model/not-keyed] tables.t.foreign_keys.f2.references: the referenced columns of t lead no index",
            "error [model/not-keyed] tables.t.foreign_keys.f3.references: the referenced columns of t lead no index",
        ],
    );
}

#[test]
fn postgres_scopes_names_its_own_way() {
    check(
        json!({"dialect": "postgres", "tables": {
            "T": {"columns": [{"name": "a", "data_type": "date"}, {"name": "A", "data_type": "date"}],
                  "indexes": {"i": {"parts": [{"key": {"column": "a"}}]}}, "checks": {"c": {"expression": "a > b"}}},
            "t": {"columns": [{"name": "a", "data_type": "date"}],
                  "indexes": {"i": {"parts": [{"key": {"column": "a"}}]}}, "checks": {"c": {"expression": "a > b"}}}
        }}),
        &["error [model/name-clash] tables.t.indexes.i: the name i is taken by tables.T.indexes.i"],
    );
}
