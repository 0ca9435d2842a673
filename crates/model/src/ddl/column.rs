//! Columns of both dialects.

use super::constraint::{self, Body, Pending, explicit_name};
use super::cursor::{Cursor, Name, Read};
use super::draft::Draft;
use super::index::collation;
use super::judge::judge;
use super::sequence::Options;
use super::token::{Kind, Token, unquote};
use super::types;
use crate::column::OnUpdate;
use crate::data_type::spelling;
use crate::index::Nulls;
use crate::{
    Column, DataType, DefaultValue, Dialect, Generated, Generation, Ident, Identity, Nullability,
    ObjectPath, PrimaryKey, Severity, Storage, Value, canonical,
};

/// Words that end a type or a default.
const BOTH: [&str; 10] = [
    "CONSTRAINT",
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "REFERENCES",
    "GENERATED",
    "COLLATE",
];
const POSTGRES: [&str; 4] = ["DEFERRABLE", "INITIALLY", "STORAGE", "COMPRESSION"];
const OCEANBASE: [&str; 12] = [
    "AS",
    "COMMENT",
    "AUTO_INCREMENT",
    "ON UPDATE",
    "KEY",
    "VISIBLE",
    "INVISIBLE",
    "COLUMN_FORMAT",
    "STORAGE",
    "VIRTUAL",
    "STORED",
    "SRID",
];

/// Collation of `utf8mb4` unless a collation is named (OceanBase 4.3.5, measured).
pub(super) const USUAL_COLLATION: &str = "utf8mb4_general_ci";

/// What a column brings with it.
pub(super) struct Described<'a> {
    pub(super) column: Column,
    pub(super) constraints: Vec<Pending<'a>>,
    /// The character set that it names, in lower case.
    pub(super) charset: Option<String>,
}

/// Reads a column.
pub(super) fn read<'a>(
    draft: &mut Draft<'_>,
    table: &Name,
    rest: &mut Cursor<'a>,
) -> Read<Described<'a>> {
    let name = rest.name()?;
    if rest.is_at_end() {
        return Err(rest.fault("a type is expected"));
    }
    let spelled = rest.until(ends);
    let text = rest.slice(spelled);
    let resolved = types::resolve(draft, &rest.within(spelled), text, table)?;
    let mut read = Described {
        column: Column::new(name, resolved.data_type),
        constraints: Vec::new(),
        charset: charset(rest, spelled),
    };
    if spelling::is_serial(text) {
        read.column.identity = Some(Identity::new(match rest.dialect {
            Dialect::Postgres => Generation::Serial,
            Dialect::OceanBase => Generation::ByDefault,
        }));
        read.column.nullability = Nullability::NotNull;
        if rest.dialect == Dialect::OceanBase {
            unique(&mut read, rest, None, Nulls::Distinct);
        }
    }
    while !rest.is_at_end() {
        attribute(draft, table, rest, &mut read)?;
    }
    Ok(read)
}

fn ends(rest: &Cursor<'_>) -> bool {
    let own: &[&str] = match rest.dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::OceanBase => &OCEANBASE,
    };
    BOTH.iter().chain(own).any(|words| rest.sees(words))
}

/// Finds `CHARACTER SET x` among the words of a type, or `BINARY`, which asks for a collation.
fn charset(rest: &Cursor<'_>, spelled: &[Token]) -> Option<String> {
    if rest.dialect == Dialect::Postgres {
        return None;
    }
    let words: Vec<String> = spelled
        .iter()
        .map(|token| {
            rest.text(*token)
                .trim_matches(['\'', '"', '`'])
                .to_lowercase()
        })
        .collect();
    let at = words
        .iter()
        .position(|word| word == "charset")
        .or_else(|| {
            words
                .iter()
                .position(|word| word == "set")
                .filter(|at| *at > 0)
        })?;
    words.get(at + 1).filter(|word| *word != "(").cloned()
}

