//! The three-way comparison of schemas.

mod align;
mod choose;
mod combine;
mod contested;
mod keys;
mod not_compared;
mod order;
mod rules;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::rename::{Rename, rename};
use obmigrate_model::{ChangeSet, Ident, ObjectPath, Pair, Schema, SequenceChange, Table};
use serde::{Deserialize, Serialize};

use self::align::Alignment;
use self::choose::{Choose, Drifted, Judge};
use self::rules::Rules;
use crate::{Candidate, Conflict, Error, Options, Side, Sides, candidate, delta};

pub(crate) use self::align::name_before;
pub use self::not_compared::{NotCompared, Standing};
pub use self::rules::{Ignored, Rule};

/// Holds what a comparison found.
///
/// | base → desired | base → live | is |
/// |---|---|---|
/// | differs | equal | a change |
/// | equal | differs | drift |
/// | differs | differs in the same way | nothing: it is done already |
/// | differs | differs in another way | a conflict, and drift for what live has |
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// Objects that may have got another name, the likeliest first. Until somebody says so, they
    /// are among the changes as one that goes and one that comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    /// What could not be compared because the model does not hold it.
    pub unmodelled: Vec<NotCompared>,
    /// Where desired and live differ and nobody wants to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<Ignored>,
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

    /// Says whether nothing is left for a person to decide: no conflict, and no rename.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.unresolved().next().is_none() && self.candidates.is_empty()
    }
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

/// Compares three schemas in one dialect, attribute by attribute.
///
/// Columns keep live's order unless desired changed the order of the columns that base, desired and
/// live share. The parts of an index are compared one by one if all sides have the same keys in the
/// same order, else as a list. Labels of an enum, both ends of a foreign key and partitions are one
/// attribute each.
///
/// A key, constraint or index that went and one that came and is the same but for its name are one
/// that was renamed, if there are not several alike. Of tables and columns nobody can know: they are
/// renamed if [`Options::renames`] says so, and suggested in [`Merge::candidates`] else.
///
/// # Errors
/// `diff/dialect-mismatch` if the schemas are not in one dialect, `diff/duplicate-column` if a
/// table that differs has two columns of one name, `diff/renames-do-not-fit` if a rename names what is not
/// there.
pub fn merge(sides: Sides<&Schema>, options: &Options) -> Result<Merge, Error> {
    check(sides)?;
    let policy = options.conflict_policy();
    let mut alignment = align::align(sides, options.known_renames(), policy)?;
    let aligned = Sides {
        base: renamed(sides.base, &alignment.sides.base),
        desired: renamed(sides.desired, &alignment.sides.desired),
        live: renamed(sides.live, &alignment.sides.live),
    };
    let aligned = aligned.as_ref().map(AsRef::as_ref);
    // A new field of a schema does not compile until it is handled here.
    let Schema {
        dialect: _,
        tables: _,
        sequences: _,
        unmodelled: _,
    } = aligned.live;
    let rules = Rules(options);
    let mut ignored = Vec::new();
    let names = differing(aligned, &alignment, rules, &mut ignored);
    check_columns(aligned, &names)?;
    let tables = with_keys_aligned(aligned, &names, &mut alignment, options);
    let contested = contested::find(tables.as_ref(), sides.live.dialect, &alignment.contested);
    let mut judge = Judge::new(policy, &contested, rules);
    let mut drifting = Drifted(rules);
    let mut found = Found::default();
    for name in &names {
        let versions = tables.as_ref().map(|side| side.get(name).map(Cow::as_ref));
        let goal = table(name, versions, &mut judge);
        let drifted = table(name, versions, &mut drifting);
        found.add(name, versions, goal, drifted);
    }
    let mut merge = Merge {
        changes: found.changes(aligned, &alignment),
        drift: found.drift(aligned, &alignment),
        ..Merge::default()
    };
    sequences(aligned, &mut judge, &mut drifting, &mut merge);
    merge.conflicts = alignment.conflicts;
    merge.conflicts.append(&mut judge.conflicts);
    merge
        .conflicts
        .sort_by(|one, other| (&one.path, one.kind).cmp(&(&other.path, other.kind)));
    merge.candidates = candidate::find(tables.as_ref(), &alignment.sides, options.known_renames());
    for (side, schema) in [(Side::Desired, sides.desired), (Side::Live, sides.live)] {
        merge
            .unmodelled
            .extend(not_compared::list(sides.base, side, schema));
    }
    ignored.append(&mut alignment.ignored);
    ignored.extend(judge.ignored);
    ignored.sort();
    ignored.dedup();
    merge.ignored = ignored;
    Ok(merge)
}

