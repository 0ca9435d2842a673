//! Cuts an expression into words, names, literals and symbols.

use super::ExpressionError;
use crate::Dialect;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A bare word as it is written.
    Word(String),
    /// A name in quotes, unquoted.
    Quoted(String),
    Text(String),
    Number(String),
    Symbol(&'static str),
}

/// Characters of an expression that is looked at. A check of this length is not written by hand.
const LONGEST: usize = 65_536;

/// The longer ones first: the first that fits is taken.
const SYMBOLS: [&str; 51] = [
    "!~~*", "<=>", "!~~", "~~*", "!~*", "->>", "#>>", "@@@", "||/", "|/", "::", "<>", "!=", "<=",
    ">=", "~~", "!~", "~*", "||", "&&", "<<", ">>", "->", "#>", "#-", "@>", "<@", "@@", "@?", "?|",
    "?&", ":=", "(", ")", "[", "]", ",", ".", "=", "<", ">", "+", "-", "*", "/", "%", "^", "#",
    "~", "&", "|",
];

/// What is no symbol of the list but an operator somewhere, refused by name.
const RARE_SYMBOLS: [&str; 4] = ["!", "@", "?", ":"];

pub(super) fn tokens(text: &str, dialect: Dialect) -> Result<Vec<(Token, usize)>, ExpressionError> {
    if text.len() > LONGEST {
        return Err(ExpressionError::TooComplex);
    }
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        let (token, after) = match (first, dialect) {
            ('\'', _) => text_literal(rest, dialect, at)?,
            ('"', Dialect::Postgres) | ('`', Dialect::OceanBase) => quoted(rest, first, at)?,
            (digit, _) if digit.is_ascii_digit() || starts_with_fraction(rest) => number(rest),
            (letter, _) if is_word(letter) => {
                let (word, after) = split_while(rest, |c| is_word(c) || c.is_ascii_digit());
                if after.starts_with('\'') && is_introducer(word) {
                    rest = after;
                    continue;
                }
                if after.starts_with('\'') && word.len() == 1 {
                    let construct = format!("a literal with the prefix {word}");
                    return Err(ExpressionError::construct(construct));
                }
                (Token::Word(word.to_owned()), after)
            }
            _ => symbol(rest, at)?,
        };
        tokens.push((token, at));
        rest = after;
    }
}

fn is_word(character: char) -> bool {
    character.is_alphabetic() || character == '_' || character == '$' || !character.is_ascii()
}

fn starts_with_fraction(text: &str) -> bool {
    text.strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// OceanBase may put the character set before a literal.
fn is_introducer(word: &str) -> bool {
    ["_utf8mb4", "_utf8", "_utf8mb3"]
        .iter()
        .any(|introducer| word.eq_ignore_ascii_case(introducer))
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !keep(c)).unwrap_or(text.len());
    text.split_at(end)
}

fn symbol(rest: &str, at: usize) -> Result<(Token, &str), ExpressionError> {
    for symbol in SYMBOLS {
        if let Some(after) = rest.strip_prefix(symbol) {
            return Ok((Token::Symbol(symbol), after));
        }
    }
    for symbol in RARE_SYMBOLS {
        if rest.starts_with(symbol) {
            let construct = format!("the operator {symbol}");
            return Err(ExpressionError::construct(construct));
        }
    }
    Err(ExpressionError::Unreadable {
        expected: "a word, a literal or an operator",
        at,
    })
}

fn number(rest: &str) -> (Token, &str) {
    let digits = |text| split_while(text, |c: char| c.is_ascii_digit()).1;
    let mut after = digits(rest);
    if let Some(fraction) = after.strip_prefix('.') {
        after = digits(fraction);
    }
    if let Some(exponent) = after.strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if unsigned.starts_with(|c: char| c.is_ascii_digit()) {
            after = digits(unsigned);
        }
    }
    let length = rest.len() - after.len();
    let text = rest.get(..length).unwrap_or(rest);
    (Token::Number(text.to_owned()), after)
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Token, &str), ExpressionError> {
    let mut name = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((position, character)) = characters.next() {
        if character != quote {
            name.push(character);
        } else if characters.next_if(|(_, next)| *next == quote).is_some() {
            name.push(quote);
        } else {
            let after = rest.get(position + quote.len_utf8()..).unwrap_or("");
            return Ok((Token::Quoted(name), after));
        }
    }
    Err(ExpressionError::Unreadable {
        expected: "the end of a quoted name",
        at,
    })
}

fn text_literal(rest: &str, dialect: Dialect, at: usize) -> Result<(Token, &str), ExpressionError> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((position, character)) = characters.next() {
        match (character, dialect) {
            ('\'', _) if characters.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            ('\'', _) => {
                let after = rest.get(position + 1..).unwrap_or("");
                return Ok((Token::Text(text), after));
            }
            ('\\', Dialect::OceanBase) => {
                if let Some((_, escaped)) = characters.next() {
                    unescape(escaped, &mut text);
                }
            }
            (other, _) => text.push(other),
        }
    }
    Err(ExpressionError::Unreadable {
        expected: "the end of a text literal",
        at,
    })
}

/// Adds what a backslash and a character stand for on OceanBase (MySQL manual, "String Literals").
pub(crate) fn unescape(escaped: char, text: &mut String) {
    match escaped {
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        'b' => text.push('\u{8}'),
        '0' => text.push('\0'),
        'Z' => text.push('\u{1a}'),
        // These keep the backslash, so that a pattern can have them as plain characters.
        '%' | '_' => text.extend(['\\', escaped]),
        other => text.push(other),
    }
}
