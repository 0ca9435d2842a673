//! Cuts a script into tokens that remember where they stand.

use crate::{Dialect, expression};

/// Says where a token stands, in bytes, and what kind it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare word.
    Word,
    /// A name in quotes.
    Quoted,
    /// A literal in quotes, with its prefix.
    Text,
    Number,
    Symbol(char),
}

/// Says what stands at a position.
pub(super) enum Next {
    Token(Token),
    /// Blanks or a comment up to a position.
    Nothing(usize),
    /// A quote or comment that is never closed.
    Unclosed,
    End,
}

/// Reads what stands at a position of the script.
pub(super) fn next(dialect: Dialect, script: &str, at: usize) -> Next {
    let rest = script.get(at..).unwrap_or("");
    let Some(first) = rest.chars().next() else {
        return Next::End;
    };
    if first.is_whitespace() {
        return Next::Nothing(at + rest.len() - rest.trim_start().len());
    }
    if let Some(next) = comment(dialect, rest, at) {
        return next;
    }
    let second = rest.get(first.len_utf8()..).and_then(|r| r.chars().next());
    let (kind, length) = match (dialect, first) {
        (_, '\'') => (Kind::Text, quoted(rest, 0, '\'', dialect)),
        (Dialect::Postgres, '"') => (Kind::Quoted, quoted(rest, 0, '"', dialect)),
        (Dialect::OceanBase, '"') => (Kind::Text, quoted(rest, 0, '"', dialect)),
        (Dialect::OceanBase, '`') => (Kind::Quoted, quoted(rest, 0, '`', dialect)),
        (Dialect::Postgres, '$') if dollar_tag(rest).is_some() => (Kind::Text, dollar_quoted(rest)),
        (Dialect::Postgres, 'e' | 'E') if second == Some('\'') => {
            // Its backslashes escape, as all of OceanBase's do.
            (Kind::Text, quoted(rest, 1, '\'', Dialect::OceanBase))
        }
        (_, 'b' | 'B' | 'x' | 'X' | 'n' | 'N') if second == Some('\'') => {
            (Kind::Text, quoted(rest, 1, '\'', dialect))
        }
        (_, digit) if digit.is_ascii_digit() => (Kind::Number, Some(number(rest))),
        (_, letter) if is_word(letter) => (
            Kind::Word,
            Some(span(rest, |c| is_word(c) || c.is_ascii_digit())),
        ),
        (_, symbol) => (Kind::Symbol(symbol), Some(symbol.len_utf8())),
    };
    length.map_or(Next::Unclosed, |length| {
        Next::Token(Token {
            kind,
            start: at,
            end: at + length,
        })
    })
}

