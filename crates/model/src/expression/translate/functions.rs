//! Functions and operators of PostgreSQL.

use super::{Translated, all, call, cast, dates, json, numbers, regex, texts};
use crate::Dialect;
use crate::expression::tree::{Expr, State};
use crate::expression::{ExpressionError, Types};

/// Translates a call, or an operator that the parser made one.
pub(super) fn translate(name: String, arguments: Vec<Expr>, types: &Types<'_>) -> Translated {
    match name.as_str() {
        // These look at the casts of their operands.
        "||" => return texts::join(arguments, types),
        "date_trunc" | "date_part" | "extract" => return dates::call(&name, arguments, types),
        "->" | "->>" | "#>>" => return json::lookup(&name, arguments, types),
        _ => {}
    }
    let arguments = all(arguments, Dialect::Postgres, types)?;
    match (name.as_str(), arguments.as_slice()) {
        ("concat" | "concat_ws", _) => texts::join_known(&name, arguments, types),
        ("substr" | "left" | "right" | "lpad" | "rpad" | "repeat", _) => {
            texts::cut(name, arguments)
        }
        ("split_part", [_, _, _]) => texts::split_part(arguments),
        ("starts_with", [value, Expr::Text(start)]) => Ok(texts::starts_with(value, start)),
        ("~" | "~*", [value, Expr::Text(pattern)]) => regex::matches(value, pattern, &name),
        ("~~*", [value, pattern]) => Ok(Expr::Like {
            negated: false,
            value: Box::new(Expr::Call("lower".to_owned(), vec![value.clone()])),
            pattern: Box::new(Expr::Call("lower".to_owned(), vec![pattern.clone()])),
            escape: None,
        }),
        ("greatest" | "least", _) => numbers::extreme(name, arguments, types),
        ("pow", [base, exponent]) => numbers::power(base, exponent, types),
        ("trunc", [number, digits @ ..]) => numbers::truncate(number, digits, types),
        ("num_nulls", _) => count(arguments, false),
        ("num_nonnulls", _) => count(arguments, true),
        ("json_typeof", [value]) => {
            // A comparison with a constant makes sense of it.
            Ok(Expr::Call("json_typeof".to_owned(), vec![value.clone()]))
        }
        ("date", [value]) => {
            let day = crate::expression::tree::TypeName {
                name: "date".to_owned(),
                arguments: Vec::new(),
                is_array: false,
            };
            cast::resolve(value.clone(), &day, types)
        }
        ("~" | "~*" | "starts_with", _) => Err(ExpressionError::construct(format!(
            "{name} with a pattern that is no constant"
        ))),
        ("truncate" | "split_part", _) => {
            Err(ExpressionError::construct(format!("the function {name}")))
        }
        _ => call(name, arguments, types),
    }
}

/// Adds up which of the values are `NULL`, or are not.
fn count(arguments: Vec<Expr>, negated: bool) -> Translated {
    let flags = arguments.into_iter().map(|value| Expr::Is {
        negated,
        value: Box::new(value),
        state: State::Null,
    });
    flags
        .reduce(|sum, flag| {
            let add = crate::expression::tree::Operator::Add;
            Expr::Arithmetic(add, Box::new(sum), Box::new(flag))
        })
        .ok_or_else(|| ExpressionError::construct("a count of nothing"))
}
