//! Parts of keys and indexes.

use crate::canonical::{Notes, columns, types};
use crate::data_type::TimeZone;
use crate::sql::Writer;
use crate::{
    DataType, Dialect, Ident, IndexKey, IndexPart, Nullability, ObjectPath, Table, expression,
};

/// Characters of a text that an index keeps.
const PREFIX: u32 = 255;

/// Lists the columns that are parts of their own, whole.
pub(super) fn whole_columns(parts: &[IndexPart]) -> Vec<Ident> {
    let columns = parts
        .iter()
        .filter_map(|part| match (&part.key, part.prefix) {
            (IndexKey::Column(column), None) => Some(column.clone()),
            (IndexKey::Column(_) | IndexKey::Expression(_), _) => None,
        });
    columns.collect()
}

/// Lists what `STORING` keeps: OceanBase drops columns of the key from it (measured).
pub(super) fn stored(include: &[Ident], key: &[Ident]) -> Vec<Ident> {
    let others = include.iter().filter(|name| !key.contains(name));
    others.cloned().collect()
}

/// Translates one part of an index; `None` if the index has to be left out.
pub(super) fn translate(
    table: &Table,
    result: &Table,
    part: &IndexPart,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Result<IndexPart, (&'static str, String)> {
    match &part.key {
        IndexKey::Column(column) => {
            let prefix = column_prefix(result, part, column, path, notes)?;
            Ok(IndexPart {
                prefix,
                ..IndexPart::column(column.clone())
            })
        }
        IndexKey::Expression(text) => {
            let translated = columns::translate_expression(table, &result.columns, |types| {
                expression::translate(text, types)
            });
            let text = translated.map_err(|error| (error.code(), error.to_string()))?;
            if let Some(column) = expression::single_column(&text) {
                let prefix = column_prefix(result, part, &column, path, notes)?;
                return Ok(IndexPart {
                    prefix,
                    ..IndexPart::column(column)
                });
            }
            indexable(result, &text)?;
            Ok(IndexPart::new(IndexKey::Expression(text)))
        }
    }
}

fn column_prefix(
    result: &Table,
    part: &IndexPart,
    column: &Ident,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Result<Option<u32>, (&'static str, String)> {
    match result.columns.get(column).map(|column| &column.data_type) {
        // Error 1064 (OceanBase 4.3.5, measured); whole columns of such names are taken.
        Some(DataType::Text { .. }) if column.as_str().contains('`') => Err((
            "model/unindexable-column",
            format!("OceanBase cannot index the beginning of {column}, whose name has a backtick"),
        )),
        Some(DataType::Text { .. }) => {
            if part.prefix.is_none() {
                let reason =
                    format!("the index keeps the first {PREFIX} characters of {column} only");
                notes.info("model/prefix-index", path.clone(), reason);
            }
            Ok(part.prefix.or(Some(PREFIX)))
        }
        Some(data_type) if types::key_bytes(data_type).is_none() => Err((
            "model/unindexable-column",
            format!("OceanBase cannot index {data_type}"),
        )),
        Some(_) | None => Ok(part.prefix),
    }
}

/// Refuses an expression that OceanBase does not index: a long text (error 3757), one over a
/// generated column (error 3106; both measured).
fn indexable(result: &Table, text: &str) -> Result<(), (&'static str, String)> {
    let code = "model/unindexable-expression";
    let columns = expression::columns(text, Dialect::OceanBase).unwrap_or_default();
    let generated = columns.iter().find(|name| {
        let column = result.columns.get(name);
        column.is_some_and(|column| column.generated.is_some())
    });
    if let Some(name) = generated {
        let reason = format!("OceanBase indexes no expression over {name}, which is generated");
        return Err((code, reason));
    }
    if expression::is_long_text(text, &super::types_of(result)) {
        let reason = "OceanBase indexes no expression that is a text without length";
        return Err((code, reason.to_owned()));
    }
    Ok(())
}

/// Makes `NULL` a value like any other: each part that may be `NULL` becomes two, the value with a
/// constant in its place and whether it is `NULL`. `None` if no constant of the type is known.
pub(super) fn null_safe(result: &Table, parts: Vec<IndexPart>) -> Option<Vec<IndexPart>> {
    let mut all = Vec::new();
    for part in parts {
        let IndexKey::Column(name) = &part.key else {
            return None;
        };
        let column = result.columns.get(name)?;
        if column.nullability == Nullability::NotNull {
            all.push(part);
            continue;
        }
        let mut value = Writer::new(Dialect::OceanBase);
        let neutral = neutral(&column.data_type)?;
        value
            .kw("coalesce(")
            .ident(name)
            .kw(", ")
            .kw(neutral)
            .kw(")");
        let mut is_null = Writer::new(Dialect::OceanBase);
        is_null.ident(name).kw(" IS NULL");
        all.extend([value, is_null].map(expression_part));
    }
    Some(all)
}

/// A constant that can stand for `NULL` beside a flag that tells them apart. Points in time with a
/// zone have none: their text depends on the session.
fn neutral(data_type: &DataType) -> Option<&'static str> {
    use DataType as T;
    match data_type {
        T::Boolean
        | T::Integer { .. }
        | T::Decimal { .. }
        | T::Numeric
        | T::Real
        | T::Double
        | T::ScaledFloat { .. }
        | T::Bit { .. }
        | T::Year => Some("0"),
        T::Char { .. }
        | T::VarChar { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Enum { .. }
        | T::Uuid => Some("''"),
        T::Date => Some("'1970-01-01'"),
        T::Time {
            zone: TimeZone::Without,
            ..
        } => Some("'00:00:00'"),
        T::Timestamp {
            zone: TimeZone::Without,
            ..
        } => Some("'1970-01-01 00:00:00'"),
        T::Time { .. }
        | T::Timestamp { .. }
        | T::Text { .. }
        | T::Blob { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Json { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => None,
    }
}

/// Makes every part `NULL` for rows that do not meet a condition, so that they never clash.
/// `None` if the result cannot be written.
pub(super) fn restricted(parts: &[IndexPart], condition: &str) -> Option<Vec<IndexPart>> {
    let parts = parts.iter().map(|part| {
        let mut case = Writer::new(Dialect::OceanBase);
        case.kw("CASE WHEN ").expression(condition).kw(" THEN ");
        match &part.key {
            IndexKey::Column(name) => case.ident(name),
            IndexKey::Expression(text) => case.expression(text),
        };
        case.kw(" END");
        let text = expression::canonical_oceanbase(case.finish().sql()).ok()?;
        Some(IndexPart::new(IndexKey::Expression(text)))
    });
    parts.collect()
}

fn expression_part(sql: Writer) -> IndexPart {
    IndexPart::new(IndexKey::Expression(sql.finish().sql().to_owned()))
}

/// Brings one part of an OceanBase index into canonical form. A direction is accepted and not
/// stored (measured).
pub(super) fn normalise(part: &IndexPart) -> IndexPart {
    let key = match &part.key {
        IndexKey::Column(column) => IndexKey::Column(column.clone()),
        IndexKey::Expression(text) => IndexKey::Expression(
            expression::canonical_oceanbase(text).unwrap_or_else(|_| text.trim().to_owned()),
        ),
    };
    IndexPart {
        prefix: part.prefix,
        ..IndexPart::new(key)
    }
}
