//! Columns made of the three sides, attribute by attribute.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::{Column, DefaultValue, Generated, Ident, Identity, ObjectPath, Ordered};
use serde::Serialize;

use super::{attributes, entry, limits, optional};
use crate::Sides;
use crate::merge::choose::Choose;
use crate::merge::order;

pub(super) fn columns<C: Choose>(
    table: &Ident,
    sides: Sides<&Ordered<Column>>,
    choose: &mut C,
) -> Ordered<Column> {
    let by_name = sides.map(|side| {
        side.iter()
            .map(|column| (&column.name, column))
            .collect::<BTreeMap<_, _>>()
    });
    let all = [&by_name.base, &by_name.desired, &by_name.live];
    let names: BTreeSet<&Ident> = all.into_iter().flat_map(BTreeMap::keys).copied().collect();
    let mut chosen = BTreeMap::new();
    for name in names {
        let versions = by_name.as_ref().map(|side| side.get(name).copied());
        let path = || ObjectPath::column(table, name);
        if let Some(column) = entry(path, versions, choose, column) {
            chosen.insert(name, column);
        }
    }
    let orders = sides.map(|side| side.names().collect::<Vec<_>>());
    let present = chosen.keys().copied().collect();
    order::arrange(table, &orders, &present, choose)
        .into_iter()
        .filter_map(|name| chosen.remove(name))
        .collect()
}

/// Builds the column from the chosen side of each attribute. It names every field, so that a new
/// one does not compile until it is chosen.
fn column<C: Choose>(at: &ObjectPath, sides: Sides<&Column>, choose: &mut C) -> Column {
    let Supply {
        default,
        identity,
        generated,
    } = supply(at, sides, choose);
    Column {
        name: sides.live.name.clone(),
        data_type: choose.attribute(at, "data_type", sides.map(|side| &side.data_type)),
        nullability: choose.attribute(at, "nullability", sides.map(|side| &side.nullability)),
        default,
        identity,
        generated,
        on_update: choose.attribute(at, "on_update", sides.map(|side| &side.on_update)),
        collation: choose.attribute(at, "collation", sides.map(|side| &side.collation)),
        comment: choose.attribute(at, "comment", sides.map(|side| &side.comment)),
    }
}

/// Holds what gives a column its values where a statement does not. A server takes one at most.
#[derive(Clone, PartialEq, Serialize)]
struct Supply {
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<DefaultValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generated: Option<Generated>,
}

impl Supply {
    fn of(column: &Column) -> Self {
        Self {
            default: column.default.clone(),
            identity: column.identity.clone(),
            generated: column.generated.clone(),
        }
    }

    fn count(&self) -> usize {
        usize::from(self.default.is_some())
            + usize::from(self.identity.is_some())
            + usize::from(self.generated.is_some())
    }
}

/// Chooses each on its own, unless the sides came to different ones that exclude each other: then
/// all of them are one side's, and the conflict is told where the column is computed.
fn supply<C: Choose>(at: &ObjectPath, sides: Sides<&Column>, choose: &mut C) -> Supply {
    let supplies = sides.map(Supply::of);
    if excludes(&supplies.base, &supplies.desired, &supplies.live) {
        return choose.attribute(at, "generated", supplies.as_ref());
    }
    Supply {
        default: choose.attribute(at, "default", sides.map(|side| &side.default)),
        identity: optional(
            at,
            "identity",
            sides.map(|side| &side.identity),
            choose,
            identity,
        ),
        generated: optional(
            at,
            "generated",
            sides.map(|side| &side.generated),
            choose,
            generated,
        ),
    }
}

/// Says whether both sides gave the column something else, and not of one kind.
fn excludes(base: &Supply, desired: &Supply, live: &Supply) -> bool {
    let kind = |side: &Supply| {
        (
            side.default.is_some(),
            side.identity.is_some(),
            side.generated.is_some(),
        )
    };
    base != desired
        && base != live
        && desired.count() == 1
        && live.count() == 1
        && kind(desired) != kind(live)
}

fn identity<C: Choose>(at: &ObjectPath, sides: Sides<&Identity>, choose: &mut C) -> Identity {
    Identity {
        generation: choose.attribute(at, "generation", sides.map(|side| &side.generation)),
        start: choose.attribute(at, "start", sides.map(|side| &side.start)),
        increment: choose.attribute(at, "increment", sides.map(|side| &side.increment)),
        limits: limits(&at.join("limits"), sides.map(|side| &side.limits), choose),
        sequence: choose.attribute(at, "sequence", sides.map(|side| &side.sequence)),
    }
}

fn generated<C: Choose>(at: &ObjectPath, sides: Sides<&Generated>, choose: &mut C) -> Generated {
    attributes!(
        choose,
        at,
        sides,
        Generated {
            expression,
            storage,
        }
    )
}
