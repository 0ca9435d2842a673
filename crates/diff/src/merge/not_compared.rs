//! What a comparison says nothing about.

use std::collections::BTreeMap;

use obmigrate_model::{Schema, Unmodelled};
use serde::{Deserialize, Serialize};

use crate::Side;

/// Reports something that could not be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "three facts make the report")]
pub struct NotCompared {
    /// The side that has it.
    pub side: Side,
    /// What it is.
    pub object: Unmodelled,
    /// How its definition stands to that of base.
    pub standing: Standing,
}

/// Says how something that is not compared stands to the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a definition is there, other or not"
)]
pub enum Standing {
    /// Base has it with the same definition.
    Same,
    /// Base has it with another definition.
    Changed,
    /// Base has none of the kind at that place.
    NotInBase,
}

/// Lists what a side has that is not modelled.
pub(super) fn list(base: &Schema, side: Side, schema: &Schema) -> Vec<NotCompared> {
    let known: BTreeMap<_, _> = base
        .unmodelled
        .iter()
        .map(|object| ((&object.kind, &object.path), object.fingerprint()))
        .collect();
    let standing = |object: &Unmodelled| match known.get(&(&object.kind, &object.path)) {
        Some(fingerprint) if *fingerprint == object.fingerprint() => Standing::Same,
        Some(_) => Standing::Changed,
        None => Standing::NotInBase,
    };
    let objects = schema.unmodelled.iter().map(|object| NotCompared {
        side,
        object: object.clone(),
        standing: standing(object),
    });
    objects.collect()
}
