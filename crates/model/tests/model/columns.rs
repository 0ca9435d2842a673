//! What PostgreSQL columns become on OceanBase.

use obmigrate_model::canonical::{
    ColumnChoice, DocumentForm, EnumForm, MomentForm, NumericForm, Options, Translation, UuidForm,
    normalise, to_oceanbase,
};
use obmigrate_model::data_type::spelling;
use obmigrate_model::{Column, Dialect};
use serde_json::{Value, json};

use crate::canonical::{codes, one_column, translate};

#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn only_column(translation: &Translation) -> &Column {
    translation.schema.tables["t"]
        .columns
        .iter()
        .next()
        .unwrap()
}

/// Describes a column's type and collation, and the notes by severity and code.
fn becomes(data_type: &Value, keyed: bool, options: &Options) -> (String, Vec<String>) {
    let mut body = one_column("postgres", json!({"name": "a", "data_type": data_type}));
    if keyed {
        body["tables"]["t"]["primary_key"] = json!({"columns": ["a"]});
    }
    let translation = to_oceanbase(&crate::schema(body), options);
    let column = only_column(&translation);
    let collation = column.collation.as_deref().map(|name| format!(" {name}"));
    let notes = translation.notes.iter();
    (
        format!("{}{}", column.data_type, collation.unwrap_or_default()),
        notes
            .map(|note| format!("{} {}", note.severity, note.code))
            .collect(),
    )
}

#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn parse(text: &str) -> Value {
    serde_json::to_value(spelling::parse(Dialect::Postgres, text)).unwrap()
}

fn check_with(options: &Options, keyed: bool, postgres: &str, expected: &str, notes: &[&str]) {
    let found = becomes(&parse(postgres), keyed, options);
    let expected = (
        expected.to_owned(),
        notes.iter().map(|note| (*note).to_owned()).collect(),
    );
    assert_eq!(found, expected, "{postgres}");
}

const AS_TEXT: &[&str] = &["info model/kept-as-text"];

#[test]
fn standard_types_become_those_of_oceanbase() {
    let check = |postgres: &str, expected: &str, notes: &[&str]| {
        check_with(&Options::default(), false, postgres, expected, notes);
    };
    check("boolean", "boolean", &[]);
    check("smallint", "smallint", &[]);
    check("integer", "integer", &[]);
    check("bigint", "bigint", &[]);
    check("numeric(10,2)", "decimal(10,2)", &[]);
    check("numeric(65,30)", "decimal(65,30)", &[]);
    check("numeric(5,-2)", "decimal(7,0)", &[]);
    check("numeric(3,5)", "decimal(5,5)", &[]);
    let text = &["warning model/number-becomes-text"];
    check("numeric(66,0)", "varchar(69) utf8mb4_bin", text);
    check("numeric(40,31)", "varchar(43) utf8mb4_bin", text);
    check("numeric(60,-20)", "varchar(83) utf8mb4_bin", text);
    check(
        "numeric",
        "decimal(65,30)",
        &["warning model/unbounded-numeric"],
    );
    check("real", "real", &[]);
    check("double precision", "double", &[]);
    check("character(256)", "char(256) utf8mb4_bin", &[]);
    check(
        "character(257)",
        "varchar(257) utf8mb4_bin",
        &["info model/char-becomes-varchar"],
    );
    check("character varying(9)", "varchar(9) utf8mb4_bin", &[]);
    check(
        "character varying(262145)",
        "longtext utf8mb4_bin",
        &["info model/varchar-becomes-text"],
    );
    check("character varying", "longtext utf8mb4_bin", &[]);
    check("text", "longtext utf8mb4_bin", &[]);
    check("bytea", "longblob", &[]);
    check("bit(64)", "bit(64)", &[]);
    check("bit(65)", "varchar(65) utf8mb4_bin", AS_TEXT);
    check("bit varying(5)", "varchar(5) utf8mb4_bin", AS_TEXT);
    check("bit varying", "longtext utf8mb4_bin", AS_TEXT);
    check("date", "date", &[]);
    check("time(3)", "time(3)", &[]);
    check("time with time zone", "varchar(24) utf8mb4_bin", AS_TEXT);
    check("timestamp(3)", "timestamp(3) without time zone", &[]);
    check("timestamptz", "timestamp(6) with time zone", &[]);
    check("interval", "varchar(64) utf8mb4_bin", AS_TEXT);
    check(
        "interval day to second(3)",
        "varchar(64) utf8mb4_bin",
        AS_TEXT,
    );
    check("uuid", "char(36) utf8mb4_bin", &[]);
    check("json", "json", &["warning model/json-text-lost"]);
    check("jsonb", "json", &[]);
    check(
        "integer[]",
        "json",
        &["warning model/compound-becomes-json"],
    );
    check("vector(3)", "vector(3)", &[]);
    check("vector", "longtext utf8mb4_bin", AS_TEXT);
}