fn attribute<'a>(
    draft: &mut Draft<'_>,
    table: &Name,
    rest: &mut Cursor<'a>,
    read: &mut Described<'a>,
) -> Read<()> {
    let source = *rest;
    let name = explicit_name(rest)?;
    let columns = vec![read.column.name.clone()];
    if rest.accept("NOT NULL") {
        read.column.nullability = Nullability::NotNull;
    } else if rest.accept("NULL") {
        read.column.nullability = Nullability::Nullable;
    } else if rest.accept("DEFAULT") {
        let tokens = rest.until(ends);
        judge(draft, rest, tokens);
        read.column.default = default(rest, tokens, &read.column.data_type)?;
    } else if rest.accept("PRIMARY KEY") || rest.accept("KEY") {
        read.column.nullability = Nullability::NotNull;
        read.constraints.push(Pending {
            name,
            body: Body::Primary(PrimaryKey::new(columns)),
            source,
        });
    } else if rest.accept("UNIQUE") {
        rest.accept("KEY");
        let nulls = if rest.accept("NULLS NOT DISTINCT") {
            Nulls::NotDistinct
        } else {
            Nulls::Distinct
        };
        unique(read, &source, name, nulls);
    } else if rest.accept("CHECK") {
        let body = constraint::check(draft, rest)?;
        read.constraints.push(Pending { name, body, source });
    } else if rest.accept("REFERENCES") {
        let key = constraint::references(draft, rest, columns)?;
        if rest.dialect == Dialect::Postgres {
            let body = Body::ForeignKey(key);
            read.constraints.push(Pending { name, body, source });
        } else {
            let message = "OceanBase ignores a foreign key in a column: it is left out";
            let at = source.position();
            draft.report("model/ddl-unsupported", Severity::Warning, at, message);
        }
    } else if rest.accept("COLLATE") {
        read.column.collation = Some(match rest.dialect {
            Dialect::Postgres => collation(rest)?,
            Dialect::OceanBase => word(rest)?.to_lowercase(),
        });
    } else if rest.sees("GENERATED") || rest.sees("AS") {
        generated(draft, table, rest, &mut read.column)?;
    } else {
        oceanbase_attribute(draft, table, rest, &mut read.column)?;
    }
    Ok(())
}

fn unique<'a>(read: &mut Described<'a>, source: &Cursor<'a>, name: Option<Ident>, nulls: Nulls) {
    let columns = vec![read.column.name.clone()];
    read.constraints.push(Pending {
        name,
        body: Body::Unique(constraint::unique_of(columns, nulls)),
        source: *source,
    });
}

/// Reads a name or a text in quotes.
pub(super) fn word(rest: &mut Cursor<'_>) -> Read<String> {
    match rest.rest().first() {
        Some(token) if token.kind == Kind::Text => rest.literal(),
        _ => rest.name().map(|name| name.as_str().to_owned()),
    }
}

/// Reads `GENERATED …` or `AS (…)`.
pub(super) fn generated(
    draft: &mut Draft<'_>,
    table: &Name,
    rest: &mut Cursor<'_>,
    column: &mut Column,
) -> Read<()> {
    let by_default = rest.accept("GENERATED BY DEFAULT");
    if !by_default {
        rest.accept("GENERATED ALWAYS");
    }
    rest.expect("AS")?;
    if rest.accept("IDENTITY") {
        let options = match rest.optional_group()? {
            Some(inside) => Options::read(&mut rest.within(inside))?,
            None => Options::default(),
        };
        let generation = if by_default {
            Generation::ByDefault
        } else {
            Generation::Always
        };
        column.identity =
            Some(options.identity(generation, &column.data_type, table, &column.name));
        column.nullability = Nullability::NotNull;
        return Ok(());
    }
    let inside = rest.group()?;
    judge(draft, rest, inside);
    let storage = if rest.accept("STORED") {
        Storage::Stored
    } else {
        rest.accept("VIRTUAL");
        Storage::Virtual
    };
    column.generated = Some(Generated {
        expression: rest.expression(inside)?.to_owned(),
        storage,
    });
    Ok(())
}

