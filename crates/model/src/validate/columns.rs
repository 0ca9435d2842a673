//! Defects of single columns.

use super::Defects;
use crate::{Column, DataType, DefaultValue, Dialect, Ident, ObjectPath, Table, Value};

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
        if let Some(reason) = out_of_range(dialect, &column.data_type) {
            let path = path.join("data_type");
            defects.add("model/type-out-of-range", path, reason);
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
    if !matches!(column.data_type, DataType::Integer { .. }) {
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

fn out_of_range(dialect: Dialect, data_type: &DataType) -> Option<String> {
    use DataType as T;
    match data_type {
        T::Decimal { precision, scale } => decimal_out_of_range(dialect, *precision, *scale),
        T::Char { length: 0 }
        | T::VarChar { length: 0 }
        | T::Binary { length: 0 }
        | T::VarBinary { length: 0 }
        | T::Bit { length: 0 } => Some("the length is 0".to_owned()),
        T::Time { precision } | T::Timestamp { precision, .. } if *precision > 6 => {
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
        | T::Other { .. } => None,
    }
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
