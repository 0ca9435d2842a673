//! Types as `format_type` writes them.

use obmigrate_model::DataType;
use obmigrate_model::data_type::{JsonForm, TimeZone};

/// Digits of a fraction of a second that a type keeps unless it says otherwise (manual, "Date/Time
/// Types").
const FULL_PRECISION: u8 = 6;

/// Reads a type; what the model does not know keeps its name.
pub(super) fn parse(text: &str) -> DataType {
    known(text).unwrap_or_else(|| DataType::Other {
        name: text.to_owned(),
    })
}

fn known(text: &str) -> Option<DataType> {
    let (name, arguments, rest) = split(text);
    let length = || arguments.and_then(|text| text.parse().ok());
    let precision = || match arguments {
        None => Some(FULL_PRECISION),
        Some(text) => text.parse().ok(),
    };
    let timestamp = |zone| {
        Some(DataType::Timestamp {
            precision: precision()?,
            zone,
        })
    };
    Some(match (name, rest) {
        ("boolean", "") => DataType::Boolean,
        ("smallint", "") => DataType::SMALLINT,
        ("integer", "") => DataType::INTEGER,
        ("bigint", "") => DataType::BIGINT,
        ("numeric", "") => match arguments {
            None => DataType::Numeric,
            Some(arguments) => {
                let (precision, scale) = arguments.split_once(',').unwrap_or((arguments, "0"));
                DataType::Decimal {
                    precision: precision.trim().parse().ok()?,
                    scale: scale.trim().parse().ok()?,
                }
            }
        },
        ("real", "") => DataType::Real,
        ("double precision", "") => DataType::Double,
        ("character", "") => DataType::Char { length: length()? },
        ("character varying", "") if arguments.is_some() => DataType::VarChar { length: length()? },
        ("character varying" | "text", "") => DataType::TEXT,
        ("bytea", "") => DataType::Blob {
            capacity: obmigrate_model::data_type::Capacity::Long,
        },
        ("bit", "") => DataType::Bit {
            length: arguments?.parse().ok()?,
        },
        ("date", "") => DataType::Date,
        ("time", "without time zone") => DataType::Time {
            precision: precision()?,
        },
        ("timestamp", "without time zone") => timestamp(TimeZone::Without)?,
        ("timestamp", "with time zone") => timestamp(TimeZone::With)?,
        ("uuid", "") => DataType::Uuid,
        ("json", "") => DataType::Json {
            form: JsonForm::Text,
        },
        ("jsonb", "") => DataType::Json {
            form: JsonForm::Binary,
        },
        _ => return None,
    })
}

/// Takes `timestamp(3) with time zone` apart: name, arguments, rest.
fn split(text: &str) -> (&str, Option<&str>, &str) {
    if let Some((name, behind)) = text.split_once('(')
        && let Some((arguments, rest)) = behind.split_once(')')
    {
        return (name, Some(arguments), rest.trim_start());
    }
    for name in ["timestamp", "time"] {
        if let Some(rest) = text.strip_prefix(name)
            && rest.starts_with(' ')
        {
            return (name, None, rest.trim_start());
        }
    }
    (text, None, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read() {
        let check = |text: &str, expected: &str| {
            let found = parse(text);
            assert_eq!(found.to_string(), expected, "{text}");
            let is_other = matches!(found, DataType::Other { .. });
            assert_eq!(
                is_other,
                expected == text && known(text).is_none(),
                "{text}"
            );
        };
        check("integer", "integer");
        check("numeric(10,2)", "decimal(10,2)");
        check("numeric(5,-2)", "decimal(5,-2)");
        check("numeric", "numeric");
        check("character(5)", "char(5)");
        check("character varying(5)", "varchar(5)");
        check("app.mood", "app.mood");
        check("character varying(3)[]", "character varying(3)[]");
        check("integer[]", "integer[]");
        check("time with time zone", "time with time zone");
        check("interval day to second(3)", "interval day to second(3)");
        check("\"char\"", "\"char\"");
        check("bit varying(5)", "bit varying(5)");
        check("bpchar", "bpchar");
        for (text, precision, zone) in [
            ("timestamp with time zone", 6, TimeZone::With),
            ("timestamp(3) without time zone", 3, TimeZone::Without),
        ] {
            assert_eq!(parse(text), DataType::Timestamp { precision, zone });
        }
        assert_eq!(
            parse("time(0) without time zone"),
            DataType::Time { precision: 0 }
        );
        assert_eq!(parse("character varying"), DataType::TEXT);
    }
}
