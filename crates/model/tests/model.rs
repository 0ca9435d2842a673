//! The behaviour of the model crate, area by area.

#[path = "model/canonical.rs"]
mod canonical;
#[path = "model/defaults.rs"]
mod defaults;
#[path = "model/document.rs"]
mod document;
#[path = "model/expression.rs"]
mod expression;
#[cfg(feature = "proptest")]
#[path = "model/laws.rs"]
mod laws;
#[path = "model/validate.rs"]
mod validate;

use obmigrate_model::Schema;

/// Reads the body of a schema document.
#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn schema(body: serde_json::Value) -> Schema {
    serde_json::from_value(body).unwrap()
}
