//! Random schemas for property tests.
//!
//! Small numbers are drawn and turned into a schema by a deterministic builder, so that a failing
//! case shrinks towards few tables, few columns and plain names.

mod edit;
mod names;

use proptest::collection::vec;
use proptest::prelude::*;

use self::names::{Taken, comment, fresh, pick};
use crate::data_type::{JsonForm, TimeZone};
use crate::sql::Writer;
use crate::{
    Check, Column, DataType, DefaultValue, Dialect, ForeignKey, Generation, Ident, Identity, Index,
    IndexPart, Nullability, PrimaryKey, Reference, ReferentialAction, Schema, Table, Unique, Value,
};

/// Makes small valid schemas: up to 4 tables of 1 to 6 columns with keys, foreign keys, checks,
/// indexes, comments and defaults, under names that are legal but hostile.
///
/// A schema of [`Dialect::OceanBase`] is in canonical form.
pub fn schema(dialect: Dialect) -> impl Strategy<Value = Schema> {
    vec(table_seed(), 0..=4).prop_map(move |seeds| build(dialect, &seeds))
}

/// Makes schemas that differ from `schema` by up to 6 edits and are valid if it is: tables,
/// columns, keys, checks, indexes and comments come, go and change, columns are reordered.
pub fn edited(schema: Schema) -> impl Strategy<Value = Schema> {
    let seeds = vec((0_u8..16, any::<u8>(), any::<u8>(), table_seed()), 0..=6);
    seeds.prop_map(move |seeds| {
        seeds.iter().fold(schema.clone(), |schema, seed| {
            let candidate = edit::edit(&schema, seed.0, seed.1, seed.2, &seed.3);
            if crate::validate::validate(&candidate).is_empty() && references_match(&candidate) {
                candidate
            } else {
                schema
            }
        })
    })
}

#[derive(Clone, Debug)]
struct ColumnSeed {
    name: u8,
    data_type: u8,
    not_null: bool,
    default: u8,
    comment: u8,
}

#[derive(Clone, Debug)]
struct TableSeed {
    name: u8,
    columns: Vec<ColumnSeed>,
    key: u8,
    unique: u8,
    index: u8,
    check: u8,
    reference: u8,
    comment: u8,
}

fn column_seed() -> impl Strategy<Value = ColumnSeed> {
    (any::<u8>(), any::<u8>(), any::<bool>(), 0_u8..4, 0_u8..6).prop_map(
        |(name, data_type, not_null, default, comment)| ColumnSeed {
            name,
            data_type,
            not_null,
            default,
            comment,
        },
    )
}

fn table_seed() -> impl Strategy<Value = TableSeed> {
    (
        any::<u8>(),
        vec(column_seed(), 1..=6),
        0_u8..8,
        0_u8..8,
        0_u8..8,
        0_u8..8,
        0_u8..8,
        0_u8..6,
    )
        .prop_map(
            |(name, columns, key, unique, index, check, reference, comment)| TableSeed {
                name,
                columns,
                key,
                unique,
                index,
                check,
                reference,
                comment,
            },
        )
}

fn build(dialect: Dialect, seeds: &[TableSeed]) -> Schema {
    let mut schema = Schema::empty(dialect);
    for seed in seeds {
        add_table(&mut schema, seed);
    }
    schema
}

fn add_table(schema: &mut Schema, seed: &TableSeed) -> Option<()> {
    let dialect = schema.dialect;
    let mut taken = Taken::of(schema);
    let name = fresh("", seed.name, &mut taken.relations)?;
    let mut table = Table {
        comment: comment(seed.comment),
        ..Table::default()
    };
    for column in &seed.columns {
        add_column(dialect, &mut table, column);
    }
    let keyable = keyable(&table);
    if seed.key > 1
        && let Some(first) = keyable.first()
    {
        let columns = chosen(&keyable, seed.key % 2 + 1);
        set_not_null(&mut table, &columns);
        if seed.key > 4
            && let Some(column) = table.columns.get_mut(first)
            && column.data_type == DataType::INTEGER
        {
            column.default = None;
            column.identity = Some(Identity {
                generation: Generation::ByDefault,
                start: 1,
                increment: 1,
            });
        }
        table.primary_key = Some(PrimaryKey {
            name: match dialect {
                Dialect::Postgres => fresh("pk_", seed.key, &mut taken.relations),
                Dialect::OceanBase => None,
            },
            columns,
        });
    }
    add_unique(&mut table, seed.unique, &mut taken);
    add_index(&mut table, seed.index, &mut taken);
    add_check(dialect, &mut table, seed.check, &mut taken);
    add_reference(schema, &name, &mut table, seed.reference, &mut taken);
    schema.tables.insert(name, table);
    Some(())
}

