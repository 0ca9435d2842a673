//! Resolves what only one server has and rewrites the rest to one form.

mod dates;
mod functions;
mod json;
mod numbers;
mod regex;
mod texts;

use super::cast::{self, Kind};
use super::tree::{Comparison, Expr, Operator};
use super::{ExpressionError, Types};
use crate::{DataType, Dialect};

type Translated = Result<Expr, ExpressionError>;

/// Rewrites an OceanBase tree to the canonical form.
pub(super) fn canonical(tree: Expr) -> Translated {
    walk(tree, Dialect::OceanBase, &|_| None)
}

/// Translates a PostgreSQL tree.
pub(super) fn postgres(tree: Expr, types: &Types<'_>) -> Translated {
    walk(tree, Dialect::Postgres, types)
}

fn boxed(tree: Expr, from: Dialect, types: &Types<'_>) -> Result<Box<Expr>, ExpressionError> {
    walk(tree, from, types).map(Box::new)
}

fn all(trees: Vec<Expr>, from: Dialect, types: &Types<'_>) -> Result<Vec<Expr>, ExpressionError> {
    let trees = trees.into_iter().map(|tree| walk(tree, from, types));
    trees.collect()
}

fn walk(tree: Expr, from: Dialect, types: &Types<'_>) -> Translated {
    Ok(match tree {
        Expr::Null | Expr::Boolean(_) | Expr::Number(_) | Expr::Text(_) | Expr::Column(_) => tree,
        Expr::Not(inner) => not(walk(*inner, from, types)?),
        Expr::Negative(inner) => {
            let inner = walk(*inner, from, types)?;
            number_operand(&inner, types)?;
            match inner {
                // A cast that was dropped may have hidden the literal.
                Expr::Number(text) => Expr::Number(match text.strip_prefix('-') {
                    Some(digits) => digits.to_owned(),
                    None if text == "0" => text,
                    None => format!("-{text}"),
                }),
                inner => Expr::Negative(Box::new(inner)),
            }
        }
        Expr::Compare(operator, left, right) => {
            let (left, right) = (boxed(*left, from, types)?, boxed(*right, from, types)?);
            comparable(&left, &right, types)?;
            match from {
                Dialect::Postgres => compare(operator, *left, *right)?,
                Dialect::OceanBase => Expr::Compare(operator, left, right),
            }
        }
        Expr::Arithmetic(operator, left, right) => {
            if from == Dialect::Postgres
                && let Some(shifted) = dates::arithmetic(operator, &left, &right, types)?
            {
                return Ok(shifted);
            }
            let (left, right) = (boxed(*left, from, types)?, boxed(*right, from, types)?);
            number_operand(&left, types)?;
            number_operand(&right, types)?;
            let operator = match from {
                Dialect::Postgres => numbers::operator(operator, &left, &right, types)?,
                Dialect::OceanBase => operator,
            };
            Expr::Arithmetic(operator, left, right)
        }
        Expr::And(parts) => Expr::And(all(parts, from, types)?),
        Expr::Or(parts) => Expr::Or(all(parts, from, types)?),
        Expr::In {
            negated,
            value,
            list,
        } => membership(
            negated,
            walk(*value, from, types)?,
            all(list, from, types)?,
            types,
        )?,
        Expr::Is {
            negated,
            value,
            state,
        } => Expr::Is {
            negated,
            value: boxed(*value, from, types)?,
            state,
        },
        Expr::Like {
            negated,
            value,
            pattern,
            escape,
        } => Expr::Like {
            negated,
            value: boxed(*value, from, types)?,
            pattern: boxed(*pattern, from, types)?,
            escape,
        },
        Expr::Case { arms, otherwise } => Expr::Case {
            arms: arms
                .into_iter()
                .map(|(condition, result)| {
                    Ok((walk(condition, from, types)?, walk(result, from, types)?))
                })
                .collect::<Result<_, ExpressionError>>()?,
            otherwise: otherwise
                .map(|otherwise| boxed(*otherwise, from, types))
                .transpose()?
                .filter(|result| **result != Expr::Null),
        },
        Expr::Call(name, arguments) => match from {
            Dialect::Postgres => functions::translate(name, arguments, types)?,
            Dialect::OceanBase => call(name, all(arguments, from, types)?, types)?,
        },
        Expr::Cast(inner, data_type) => {
            let inner = match (*inner, data_type.is_array) {
                (Expr::Text(text), true) => Expr::Array(cast::array_elements(&text)?),
                (inner, _) => walk(inner, from, types)?,
            };
            cast::resolve(inner, &data_type, types)?
        }
        Expr::Array(elements) => Expr::Array(all(elements, from, types)?),
    })
}

/// Compares. `trim(a) = a` asks for the length: OceanBase takes texts for equal that differ in
/// blanks at their end (measured).
fn compare(operator: Comparison, left: Expr, right: Expr) -> Translated {
    let is_equality = matches!(operator, Comparison::Equal | Comparison::NotEqual);
    if is_equality && (texts::is_trimmed(&left, &right) || texts::is_trimmed(&right, &left)) {
        let length = |text| Box::new(Expr::Call("char_length".to_owned(), vec![text]));
        return Ok(Expr::Compare(operator, length(left), length(right)));
    }
    json::compare(operator, left, right)
}

