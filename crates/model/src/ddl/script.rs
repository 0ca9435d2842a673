//! Cuts a script into statements.

use super::draft::Draft;
use super::token::{Kind, Next, Token, next};
use crate::Dialect;

/// How often reading goes on behind a quote that is never closed. Each time costs a look at the
/// whole rest of the script.
const MOST_RESUMPTIONS: usize = 32;

/// How a line of `mysql` begins that says what ends a statement.
const DELIMITER: &str = "DELIMITER ";

/// Cuts a script; statements without tokens are left out.
pub(super) fn statements(dialect: Dialect, script: &str, draft: &mut Draft<'_>) -> Vec<Vec<Token>> {
    let mut cutter = Cutter {
        dialect,
        script,
        at: 0,
        delimiter: ";",
        atomic: 0,
        statement: Vec::new(),
        statements: Vec::new(),
    };
    let mut resumptions = 0;
    loop {
        cutter.skip_client_commands(draft);
        match next(dialect, script, cutter.at) {
            Next::End => break,
            Next::Nothing(end) => cutter.at = end,
            Next::Token(token) => cutter.push(token),
            Next::Unclosed => {
                resumptions += 1;
                let at = cutter.at;
                let start = cutter.statement.first().map_or(at, |token| token.start);
                draft.at_statement(start);
                let message = "a quote or a comment is never closed";
                draft.error("model/ddl-unclosed-quote", at, message);
                cutter.statement.clear();
                let behind = script.get(at..).and_then(|rest| rest.find(";\n"));
                match behind {
                    Some(length) if resumptions < MOST_RESUMPTIONS => cutter.at = at + length + 2,
                    Some(_) => {
                        let message = "too many quotes are never closed: the rest is not read";
                        draft.error("model/ddl-too-large", at, message);
                        break;
                    }
                    None => break,
                }
            }
        }
    }
    cutter.end();
    cutter.statements
}

struct Cutter<'a> {
    dialect: Dialect,
    script: &'a str,
    at: usize,
    /// What ends a statement.
    delimiter: &'a str,
    /// How many `END`s are missing until a `;` ends the statement again.
    atomic: usize,
    statement: Vec<Token>,
    statements: Vec<Vec<Token>>,
}

impl<'a> Cutter<'a> {
    fn push(&mut self, mut token: Token) {
        let rest = self.script.get(token.start..).unwrap_or("");
        if self.atomic == 0 && rest.starts_with(self.delimiter) {
            self.at = token.start + self.delimiter.len();
            let is_copy = self.dialect == Dialect::Postgres && self.begins_data();
            self.end();
            if is_copy {
                self.skip_data();
            }
            return;
        }
        // `END$$` is one word by itself.
        let text = rest.get(..token.end - token.start).unwrap_or("");
        if token.kind == Kind::Word
            && let Some(length) = text.find(self.delimiter)
        {
            token.end = token.start + length;
        }
        self.at = token.end;
        // The body of a function stands without quotes in `BEGIN ATOMIC … END`.
        if self.dialect == Dialect::Postgres && token.kind == Kind::Word {
            let follows_begin = self
                .statement
                .last()
                .is_some_and(|last| self.is(*last, "BEGIN"));
            if self.is(token, "ATOMIC") && follows_begin {
                self.atomic = 1;
            } else if self.atomic > 0 && self.is(token, "CASE") {
                self.atomic += 1;
            } else if self.atomic > 0 && self.is(token, "END") {
                self.atomic -= 1;
            }
        }
        self.statement.push(token);
    }

    fn end(&mut self) {
        self.atomic = 0;
        if !self.statement.is_empty() {
            self.statements.push(std::mem::take(&mut self.statement));
        }
    }

    fn is(&self, token: Token, word: &str) -> bool {
        token.kind == Kind::Word
            && self
                .script
                .get(token.start..token.end)
                .is_some_and(|text| text.eq_ignore_ascii_case(word))
    }

    /// Says whether the statement is `COPY … FROM stdin`, behind which rows stand.
    fn begins_data(&self) -> bool {
        let reads = self
            .statement
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if self.is(*a, "FROM") && self.is(*b, "STDIN")));
        reads
            && self
                .statement
                .first()
                .is_some_and(|token| self.is(*token, "COPY"))
    }

    fn skip_data(&mut self) {
        let rest = self.script.get(self.at..).unwrap_or("");
        let end = rest.find("\n\\.").map_or(rest.len(), |length| length + 3);
        self.at += end;
    }

    /// Skips lines for the client: `\connect` of `psql`, `DELIMITER` of `mysql`.
    fn skip_client_commands(&mut self, draft: &mut Draft<'_>) {
        let rest = self.script.get(self.at..).unwrap_or("");
        if !self.statement.is_empty() {
            return;
        }
        // The line is looked for only where one of the two begins: it may be long.
        let line = || rest.lines().next().unwrap_or("");
        match self.dialect {
            Dialect::Postgres if rest.starts_with('\\') => {
                draft.ignore("psql command");
                self.at += line().len();
            }
            Dialect::Postgres => {}
            Dialect::OceanBase => {
                let word = rest.get(..DELIMITER.len()).unwrap_or("");
                if !word.eq_ignore_ascii_case(DELIMITER) {
                    return;
                }
                let delimiter = line().get(DELIMITER.len()..).unwrap_or("").trim();
                if !delimiter.is_empty() {
                    self.delimiter = delimiter;
                    draft.ignore("DELIMITER");
                    self.at += line().len();
                }
            }
        }
    }
}
