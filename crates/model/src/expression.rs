//! Carries check, default and index expressions from PostgreSQL to OceanBase.
//!
//! An expression is read into a small tree and written again in one canonical spelling, so that
//! what PostgreSQL prints and what OceanBase prints back for the same condition is the same text.
//! Only constructs that mean the same on both servers, or have an exact counterpart, pass; any
//! other is refused by name. How each server prints was measured on PostgreSQL 15.18 and
//! OceanBase 4.3.5.

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite names the forms it touches and keeps or refuses every other"
)]
mod cast;
mod inspect;
mod number;
mod parentheses;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite names the forms it touches and keeps or refuses every other"
)]
mod parse;
mod print;
mod rename;
mod token;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite names the forms it touches and keeps or refuses every other"
)]
mod translate;
mod tree;

use std::collections::BTreeSet;

pub(crate) use self::number::normalise as normalise_number;
pub use self::parentheses::without_parentheses;
pub use self::rename::rename_columns;
pub(crate) use self::token::unescape;
use self::tree::{Comparison, Expr};
use crate::{DataType, Dialect, Ident, Value};

/// Says why an expression was not carried over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionError {
    /// It uses something that means something else on OceanBase, or does not exist there.
    #[error("cannot carry {construct} over to OceanBase")]
    Untranslatable {
        /// What it uses, such as `the operator ||`.
        construct: String,
    },
    /// It is no expression that is understood here.
    #[error("cannot read the expression: {expected} is expected at byte {at}")]
    Unreadable {
        /// What should stand there.
        expected: &'static str,
        /// The position in bytes, from 0.
        at: usize,
    },
    /// It is longer or more deeply nested than any that a person wrote.
    #[error("cannot read an expression that is this long or this deeply nested")]
    TooComplex,
}

impl ExpressionError {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Untranslatable { .. } => "model/untranslatable-expression",
            Self::Unreadable { .. } => "model/unreadable-expression",
            Self::TooComplex => "model/expression-too-complex",
        }
    }

    fn construct(construct: impl Into<String>) -> Self {
        Self::Untranslatable {
            construct: construct.into(),
        }
    }
}

/// Translates what `pg_get_expr` or `pg_get_constraintdef` printed into canonical OceanBase text.
///
/// ```
/// use obmigrate_model::expression::to_oceanbase;
/// let postgres = "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))";
/// assert_eq!(to_oceanbase(postgres)?, "`status` IN ('a', 'b')");
/// assert_eq!(
///     to_oceanbase("(first || last) <> ''::text").map_err(|error| error.to_string()),
///     Err("cannot carry the operator || over to OceanBase".to_owned())
/// );
/// # Ok::<(), obmigrate_model::expression::ExpressionError>(())
/// ```
///
/// # Errors
/// `model/untranslatable-expression`, `model/unreadable-expression` and
/// `model/expression-too-complex`.
pub fn to_oceanbase(postgres_expression: &str) -> Result<String, ExpressionError> {
    translate(postgres_expression, &|_| None)
}

/// Brings what OceanBase printed into the same canonical text.
///
/// # Errors
/// `model/untranslatable-expression`, `model/unreadable-expression` and
/// `model/expression-too-complex` for what has no canonical text. Such an expression compares as
/// the server printed it.
pub fn canonical_oceanbase(text: &str) -> Result<String, ExpressionError> {
    let tree = parse::parse(text, Dialect::OceanBase)?;
    print::print(&translate::canonical(tree)?)
}

/// Finds the type of a column; `None` if it is not known.
pub(crate) type Types<'a> = dyn Fn(&Ident) -> Option<DataType> + 'a;

/// Translates with the types of the columns at hand, which tell more casts and operators apart.
pub(crate) fn translate(text: &str, types: &Types<'_>) -> Result<String, ExpressionError> {
    let tree = parse::parse(text, Dialect::Postgres)?;
    print::print(&translate::postgres(tree, types)?)
}

/// Translates the condition of a check.
///
/// OceanBase refuses a condition that is a bare column, call or `CASE` (error 3812, measured), so
/// such a truth value is compared with 1.
pub(crate) fn translate_check(text: &str, types: &Types<'_>) -> Result<String, ExpressionError> {
    let tree = parse::parse(text, Dialect::Postgres)?;
    let condition = translate::postgres(tree, types)?;
    let is_condition = matches!(&condition, Expr::Call(name, _) if name == "regexp_like");
    if !is_condition
        && matches!(
            condition,
            Expr::Column(_) | Expr::Call(..) | Expr::Case { .. }
        )
    {
        let one = Box::new(Expr::Number("1".to_owned()));
        let compared = Expr::Compare(Comparison::Equal, Box::new(condition), one);
        return print::print(&compared);
    }
    print::print(&condition)
}

/// Reads a PostgreSQL expression that is a constant; `Ok(None)` if it is anything else.
pub(crate) fn constant(text: &str) -> Result<Option<Value>, ExpressionError> {
    constant_of(text, Dialect::Postgres)
}

/// Reads an expression that is a constant; `Ok(None)` if it is anything else.
pub(crate) fn constant_of(text: &str, dialect: Dialect) -> Result<Option<Value>, ExpressionError> {
    let tree = parse::parse(text, dialect)?;
    let tree = match dialect {
        Dialect::Postgres => translate::postgres(tree, &|_| None)?,
        Dialect::OceanBase => translate::canonical(tree)?,
    };
    Ok(match tree {
        Expr::Null => Some(Value::Null),
        Expr::Boolean(truth) => Some(Value::Boolean(truth)),
        Expr::Number(text) => Some(text.parse().map_or(Value::Number(text), Value::Integer)),
        Expr::Text(text) => Some(Value::Text(text)),
        Expr::Column(_)
        | Expr::Not(_)
        | Expr::Negative(_)
        | Expr::Compare(..)
        | Expr::Arithmetic(..)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::In { .. }
        | Expr::Is { .. }
        | Expr::Like { .. }
        | Expr::Case { .. }
        | Expr::Call(..)
        | Expr::Cast(..)
        | Expr::Array(_) => None,
    })
}

/// Lists the columns that an expression reads.
///
/// # Errors
/// `model/untranslatable-expression`, `model/unreadable-expression` and
/// `model/expression-too-complex` for what is not understood.
pub fn columns(text: &str, dialect: Dialect) -> Result<BTreeSet<Ident>, ExpressionError> {
    let mut found = BTreeSet::new();
    inspect::columns(&parse::parse(text, dialect)?, &mut found);
    Ok(found)
}

/// Returns the column that a canonical expression is, if it is nothing else.
pub(crate) fn single_column(canonical: &str) -> Option<Ident> {
    match parse::parse(canonical, Dialect::OceanBase) {
        Ok(Expr::Column(name)) => Some(name),
        Ok(_) | Err(_) => None,
    }
}

/// Says whether OceanBase takes a canonical expression for a text without declared length.
pub(crate) fn is_long_text(canonical: &str, types: &Types<'_>) -> bool {
    parse::parse(canonical, Dialect::OceanBase)
        .is_ok_and(|tree| inspect::is_long_text(&tree, types))
}
