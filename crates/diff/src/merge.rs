//! The three-way comparison of schemas.

mod choose;
mod combine;
mod contested;
mod order;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::document::{Body, FormatVersion};
use obmigrate_model::schema::Consequence;
use obmigrate_model::{ChangeSet, Ident, ObjectPath, Schema, Table, Unmodelled};
use serde::{Deserialize, Serialize};

use self::choose::{Choose, Drifted, Judge};
use crate::{Conflict, Error, Node, Options, Side, Sides, delta};

/// Holds what a comparison found.
///
/// | base → desired | base → live | is |
/// |---|---|---|
/// | differs | equal | a change |
/// | equal | differs | drift |
/// | differs | differs in the same way | nothing: it is done already |
/// | differs | differs in another way | a conflict, and drift for what live has |
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Merge {
    /// What is still to be applied to live. An attribute in conflict is among it only if
    /// [`crate::OnConflict::PreferDesired`] resolved it.
    pub changes: ChangeSet,
    /// What live has and neither base nor desired has; applies to base.
    pub drift: ChangeSet,
    /// What both sides changed differently, the tables in the order of their names.
    pub conflicts: Vec<Conflict>,
    /// What could not be compared because the model does not hold it.
    pub unmodelled: Vec<NotCompared>,
}

impl Merge {
    /// Says whether desired and live differ in nothing that was compared.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.drift.is_empty() && self.conflicts.is_empty()
    }

    /// Walks the conflicts that a person has to decide.
    pub fn unresolved(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts
            .iter()
            .filter(|conflict| conflict.resolution.is_none())
    }
}

impl Body for Merge {
    const FORMAT: &'static str = "obmigrate/diff";
    /// 1.1 tells everything that version 1.1 of a schema describes.
    const VERSION: FormatVersion = FormatVersion { major: 1, minor: 1 };
}

/// Reports something that could not be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// Compares two schemas: everything in which they differ is a change to be applied to live.
///
/// # Errors
/// As [`merge`].
pub fn diff(live: &Schema, desired: &Schema, options: &Options) -> Result<Merge, Error> {
    let sides = Sides {
        base: live,
        desired,
        live,
    };
    merge(sides, options)
}

/// Compares three schemas in one dialect, attribute by attribute; keys, checks and indexes as a
/// whole.
///
/// Columns keep live's order unless desired changed the order of the columns that base, desired and
/// live share. Expressions are opaque: a column that one side dropped and the other newly uses in a
/// check or an expression index is not noticed.
///
/// # Errors
/// `diff/dialect-mismatch` if the schemas are not in one dialect, `diff/duplicate-column` if a
/// table has two columns of one name.
pub fn merge(sides: Sides<&Schema>, options: &Options) -> Result<Merge, Error> {
    check(sides)?;
    // A new field of a schema does not compile until it is handled here.
    let Schema {
        dialect: _,
        tables: _,
        sequences: _,
        unmodelled: _,
    } = sides.live;
    let contested = contested::find(sides);
    let mut judge = Judge::new(options.conflict_policy(), &contested);
    let mut merge = Merge::default();
    let Sides {
        base,
        desired,
        live,
    } = sides;
    let names: BTreeSet<&Ident> = [base, desired, live]
        .into_iter()
        .flat_map(|schema| schema.tables.keys())
        .collect();
    for name in names {
        let tables = sides.map(|schema| schema.tables.get(name));
        if tables.desired == tables.live {
            continue;
        }
        let goal = table(name, tables, &mut judge);
        let drifted = table(name, tables, &mut Drifted);
        let changes = delta::change(name, tables.live, goal.as_deref());
        let drift = delta::change(name, tables.base, drifted.as_deref());
        merge.changes.changes.extend(changes);
        merge.drift.changes.extend(drift);
    }
    merge.conflicts = judge.conflicts;
    for (side, schema) in [(Side::Desired, desired), (Side::Live, live)] {
        merge.unmodelled.extend(not_compared(base, side, schema));
    }
    Ok(merge)
}

/// Lists what a side has beside its tables.
fn not_compared(base: &Schema, side: Side, schema: &Schema) -> Vec<NotCompared> {
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
    let sequences = schema.sequences.iter().map(|(name, sequence)| NotCompared {
        side,
        object: Unmodelled {
            kind: "sequence".to_owned(),
            path: ObjectPath::root().join("sequences").join(name.as_str()),
            detail: format!(
                "it starts at {} and steps by {}",
                sequence.start, sequence.increment
            ),
            consequence: Consequence::Reported,
            depends_on: Vec::new(),
        },
        standing: match base.sequences.get(name) {
            Some(known) if known == sequence => Standing::Same,
            Some(_) => Standing::Changed,
            None => Standing::NotInBase,
        },
    });
    objects.chain(sequences).collect()
}

fn check(sides: Sides<&Schema>) -> Result<(), Error> {
    let dialects = sides.map(|schema| schema.dialect);
    if dialects.desired != dialects.live || dialects.base != dialects.live {
        return Err(Error::DialectMismatch { dialects });
    }
    let Sides {
        base,
        desired,
        live,
    } = sides;
    for (side, schema) in [
        (Side::Base, base),
        (Side::Desired, desired),
        (Side::Live, live),
    ] {
        for (name, table) in &schema.tables {
            let mut seen = BTreeSet::new();
            if let Some(twice) = table.columns.names().find(|column| !seen.insert(*column)) {
                return Err(Error::DuplicateColumn {
                    side,
                    path: ObjectPath::column(name, twice),
                });
            }
        }
    }
    Ok(())
}

/// Chooses the table as a whole where one side is the base or misses it, else part by part.
fn table<'a>(
    name: &Ident,
    tables: Sides<Option<&'a Table>>,
    choose: &mut impl Choose,
) -> Option<Cow<'a, Table>> {
    if let Sides {
        base: Some(base),
        desired: Some(desired),
        live: Some(live),
    } = tables
        && (base != desired && base != live || choose.is_contested(name))
    {
        let parts = Sides {
            base,
            desired,
            live,
        };
        return Some(Cow::Owned(combine::table(name, parts, choose)));
    }
    let mut chosen = choose
        .value(|| ObjectPath::table(name), tables, Node::Table)
        .map(Cow::Borrowed);
    if choose.is_contested(name) {
        for (key, version) in combine::contested_keys(name, tables, choose) {
            if let Some(table) = &mut chosen
                && table.foreign_keys.get(&key) != version.as_ref()
            {
                let keys = &mut table.to_mut().foreign_keys;
                match version {
                    Some(version) => keys.insert(key, version),
                    None => keys.remove(&key),
                };
            }
        }
    }
    chosen
}
