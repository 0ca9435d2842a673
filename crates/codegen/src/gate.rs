//! The syntax gate: no statement leaves this crate unread.
//!
//! sqlparser judges; what it prints is never used. A statement has to parse as exactly one
//! statement of a kind that plans or definitions consist of. Where the grammar of sqlparser has a
//! known gap, its tokenizer judges instead.

mod gaps;

use std::collections::BTreeSet;

use obmigrate_model::plan::{Action, Copy, Group, Rename, Reversal, Source, Step};
use obmigrate_model::sql::{Statement, Writer};
use obmigrate_model::{Dialect, KeyRange, Target, Value};
use sqlparser::ast::{Expr, SelectItem, SetExpr, Statement as Parsed};
use sqlparser::dialect::{MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;

use crate::error::Error;

/// Judges the statements of a plan. One that differs from one that passed in nothing but the names
/// between its quotes passes, too, without being parsed: no grammar looks between them.
#[derive(Default)]
pub(crate) struct Gate {
    passed: BTreeSet<String>,
}

impl Gate {
    /// Reports every statement of a group that does not pass.
    pub(crate) fn check_group(&mut self, group: &Group, target: Target, errors: &mut Vec<Error>) {
        for step in &group.steps {
            self.check_action(step, &step.forward, target, errors);
            match &step.reversal {
                Reversal::Undo(action) => self.check_action(step, action, target, errors),
                Reversal::NoEffect | Reversal::Impossible { .. } => {}
            }
        }
    }

    fn check_action(
        &mut self,
        step: &Step,
        action: &Action,
        target: Target,
        errors: &mut Vec<Error>,
    ) {
        let verdicts = match action {
            Action::Statements(statements) => {
                let check = match target.dialect {
                    Dialect::Postgres => |_: &mut Self, one: &_| check_alteration(one),
                    Dialect::OceanBase => Self::check,
                };
                statements.iter().map(|one| check(self, one)).collect()
            }
            Action::Copy(copy) => vec![self.check_copy(copy, target)],
            Action::Rename(renames) => vec![self.check(&Rename::statement(target, renames))],
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
    fn check_copy(&mut self, copy: &Copy, target: Target) -> Result<(), String> {
        let bound = Some(
            copy.key
                .iter()
                .map(|_| Value::Integer(1))
                .collect::<Vec<_>>(),
        )
        .filter(|bound| !bound.is_empty());
        let range = KeyRange {
            after: bound.clone(),
            through: bound,
        };
        let statement = copy.chunk(&range, target.dialect);
        match (copy.source, target.dialect) {
            (Source::SameServer, Dialect::OceanBase) => self.check(&statement),
            (Source::SameServer, Dialect::Postgres) => check_alteration(&statement),
            (Source::Postgres, _) => check_query(&statement, Dialect::Postgres),
        }
    }

    /// Accepts one OceanBase statement of a kind that plans consist of.
    fn check(&mut self, statement: &Statement) -> Result<(), String> {
        let Some(shape) = shape(statement.sql()) else {
            return check(statement);
        };
        if !self.passed.contains(&shape) {
            check(statement)?;
            self.passed.insert(shape);
        }
        Ok(())
    }
}

/// Returns a statement of OceanBase without what stands between the quotes of its names; nothing if it may
/// hold a comment, in which quotes are none, or if one is not closed.
fn shape(sql: &str) -> Option<String> {
    let mut shape = String::with_capacity(sql.len());
    let mut characters = sql.chars().peekable();
    while let Some(character) = characters.next() {
        shape.push(character);
        let next = characters.peek();
        match (character, next) {
            ('#', _) | ('-', Some('-')) | ('/', Some('*')) => return None,
            // A doubled quote is one of the name.
            ('`', _) => while characters.next()? != '`' || characters.next_if_eq(&'`').is_some() {},
            ('\'' | '"', _) => loop {
                let inside = characters.next()?;
                shape.push(inside);
                if inside == '\\' {
                    shape.push(characters.next()?);
                } else if inside == character {
                    match characters.next_if_eq(&character) {
                        Some(doubled) => shape.push(doubled),
                        None => break,
                    }
                }
            },
            _ => {}
        }
    }
    Some(shape)
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
                | Parsed::Analyze(_)
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
    use super::*;

    #[test]
    fn names_do_not_count() {
        let check = |one: &str, other: &str, same: bool| {
            let (one_shape, other_shape) = (shape(one), shape(other));
            assert!(
                one_shape.is_some() && other_shape.is_some(),
                "{one} {other}"
            );
            assert_eq!(one_shape == other_shape, same, "{one} {other}");
        };
        check("DROP TABLE `a`", "DROP TABLE `b``; -- '\"#/*`", true);
        check("DROP TABLE `a`", "DROP TABLE `b`, `c`", false);
        check("DROP TABLE `a`", "DROP TABLE `b`; DROP TABLE `c`", false);
        check("DROP TABLE `a`", "DROP TABLE a", false);
        check("DROP TABLE `a`", "DROP TABLE IF EXISTS `a`", false);
        check("SELECT '`a`'", "SELECT '`b`'", false);
        check("SELECT 'it''s `', `a`", "SELECT 'it''s `', `b`", true);
        check(r"SELECT '\'`', `a`", r"SELECT '\'`', `b`", true);
        check(r"SELECT '\\', `a`", r"SELECT '\\', `b`", true);
        check(r"SELECT '\\', '`a`'", r"SELECT '\\', '`b`'", false);
    }

    #[test]
    fn a_statement_whose_quotes_say_nothing_is_parsed() {
        for sql in [
            "DROP TABLE `a",
            "SELECT 'a",
            "SELECT 1 -- `a`",
            "SELECT 1 # `a`",
            "SELECT 1 /* `a` */",
        ] {
            assert_eq!(shape(sql), None, "{sql}");
        }
    }

    #[test]
    fn what_is_refused_is_refused_again() {
        let mut gate = Gate::default();
        let mut check = |sql: &str| gate.check(&Statement::new(sql)).is_ok();
        assert!(check("DROP TABLE `a`") && check("DROP TABLE `b`"));
        for _ in 0..2 {
            assert!(!check("DROP TABLE `a`; DROP TABLE `b`"));
            assert!(!check("DROP TABLE"));
            assert!(!check("GRANT ALL ON `a` TO `b`"));
        }
    }

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