#[test]
fn types_of_postgres_alone_become_what_keeps_their_values() {
    let check = |postgres: &str, expected: &str, notes: &[&str]| {
        check_with(&Options::default(), false, postgres, expected, notes);
    };
    check("oid", "integer unsigned", &[]);
    check("xid", "integer unsigned", &[]);
    check("xid8", "bigint unsigned", &[]);
    check("money", "decimal(19,2)", &["info model/money"]);
    check("name", "varchar(63) utf8mb4_bin", &[]);
    check("\"char\"", "varchar(4) utf8mb4_bin", &[]);
    check("bpchar", "longtext utf8mb4_bin", &[]);
    check(
        "citext",
        "longtext utf8mb4_general_ci",
        &["warning model/case-insensitive-text"],
    );
    check("hstore", "json", &["info model/hstore-becomes-json"]);
    check("regclass", "varchar(130) utf8mb4_bin", AS_TEXT);
    check("regtype", "varchar(130) utf8mb4_bin", AS_TEXT);
    check("regprocedure", "longtext utf8mb4_bin", AS_TEXT);
    check("pg_lsn", "varchar(32) utf8mb4_bin", AS_TEXT);
    check("tid", "varchar(32) utf8mb4_bin", AS_TEXT);
    check("inet", "varchar(43) utf8mb4_bin", AS_TEXT);
    check("cidr", "varchar(43) utf8mb4_bin", AS_TEXT);
    check("macaddr", "char(17) utf8mb4_bin", AS_TEXT);
    check("macaddr8", "char(23) utf8mb4_bin", AS_TEXT);
    check("point", "varchar(64) utf8mb4_bin", AS_TEXT);
    check("polygon", "longtext utf8mb4_bin", AS_TEXT);
    check("daterange", "varchar(64) utf8mb4_bin", AS_TEXT);
    check("tstzrange", "varchar(128) utf8mb4_bin", AS_TEXT);
    check("datemultirange", "longtext utf8mb4_bin", AS_TEXT);
    for text in ["xml", "jsonpath", "ltree", "cube", "txid_snapshot"] {
        check(text, "longtext utf8mb4_bin", AS_TEXT);
    }
    let lost = &["warning model/use-lost"];
    for text in ["tsvector", "tsquery", "refcursor", "sparsevec"] {
        check(text, "longtext utf8mb4_bin", lost);
    }
    check(
        "app.anything",
        "longtext utf8mb4_bin",
        &["warning model/unmodelled-type"],
    );
}

#[test]
fn keys_need_types_that_can_be_compared_whole() {
    let check = |postgres: &str, expected: &str, notes: &[&str]| {
        check_with(&Options::default(), true, postgres, expected, notes);
    };
    let text = "warning model/text-in-key";
    check("text", "varchar(1024) utf8mb4_bin", &[text]);
    check("bpchar", "varchar(1024) utf8mb4_bin", &[text]);
    check("bytea", "varbinary(1024)", &[text]);
    check("xml", "varchar(1024) utf8mb4_bin", &[text, AS_TEXT[0]]);
    check(
        "citext",
        "varchar(1024) utf8mb4_general_ci",
        &["warning model/case-insensitive-text", text],
    );
    check("uuid", "char(36) utf8mb4_bin", &[]);
    check("jsonb", "json", &["error model/unindexable-column"]);
    check(
        "vector(3)",
        "vector(3)",
        &["error model/unindexable-column"],
    );
    check(
        "integer[]",
        "json",
        &[
            "warning model/compound-becomes-json",
            "error model/unindexable-column",
        ],
    );
    let options = Options::default().with_compound(DocumentForm::Text);
    let expected = "varchar(1024) utf8mb4_bin";
    check_with(&options, true, "integer[]", expected, &[text, AS_TEXT[0]]);
}

