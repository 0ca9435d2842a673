//! Writes SQL: the one place that quotes names and escapes values.
//!
//! Keywords are `&'static str`, names are [`Ident`]s, values are [`Value`]s; no method takes a text
//! that was made at run time, except [`Writer::expression`] for what a server or a translation
//! wrote. Quoting assumes the session contract that `obmigrate-exec` sets and reads back:
//! `standard_conforming_strings = on` on PostgreSQL, no `NO_BACKSLASH_ESCAPES` and no `ANSI_QUOTES`
//! on OceanBase.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Dialect, Ident, Value};

/// Holds one complete SQL statement without a closing semicolon.
///
/// `Display` shows the text. It may hold values of rows where it was made for a chunk, so logs use
/// [`Statement::redacted`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Statement(String);

impl Statement {
    /// Accepts a statement that this crate's writer did not make, such as a constant one.
    #[must_use]
    pub fn new(sql: impl Into<String>) -> Self {
        Self(sql.into())
    }

    /// Returns the text.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.0
    }

    /// Returns the text with every string and number literal replaced by `?`.
    #[must_use]
    pub fn redacted(&self) -> String {
        redact(&self.0)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes one statement in one dialect.
///
/// ```
/// use obmigrate_model::{Dialect, Ident, Value, sql::Writer};
/// let mut sql = Writer::new(Dialect::OceanBase);
/// sql.kw("SELECT * FROM ").ident(&Ident::new("we`ird")?).kw(" WHERE a = ");
/// sql.value(&Value::Text("it's \\ here".into()));
/// assert_eq!(sql.finish().sql(), r"SELECT * FROM `we``ird` WHERE a = 'it''s \\ here'");
/// # Ok::<(), obmigrate_model::ident::IdentError>(())
/// ```
#[derive(Debug)]
pub struct Writer {
    dialect: Dialect,
    sql: String,
}

impl Writer {
    /// Starts a statement.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            sql: String::new(),
        }
    }

    /// Returns the dialect that is written.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Writes keywords, punctuation and blanks as they stand.
    pub fn kw(&mut self, words: &'static str) -> &mut Self {
        self.sql.push_str(words);
        self
    }

    /// Writes a name, always quoted.
    pub fn ident(&mut self, name: &Ident) -> &mut Self {
        let quote = match self.dialect {
            Dialect::Postgres => '"',
            Dialect::OceanBase => '`',
        };
        self.sql.push(quote);
        for character in name.as_str().chars() {
            if character == quote {
                self.sql.push(quote);
            }
            self.sql.push(character);
        }
        self.sql.push(quote);
        self
    }

    /// Writes names separated by commas.
    pub fn idents<'a>(&mut self, names: impl IntoIterator<Item = &'a Ident>) -> &mut Self {
        self.comma(names, |sql, name| {
            sql.ident(name);
        })
    }

    /// Writes a character string literal.
    ///
    /// A NUL character, which PostgreSQL cannot hold, is written as it is; the server refuses it.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.sql.push('\'');
        for character in text.chars() {
            match (character, self.dialect) {
                ('\'', _) => self.sql.push_str("''"),
                ('\\', Dialect::OceanBase) => self.sql.push_str("\\\\"),
                ('\0', Dialect::OceanBase) => self.sql.push_str("\\0"),
                // The client tools end a statement or a file at these when they stand bare.
                ('\n', Dialect::OceanBase) => self.sql.push_str("\\n"),
                ('\r', Dialect::OceanBase) => self.sql.push_str("\\r"),
                ('\u{1a}', Dialect::OceanBase) => self.sql.push_str("\\Z"),
                (other, _) => self.sql.push(other),
            }
        }
        self.sql.push('\'');
        self
    }

    /// Writes a value as a literal.
    pub fn value(&mut self, value: &Value) -> &mut Self {
        use std::fmt::Write as _;
        // Writing into a string cannot fail.
        let _ = match (value, self.dialect) {
            (Value::Null, _) => self.sql.write_str("NULL"),
            (Value::Boolean(truth), Dialect::Postgres) => write!(self.sql, "{truth}"),
            (Value::Boolean(truth), Dialect::OceanBase) => {
                write!(self.sql, "{}", i32::from(*truth))
            }
            (Value::Integer(number), _) => write!(self.sql, "{number}"),
            (Value::Number(text), _) if is_number(text) => self.sql.write_str(text),
            // `NaN` and `Infinity` are numbers only when quoted, and then only on PostgreSQL.
            (Value::Number(text) | Value::Text(text), _) => {
                self.string(text);
                Ok(())
            }
            (Value::Bytes(bytes), dialect) => {
                self.sql.push_str(match dialect {
                    Dialect::Postgres => "'\\x",
                    Dialect::OceanBase => "x'",
                });
                for byte in bytes {
                    let _ = write!(self.sql, "{byte:02x}");
                }
                self.sql.write_str(match dialect {
                    Dialect::Postgres => "'::bytea",
                    Dialect::OceanBase => "'",
                })
            }
        };
        self
    }

    /// Writes a number that is part of the syntax, such as a length or a limit.
    pub fn number(&mut self, number: impl Into<i128>) -> &mut Self {
        self.sql.push_str(&number.into().to_string());
        self
    }

    /// Writes an expression that a server or a translation wrote in this dialect.
    pub fn expression(&mut self, expression: &str) -> &mut Self {
        self.sql.push_str(expression);
        self
    }

    /// Writes `(`, what `inner` writes, and `)`.
    pub fn paren(&mut self, inner: impl FnOnce(&mut Self)) -> &mut Self {
        self.sql.push('(');
        inner(self);
        self.sql.push(')');
        self
    }

    /// Writes each item with `each`, separated by `, `.
    pub fn comma<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        self.separated(", ", items, each)
    }

    /// Writes each item with `each`, separated by `separator`.
    pub fn separated<T>(
        &mut self,
        separator: &'static str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (position, item) in items.into_iter().enumerate() {
            if position > 0 {
                self.sql.push_str(separator);
            }
            each(self, item);
        }
        self
    }

    /// Returns how many bytes are written so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sql.len()
    }

    /// Says whether nothing is written yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    /// Ends the statement.
    #[must_use]
    pub fn finish(self) -> Statement {
        Statement(self.sql)
    }
}

