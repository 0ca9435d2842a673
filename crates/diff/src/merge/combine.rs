//! One table made of the three sides, part by part.

mod columns;
mod keys;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::TableOptions;
use obmigrate_model::sequence::SequenceLimits;
use obmigrate_model::{ForeignKey, Ident, ObjectPath, Sequence, Table};
use serde::Serialize;

use super::choose::Choose;
use crate::Sides;

/// Builds a value from the chosen side of each attribute. It names every field, so that a new one
/// does not compile until it is chosen.
macro_rules! attributes {
    ($choose:ident, $at:expr, $sides:expr, $type:ident { $($field:ident),+ $(,)? }) => {
        $type {
            $($field: $choose.attribute($at, stringify!($field), $sides.map(|side| &side.$field)),)+
        }
    };
}
use attributes;

/// Builds the table from the chosen side of each part. It names every field, so that a new one does
/// not compile until it is chosen.
pub(super) fn table(name: &Ident, sides: Sides<&Table>, choose: &mut impl Choose) -> Table {
    let at = ObjectPath::table(name);
    let inside = |list: &str| at.join(list);
    Table {
        columns: columns::columns(name, sides.map(|side| &side.columns), choose),
        primary_key: optional(
            &at,
            "primary_key",
            sides.map(|side| &side.primary_key),
            choose,
            keys::primary_key,
        ),
        uniques: entries(
            &inside("uniques"),
            sides.map(|side| &side.uniques),
            choose,
            keys::unique,
        ),
        foreign_keys: entries(
            &inside("foreign_keys"),
            sides.map(|side| &side.foreign_keys),
            choose,
            keys::foreign_key,
        ),
        checks: entries(
            &inside("checks"),
            sides.map(|side| &side.checks),
            choose,
            keys::check,
        ),
        indexes: entries(
            &inside("indexes"),
            sides.map(|side| &side.indexes),
            choose,
            keys::index,
        ),
        exclusions: entries(
            &inside("exclusions"),
            sides.map(|side| &side.exclusions),
            choose,
            keys::exclusion,
        ),
        // Partitions of two sides need not fit together, so all of them are one side's.
        partitioning: choose.attribute(&at, "partitioning", sides.map(|side| &side.partitioning)),
        options: options(&at.join("options"), sides.map(|side| &side.options), choose),
        comment: choose.attribute(&at, "comment", sides.map(|side| &side.comment)),
    }
}

fn options(at: &ObjectPath, sides: Sides<&TableOptions>, choose: &mut impl Choose) -> TableOptions {
    attributes!(
        choose,
        at,
        sides,
        TableOptions {
            persistence,
            access,
            charset,
            collation,
            auto_increment,
        }
    )
}

/// Builds the sequence from the chosen side of each attribute.
pub(super) fn sequence(
    at: &ObjectPath,
    sides: Sides<&Sequence>,
    choose: &mut impl Choose,
) -> Sequence {
    Sequence {
        data_type: choose.attribute(at, "data_type", sides.map(|side| &side.data_type)),
        start: choose.attribute(at, "start", sides.map(|side| &side.start)),
        increment: choose.attribute(at, "increment", sides.map(|side| &side.increment)),
        limits: limits(&at.join("limits"), sides.map(|side| &side.limits), choose),
        owner: choose.attribute(at, "owner", sides.map(|side| &side.owner)),
    }
}

fn limits(
    at: &ObjectPath,
    sides: Sides<&SequenceLimits>,
    choose: &mut impl Choose,
) -> SequenceLimits {
    attributes!(
        choose,
        at,
        sides,
        SequenceLimits {
            minimum,
            maximum,
            cache,
            exhaustion,
        }
    )
}

/// Chooses the contested foreign keys of a table that is chosen as a whole because not all sides
/// have it; `None` removes the key. They are chosen even if the table itself goes, so that the
/// conflicts are the same whichever side is taken.
pub(super) fn contested_keys(
    name: &Ident,
    sides: Sides<Option<&Table>>,
    choose: &mut impl Choose,
) -> BTreeMap<Ident, Option<ForeignKey>> {
    let at = ObjectPath::table(name).join("foreign_keys");
    let tables = [sides.desired, sides.live].into_iter().flatten();
    let names: BTreeSet<&Ident> = tables.flat_map(|table| table.foreign_keys.keys()).collect();
    let mut keys = BTreeMap::new();
    for key in names {
        let path = at.join(key.as_str());
        if choose.is_contested_at(&path) {
            let versions = sides.map(|side| side?.foreign_keys.get(key));
            let chosen = choose.value(|| path.clone(), versions);
            keys.insert(key.clone(), chosen.cloned());
        }
    }
    keys
}

/// Chooses the entries of a list; `combine` builds one that all sides have.
pub(super) fn entries<T, C>(
    at: &ObjectPath,
    sides: Sides<&BTreeMap<Ident, T>>,
    choose: &mut C,
    combine: fn(&ObjectPath, Sides<&T>, &mut C) -> T,
) -> BTreeMap<Ident, T>
where
    T: Clone + PartialEq + Serialize,
    C: Choose,
{
    let all = [sides.base, sides.desired, sides.live];
    let names: BTreeSet<&Ident> = all.into_iter().flat_map(BTreeMap::keys).collect();
    let mut chosen = BTreeMap::new();
    for name in names {
        let versions = sides.map(|side| side.get(name));
        let path = || at.join(name.as_str());
        if let Some(value) = entry(path, versions, choose, combine) {
            chosen.insert(name.clone(), value);
        }
    }
    chosen
}

/// Chooses something that not every table has; `combine` builds one that all sides have.
fn optional<T, C>(
    at: &ObjectPath,
    name: &str,
    sides: Sides<&Option<T>>,
    choose: &mut C,
    combine: fn(&ObjectPath, Sides<&T>, &mut C) -> T,
) -> Option<T>
where
    T: Clone + PartialEq + Serialize,
    C: Choose,
{
    entry(|| at.join(name), sides.map(Option::as_ref), choose, combine)
}

fn entry<T, C>(
    path: impl Fn() -> ObjectPath,
    sides: Sides<Option<&T>>,
    choose: &mut C,
    combine: fn(&ObjectPath, Sides<&T>, &mut C) -> T,
) -> Option<T>
where
    T: Clone + PartialEq + Serialize,
    C: Choose,
{
    if sides.desired == sides.live && sides.base == sides.live {
        return sides.live.cloned();
    }
    if let Sides {
        base: Some(base),
        desired: Some(desired),
        live: Some(live),
    } = sides
    {
        let path = path();
        if !choose.is_contested_at(&path) {
            let parts = Sides {
                base,
                desired,
                live,
            };
            return Some(combine(&path, parts, choose));
        }
    }
    choose.value(path, sides).cloned()
}
