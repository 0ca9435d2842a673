//! The JSON Schema of schema documents, for editors and for programs in other languages.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema as Description, SchemaGenerator, json_schema, schema_for};
use serde_json::{Value, json};

use super::Body;
use crate::data_type::PostgresType;
use crate::{Document, Fingerprint, Ident, Schema};

/// Returns the JSON Schema (draft 2020-12) of the current version of schema documents. It is
/// published beside the crate as `schema/schema-1.1.schema.json`.
///
/// What it accepts may still be refused by [`Document::from_json`]: that a name stands twice, or
/// that a fingerprint is another one's, is no matter of a JSON Schema.
#[must_use]
pub fn of_schema_documents() -> Value {
    of_documents::<Schema>()
}

/// Returns the JSON Schema (draft 2020-12) of the documents of a body, in its current version.
#[must_use]
pub fn of_documents<T: Body + JsonSchema>() -> Value {
    let mut description = schema_for!(Document<T>);
    let version = T::VERSION;
    // `obmigrate/schema` is `urn:obmigrate:schema:1.1`.
    let name = T::FORMAT.replace('/', ":");
    description.insert("$id".to_owned(), format!("urn:{name}:{version}").into());
    description.insert("title".to_owned(), T::FORMAT.into());
    let mut description = description.to_value();
    if let Some(properties) = description.get_mut("properties") {
        properties["format"] = json!({
            "description": "The kind of document.",
            "const": T::FORMAT,
        });
        properties["version"] = json!({
            "description": "The version of the body's shape.",
            "type": "object",
            "properties": {
                "major": { "const": version.major },
                "minor": { "type": "integer", "minimum": 0, "maximum": version.minor },
            },
            "required": ["major", "minor"],
            "additionalProperties": false,
        });
    }
    description
}

impl JsonSchema for Ident {
    fn inline_schema() -> bool {
        false
    }

    fn schema_name() -> Cow<'static, str> {
        "Ident".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Description {
        json_schema!({
            "description": "A name exactly as the server stores it, unquoted. U+0000 is refused.",
            "type": "string",
            "minLength": 1,
        })
    }
}

impl JsonSchema for Fingerprint {
    fn schema_name() -> Cow<'static, str> {
        "Fingerprint".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Description {
        json_schema!({
            "description": "The SHA-256 of the body, as this program writes it without blanks, in hexadecimal.",
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
        })
    }
}

impl JsonSchema for PostgresType {
    fn schema_name() -> Cow<'static, str> {
        "PostgresType".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Description {
        json_schema!({
            "description": "A type without parameters that PostgreSQL alone has, as it spells it.",
            "enum": Self::ALL.map(Self::name).to_vec(),
        })
    }
}
