//! Answers questions about an expression without changing it.

use std::collections::BTreeSet;

use super::Types;
use super::tree::Expr;
use crate::{DataType, Ident};

/// Collects the columns that an expression reads.
pub(super) fn columns(tree: &Expr, found: &mut BTreeSet<Ident>) {
    if let Expr::Column(name) = tree {
        found.insert(name.clone());
    }
    for part in parts(tree) {
        columns(part, found);
    }
}

/// Lists the direct operands of an expression.
fn parts(tree: &Expr) -> Vec<&Expr> {
    match tree {
        Expr::Null | Expr::Boolean(_) | Expr::Number(_) | Expr::Text(_) | Expr::Column(_) => {
            Vec::new()
        }
        Expr::Not(inner) | Expr::Negative(inner) | Expr::Cast(inner, _) => vec![inner],
        Expr::Compare(_, left, right) | Expr::Arithmetic(_, left, right) => vec![left, right],
        Expr::And(parts) | Expr::Or(parts) | Expr::Array(parts) | Expr::Call(_, parts) => {
            parts.iter().collect()
        }
        Expr::In { value, list, .. } => std::iter::once(&**value).chain(list).collect(),
        Expr::Is { value, .. } => vec![value],
        Expr::Like { value, pattern, .. } => vec![value, pattern],
        Expr::Case { arms, otherwise } => {
            let arms = arms
                .iter()
                .flat_map(|(condition, result)| [condition, result]);
            arms.chain(otherwise.as_deref()).collect()
        }
    }
}

/// Says whether OceanBase takes the value for a text without declared length, which it does not
/// index: of the functions here, those that cut a text to a constant length and digests give a
/// short one (measured).
pub(super) fn is_long_text(tree: &Expr, types: &Types<'_>) -> bool {
    let any = |trees: &[Expr]| trees.iter().any(|tree| is_long_text(tree, types));
    match tree {
        Expr::Column(name) => matches!(
            types(name),
            Some(DataType::Text { .. } | DataType::Blob { .. } | DataType::Json { .. })
        ),
        Expr::Call(name, arguments) => match name.as_str() {
            "json_unquote" | "json_extract" | "json_type" => true,
            "md5" | "sha2" | "char_length" | "octet_length" | "bit_length" | "position"
            | "lpad" | "rpad" | "left" | "regexp_like" | "json_valid" => false,
            "substr" => arguments.len() < 3 && any(arguments),
            _ => any(arguments),
        },
        Expr::Case { arms, otherwise } => {
            arms.iter().any(|(_, result)| is_long_text(result, types))
                || otherwise
                    .as_deref()
                    .is_some_and(|tree| is_long_text(tree, types))
        }
        Expr::Null
        | Expr::Boolean(_)
        | Expr::Number(_)
        | Expr::Text(_)
        | Expr::Not(_)
        | Expr::Negative(_)
        | Expr::Compare(..)
        | Expr::Arithmetic(..)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::In { .. }
        | Expr::Is { .. }
        | Expr::Like { .. }
        | Expr::Cast(..)
        | Expr::Array(_) => false,
    }
}
