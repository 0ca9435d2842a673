//! Documents: what is read, what is refused and how.

use std::fmt::Write as _;

use obmigrate_model::document::{FormatVersion, Limits};
use obmigrate_model::plan::Reversibility;
use obmigrate_model::{Document, DocumentError, Fingerprint, Plan, Schema};

const GOLDEN_1_0: &str = include_str!("../golden/schema-1.0.json");
const POSTGRES: &str = include_str!("../golden/schema-1.1-postgres.json");
const OCEANBASE: &str = include_str!("../golden/schema-1.1-oceanbase.json");

#[test]
fn golden_documents_are_rewritten_byte_for_byte() {
    let check = |json: &str, expected: &str| {
        let document = Document::<Schema>::from_json(json).unwrap();
        assert_eq!(document.to_json().unwrap(), expected);
        assert_eq!(obmigrate_model::validate::validate(&document.body), vec![]);
    };
    check(POSTGRES, POSTGRES);
    check(OCEANBASE, OCEANBASE);
    // Nothing but the version changes, so the fingerprint in it still identifies the body.
    let upgraded = GOLDEN_1_0.replacen("\"minor\": 0", "\"minor\": 1", 1);
    check(GOLDEN_1_0, &upgraded);
}

/// A plan describes tables as a schema does, so that both formats grow together.
#[test]
fn plans_of_an_older_version_are_read_and_newer_ones_are_not() {
    let plan = |minor: u32| {
        format!(
            r#"{{"format": "obmigrate/plan", "version": {{"major": 1, "minor": {minor}}}, "body": {{
                "run_id": "20261123090000",
                "target": {{"dialect": "ocean_base", "version": {{"major": 4, "minor": 3, "patch": 5}}}},
                "base": "{0}", "goal": "{0}", "groups": []}}}}"#,
            Fingerprint::of_bytes(b"")
        )
    };
    let older = Document::<Plan>::from_json(&plan(0)).unwrap();
    assert_eq!(older, Document::from_json(&plan(1)).unwrap());
    assert_eq!(older, Document::from_json(&plan(2)).unwrap());
    assert_eq!(older, Document::from_json(&plan(3)).unwrap());
    assert_eq!(older.version, FormatVersion { major: 1, minor: 3 });
    assert_eq!(older.body.reversibility, Reversibility::UntilCleanup);
    let error = Document::<Plan>::from_json(&plan(4)).unwrap_err();
    assert_eq!(error.code(), "model/newer-version");
}

fn document(body: &str) -> String {
    format!(
        r#"{{"format": "obmigrate/schema", "version": {{"major": 1, "minor": 1}}, "body": {body}}}"#
    )
}

