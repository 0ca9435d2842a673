//! What a PostgreSQL schema is on OceanBase.

use obmigrate_model::canonical::{self, Translation};
use obmigrate_model::{Dialect, Document, Limits, Note, Schema};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::failure::{Failure, NOT_POSTGRES};
use crate::part::Part;

/// Holds the OceanBase form of a schema.
#[derive(Debug, Serialize)]
pub(crate) struct Translated {
    /// The document to keep or to compare with.
    schema: Document<Schema>,
    /// What was lost or changed on the way.
    notes: Vec<Note>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Translate<'a> {
    #[serde(borrow)]
    schema: &'a RawValue,
}

pub(crate) fn translate(body: &Part<'_>, limits: &Limits) -> Result<Translated, Failure> {
    let request: Translate<'_> = body.read()?;
    let part = body.member("schema", request.schema);
    let schema = part.schema(limits)?;
    match schema.dialect {
        Dialect::Postgres => {}
        Dialect::OceanBase => {
            let message = "the schema to translate is one of OceanBase, which needs none";
            return Err(Failure {
                defects: vec![part.defect("body.dialect", 0, message)],
                ..Failure::new(NOT_POSTGRES, message)
            });
        }
    }
    let Translation { schema, notes } =
        canonical::to_oceanbase(&schema, &canonical::Options::default());
    let schema = Document::new(super::PRODUCER, schema)
        .map_err(|error| Failure::new(error.code(), error.to_string()))?;
    Ok(Translated { schema, notes })
}
