//! Cuts the spelling of a type into words, names, literals and symbols.

use crate::{Dialect, expression};

/// Holds one token and where it stands, in bytes.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// A bare word in lower case.
    Word(String),
    /// A name in quotes, unquoted.
    Quoted(String),
    /// A literal, unescaped.
    Text(String),
    Digits(String),
    Symbol(char),
}

/// Cuts a text; `None` if a quote is never closed.
pub(super) fn tokens(text: &str, dialect: Dialect) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let start = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return Some(tokens);
        };
        let (kind, after) = match (first, dialect) {
            ('"', Dialect::Postgres) | ('`', Dialect::OceanBase) => {
                let (name, after) = quoted(rest, first, dialect)?;
                (Kind::Quoted(name), after)
            }
            ('\'', _) | ('"', Dialect::OceanBase) => {
                let (label, after) = quoted(rest, first, dialect)?;
                (Kind::Text(label), after)
            }
            (digit, _) if digit.is_ascii_digit() => {
                let (digits, after) = split_while(rest, |c| c.is_ascii_digit());
                (Kind::Digits(digits.to_owned()), after)
            }
            (letter, _) if is_word(letter) => {
                let (word, after) = split_while(rest, |c| is_word(c) || c.is_ascii_digit());
                (Kind::Word(word.to_ascii_lowercase()), after)
            }
            (symbol, _) => (
                Kind::Symbol(symbol),
                rest.get(symbol.len_utf8()..).unwrap_or(""),
            ),
        };
        let end = text.len() - after.len();
        tokens.push(Token { kind, start, end });
        rest = after;
    }
}

fn is_word(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$') || !character.is_ascii()
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !keep(c)).unwrap_or(text.len());
    text.split_at(end)
}

fn quoted(rest: &str, quote: char, dialect: Dialect) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((position, character)) = characters.next() {
        if character == quote {
            if characters.next_if(|(_, next)| *next == quote).is_none() {
                return Some((inside, rest.get(position + 1..).unwrap_or("")));
            }
            inside.push(quote);
        } else if character == '\\' && quote != '`' && dialect == Dialect::OceanBase {
            let (_, escaped) = characters.next()?;
            expression::unescape(escaped, &mut inside);
        } else {
            inside.push(character);
        }
    }
    None
}

/// Walks over tokens.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(tokens: &'a [Token]) -> Self {
        Self { rest: tokens }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn next(&mut self) -> Option<&'a Kind> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(&first.kind)
    }

    /// Takes a bare word.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let Some(Kind::Word(word)) = self.peek() else {
            return None;
        };
        self.next();
        Some(word)
    }

    /// Takes a certain bare word, if it comes next.
    pub(super) fn accept(&mut self, expected: &str) -> bool {
        let comes = matches!(self.peek(), Some(Kind::Word(word)) if word == expected);
        if comes {
            self.next();
        }
        comes
    }

    /// Takes certain bare words, if all of them come next.
    pub(super) fn accept_all(&mut self, expected: &str) -> bool {
        let before = self.rest;
        let come = expected.split(' ').all(|word| self.accept(word));
        if !come {
            self.rest = before;
        }
        come
    }

    /// Takes a certain symbol, if it comes next.
    pub(super) fn symbol(&mut self, expected: char) -> bool {
        let comes = matches!(self.peek(), Some(Kind::Symbol(symbol)) if *symbol == expected);
        if comes {
            self.next();
        }
        comes
    }

    /// Takes whole numbers in parentheses, none if there are no parentheses; `None` if something
    /// else stands in them.
    pub(super) fn numbers(&mut self) -> Option<Vec<i64>> {
        let mut numbers = Vec::new();
        if !self.symbol('(') {
            return Some(numbers);
        }
        loop {
            let is_negative = self.symbol('-');
            let Some(Kind::Digits(digits)) = self.next() else {
                return None;
            };
            let number: i64 = digits.parse().ok()?;
            numbers.push(if is_negative { -number } else { number });
            if self.symbol(')') {
                return Some(numbers);
            }
            if !self.symbol(',') {
                return None;
            }
        }
    }

    fn peek(&self) -> Option<&'a Kind> {
        self.rest.first().map(|token| &token.kind)
    }
}

/// Reads the only number in parentheses.
pub(super) fn only<T: TryFrom<i64>>(numbers: &[i64]) -> Option<T> {
    match numbers {
        [number] => T::try_from(*number).ok(),
        _ => None,
    }
}
