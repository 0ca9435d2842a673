//! What is wrong with a schema, or doubtful about a comparison.

use std::collections::BTreeMap;

use obmigrate_diff::{Finding, merge};
use obmigrate_model::{Limits, Note, validate as model};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::options;
use crate::part::Part;
use crate::sides;

/// Says what is wrong.
#[derive(Debug, Serialize)]
pub(crate) struct Validated {
    /// What each schema cannot be, under its name in the request.
    defects: BTreeMap<&'static str, Vec<Note>>,
    /// What is doubtful about the comparison, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<Finding>>,
    /// What the translation of the sides had to say, if there is a comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<Note>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Validate<'a> {
    #[serde(borrow)]
    schema: Option<&'a RawValue>,
    #[serde(borrow)]
    base: Option<&'a RawValue>,
    #[serde(borrow)]
    desired: Option<&'a RawValue>,
    #[serde(borrow)]
    live: Option<&'a RawValue>,
    #[serde(borrow)]
    options: Option<&'a RawValue>,
}

pub(crate) fn validate(body: &Part<'_>, limits: &Limits) -> Result<Validated, Failure> {
    match body.read()? {
        Validate {
            schema: Some(schema),
            base: None,
            desired: None,
            live: None,
            options: None,
        } => {
            let schema = body.member("schema", schema).schema(limits)?;
            Ok(Validated {
                defects: BTreeMap::from([("schema", model::validate(&schema))]),
                findings: None,
                notes: None,
            })
        }
        Validate {
            schema: None,
            base,
            desired: Some(desired),
            live: Some(live),
            options,
        } => comparison(body, base, desired, live, options, limits),
        Validate { .. } => Err(body.unexpected(
            "either schema alone is expected, or desired and live, with base and options where \
             there are any",
        )),
    }
}

fn comparison<'a>(
    body: &Part<'a>,
    base: Option<&'a RawValue>,
    desired: &'a RawValue,
    live: &'a RawValue,
    options: Option<&'a RawValue>,
    limits: &Limits,
) -> Result<Validated, Failure> {
    let options = options::read(body, options)?;
    if options.format.is_some() || options.language.is_some() {
        return Err(body.unexpected("format and language are of reports, and there is none here"));
    }
    let given = sides::read(body, base, desired, live, limits)?;
    // As they are written: their translation is sound or has said otherwise.
    let defects = [
        ("base", given.base.as_ref()),
        ("desired", Some(&given.desired)),
        ("live", Some(&given.live)),
    ];
    let defects = defects
        .into_iter()
        .filter_map(|(name, schema)| Some((name, model::validate(schema?))))
        .collect();
    let comparable = given.comparable();
    let sides = comparable.sides();
    let merge = merge(sides, &options.comparison)
        .map_err(|error| Failure::comparison(&error, body.path()))?;
    Ok(Validated {
        defects,
        findings: Some(obmigrate_diff::validate(sides, &merge)),
        notes: Some(comparable.notes),
    })
}