/// Negates. OceanBase prints `x NOT LIKE y` as `not (x like y)` (measured).
fn not(inner: Expr) -> Expr {
    match inner {
        Expr::In {
            negated,
            value,
            list,
        } => Expr::In {
            negated: !negated,
            value,
            list,
        },
        Expr::Like {
            negated,
            value,
            pattern,
            escape,
        } => Expr::Like {
            negated: !negated,
            value,
            pattern,
            escape,
        },
        other => Expr::Not(Box::new(other)),
    }
}

/// Takes the array of `= ANY (ARRAY[…])` apart. OceanBase stores a list of one as a comparison
/// (measured), so that is its canonical form.
fn membership(negated: bool, value: Expr, list: Vec<Expr>, types: &Types<'_>) -> Translated {
    let mut elements = Vec::new();
    for element in list {
        match element {
            Expr::Array(inner) => elements.extend(inner),
            other => elements.push(other),
        }
    }
    for element in &elements {
        comparable(&value, element, types)?;
    }
    let value = Box::new(value);
    match (elements.len(), negated) {
        (0, _) => Err(ExpressionError::construct("an empty list")),
        (1, _) => {
            let operator = if negated {
                Comparison::NotEqual
            } else {
                Comparison::Equal
            };
            let only = elements.pop().unwrap_or(Expr::Null);

            Ok(Expr::Compare(operator, value, Box::new(only)))
        }
        _ => Ok(Expr::In {
            negated,
            value,
            list: elements,
        }),
    }
}

/// Refuses a comparison that OceanBase would make by turning one side into the other's type.
fn comparable(left: &Expr, right: &Expr, types: &Types<'_>) -> Result<(), ExpressionError> {
    let (left, right) = (cast::kind(left, types), cast::kind(right, types));
    match (left, right) {
        (Some(left), Some(right)) if left.is_text() != right.is_text() => {
            // Days, points in time and uuids compare with text literals; these have no kind.
            Err(ExpressionError::construct(
                "a comparison of text with a number",
            ))
        }
        (_, _) => Ok(()),
    }
}

/// Refuses to calculate with anything but numbers: `date - 1` is a day on one server and a number
/// on the other.
fn number_operand(operand: &Expr, types: &Types<'_>) -> Result<(), ExpressionError> {
    let fits = match operand {
        Expr::Column(name) => types(name).is_none_or(|data_type| {
            // A truth value only where a cast made a number of it.
            data_type == DataType::Boolean
                || cast::kind_of_type(&data_type).is_some_and(|kind| !kind.is_text())
        }),
        Expr::Text(_) | Expr::Boolean(_) | Expr::Array(_) => false,
        Expr::Call(..)
        | Expr::Case { .. }
        | Expr::Arithmetic(..)
        | Expr::Negative(_)
        | Expr::Number(_)
        | Expr::Null => cast::kind(operand, types).is_none_or(|kind| !kind.is_text()),
        // Only where a cast made a number of the truth value.
        Expr::Not(_)
        | Expr::Compare(..)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::In { .. }
        | Expr::Is { .. }
        | Expr::Like { .. } => true,
        Expr::Cast(..) => false,
    };
    if fits {
        Ok(())
    } else {
        Err(ExpressionError::construct(
            "a calculation with something that is no number",
        ))
    }
}

/// Rewrites what is written in several ways on either server.
fn call(name: String, mut arguments: Vec<Expr>, types: &Types<'_>) -> Translated {
    let column_type = match arguments.first() {
        Some(Expr::Column(column)) => types(column),
        Some(_) | None => None,
    };
    match name.as_str() {
        "mod" => {
            let right = arguments.pop().unwrap_or(Expr::Null);
            let left = arguments.pop().unwrap_or(Expr::Null);
            number_operand(&left, types)?;
            number_operand(&right, types)?;
            Ok(Expr::Arithmetic(
                Operator::Remainder,
                Box::new(left),
                Box::new(right),
            ))
        }
        // `length` of PostgreSQL counts characters, that of OceanBase bytes; of bytes both do.
        "length" | "char_length" => match column_type {
            Some(data_type) if !data_type.is_character() => Err(ExpressionError::construct(
                format!("the length of {data_type}"),
            )),
            Some(_) | None => Ok(Expr::Call("char_length".to_owned(), arguments)),
        },
        // Half is rounded to even for floating point on one server only.
        "round" if matches!(column_type, Some(DataType::Real | DataType::Double)) => Err(
            ExpressionError::construct("rounding a floating-point number"),
        ),
        // One server removes any of the characters, the other the whole text.
        "trim" | "ltrim" | "rtrim" if arguments.len() == 2 => match arguments.last() {
            Some(Expr::Text(removed)) if removed == " " => {
                arguments.truncate(1);
                Ok(Expr::Call(name, arguments))
            }
            Some(Expr::Text(removed)) if removed.chars().count() == 1 => {
                Ok(Expr::Call(name, arguments))
            }
            _ => Err(ExpressionError::construct(
                "trimming more than one character",
            )),
        },
        // The servers print `||` as a chain, OceanBase `concat` as it was written.
        "concat" => Ok(texts::flat(arguments)),
        "coalesce" if arguments.len() == 1 => Ok(arguments.pop().unwrap_or(Expr::Null)),
        _ => Ok(Expr::Call(name, arguments)),
    }
}

impl Kind {
    const fn is_text(self) -> bool {
        match self {
            Self::Text => true,
            Self::Small | Self::Regular | Self::Big | Self::Exact | Self::Floating => false,
        }
    }
}
