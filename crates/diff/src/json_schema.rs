//! The JSON Schema of `obmigrate/diff` documents, for programs in other languages.

use obmigrate_model::document::json_schema::of_documents;
use serde_json::Value;

use crate::Report;

/// Returns the JSON Schema (draft 2020-12) of the current version of `obmigrate/diff` documents. It
/// is published beside the crate as `schema/diff-2.0.schema.json`.
#[must_use]
pub fn of_diff_documents() -> Value {
    of_documents::<Report>()
}
