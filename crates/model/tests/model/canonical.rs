//! The OceanBase form of PostgreSQL schemas, and of what OceanBase prints.

use obmigrate_model::canonical::{Options, Translation, normalise, to_oceanbase};
use serde_json::{Value, json};

pub(crate) fn translate(body: Value) -> Translation {
    to_oceanbase(&crate::schema(body), &Options::default())
}

pub(crate) fn one_column(dialect: &str, column: Value) -> Value {
    json!({"dialect": dialect, "tables": {"t": {"columns": [column]}}})
}

pub(crate) fn codes(translation: &Translation) -> Vec<String> {
    let notes = translation.notes.iter();
    notes
        .map(|note| format!("{} {} {}", note.severity, note.code, note.path))
        .collect()
}

#[test]
fn keys_names_and_constraints_are_carried_over() {
    let golden: Value = serde_json::from_str(include_str!("../golden/schema-1.0.json")).unwrap();
    let translation = translate(golden["body"].clone());
    assert_eq!(
        codes(&translation),
        [
            "info model/uuid-version tables.customers.columns.id.default",
            "info model/identity-always tables.orders.columns.id.identity",
            "info model/identity-start tables.orders.columns.id.identity",
            "warning model/unmodelled-type tables.orders.columns.origin.data_type",
            "warning model/default-lost tables.orders.columns.origin.default",
            "warning model/default-lost tables.orders.columns.photo.default",
            "info model/statement-time tables.orders.columns.placed.default",
            "warning model/unbounded-numeric tables.orders.columns.weight.data_type",
            "warning model/unindexable-expression tables.orders.indexes.orders_placed_idx",
        ]
    );
    assert_eq!(translation.schema.unmodelled.len(), 1);
    let orders = &translation.schema.tables["orders"];
    assert_eq!(
        orders.checks["orders_total_check"].expression,
        "`total` >= 0"
    );
}

#[test]
fn names_fold_and_stay_unique() {
    let table = |check: &str| {
        json!({
            "columns": [{"name": "id", "data_type": {"integer": {"width": "regular"}}}],
            "checks": {check: {"expression": "(id > 0)"}}
        })
    };
    let translation = translate(json!({"dialect": "postgres", "tables": {
        "Orders": table("positive"), "items": table("Positive"), "orders": table("positive"),
        ("x".repeat(65)): table("c"),
    }}));
    let long = "x".repeat(65);
    assert_eq!(
        codes(&translation),
        [
            "info model/table-name-folded tables.Orders".to_owned(),
            "info model/constraint-renamed tables.Orders.checks.positive".to_owned(),
            "error model/table-name-clash tables.orders".to_owned(),
            format!("error model/name-too-long tables.{long}"),
        ]
    );
    let names: Vec<&str> = translation
        .schema
        .tables
        .values()
        .flat_map(|table| table.checks.keys().map(|name| name.as_str()))
        .collect();
    assert_eq!(names, ["Positive", "orders_positive", "c"]);
}

/// Accents and case are nothing to OceanBase, and a table without columns is none.
#[test]
fn what_oceanbase_takes_for_one_or_for_none_is_noted() {
    let domain = json!({"domain": {
        "name": {"name": "positive"},
        "base": {"integer": {"width": "regular"}},
        "checks": {"c": {"expression": "(VALUE > 0)", "validation": "not_validated"}}
    }});
    let translation = translate(json!({"dialect": "postgres", "tables": {
        "none": {"columns": []},
        "t": {"columns": [
            {"name": "e", "data_type": "date"},
            {"name": "É", "data_type": domain},
            {"name": "id", "data_type": domain, "identity": {"generation": "serial"}}
        ]}
    }}));
    assert_eq!(
        codes(&translation),
        [
            "error model/table-without-columns tables.none",
            "error model/column-name-clash tables.t.columns.\"É\"",
            "warning model/not-valid tables.t.columns.\"É\".data_type.checks.c",
            "error model/check-of-identity tables.t.columns.id.data_type.checks.c",
        ]
    );
    let names: Vec<&str> = translation
        .schema
        .tables
        .keys()
        .map(|n| n.as_str())
        .collect();
    assert_eq!(names, ["t"]);
}