#[test]
fn unusable_documents_say_what_is_wrong_and_where() {
    let check = |json: &str, code: &str, message: &str| {
        let error = Document::<Schema>::from_json(json).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.code(), code);
    };
    check(
        r#"{"format": "obmigrate/schema", "version": {"major": 1, "mi"#,
        "model/malformed-document",
        "cannot read the obmigrate/schema document: EOF while parsing a string at line 1 column 58",
    );
    check(
        &document(r#"{"dialect": "postgres"}"#).replace("\"minor\": 1", "\"minor\": 2"),
        "model/newer-version",
        "this obmigrate/schema document has version 1.2, but this program reads up to 1.1; update the program, since a field it does not know could be a table it would drop",
    );
    check(
        &document(r#"{"new_shape": true}"#).replace("\"major\": 1", "\"major\": 2"),
        "model/newer-version",
        "this obmigrate/schema document has version 2.1, but this program reads up to 1.1; update the program, since a field it does not know could be a table it would drop",
    );
    check(
        r#"{"format": "obmigrate/plan", "version": {"major": 1, "minor": 0}, "body": {}}"#,
        "model/wrong-format",
        r#"this is a document of format "obmigrate/plan", but "obmigrate/schema" is expected"#,
    );
    check(
        &format!("{} []", document(r#"{"dialect": "postgres"}"#)),
        "model/malformed-document",
        "cannot read the obmigrate/schema document: trailing characters at line 1 column 102",
    );
    check(
        &GOLDEN_1_0.replace("\"orders\": {", "\"order_s\": {"),
        "model/fingerprint-mismatch",
        "the content of this obmigrate/schema document does not match its fingerprint: it was changed or cut; export it again, or remove the fingerprint field if you changed it on purpose",
    );
    check(
        &format!("{}{}", "[".repeat(200), "]".repeat(200)),
        "model/document-too-deep",
        "the obmigrate/schema document nests 128 objects and lists or more inside each other",
    );
}

/// Returns the defects of a document, one on a line.
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints spare test functions only, and this one serves them"
)]
fn defects<T: obmigrate_model::document::Body + std::fmt::Debug>(json: &str) -> Vec<String> {
    let error = Document::<T>::from_json(json).unwrap_err();
    let DocumentError::Malformed { defects, .. } = error else {
        panic!("{error}");
    };
    defects.iter().map(ToString::to_string).collect()
}

#[test]
fn all_defects_are_reported_at_once() {
    let body = r#"{
  "tables": {
    "t": {"columns": [
      {"name": "ä", "data_type": "date", "colour": 1, "nullability": "never", "taste": {}},
      {"name": "", "data_type": {"decimal": {"precision": -1}}},
      {"data_type": {"postgres": "nothing"}}
    ], "checks": {"c": {"expression": "true"}, "c": {"expression": "false"}, "": {}, "d": []}},
    "a.b": {"indexes": {"i": {"parts": [{"key": "a"}, {"key": {"column": "a"}, "prefix": "3"}]}}},
    "t": {"columns": []},
    "u": {"columns": [{"name": "\ud800", "data_type": {"other": {"name": 1}}}]}
  },
  "sequences": 7,
  "views": []
}"#;
    assert_eq!(
        defects::<Schema>(&document(body)),
        [
            "body: missing field `dialect` at line 1 column 77",
            "body.tables.t.columns[0].colour: unknown field `colour`, expected one of `name`, `data_type`, `nullability`, `default`, `identity`, `generated`, `on_update`, `collation`, `comment` at line 4 column 42",
            "body.tables.t.columns[0].nullability: unknown variant `never`, expected `nullable` or `not_null` at line 4 column 70",
            "body.tables.t.columns[0].taste: unknown field `taste`, expected one of `name`, `data_type`, `nullability`, `default`, `identity`, `generated`, `on_update`, `collation`, `comment` at line 4 column 79",
            "body.tables.t.columns[1].name: a name must not be empty at line 5 column 16",
            "body.tables.t.columns[1].data_type.decimal: missing field `scale` at line 5 column 45",
            "body.tables.t.columns[1].data_type.decimal.precision: invalid value: integer `-1`, expected u16 at line 5 column 59",
            "body.tables.t.columns[2]: missing field `name` at line 6 column 7",
            "body.tables.t.columns[2].data_type.postgres: nothing is no type that PostgreSQL has without parameters at line 6 column 34",
            "body.tables.t.checks.c: the name c stands twice at line 7 column 48",
            "body.tables.t.checks.\"\": a name must not be empty at line 7 column 78",
            "body.tables.t.checks.d: invalid length 0, expected struct Check with 4 elements at line 7 column 91",
            "body.tables.\"a.b\": missing field `columns` at line 8 column 12",
            "body.tables.\"a.b\".indexes.i.parts[0].key: unknown variant `a`, expected `column` or `expression` at line 8 column 49",
            "body.tables.\"a.b\".indexes.i.parts[1].prefix: invalid type: string \"3\", expected u32 at line 8 column 90",
            "body.tables.t: the name t stands twice at line 9 column 5",
            "body.tables.u.columns[0].name: an escape that stands for no character at line 10 column 32",
            "body.tables.u.columns[0].data_type.other.name: invalid type: integer `1`, expected a string at line 10 column 74",
            "body.sequences: invalid type: integer `7`, expected an object with unique names at line 12 column 16",
            "body.views: unknown field `views`, expected one of `dialect`, `tables`, `sequences`, `unmodelled` at line 13 column 3",
        ]
    );
    assert_eq!(
        defects::<Schema>("[1]"),
        [
            "invalid length 1, expected struct Document with 6 elements at line 1 column 1",
            "[0]: invalid type: integer `1`, expected a string at line 1 column 2",
        ]
    );
    assert_eq!(
        defects::<Schema>(r#"{"format": 1, "body": {"dialect": "oracle"}}"#),
        [
            "missing field `version` at line 1 column 1",
            "format: invalid type: integer `1`, expected a string at line 1 column 12",
            "body.dialect: unknown variant `oracle`, expected `postgres` or `ocean_base` at line 1 column 35",
        ]
    );
    let plan = r#"{"format": "obmigrate/plan", "version": {"major": 1, "minor": 0}, "body": {"run_id": 1,
"groups": [{"tables": [{"table": "", "strategy": "hope"}], "steps": [{"id": "one", "forward": {"copy": {}}}]}]}}"#;
    let found = defects::<Plan>(plan);
    let expected =
        "body.groups[0].steps[0].forward.copy: missing field `source` at line 2 column 104";
    assert!(
        found.len() > 10 && found.contains(&expected.to_owned()),
        "{found:#?}"
    );
}

