//! Writes the canonical text: as few parentheses as the precedences need.

use super::ExpressionError;
use super::tree::{Comparison, Expr, Operator, State};
use crate::sql::Writer;
use crate::{Dialect, Value};

/// How tightly an expression holds together, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
    Or,
    And,
    Not,
    Comparison,
    Bits,
    Sum,
    Product,
    Sign,
    Primary,
}

pub(super) fn print(tree: &Expr) -> Result<String, ExpressionError> {
    let mut sql = Writer::new(Dialect::OceanBase);
    write(&mut sql, tree, Precedence::Or)?;
    Ok(sql.finish().sql().to_owned())
}

const fn precedence(tree: &Expr) -> Precedence {
    match tree {
        Expr::Or(_) => Precedence::Or,
        Expr::And(_) => Precedence::And,
        Expr::Not(_) => Precedence::Not,
        Expr::Compare(..) | Expr::In { .. } | Expr::Is { .. } | Expr::Like { .. } => {
            Precedence::Comparison
        }
        Expr::Arithmetic(operator, ..) => match operator {
            Operator::BitAnd => Precedence::Bits,
            Operator::Add | Operator::Subtract => Precedence::Sum,
            Operator::Multiply | Operator::Divide | Operator::WholeDivide | Operator::Remainder => {
                Precedence::Product
            }
        },
        Expr::Negative(_) => Precedence::Sign,
        Expr::Null
        | Expr::Boolean(_)
        | Expr::Number(_)
        | Expr::Text(_)
        | Expr::Column(_)
        | Expr::Case { .. }
        | Expr::Call(..)
        | Expr::Cast(..)
        | Expr::Array(_) => Precedence::Primary,
    }
}

/// Writes an expression, in parentheses if it holds together less tightly than its place needs.
fn write(sql: &mut Writer, tree: &Expr, least: Precedence) -> Result<(), ExpressionError> {
    if precedence(tree) >= least {
        return write_bare(sql, tree);
    }
    sql.kw("(");
    write_bare(sql, tree)?;
    sql.kw(")");
    Ok(())
}

fn write_bare(sql: &mut Writer, tree: &Expr) -> Result<(), ExpressionError> {
    use Precedence as P;
    match tree {
        Expr::Null => {
            sql.kw("NULL");
        }
        Expr::Boolean(truth) => {
            sql.value(&Value::Boolean(*truth));
        }
        Expr::Number(text) => {
            sql.value(&Value::Number(text.clone()));
        }
        Expr::Text(text) => {
            sql.string(text);
        }
        Expr::Column(name) => {
            sql.ident(name);
        }
        Expr::Not(inner) => {
            sql.kw("NOT ");
            write(sql, inner, P::Primary)?;
        }
        Expr::Negative(inner) => {
            sql.kw("-");
            write(sql, inner, P::Primary)?;
        }
        Expr::Compare(operator, left, right) => {
            write(sql, left, P::Sum)?;
            sql.kw(comparison(*operator));
            write(sql, right, P::Sum)?;
        }
        Expr::Arithmetic(operator, left, right) => {
            let (word, left_least, right_least) = match operator {
                Operator::Add => (" + ", P::Sum, P::Product),
                Operator::Subtract => (" - ", P::Sum, P::Product),
                Operator::Multiply => (" * ", P::Product, P::Sign),
                Operator::Divide => (" / ", P::Product, P::Sign),
                Operator::WholeDivide => (" DIV ", P::Product, P::Sign),
                Operator::Remainder => (" % ", P::Product, P::Sign),
                Operator::BitAnd => (" & ", P::Sum, P::Sum),
            };
            write(sql, left, left_least)?;
            sql.kw(word);
            write(sql, right, right_least)?;
        }
        Expr::And(parts) => write_list(sql, parts, " AND ", P::Not)?,
        Expr::Or(parts) => write_list(sql, parts, " OR ", P::And)?,
        Expr::In {
            negated,
            value,
            list,
        } => {
            write(sql, value, P::Sum)?;
            sql.kw(if *negated { " NOT IN (" } else { " IN (" });
            write_list(sql, list, ", ", P::Or)?;
            sql.kw(")");
        }
        Expr::Is {
            negated,
            value,
            state,
        } => {
            write(sql, value, P::Sum)?;
            sql.kw(if *negated { " IS NOT " } else { " IS " });
            sql.kw(match state {
                State::Null => "NULL",
                State::True => "TRUE",
                State::False => "FALSE",
            });
        }
        Expr::Like {
            negated,
            value,
            pattern,
            escape,
        } => {
            write(sql, value, P::Sum)?;
            sql.kw(if *negated { " NOT LIKE " } else { " LIKE " });
            write(sql, pattern, P::Sum)?;
            if let Some(escape) = escape {
                sql.kw(" ESCAPE ").string(escape);
            }
        }
        Expr::Case { arms, otherwise } => write_case(sql, arms, otherwise.as_deref())?,
        Expr::Call(name, arguments) => write_call(sql, name, arguments)?,
        Expr::Cast(_, data_type) => {
            let construct = format!("a cast to {}", data_type.name);
            return Err(ExpressionError::construct(construct));
        }
        Expr::Array(_) => return Err(ExpressionError::construct("an array")),
    }
    Ok(())
}