#[test]
fn a_table_that_oceanbase_prints_equals_its_translation() {
    let postgres = json!({"dialect": "postgres", "tables": {"T": {
        "columns": [
            {"name": "id", "data_type": {"integer": {"width": "regular"}}, "nullability": "not_null", "identity": {"generation": "by_default"}},
            {"name": "code", "data_type": {"text": {"capacity": "long"}}, "nullability": "not_null"},
            {"name": "note", "data_type": {"text": {"capacity": "long"}}, "collation": "default"},
            {"name": "active", "data_type": "boolean", "nullability": "not_null", "default": {"expression": "true"}},
            {"name": "parent", "data_type": {"integer": {"width": "regular"}}}
        ],
        "primary_key": {"name": "t_pkey", "columns": ["id"]},
        "foreign_keys": {"f": {"columns": ["parent"], "references": {"table": "T", "columns": ["id"]}, "on_delete": "restrict"}},
        "checks": {"c": {"expression": "(((code)::text <> ''::text) AND active)"}, "b": {"expression": "active"}},
        "indexes": {
            "u": {"parts": [{"key": {"column": "code"}}], "uniqueness": "unique"},
            "i": {"parts": [{"key": {"column": "note"}, "order": "descending"}]},
            "e": {"parts": [{"key": {"expression": "lower((code)::text)"}}]}
        }
    }}});
    let oceanbase = json!({"dialect": "ocean_base", "tables": {"t": {
        "columns": [
            {"name": "id", "data_type": {"integer": {"width": "regular"}}, "nullability": "not_null", "identity": {"generation": "by_default"}},
            {"name": "code", "data_type": {"var_char": {"length": 1024}}, "nullability": "not_null", "collation": "utf8mb4_bin"},
            {"name": "note", "data_type": {"text": {"capacity": "long"}}, "collation": "utf8mb4_bin"},
            {"name": "active", "data_type": "boolean", "nullability": "not_null", "default": {"literal": {"text": "1"}}},
            {"name": "parent", "data_type": {"integer": {"width": "regular"}}, "comment": ""}
        ],
        "primary_key": {"name": "PRIMARY", "columns": ["id"]},
        "uniques": {"u": {"columns": ["code"]}},
        "foreign_keys": {"f": {"columns": ["parent"], "references": {"table": "t", "columns": ["id"]}, "on_update": "restrict"}},
        "checks": {"c": {"expression": "((`code` <> '') and `active`)"}, "b": {"expression": "(`active` = 1)"}},
        "indexes": {
            "i": {"parts": [{"key": {"column": "note"}, "prefix": 255}]},
            "e": {"parts": [{"key": {"expression": "lower(`code`)"}}]}
        }
    }}});
    let translation = translate(postgres);
    assert_eq!(translation.schema, normalise(&crate::schema(oceanbase)));
    assert!(
        translation
            .notes
            .iter()
            .all(|n| n.severity < obmigrate_model::Severity::Error)
    );
}

#[test]
fn what_oceanbase_cannot_join_or_key_is_noted() {
    let translation = translate(json!({"dialect": "postgres", "tables": {
        "p": {"columns": [{"name": "id", "data_type": {"integer": {"width": "big"}}}],
              "primary_key": {"columns": ["id"]}},
        "t": {"columns": [
                {"name": "a", "data_type": {"integer": {"width": "regular"}}, "identity": {"generation": "by_default", "increment": 2}},
                {"name": "b", "data_type": {"integer": {"width": "regular"}}, "identity": {"generation": "by_default"}},
                {"name": "j", "data_type": {"json": {"form": "binary"}}},
                {"name": "v", "data_type": {"var_char": {"length": 5000}}},
                {"name": "V", "data_type": "date"}],
              "uniques": {"u": {"columns": ["v"]}},
              "indexes": {"i": {"parts": [{"key": {"column": "j"}}]}},
              "checks": {"c": {"expression": "(v = CURRENT_USER)"}},
              "foreign_keys": {"f": {"columns": ["a"], "references": {"table": "p", "columns": ["id"]}, "on_delete": "set_default"}}}
    }}));
    assert_eq!(
        codes(&translation),
        [
            "error model/untranslatable-expression tables.t.checks.c",
            "error model/column-name-clash tables.t.columns.V",
            "warning model/identity-increment tables.t.columns.a.identity",
            "error model/second-identity tables.t.columns.b.identity",
            "error model/foreign-key-types tables.t.foreign_keys.f",
            "error model/set-default tables.t.foreign_keys.f.on_delete",
            "error model/unindexable-column tables.t.indexes.i",
            "error model/key-too-long tables.t.uniques.u",
        ]
    );
}

#[test]
fn what_a_view_depends_on_is_named_as_the_translated_table_is() {
    let body = json!({"dialect": "postgres",
        "tables": {"Orders": {"columns": [{"name": "id", "data_type": "date"}]}},
        "unmodelled": [{"kind": "view", "path": "views.v", "detail": "SELECT 1",
            "consequence": "reported", "depends_on": ["Orders"]}]});
    let schema = translate(body).schema;
    let table = &schema.unmodelled[0].depends_on[0];
    assert!(schema.tables.contains_key(table), "{table}");
}
