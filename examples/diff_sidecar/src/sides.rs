//! The schemas of a comparison, brought into one form.

use obmigrate_diff::Sides;
use obmigrate_model::canonical::{self, Translation};
use obmigrate_model::{Limits, Note, Schema};
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::part::Part;

/// Holds the schemas of a comparison; without a base, live stands for it.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) base: Option<Schema>,
    pub(crate) desired: Schema,
    pub(crate) live: Schema,
}

/// Holds them in one dialect and in the form in which equal ones compare equal.
#[derive(Debug)]
pub(crate) struct Comparable {
    given: Given,
    /// What their translation had to say.
    pub(crate) notes: Vec<Note>,
}

/// Reads the schemas; what is wrong with any of them is told at once.
pub(crate) fn read<'a>(
    body: &Part<'a>,
    base: Option<&'a RawValue>,
    desired: &'a RawValue,
    live: &'a RawValue,
    limits: &Limits,
) -> Result<Given, Failure> {
    let mut failures = Vec::new();
    let mut read = |name, value| {
        let schema = body.member(name, value).schema(limits);
        schema.map_err(|failure| failures.push(failure)).ok()
    };
    let base = base.map(|base| read("base", base));
    let (desired, live) = (read("desired", desired), read("live", live));
    if let (Some(desired), Some(live)) = (desired, live)
        && failures.is_empty()
    {
        return Ok(Given {
            base: base.flatten(),
            desired,
            live,
        });
    }
    // Whatever was not read has left a failure.
    Err(Failure::all(failures).unwrap_or_else(|| body.unexpected("it names no schemas")))
}

impl Given {
    /// Translates PostgreSQL's schemas if others are OceanBase's; within one dialect nothing needs
    /// to be translated, and nothing is lost.
    pub(crate) fn comparable(self) -> Comparable {
        let dialect = self.live.dialect;
        let is_mixed = std::iter::once(&self.desired)
            .chain(&self.base)
            .any(|schema| schema.dialect != dialect);
        let mut notes = Vec::new();
        let mut bring = |schema: Schema| {
            if !is_mixed {
                return canonical::normalise(&schema);
            }
            let Translation {
                schema,
                notes: mut found,
            } = canonical::to_oceanbase(&schema, &canonical::Options::default());
            notes.append(&mut found);
            schema
        };
        let given = Self {
            base: self.base.map(&mut bring),
            desired: bring(self.desired),
            live: bring(self.live),
        };
        // What base and desired share is noted of both.
        notes.sort_by(|one, other| (&one.path, one).cmp(&(&other.path, other)));
        notes.dedup();
        Comparable { given, notes }
    }
}

impl Comparable {
    /// Borrows the schemas as the comparison takes them.
    pub(crate) fn sides(&self) -> Sides<&Schema> {
        let Given {
            base,
            desired,
            live,
        } = &self.given;
        Sides {
            base: base.as_ref().unwrap_or(live),
            desired,
            live,
        }
    }
}
