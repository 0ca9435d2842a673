//! What a good request is answered.

use obmigrate_diff::Report;
use obmigrate_model::{Document, Schema};
use serde_json::{Value, json};

use crate::{ask, oceanbase, orders, postgres};

/// Returns the result of a request that has one.
fn result(operation: &str, body: &Value) -> Value {
    let mut answer = ask(&json!({"id": 1, operation: body}));
    assert_eq!(answer["id"], 1, "{answer}");
    assert!(answer["error"].is_null(), "{answer}");
    answer["ok"].take()
}

/// Reads the result of a comparison as the document that it is.
fn report(operation: &str, body: &Value) -> Report {
    let document = result(operation, body).to_string();
    Document::from_json(&document)
        .expect("the result is a document")
        .body
}

fn comparison() -> Value {
    json!({"live": oceanbase(&orders(20)), "desired": oceanbase(&orders(40))})
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

#[test]
fn version_says_what_is_spoken_and_read() {
    let version = result("version", &json!({}));
    assert_eq!(version["protocol"], diff_sidecar::PROTOCOL);
    assert_eq!(version["reads"]["format"], "obmigrate/schema");
    assert_eq!(version["writes"]["format"], "obmigrate/diff");
    assert_eq!(
        version["max_request_bytes"],
        diff_sidecar::DEFAULT_MOST_BYTES
    );
    assert_eq!(version["max_depth"], 128);
}

#[test]
fn diff_answers_with_the_document() {
    let report = report("diff", &comparison());
    assert_eq!(report.summary.altered_tables, 1);
    assert_eq!(report.summary.conflicts, 0);
    assert!(report.notes.is_empty());
}

#[test]
fn merge_answers_with_drift_and_conflicts() {
    let sides = |base, desired, live| {
        json!({
            "base": oceanbase(&orders(base)),
            "desired": oceanbase(&orders(desired)),
            "live": oceanbase(&orders(live)),
        })
    };
    let drifted = report("merge", &sides(20, 20, 40)).summary;
    assert_eq!((drifted.drifted_tables, drifted.altered_tables), (1, 0));
    let conflict = report("merge", &sides(20, 30, 40)).summary;
    assert_eq!((conflict.conflicts, conflict.undecided_conflicts), (1, 1));
    let options = json!({"on_conflict": "prefer_desired"});
    let decided = report("merge", &with(sides(20, 30, 40), "options", options)).summary;
    assert_eq!((decided.conflicts, decided.undecided_conflicts), (1, 0));
}

#[test]
fn every_option_takes_effect() {
    let altered = |options: Value| {
        let body = with(comparison(), "options", options);
        report("diff", &body).summary.altered_tables
    };
    assert_eq!(altered(json!({})), 1);
    assert_eq!(altered(Value::Null), 1);
    assert_eq!(altered(json!({"ignore": ["tables.*.columns.note"]})), 0);
    assert_eq!(altered(json!({"only": ["customers*", "items"]})), 0);
    assert_eq!(altered(json!({"only": ["customers*", "orders"]})), 1);
    assert_eq!(altered(json!({"not_renames": [], "renames": []})), 1);

    let columns = |names: [&str; 2]| {
        let column = |name| json!({"name": name, "data_type": "date"});
        json!({"orders": {"columns": names.map(column)}})
    };
    let reordered = |order: &str| {
        let body = json!({
            "live": oceanbase(&columns(["a", "b"])),
            "desired": oceanbase(&columns(["b", "a"])),
            "options": {"column_order": order},
        });
        report("diff", &body).summary.altered_tables
    };
    assert_eq!((reordered("compared"), reordered("ignored")), (1, 0));

    let renamed = |options: Value| {
        let body = json!({
            "live": oceanbase(&json!({"orders": orders(20)["orders"]})),
            "desired": oceanbase(&json!({"purchases": orders(20)["orders"]})),
            "options": options,
        });
        report("diff", &body).summary
    };
    let asked = renamed(json!({}));
    assert_eq!((asked.rename_candidates, asked.renamed_tables), (1, 0));
    let hinted = renamed(json!({"renames": ["orders=purchases"]}));
    assert_eq!((hinted.rename_candidates, hinted.renamed_tables), (0, 1));
    let refuted = renamed(json!({"not_renames": ["orders=purchases"]}));
    assert_eq!((refuted.rename_candidates, refuted.renamed_tables), (0, 0));

    let key = |name: &str| {
        let mut tables = orders(20);
        tables["orders"]["uniques"] = json!({name: {"columns": ["note"]}});
        oceanbase(&tables)
    };
    let named = |names: &str| {
        let options = json!({"key_names": names});
        let body = json!({"live": key("a"), "desired": key("b"), "options": options});
        report("diff", &body).merge.changes.is_empty()
    };
    assert_eq!((named("compared"), named("ignored")), (false, true));
}

#[test]
fn a_report_is_written_for_people_in_either_language() {
    let text = |options: Value| {
        let result = result("diff", &with(comparison(), "options", options));
        assert_eq!(result.as_object().map(serde_json::Map::len), Some(1));
        result["text"].as_str().expect("a text").to_owned()
    };
    let plain = text(json!({"format": "text"}));
    assert!(plain.contains("varchar(20) → varchar(40)") && plain.contains("1 changed table"));
    let chinese = text(json!({"format": "text", "language": "chinese"}));
    assert!(chinese.contains("变更表 1 张"), "{chinese}");
    let markdown = text(json!({"format": "markdown", "language": "english"}));
    assert!(markdown.starts_with("# "), "{markdown}");
}

#[test]
fn postgres_is_translated_where_the_sides_differ() {
    let tables =
        |data_type: &str| json!({"orders": {"columns": [{"name": "id", "data_type": data_type}]}});
    let mixed = json!({
        "live": oceanbase(&json!({})),
        "base": postgres(&tables("uuid")),
        "desired": postgres(&json!({
            "empty": {"columns": []},
            "orders": tables("uuid")["orders"],
        })),
    });
    let report = report("merge", &mixed);
    // Both base and desired are translated, but nothing is told twice.
    let codes: Vec<_> = report.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(codes, ["model/table-without-columns"]);
    let alike = json!({"live": postgres(&tables("uuid")), "desired": postgres(&tables("date"))});
    let alike = self::report("diff", &alike);
    assert!(alike.notes.is_empty());
    let changes = serde_json::to_string(&alike.merge.changes).expect("changes have a form");
    assert!(changes.contains("uuid"), "{changes}");
}

#[test]
fn names_that_clash_on_oceanbase_are_a_note_and_a_finding() {
    // PostgreSQL tells these columns apart.
    let columns = ["id", "ID"].map(|name| json!({"name": name, "data_type": "date"}));
    let desired = postgres(&json!({"orders": {"columns": columns}}));
    let report = report(
        "diff",
        &json!({"live": oceanbase(&json!({})), "desired": desired}),
    );
    assert_eq!(report.notes[0].code, "model/column-name-clash");
    assert_eq!(report.summary.refusals, 1);
}

#[test]
fn equal_schemas_are_equal_however_they_are_written() {
    let spelled = |expression: &str| {
        let mut tables = orders(20);
        tables["orders"]["checks"] = json!({"c": {"expression": expression}});
        oceanbase(&tables)
    };
    let body = json!({"live": spelled("(`note` <> '')"), "desired": spelled("note <> ''")});
    assert!(report("diff", &body).merge.is_empty());
}

#[test]
fn validate_tells_the_defects_of_a_schema() {
    let mut tables = orders(20);
    tables["orders"]["primary_key"] = json!({"columns": ["id"]});
    tables["empty"] = json!({"columns": []});
    let validated = result("validate", &json!({"schema": oceanbase(&tables)}));
    insta::assert_snapshot!(validated);
    let sound = result("validate", &json!({"schema": postgres(&orders(20))}));
    assert_eq!(sound, json!({"defects": {"schema": []}}));
}

#[test]
fn validate_tells_what_is_doubtful_about_a_comparison() {
    let body = json!({
        "base": postgres(&orders(20)),
        "desired": postgres(&json!({})),
        "live": oceanbase(&orders(20)),
        "options": {"on_conflict": "report"},
    });
    insta::assert_snapshot!(result("validate", &body));
    let without_base = result("validate", &comparison());
    let expected = json!({"defects": {"desired": [], "live": []}, "findings": [], "notes": []});
    assert_eq!(without_base, expected);
}

#[test]
fn translate_answers_with_a_document_and_notes() {
    let tables = json!({"Orders": {"columns": [{"name": "id", "data_type": "uuid"}]}});
    let translated = result("translate", &json!({"schema": postgres(&tables)}));
    let document = translated["schema"].to_string();
    let document = Document::<Schema>::from_json(&document).expect("the result is a document");
    assert!(document.body.tables.contains_key("orders"));
    insta::assert_snapshot!(translated["notes"]);
    // What was answered may be asked with.
    let body = json!({"live": translated["schema"], "desired": postgres(&tables)});
    assert!(report("diff", &body).merge.is_empty());
}

#[test]
fn the_same_request_has_the_same_answer() {
    let request = json!({"id": 1, "diff": comparison()}).to_string();
    let answer = || diff_sidecar::answer(request.as_bytes(), usize::MAX);
    assert_eq!(answer(), answer());
}
