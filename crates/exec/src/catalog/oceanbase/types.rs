//! Types as `COLUMN_TYPE` shows them.

use obmigrate_model::DataType;
use obmigrate_model::data_type::{Capacity, IntegerWidth, JsonForm, Signedness, TimeZone};

/// Reads a type; what the model does not know keeps its name.
pub(super) fn parse(text: &str) -> DataType {
    known(text).unwrap_or_else(|| DataType::Other {
        name: text.to_owned(),
    })
}

fn known(text: &str) -> Option<DataType> {
    let lower = text.to_ascii_lowercase();
    let (name, arguments, rest) = match lower.split_once('(') {
        Some((name, behind)) => {
            let (arguments, rest) = behind.split_once(')')?;
            (name, Some(arguments), rest.trim())
        }
        None => match lower.split_once(' ') {
            Some((name, rest)) => (name, None, rest.trim()),
            None => (lower.as_str(), None, ""),
        },
    };
    if name == "tinyint" && arguments == Some("1") && rest.is_empty() {
        return Some(DataType::Boolean);
    }
    if let Some(width) = integer(name) {
        // The display width says nothing about the values.
        let signedness = match rest {
            "" => Signedness::Signed,
            "unsigned" => Signedness::Unsigned,
            _ => return None,
        };
        return Some(DataType::Integer { width, signedness });
    }
    if !rest.is_empty() {
        return None;
    }
    let length = || arguments.and_then(|text| text.parse().ok());
    let precision = || arguments.map_or(Some(0), |text| text.parse().ok());
    let text = |capacity| DataType::Text { capacity };
    let blob = |capacity| DataType::Blob { capacity };
    Some(match (name, arguments) {
        ("decimal", Some(arguments)) => {
            let (precision, scale) = arguments.split_once(',').unwrap_or((arguments, "0"));
            DataType::Decimal {
                precision: precision.trim().parse().ok()?,
                scale: scale.trim().parse().ok()?,
            }
        }
        ("float", None) => DataType::Real,
        ("double", None) => DataType::Double,
        ("char", _) => DataType::Char { length: length()? },
        ("varchar", _) => DataType::VarChar { length: length()? },
        ("binary", _) => DataType::Binary { length: length()? },
        ("varbinary", _) => DataType::VarBinary { length: length()? },
        ("tinytext", None) => text(Capacity::Tiny),
        ("text", None) => text(Capacity::Regular),
        ("mediumtext", None) => text(Capacity::Medium),
        ("longtext", None) => text(Capacity::Long),
        ("tinyblob", None) => blob(Capacity::Tiny),
        ("blob", None) => blob(Capacity::Regular),
        ("mediumblob", None) => blob(Capacity::Medium),
        ("longblob", None) => blob(Capacity::Long),
        ("bit", _) => DataType::Bit {
            length: arguments?.parse().ok()?,
        },
        ("date", None) => DataType::Date,
        ("time", _) => DataType::Time {
            precision: precision()?,
        },
        ("datetime", _) => DataType::Timestamp {
            precision: precision()?,
            zone: TimeZone::Without,
        },
        ("timestamp", _) => DataType::Timestamp {
            precision: precision()?,
            zone: TimeZone::With,
        },
        ("year", _) => DataType::Year,
        ("json", None) => DataType::Json {
            form: JsonForm::Binary,
        },
        _ => return None,
    })
}

fn integer(name: &str) -> Option<IntegerWidth> {
    Some(match name {
        "tinyint" => IntegerWidth::Tiny,
        "smallint" => IntegerWidth::Small,
        "mediumint" => IntegerWidth::Medium,
        "int" => IntegerWidth::Regular,
        "bigint" => IntegerWidth::Big,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read() {
        let check = |text: &str, expected: &str| {
            assert_eq!(parse(text).to_string(), expected, "{text}");
        };
        check("int(11)", "integer");
        check("int(10) unsigned", "integer unsigned");
        check("tinyint(1)", "boolean");
        check("tinyint(4)", "tinyint");
        check("tinyint(1) unsigned", "tinyint unsigned");
        check("decimal(10,2)", "decimal(10,2)");
        check("decimal(10,2) unsigned", "decimal(10,2) unsigned");
        check("int(10) unsigned zerofill", "int(10) unsigned zerofill");
        check("varchar(20)", "varchar(20)");
        check("enum('a','b)')", "enum('a','b)')");
        check("float(7,2)", "float(7,2)");
        check("VECTOR(3)", "VECTOR(3)");
        let parsed = parse("timestamp(6)");
        let zone = TimeZone::With;
        assert_eq!(parsed, DataType::Timestamp { precision: 6, zone });
        assert_eq!(parse("time"), DataType::Time { precision: 0 });
    }
}