fn add_column(dialect: Dialect, table: &mut Table, seed: &ColumnSeed) -> Option<()> {
    let mut taken = table
        .columns
        .names()
        .map(|name| name.as_str().to_lowercase())
        .collect();
    let name = fresh("", seed.name, &mut taken)?;
    let types = data_types(dialect);
    let data_type = pick(&types, seed.data_type)?.clone();
    let mut column = Column::new(name, data_type);
    if seed.not_null {
        column.nullability = Nullability::NotNull;
    }
    column.default = default(dialect, &column.data_type, seed.default);
    column.comment = comment(seed.comment);
    if dialect == Dialect::OceanBase && column.data_type.is_character() {
        column.collation = Some("utf8mb4_bin".to_owned());
    }
    table.columns.push(column);
    Some(())
}

fn data_types(dialect: Dialect) -> Vec<DataType> {
    let mut types = vec![
        DataType::INTEGER,
        DataType::BIGINT,
        DataType::VarChar { length: 20 },
        DataType::Decimal {
            precision: 10,
            scale: 2,
        },
        DataType::TEXT,
        DataType::Boolean,
        DataType::Date,
        DataType::Timestamp {
            precision: 6,
            zone: TimeZone::With,
        },
        DataType::Timestamp {
            precision: 3,
            zone: TimeZone::Without,
        },
        DataType::Json {
            form: JsonForm::Binary,
        },
        DataType::Double,
        DataType::Char { length: 5 },
        DataType::SMALLINT,
        DataType::Real,
        DataType::Time { precision: 0 },
        DataType::Bit { length: 8 },
        DataType::Blob {
            capacity: crate::data_type::Capacity::Long,
        },
    ];
    match dialect {
        Dialect::Postgres => types.extend([DataType::Uuid, DataType::Numeric]),
        Dialect::OceanBase => types.extend([
            DataType::Char { length: 36 },
            DataType::VarBinary { length: 16 },
        ]),
    }
    types
}

