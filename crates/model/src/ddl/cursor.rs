//! Walks over the tokens of a statement.

use super::token::{Kind, Token, unquote};
use crate::{Dialect, Ident};

/// Says what is wrong with a statement, and where, in bytes of the script.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) at: usize,
    pub(super) message: String,
}

pub(super) type Read<T> = Result<T, Fault>;

/// Names an object, with its schema if the script says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) schema: Option<Ident>,
    pub(super) name: Ident,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    pub(super) dialect: Dialect,
    script: &'a str,
    tokens: &'a [Token],
    /// Where the script goes on behind the tokens.
    end: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(dialect: Dialect, script: &'a str, tokens: &'a [Token]) -> Self {
        let end = tokens.last().map_or(0, |token| token.end);
        Self {
            dialect,
            script,
            tokens,
            end,
        }
    }

    /// Walks over some of the tokens.
    pub(super) fn within(&self, tokens: &'a [Token]) -> Self {
        let end = tokens.last().map_or(self.end, |token| token.end);
        Self {
            tokens,
            end,
            ..*self
        }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) const fn rest(&self) -> &'a [Token] {
        self.tokens
    }

    /// Returns the position in the script, in bytes.
    pub(super) fn position(&self) -> usize {
        self.tokens.first().map_or(self.end, |token| token.start)
    }

    pub(super) fn text(&self, token: Token) -> &'a str {
        self.script.get(token.start..token.end).unwrap_or("")
    }

    /// Returns the text of the script from the first to the last of some tokens.
    pub(super) fn slice(&self, tokens: &[Token]) -> &'a str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.script.get(first.start..last.end).unwrap_or(""),
            _ => "",
        }
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    pub(super) fn is_word(&self, token: Token, word: &str) -> bool {
        token.kind == Kind::Word && self.text(token).eq_ignore_ascii_case(word)
    }

    /// Says whether certain words, separated by single blanks, come next.
    pub(super) fn sees(&self, words: &str) -> bool {
        // Most questions end here.
        if self
            .tokens
            .first()
            .is_none_or(|token| token.kind != Kind::Word)
        {
            return false;
        }
        let mut tokens = self.tokens.iter();
        words.split(' ').all(|word| {
            tokens
                .next()
                .is_some_and(|token| self.is_word(*token, word))
        })
    }

    /// Takes certain words, if they come next.
    pub(super) fn accept(&mut self, words: &str) -> bool {
        let comes = self.sees(words);
        if comes {
            let count = words.split(' ').count();
            self.tokens = self.tokens.get(count..).unwrap_or(&[]);
        }
        comes
    }

    /// Takes the first of some words that comes next.
    pub(super) fn accept_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        words.iter().copied().find(|words| self.accept(words))
    }

    pub(super) fn expect(&mut self, words: &str) -> Read<()> {
        if self.accept(words) {
            Ok(())
        } else {
            Err(self.fault(format!("{words} is expected")))
        }
    }

    pub(super) fn sees_symbol(&self, symbol: char) -> bool {
        self.tokens
            .first()
            .is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    pub(super) fn symbol(&mut self, symbol: char) -> bool {
        let comes = self.sees_symbol(symbol);
        if comes {
            self.next();
        }
        comes
    }

    /// Takes what stands in parentheses.
    pub(super) fn group(&mut self) -> Read<&'a [Token]> {
        if !self.sees_symbol('(') {
            return Err(self.fault("( is expected"));
        }
        let mut depth = 0_usize;
        for (position, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Symbol('(') => depth += 1,
                Kind::Symbol(')') => depth -= 1,
                Kind::Symbol(_) | Kind::Word | Kind::Quoted | Kind::Text | Kind::Number => {}
            }
            if depth == 0 {
                let inside = self.tokens.get(1..position).unwrap_or(&[]);
                self.tokens = self.tokens.get(position + 1..).unwrap_or(&[]);
                return Ok(inside);
            }
        }
        Err(self.fault("the parenthesis is never closed"))
    }

    /// Takes what stands in parentheses, if they come next.
    pub(super) fn optional_group(&mut self) -> Read<Option<&'a [Token]>> {
        if self.sees_symbol('(') {
            self.group().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Takes tokens up to one outside parentheses at which `stop` says so, or the end.
    pub(super) fn until(&mut self, stop: impl Fn(&Self) -> bool) -> &'a [Token] {
        let all = self.tokens;
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.first() {
            if depth == 0 && self.tokens.len() < all.len() && stop(self) {
                break;
            }
            match token.kind {
                Kind::Symbol('(' | '[') => depth += 1,
                Kind::Symbol(')' | ']') => depth = depth.saturating_sub(1),
                Kind::Symbol(_) | Kind::Word | Kind::Quoted | Kind::Text | Kind::Number => {}
            }
            self.next();
        }
        let taken = all.len() - self.tokens.len();
        all.get(..taken).unwrap_or(all)
    }

    pub(super) fn name(&mut self) -> Read<Ident> {
        let fault = self.fault("a name is expected");
        let Some(token) = self.next() else {
            return Err(fault);
        };
        let text = self.text(token);
        let name = match (token.kind, self.dialect) {
            (Kind::Word, Dialect::Postgres) => Some(text.to_ascii_lowercase()),
            (Kind::Word, Dialect::OceanBase) => Some(text.to_owned()),
            (Kind::Quoted, _) => unquote(text, Dialect::Postgres),
            (Kind::Text | Kind::Number | Kind::Symbol(_), _) => None,
        };
        name.and_then(|name| Ident::new(name).ok()).ok_or(fault)
    }

    /// Reads `schema.name` or `name`.
    pub(super) fn qualified(&mut self) -> Read<Name> {
        let name = self.name()?;
        if self.symbol('.') {
            return Ok(Name {
                schema: Some(name),
                name: self.name()?,
            });
        }
        Ok(Name { schema: None, name })
    }

    /// Reads the name of a table, which OceanBase stores in lower case.
    pub(super) fn table_name(&mut self) -> Read<Name> {
        let mut name = self.qualified()?;
        if self.dialect == Dialect::OceanBase
            && let Ok(folded) = Ident::new(name.name.as_str().to_lowercase())
        {
            name.name = folded;
        }
        Ok(name)
    }

    /// Reads names in parentheses.
    pub(super) fn names(&mut self) -> Read<Vec<Ident>> {
        let inside = self.group()?;
        let mut names = Vec::new();
        for item in self.items(inside) {
            let mut item = self.within(item);
            names.push(item.name()?);
            item.expect_end()?;
        }
        Ok(names)
    }

    /// Cuts at the commas outside parentheses.
    pub(super) fn items(&self, tokens: &'a [Token]) -> Vec<&'a [Token]> {
        let mut rest = self.within(tokens);
        let mut items = Vec::new();
        while !rest.is_at_end() {
            // `until` takes one token at least, which may be the comma of an empty item.
            if rest.symbol(',') {
                items.push(&[][..]);
                continue;
            }
            items.push(rest.until(|rest| rest.sees_symbol(',')));
            rest.symbol(',');
        }
        items
    }

    /// Reads a text literal.
    pub(super) fn literal(&mut self) -> Read<String> {
        let fault = self.fault("a text in quotes is expected");
        self.next()
            .filter(|token| token.kind == Kind::Text)
            .and_then(|token| unquote(self.text(token), self.dialect))
            .ok_or(fault)
    }

    /// Reads a whole number.
    pub(super) fn integer(&mut self) -> Read<i64> {
        let fault = self.fault("a whole number of 64 bits is expected");
        let is_negative = self.symbol('-');
        let text = self
            .next()
            .filter(|token| token.kind == Kind::Number)
            .map_or("", |token| self.text(token));
        let number = if is_negative {
            format!("-{text}").parse()
        } else {
            text.parse()
        };
        number.map_err(|_| fault)
    }

    /// Reads a whole number from 0 on.
    pub(super) fn count(&mut self) -> Read<u64> {
        let fault = self.fault("a whole number from 0 on is expected");
        self.next()
            .filter(|token| token.kind == Kind::Number)
            .and_then(|token| self.text(token).parse().ok())
            .ok_or(fault)
    }

    /// Reads an expression of some tokens, without the parentheses around all of it.
    pub(super) fn expression(&self, tokens: &'a [Token]) -> Read<&'a str> {
        let bare = without_parentheses(tokens);
        if bare.is_empty() {
            return Err(self.within(tokens).fault("an expression is expected"));
        }
        Ok(self.slice(bare))
    }

    pub(super) fn expect_end(&self) -> Read<()> {
        match self.tokens.first() {
            None => Ok(()),
            Some(token) => Err(self.fault(format!(
                "{} is not understood here",
                beginning(self.text(*token), 40)
            ))),
        }
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        self.fault_of("model/ddl-unreadable", message)
    }

    pub(super) fn unsupported(&self, message: impl Into<String>) -> Fault {
        self.fault_of("model/ddl-unsupported", message)
    }

    pub(super) fn fault_of(&self, code: &'static str, message: impl Into<String>) -> Fault {
        Fault {
            code,
            at: self.position(),
            message: message.into(),
        }
    }
}

/// Cuts a text that is shown to a person.
pub(super) fn beginning(text: &str, most: usize) -> String {
    let mut words: String = text.chars().take(most).collect();
    if words.len() < text.len() {
        words.push('…');
    }
    words
}

/// Takes off the parentheses that stand around all tokens, in one walk.
fn without_parentheses(tokens: &[Token]) -> &[Token] {
    let is = |token: &&Token, symbol| token.kind == Kind::Symbol(symbol);
    let opening = tokens.iter().take_while(|token| is(token, '(')).count();
    let closing = tokens
        .iter()
        .rev()
        .take_while(|token| is(token, ')'))
        .count();
    let middle = tokens
        .get(opening..tokens.len().saturating_sub(closing))
        .unwrap_or(&[]);
    let mut depth = opening;
    let mut least = opening.min(closing);
    for token in middle {
        match token.kind {
            Kind::Symbol('(') => depth += 1,
            Kind::Symbol(')') => depth = depth.saturating_sub(1),
            Kind::Symbol(_) | Kind::Word | Kind::Quoted | Kind::Text | Kind::Number => {}
        }
        least = least.min(depth);
    }
    tokens
        .get(least..tokens.len().saturating_sub(least))
        .unwrap_or(&[])
}
