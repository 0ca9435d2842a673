//! Columns of a hand-written table.

use crate::column::{Generated, Storage};
use crate::data_type::spelling;
use crate::document::defect::Defects;
use crate::document::tree::Kind;
use crate::{
    Column, DataType, DefaultValue, Dialect, Generation, Ident, Identity, Nullability, Value,
};

use super::place::{Fields, Place};

const KEYS: [&str; 8] = [
    "name",
    "type",
    "not_null",
    "numbered",
    "default",
    "generated",
    "collation",
    "comment",
];

/// Reads columns: by name, or as a list of objects with names.
pub(super) fn columns(
    dialect: Dialect,
    place: &Place<'_, '_>,
    defects: &mut Defects<'_>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    if place.is_object() {
        let [_, keys @ ..] = &KEYS;
        for (name, place) in place.members(defects) {
            if matches!(place.node.kind, Kind::Text(_)) {
                columns.extend(typed(dialect, name, &place, defects));
            } else if let Some(fields) = place.fields(keys, defects) {
                columns.extend(column(dialect, name, &fields, defects));
            }
        }
        return columns;
    }
    for place in place.items(defects) {
        let Some(fields) = place.fields(&KEYS, defects) else {
            continue;
        };
        let name = fields
            .need("name", defects)
            .and_then(|name| name.name(defects));
        // A column without a name is looked at all the same.
        let (named, name) = match (name, Ident::new("unnamed")) {
            (Some(name), _) => (true, name),
            (None, Ok(name)) => (false, name),
            (None, Err(_)) => continue,
        };
        let column = column(dialect, name, &fields, defects);
        columns.extend(column.filter(|_| named));
    }
    columns
}

fn column(
    dialect: Dialect,
    name: Ident,
    fields: &Fields<'_, '_>,
    defects: &mut Defects<'_>,
) -> Option<Column> {
    let mut truth = |name| {
        let place = fields.get(name);
        place.is_some_and(|place: &Place<'_, '_>| place.truth(defects))
    };
    let (not_null, numbered) = (truth("not_null"), truth("numbered"));
    let default = fields
        .get("default")
        .and_then(|place| default(dialect, place, defects));
    let generated = fields
        .get("generated")
        .and_then(|place| place.text(defects));
    let collation = fields
        .get("collation")
        .and_then(|place| place.text(defects));
    let comment = fields.get("comment").and_then(|place| place.text(defects));
    let data_type = fields.need("type", defects)?;
    let mut column = typed(dialect, name, data_type, defects)?;
    if numbered {
        column.identity = Some(Identity::new(Generation::ByDefault));
    }
    if not_null || numbered {
        column.nullability = Nullability::NotNull;
    }
    // OceanBase keeps truth values as numbers, and shows them as such.
    column.default = match default {
        Some(DefaultValue::Literal(Value::Boolean(truth))) if dialect == Dialect::OceanBase => {
            Some(DefaultValue::Literal(Value::Integer(truth.into())))
        }
        default => default,
    };
    column.generated = generated.map(|expression| Generated {
        expression,
        storage: Storage::Stored,
    });
    column.collation = collation;
    column.comment = comment;
    Some(column)
}

/// Reads a type as SQL, with `not null` behind it or without.
fn typed(
    dialect: Dialect,
    name: Ident,
    place: &Place<'_, '_>,
    defects: &mut Defects<'_>,
) -> Option<Column> {
    let text = place.text(defects)?;
    let text = text.trim();
    let (spelled, not_null) = match without_suffix(text, "null")
        .and_then(|front| without_suffix(front.trim_end(), "not"))
    {
        Some(front) => (front.trim_end(), true),
        None => (text, false),
    };
    let data_type = spelling::parse(dialect, spelled);
    if is_unknown(&data_type) {
        let reason = format!("{dialect} has no type {spelled}");
        place.defect(defects, reason);
        return None;
    }
    let mut column = Column::new(name, data_type);
    if spelling::is_serial(spelled) {
        column.identity = Some(Identity::new(match dialect {
            Dialect::Postgres => Generation::Serial,
            Dialect::OceanBase => Generation::ByDefault,
        }));
    }
    if not_null || column.identity.is_some() {
        column.nullability = Nullability::NotNull;
    }
    Some(column)
}

/// Cuts a word off the end, in any case.
fn without_suffix<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(word.len())?;
    let (front, end) = text.split_at_checked(at)?;
    let apart = front.ends_with(|c: char| c.is_whitespace() || c == ')');
    (apart && end.eq_ignore_ascii_case(word)).then_some(front)
}

fn is_unknown(data_type: &DataType) -> bool {
    if let DataType::Array { element } = data_type {
        is_unknown(element)
    } else {
        matches!(data_type, DataType::Other { .. })
    }
}

fn default(
    dialect: Dialect,
    place: &Place<'_, '_>,
    defects: &mut Defects<'_>,
) -> Option<DefaultValue> {
    let literal = |value| Some(DefaultValue::Literal(value));
    match &place.node.kind {
        Kind::Null | Kind::Settled => None,
        Kind::Bool(truth) => literal(Value::Boolean(*truth)),
        Kind::Number(digits) => literal(match digits.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Number((*digits).to_owned()),
        }),
        Kind::Text(text) => literal(Value::Text(text.to_string())),
        Kind::List(_) => {
            place.defect(defects, "a value or {\"sql\": …} is expected");
            None
        }
        Kind::Object(_) => {
            let fields = place.fields(&["sql"], defects)?;
            let sql = fields.need("sql", defects)?.text(defects)?;
            Some(computed(dialect, &sql))
        }
    }
}

/// Recognises what has a form of its own in the model.
fn computed(dialect: Dialect, sql: &str) -> DefaultValue {
    match (sql.trim().to_ascii_lowercase().as_str(), dialect) {
        ("now()" | "current_timestamp", _) => DefaultValue::CurrentTimestamp,
        ("current_date", _) => DefaultValue::CurrentDate,
        ("gen_random_uuid()", Dialect::Postgres) | ("uuid()", Dialect::OceanBase) => {
            DefaultValue::RandomUuid
        }
        _ => DefaultValue::Expression(sql.to_owned()),
    }
}