#[test]
fn bytes_that_are_no_text_and_documents_that_are_too_large_are_refused() {
    let check = |json: &[u8], limits: &Limits, code: &str, message: &str| {
        let error = Document::<Schema>::from_slice(json, limits).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    };
    let limits = |bytes, depth| Limits { bytes, depth };
    check(
        b"{\n \"\xc3\xa4\xff\"}",
        &Limits::default(),
        "model/malformed-document",
        "cannot read the obmigrate/schema document: this is no UTF-8 at line 2 column 4",
    );
    let json = document(
        r#"{"dialect": "postgres", "unmodelled": [], "tables": {"[[\"[[": {"columns": []}}}"#,
    );
    check(
        json.as_bytes(),
        &limits(json.len() - 1, 128),
        "model/document-too-large",
        "the obmigrate/schema document has 157 bytes, but 156 is the most that is read",
    );
    check(
        json.as_bytes(),
        &limits(json.len(), 5),
        "model/document-too-deep",
        "the obmigrate/schema document nests 5 objects and lists or more inside each other",
    );
    let read = Document::<Schema>::from_slice(json.as_bytes(), &limits(json.len(), 6)).unwrap();
    assert_eq!(read.version, FormatVersion { major: 1, minor: 1 });
    // What the limits let through at most, the reader can read.
    let deep = |levels: usize| {
        let (open, close) = (
            r#"{"array":{"element":"#.repeat(levels),
            "}}".repeat(levels),
        );
        document(&format!(
            r#"{{"dialect": "ocean_base", "tables": {{"t": {{"columns": [{{"name": "a", "data_type": {open}"date"{close}}}]}}}}}}"#
        ))
    };
    assert!(Document::<Schema>::from_json(&deep(60)).is_ok());
    let error = Document::<Schema>::from_json(&deep(61)).unwrap_err();
    assert_eq!(error.code(), "model/document-too-deep");
}

/// Writes a document of so many tables of eleven columns: 27 lines a table and 12 around.
fn large(tables: usize, type_of: impl Fn(usize) -> &'static str) -> String {
    let mut json = "{\n\"format\": \"obmigrate/schema\",\n\"version\": {\n\"major\": 1,\n\"minor\": 1\n},\n\"body\": {\n\"dialect\": \"postgres\",\n\"tables\": {\n".to_owned();
    for table in 0..tables {
        let comma = if table == 0 { "" } else { ",\n" };
        let _ = write!(json, "{comma}\"t{table}\": {{\n\"columns\": [\n");
        for column in 0..11 {
            let comma = if column == 0 { "" } else { ",\n" };
            let data_type = type_of(table);
            let _ = write!(
                json,
                "{comma}{{\"name\": \"c{column}\",\n\"data_type\": \"{data_type}\"}}"
            );
        }
        json.push_str("],\n\"primary_key\": {\n\"columns\": [\"c0\"]\n}}");
    }
    json + "\n}\n}\n}\n"
}

#[test]
fn a_document_of_a_million_lines_is_read() {
    let json = large(37_037, |_| "date");
    assert_eq!(json.lines().count(), 1_000_011);
    let document = Document::<Schema>::from_json(&json).unwrap();
    assert_eq!(document.body.tables.len(), 37_037);
}

#[test]
fn a_hundred_defects_of_a_large_document_are_reported_and_no_more() {
    let json = large(3_000, |table| if table < 2_980 { "date" } else { "day" });
    let found = defects::<Schema>(&json);
    assert_eq!(found.len(), 101);
    assert!(found[0].starts_with("body.tables.t2980.columns[0].data_type: unknown variant `day`"));
    assert!(found[99].starts_with("body.tables.t2989.columns[0].data_type: "));
    assert_eq!(found[100], "and more: 100 defects are shown at most");
}

#[test]
fn a_changed_byte_is_a_defect_or_another_document() {
    let fingerprint = POSTGRES.find("\"fingerprint\"").unwrap();
    let line = POSTGRES[fingerprint..].find('\n').unwrap();
    let json = POSTGRES.replacen(&POSTGRES[fingerprint..=fingerprint + line], "", 1);
    let mut refused = 0;
    for at in (0..json.len()).step_by(151) {
        for byte in *b"\"0x[}\xff" {
            let mut changed = json.clone().into_bytes();
            changed[at] = byte;
            let _ = std::str::from_utf8(&changed).map(obmigrate_model::lenient::read);
            match Document::<Schema>::from_slice(&changed, &Limits::default()) {
                Err(DocumentError::Malformed { defects, .. }) => {
                    assert_ne!(defects, vec![]);
                    assert!(defects.iter().all(|defect| defect.line.is_some()));
                    refused += 1;
                }
                Err(error) => assert_ne!(error.code(), "model/fingerprint-mismatch"),
                Ok(document) => assert!(document.to_json().is_ok()),
            }
        }
    }
    assert!(refused > 400, "{refused}");
}
