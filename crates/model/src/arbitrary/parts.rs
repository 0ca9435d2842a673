//! Random keys, checks and indexes.

use super::names::{Taken, column_text, comment, fresh, pick};
use super::{chosen, keyable, plain_integer};
use crate::constraint::{
    Deferral, Enforcement, Exclusion, ExclusionPart, Inheritance, MatchType, Validation,
};
use crate::data_type::{JsonForm, PostgresType};
use crate::index::{IndexMethod, Nulls, NullsOrder, SortOrder, Uniqueness, Visibility};
use crate::{
    Check, Column, DataType, Dialect, ForeignKey, Ident, Index, IndexKey, IndexPart, Nullability,
    Reference, ReferentialAction, Schema, Table, Unique,
};

pub(super) fn add_unique(
    dialect: Dialect,
    table: &mut Table,
    seed: u8,
    taken: &mut Taken,
) -> Option<()> {
    let mut columns = keyable(table);
    columns.reverse();
    let columns = chosen(&columns, seed.checked_sub(4)? % 2 + 1);
    if columns.is_empty() {
        return None;
    }
    let mut unique = Unique::new(columns);
    match (dialect, seed) {
        (Dialect::Postgres, 8) => unique.nulls = Nulls::NotDistinct,
        (Dialect::Postgres, 9) => unique.deferral = Deferral::InitiallyDeferred,
        (Dialect::Postgres, 10) => unique.deferral = Deferral::InitiallyImmediate,
        (Dialect::Postgres, 11) => unique.include = other_column(table, &unique.columns),
        (Dialect::OceanBase, 8) => unique.comment = comment(2),
        (Dialect::OceanBase, 9) => unique.visibility = Visibility::Invisible,
        (Dialect::Postgres | Dialect::OceanBase, _) => {}
    }
    let name = fresh("u_", seed, &mut taken.relations)?;
    table.uniques.insert(name, unique);
    Some(())
}

/// Finds one column that is not named yet.
fn other_column(table: &Table, but: &[Ident]) -> Vec<Ident> {
    let other = table.columns.names().find(|name| !but.contains(name));
    other.cloned().into_iter().collect()
}

pub(super) fn add_index(
    dialect: Dialect,
    table: &mut Table,
    seed: u8,
    form: u8,
    taken: &mut Taken,
) -> Option<()> {
    let column = pick(&keyable(table), seed.checked_sub(3)?)?.clone();
    let plain = Index::new(vec![IndexPart::column(column.clone())]);
    let index = match dialect {
        Dialect::Postgres => of_postgres(table, plain, column, form)?,
        Dialect::OceanBase => of_oceanbase(table, plain, column, form)?,
    };
    let name = fresh("i_", seed, &mut taken.relations)?;
    table.indexes.insert(name, index);
    Some(())
}

fn of_postgres(table: &Table, mut index: Index, column: Ident, form: u8) -> Option<Index> {
    let of_type = |wanted: &DataType| {
        let mut columns = table.columns.iter();
        columns
            .find(|column| column.data_type == *wanted)
            .map(|column| IndexPart::column(column.name.clone()))
    };
    let json = DataType::Json {
        form: JsonForm::Binary,
    };
    let integer = |text: &str| {
        let name = plain_integer(table)?;
        Some(format!("{} {text}", column_text(Dialect::Postgres, name)))
    };
    let first = index.parts.first_mut()?;
    match form {
        6 => first.order = SortOrder::Descending,
        7 => {
            first.order = SortOrder::Descending;
            first.nulls_order = Some(NullsOrder::Last);
        }
        8 => first.nulls_order = Some(NullsOrder::First),
        9 => index.include = other_column(table, &[column]),
        10 => index.predicate = Some(integer("> 0")?),
        11 => {
            index.uniqueness = Uniqueness::Unique;
            index.predicate = Some(integer("> 0")?);
        }
        12 => *first = IndexPart::new(IndexKey::Expression(integer("+ 1")?)),
        13 => {
            index.uniqueness = Uniqueness::Unique;
            index.nulls = Nulls::NotDistinct;
        }
        14 => {
            index.method = IndexMethod::Gin;
            index.parts = vec![of_type(&json)?];
        }
        15 => {
            index.parts = vec![IndexPart {
                operator_class: Some("text_pattern_ops".to_owned()),
                ..of_type(&DataType::TEXT)?
            }];
            index
                .parameters
                .insert("fillfactor".to_owned(), "70".to_owned());
        }
        5 => index.method = IndexMethod::Hash,
        4 => index.comment = comment(3),
        _ => {}
    }
    Some(index)
}

