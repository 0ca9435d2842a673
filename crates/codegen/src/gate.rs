//! The syntax gate: no statement leaves this crate unread.
//!
//! sqlparser judges; what it prints is never used. A statement has to parse as exactly one
//! statement of a kind that plans or definitions consist of. Where the grammar of sqlparser has a
//! known gap, its tokenizer judges instead.

mod gaps;

use obmigrate_model::plan::{Action, Copy, Group, Rename, Reversal, Source, Step};
use obmigrate_model::sql::{Statement, Writer};
use obmigrate_model::{Dialect, KeyRange, Target, Value};
use sqlparser::ast::{Expr, SelectItem, SetExpr, Statement as Parsed};
use sqlparser::dialect::{MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;

use crate::error::Error;

/// Reports every statement of a group that does not pass.
pub(crate) fn check_group(group: &Group, target: Target, errors: &mut Vec<Error>) {
    for step in &group.steps {
        check_action(step, &step.forward, target, errors);
        match &step.reversal {
            Reversal::Undo(action) => check_action(step, action, target, errors),
            Reversal::NoEffect | Reversal::Impossible { .. } => {}
        }
    }
}

fn check_action(step: &Step, action: &Action, target: Target, errors: &mut Vec<Error>) {
    let verdicts = match action {
        Action::Statements(statements) => {
            let check = match target.dialect {
                Dialect::Postgres => check_alteration,
                Dialect::OceanBase => check,
            };
            statements.iter().map(check).collect()
        }
        Action::Copy(copy) => vec![check_copy(copy)],
        Action::Rename(renames) => vec![check(&Rename::statement(target, renames))],
        // Made from a name and a number when it runs.
        Action::CarryCounter { .. } => vec![],
    };
    for why in verdicts.into_iter().filter_map(Result::err) {
        errors.push(Error::Gate {
            path: step.path.clone(),
            why,
        });
    }
}

/// Looks at a copy with a range, as its pieces will have.
fn check_copy(copy: &Copy) -> Result<(), String> {
    let bound = Some(
        copy.key
            .iter()
            .map(|_| Value::Integer(1))
            .collect::<Vec<_>>(),
    )
    .filter(|bound| !bound.is_empty());
    let statement = copy.chunk(&KeyRange {
        after: bound.clone(),
        through: bound,
    });
    match copy.source {
        Source::SameServer => check(&statement),
        Source::Postgres => check_query(&statement, Dialect::Postgres),
    }
}

/// Accepts one OceanBase statement of a kind that plans consist of.
pub(crate) fn check(statement: &Statement) -> Result<(), String> {
    check_kind(statement, Dialect::OceanBase, is_of_plans)
}

/// Accepts one statement of a kind that definitions consist of.
pub(crate) fn check_definition(statement: &Statement, dialect: Dialect) -> Result<(), String> {
    check_kind(statement, dialect, is_of_definitions)
}

/// Accepts one query.
pub(crate) fn check_query(statement: &Statement, dialect: Dialect) -> Result<(), String> {
    check_kind(statement, dialect, is_query)
}

/// Accepts one PostgreSQL statement of a kind that changes in place consist of.
pub(crate) fn check_alteration(statement: &Statement) -> Result<(), String> {
    check_kind(statement, Dialect::Postgres, is_of_alterations)
}

/// Accepts one expression of OceanBase that stays one between parentheses.
pub(crate) fn check_expression(expression: &str) -> Result<(), String> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT (").expression(expression).kw(")");
    let parsed = parse_one(&MySqlDialect {}, sql.finish().sql())?;
    let Parsed::Query(query) = parsed else {
        return Err("it is no expression".to_owned());
    };
    let SetExpr::Select(select) = *query.body else {
        return Err("it is no expression".to_owned());
    };
    let is_alone = select.from.is_empty() && select.selection.is_none();
    match select.projection.as_slice() {
        [SelectItem::UnnamedExpr(Expr::Nested(_) | Expr::Subquery(_))] if is_alone => Ok(()),
        _ => Err("it is more than one expression".to_owned()),
    }
}

fn check_kind(
    statement: &Statement,
    dialect: Dialect,
    is_known: fn(&Parsed) -> bool,
) -> Result<(), String> {
    if dialect == Dialect::Postgres && statement.sql().contains('\0') {
        return Err("it holds U+0000, which PostgreSQL cannot store".to_owned());
    }
    let parsed = match dialect {
        Dialect::Postgres => parse_one(&PostgreSqlDialect {}, statement.sql()),
        Dialect::OceanBase => parse_one(&MySqlDialect {}, statement.sql()),
    };
    match parsed {
        Ok(parsed) if is_known(&parsed) => Ok(()),
        Ok(parsed) => Err(format!(
            "there are no statements like this here: {}",
            word(&parsed)
        )),
        Err(_) if gaps::excuse(statement.sql(), dialect) => Ok(()),
        Err(why) => Err(why),
    }
}

fn parse_one(dialect: &dyn sqlparser::dialect::Dialect, sql: &str) -> Result<Parsed, String> {
    let mut statements = Parser::parse_sql(dialect, sql).map_err(|error| error.to_string())?;
    match (statements.pop(), statements.len()) {
        (Some(statement), 0) => Ok(statement),
        (Some(_), more) => Err(format!("{} statements instead of one", more + 1)),
        (None, _) => Err("no statement".to_owned()),
    }
}

const fn is_query(statement: &Parsed) -> bool {
    matches!(statement, Parsed::Query(_))
}

const fn is_of_plans(statement: &Parsed) -> bool {
    matches!(
        statement,
        Parsed::CreateTable(_)
            | Parsed::CreateIndex(_)
            | Parsed::AlterTable(_)
            | Parsed::Insert(_)
            | Parsed::RenameTable(_)
            | Parsed::Drop { .. }
            | Parsed::Query(_)
    )
}

const fn is_of_definitions(statement: &Parsed) -> bool {
    matches!(
        statement,
        Parsed::CreateTable(_)
            | Parsed::CreateIndex(_)
            | Parsed::AlterTable(_)
            | Parsed::CreateSequence { .. }
            | Parsed::CreateType { .. }
            | Parsed::CreateDomain(_)
            | Parsed::Comment { .. }
    )
}

const fn is_of_alterations(statement: &Parsed) -> bool {
    is_of_definitions(statement)
        || matches!(
            statement,
            Parsed::AlterIndex { .. }
                | Parsed::AlterType(_)
                | Parsed::Drop { .. }
                | Parsed::Insert(_)
                | Parsed::Lock(_)
                | Parsed::Query(_)
        )
}

/// Names the kind of a statement by its first words.
fn word(statement: &Parsed) -> String {
    statement
        .to_string()
        .split_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::check_expression;

    #[test]
    fn an_expression_stays_within_its_parentheses() {
        for one in [
            "1",
            "coalesce(`a`, 'b)')",
            "(a) + (b)",
            "case when a then 1 end",
            "a /* ) */",
        ] {
            assert_eq!(check_expression(one), Ok(()), "{one}");
        }
        for other in [
            "",
            "1), (2",
            "1) + (2",
            "1) FROM t WHERE (1",
            "1 -- x",
            "1; DROP TABLE t",
            "'",
        ] {
            assert!(check_expression(other).is_err(), "{other}");
        }
    }
}
