//! Columns, as `SHOW CREATE TABLE` writes them.

use super::WrittenColumn;
use crate::catalog::oceanbase::scanner::Scanner;

/// Holds a default as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Written {
    /// `NULL`, which is none.
    Null,
    /// A quoted text, without its quotes.
    Text(Vec<u8>),
    /// `b'101'`.
    Bits(i128),
    /// An expression, without its parentheses.
    Expression(String),
    /// Bare words, such as `5` or `CURRENT_TIMESTAMP(6)`.
    Word(String),
}

/// Holds what the catalogue shows of a column as well. Labels stand there and in the text without
/// escapes (measured on 4.3.5), so that only the same text tells where they end.
#[derive(Debug)]
pub(in super::super) struct Hint {
    /// The type, as `COLUMN_TYPE` shows it.
    pub(in super::super) column_type: String,
    /// The default, as `COLUMN_DEFAULT` shows it, if it is one of the labels of an `enum` or a list
    /// of those of a `set`.
    pub(in super::super) label: Option<String>,
}

/// Reads a column behind its name.
pub(super) fn read(text: &mut Scanner<'_>, hint: Option<&Hint>) -> Option<WrittenColumn> {
    text.skip_blanks();
    if !hint.is_some_and(|hint| text.eat(hint.column_type.as_bytes())) {
        // A type that is shown otherwise elsewhere; only a label could mislead here.
        text.word()?;
        if text.peek() == Some(b'(') {
            text.parenthesised()?;
        }
    }
    let mut column = WrittenColumn::default();
    loop {
        text.skip_blanks();
        let start = text.position();
        match text.peek()? {
            b',' | b')' => return Some(column),
            b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => {
                text.skip_item()?;
                column.strange.push(text.since(start));
                continue;
            }
        }
        match text.word()?.as_str() {
            // The catalogue's `COLUMNS` has these.
            "NOT" | "NULL" | "UNSIGNED" | "ZEROFILL" | "VIRTUAL" | "STORED" | "INVISIBLE"
            | "AUTO_INCREMENT" => {}
            "CHARACTER" if text.accept("SET") => drop(text.word()?),
            "COLLATE" => drop(text.word()?),
            "COMMENT" => drop(text.string()?),
            "GENERATED" if text.accept("ALWAYS") && text.accept("AS") => {
                text.skip_blanks();
                text.parenthesised()?;
            }
            "ON" if text.accept("UPDATE") => {
                text.word()?;
                if text.peek() == Some(b'(') {
                    text.parenthesised()?;
                }
            }
            "DEFAULT" => {
                let label = hint.and_then(|hint| hint.label.as_deref());
                column.default = Some(default(text, label)?);
            }
            _ => {
                text.skip_blanks();
                if text.peek() == Some(b'(') {
                    text.parenthesised()?;
                }
                column.strange.push(text.since(start));
            }
        }
    }
}

fn default(text: &mut Scanner<'_>, label: Option<&str>) -> Option<Written> {
    text.skip_blanks();
    if let Some(label) = label
        && text.eat_exactly(format!("'{label}'").as_bytes())
    {
        return Some(Written::Text(label.as_bytes().to_vec()));
    }
    match text.peek()? {
        b'\'' => return text.quoted(b'\'').map(Written::Text),
        b'(' => {
            let inside = text.parenthesised()?;
            return Some(Written::Expression(
                String::from_utf8_lossy(inside).into_owned(),
            ));
        }
        _ => {}
    }
    if text.accept("NULL") {
        return Some(Written::Null);
    }
    if text.eat(b"b'") {
        let start = text.position();
        while text.peek()? != b'\'' {
            text.next();
        }
        let bits = i128::from_str_radix(&text.since(start), 2).ok()?;
        text.next();
        return Some(Written::Bits(bits));
    }
    let start = text.position();
    loop {
        match text.peek()? {
            b',' | b')' => break,
            b'(' => drop(text.parenthesised()?),
            byte if byte.is_ascii_whitespace() => break,
            _ => drop(text.next()),
        }
    }
    Some(Written::Word(text.since(start)))
}
