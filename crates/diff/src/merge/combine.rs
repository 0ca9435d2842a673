//! One table made of the three sides, part by part.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::{Column, ForeignKey, Ident, ObjectPath, Ordered, Table};

use super::choose::Choose;
use super::order;
use crate::{Node, Sides};

/// Builds the table from the chosen side of each part. It names every field, so that a new one does
/// not compile until it is chosen.
pub(super) fn table(name: &Ident, sides: Sides<&Table>, choose: &mut impl Choose) -> Table {
    let at = ObjectPath::table(name);
    Table {
        columns: columns(name, sides.map(|side| &side.columns), choose),
        primary_key: choose
            .value(
                || at.join("primary_key"),
                sides.map(|side| side.primary_key.as_ref()),
                Node::PrimaryKey,
            )
            .cloned(),
        uniques: entries(
            &at.join("uniques"),
            sides.map(|side| &side.uniques),
            choose,
            Node::Unique,
        ),
        foreign_keys: entries(
            &at.join("foreign_keys"),
            sides.map(|side| &side.foreign_keys),
            choose,
            Node::ForeignKey,
        ),
        checks: entries(
            &at.join("checks"),
            sides.map(|side| &side.checks),
            choose,
            Node::Check,
        ),
        indexes: entries(
            &at.join("indexes"),
            sides.map(|side| &side.indexes),
            choose,
            Node::Index,
        ),
        exclusions: entries(
            &at.join("exclusions"),
            sides.map(|side| &side.exclusions),
            choose,
            Node::Exclusion,
        ),
        partitioning: choose
            .value(
                || at.join("partitioning"),
                sides.map(|side| side.partitioning.as_ref()),
                Node::Partitioning,
            )
            .cloned(),
        options: choose
            .value(
                || at.join("options"),
                sides.map(|side| Some(&side.options)),
                Node::Options,
            )
            .unwrap_or(&sides.live.options)
            .clone(),
        comment: choose
            .value(
                || at.join("comment"),
                sides.map(|side| side.comment.as_ref()),
                Node::Comment,
            )
            .cloned(),
    }
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
            let chosen = choose.value(|| path.clone(), versions, Node::ForeignKey);
            keys.insert(key.clone(), chosen.cloned());
        }
    }
    keys
}

fn columns(
    table: &Ident,
    sides: Sides<&Ordered<Column>>,
    choose: &mut impl Choose,
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
        let column = match versions {
            Sides {
                base: Some(base),
                desired: Some(desired),
                live: Some(live),
            } => Some(column(
                table,
                Sides {
                    base,
                    desired,
                    live,
                },
                choose,
            )),
            Sides { .. } => choose
                .value(|| ObjectPath::column(table, name), versions, Node::Column)
                .cloned(),
        };
        if let Some(column) = column {
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
fn column(table: &Ident, sides: Sides<&Column>, choose: &mut impl Choose) -> Column {
    let name = &sides.live.name;
    let at = |attribute| ObjectPath::column(table, name).join(attribute);
    Column {
        name: name.clone(),
        data_type: choose
            .value(
                || at("data_type"),
                sides.map(|side| Some(&side.data_type)),
                Node::DataType,
            )
            .unwrap_or(&sides.live.data_type)
            .clone(),
        nullability: *choose
            .value(
                || at("nullability"),
                sides.map(|side| Some(&side.nullability)),
                Node::Nullability,
            )
            .unwrap_or(&sides.live.nullability),
        default: choose
            .value(
                || at("default"),
                sides.map(|side| side.default.as_ref()),
                Node::Default,
            )
            .cloned(),
        identity: choose
            .value(
                || at("identity"),
                sides.map(|side| side.identity.as_ref()),
                Node::Identity,
            )
            .cloned(),
        generated: choose
            .value(
                || at("generated"),
                sides.map(|side| side.generated.as_ref()),
                Node::Generated,
            )
            .cloned(),
        on_update: *choose
            .value(
                || at("on_update"),
                sides.map(|side| Some(&side.on_update)),
                Node::OnUpdate,
            )
            .unwrap_or(&sides.live.on_update),
        collation: choose
            .value(
                || at("collation"),
                sides.map(|side| side.collation.as_ref()),
                Node::Collation,
            )
            .cloned(),
        comment: choose
            .value(
                || at("comment"),
                sides.map(|side| side.comment.as_ref()),
                Node::Comment,
            )
            .cloned(),
    }
}

fn entries<T: Clone + PartialEq>(
    at: &ObjectPath,
    sides: Sides<&BTreeMap<Ident, T>>,
    choose: &mut impl Choose,
    node: fn(T) -> Node,
) -> BTreeMap<Ident, T> {
    let all = [sides.base, sides.desired, sides.live];
    let names: BTreeSet<&Ident> = all.into_iter().flat_map(BTreeMap::keys).collect();
    let mut chosen = BTreeMap::new();
    for name in names {
        let versions = sides.map(|side| side.get(name));
        if let Some(value) = choose.value(|| at.join(name.as_str()), versions, node) {
            chosen.insert(name.clone(), value.clone());
        }
    }
    chosen
}
