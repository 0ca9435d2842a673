//! Documents: what is read, what is refused and how.

use std::error::Error as _;

use obmigrate_model::{Document, DocumentError, Schema};

const GOLDEN: &str = include_str!("../golden/schema-1.0.json");

/// Joins an error's text with those of its sources.
fn chain(error: &DocumentError) -> String {
    let source = error.source().map(|source| format!(": {source}"));
    format!("{error}{}", source.unwrap_or_default())
}

#[test]
fn the_golden_document_is_rewritten_byte_for_byte() {
    let document = Document::<Schema>::from_json(GOLDEN).unwrap();
    assert_eq!(document.to_json().unwrap(), GOLDEN);
    assert_eq!(obmigrate_model::validate::validate(&document.body), vec![]);
}

#[test]
fn unusable_documents_say_what_is_wrong_and_where() {
    let check = |json: &str, code: &str, message: &str| {
        let error = Document::<Schema>::from_json(json).unwrap_err();
        assert_eq!(chain(&error), message);
        assert_eq!(error.code(), code);
    };
    let body = |version: &str, body: &str| {
        format!(r#"{{"format": "obmigrate/schema", "version": {version}, "body": {body}}}"#)
    };
    let current = r#"{"major": 1, "minor": 0}"#;
    check(
        r#"{"format": "obmigrate/schema", "version": {"major": 1, "mi"#,
        "model/malformed-document",
        "cannot read the obmigrate/schema document at version.?: EOF while parsing a string at line 1 column 58",
    );
    check(
        &body(
            current,
            r#"{"dialect": "postgres", "tables": {"t": {"columns": [{"name": "a", "data_type": "date", "colour": 1}]}}}"#,
        ),
        "model/malformed-document",
        "cannot read the obmigrate/schema document at body.tables.t.columns[0].colour: unknown field `colour`, expected one of `name`, `data_type`, `nullability`, `default`, `identity`, `collation`, `comment` at line 1 column 172",
    );
    check(
        &body(r#"{"major": 1, "minor": 1}"#, r#"{"new_shape": true}"#),
        "model/newer-version",
        "this obmigrate/schema document has version 1.1, but this program reads up to 1.0; update the program, since a field it does not know could be a table it would drop",
    );
    check(
        &body(r#"{"major": 2, "minor": 0}"#, "{}"),
        "model/newer-version",
        "this obmigrate/schema document has version 2.0, but this program reads up to 1.0; update the program, since a field it does not know could be a table it would drop",
    );
    check(
        r#"{"format": "obmigrate/plan", "version": {"major": 1, "minor": 0}, "body": {}}"#,
        "model/wrong-format",
        r#"this is a document of format "obmigrate/plan", but "obmigrate/schema" is expected"#,
    );
    check(
        &body(
            current,
            r#"{"dialect": "postgres", "tables": {"t": {"columns": []}, "t": {"columns": []}}}"#,
        ),
        "model/malformed-document",
        "cannot read the obmigrate/schema document at body.tables: the name t stands twice at line 1 column 136",
    );
    check(
        &body(
            current,
            r#"{"dialect": "postgres", "tables": {"": {"columns": []}}}"#,
        ),
        "model/malformed-document",
        "cannot read the obmigrate/schema document at body.tables.: a name must not be empty at line 1 column 113",
    );
    check(
        &format!("{} []", body(current, r#"{"dialect": "postgres"}"#)),
        "model/malformed-document",
        "cannot read the obmigrate/schema document at the end of the document: trailing characters at line 1 column 102",
    );
    check(
        &GOLDEN.replace("\"orders\": {", "\"order_s\": {"),
        "model/fingerprint-mismatch",
        "the content of this obmigrate/schema document does not match its fingerprint: it was changed or cut; export it again, or remove the fingerprint field if you changed it on purpose",
    );
}
