//! From model documents to a plan.

use obmigrate_codegen::{Options, Refusal, generate};
use obmigrate_diff::{Error, Merge, PathPattern, Sides, merge};
use obmigrate_model::canonical::{self, Translation};
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::{Dialect, Schema, Target};

/// Holds what three schemas are on OceanBase, and in what they differ.
#[derive(Debug)]
#[non_exhaustive]
pub struct Compared {
    /// The schemas, with what their translation had to say.
    pub sides: Sides<Translation>,
    /// The changes, and what a person has to decide first.
    pub merge: Merge,
}

/// Compares schemas; live is OceanBase's, and stands for a base that there is none of.
///
/// # Errors
/// `diff/duplicate-column` and `diff/renames-do-not-fit`.
pub fn compare(schemas: Sides<&Schema>) -> Result<Compared, Error> {
    let sides = schemas.map(|schema| canonical::to_oceanbase(schema, &Default::default()));
    let translated = sides.as_ref().map(|side| &side.schema);
    let mut options = obmigrate_diff::Options::default();
    if schemas.desired.dialect == Dialect::Postgres {
        // The translation leaves sequences out, which is no wish to drop those of OceanBase.
        if let Ok(sequences) = PathPattern::new("sequences") {
            options = options.ignore(sequences);
        }
    }
    let merge = merge(translated, &options)?;
    Ok(Compared { sides, merge })
}

impl Compared {
    /// Plans what brings live to desired on a server, under a timestamp. The same arguments make the
    /// same plan, byte for byte.
    ///
    /// # Errors
    /// Every reason at once, with the codes of `obmigrate-codegen`.
    pub fn plan(&self, target: Target, run_id: RunId) -> Result<Plan, Refusal> {
        let changes = &self.merge.changes;
        generate(
            &self.sides.live.schema,
            changes,
            &Options::new(target, run_id),
        )
    }
}