/// Makes a default that fits the type; in canonical form for OceanBase.
fn default(dialect: Dialect, data_type: &DataType, seed: u8) -> Option<DefaultValue> {
    use DataType as T;
    let first = match seed {
        0 | 3 => return None,
        1 => true,
        _ => false,
    };
    let text = |text: &str| DefaultValue::Literal(Value::Text(text.to_owned()));
    match data_type {
        T::Boolean => Some(DefaultValue::Literal(match dialect {
            Dialect::Postgres => Value::Boolean(first),
            Dialect::OceanBase => Value::Integer(i128::from(first)),
        })),
        T::Integer { .. } => Some(DefaultValue::Literal(Value::Integer(if first {
            0
        } else {
            -7
        }))),
        T::Decimal { .. } => Some(DefaultValue::Literal(if first {
            Value::Number("1.5".to_owned())
        } else {
            Value::Integer(3)
        })),
        T::VarChar { .. } => Some(text(if first { "" } else { "it's \\ 😀" })),
        T::Date => Some(if first {
            DefaultValue::CurrentDate
        } else {
            text("2024-02-29")
        }),
        T::Timestamp { .. } => Some(DefaultValue::CurrentTimestamp),
        T::Uuid => Some(DefaultValue::RandomUuid),
        T::Char { length: 36 } => Some(DefaultValue::RandomUuid),
        T::Char { .. } => Some(text("new")),
        T::Numeric
        | T::Real
        | T::Double
        | T::Text { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Blob { .. }
        | T::Bit { .. }
        | T::Time { .. }
        | T::Year
        | T::Json { .. }
        | T::Other { .. } => None,
    }
}

/// Lists the columns that a key may have on both servers under the same type.
fn keyable(table: &Table) -> Vec<Ident> {
    let columns = table.columns.iter().filter(|column| {
        column.data_type.orders_alike_everywhere()
            || matches!(column.data_type, DataType::VarChar { .. })
    });
    columns.map(|column| column.name.clone()).collect()
}

fn chosen(columns: &[Ident], count: u8) -> Vec<Ident> {
    columns.iter().take(usize::from(count)).cloned().collect()
}

fn set_not_null(table: &mut Table, columns: &[Ident]) {
    for name in columns {
        if let Some(column) = table.columns.get_mut(name) {
            column.nullability = Nullability::NotNull;
        }
    }
}

fn add_unique(table: &mut Table, seed: u8, taken: &mut Taken) -> Option<()> {
    let mut columns = keyable(table);
    columns.reverse();
    let columns = chosen(&columns, seed.checked_sub(4)? % 2 + 1);
    if !columns.is_empty() {
        let name = fresh("u_", seed, &mut taken.relations)?;
        table.uniques.insert(name, Unique { columns });
    }
    Some(())
}

fn add_index(table: &mut Table, seed: u8, taken: &mut Taken) -> Option<()> {
    let column = pick(&keyable(table), seed.checked_sub(3)?)?.clone();
    let name = fresh("i_", seed, &mut taken.relations)?;
    let index = Index {
        parts: vec![IndexPart::column(column)],
        uniqueness: crate::Uniqueness::NotUnique,
    };
    table.indexes.insert(name, index);
    Some(())
}

fn add_check(dialect: Dialect, table: &mut Table, seed: u8, taken: &mut Taken) -> Option<()> {
    let kind = seed.checked_sub(4)?;
    let is_integer = |column: &&Column| matches!(column.data_type, DataType::Integer { .. });
    let column = table.columns.iter().find(is_integer)?.name.clone();
    let name = fresh("c_", seed, &mut taken.constraints)?;
    let mut sql = Writer::new(dialect);
    sql.ident(&column);
    match kind {
        0 => sql.kw(" > 0"),
        1 => sql.kw(" IS NOT NULL"),
        2 => sql.kw(" IN (1, 2, 3)"),
        _ => sql.kw(" >= 0 AND ").ident(&column).kw(" <= 100"),
    };
    let expression = sql.finish().sql().to_owned();
    table.checks.insert(name, Check { expression });
    Some(())
}

/// References the primary key of a table that exists, by columns of the same types.
fn add_reference(
    schema: &Schema,
    child: &Ident,
    table: &mut Table,
    seed: u8,
    taken: &mut Taken,
) -> Option<()> {
    let choice = seed.checked_sub(2)?;
    let parents: Vec<_> = schema.tables.iter().collect();
    let (parent, description) = *pick(&parents, choice)?;
    let key = description.primary_key.as_ref()?;
    let mut columns = Vec::new();
    for name in &key.columns {
        let wanted = &description.columns.get(name)?.data_type;
        let found = table
            .columns
            .iter()
            .find(|column| column.data_type == *wanted && !columns.contains(&column.name))?;
        columns.push(found.name.clone());
    }
    if parent == child {
        return None;
    }
    let name = fresh("f_", seed, &mut taken.constraints)?;
    let foreign_key = ForeignKey {
        columns,
        references: Reference {
            table: parent.clone(),
            columns: key.columns.clone(),
        },
        on_delete: if seed.is_multiple_of(2) {
            ReferentialAction::Cascade
        } else {
            ReferentialAction::NoAction
        },
        on_update: ReferentialAction::NoAction,
    };
    table.foreign_keys.insert(name, foreign_key);
    Some(())
}

/// Says whether every foreign key joins columns of the same types.
fn references_match(schema: &Schema) -> bool {
    schema.tables.values().all(|table| {
        table.foreign_keys.values().all(|key| {
            let parent = schema.tables.get(&key.references.table);
            key.columns
                .iter()
                .zip(&key.references.columns)
                .all(|(from, to)| {
                    let from = table.columns.get(from).map(|column| &column.data_type);
                    from == parent
                        .and_then(|parent| parent.columns.get(to))
                        .map(|column| &column.data_type)
                })
        })
    })
}
