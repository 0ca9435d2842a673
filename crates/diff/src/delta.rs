//! What turns one table into another: two sides, no judgement.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::{Change, Column, ColumnDelta, Delta, Ident, Ordered, Pair, Table};

/// Finds the change that turns `before` into `after`; `None` if they are equal.
pub(crate) fn change(
    name: &Ident,
    before: Option<&Table>,
    after: Option<&Table>,
) -> Option<Change> {
    let name = name.clone();
    match (before, after) {
        (None, None) => None,
        (None, Some(after)) => Some(Change::CreateTable {
            name,
            table: after.clone(),
        }),
        (Some(before), None) => Some(Change::DropTable {
            name,
            table: before.clone(),
        }),
        (Some(before), Some(after)) => {
            let deltas = table(before, after);
            (!deltas.is_empty()).then_some(Change::AlterTable { name, deltas })
        }
    }
}

/// Takes both tables apart, so that a new field does not compile until it is compared.
fn table(before: &Table, after: &Table) -> Vec<Delta> {
    let Table {
        columns,
        primary_key,
        uniques,
        foreign_keys,
        checks,
        indexes,
        exclusions,
        partitioning,
        options,
        comment,
    } = after;
    let mut deltas = Vec::new();
    all_columns(&before.columns, columns, &mut deltas);
    deltas.extend(pair(&before.primary_key, primary_key).map(|key| Delta::PrimaryKey { key }));
    deltas.extend(entries(&before.uniques, uniques).map(|(name, key)| Delta::Unique { name, key }));
    deltas.extend(
        entries(&before.foreign_keys, foreign_keys)
            .map(|(name, key)| Delta::ForeignKey { name, key }),
    );
    deltas
        .extend(entries(&before.checks, checks).map(|(name, check)| Delta::Check { name, check }));
    deltas.extend(
        entries(&before.indexes, indexes).map(|(name, index)| Delta::Index { name, index }),
    );
    deltas.extend(
        entries(&before.exclusions, exclusions)
            .map(|(name, exclusion)| Delta::Exclusion { name, exclusion }),
    );
    deltas.extend(
        pair(&before.partitioning, partitioning)
            .map(|partitioning| Delta::Partitioning { partitioning }),
    );
    deltas.extend(pair(&before.options, options).map(|options| Delta::Options { options }));
    deltas.extend(pair(&before.comment, comment).map(|comment| Delta::Comment { comment }));
    deltas
}

/// Drops first, then alters, then adds in the order of `after`, so that every position is right at
/// the moment its delta is applied; reorders what is then still out of order.
fn all_columns(before: &Ordered<Column>, after: &Ordered<Column>, deltas: &mut Vec<Delta>) {
    let had: BTreeMap<&Ident, &Column> = before.iter().map(|c| (&c.name, c)).collect();
    let has: BTreeSet<&Ident> = after.names().collect();
    let mut current: Vec<&Ident> = Vec::with_capacity(before.len());
    for column in before {
        if has.contains(&column.name) {
            current.push(&column.name);
        } else {
            deltas.push(Delta::DropColumn {
                column: column.clone(),
                // What stood in front and stays; what stood in front and goes is gone by now.
                position: current.len(),
            });
        }
    }
    let altered = after.iter().filter_map(|column| {
        let attributes = column_deltas(had.get(&column.name)?, column);
        (!attributes.is_empty()).then(|| Delta::AlterColumn {
            name: column.name.clone(),
            deltas: attributes,
        })
    });
    deltas.extend(altered);
    for (position, column) in after.iter().enumerate() {
        if !had.contains_key(&column.name) {
            current.insert(position.min(current.len()), &column.name);
            deltas.push(Delta::AddColumn {
                column: column.clone(),
                position,
            });
        }
    }
    if !after.names().eq(current.iter().copied()) {
        deltas.push(Delta::ReorderColumns {
            order: Pair {
                before: current.into_iter().cloned().collect(),
                after: after.names().cloned().collect(),
            },
        });
    }
}

/// Takes both columns apart, so that a new field does not compile until it is compared.
fn column_deltas(before: &Column, after: &Column) -> Vec<ColumnDelta> {
    let Column {
        name: _,
        data_type,
        nullability,
        default,
        identity,
        generated,
        on_update,
        collation,
        comment,
    } = after;
    [
        pair(&before.data_type, data_type).map(ColumnDelta::DataType),
        pair(&before.nullability, nullability).map(ColumnDelta::Nullability),
        pair(&before.default, default).map(ColumnDelta::Default),
        pair(&before.identity, identity).map(ColumnDelta::Identity),
        pair(&before.generated, generated).map(ColumnDelta::Generated),
        pair(&before.on_update, on_update).map(ColumnDelta::OnUpdate),
        pair(&before.collation, collation).map(ColumnDelta::Collation),
        pair(&before.comment, comment).map(ColumnDelta::Comment),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn pair<T: Clone + PartialEq>(before: &T, after: &T) -> Option<Pair<T>> {
    (before != after).then(|| Pair {
        before: before.clone(),
        after: after.clone(),
    })
}

pub(crate) fn entries<'a, T: Clone + PartialEq>(
    before: &'a BTreeMap<Ident, T>,
    after: &'a BTreeMap<Ident, T>,
) -> impl Iterator<Item = (Ident, Pair<Option<T>>)> {
    let names: BTreeSet<&Ident> = before.keys().chain(after.keys()).collect();
    names.into_iter().filter_map(|name| {
        let (before, after) = (before.get(name), after.get(name));
        (before != after).then(|| {
            let pair = Pair {
                before: before.cloned(),
                after: after.cloned(),
            };
            (name.clone(), pair)
        })
    })
}
