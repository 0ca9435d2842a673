//! Functions of texts.

use super::{Kind, Translated, cast, walk};
use crate::Dialect;
use crate::expression::tree::Expr;
use crate::expression::{ExpressionError, Types};

/// Translates `a || b`, which is `concat(a, b)` of texts on OceanBase and a condition otherwise.
/// Whole numbers have the same text on both servers.
pub(super) fn join(operands: Vec<Expr>, types: &Types<'_>) -> Translated {
    let mut translated = Vec::new();
    for operand in operands {
        let is_whole = |tree: &Expr| {
            matches!(tree, Expr::Column(_))
                && cast::kind(tree, types).is_some_and(|kind| kind <= Kind::Big)
        };
        let (operand, is_cast) = match operand {
            Expr::Cast(inner, data_type) if data_type.name == "text" && !data_type.is_array => {
                if is_whole(&inner) {
                    (*inner, true)
                } else {
                    let cast = Expr::Cast(inner, data_type);
                    (walk(cast, Dialect::Postgres, types)?, true)
                }
            }
            other => (walk(other, Dialect::Postgres, types)?, false),
        };
        let is_text = matches!(operand, Expr::Text(_))
            || cast::kind(&operand, types)
                .is_some_and(|kind| kind <= Kind::Big || kind == Kind::Text);
        if !is_cast && !is_text {
            // Lists, documents and bit strings have the operator, too.
            return Err(ExpressionError::construct("the operator ||"));
        }
        translated.push(operand);
    }
    Ok(flat(translated))
}

/// Joins chains of `concat`.
pub(super) fn flat(arguments: Vec<Expr>) -> Expr {
    let mut all = Vec::new();
    for argument in arguments {
        match argument {
            Expr::Call(name, inner) if name == "concat" => all.extend(inner),
            other => all.push(other),
        }
    }
    Expr::Call("concat".to_owned(), all)
}

/// Translates `concat`, which skips `NULL`s on PostgreSQL only, and `concat_ws`, which does so on
/// both servers; of texts alone, since other values print differently.
pub(super) fn join_known(name: &str, arguments: Vec<Expr>, types: &Types<'_>) -> Translated {
    let is_text = |argument: &Expr| {
        matches!(argument, Expr::Text(_)) || cast::kind(argument, types) == Some(Kind::Text)
    };
    if !arguments.iter().all(is_text) {
        let construct = format!("the function {name} of something that is no text");
        return Err(ExpressionError::construct(construct));
    }
    if name == "concat_ws" {
        return Ok(Expr::Call(name.to_owned(), arguments));
    }
    let never_null = arguments.into_iter().map(|argument| match argument {
        Expr::Text(_) => argument,
        other => {
            let empty = Expr::Text(String::new());
            Expr::Call("coalesce".to_owned(), vec![other, empty])
        }
    });
    Ok(Expr::Call("concat".to_owned(), never_null.collect()))
}

/// Translates functions that cut or repeat a text: with counts that are constants and not
/// negative, both servers agree (measured).
pub(super) fn cut(name: String, mut arguments: Vec<Expr>) -> Translated {
    let least = if name == "substr" { 1 } else { 0 };
    let is_count = |argument: Option<&Expr>, least: u32| match argument {
        Some(Expr::Number(text)) => text.parse::<u32>().is_ok_and(|count| count >= least),
        _ => false,
    };
    let fits = match name.as_str() {
        "lpad" | "rpad" => {
            if arguments.len() == 2 {
                arguments.push(Expr::Text(" ".to_owned()));
            }
            is_count(arguments.get(1), 0)
                && matches!(arguments.get(2), Some(Expr::Text(fill)) if !fill.is_empty())
        }
        _ => {
            is_count(arguments.get(1), least)
                && (arguments.len() < 3 || is_count(arguments.get(2), 0))
        }
    };
    if fits {
        return Ok(Expr::Call(name, arguments));
    }
    let construct = format!("the function {name} with these arguments");
    Err(ExpressionError::construct(construct))
}

/// Translates the first part of a text.
pub(super) fn split_part(arguments: Vec<Expr>) -> Translated {
    match arguments.as_slice() {
        [_, Expr::Text(separator), Expr::Number(part)] if !separator.is_empty() && part == "1" => {
            Ok(Expr::Call("substring_index".to_owned(), arguments))
        }
        _ => Err(ExpressionError::construct(
            "the function split_part for another part than the first",
        )),
    }
}

pub(super) fn starts_with(value: &Expr, start: &str) -> Expr {
    let mut pattern = String::new();
    for character in start.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    Expr::Like {
        negated: false,
        value: Box::new(value.clone()),
        pattern: Box::new(Expr::Text(pattern)),
        escape: None,
    }
}

/// Says whether one expression is the other one with blanks removed.
pub(super) fn is_trimmed(trimmed: &Expr, text: &Expr) -> bool {
    match trimmed {
        Expr::Call(name, arguments) => {
            matches!(name.as_str(), "trim" | "ltrim" | "rtrim") && arguments.first() == Some(text)
        }
        _ => false,
    }
}
