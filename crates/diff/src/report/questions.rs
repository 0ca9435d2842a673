//! What a probe counts, in every language.

use obmigrate_model::probe::{Condition, KeyPart, LengthUnit, Probe};
use obmigrate_model::{Ident, IndexKey};

use crate::Language;

/// Says which rows a probe counts.
pub(super) fn probe(probe: &Probe, language: Language) -> String {
    let Probe { table, condition } = probe;
    match language {
        Language::English => format!("count the rows of {table} {}", english(condition)),
        Language::Chinese => format!("统计表 {table} 中{}数", chinese(condition)),
    }
}

/// Says which rows meet a condition, so that it reads on behind "the rows".
fn english(condition: &Condition) -> String {
    match condition {
        Condition::EveryRow => "that are there".to_owned(),
        Condition::Present { column } => format!("with a value in {column}"),
        Condition::Null { column } => format!("with NULL in {column}"),
        Condition::OutOfRange {
            column,
            minimum,
            maximum,
        } => {
            let (least, most) = (bound(minimum), bound(maximum));
            format!("whose {column} is not within {least} to {most}")
        }
        Condition::Rounded { column, scale } => {
            format!("whose {column} has more than {scale} digits behind the point")
        }
        Condition::NotKept { column, from, to } => {
            format!("whose {column} is another one after a conversion of {from} to {to} and back")
        }
        Condition::TooLong {
            column, most, unit, ..
        } => {
            let unit = match unit {
                LengthUnit::Characters => "characters",
                LengthUnit::Bytes => "bytes",
            };
            format!("whose {column} has more than {most} {unit}")
        }
        Condition::TrailingBlanks { column } => format!("whose {column} ends in a blank"),
        Condition::WrongLength { column, bytes } => format!("whose {column} has not {bytes} bytes"),
        Condition::NotWholeNumber {
            column,
            minimum,
            maximum,
        } => format!("whose {column} is no whole number within {minimum} to {maximum}"),
        Condition::NotDecimal {
            column,
            whole_digits,
            scale,
            ..
        } => format!(
            "whose {column} is no number of {whole_digits} digits and {scale} behind the point"
        ),
        Condition::NotFloat { column, .. } => {
            format!("whose {column} is no number that a floating point number holds")
        }
        Condition::NotDate { column } => format!("whose {column} is no day"),
        Condition::NotTimestamp { column, .. } => format!("whose {column} is no point in time"),
        Condition::NotTime { column, .. } => format!("whose {column} is no time"),
        Condition::NotJson { column } => {
            format!("whose {column} is no JSON document, or another one when it is stored")
        }
        Condition::NotUuid { column } => format!("whose {column} is no uuid"),
        Condition::NotBits { column, length } => {
            format!("whose {column} is not {length} digits of 0 and 1")
        }
        Condition::NotTruth {
            column,
            minimum,
            maximum,
        } => format!(
            "whose {column} is neither true nor false nor a whole number within {minimum} to {maximum}"
        ),
        Condition::NotUtf8 { column } => format!("whose {column} is no text in UTF-8"),
        Condition::NotLabel { column, labels } => {
            format!("whose {column} is none of {}", labels.join(", "))
        }
        Condition::FinerFraction { column, digits } => {
            format!("whose {column} has more than {digits} digits of the fraction of a second")
        }
        Condition::NotMidnight { column } => format!("whose {column} has a time of day"),
        Condition::NotJsonNumber {
            column,
            minimum,
            maximum,
        } => format!("whose {column} is no whole JSON number within {minimum} to {maximum}"),
        Condition::Duplicates {
            parts, predicate, ..
        } => {
            let among = predicate.as_ref();
            let among = among.map_or_else(String::new, |text| format!(" among those with {text}"));
            format!("that share {} with another{among}", keys(parts))
        }
        Condition::Orphans {
            columns, parent, ..
        } => format!("whose {} references no row of {parent}", names(columns)),
        Condition::FailsCheck { expression } => format!("that do not meet {expression}"),
        Condition::Any { conditions } => {
            let rows: Vec<_> = conditions.iter().map(english).collect();
            rows.join(", or ")
        }
    }
}

