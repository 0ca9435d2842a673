//! The behaviour of the model crate, area by area.

#[path = "model/canonical.rs"]
mod canonical;
#[path = "model/columns.rs"]
mod columns;
#[cfg(feature = "ddl")]
#[path = "model/ddl.rs"]
mod ddl;
#[path = "model/defaults.rs"]
mod defaults;
#[path = "model/document.rs"]
mod document;
#[path = "model/expression.rs"]
mod expression;
#[path = "model/fit.rs"]
mod fit;
#[path = "model/functions.rs"]
mod functions;
#[path = "model/hostile.rs"]
mod hostile;
#[cfg(feature = "json-schema")]
#[path = "model/json_schema.rs"]
mod json_schema;
#[path = "model/keys.rs"]
mod keys;
#[cfg(feature = "proptest")]
#[path = "model/laws.rs"]
mod laws;
#[path = "model/lenient.rs"]
mod lenient;
#[cfg(feature = "proptest")]
#[path = "model/losses.rs"]
mod losses;
#[path = "model/partitions.rs"]
mod partitions;
#[path = "model/probe.rs"]
mod probe;
#[path = "model/spelling.rs"]
mod spelling;
#[path = "model/validate.rs"]
mod validate;

use obmigrate_model::{Ident, Schema};

/// Reads the body of a schema document.
#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn schema(body: serde_json::Value) -> Schema {
    serde_json::from_value(body).unwrap()
}

#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}