#[test]
fn choices_decide_where_there_are_several_types() {
    let check = |options: &Options, postgres: &str, expected: &str, notes: &[&str]| {
        check_with(options, false, postgres, expected, notes);
    };
    let options = Options::default()
        .with_uuid(UuidForm::Binary)
        .with_moment(MomentForm::UtcDateTime)
        .with_numeric(NumericForm::Text)
        .with_json_text(DocumentForm::Text)
        .with_compound(DocumentForm::Text);
    check(&options, "uuid", "binary(16)", &[]);
    check(
        &options,
        "timestamptz",
        "timestamp(6) without time zone",
        &[],
    );
    check(
        &options,
        "numeric",
        "varchar(1000) utf8mb4_bin",
        &["warning model/number-becomes-text"],
    );
    check(&options, "json", "longtext utf8mb4_bin", &[]);
    check(&options, "jsonb", "json", &[]);
    check(&options, "text[]", "longtext utf8mb4_bin", AS_TEXT);
    check(&options, "hstore", "longtext utf8mb4_bin", AS_TEXT);

    let own = |choice| {
        let (table, column) = (crate::ident("t"), crate::ident("a"));
        Options::default().with_column(table, column, choice)
    };
    let check = |choice, postgres: &str, expected: &str, notes: &[&str]| {
        check_with(&own(choice), false, postgres, expected, notes);
    };
    let decimal = ColumnChoice::Numeric(NumericForm::Decimal {
        precision: 80,
        scale: 40,
    });
    check(
        ColumnChoice::Uuid(UuidForm::Binary),
        "uuid",
        "binary(16)",
        &[],
    );
    check(
        decimal,
        "numeric",
        "decimal(65,30)",
        &["warning model/unbounded-numeric"],
    );
    check(
        decimal,
        "numeric(66,0)",
        "decimal(65,30)",
        &["warning model/decimal-cut"],
    );
    check(decimal, "numeric(6,0)", "decimal(6,0)", &[]);
    check(
        ColumnChoice::Document(DocumentForm::Text),
        "jsonb",
        "longtext utf8mb4_bin",
        &[],
    );
    let length = &["warning model/text-length"];
    check(
        ColumnChoice::Length(80),
        "text",
        "varchar(80) utf8mb4_bin",
        length,
    );
    check(ColumnChoice::Length(0), "bytea", "varbinary(1)", length);
    check(
        ColumnChoice::Length(80),
        "integer",
        "integer",
        &["error model/unfit-override"],
    );
}

#[test]
fn a_choice_for_no_column_is_reported() {
    let options = Options::default()
        .with_column(
            crate::ident("t"),
            crate::ident("gone"),
            ColumnChoice::Length(5),
        )
        .with_column(
            crate::ident("gone"),
            crate::ident("a"),
            ColumnChoice::Length(5),
        )
        .with_column(
            crate::ident("t"),
            crate::ident("a"),
            ColumnChoice::Length(5),
        );
    let body = one_column("postgres", json!({"name": "a", "data_type": parse("text")}));
    let translation = to_oceanbase(&crate::schema(body), &options);
    assert_eq!(
        codes(&translation),
        [
            "error model/unknown-override tables.gone.columns.a",
            "warning model/text-length tables.t.columns.a.data_type",
            "error model/unknown-override tables.t.columns.gone",
        ]
    );
}

