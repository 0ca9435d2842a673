//! The protocol, request by request and as a process.

#![expect(
    clippy::expect_used,
    reason = "a helper that fails is a test that fails"
)]

mod operations;
mod process;
mod readme;
mod refusals;
mod stream;
mod ten_lines;

use diff_sidecar::{DEFAULT_MOST_BYTES, answer};
use serde_json::{Value, json};

/// Answers a request within the usual limits.
fn ask(request: &Value) -> Value {
    read(&answer(request.to_string().as_bytes(), DEFAULT_MOST_BYTES))
}

/// Reads an answer, which is one line and has an id and either a result or an error.
fn read(answer: &str) -> Value {
    assert!(!answer.contains('\n'), "{answer}");
    let answer: Value = serde_json::from_str(answer).expect("an answer is JSON");
    let members: Vec<&str> = answer
        .as_object()
        .expect("an answer is an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert!(
        members == ["id", "ok"] || members == ["error", "id"],
        "{members:?}"
    );
    answer
}

/// Wraps tables as a document of OceanBase.
fn oceanbase(tables: &Value) -> Value {
    document("ocean_base", tables)
}

/// Wraps tables as a document of PostgreSQL.
fn postgres(tables: &Value) -> Value {
    document("postgres", tables)
}

fn document(dialect: &str, tables: &Value) -> Value {
    json!({
        "format": "obmigrate/schema",
        "version": {"major": 1, "minor": 1},
        "body": {"dialect": dialect, "tables": tables},
    })
}

/// Describes a table `orders` whose only column `note` has so many characters.
fn orders(length: u32) -> Value {
    json!({"orders": {"columns": [
        {"name": "note", "data_type": {"var_char": {"length": length}}},
    ]}})
}