/// Holds the tables of a side that differ, under common names.
pub(crate) type Tables<'a> = BTreeMap<&'a Ident, Cow<'a, Table>>;

fn renamed<'a>(schema: &'a Schema, renames: &[Rename]) -> Cow<'a, Schema> {
    if renames.is_empty() {
        Cow::Borrowed(schema)
    } else {
        Cow::Owned(rename(schema, renames))
    }
}

/// Lists the tables in which desired and live differ, in order. Nothing else is looked at: whatever
/// both have alike is done.
fn differing<'a>(
    sides: Sides<&'a Schema>,
    alignment: &Alignment,
    rules: Rules<'_>,
    ignored: &mut Vec<Ignored>,
) -> Vec<&'a Ident> {
    let all = [sides.base, sides.desired, sides.live];
    let names = all.into_iter().flat_map(|schema| schema.tables.keys());
    let mut names: Vec<&Ident> = names.collect();
    // Three runs in order, which this sort merges.
    names.sort();
    names.dedup();
    names.retain(|name| {
        let tables = sides.map(|schema| schema.tables.get(*name));
        if tables.desired == tables.live {
            return false;
        }
        let Some(rule) = rules.of_table(&alignment.names_of(name)) else {
            return true;
        };
        ignored.push(Ignored {
            path: ObjectPath::table(name),
            rule,
        });
        false
    });
    names
}

/// Gives the keys of the tables common names.
fn with_keys_aligned<'a>(
    sides: Sides<&'a Schema>,
    names: &[&'a Ident],
    alignment: &mut Alignment,
    options: &Options,
) -> Sides<Tables<'a>> {
    let mut tables = sides.map(|schema| {
        let tables = names.iter().copied();
        tables
            .filter_map(|name| Some((name, Cow::Borrowed(schema.tables.get(name)?))))
            .collect::<Tables<'_>>()
    });
    for name in names {
        let versions = sides.map(|schema| schema.tables.get(*name));
        let Sides {
            base: Some(base),
            desired: Some(desired),
            live: Some(live),
        } = versions
        else {
            continue;
        };
        let versions = Sides {
            base,
            desired,
            live,
        };
        let renames = alignment.add_keys(name, versions, options);
        for (side, table, renames) in [
            (&mut tables.base, base, &renames.base),
            (&mut tables.desired, desired, &renames.desired),
            (&mut tables.live, live, &renames.live),
        ] {
            if !renames.is_empty() {
                let mut alone = Schema::empty(sides.live.dialect);
                alone.tables.insert((*name).clone(), table.clone());
                let renamed = rename(&alone, renames).tables.remove(*name);
                side.extend(renamed.map(|table| (*name, Cow::Owned(table))));
            }
        }
    }
    tables
}

/// Collects the tables that differ, under common names, before and after.
#[derive(Default)]
struct Found<'a> {
    changes: Vec<(&'a Ident, Pair<Option<Cow<'a, Table>>>)>,
    drift: Vec<(&'a Ident, Pair<Option<Cow<'a, Table>>>)>,
}

impl<'a> Found<'a> {
    fn add(
        &mut self,
        name: &'a Ident,
        versions: Sides<Option<&'a Table>>,
        goal: Option<Cow<'a, Table>>,
        drifted: Option<Cow<'a, Table>>,
    ) {
        if goal.as_deref() != versions.live {
            let before = versions.live.map(Cow::Borrowed);
            self.changes.push((
                name,
                Pair {
                    before,
                    after: goal,
                },
            ));
        }
        if drifted.as_deref() != versions.base {
            let before = versions.base.map(Cow::Borrowed);
            self.drift.push((
                name,
                Pair {
                    before,
                    after: drifted,
                },
            ));
        }
    }

