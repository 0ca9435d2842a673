//! One script: comments that no name breaks out of, the session, statements and procedures.

use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Statement};

use super::name::Procedure;
use crate::session::session;

/// How wide comments are, in characters.
const WIDTH: usize = 98;

/// Collects the text of a script for the `mysql` client.
#[derive(Default)]
pub(super) struct Script(String);

impl Script {
    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Writes comment lines. Whatever could end a line is a blank there.
    pub(super) fn comment(&mut self, text: &str) {
        let line: String = text
            .chars()
            .map(|c| if is_break(c) { ' ' } else { c })
            .collect();
        let mut width = 0;
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if width > 0 && width + 1 + length <= WIDTH {
                self.0.push(' ');
                width += 1;
            } else {
                self.0.push_str(if width > 0 { "\n--   " } else { "-- " });
                width = if width > 0 { 5 } else { 3 };
            }
            self.0.push_str(word);
            width += length;
        }
        self.0.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Writes a line that is for the client, or the same in every plan.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Writes what every script begins with, so that each is right when it is run alone: a client that
    /// is started once for each file has a new session each time.
    pub(super) fn session(&mut self) {
        self.blank();
        for statement in session(Dialect::OceanBase) {
            self.statement(&statement);
        }
        self.blank();
    }

    pub(super) fn statement(&mut self, statement: &Statement) {
        self.0.push_str(statement.sql());
        self.0.push_str(";\n");
    }

    /// Writes one statement.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut Writer)) {
        let mut sql = Writer::new(Dialect::OceanBase);
        write(&mut sql);
        self.statement(&sql.finish());
    }

    /// Ends the script with an error if a user variable is not 0. This takes a procedure: a prepared
    /// `SIGNAL` was raised 17 times of 200, the others went by without a word, and a prepared `DO 0`
    /// has ended the server (OceanBase 4.3.5, measured); a procedure raised it 90 times of 90.
    pub(super) fn fail_unless_zero(
        &mut self,
        name: &Procedure,
        variable: &'static str,
        message: &'static str,
    ) {
        self.run_procedure(name, |sql| {
            sql.kw("BEGIN\n  IF ").kw(variable).kw(" <> 0 THEN\n    ");
            signal(sql, message);
            sql.kw("  END IF;\nEND");
        });
    }

    /// Creates a procedure, calls it and drops it. One that an interrupted script left behind makes
    /// way.
    pub(super) fn run_procedure(&mut self, name: &Procedure, body: impl FnOnce(&mut Writer)) {
        self.drop_procedure(name);
        self.0.push_str("DELIMITER //\n");
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("CREATE PROCEDURE ");
        name.write(&mut sql);
        sql.kw("()\n");
        body(&mut sql);
        self.0.push_str(sql.finish().sql());
        self.0.push_str(" //\nDELIMITER ;\n");
        self.write(|sql| {
            sql.kw("CALL ");
            name.write(sql);
            sql.kw("()");
        });
        self.drop_procedure(name);
    }

    pub(super) fn drop_procedure(&mut self, name: &Procedure) {
        self.write(|sql| {
            sql.kw("DROP PROCEDURE IF EXISTS ");
            name.write(sql);
        });
    }
}

/// Writes the statement that ends a script with an error.
pub(super) fn signal(sql: &mut Writer, message: &'static str) {
    sql.kw("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = ");
    sql.string(message).kw(";\n");
}

/// Says whether some program takes a character for the end of a line.
const fn is_break(character: char) -> bool {
    character.is_ascii_control()
        || matches!(character, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_comment() {
        let mut script = Script::default();
        script.comment("a\r\nDROP TABLE x;\u{2028}b\u{85}c\0d");
        script.comment("");
        assert_eq!(script.finish(), "-- a DROP TABLE x; b c d\n\n");
    }

    #[test]
    fn long_comments_are_wrapped() {
        let mut script = Script::default();
        script.comment(&"word ".repeat(40));
        let text = script.finish();
        assert!(
            text.lines()
                .all(|line| line.len() <= WIDTH && line.starts_with("--"))
        );
        assert_eq!(
            text.split_whitespace()
                .filter(|word| *word == "word")
                .count(),
            40
        );
    }
}
