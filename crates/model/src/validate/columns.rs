//! Defects of single columns.

use std::collections::BTreeSet;

use super::Defects;
use crate::data_type::{Capacity, IntegerWidth, Signedness, TimeZone};
use crate::{Column, DataType, DefaultValue, Dialect, Ident, ObjectPath, Table, Value};

/// Types of one's own inside each other.
const DEEPEST: usize = 32;
/// Numbers of a vector: error 1235 on OceanBase 4.3.5 (measured), a limit of pgvector as well.
const MOST_DIMENSIONS: u32 = 16_000;
/// Bits of `bit` on OceanBase 4.3.5: more is error 1439 (measured).
pub(crate) const OCEANBASE_BITS: u32 = 64;
/// Labels of a `set` on OceanBase 4.3.5: more is error 1097 (measured).
const MOST_SET_LABELS: usize = 64;
/// Digits that `numeric` can declare on PostgreSQL (manual, "Numeric Types").
const POSTGRES_PRECISION: u16 = 1000;
/// Digits of `decimal` on OceanBase 4.3.5: `decimal(66,0)` is error 1426 (measured).
pub(crate) const OCEANBASE_PRECISION: u16 = 65;
/// Fraction digits of `decimal` on OceanBase 4.3.5: a scale of 31 is error 1425 (measured).
pub(crate) const OCEANBASE_SCALE: i16 = 30;

pub(super) fn check(dialect: Dialect, table_name: &Ident, table: &Table, defects: &mut Defects) {
    let mut numbered = 0;
    for column in &table.columns {
        let path = ObjectPath::column(table_name, &column.name);
        if column.default == Some(DefaultValue::Literal(Value::Null)) {
            defects.add(
                "model/null-default",
                path.join("default"),
                "a default of NULL is written as no default",
            );
        }
        let type_path = path.join("data_type");
        check_type(dialect, &column.data_type, &type_path, 0, defects);
        if let Some(reason) = misplaced_generated(column) {
            defects.add("model/generated-misplaced", path.join("generated"), reason);
        }
        if let Some(reason) = misplaced_identity(column) {
            defects.add("model/identity-misplaced", path.join("identity"), reason);
        }
        numbered += usize::from(column.identity.is_some());
        if numbered > 1 && column.identity.is_some() && dialect == Dialect::OceanBase {
            defects.add(
                "model/identity-misplaced",
                path.join("identity"),
                "OceanBase numbers one column of a table at most",
            );
        }
        if column.collation.is_some() && !column.data_type.is_character() {
            defects.add(
                "model/collation-misplaced",
                path.join("collation"),
                format!("{} holds no characters", column.data_type),
            );
        }
    }
}

fn misplaced_identity(column: &Column) -> Option<String> {
    let identity = column.identity.as_ref()?;
    if !matches!(column.data_type.resolved(), DataType::Integer { .. }) {
        Some(format!(
            "{} is no integer and cannot be numbered",
            column.data_type
        ))
    } else if identity.increment == 0 {
        Some("the increment is 0".to_owned())
    } else {
        column
            .default
            .is_some()
            .then(|| "a numbered column has no default".to_owned())
    }
}

fn misplaced_generated(column: &Column) -> Option<&'static str> {
    column.generated.as_ref()?;
    if column.identity.is_some() {
        Some("a numbered column is not computed")
    } else if column.default.is_some() {
        Some("a computed column has no default")
    } else {
        None
    }
}

/// Reports what is wrong with a type or with a type inside of it.
fn check_type(
    dialect: Dialect,
    data_type: &DataType,
    path: &ObjectPath,
    depth: usize,
    defects: &mut Defects,
) {
    if depth > DEEPEST {
        let reason = format!("more than {DEEPEST} types inside each other");
        defects.add("model/type-out-of-range", path.clone(), reason);
        return;
    }
    if is_foreign(dialect, data_type) {
        let reason = format!("{dialect} has no type {data_type}");
        defects.add("model/foreign-type", path.clone(), reason);
        return;
    }
    if let Some(reason) = out_of_range(dialect, data_type) {
        defects.add("model/type-out-of-range", path.clone(), reason);
    }
    if let DataType::Domain(domain) = data_type {
        let path = path.join("base");
        if matches!(domain.base, DataType::Domain(_)) {
            let reason = "a domain is described by the type that it rests on in the end";
            defects.add("model/nested-type", path, reason);
        } else {
            check_type(dialect, &domain.base, &path, depth + 1, defects);
        }
    } else if let DataType::Array { element } = data_type {
        let path = path.join("element");
        if dialect == Dialect::Postgres && matches!(**element, DataType::Array { .. }) {
            let reason = "an array of any number of dimensions is one array of its elements";
            defects.add("model/nested-type", path, reason);
        } else {
            check_type(dialect, element, &path, depth + 1, defects);
        }
    } else if let DataType::Composite(composite) = data_type {
        for field in &composite.fields {
            let path = path.join("fields").join(field.name.as_str());
            check_type(dialect, &field.data_type, &path, depth + 1, defects);
        }
    }
}

