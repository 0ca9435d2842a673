//! A small schema and its edits.

use std::collections::BTreeMap;

use obmigrate_diff::{Merge, OnConflict, Options, Sides, diff, merge};
use obmigrate_model::{
    Column, DataType, Dialect, ForeignKey, Ident, IndexKey, Nullability, PrimaryKey, Reference,
    ReferentialAction, Schema, Table,
};

pub(crate) fn merged(
    base: &Schema,
    desired: &Schema,
    live: &Schema,
    on_conflict: OnConflict,
) -> Merge {
    let sides = Sides {
        base,
        desired,
        live,
    };
    merge(sides, &Options::default().on_conflict(on_conflict)).expect("one dialect")
}

pub(crate) fn difference(live: &Schema, desired: &Schema) -> Merge {
    diff(live, desired, &Options::default()).expect("one dialect")
}

/// Finds the columns and tables that keys need and that are not there.
pub(crate) fn dangling(schema: &Schema) -> Vec<String> {
    let mut missing = Vec::new();
    for (name, table) in &schema.tables {
        let mut need = |owner: &Ident, columns: &[Ident]| {
            let columns = columns.iter().filter(|column| {
                let owner = schema.tables.get(owner);
                owner.is_none_or(|owner| owner.columns.get(column).is_none())
            });
            missing.extend(columns.map(|column| format!("{name}: {owner}.{column}")));
        };
        table
            .primary_key
            .iter()
            .for_each(|key| need(name, &key.columns));
        table
            .uniques
            .values()
            .for_each(|key| need(name, &key.columns));
        for index in table.indexes.values() {
            for part in &index.parts {
                if let IndexKey::Column(column) = &part.key {
                    need(name, std::slice::from_ref(column));
                }
            }
        }
        for key in table.foreign_keys.values() {
            need(name, &key.columns);
            need(&key.references.table, &key.references.columns);
        }
    }
    missing
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name).expect("a name")
}

pub(crate) fn idents(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

/// Describes tables `customer(id)` and `orders(id, customer, total)` with a key each.
pub(crate) fn shop() -> Schema {
    let key = || Some(PrimaryKey::new(idents(&["id"])));
    let id = || Column {
        nullability: Nullability::NotNull,
        ..Column::new(ident("id"), DataType::BIGINT)
    };
    let amount = DataType::decimal(10, 2);
    let customer = Table {
        columns: [id()].into_iter().collect(),
        primary_key: key(),
        ..Table::default()
    };
    let orders = Table {
        columns: [
            id(),
            Column::new(ident("customer"), DataType::BIGINT),
            Column::new(ident("total"), amount),
        ]
        .into_iter()
        .collect(),
        primary_key: key(),
        ..Table::default()
    };
    Schema {
        tables: BTreeMap::from([(ident("customer"), customer), (ident("orders"), orders)]),
        ..Schema::empty(Dialect::OceanBase)
    }
}

pub(crate) type Edit = fn(&mut Table);

pub(crate) const NOTHING: Edit = |_| {};

/// Edits the table `orders` of the shop.
pub(crate) fn orders(edit: Edit) -> Schema {
    let mut schema = shop();
    edit(schema.tables.get_mut("orders").expect("orders"));
    schema
}

pub(crate) fn set_type(table: &mut Table, data_type: DataType) {
    table
        .columns
        .get_mut(&ident("total"))
        .expect("total")
        .data_type = data_type;
}

pub(crate) fn to_customer() -> ForeignKey {
    ForeignKey {
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        ..ForeignKey::new(
            idents(&["customer"]),
            Reference::new(ident("customer"), idents(&["id"])),
        )
    }
}