/// Says which rows meet a condition, so that it reads on behind the table's name and 中.
fn chinese(condition: &Condition) -> String {
    match condition {
        Condition::EveryRow => "所有行".to_owned(),
        Condition::Present { column } => format!(" {column} 有值的行"),
        Condition::Null { column } => format!(" {column} 为 NULL 的行"),
        Condition::OutOfRange {
            column,
            minimum,
            maximum,
        } => {
            let (least, most) = (bound(minimum), bound(maximum));
            format!(" {column} 不在 {least} 到 {most} 之间的行")
        }
        Condition::Rounded { column, scale } => format!(" {column} 的小数位超过 {scale} 位的行"),
        Condition::NotKept { column, from, to } => {
            format!(" {column} 由 {from} 转为 {to} 再转回后发生变化的行")
        }
        Condition::TooLong {
            column, most, unit, ..
        } => {
            let unit = match unit {
                LengthUnit::Characters => "个字符",
                LengthUnit::Bytes => "字节",
            };
            format!(" {column} 超过 {most} {unit}的行")
        }
        Condition::TrailingBlanks { column } => format!(" {column} 以空格结尾的行"),
        Condition::WrongLength { column, bytes } => {
            format!(" {column} 的长度不是 {bytes} 字节的行")
        }
        Condition::NotWholeNumber {
            column,
            minimum,
            maximum,
        } => format!(" {column} 不是 {minimum} 到 {maximum} 之间的整数的行"),
        Condition::NotDecimal {
            column,
            whole_digits,
            scale,
            ..
        } => format!(" {column} 不是整数 {whole_digits} 位、小数 {scale} 位以内的数的行"),
        Condition::NotFloat { column, .. } => format!(" {column} 不是浮点数能准确保存的数的行"),
        Condition::NotDate { column } => format!(" {column} 不是日期的行"),
        Condition::NotTimestamp { column, .. } => format!(" {column} 不是日期时间的行"),
        Condition::NotTime { column, .. } => format!(" {column} 不是时间的行"),
        Condition::NotJson { column } => {
            format!(" {column} 不是 JSON 文档，或存储后会变化的行")
        }
        Condition::NotUuid { column } => format!(" {column} 不是 UUID 的行"),
        Condition::NotBits { column, length } => {
            format!(" {column} 不是 {length} 位 0 和 1 的行")
        }
        Condition::NotTruth {
            column,
            minimum,
            maximum,
        } => {
            format!(" {column} 既不是 true 或 false，也不是 {minimum} 到 {maximum} 之间的整数的行")
        }
        Condition::NotUtf8 { column } => format!(" {column} 不是 UTF-8 文本的行"),
        Condition::NotLabel { column, labels } => {
            format!(" {column} 不是 {} 之一的行", labels.join(", "))
        }
        Condition::FinerFraction { column, digits } => {
            format!(" {column} 的秒小数超过 {digits} 位的行")
        }
        Condition::NotMidnight { column } => format!(" {column} 含有时刻的行"),
        Condition::NotJsonNumber {
            column,
            minimum,
            maximum,
        } => format!(" {column} 不是 {minimum} 到 {maximum} 之间的 JSON 整数的行"),
        Condition::Duplicates {
            parts, predicate, ..
        } => {
            let among = predicate.as_ref();
            let among = among.map_or_else(String::new, |text| format!("满足 {text} 且"));
            format!("{among} {} 与其他行重复的行", keys(parts))
        }
        Condition::Orphans {
            columns, parent, ..
        } => format!(" {} 在 {parent} 中没有对应行的行", names(columns)),
        Condition::FailsCheck { expression } => format!("不满足 {expression} 的行"),
        Condition::Any { conditions } => {
            let rows: Vec<_> = conditions.iter().map(chinese).collect();
            rows.join("，或")
        }
    }
}

fn bound(bound: &Option<String>) -> &str {
    bound.as_deref().unwrap_or("…")
}

fn names(names: &[Ident]) -> String {
    let names: Vec<_> = names.iter().map(Ident::as_str).collect();
    format!("({})", names.join(", "))
}

fn keys(parts: &[KeyPart]) -> String {
    let parts = parts.iter().map(|part| {
        let key = match &part.key {
            IndexKey::Column(name) => name.to_string(),
            IndexKey::Expression(text) => format!("({text})"),
        };
        let prefix = part.prefix.map(|prefix| format!("({prefix})"));
        let collation = part.collation.as_ref();
        let collation = collation.map(|name| format!(" collate {name}"));
        format!(
            "{key}{}{}",
            prefix.unwrap_or_default(),
            collation.unwrap_or_default()
        )
    });
    format!("({})", parts.collect::<Vec<_>>().join(", "))
}
