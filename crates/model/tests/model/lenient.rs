//! Hand-written schemas: what a few words mean, and what is said of wrong ones.

use obmigrate_model::{Schema, lenient, validate};
use serde_json::{Value, json};

/// Reads a hand-written table `t` and returns it in the exact format.
fn table(dialect: &str, table: &str) -> Value {
    let schema = read(&format!(
        r#"{{"dialect": "{dialect}", "tables": {{"t": {table}}}}}"#
    ));
    serde_json::to_value(&schema.tables["t"]).unwrap_or_default()
}

#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn read(text: &str) -> Schema {
    let schema = lenient::read(text).unwrap();
    assert_eq!(validate::validate(&schema), vec![]);
    schema
}

#[test]
fn columns_are_read_from_few_words() {
    let check = |dialect: &str, column: &str, expected: Value| {
        let read = table(dialect, &format!(r#"{{"columns": {{"c": {column}}}}}"#));
        let mut expected = expected;
        expected["name"] = "c".into();
        assert_eq!(read["columns"][0], expected, "{column}");
    };
    let big = json!({"integer": {"width": "big", "signedness": "signed"}});
    let numbered = |generation: &str| json!({"generation": generation, "start": 1, "increment": 1});
    check(
        "postgres",
        r#""bigint""#,
        json!({"data_type": big, "nullability": "nullable"}),
    );
    check(
        "postgres",
        r#"" BIGINT  Not NULL""#,
        json!({"data_type": big, "nullability": "not_null"}),
    );
    check(
        "postgres",
        r#""bigserial""#,
        json!({"data_type": big, "nullability": "not_null", "identity": numbered("serial")}),
    );
    check(
        "ocean_base",
        r#"{"type": "bigint", "numbered": true}"#,
        json!({"data_type": big, "nullability": "not_null", "identity": numbered("by_default")}),
    );
    let defaulted = |default: &str, expected: Value| {
        let column = format!(r#"{{"type": "bigint", "default": {default}}}"#);
        let expected = json!({"data_type": big, "nullability": "nullable", "default": expected});
        check("postgres", &column, expected);
    };
    defaulted("-7", json!({"literal": {"integer": -7}}));
    defaulted("1.50", json!({"literal": {"number": "1.50"}}));
    defaulted("\"a\\n\"", json!({"literal": {"text": "a\n"}}));
    defaulted("true", json!({"literal": {"boolean": true}}));
    defaulted(r#"{"sql": "NOW()"}"#, json!("current_timestamp"));
    defaulted(r#"{"sql": "gen_random_uuid()"}"#, json!("random_uuid"));
    defaulted(r#"{"sql": "1 + 1"}"#, json!({"expression": "1 + 1"}));
    check(
        "ocean_base",
        r#"{"type": "boolean", "default": true, "comment": "on or off"}"#,
        json!({"data_type": "boolean", "nullability": "nullable",
            "default": {"literal": {"integer": 1}}, "comment": "on or off"}),
    );
    check(
        "postgres",
        r#"{"type": "varchar(3)[]", "collation": "C", "default": null}"#,
        json!({"data_type": {"array": {"element": {"var_char": {"length": 3}}}},
            "nullability": "nullable", "collation": "C"}),
    );
    check(
        "postgres",
        r#"{"type": "integer", "generated": "1 + 1"}"#,
        json!({"data_type": {"integer": {"width": "regular", "signedness": "signed"}},
            "nullability": "nullable", "generated": {"expression": "1 + 1", "storage": "stored"}}),
    );
    // A list keeps the order, and so does an object.
    let listed = table(
        "postgres",
        r#"{"columns": [{"name": "z", "type": "date"}, {"name": "a", "type": "date"}]}"#,
    );
    let named = table("postgres", r#"{"columns": {"z": "date", "a": "date"}}"#);
    assert_eq!(listed["columns"][0]["name"], "z");
    assert_eq!(listed, named);
}

#[test]
fn keys_get_the_names_that_the_server_would_choose() {
    let schema = read(
        r#"{"dialect": "postgres", "tables": {
            "t": {"columns": {"a": "bigint", "b": "text", "c": "text"}, "primary_key": "a",
                "unique": ["b", ["b", "c"], {"columns": "c", "name": "own"}, ["b"]],
                "foreign_keys": [
                    {"columns": "a", "references": "u", "on_delete": "SET NULL"},
                    {"columns": ["b"], "references": {"table": "t", "columns": ["b"]}, "name": "own"}],
                "checks": ["a > 0", "b <> 'c' and b is not null", "b <> c", {"sql": "a < 9", "name": "small"}],
                "indexes": ["b", ["a", {"sql": "lower(b)"}, {"sql": "a + 1"}],
                    {"columns": ["c"], "unique": true, "where": "a > 0", "comment": "few"}],
                "comment": "all of it"},
            "u": {"columns": {"id": "bigint"}, "primary_key": ["id"]}}}"#,
    );
    let t = &schema.tables["t"];
    let names = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<_>>();
    let key = t.primary_key.clone().unwrap();
    assert_eq!(key.name.unwrap().as_str(), "t_pkey");
    assert_eq!(
        names(&mut t.uniques.keys().map(ToString::to_string)),
        ["own", "t_b_c_key", "t_b_key", "t_b_key1"]
    );
    assert_eq!(
        names(&mut t.foreign_keys.keys().map(ToString::to_string)),
        ["own", "t_a_fkey"]
    );
    assert_eq!(
        t.foreign_keys["t_a_fkey"].references.columns[0].as_str(),
        "id"
    );
    assert_eq!(t.foreign_keys["t_a_fkey"].on_delete.to_string(), "SET NULL");
    assert_eq!(
        names(&mut t.checks.keys().map(ToString::to_string)),
        ["small", "t_a_check", "t_b_check", "t_check"]
    );
    assert_eq!(
        names(&mut t.indexes.keys().map(ToString::to_string)),
        ["t_a_lower_expr_idx", "t_b_idx", "t_c_idx"]
    );
    assert_eq!(t.comment.as_deref(), Some("all of it"));
    let long = format!(
        r#"{{"dialect": "postgres", "tables": {{"{}": {{"columns": {{"{}": "date"}}, "unique": ["{1}"]}}}}}}"#,
        "t".repeat(40),
        "c".repeat(40),
    );
    let schema = read(&long);
    let name = schema
        .tables
        .values()
        .flat_map(|table| table.uniques.keys())
        .next()
        .unwrap();
    assert_eq!(
        name.as_str(),
        format!("{}_{}_key", "t".repeat(29), "c".repeat(29))
    );
    let oceanbase = table(
        "ocean_base",
        r#"{"columns": {"a": "bigint"}, "primary_key": "a"}"#,
    );
    assert_eq!(oceanbase["primary_key"], json!({"columns": ["a"]}));
}

#[test]
fn all_defects_of_a_hand_written_text_are_reported_at_once() {
    let check = |text: &str, expected: &[&str]| {
        let error = lenient::read(text).unwrap_err();
        let text = error.to_string();
        assert_eq!(text.lines().map(str::trim).collect::<Vec<_>>(), expected);
        assert_eq!(error.code(), "model/malformed-document");
    };
    check(
        "{",
        &[
            "cannot read the hand-written schema document: EOF while parsing an object at line 1 column 1",
        ],
    );
    check(
        r#"{"dialect": "oracle", "tabels": {}}"#,
        &[
            "cannot read the hand-written schema document:",
            "dialect: one of postgres, ocean_base is expected at line 1 column 13",
            "tabels: there is no such key; tables is the nearest that there is at line 1 column 23",
        ],
    );
    check(
        r#"{"tables": {
"t": {"columns": {"a": "bigit", "a": "date", "b": {"type": "date", "notnull": true}, "c": {"default": []}, "": "date"},
  "primary_key": 7, "unique": "a", "foreign_keys": [{"columns": "b", "references": "u"}, {"references": "u", "on_delete": "explode"}],
  "checks": [1], "indexes": [{"where": "x"}, [{"expr": "y"}]], "comment": false},
"u": {"primary_key": []},
"v": {"columns": [{"type": "dat"}, {"name": "", "type": "date[]"}, 3]}}}"#,
        &[
            "cannot read the hand-written schema document:",
            "dialect is missing at line 1 column 1",
            "tables.t.columns.a: PostgreSQL has no type bigit at line 2 column 24",
            "tables.t.columns.a: the name a stands twice at line 2 column 33",
            "tables.t.columns.b.notnull: there is no such key; not_null is the nearest that there is at line 2 column 68",
            "tables.t.columns.c: type is missing at line 2 column 91",
            "tables.t.columns.c.default: a value or {\"sql\": …} is expected at line 2 column 103",
            "tables.t.columns.\"\": a name must not be empty at line 2 column 108",
            "tables.t.primary_key: a text is expected at line 3 column 18",
            "tables.t.unique: a list is expected at line 3 column 31",
            "tables.t.foreign_keys[1]: columns is missing at line 3 column 90",
            "tables.t.foreign_keys[1].on_delete: one of no action, restrict, cascade, set null, set default is expected at line 3 column 123",
            "tables.t.checks[0]: a text is expected at line 4 column 14",
            "tables.t.indexes[0]: columns is missing at line 4 column 30",
            "tables.t.indexes[1][0]: sql is missing at line 4 column 47",
            "tables.t.indexes[1][0].expr: there is no such key; sql is the nearest that there is at line 4 column 48",
            "tables.t.comment: a text is expected at line 4 column 75",
            "tables.u: columns is missing at line 5 column 6",
            "tables.v.columns[0]: name is missing at line 6 column 19",
            "tables.v.columns[0].type: PostgreSQL has no type dat at line 6 column 28",
            "tables.v.columns[1].name: a name must not be empty at line 6 column 45",
            "tables.v.columns[2]: an object is expected, of name, type, not_null, numbered, default, generated, collation, comment at line 6 column 68",
        ],
    );
    check(
        r#"{"dialect": "postgres", "tables": {"t": {"columns": {"a": "date"},
            "foreign_keys": [{"columns": "a", "references": "nowhere"}],
            "checks": [{"sql": "a is null", "name": "c"}, {"sql": "true", "name": "c"}]}}}"#,
        &[
            "cannot read the hand-written schema document:",
            "tables.t.foreign_keys[0]: there is no table nowhere with a primary key at line 2 column 30",
            "tables.t.checks[1]: the name c stands twice at line 3 column 59",
        ],
    );
    let deep = lenient::read(&"[".repeat(200)).unwrap_err();
    assert_eq!(deep.code(), "model/document-too-deep");
}
