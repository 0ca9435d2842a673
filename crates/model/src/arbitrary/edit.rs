//! Single random edits of a schema.

use super::names::{Taken, column_text, comment, pick};
use super::parts::{add_check, add_index, add_reference, add_unique};
use super::types::{data_type, default};
use super::{TableSeed, add_table, columns, keyable};
use crate::{Dialect, Ident, Index, IndexKey, Nullability, PrimaryKey, Schema, Table};

/// Returns the schema with one edit; the same one if the edit does not apply to it.
pub(super) fn edit(
    schema: &Schema,
    kind: u8,
    which: u8,
    value: u8,
    fresh_table: &TableSeed,
) -> Schema {
    let mut edited = schema.clone();
    match change(&mut edited, kind, which, value, fresh_table) {
        Some(()) => edited,
        None => schema.clone(),
    }
}

fn change(
    schema: &mut Schema,
    kind: u8,
    which: u8,
    value: u8,
    fresh_table: &TableSeed,
) -> Option<()> {
    let dialect = schema.dialect;
    let names: Vec<Ident> = schema.tables.keys().cloned().collect();
    if kind == 0 {
        return add_table(schema, fresh_table);
    }
    let name = pick(&names, which)?;
    let mut taken = Taken::of(schema);
    if kind == 1 {
        drop_table(schema, name);
        return Some(());
    }
    let mut table = schema.tables.remove(name)?;
    // The numbers of a seed start at the first one that makes something.
    let making = value % 4 + 4;
    match kind {
        2 => columns::add(dialect, &mut table, fresh_table.columns.first()?)?,
        3 => drop_column(dialect, &mut table, value)?,
        4 => change_type(dialect, &mut table, value)?,
        5 => change_nullability(&mut table, value)?,
        6 => {
            let column = column_name(&table, value)?;
            let column = table.columns.get_mut(&column)?;
            if column.identity.is_none() && column.generated.is_none() {
                column.default = default(dialect, &column.data_type, value % 4);
            }
        }
        7 => {
            let column = column_name(&table, value)?;
            table.columns.get_mut(&column)?.comment = comment(value % 4);
        }
        8 => reverse_columns(&mut table),
        9 => change_key(&mut table),
        10 => match first(&table.uniques).filter(|_| value.is_multiple_of(2)) {
            Some(unique) => drop(table.uniques.remove(&unique)),
            None => add_unique(dialect, &mut table, making, &mut taken)?,
        },
        11 => match first(&table.foreign_keys).filter(|_| value.is_multiple_of(2)) {
            Some(key) => drop(table.foreign_keys.remove(&key)),
            None => add_reference(schema, name, &mut table, making, &mut taken)?,
        },
        12 => match first(&table.checks).filter(|_| value.is_multiple_of(2)) {
            Some(check) => drop(table.checks.remove(&check)),
            None => add_check(dialect, &mut table, making, &mut taken)?,
        },
        13 => match first(&table.indexes).filter(|_| value.is_multiple_of(2)) {
            Some(index) => drop(table.indexes.remove(&index)),
            None => add_index(dialect, &mut table, making, value % 16, &mut taken)?,
        },
        14 => table.comment = comment(value % 4),
        _ => {
            let other = first(&table.indexes)?;
            let part = pick(&keyable(&table), value)?.clone();
            *table.indexes.get_mut(&other)? = Index::new(vec![crate::IndexPart::column(part)]);
        }
    }
    schema.tables.insert(name.clone(), table);
    Some(())
}

fn first<T>(map: &std::collections::BTreeMap<Ident, T>) -> Option<Ident> {
    map.keys().next().cloned()
}

fn column_name(table: &Table, seed: u8) -> Option<Ident> {
    let names: Vec<&Ident> = table.columns.names().collect();
    pick(&names, seed).map(|name| (*name).clone())
}

fn drop_table(schema: &mut Schema, name: &Ident) {
    schema.tables.remove(name);
    for table in schema.tables.values_mut() {
        table
            .foreign_keys
            .retain(|_, key| key.references.table != *name);
    }
}

/// Removes a column with everything of its table that names it. A foreign key of another table
/// that needs it makes the result invalid, and the edit is then left out.
fn drop_column(dialect: Dialect, table: &mut Table, value: u8) -> Option<()> {
    let name = column_name(table, value)?;
    table.columns.remove(&name)?;
    if let Some(key) = &table.primary_key
        && key.columns.contains(&name)
    {
        table.primary_key = None;
    }
    let named = |columns: &[Ident]| columns.contains(&name);
    table
        .uniques
        .retain(|_, unique| !named(&unique.columns) && !named(&unique.include));
    table
        .foreign_keys
        .retain(|_, key| !key.columns.contains(&name));
    table.indexes.retain(|_, index| {
        index.predicate.is_none()
            && !named(&index.include)
            && !index.parts.iter().any(|part| match &part.key {
                IndexKey::Column(column) => *column == name,
                IndexKey::Expression(_) => true,
            })
    });
    table.exclusions.clear();
    let text = column_text(dialect, &name);
    table
        .checks
        .retain(|_, check| !check.expression.contains(&text));
    let is_needed = table.columns.iter().any(|column| {
        let generated = column.generated.as_ref();
        generated.is_some_and(|generated| generated.expression.contains(&text))
    });
    if is_needed || table.partitioning.is_some() {
        return None;
    }
    Some(())
}

/// Changes the type of a column that no key, index or check needs as it is.
fn change_type(dialect: Dialect, table: &mut Table, value: u8) -> Option<()> {
    let name = column_name(table, value)?;
    let mut without = table.clone();
    drop_column(dialect, &mut without, value)?;
    let untouched = without.primary_key == table.primary_key
        && without.uniques == table.uniques
        && without.foreign_keys == table.foreign_keys
        && without.indexes == table.indexes
        && without.exclusions == table.exclusions
        && without.checks == table.checks;
    if !untouched {
        return None;
    }
    let column = table.columns.get_mut(&name)?;
    column.data_type = data_type(dialect, value.reverse_bits())?;
    column.default = None;
    column.identity = None;
    column.generated = None;
    if dialect == Dialect::OceanBase {
        columns::settle(column, 0);
    }
    Some(())
}

fn change_nullability(table: &mut Table, value: u8) -> Option<()> {
    let name = column_name(table, value)?;
    let key = table.primary_key.as_ref();
    if key.is_some_and(|key| key.columns.contains(&name)) {
        return None;
    }
    let column = table.columns.get_mut(&name)?;
    if column.generated.is_some() {
        return None;
    }
    column.nullability = match column.nullability {
        Nullability::Nullable => Nullability::NotNull,
        Nullability::NotNull => Nullability::Nullable,
    };
    Some(())
}

fn reverse_columns(table: &mut Table) {
    let mut names: Vec<Ident> = table.columns.names().cloned().collect();
    names.reverse();
    table.columns.arrange(&names);
}

/// Removes the primary key, or makes one of the last column that can be one.
fn change_key(table: &mut Table) {
    if table.primary_key.take().is_some() {
        for column in table.columns.names().cloned().collect::<Vec<_>>() {
            if let Some(column) = table.columns.get_mut(&column) {
                column.identity = None;
            }
        }
    } else if let Some(name) = keyable(table).last() {
        super::set_not_null(table, std::slice::from_ref(name));
        table.primary_key = Some(PrimaryKey::new(vec![name.clone()]));
    }
}
