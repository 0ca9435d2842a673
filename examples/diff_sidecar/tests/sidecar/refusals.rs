//! What a bad request is answered.

use diff_sidecar::{DEFAULT_MOST_BYTES, answer};
use serde_json::{Value, json};

use crate::{ask, oceanbase, orders, read};

/// Checks the id and the code that a line is answered with; returns the error.
fn refused(line: impl AsRef<[u8]>, id: &Value, code: &str) -> Value {
    let mut answer = read(&answer(line.as_ref(), DEFAULT_MOST_BYTES));
    assert_eq!(
        (&answer["id"], answer["error"]["code"].as_str()),
        (id, Some(code)),
        "{}",
        String::from_utf8_lossy(line.as_ref())
    );
    answer["error"].take()
}

#[test]
fn what_is_no_request_is_malformed() {
    let check = |line: &str, id: Value, reason: &str| {
        let error = refused(line, &id, "sidecar/malformed-request");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.contains(reason), "{message}");
    };
    check("", Value::Null, "the line is empty");
    check(" \r", Value::Null, "the line is empty");
    check("{", Value::Null, "EOF");
    check("[1]", Value::Null, "an id and an operation");
    check("{} {}", Value::Null, "trailing");
    check("\u{feff}{}", Value::Null, "expected value");
    check(r#"{"version":{}}"#, Value::Null, "missing field `id`");
    check(
        r#"{"id":null,"version":{}}"#,
        Value::Null,
        "a text or a number",
    );
    check(
        r#"{"id":[1],"version":{}}"#,
        Value::Null,
        "a text or a number",
    );
    check(
        r#"{"id":1,"id":2,"version":{}}"#,
        Value::Null,
        "duplicate field `id`",
    );
    check(
        r#"{"id":1,"version":{"a":1}}"#,
        json!(1),
        "unknown field `a`",
    );
    check(
        r#"{"id":1,"version":[]}"#,
        json!(1),
        "an object is expected",
    );
    check(
        r#"{"id":1,"diff":[1,2]}"#,
        json!(1),
        "an object is expected",
    );
    check(
        r#"{"id":1,"version":null}"#,
        json!(1),
        "an object is expected",
    );
    check(
        r#"{"id":1,"diff":{"live":{}}}"#,
        json!(1),
        "missing field `desired`",
    );
    check(
        r#"{"id":1,"diff":{"live":1,"live":2}}"#,
        json!(1),
        "duplicate field `live`",
    );
    check(
        r#"{"id":1,"merge":{"live":1,"desired":2}}"#,
        json!(1),
        "missing field `base`",
    );
    check(
        r#"{"id":1,"translate":{}}"#,
        json!(1),
        "missing field `schema`",
    );
    check(r#"{"id":1,"validate":{}}"#, json!(1), "either schema alone");
    check(
        r#"{"id":1,"validate":{"schema":1,"live":1}}"#,
        json!(1),
        "either schema alone",
    );
    check(
        r#"{"id":1,"validate":{"live":1}}"#,
        json!(1),
        "either schema alone",
    );
}

#[test]
fn bytes_that_are_no_text_are_malformed() {
    let error = refused(
        b"{\"id\": 1, \"version\": {}, \"\xff\": 1}",
        &Value::Null,
        "sidecar/malformed-request",
    );
    assert_eq!(
        error["message"],
        "cannot read the request: byte 27 is no UTF-8"
    );
}

#[test]
fn an_operation_is_exactly_one_and_known() {
    let unknown = "sidecar/unknown-operation";
    refused(r#"{"id":"a","drop":{}}"#, &json!("a"), unknown);
    refused(r#"{"id":"a","Version":{}}"#, &json!("a"), unknown);
    refused(r#"{"id":1,"version":{},"extra":1}"#, &json!(1), unknown);
    let not_one = "sidecar/not-one-operation";
    refused(r#"{"id":1}"#, &json!(1), not_one);
    refused(r#"{"id":1,"version":{},"diff":{}}"#, &json!(1), not_one);
    refused(r#"{"id":1,"version":{},"version":{}}"#, &json!(1), not_one);
}

#[test]
fn an_id_comes_back_as_it_was_written() {
    for id in [
        "0",
        "-1.50",
        "1e400",
        "123456789012345678901234567890",
        r#""""#,
        r#""\u4e2d\ud83d\ude00 \" 😀""#,
    ] {
        let answer = answer(format!(r#"{{"id": {id} ,"version":{{}}}}"#).as_bytes(), 99);
        assert!(
            answer.starts_with(&format!(r#"{{"id":{id},"ok":"#)),
            "{answer}"
        );
    }
}

#[test]
fn every_defect_of_every_schema_is_told_with_its_place() {
    let broken = json!({"orders": {"columns": [{"name": 1}], "colour": "red"}});
    let request = json!({"id": "中", "merge": {
        "base": oceanbase(&orders(20)),
        "desired": oceanbase(&broken),
        "live": {"format": "obmigrate/plan", "version": {"major": 1, "minor": 0}, "body": {}},
    }});
    let answer = ask(&request);
    insta::assert_snapshot!(answer["error"]);
    // The place is the character of the line, whatever stands in front of it.
    let line: Vec<char> = request.to_string().chars().collect();
    for defect in answer["error"]["defects"].as_array().expect("a list") {
        let column = defect["column"]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok());
        let rest: String = line[column.expect("a number") - 1..].iter().collect();
        let path = defect["path"].as_str().expect("a text");
        let expected = match path {
            "merge.desired.body.tables.orders.columns[0]" => "{\"name\":1}",
            "merge.desired.body.tables.orders.columns[0].name" => "1}",
            "merge.desired.body.tables.orders.colour" => "\"colour\"",
            "merge.live" => "{\"body\":{}",
            other => panic!("{other}"),
        };
        assert!(rest.starts_with(expected), "{path}: {rest}");
    }
}

#[test]
fn a_schema_that_cannot_be_read_says_why() {
    let check = |schema: Value, code: &str| {
        let request = json!({"id": 1, "validate": {"schema": schema}}).to_string();
        let error = refused(request, &json!(1), code);
        let defects = error["defects"].as_array().map_or(0, Vec::len);
        assert!(defects > 0, "{error}");
    };
    let mut schema = oceanbase(&orders(20));
    schema["fingerprint"] = json!("0".repeat(64));
    check(schema, "model/fingerprint-mismatch");
    let mut schema = oceanbase(&orders(20));
    schema["version"]["major"] = json!(9);
    check(schema.clone(), "model/newer-version");
    schema["version"]["major"] = json!(0);
    check(schema, "model/older-version");
    check(
        json!({"format": "x", "version": {"major": 1, "minor": 0}}),
        "model/wrong-format",
    );
    check(json!("a text"), "model/malformed-document");
    let mut schema = oceanbase(&orders(20));
    schema["body"]["tables"]["orders"]["columns"] = json!([{"name": "note"}]);
    check(schema, "model/malformed-document");
}

#[test]
fn deep_nesting_is_refused_wherever_it_stands() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deepest = deep(1_000_000);
    let malformed = "sidecar/malformed-request";
    refused(&deepest, &Value::Null, malformed);
    refused(
        format!(r#"{{"id":{deepest},"version":{{}}}}"#),
        &Value::Null,
        malformed,
    );
    refused(
        format!(r#"{{"id":1,"version":{deepest}}}"#),
        &json!(1),
        malformed,
    );
    let options = format!(r#"{{"id":1,"diff":{{"live":1,"desired":1,"options":{deepest}}}}}"#);
    refused(options, &json!(1), malformed);
    let schema = |text: &str| format!(r#"{{"id":1,"validate":{{"schema":{text}}}}}"#);
    refused(schema(&deepest), &json!(1), "model/document-too-deep");
    refused(schema(&deep(128)), &json!(1), "model/document-too-deep");
    refused(schema(&deep(127)), &json!(1), "model/malformed-document");
}

#[test]
fn options_that_mean_nothing_are_refused_all_at_once() {
    let error = |options: Value| {
        let request = json!({"id": 1, "diff": {
            "live": oceanbase(&orders(20)),
            "desired": oceanbase(&orders(20)),
            "options": options,
        }});
        ask(&request)["error"].take()
    };
    let check = |options: Value, code: &str, paths: &[&str]| {
        let error = error(options);
        assert_eq!(error["code"], code, "{error}");
        let defects = error["defects"].as_array().expect("a list");
        let found: Vec<&Value> = defects.iter().map(|defect| &defect["path"]).collect();
        assert_eq!(found, paths, "{error}");
    };
    check(
        json!({"only": ["a", ""], "ignore": ["tables..x"], "renames": ["orders"]}),
        "model/invalid-pattern",
        &[
            "diff.options.ignore[0]",
            "diff.options.only[1]",
            "diff.options.renames[0]",
        ],
    );
    check(
        json!({"not_renames": ["a=b=c"]}),
        "diff/malformed-rename",
        &["diff.options.not_renames[0]"],
    );
    check(
        json!({"renames": ["nothing=something"]}),
        "diff/renames-do-not-fit",
        &["diff.options"],
    );
    for (options, reason) in [
        (json!({"colour": 1}), "unknown field `colour`"),
        (json!({"on_conflict": "panic"}), "unknown variant `panic`"),
        (json!({"format": "xml"}), "unknown variant `xml`"),
        (json!({"language": "french"}), "unknown variant `french`"),
        (json!({"key_names": true}), "expected value"),
        (json!({"ignore": "tables"}), "invalid type"),
        (json!([]), "an object is expected"),
    ] {
        let error = error(options);
        assert_eq!(error["code"], "sidecar/malformed-request");
        let message = error["message"].as_str().expect("a text");
        assert!(
            message.contains("at diff.options") && message.contains(reason),
            "{message}"
        );
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let validate = json!({"id": 1, "validate": {
        "live": oceanbase(&orders(20)),
        "desired": oceanbase(&orders(20)),
        "options": {"format": "text"},
    }});
    refused(validate.to_string(), &json!(1), "sidecar/malformed-request");
    let translate = json!({"id": 1, "translate": {"schema": oceanbase(&orders(20))}});
    refused(translate.to_string(), &json!(1), "sidecar/not-postgres");
}