    fn changes(&self, sides: Sides<&Schema>, alignment: &Alignment) -> ChangeSet {
        let mut renames = alignment.changes.clone();
        renames.sort();
        ChangeSet {
            changes: changes(sides, &self.changes, &alignment.to_goal),
            renames,
            ..ChangeSet::default()
        }
    }

    fn drift(&self, sides: Sides<&Schema>, alignment: &Alignment) -> ChangeSet {
        let mut renames = alignment.drift.clone();
        renames.sort();
        ChangeSet {
            changes: changes(sides, &self.drift, &alignment.to_drift),
            renames,
            ..ChangeSet::default()
        }
    }
}

/// Tells the differences of tables in other names.
fn changes(
    sides: Sides<&Schema>,
    tables: &[(&Ident, Pair<Option<Cow<'_, Table>>>)],
    renames: &[Rename],
) -> Vec<obmigrate_model::Change> {
    if renames.is_empty() {
        return tables
            .iter()
            .filter_map(|(name, pair)| {
                delta::change(name, pair.before.as_deref(), pair.after.as_deref())
            })
            .collect();
    }
    let alone = |pick: fn(&Pair<Option<Cow<'_, Table>>>) -> Option<Table>| {
        let tables = tables.iter();
        let schema = Schema {
            tables: tables
                .filter_map(|(name, pair)| Some(((*name).clone(), pick(pair)?)))
                .collect(),
            ..Schema::empty(sides.live.dialect)
        };
        rename(&schema, renames).tables
    };
    let before = alone(|pair| pair.before.as_deref().cloned());
    let after = alone(|pair| pair.after.as_deref().cloned());
    let names: BTreeSet<&Ident> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| delta::change(name, before.get(name), after.get(name)))
        .collect()
}

/// Chooses the sequences, attribute by attribute.
fn sequences(
    sides: Sides<&Schema>,
    judge: &mut Judge<'_>,
    drifting: &mut Drifted<'_>,
    merge: &mut Merge,
) {
    let sequences = sides.map(|schema| &schema.sequences);
    if sequences.desired == sequences.live {
        return;
    }
    let at = ObjectPath::root().join("sequences");
    let goal = combine::entries(&at, sequences, judge, combine::sequence);
    let drifted = combine::entries(&at, sequences, drifting, combine::sequence);
    for (before, after, list) in [
        (sequences.live, goal, &mut merge.changes.sequences),
        (sequences.base, drifted, &mut merge.drift.sequences),
    ] {
        let changes = delta::entries(before, &after);
        list.extend(changes.map(|(name, sequence)| SequenceChange { name, sequence }));
    }
}

fn check(sides: Sides<&Schema>) -> Result<(), Error> {
    let dialects = sides.map(|schema| schema.dialect);
    if dialects.desired != dialects.live || dialects.base != dialects.live {
        return Err(Error::DialectMismatch { dialects });
    }
    Ok(())
}

/// Columns are found by their names.
fn check_columns(sides: Sides<&Schema>, names: &[&Ident]) -> Result<(), Error> {
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
        for name in names {
            let mut seen = BTreeSet::new();
            let columns = schema.tables.get(*name).map(|table| &table.columns);
            let mut columns = columns.into_iter().flat_map(|columns| columns.names());
            if let Some(twice) = columns.find(|column| !seen.insert(*column)) {
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
        && (base != desired && base != live || choose.looks_inside(name))
    {
        let parts = Sides {
            base,
            desired,
            live,
        };
        return Some(Cow::Owned(combine::table(name, parts, choose)));
    }
    let mut chosen = choose
        .value(|| ObjectPath::table(name), tables)
        .map(Cow::Borrowed);
    if choose.looks_inside(name) {
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