#[test]
fn enumerated_types_keep_their_labels_where_they_can() {
    let check = |options: &Options, labels: &[&str], expected: &str, notes: &[&str]| {
        let data_type = json!({"enum": {"name": {"name": "mood"}, "labels": labels}});
        let notes: Vec<String> = notes.iter().map(|note| (*note).to_owned()).collect();
        assert_eq!(
            becomes(&data_type, false, options),
            (expected.to_owned(), notes)
        );
    };
    let options = Options::default();
    let varchar = &["warning model/enum-becomes-varchar"];
    check(
        &options,
        &["sad", "", "it's"],
        "enum('sad','','it''s') utf8mb4_bin",
        &[],
    );
    check(&options, &["a", "a "], "varchar(2) utf8mb4_bin", varchar);
    check(&options, &[], "varchar(1) utf8mb4_bin", varchar);
    let long = "x".repeat(256);
    check(&options, &[&long], "varchar(256) utf8mb4_bin", varchar);
    let many: Vec<String> = (0..9_501).map(|number| format!("l{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    check(&options, &many, "varchar(5) utf8mb4_bin", varchar);
    check(
        &options.with_enumeration(EnumForm::Text),
        &["sad", "glad"],
        "varchar(4) utf8mb4_bin",
        varchar,
    );

    let mood = json!({"enum": {"labels": ["sad", "glad"]}});
    let translation = translate(one_column(
        "postgres",
        json!({"name": "a", "data_type": mood, "nullability": "not_null"}),
    ));
    assert_eq!(
        codes(&translation),
        ["warning model/enum-first-label tables.t.columns.a"]
    );
}

#[test]
fn a_domain_is_folded_into_the_column_and_the_checks() {
    let email = json!({"domain": {
        "name": {"schema": "app", "name": "email"},
        "base": {"var_char": {"length": 50}},
        "nullability": "not_null",
        "default": {"expression": "'nobody'::character varying"},
        "checks": {
            "email_check": {"expression": "((VALUE)::text <> 'VALUE'::text)"},
            "odd": {"expression": "app.f(VALUE)"}
        }
    }});
    let body = json!({"dialect": "postgres", "tables": {"t": {
        "columns": [
            {"name": "a", "data_type": email},
            {"name": "Weird \"b", "data_type": email, "default": {"literal": {"text": "x"}}}
        ],
        "checks": {"A_email_check": {"expression": "((a)::text <> 'y'::text)"}}
    }}});
    let translation = translate(body);
    let table = &translation.schema.tables["t"];
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let default = serde_json::to_string(&column.default).unwrap();
            format!("{} {:?} {default}", column.data_type, column.nullability)
        })
        .collect();
    assert_eq!(
        columns,
        [
            r#"varchar(50) NotNull {"literal":{"text":"nobody"}}"#,
            r#"varchar(50) NotNull {"literal":{"text":"x"}}"#
        ]
    );
    let checks: Vec<String> = table
        .checks
        .iter()
        .map(|(name, check)| {
            let hash = name.as_str().starts_with("a_email_check_");
            let name = if hash {
                "a_email_check_…"
            } else {
                name.as_str()
            };
            format!("{name}: {}", check.expression)
        })
        .collect();
    assert_eq!(
        checks,
        [
            "A_email_check: `a` <> 'y'",
            "Weird \"b_email_check: `Weird \"b` <> 'VALUE'",
            "a_email_check_…: `a` <> 'VALUE'",
        ]
    );
    let mut lost = one_column("postgres", json!({"name": "a", "data_type": email}));
    lost["tables"]["t"]["columns"][0]["data_type"]["domain"]["default"] =
        json!({"expression": "app.f()"});
    lost["tables"]["t"]["columns"][0]["data_type"]["domain"]["checks"] = json!({});
    assert_eq!(
        codes(&translate(lost)),
        ["error model/default-lost tables.t.columns.a.default"]
    );
    let untranslatable = "error model/untranslatable-expression tables.t.columns";
    assert_eq!(
        codes(&translation),
        [
            format!(r#"{untranslatable}."Weird \"b".data_type.checks.odd"#),
            format!("{untranslatable}.a.data_type.checks.odd"),
        ]
    );
}

#[test]
fn computed_columns_stay_computed_where_oceanbase_can() {
    let mood = json!({"enum": {"name": {"name": "mood"}, "labels": ["sad", "glad"]}});
    let check = |generated: Value, key: Value, expected: Value, notes: &[&str]| {
        let body = json!({"dialect": "postgres", "tables": {"t": {
            "columns": [
                {"name": "n", "data_type": parse("integer")},
                {"name": "id", "data_type": parse("integer"), "identity": {"generation": "by_default"}},
                {"name": "i", "data_type": parse("interval")},
                {"name": "j", "data_type": parse("interval")},
                {"name": "e", "data_type": mood},
                {"name": "f", "data_type": mood},
                {"name": "g", "data_type": parse("integer"), "generated": generated}
            ],
            "primary_key": key
        }}});
        let translation = translate(body);
        let column = translation.schema.tables["t"]
            .columns
            .iter()
            .last()
            .unwrap();
        let found = serde_json::to_value(&column.generated).unwrap();
        assert_eq!(found, expected);
        let mut found = codes(&translation);
        found.retain(|note| !note.contains("kept-as-text"));
        assert_eq!(found, notes);
    };
    let generated =
        |expression: &str, storage: &str| json!({"expression": expression, "storage": storage});
    check(
        generated("(n * 2)", "stored"),
        json!(null),
        generated("`n` * 2", "stored"),
        &[],
    );
    check(
        generated("(n + 1)", "virtual"),
        json!(null),
        generated("`n` + 1", "virtual"),
        &[],
    );
    check(
        generated("app.f(n)", "stored"),
        json!(null),
        json!(null),
        &["error model/untranslatable-expression tables.t.columns.g.generated"],
    );
    check(
        generated("(n * 2)", "stored"),
        json!({"columns": ["g"]}),
        json!(null),
        &["error model/generated-in-key tables.t.columns.g.generated"],
    );
    check(
        generated("(id + 1)", "stored"),
        json!(null),
        json!(null),
        &["error model/generated-from-identity tables.t.columns.g.generated"],
    );
    check(
        generated("CASE WHEN (e = f) THEN 1 ELSE 0 END", "stored"),
        json!(null),
        generated("CASE WHEN `e` = `f` THEN 1 ELSE 0 END", "stored"),
        &[],
    );
    // Labels compare as texts on OceanBase.
    check(
        generated("CASE WHEN (e < f) THEN 1 ELSE 0 END", "stored"),
        json!(null),
        json!(null),
        &["error model/untranslatable-expression tables.t.columns.g.generated"],
    );
    // Intervals are texts on OceanBase, which compare otherwise.
    check(
        generated("CASE WHEN (i > j) THEN 1 ELSE 0 END", "stored"),
        json!(null),
        json!(null),
        &["error model/untranslatable-expression tables.t.columns.g.generated"],
    );
    check(
        generated("CASE WHEN (i IS NULL) THEN 1 ELSE 0 END", "stored"),
        json!(null),
        generated("CASE WHEN `i` IS NULL THEN 1 ELSE 0 END", "stored"),
        &[],
    );
}

#[test]
fn what_oceanbase_prints_for_a_column_is_brought_to_one_form() {
    let schema = normalise(&crate::schema(
        json!({"dialect": "ocean_base", "tables": {"t": {
            "columns": [
                {"name": "n", "data_type": {"integer": {"width": "regular"}}},
                {"name": "g", "data_type": {"integer": {"width": "regular"}},
                 "generated": {"expression": "((`n` * 2))", "storage": "stored"},
                 "default": {"expression": "(`n` * 2)"}},
                {"name": "e", "data_type": {"enum": {"name": {"name": "x"}, "labels": ["a"]}}},
                {"name": "s", "data_type": {"set": {"labels": ["a"]}}, "collation": "utf8mb4_bin"},
                {"name": "u", "data_type": {"timestamp": {"precision": 0, "zone": "with"}}, "on_update": "current_timestamp"}
            ],
            "options": {"charset": "utf8mb4", "collation": "utf8mb4_general_ci", "auto_increment": 7, "access": "read_only"}
        }}}),
    ));
    let expected = crate::schema(json!({"dialect": "ocean_base", "tables": {"t": {
        "columns": [
            {"name": "n", "data_type": {"integer": {"width": "regular"}}},
            {"name": "g", "data_type": {"integer": {"width": "regular"}},
             "generated": {"expression": "`n` * 2", "storage": "stored"}},
            {"name": "e", "data_type": {"enum": {"labels": ["a"]}}, "collation": "utf8mb4_general_ci"},
            {"name": "s", "data_type": {"set": {"labels": ["a"]}}, "collation": "utf8mb4_bin"},
            {"name": "u", "data_type": {"timestamp": {"precision": 0, "zone": "with"}}, "on_update": "current_timestamp"}
        ],
        "options": {"access": "read_only"}
    }}}));
    assert_eq!(schema, expected);
}

#[test]
fn what_the_target_cannot_have_beside_columns_is_noted() {
    let translation = translate(json!({"dialect": "postgres",
        "tables": {"t": {"columns": [{"name": "a", "data_type": "date"}], "options": {"persistence": "unlogged"}}},
        "sequences": {"s": {"data_type": {"integer": {"width": "big"}}}}
    }));
    assert_eq!(
        codes(&translation),
        [
            "warning model/sequence-lost sequences.s",
            "info model/unlogged tables.t.options.persistence",
        ]
    );
    assert!(translation.schema.sequences.is_empty());
}
