//! Drops the casts that change no value, and refuses the others.

use super::tree::{Expr, Operator, TypeName};
use super::{ExpressionError, Types, number};
use crate::data_type::{IntegerWidth, TimeZone};
use crate::{DataType, Ident};

/// What kind of value an expression has, as far as casts and comparisons must know. The numbers
/// are ordered: each holds all values of the ones before, except that floating point rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Small,
    Regular,
    Big,
    Exact,
    Floating,
    Text,
}

pub(super) fn kind_of_type(data_type: &DataType) -> Option<Kind> {
    use DataType as T;
    match data_type {
        T::Integer { width, .. } => Some(match width {
            IntegerWidth::Tiny | IntegerWidth::Small => Kind::Small,
            IntegerWidth::Medium | IntegerWidth::Regular => Kind::Regular,
            IntegerWidth::Big => Kind::Big,
        }),
        T::Decimal { .. } | T::Numeric => Some(Kind::Exact),
        T::Real | T::Double => Some(Kind::Floating),
        T::Char { .. } | T::VarChar { .. } | T::Text { .. } => Some(Kind::Text),
        T::Boolean
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
        | T::Enum { .. }
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

/// Finds out what kind of value an expression has; `None` if that is not known.
pub(super) fn kind(tree: &Expr, types: &Types<'_>) -> Option<Kind> {
    match tree {
        Expr::Column(name) => types(name).as_ref().and_then(kind_of_type),
        Expr::Number(text) if text.parse::<i32>().is_ok() => Some(Kind::Regular),
        Expr::Number(_) => Some(Kind::Exact),
        Expr::Negative(inner) => kind(inner, types),
        Expr::Arithmetic(operator, left, right) => match operator {
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::WholeDivide
            | Operator::Remainder
            | Operator::BitAnd => Some(kind(left, types)?.max(kind(right, types)?)),
            Operator::Divide => {
                let widest = kind(left, types)?.max(kind(right, types)?);
                Some(widest.max(Kind::Exact))
            }
        },
        Expr::Call(name, arguments) => match name.as_str() {
            "lower" | "upper" | "trim" | "ltrim" | "rtrim" | "concat" | "concat_ws" | "substr"
            | "left" | "right" | "lpad" | "rpad" | "repeat" | "replace" | "reverse" | "md5"
            | "substring_index" | "json_unquote" => Some(Kind::Text),
            "char_length" | "octet_length" | "bit_length" | "position" | "extract"
            | "dayofyear" | "dayofweek" | "weekday" | "week" | "datediff" => Some(Kind::Regular),
            "pow" => Some(Kind::Floating),
            "date" | "date_add" | "date_sub" | "regexp_like" | "json_extract" | "json_type" => None,
            "coalesce" => {
                let mut kinds = arguments.iter().filter(|argument| **argument != Expr::Null);
                let first = kind(kinds.next()?, types)?;
                kinds.try_fold(first, |widest, next| Some(widest.max(kind(next, types)?)))
            }
            _ => arguments.first().and_then(|first| kind(first, types)),
        },
        // A text literal may stand for a day, a uuid or anything else.
        Expr::Text(_)
        | Expr::Null
        | Expr::Boolean(_)
        | Expr::Not(_)
        | Expr::Compare(..)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::In { .. }
        | Expr::Is { .. }
        | Expr::Like { .. }
        | Expr::Case { .. }
        | Expr::Cast(..)
        | Expr::Array(_) => None,
    }
}

/// What a cast asks for.
enum Goal {
    Text { most: Option<u32> },
    Whole(Kind),
    Exact { scale: Option<(u32, u32)> },
    Floating,
    Boolean,
    Date,
    Time,
    Moment,
    MomentWithZone,
    Uuid,
}

fn goal(data_type: &TypeName) -> Option<Goal> {
    let mut arguments = data_type.arguments.iter().copied();
    let first = arguments.next();
    Some(match data_type.name.as_str() {
        "text" | "name" => Goal::Text { most: None },
        // `bpchar` alone has no length, `char` alone is one character long.
        "varchar" | "character varying" | "bpchar" => Goal::Text { most: first },
        "char" | "character" => Goal::Text {
            most: first.or(Some(1)),
        },
        "smallint" | "int2" => Goal::Whole(Kind::Small),
        "integer" | "int" | "int4" => Goal::Whole(Kind::Regular),
        "bigint" | "int8" => Goal::Whole(Kind::Big),
        "numeric" | "decimal" => Goal::Exact {
            scale: first.map(|precision| (precision, arguments.next().unwrap_or(0))),
        },
        "double precision" | "float8" => Goal::Floating,
        // OceanBase compares a `float` with the number as written, PostgreSQL with the rounded one.
        "real" | "float4" => Goal::Whole(Kind::Small),
        "boolean" | "bool" => Goal::Boolean,
        "date" => Goal::Date,
        "time" | "time without time zone" => Goal::Time,
        "timestamp" | "timestamp without time zone" => Goal::Moment,
        "timestamptz" | "timestamp with time zone" => Goal::MomentWithZone,
        "uuid" => Goal::Uuid,
        _ => return None,
    })
}

/// Returns what is cast, if the cast changes no value of it.
pub(super) fn resolve(
    inner: Expr,
    data_type: &TypeName,
    types: &Types<'_>,
) -> Result<Expr, ExpressionError> {
    let refuse = || {
        let array = if data_type.is_array { "[]" } else { "" };
        let construct = format!("a cast to {}{array}", data_type.name);
        ExpressionError::construct(construct)
    };
    let goal = goal(data_type).ok_or_else(refuse)?;
    let kept = match inner {
        Expr::Array(elements) if data_type.is_array => {
            let element_type = TypeName {
                is_array: false,
                ..data_type.clone()
            };
            let elements = elements
                .into_iter()
                .map(|element| resolve(element, &element_type, types));
            Some(Expr::Array(elements.collect::<Result<_, _>>()?))
        }
        _ if data_type.is_array => None,
        Expr::Null => Some(Expr::Null),
        Expr::Text(text) => text_as(text, &goal),
        Expr::Number(text) => number_as(text, &goal),
        Expr::Boolean(truth) => matches!(goal, Goal::Boolean).then_some(Expr::Boolean(truth)),
        Expr::Column(name) if matches!(goal, Goal::Date) && is_plain_moment(&name, types) => {
            Some(Expr::Call("date".to_owned(), vec![Expr::Column(name)]))
        }
        other => keeps_values(&other, &goal, types).then_some(other),
    };
    kept.ok_or_else(refuse)
}

fn text_as(text: String, goal: &Goal) -> Option<Expr> {
    match goal {
        Goal::Text { most } => {
            let fits = most.is_none_or(|most| {
                u32::try_from(text.chars().count()).is_ok_and(|length| length <= most)
            });
            fits.then_some(Expr::Text(text))
        }
        Goal::Whole(_) | Goal::Exact { .. } | Goal::Floating => {
            number_as(number::normalise(&text)?, goal)
        }
        Goal::Boolean => match text.to_lowercase().as_str() {
            "t" | "true" | "yes" | "on" | "1" => Some(Expr::Boolean(true)),
            "f" | "false" | "no" | "off" | "0" => Some(Expr::Boolean(false)),
            _ => None,
        },
        // Infinity, `now` and years beyond four digits have no counterpart.
        Goal::Date => has_shape(&text, "dddd-dd-dd").then_some(Expr::Text(text)),
        Goal::Time => is_time(&text).then_some(Expr::Text(text)),
        Goal::Moment => is_moment(&text).then_some(Expr::Text(text)),
        // OceanBase ignores an offset, so it must be the session's, which is UTC.
        Goal::MomentWithZone => {
            let moment = text.strip_suffix("+00")?;
            is_moment(moment).then(|| Expr::Text(moment.to_owned()))
        }
        Goal::Uuid => {
            has_shape(&text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh").then(|| {
                // PostgreSQL prints uuids in lower case, and so they are copied.
                Expr::Text(text.to_lowercase())
            })
        }
    }
}

fn number_as(text: String, goal: &Goal) -> Option<Expr> {
    let fits = match goal {
        Goal::Whole(_) => !text.contains('.'),
        Goal::Exact { scale: None } | Goal::Floating => true,
        Goal::Exact {
            scale: Some((precision, scale)),
        } => {
            let digits = text.trim_start_matches('-');
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let whole = u32::try_from(whole.trim_start_matches('0').len()).ok()?;
            u32::try_from(fraction.len()).ok()? <= *scale && whole + scale <= *precision
        }
        Goal::Text { .. }
        | Goal::Boolean
        | Goal::Date
        | Goal::Time
        | Goal::Moment
        | Goal::MomentWithZone
        | Goal::Uuid => false,
    };
    fits.then_some(Expr::Number(text))
}

/// Says whether a cast leaves every value of an expression that is no literal as it is.
fn keeps_values(tree: &Expr, goal: &Goal, types: &Types<'_>) -> bool {
    let column_type = match tree {
        Expr::Column(name) => types(name),
        _ => None,
    };
    let kind = kind(tree, types);
    match goal {
        Goal::Text { most: None } => match (column_type, tree) {
            (Some(data_type), _) => data_type.is_character() || data_type == DataType::Uuid,
            // Servers print this cast wherever a `varchar` meets an operator of `text`.
            (None, Expr::Column(_)) => true,
            (None, _) => kind == Some(Kind::Text),
        },
        Goal::Text { most: Some(most) } => match column_type {
            Some(DataType::VarChar { length } | DataType::Char { length }) => length <= *most,
            Some(_) | None => false,
        },
        Goal::Whole(wanted) => {
            kind.is_some_and(|kind| kind <= *wanted)
                || column_type == Some(DataType::Boolean)
                || is_condition(tree)
        }
        Goal::Exact { scale: None } => kind.is_some_and(|kind| kind <= Kind::Exact),
        Goal::Exact { scale: Some(_) } => false,
        // 64-bit whole numbers and exact ones are rounded.
        Goal::Floating => kind.is_some_and(|kind| kind <= Kind::Regular || kind == Kind::Floating),
        Goal::Boolean => column_type == Some(DataType::Boolean),
        Goal::Date => column_type == Some(DataType::Date),
        Goal::Uuid => column_type == Some(DataType::Uuid),
        Goal::Time | Goal::Moment | Goal::MomentWithZone => false,
    }
}

/// A truth value, which is 1 or 0 on OceanBase.
fn is_condition(tree: &Expr) -> bool {
    matches!(
        tree,
        Expr::Not(_)
            | Expr::Compare(..)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::In { .. }
            | Expr::Is { .. }
            | Expr::Like { .. }
    )
}

fn is_plain_moment(name: &Ident, types: &Types<'_>) -> bool {
    matches!(
        types(name),
        Some(DataType::Timestamp {
            zone: TimeZone::Without,
            ..
        })
    )
}

fn is_moment(text: &str) -> bool {
    match text.split_once(' ') {
        Some((day, time)) => has_shape(day, "dddd-dd-dd") && is_time(time),
        None => has_shape(text, "dddd-dd-dd"),
    }
}

fn is_time(text: &str) -> bool {
    let (time, fraction) = text.split_once('.').unwrap_or((text, "0"));
    has_shape(time, "dd:dd:dd")
        && (1..=6).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// Compares with a picture: `d` is a decimal digit, `h` a hexadecimal one.
fn has_shape(text: &str, picture: &str) -> bool {
    text.len() == picture.len()
        && text
            .chars()
            .zip(picture.chars())
            .all(|(c, wanted)| match wanted {
                'd' => c.is_ascii_digit(),
                'h' => c.is_ascii_hexdigit(),
                other => c == other,
            })
}

/// Splits an array constant such as `{a,"b c",NULL}`.
pub(super) fn array_elements(text: &str) -> Result<Vec<Expr>, ExpressionError> {
    let refuse = || ExpressionError::construct("an array constant of this form");
    let inner = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .ok_or_else(refuse)?;
    let mut elements = Vec::new();
    let mut characters = inner.chars().peekable();
    while characters.peek().is_some() {
        let mut element = String::new();
        let is_quoted = characters.next_if_eq(&'"').is_some();
        loop {
            match characters.next() {
                Some('\\') => element.push(characters.next().ok_or_else(refuse)?),
                Some('"') if is_quoted => {
                    if !matches!(characters.next(), None | Some(',')) {
                        return Err(refuse());
                    }
                    break;
                }
                Some(',') if !is_quoted => break,
                None if !is_quoted => break,
                Some('{' | '}' | '"') if !is_quoted => return Err(refuse()),
                Some(other) => element.push(other),
                None => return Err(refuse()),
            }
        }
        let is_null = !is_quoted && element.eq_ignore_ascii_case("null");
        elements.push(if is_null {
            Expr::Null
        } else {
            Expr::Text(element)
        });
    }
    Ok(elements)
}
