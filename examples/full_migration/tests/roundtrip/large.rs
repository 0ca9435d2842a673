//! A schema of 1,000 tables, read, written as a document and read again.

use std::collections::BTreeMap;

use obmigrate_model::canonical::normalise;
use obmigrate_model::data_type::TimeZone;
use obmigrate_model::{
    Check, Column, DataType, DefaultValue, Dialect, Document, ForeignKey, Ident, Index, IndexPart,
    Nullability, PrimaryKey, Reference, Schema, Table, Unique, Value,
};

use crate::workshop::{Workshop, address, difference};

const TABLES: usize = 1_000;
const COLUMNS: usize = 20;

fn numbered(what: &str, number: usize) -> Ident {
    Ident::new(format!("{what}_{number:04}")).unwrap()
}

fn schema(dialect: Dialect) -> Schema {
    let tables = (0..TABLES).map(|number| (numbered("table", number), table(dialect, number)));
    Schema {
        tables: tables.collect(),
        ..Schema::empty(dialect)
    }
}

fn table(dialect: Dialect, number: usize) -> Table {
    let column = |position| numbered("column", position);
    let columns = (0..COLUMNS).map(|position| {
        let data_type = match position % 5 {
            0 => DataType::BIGINT,
            1 => DataType::VarChar { length: 40 },
            2 => DataType::decimal(12, 2),
            3 => DataType::Timestamp {
                precision: 6,
                zone: TimeZone::Without,
            },
            _ => DataType::Date,
        };
        let is_text = data_type.is_character();
        Column {
            nullability: if position < 2 {
                Nullability::NotNull
            } else {
                Nullability::Nullable
            },
            default: is_text.then(|| DefaultValue::Literal(Value::Text(format!("'{number}\\")))),
            collation: (is_text && dialect == Dialect::OceanBase).then(|| "utf8mb4_bin".to_owned()),
            comment: (position == 3).then(|| format!("of table {number}")),
            ..Column::new(column(position), data_type)
        }
    });
    let parent = Reference::new(numbered("table", number / 10), vec![column(0)]);
    let condition = match dialect {
        Dialect::Postgres => "column_0005 > 0",
        Dialect::OceanBase => "`column_0005` > 0",
    };
    let named = |what| numbered(what, number);
    Table {
        columns: columns.collect(),
        primary_key: Some(PrimaryKey {
            name: (dialect == Dialect::Postgres).then(|| named("key")),
            ..PrimaryKey::new(vec![column(0)])
        }),
        uniques: BTreeMap::from([(named("unique"), Unique::new(vec![column(1), column(2)]))]),
        checks: BTreeMap::from([(named("check"), Check::new(condition))]),
        indexes: BTreeMap::from([(
            named("index"),
            Index::new(vec![
                IndexPart::column(column(4)),
                IndexPart::column(column(6)),
            ]),
        )]),
        foreign_keys: (number > 0)
            .then(|| (named("foreign"), ForeignKey::new(vec![column(10)], parent)))
            .into_iter()
            .collect(),
        ..Table::default()
    }
}

async fn check(dialect: Dialect) {
    let written = normalise(&schema(dialect));
    let mut workshop = Workshop::open(address(dialect), dialect).await;
    let read = workshop.read_back(std::slice::from_ref(&written)).await;
    workshop.close().await;
    let read = read.into_iter().next().unwrap().unwrap();
    if let Some(difference) = difference(&written, &read) {
        panic!("{difference}");
    }
    let json = Document::new("test", read.clone())
        .unwrap()
        .to_json()
        .unwrap();
    assert_eq!(Document::<Schema>::from_json(&json).unwrap().body, read);
}

#[tokio::test]
async fn a_thousand_tables_are_read_as_they_were_created_on_postgresql() {
    check(Dialect::Postgres).await;
}

#[tokio::test]
async fn a_thousand_tables_are_read_as_they_were_created_on_oceanbase() {
    check(Dialect::OceanBase).await;
}
