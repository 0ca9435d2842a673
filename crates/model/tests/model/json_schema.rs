//! The published JSON Schema: up to date, and about what the reader says.

use std::collections::BTreeSet;
use std::path::PathBuf;

use obmigrate_model::document::json_schema;
use obmigrate_model::{Document, Schema};
use serde_json::Value;

const README: &str = include_str!("../../README.md");
const GOLDEN: [&str; 3] = [
    include_str!("../golden/schema-1.0.json"),
    include_str!("../golden/schema-1.1-postgres.json"),
    include_str!("../golden/schema-1.1-oceanbase.json"),
];

/// `OBMIGRATE_WRITE_SCHEMA=1 cargo test -p obmigrate-model json_schema` writes it anew.
#[test]
fn the_published_json_schema_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/schema-1.1.schema.json");
    let generated = json_schema::of_schema_documents();
    let generated = serde_json::to_string_pretty(&generated).unwrap() + "\n";
    if std::env::var_os("OBMIGRATE_WRITE_SCHEMA").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(
        published == generated,
        "{} is not what the types say; see the comment of this test",
        path.display()
    );
}

#[test]
fn the_json_schema_and_the_reader_agree() {
    let validator = jsonschema::draft202012::new(&json_schema::of_schema_documents()).unwrap();
    let check = |json: &str, expected: Result<(), &str>| {
        let instance: Value = serde_json::from_str(json).unwrap();
        let found: Vec<String> = validator
            .iter_errors(&instance)
            .map(|error| error.instance_path().to_string())
            .collect();
        match expected {
            Ok(()) => assert_eq!(found, Vec::<String>::new()),
            Err(path) => assert_eq!(found, [path]),
        }
        assert_eq!(
            Document::<Schema>::from_json(json).is_ok(),
            expected.is_ok()
        );
    };
    for golden in GOLDEN {
        check(golden, Ok(()));
    }
    let golden = |from: &str, to: &str| {
        assert!(GOLDEN[1].contains(from), "{from}");
        GOLDEN[1].replacen(from, to, 1)
    };
    check(
        &golden("\"minor\": 1", "\"minor\": 2"),
        Err("/version/minor"),
    );
    check(
        &golden("obmigrate/schema", "obmigrate/plan"),
        Err("/format"),
    );
    check(
        &golden("\"dialect\": \"postgres\",\n    \"tables\"", "\"tables\""),
        Err("/body"),
    );
    check(&golden("\"producer\"", "\"maker\""), Err(""));
    check(
        &golden("\"width\": \"small\"", "\"width\": \"huge\""),
        Err("/body/tables/types/columns/2/data_type"),
    );
    check(
        &golden("\"comment\": \"one column", "\"remark\": \"one column"),
        Err("/body/tables/types"),
    );
}

/// Collects the names of all members, and all words that a choice is between.
fn learn(description: &Value, words: &mut BTreeSet<String>) {
    match description {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("properties", Value::Object(properties)) => {
                        words.extend(properties.keys().cloned());
                    }
                    ("const", Value::String(word)) => {
                        words.insert(word.clone());
                    }
                    _ => {}
                }
                learn(member, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| learn(item, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Defaults that are not written, and the one that is refused.
const NOT_WRITTEN: [&str; 14] = [
    "btree",
    "distinct",
    "enforced",
    "error",
    "inherited",
    "local",
    "not_deferrable",
    "null",
    "permanent",
    "read_write",
    "simple",
    "unchanged",
    "validated",
    "visible",
];

#[test]
fn every_field_is_in_the_golden_documents_and_in_the_readme() {
    let mut words = BTreeSet::new();
    learn(&json_schema::of_schema_documents(), &mut words);
    assert!(words.len() > 150, "{words:?}");
    // Some shapes and some units stand for all of them.
    let alike = [
        "line_string",
        "multi_point",
        "multi_line_string",
        "multi_polygon",
        "geometry_collection",
        "polygon",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "year_to_month",
        "day_to_hour",
        "day_to_minute",
        "hour_to_minute",
        "hour_to_second",
        "minute_to_second",
    ];
    let missing = |is_there: &dyn Fn(&str) -> bool| -> Vec<&str> {
        let words = words.iter().map(String::as_str);
        words
            .filter(|word| !alike.contains(word) && !is_there(word))
            .collect()
    };
    let in_golden = |word: &str| {
        let word = format!("\"{word}\"");
        GOLDEN.iter().any(|json| json.contains(&word))
    };
    let golden_lacks = missing(&|word| in_golden(word) || NOT_WRITTEN.contains(&word));
    assert_eq!(golden_lacks, Vec::<&str>::new());
    let in_readme = |word: &str| README.contains(&format!("`{word}`"));
    assert_eq!(missing(&in_readme), Vec::<&str>::new());
}

#[test]
fn the_readme_s_model_is_the_same_in_both_forms() {
    let blocks: Vec<&str> = README
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(blocks.len(), 2);
    let (exact, lenient) = (blocks[0], blocks[1]);
    let validator = jsonschema::draft202012::new(&json_schema::of_schema_documents()).unwrap();
    assert!(validator.is_valid(&serde_json::from_str(exact).unwrap()));
    let exact = Document::<Schema>::from_json(exact).unwrap().body;
    assert_eq!(obmigrate_model::validate::validate(&exact), vec![]);
    assert_eq!(exact.tables.len(), 3);
    assert_eq!(obmigrate_model::lenient::read(lenient).unwrap(), exact);
}
