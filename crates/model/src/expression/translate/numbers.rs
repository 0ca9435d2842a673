//! Functions and operators of numbers.

use super::{Kind, Translated, cast};
use crate::expression::tree::{Expr, Operator};
use crate::expression::{ExpressionError, Types};

/// What a quotient of exact numbers has more digits than its dividend behind the point on
/// OceanBase: 4 (`div_precision_increment`, measured).
const QUOTIENT: u32 = 10_000;

/// Finds the operator of OceanBase.
pub(super) fn operator(
    operator: Operator,
    left: &Expr,
    right: &Expr,
    types: &Types<'_>,
) -> Result<Operator, ExpressionError> {
    match operator {
        Operator::Divide => divide(left, right, types),
        // Its result is unsigned, which shows if the highest bit is set.
        Operator::BitAnd => {
            let is_mask = |side: &Expr| matches!(side, Expr::Number(text) if text.bytes().all(|b| b.is_ascii_digit()));
            if is_mask(left) || is_mask(right) {
                Ok(operator)
            } else {
                Err(ExpressionError::construct("the operator &"))
            }
        }
        Operator::Add
        | Operator::Subtract
        | Operator::Multiply
        | Operator::WholeDivide
        | Operator::Remainder => Ok(operator),
    }
}

/// `/` cuts the quotient of whole numbers on PostgreSQL only, and keeps more digits of exact ones;
/// by zero it is an error there and `NULL` on OceanBase.
fn divide(left: &Expr, right: &Expr, types: &Types<'_>) -> Result<Operator, ExpressionError> {
    let refuse = |construct| Err(ExpressionError::construct(construct));
    if !is_never_zero(right) {
        return refuse("a division by what may be zero");
    }
    match (cast::kind(left, types), cast::kind(right, types)) {
        (Some(Kind::Floating), Some(_)) | (Some(_), Some(Kind::Floating)) => Ok(Operator::Divide),
        (Some(left), Some(right)) if left <= Kind::Big && right <= Kind::Big => {
            Ok(Operator::WholeDivide)
        }
        (Some(Kind::Exact), Some(_)) if is_exact_divisor(right) => Ok(Operator::Divide),
        _ => refuse("the operator /"),
    }
}

fn is_never_zero(divisor: &Expr) -> bool {
    match divisor {
        Expr::Number(text) => text != "0",
        Expr::Call(name, arguments) => {
            let zero = Expr::Number("0".to_owned());
            name == "nullif" && arguments.get(1) == Some(&zero)
        }
        _ => false,
    }
}

/// Says whether the quotient ends within the digits that OceanBase keeps.
fn is_exact_divisor(divisor: &Expr) -> bool {
    match divisor {
        Expr::Number(text) => text
            .trim_start_matches('-')
            .parse::<u32>()
            .is_ok_and(|number| number > 0 && QUOTIENT.is_multiple_of(number)),
        _ => false,
    }
}

/// Translates a power, which is a floating-point number on OceanBase.
pub(super) fn power(base: &Expr, exponent: &Expr, types: &Types<'_>) -> Translated {
    let is_exact = |side: &Expr| match side {
        Expr::Number(_) => false,
        other => {
            cast::kind(other, types).is_none_or(|kind| matches!(kind, Kind::Exact | Kind::Text))
        }
    };
    if is_exact(base) || is_exact(exponent) {
        return Err(ExpressionError::construct(
            "a power of something that may be an exact number",
        ));
    }
    let arguments = vec![base.clone(), exponent.clone()];
    Ok(Expr::Call("pow".to_owned(), arguments))
}

pub(super) fn truncate(number: &Expr, digits: &[Expr], types: &Types<'_>) -> Translated {
    let is_number = cast::kind(number, types).is_some_and(|kind| kind != Kind::Text);
    let digits = match digits {
        [] => Expr::Number("0".to_owned()),
        [digits @ Expr::Number(_)] => digits.clone(),
        _ => return Err(ExpressionError::construct("the function trunc")),
    };
    if !is_number {
        return Err(ExpressionError::construct("the function trunc"));
    }
    let arguments = vec![number.clone(), digits];
    Ok(Expr::Call("truncate".to_owned(), arguments))
}

/// Translates `greatest` and `least` of numbers, which skip `NULL`s on PostgreSQL only.
pub(super) fn extreme(name: String, arguments: Vec<Expr>, types: &Types<'_>) -> Translated {
    let is_number =
        |argument: &Expr| cast::kind(argument, types).is_some_and(|kind| kind != Kind::Text);
    if !arguments.iter().all(is_number) {
        let construct = format!("the function {name} of something that is no number");
        return Err(ExpressionError::construct(construct));
    }
    let coalesce = |arguments| Expr::Call("coalesce".to_owned(), arguments);
    let constant = arguments
        .iter()
        .find(|argument| matches!(argument, Expr::Number(_)))
        .cloned();
    match (constant, arguments.as_slice()) {
        // The constant can stand for a NULL without changing the result.
        (Some(constant), _) => {
            let arguments = arguments.into_iter().map(|argument| match argument {
                Expr::Number(_) => argument,
                other => coalesce(vec![other, constant.clone()]),
            });
            Ok(Expr::Call(name, arguments.collect()))
        }
        (None, [only]) => Ok(only.clone()),
        // They stand twice in the result, which nesting would double again and again.
        (None, [left @ Expr::Column(_), right @ Expr::Column(_)]) => {
            let (left, right) = (left.clone(), right.clone());
            let both = Expr::Call(name, vec![left.clone(), right.clone()]);
            Ok(coalesce(vec![both, left, right]))
        }
        (None, _) => {
            let construct = format!("the function {name} of other than two columns");
            Err(ExpressionError::construct(construct))
        }
    }
}