/// Says whether a text can stand unquoted as a number in both dialects.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_is_plain = match mantissa.split_once('.') {
        Some((whole, fraction)) => !whole.is_empty() && plain(whole) && plain(fraction),
        None => !mantissa.is_empty() && plain(mantissa),
    };
    mantissa_is_plain
        && exponent.is_none_or(|exponent| {
            let digits = exponent.trim_start_matches(['+', '-']);
            !digits.is_empty() && plain(digits)
        })
}

/// Replaces string and number literals by `?`; names and keywords stay.
fn redact(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut characters = sql.chars().peekable();
    let mut in_word = false;
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                out.push('?');
                while let Some(inside) = characters.next() {
                    match inside {
                        // Doubled quote or escape: the literal goes on.
                        '\\' => drop(characters.next()),
                        '\'' if characters.peek() == Some(&'\'') => drop(characters.next()),
                        '\'' => break,
                        _ => {}
                    }
                }
                in_word = false;
            }
            quote @ ('`' | '"') => {
                out.push(quote);
                for inside in characters.by_ref() {
                    out.push(inside);
                    if inside == quote {
                        break;
                    }
                }
                in_word = false;
            }
            digit if digit.is_ascii_digit() && !in_word => {
                out.push('?');
                while characters
                    .next_if(|next| next.is_ascii_alphanumeric() || *next == '.')
                    .is_some()
                {}
            }
            other => {
                in_word = other.is_alphanumeric() || other == '_';
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redaction_hides_values_and_keeps_names() {
        let check = |sql: &str, expected: &str| assert_eq!(redact(sql), expected, "{sql}");
        check(
            "SELECT a1 FROM `t 5'` WHERE a = 'it''s 4' AND b > 12.5e3",
            "SELECT a1 FROM `t 5'` WHERE a = ? AND b > ?",
        );
        check(r"SET x = 'a\'b', y = x'00ff'", "SET x = ?, y = x?");
        check(
            "INSERT INTO t VALUES (1, -2, 'x')",
            "INSERT INTO t VALUES (?, -?, ?)",
        );
    }

    #[test]
    fn only_numbers_stand_unquoted() {
        for number in ["0", "-1", "1.50", "1e20", "1.5E-7", "12."] {
            assert!(is_number(number), "{number}");
        }
        for other in [
            "", "-", "NaN", "Infinity", "1e", "1 or 1", "0x10", ".5", "1.2.3", "--1",
        ] {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn hostile_text_stays_inside_its_quotes() {
        let write = |dialect, text: &str| {
            let mut sql = Writer::new(dialect);
            sql.string(text);
            sql.finish().sql().to_owned()
        };
        assert_eq!(
            write(Dialect::OceanBase, "a'b\\c\n\r\0\u{1a}😀"),
            "'a''b\\\\c\\n\\r\\0\\Z😀'"
        );
        assert_eq!(write(Dialect::Postgres, "a'b\\c\n😀"), "'a''b\\c\n😀'");
    }
}
