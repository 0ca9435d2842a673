//! Asks a grammar of the dialect whether an expression is one.

use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::draft::Draft;
use super::token::Token as Place;
use crate::{Dialect, Severity};

/// Bytes of an expression that is judged. A longer one is not written by hand.
const LONGEST: usize = 16_384;

/// Reports an expression that the grammar refuses. It is kept nevertheless: the grammar has gaps,
/// and the server that printed it knows better.
pub(super) fn judge(draft: &mut Draft<'_>, cursor: &Cursor<'_>, tokens: &[Place]) {
    let text = cursor.slice(tokens);
    if text.len() <= LONGEST && !is_expression(draft.dialect, text) {
        let at = tokens.first().map_or(0, |token| token.start);
        let message = "the expression is kept as it stands, although the grammar does not know it";
        let code = "model/ddl-doubtful-expression";
        draft.report(code, Severity::Warning, at, message);
    }
}

fn is_expression(dialect: Dialect, text: &str) -> bool {
    let grammar: &dyn Grammar = match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::OceanBase => &MySqlDialect {},
    };
    Parser::new(grammar)
        .try_with_sql(text)
        .and_then(|mut parser| {
            parser.parse_expr()?;
            Ok(parser.peek_token().token == Token::EOF)
        })
        .unwrap_or(false)
}