fn of_oceanbase(table: &Table, mut index: Index, column: Ident, form: u8) -> Option<Index> {
    let first = index.parts.first_mut()?;
    match form {
        6 => index.visibility = Visibility::Invisible,
        7 => index.comment = comment(2),
        8 | 9 => {
            let name = plain_integer(table)?;
            let text = format!("{} + 1", column_text(Dialect::OceanBase, name));
            *first = IndexPart::new(IndexKey::Expression(text));
            if form == 9 {
                index.uniqueness = Uniqueness::Unique;
            }
        }
        10 => {
            // OceanBase does not understand a backtick there.
            let varchar = |column: &&Column| {
                matches!(column.data_type, DataType::VarChar { .. })
                    && !column.name.as_str().contains('`')
            };
            *first = IndexPart {
                prefix: Some(7),
                ..IndexPart::column(table.columns.iter().find(varchar)?.name.clone())
            };
        }
        11 => {
            // What the key holds already is not kept a second time.
            let mut but = table
                .primary_key
                .clone()
                .map_or(Vec::new(), |key| key.columns);
            but.push(column);
            let stored = table.columns.iter().find(|column| {
                matches!(column.data_type, DataType::Integer { .. })
                    && column.generated.is_none()
                    && !but.contains(&column.name)
            });
            index.include = vec![stored?.name.clone()];
        }
        _ => {}
    }
    Some(index)
}

pub(super) fn add_check(
    dialect: Dialect,
    table: &mut Table,
    seed: u8,
    taken: &mut Taken,
) -> Option<()> {
    let kind = seed.checked_sub(4)?;
    let column = column_text(dialect, plain_integer(table)?);
    let text = match (dialect, kind) {
        (_, 0) => format!("{column} > 0"),
        (_, 1) => format!("{column} IS NOT NULL"),
        (Dialect::Postgres, 2) => format!("{column} = ANY (ARRAY[1, 2, 3])"),
        (Dialect::OceanBase, 2) => format!("{column} IN (1, 2, 3)"),
        (Dialect::Postgres, _) => format!("({column} >= 0) AND ({column} <= 100)"),
        (Dialect::OceanBase, _) => format!("{column} >= 0 AND {column} <= 100"),
    };
    let mut check = Check::new(text);
    match (dialect, kind) {
        (Dialect::Postgres, 1) => check.validation = Validation::NotValidated,
        (Dialect::Postgres, 2) => check.inheritance = Inheritance::NotInherited,
        (Dialect::OceanBase, 1) => check.enforcement = Enforcement::NotEnforced,
        (Dialect::Postgres | Dialect::OceanBase, _) => {}
    }
    let name = fresh("c_", seed, &mut taken.constraints)?;
    table.checks.insert(name, check);
    Some(())
}

/// References the primary key of a table that exists, by columns of the same types.
pub(super) fn add_reference(
    schema: &Schema,
    child: &Ident,
    table: &mut Table,
    seed: u8,
    taken: &mut Taken,
) -> Option<()> {
    let choice = seed.checked_sub(2)?;
    let parents: Vec<_> = schema.tables.iter().collect();
    let (parent, description) = *pick(&parents, choice)?;
    let lasts = description.options == table.options && description.partitioning.is_none();
    let key = description.primary_key.as_ref().filter(|_| lasts)?;
    let mut columns = Vec::new();
    for name in &key.columns {
        let wanted = &description.columns.get(name)?.data_type;
        let mut usable = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none());
        let found =
            usable.find(|column| column.data_type == *wanted && !columns.contains(&column.name))?;
        columns.push(found.name.clone());
    }
    if parent == child {
        return None;
    }
    let name = fresh("f_", seed, &mut taken.constraints)?;
    let is_nullable = columns.iter().all(|name| {
        let column = table.columns.get(name);
        column.is_some_and(|column| column.nullability == Nullability::Nullable)
    });
    let reference = Reference::new(parent.clone(), key.columns.clone());
    let mut foreign_key = ForeignKey::new(columns, reference);
    match seed {
        8 if is_nullable => foreign_key.on_delete = ReferentialAction::SetNull,
        9 => foreign_key.on_update = ReferentialAction::Cascade,
        even if even.is_multiple_of(2) => foreign_key.on_delete = ReferentialAction::Cascade,
        _ => {}
    }
    if schema.dialect == Dialect::Postgres {
        match seed {
            8 if is_nullable => {
                foreign_key.on_delete_columns = chosen(&foreign_key.columns, 1);
            }
            9 => foreign_key.match_type = MatchType::Full,
            10 => foreign_key.deferral = Deferral::InitiallyDeferred,
            11 => foreign_key.validation = Validation::NotValidated,
            _ => {}
        }
    }
    table.foreign_keys.insert(name, foreign_key);
    Some(())
}

/// Refuses rows whose ranges overlap.
pub(super) fn add_exclusion(table: &mut Table, seed: u8, taken: &mut Taken) -> Option<()> {
    let range = DataType::Postgres(PostgresType::Int4Range);
    let column = table
        .columns
        .iter()
        .find(|column| column.data_type == range)?;
    let exclusion = Exclusion {
        method: IndexMethod::Gist,
        parts: vec![ExclusionPart {
            key: IndexKey::Column(column.name.clone()),
            operator: "&&".to_owned(),
        }],
        predicate: None,
        deferral: Deferral::NotDeferrable,
    };
    let name = fresh("x_", seed, &mut taken.relations)?;
    table.exclusions.insert(name, exclusion);
    Some(())
}
