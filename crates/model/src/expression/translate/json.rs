//! Look-ups in JSON documents.

use super::{Translated, walk};
use crate::Dialect;
use crate::expression::tree::{Comparison, Expr};
use crate::expression::{ExpressionError, Types};

/// Translates `->`, `->>` and `#>>` with keys that are constants. By number both servers look
/// things up in their own way, so that is refused.
///
/// `->>` of a JSON null is `NULL` on PostgreSQL and the text `null` on OceanBase (measured).
pub(super) fn lookup(operator: &str, arguments: Vec<Expr>, types: &Types<'_>) -> Translated {
    let refuse = || ExpressionError::construct(format!("the operator {operator} with this key"));
    let mut arguments = arguments.into_iter();
    let (Some(document), Some(key)) = (arguments.next(), arguments.next()) else {
        return Err(refuse());
    };
    let document = walk(document, Dialect::Postgres, types)?;
    let keys = match walk(key, Dialect::Postgres, types)? {
        Expr::Text(key) if operator != "#>>" => vec![key],
        Expr::Array(keys) if operator == "#>>" => keys
            .into_iter()
            .map(|key| match key {
                Expr::Text(key) if key.parse::<i64>().is_err() => Ok(key),
                _ => Err(refuse()),
            })
            .collect::<Result<_, _>>()?,
        _ => return Err(refuse()),
    };
    let (document, mut path) = match document {
        Expr::Call(name, mut inner) if name == "json_extract" => match (inner.pop(), inner.pop()) {
            (Some(Expr::Text(path)), Some(document)) => (document, path),
            _ => return Err(refuse()),
        },
        other => (other, "$".to_owned()),
    };
    for key in keys {
        path.push_str(&step(&key).ok_or_else(refuse)?);
    }
    let found = extract(document, path);
    if operator == "->" {
        return Ok(found);
    }
    // It stands twice in the result, which nesting would double again and again.
    if !matches!(&found, Expr::Call(_, inner) if matches!(inner.first(), Some(Expr::Column(_)))) {
        return Err(refuse());
    }
    let kind = Expr::Call("json_type".to_owned(), vec![found.clone()]);
    let null = Expr::Text("NULL".to_owned());
    let is_there = Expr::Compare(Comparison::NotEqual, Box::new(kind), Box::new(null));
    let text = Expr::Call("json_unquote".to_owned(), vec![found]);
    Ok(Expr::Case {
        arms: vec![(is_there, text)],
        otherwise: None,
    })
}

fn extract(document: Expr, path: String) -> Expr {
    Expr::Call("json_extract".to_owned(), vec![document, Expr::Text(path)])
}

fn step(key: &str) -> Option<String> {
    let is_plain = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if is_plain {
        return Some(format!(".{key}"));
    }
    let quotable = !key.contains(['"', '\\']) && !key.chars().any(char::is_control);
    quotable.then(|| format!(".\"{key}\""))
}

/// Compares; the kind of a JSON value has another name on OceanBase.
pub(super) fn compare(operator: Comparison, left: Expr, right: Expr) -> Translated {
    let (kind, name) = match (left, right) {
        (Expr::Call(function, value), Expr::Text(name)) if function == "json_typeof" => {
            (value, name)
        }
        (left, right) => {
            return Ok(Expr::Compare(operator, Box::new(left), Box::new(right)));
        }
    };
    let name = match name.as_str() {
        "object" | "array" | "string" | "boolean" | "null" => name.to_uppercase(),
        // Numbers have several kinds.
        _ => return Err(ExpressionError::construct("the function json_typeof")),
    };
    let kind = Expr::Call("json_type".to_owned(), kind);
    let name = Expr::Text(name);
    Ok(Expr::Compare(operator, Box::new(kind), Box::new(name)))
}