fn comment(dialect: Dialect, rest: &str, at: usize) -> Option<Next> {
    let starts_line = match dialect {
        Dialect::Postgres => rest.starts_with("--"),
        // `1--1` is a subtraction there (MySQL manual, "Comments").
        Dialect::OceanBase => {
            rest.starts_with('#')
                || rest.strip_prefix("--").is_some_and(|behind| {
                    behind.is_empty() || behind.starts_with(char::is_whitespace)
                })
        }
    };
    if starts_line {
        return Some(Next::Nothing(at + rest.find('\n').unwrap_or(rest.len())));
    }
    if dialect == Dialect::OceanBase {
        // What stands in `/*!50100 … */` is meant for the server.
        if let Some(behind) = rest.strip_prefix("/*!") {
            return Some(Next::Nothing(at + 3 + span(behind, |c| c.is_ascii_digit())));
        }
        if rest.starts_with("*/") {
            return Some(Next::Nothing(at + 2));
        }
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let length = match dialect {
        Dialect::OceanBase => rest
            .get(2..)
            .and_then(|inside| inside.find("*/"))
            .map(|length| length + 4),
        Dialect::Postgres => nested_comment(rest),
    };
    Some(length.map_or(Next::Unclosed, |length| Next::Nothing(at + length)))
}

fn nested_comment(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        match bytes.get(at..at + 2)? {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$' | '@') || !character.is_ascii()
}

fn span(text: &str, keep: impl Fn(char) -> bool) -> usize {
    text.find(|c| !keep(c)).unwrap_or(text.len())
}

fn number(rest: &str) -> usize {
    let digits = |from: usize| {
        from + rest
            .get(from..)
            .map_or(0, |text| span(text, |c| c.is_ascii_digit()))
    };
    let mut end = digits(0);
    if rest.get(end..).is_some_and(|text| text.starts_with('.')) {
        end = digits(end + 1);
    }
    let exponent = rest
        .get(end..)
        .and_then(|text| text.strip_prefix(['e', 'E']));
    if let Some(exponent) = exponent {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let after = digits(end + 1 + sign);
        if after > end + 1 + sign {
            end = after;
        }
    }
    end
}

/// Finds the end of a quoted text whose quote stands at `from`.
fn quoted(rest: &str, from: usize, quote: char, dialect: Dialect) -> Option<usize> {
    let mut characters = rest.char_indices().skip(from + 1).peekable();
    while let Some((position, character)) = characters.next() {
        if character == quote {
            if characters.next_if(|(_, next)| *next == quote).is_none() {
                return Some(position + 1);
            }
        } else if character == '\\' && quote != '`' && dialect == Dialect::OceanBase {
            characters.next()?;
        }
    }
    None
}

/// Reads `$$` or `$tag$`.
fn dollar_tag(rest: &str) -> Option<&str> {
    let name = rest.get(1..)?;
    let end = span(name, |c| c != '$' && (is_word(c) || c.is_ascii_digit()));
    let is_closed = name.get(end..)?.starts_with('$');
    let is_number = name.starts_with(|c: char| c.is_ascii_digit());
    (is_closed && !is_number).then(|| rest.get(..end + 2))?
}

fn dollar_quoted(rest: &str) -> Option<usize> {
    let tag = dollar_tag(rest)?;
    let length = rest.get(tag.len()..)?.find(tag)?;
    Some(length + 2 * tag.len())
}

/// Reads the value of a literal; `None` if its prefix makes it something else than a text.
pub(super) fn unquote(text: &str, dialect: Dialect) -> Option<String> {
    if text.starts_with('$') {
        let tag = dollar_tag(text)?;
        let end = text.len().checked_sub(tag.len())?;
        return text.get(tag.len()..end).map(str::to_owned);
    }
    let (text, escapes) = match text.chars().next()? {
        'n' | 'N' => (text.get(1..)?, dialect == Dialect::OceanBase),
        'e' | 'E' => (text.get(1..)?, true),
        'b' | 'B' | 'x' | 'X' => return None,
        '`' => (text, false),
        _ => (text, dialect == Dialect::OceanBase),
    };
    let quote = text.chars().next()?;
    let end = text.len().checked_sub(1)?;
    let mut value = String::new();
    let mut characters = text.get(1..end)?.chars();
    while let Some(character) = characters.next() {
        if character == quote {
            // The second one of the pair says nothing more.
            characters.next();
            value.push(quote);
        } else if character == '\\' && escapes {
            unescape(characters.next()?, dialect, &mut value)?;
        } else {
            value.push(character);
        }
    }
    Some(value)
}

fn unescape(escaped: char, dialect: Dialect, value: &mut String) -> Option<()> {
    match (dialect, escaped) {
        (Dialect::OceanBase, _) => expression::unescape(escaped, value),
        // Characters by their number are not worth reading: no dump writes them.
        (Dialect::Postgres, 'x' | 'u' | 'U' | '0'..='7') => return None,
        (Dialect::Postgres, 'b' | 'n' | 'r' | 't') => expression::unescape(escaped, value),
        (Dialect::Postgres, 'f') => value.push('\u{c}'),
        (Dialect::Postgres, other) => value.push(other),
    }
    Some(())
}
