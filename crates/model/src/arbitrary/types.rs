//! Types and defaults of random columns.

use std::collections::BTreeMap;

use super::names::pick;
use crate::data_type::{
    Capacity, Composite, Domain, Field, FloatWidth, IntegerWidth, IntervalFields, JsonForm,
    PostgresType, Shape, Signedness, TimeZone, TypeName,
};
use crate::ident::IdentError;
use crate::{Check, DataType, DefaultValue, Dialect, Ident, Nullability, Value};

/// Chooses a type; small seeds are plain types, seeds from 128 on those of one engine only.
pub(super) fn data_type(dialect: Dialect, seed: u8) -> Option<DataType> {
    match seed {
        0..=127 => pick(&common(dialect), seed).cloned(),
        _ => match dialect {
            Dialect::Postgres => pick(&of_postgres().unwrap_or_default(), seed).cloned(),
            Dialect::OceanBase => pick(&of_oceanbase(), seed).cloned(),
        },
    }
}

fn common(dialect: Dialect) -> Vec<DataType> {
    let mut types = vec![
        DataType::INTEGER,
        DataType::BIGINT,
        DataType::VarChar { length: 20 },
        DataType::decimal(10, 2),
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
        DataType::time(0),
        DataType::Bit { length: 8 },
        DataType::Blob {
            capacity: Capacity::Long,
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

fn of_postgres() -> Result<Vec<DataType>, IdentError> {
    let own = |name: &str| Ident::new(name).map(|name| TypeName { schema: None, name });
    let array = |element| DataType::Array {
        element: Box::new(element),
    };
    let value_is_positive = (Ident::new("positive_value")?, Check::new("VALUE > 0"));
    let mut types = vec![
        DataType::Enum {
            name: Some(own("mood")?),
            labels: ["sad", "it's", "back\\slash", "ok 😀"]
                .map(str::to_owned)
                .to_vec(),
        },
        DataType::Domain(Box::new(Domain {
            name: own("Positive")?,
            base: DataType::INTEGER,
            nullability: Nullability::Nullable,
            default: None,
            checks: BTreeMap::from([value_is_positive]),
        })),
        DataType::Composite(Composite {
            name: own("address")?,
            fields: vec![
                Field {
                    name: Ident::new("street")?,
                    data_type: DataType::TEXT,
                },
                Field {
                    name: Ident::new("zip code")?,
                    data_type: DataType::VarChar { length: 10 },
                },
            ],
        }),
        array(DataType::INTEGER),
        array(DataType::VarChar { length: 3 }),
        DataType::Json {
            form: JsonForm::Text,
        },
        DataType::decimal(5, -2),
        DataType::decimal(3, 5),
        DataType::decimal(100, 40),
        DataType::VarBit { length: Some(5) },
        DataType::VarBit { length: None },
        DataType::Bit { length: 80 },
        DataType::Time {
            precision: 3,
            zone: TimeZone::With,
        },
        DataType::Interval {
            fields: None,
            precision: 6,
        },
        DataType::Interval {
            fields: Some(IntervalFields::DayToSecond),
            precision: 3,
        },
    ];
    // What an extension brings is not on every server.
    let built_in = PostgresType::ALL
        .into_iter()
        .filter(|kind| !kind.is_of_extension());
    types.extend(built_in.map(DataType::Postgres));
    Ok(types)
}

fn of_oceanbase() -> Vec<DataType> {
    let integer = |width, signedness| DataType::Integer { width, signedness };
    let labels = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect();
    let mut types = vec![
        integer(IntegerWidth::Tiny, Signedness::Signed),
        integer(IntegerWidth::Medium, Signedness::Unsigned),
        integer(IntegerWidth::Big, Signedness::Unsigned),
        DataType::Decimal {
            precision: 65,
            scale: 30,
            signedness: Signedness::Unsigned,
        },
        DataType::ScaledFloat {
            width: FloatWidth::Single,
            precision: 7,
            scale: 2,
        },
        DataType::ScaledFloat {
            width: FloatWidth::Double,
            precision: 10,
            scale: 3,
        },
        DataType::Year,
        DataType::time(6),
        DataType::Bit { length: 64 },
        DataType::Binary { length: 16 },
        DataType::Enum {
            name: None,
            labels: labels(&["sad", "it's", "back\\slash", "ok 😀"]),
        },
        DataType::Set {
            labels: labels(&["read", "it's", "write"]),
        },
        DataType::Vector {
            dimensions: Some(3),
        },
        DataType::Array {
            element: Box::new(DataType::INTEGER),
        },
    ];
    for capacity in [Capacity::Tiny, Capacity::Regular, Capacity::Medium] {
        types.push(DataType::Text { capacity });
        types.push(DataType::Blob { capacity });
    }
    for shape in [Shape::Geometry, Shape::Point, Shape::Polygon] {
        types.push(DataType::Geometry { shape });
    }
    types
}

/// Makes a default that fits the type; in canonical form for OceanBase.
pub(super) fn default(dialect: Dialect, data_type: &DataType, seed: u8) -> Option<DefaultValue> {
    use DataType as T;
    let first = match seed {
        0 | 3 => return None,
        1 => true,
        _ => false,
    };
    let text = |text: &str| Some(DefaultValue::Literal(Value::Text(text.to_owned())));
    match data_type {
        T::Boolean => Some(DefaultValue::Literal(match dialect {
            Dialect::Postgres => Value::Boolean(first),
            Dialect::OceanBase => Value::Integer(i128::from(first)),
        })),
        T::Integer {
            signedness: Signedness::Signed,
            ..
        } => Some(DefaultValue::Literal(Value::Integer(if first {
            0
        } else {
            -7
        }))),
        T::Decimal {
            precision: 10,
            scale: 2,
            ..
        } => Some(DefaultValue::Literal(if first {
            Value::Number("1.5".to_owned())
        } else {
            Value::Integer(3)
        })),
        T::VarChar { .. } => text(if first { "" } else { "it's \\ 😀" }),
        T::Enum { .. } => text(if first { "it's" } else { "back\\slash" }),
        T::Date if first => Some(DefaultValue::CurrentDate),
        T::Date => text("2024-02-29"),
        T::Timestamp { .. } => Some(DefaultValue::CurrentTimestamp),
        T::Uuid | T::Char { length: 36 } => Some(DefaultValue::RandomUuid),
        T::Char { .. } => text("new"),
        T::Integer { .. }
        | T::Decimal { .. }
        | T::Numeric
        | T::Real
        | T::Double
        | T::ScaledFloat { .. }
        | T::Text { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Blob { .. }
        | T::Bit { .. }
        | T::VarBit { .. }
        | T::Time { .. }
        | T::Interval { .. }
        | T::Year
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