fn oceanbase_attribute(
    draft: &mut Draft<'_>,
    table: &Name,
    rest: &mut Cursor<'_>,
    column: &mut Column,
) -> Read<()> {
    let path = ObjectPath::column(&table.name, &column.name);
    if rest.dialect == Dialect::Postgres {
        let Some(word) = rest.accept_any(&["STORAGE", "COMPRESSION"]) else {
            return rest.expect_end();
        };
        rest.name()?;
        draft.ignore(&format!("{word} of a column"));
    } else if rest.accept("AUTO_INCREMENT") {
        column.identity = Some(Identity::new(Generation::ByDefault));
        column.nullability = Nullability::NotNull;
    } else if rest.accept("COMMENT") {
        column.comment = Some(rest.literal()?).filter(|text| !text.is_empty());
    } else if rest.accept("ON UPDATE") {
        let fault = rest.unsupported("ON UPDATE with anything but the current time");
        let tokens = rest.until(ends);
        if !is_now(rest.slice(tokens)) {
            return Err(fault);
        }
        column.on_update = OnUpdate::CurrentTimestamp;
    } else if rest.accept("INVISIBLE") {
        draft.unmodelled(table, "invisible column", path, "INVISIBLE");
    } else if rest.accept("SRID") {
        let number = rest.integer()?.to_string();
        draft.unmodelled(table, "spatial reference", path, &number);
    } else if rest.accept_any(&["COLUMN_FORMAT", "STORAGE"]).is_some() {
        rest.name()?;
        draft.ignore("COLUMN_FORMAT or STORAGE of a column");
    } else if !rest.accept("VISIBLE") {
        rest.expect_end()?;
    }
    Ok(())
}

/// Reads a default; `None` for `NULL`.
pub(super) fn default<'a>(
    rest: &Cursor<'a>,
    tokens: &'a [Token],
    data_type: &DataType,
) -> Read<Option<DefaultValue>> {
    if tokens.is_empty() {
        return Err(rest.fault("a default is expected"));
    }
    let text = rest.slice(tokens);
    Ok(match rest.dialect {
        Dialect::Postgres => canonical::postgres_default(text),
        Dialect::OceanBase => match tokens {
            [token] if token.kind == Kind::Text => Some(oceanbase_literal(text)),
            [token] if rest.is_word(*token, "NULL") => None,
            [token] if rest.is_word(*token, "TRUE") => Some(literal("1")),
            [token] if rest.is_word(*token, "FALSE") => Some(literal("0")),
            _ if text.parse::<f64>().is_ok() => Some(literal(text)),
            _ => Some(oceanbase_expression(rest.expression(tokens)?, data_type)),
        },
    })
}

fn literal(text: &str) -> DefaultValue {
    DefaultValue::Literal(Value::Text(text.to_owned()))
}

fn oceanbase_literal(text: &str) -> DefaultValue {
    let digits = text.get(2..text.len().saturating_sub(1)).unwrap_or("");
    let bits = text
        .starts_with(['b', 'B'])
        .then(|| i128::from_str_radix(digits, 2).ok())
        .flatten();
    if let Some(value) = unquote(text, Dialect::OceanBase) {
        return DefaultValue::Literal(Value::Text(value));
    }
    if let Some(bytes) = hexadecimal(text, digits) {
        return DefaultValue::Literal(Value::Bytes(bytes));
    }
    match bits {
        Some(bits) => DefaultValue::Literal(Value::Integer(bits)),
        None => DefaultValue::Expression(text.to_owned()),
    }
}

fn hexadecimal(text: &str, digits: &str) -> Option<Vec<u8>> {
    if !text.starts_with(['x', 'X']) || !digits.len().is_multiple_of(2) {
        return None;
    }
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

fn oceanbase_expression(text: &str, data_type: &DataType) -> DefaultValue {
    match text.to_lowercase().as_str() {
        "uuid()" => DefaultValue::RandomUuid,
        "curdate()" | "current_date()" => DefaultValue::CurrentDate,
        _ if is_now(text) && matches!(data_type, DataType::Timestamp { .. }) => {
            DefaultValue::CurrentTimestamp
        }
        _ => DefaultValue::Expression(text.to_owned()),
    }
}

/// Says whether a text is the time of the statement, with any number of fraction digits.
fn is_now(text: &str) -> bool {
    let lower = text.to_lowercase();
    let name = lower.split('(').next().unwrap_or("").trim_end();
    let names = ["current_timestamp", "now", "localtime", "localtimestamp"];
    names.contains(&name)
        && lower
            .get(name.len()..)
            .unwrap_or("")
            .trim()
            .trim_matches(['(', ')'])
            .chars()
            .all(|c| c.is_ascii_digit() || c == ' ')
}