/// Says whether only the other dialect has a type. A type that the model does not know belongs to
/// whatever server printed it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most types are on both servers or on one, whatever their parameters"
)]
const fn is_foreign(dialect: Dialect, data_type: &DataType) -> bool {
    use DataType as T;
    match dialect {
        Dialect::Postgres => match data_type {
            T::Integer { width, signedness } => {
                matches!(signedness, Signedness::Unsigned)
                    || matches!(width, IntegerWidth::Tiny | IntegerWidth::Medium)
            }
            T::Decimal { signedness, .. } => matches!(signedness, Signedness::Unsigned),
            T::Text { capacity } | T::Blob { capacity } => !matches!(capacity, Capacity::Long),
            T::Enum { name, .. } => name.is_none(),
            _ => matches!(
                data_type,
                T::ScaledFloat { .. }
                    | T::Binary { .. }
                    | T::VarBinary { .. }
                    | T::Year
                    | T::Set { .. }
                    | T::Geometry { .. }
            ),
        },
        Dialect::OceanBase => match data_type {
            T::Enum { name, .. } => name.is_some(),
            T::Time { zone, .. } => matches!(zone, TimeZone::With),
            T::Vector { dimensions } => dimensions.is_none(),
            _ => matches!(
                data_type,
                T::Numeric
                    | T::VarBit { .. }
                    | T::Interval { .. }
                    | T::Uuid
                    | T::Domain(_)
                    | T::Composite(_)
                    | T::Postgres(_)
            ),
        },
    }
}

fn out_of_range(dialect: Dialect, data_type: &DataType) -> Option<String> {
    use DataType as T;
    match data_type {
        T::Decimal {
            precision, scale, ..
        } => decimal_out_of_range(dialect, *precision, *scale),
        // OceanBase has these types for nothing but the empty value (measured on 4.3.5).
        T::Char { length: 0 }
        | T::VarChar { length: 0 }
        | T::Binary { length: 0 }
        | T::VarBinary { length: 0 }
            if dialect == Dialect::OceanBase =>
        {
            None
        }
        T::Char { length: 0 }
        | T::VarChar { length: 0 }
        | T::Binary { length: 0 }
        | T::VarBinary { length: 0 }
        | T::VarBit { length: Some(0) }
        | T::Bit { length: 0 } => Some("the length is 0".to_owned()),
        T::Bit { length } if dialect == Dialect::OceanBase && *length > OCEANBASE_BITS => {
            Some(format!("{length} bits, {OCEANBASE_BITS} is the most"))
        }
        T::Vector {
            dimensions: Some(dimensions),
        } if !(1..=MOST_DIMENSIONS).contains(dimensions) => Some(format!(
            "{dimensions} dimensions, 1 to {MOST_DIMENSIONS} is allowed"
        )),
        T::Set { labels } if labels.len() > MOST_SET_LABELS => Some(format!(
            "{} labels, {MOST_SET_LABELS} is the most",
            labels.len()
        )),
        T::Set { labels } if labels.iter().any(|label| label.contains(',')) => {
            Some("a label with a comma".to_owned())
        }
        T::Enum { labels, .. } | T::Set { labels } => labels_out_of_range(dialect, labels),
        T::Time { precision, .. }
        | T::Interval { precision, .. }
        | T::Timestamp { precision, .. }
            if *precision > 6 =>
        {
            Some(format!("{precision} fraction digits, 6 is the most"))
        }
        T::Boolean
        | T::Integer { .. }
        | T::Numeric
        | T::Real
        | T::Double
        | T::Char { .. }
        | T::VarChar { .. }
        | T::Text { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Blob { .. }
        | T::Bit { .. }
        | T::Date
        | T::Time { .. }
        | T::Timestamp { .. }
        | T::Year
        | T::Uuid
        | T::Json { .. }
        | T::ScaledFloat { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => None,
    }
}

fn labels_out_of_range(dialect: Dialect, labels: &[String]) -> Option<String> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = labels.iter().find(|label| !seen.insert(*label)) {
        return Some(format!("the label {twice:?} stands twice"));
    }
    // PostgreSQL has types without labels, to which they are added later.
    (labels.is_empty() && dialect == Dialect::OceanBase).then(|| "there are no labels".to_owned())
}

fn decimal_out_of_range(dialect: Dialect, precision: u16, scale: i16) -> Option<String> {
    let most = match dialect {
        Dialect::Postgres => POSTGRES_PRECISION,
        Dialect::OceanBase => OCEANBASE_PRECISION,
    };
    if precision == 0 || precision > most {
        return Some(format!(
            "a precision of {precision}, 1 to {most} is allowed"
        ));
    }
    match dialect {
        // PostgreSQL 15 and later count digits before the point, or far behind it, as well.
        Dialect::Postgres => None,
        Dialect::OceanBase if !(0..=OCEANBASE_SCALE).contains(&scale) => Some(format!(
            "a scale of {scale}, 0 to {OCEANBASE_SCALE} is allowed"
        )),
        Dialect::OceanBase => (i32::from(scale) > i32::from(precision))
            .then(|| format!("a scale of {scale} in {precision} digits")),
    }
}
