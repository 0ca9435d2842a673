//! Patterns for the names of schemas and tables.

use std::fmt;
use std::str::FromStr;

use obmigrate_model::Ident;

use crate::{Error, ErrorKind};

/// Matches names by a pattern: `*` stands for any characters, `?` for exactly one, everything else
/// for itself; upper and lower case differ.
///
/// Inside double quotes every character stands for itself, and `""` for one quote: `"what?"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Vec<Part>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Character(char),
    One,
    Any,
}

impl Glob {
    /// Reads a pattern.
    ///
    /// # Errors
    /// `exec/invalid-pattern` if it is empty or if a quote does not end.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let segments = segments(pattern)?;
        Ok(Self(segments.join(&Part::Character('.'))))
    }

    /// Says whether a name fits the pattern as a whole.
    #[must_use]
    pub fn matches(&self, name: &Ident) -> bool {
        let name: Vec<char> = name.as_str().chars().collect();
        let (mut part, mut at) = (0, 0);
        // Where to go on if the characters that the last `*` took so far do not suffice.
        let mut retry = None;
        while at < name.len() {
            match (self.0.get(part), name.get(at)) {
                (Some(Part::Any), _) => {
                    retry = Some((part + 1, at));
                    part += 1;
                }
                (Some(Part::One), _) => (part, at) = (part + 1, at + 1),
                (Some(Part::Character(wanted)), Some(found)) if wanted == found => {
                    (part, at) = (part + 1, at + 1);
                }
                (Some(Part::Character(_)) | None, _) => {
                    let Some((behind, taken)) = retry else {
                        return false;
                    };
                    retry = Some((behind, taken + 1));
                    (part, at) = (behind, taken + 1);
                }
            }
        }
        self.0.iter().skip(part).all(|part| *part == Part::Any)
    }
}

impl FromStr for Glob {
    type Err = Error;

    fn from_str(pattern: &str) -> Result<Self, Error> {
        Self::new(pattern)
    }
}

/// Matches tables: `orders_*` in every schema, `app.orders_*` in the schemas that match `app`.
///
/// Both sides of the dot are like a [`Glob`]; a dot that belongs to a name stands in quotes:
/// `"a.b"`, `app."a.b"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePattern {
    schema: Option<Glob>,
    table: Glob,
}

impl TablePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// `exec/invalid-pattern` if a side is empty, if a quote does not end, or if there are several
    /// dots.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let mut sides = segments(pattern)?.into_iter().map(Glob);
        match (sides.next(), sides.next(), sides.next()) {
            (Some(table), None, _) => Ok(Self {
                schema: None,
                table,
            }),
            (Some(schema), Some(table), None) => Ok(Self {
                schema: Some(schema),
                table,
            }),
            (None, ..) | (Some(_), Some(_), Some(_)) => Err(invalid(
                pattern,
                "it has more than one dot outside of quotes",
            )),
        }
    }

    /// Says whether a table of a schema fits.
    #[must_use]
    pub fn matches(&self, schema: &Ident, table: &Ident) -> bool {
        self.table.matches(table) && self.schema.as_ref().is_none_or(|glob| glob.matches(schema))
    }
}

impl FromStr for TablePattern {
    type Err = Error;

    fn from_str(pattern: &str) -> Result<Self, Error> {
        Self::new(pattern)
    }
}

/// Splits a pattern at the dots outside of quotes.
fn segments(pattern: &str) -> Result<Vec<Vec<Part>>, Error> {
    let mut segments = vec![Vec::new()];
    let mut is_quoted = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        let part = match character {
            '"' if is_quoted && characters.next_if_eq(&'"').is_some() => Part::Character('"'),
            '"' => {
                is_quoted = !is_quoted;
                continue;
            }
            '.' if !is_quoted => {
                segments.push(Vec::new());
                continue;
            }
            '*' if !is_quoted => Part::Any,
            '?' if !is_quoted => Part::One,
            other => Part::Character(other),
        };
        if let Some(segment) = segments.last_mut() {
            segment.push(part);
        }
    }
    if is_quoted {
        return Err(invalid(pattern, "a quote does not end"));
    }
    if segments.iter().any(Vec::is_empty) {
        return Err(invalid(pattern, "it names nothing"));
    }
    Ok(segments)
}

fn invalid(pattern: impl fmt::Debug, reason: &str) -> Error {
    let doing = format!("reading the pattern {pattern:?}");
    Error::new(ErrorKind::InvalidPattern, doing).with_reason(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).expect("it is a name")
    }

    #[test]
    fn names_match_as_a_whole_and_by_case() {
        let check = |pattern: &str, name: &str, expected| {
            let glob = Glob::new(pattern).expect("it is a pattern");
            assert_eq!(glob.matches(&ident(name)), expected, "{pattern} {name}");
        };
        check("orders", "orders", true);
        check("orders", "Orders", false);
        check("orders", "orders_1", false);
        check("orders_*", "orders_", true);
        check("orders_*", "orders_2024", true);
        check("orders_*", "old_orders_2024", false);
        check("*_log", "a_log_log", true);
        check("*a*b", "xaxbxb", true);
        check("*a*b", "xbxa", false);
        check("t?", "t1", true);
        check("t?", "té", true);
        check("t?", "t", false);
        check("t?", "t12", false);
        check("*", "anything at all", true);
        check("\"what?\"", "what?", true);
        check("\"what?\"", "what!", false);
        check("\"*\"*", "*x", true);
        check("\"a\"\"b\"", "a\"b", true);
        check("a.b", "a.b", true);
    }

    #[test]
    fn tables_match_with_or_without_their_schema() {
        let check = |pattern: &str, schema: &str, table: &str, expected| {
            let found = TablePattern::new(pattern).expect("it is a pattern");
            let matches = found.matches(&ident(schema), &ident(table));
            assert_eq!(matches, expected, "{pattern} {schema} {table}");
        };
        check("orders_*", "app", "orders_1", true);
        check("orders_*", "other", "orders_1", true);
        check("app.orders_*", "app", "orders_1", true);
        check("app.orders_*", "other", "orders_1", false);
        check("a*.*", "app", "x", true);
        check("app.x", "app", "app.x", false);
        check("\"app.x\"", "app", "app.x", true);
        check("app.\"a.b\"", "app", "a.b", true);
    }

    #[test]
    fn a_long_pattern_does_not_explode() {
        let pattern = Glob::new(&"*a".repeat(500)).expect("it is a pattern");
        let name = ident(&format!("{}b", "a".repeat(5000)));
        assert!(!pattern.matches(&name));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["", ".", "app.", ".t", "a.b.c", "\"open", "\"\""] {
            let error = TablePattern::new(pattern).expect_err(pattern);
            assert_eq!(error.code(), "exec/invalid-pattern");
        }
    }
}