const fn comparison(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Equal => " = ",
        Comparison::NotEqual => " <> ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
        Comparison::NullSafeEqual => " <=> ",
    }
}

fn write_list(
    sql: &mut Writer,
    parts: &[Expr],
    separator: &'static str,
    least: Precedence,
) -> Result<(), ExpressionError> {
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            sql.kw(separator);
        }
        write(sql, part, least)?;
    }
    Ok(())
}

fn write_case(
    sql: &mut Writer,
    arms: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
) -> Result<(), ExpressionError> {
    sql.kw("CASE");
    for (condition, result) in arms {
        sql.kw(" WHEN ");
        write(sql, condition, Precedence::Or)?;
        sql.kw(" THEN ");
        write(sql, result, Precedence::Or)?;
    }
    if let Some(otherwise) = otherwise {
        sql.kw(" ELSE ");
        write(sql, otherwise, Precedence::Or)?;
    }
    sql.kw(" END");
    Ok(())
}

fn write_call(sql: &mut Writer, name: &str, arguments: &[Expr]) -> Result<(), ExpressionError> {
    if name == "json_typeof" {
        return Err(ExpressionError::construct("the function json_typeof"));
    }
    // The parser admits only names of its own list.
    sql.expression(match (name, arguments.len()) {
        ("ltrim" | "rtrim", 2) => "trim",
        _ => name,
    });
    sql.kw("(");
    match (name, arguments) {
        ("position", [needle, text]) => {
            write(sql, needle, Precedence::Primary)?;
            sql.kw(" IN ");
            write(sql, text, Precedence::Primary)?;
        }
        ("trim" | "ltrim" | "rtrim", [text, removed]) => {
            sql.kw(match name {
                "ltrim" => "LEADING ",
                "rtrim" => "TRAILING ",
                _ => "BOTH ",
            });
            write(sql, removed, Precedence::Primary)?;
            sql.kw(" FROM ");
            write(sql, text, Precedence::Primary)?;
        }
        ("extract", [Expr::Text(field), value]) if is_word(field) => {
            sql.expression(field).kw(" FROM ");
            write(sql, value, Precedence::Primary)?;
        }
        ("date_add" | "date_sub", [value, amount, Expr::Text(unit)]) if is_word(unit) => {
            write(sql, value, Precedence::Or)?;
            sql.kw(", INTERVAL ");
            write(sql, amount, Precedence::Primary)?;
            sql.kw(" ").expression(unit);
        }
        (_, arguments) => write_list(sql, arguments, ", ", Precedence::Or)?,
    }
    sql.kw(")");
    Ok(())
}

fn is_word(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
