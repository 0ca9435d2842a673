//! Patterns for names.

use std::str::FromStr;

use crate::Ident;

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
    /// `model/invalid-pattern` if it is empty or if a quote does not end.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        let segments: Vec<_> = Self::split(pattern)?
            .into_iter()
            .map(|glob| glob.0)
            .collect();
        Ok(Self(segments.join(&Part::Character('.'))))
    }

    /// Reads several patterns, which dots outside of quotes part.
    ///
    /// # Errors
    /// `model/invalid-pattern` if one of them is empty or if a quote does not end.
    pub fn split(pattern: &str) -> Result<Vec<Self>, PatternError> {
        let segments = segments(pattern)?;
        Ok(segments.into_iter().map(Self).collect())
    }

    /// Says whether a name fits the pattern as a whole.
    #[must_use]
    pub fn matches(&self, name: &Ident) -> bool {
        self.matches_text(name.as_str())
    }

    /// Says whether a text fits the pattern as a whole.
    #[must_use]
    pub fn matches_text(&self, text: &str) -> bool {
        let name: Vec<char> = text.chars().collect();
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

/// Says that a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the pattern {pattern:?}: {reason}")]
#[non_exhaustive]
pub struct PatternError {
    /// What was given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl PatternError {
    fn new(pattern: &str, reason: &'static str) -> Self {
        Self {
            pattern: pattern.to_owned(),
            reason,
        }
    }

    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "model/invalid-pattern"
    }
}

impl FromStr for Glob {
    type Err = PatternError;

    fn from_str(pattern: &str) -> Result<Self, PatternError> {
        Self::new(pattern)
    }
}

fn segments(pattern: &str) -> Result<Vec<Vec<Part>>, PatternError> {
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
        return Err(PatternError::new(pattern, "a quote does not end"));
    }
    if segments.iter().any(Vec::is_empty) {
        return Err(PatternError::new(pattern, "it names nothing"));
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_as_a_whole_and_by_case() {
        let check = |pattern: &str, name: &str, expected| {
            let glob = Glob::new(pattern).unwrap();
            assert_eq!(
                glob.matches(&Ident::new(name).unwrap()),
                expected,
                "{pattern} {name}"
            );
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
    fn a_long_pattern_does_not_explode() {
        let pattern = Glob::new(&"*a".repeat(500)).unwrap();
        let name = Ident::new(format!("{}b", "a".repeat(5000))).unwrap();
        assert!(!pattern.matches(&name));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["", ".", "app.", ".t", "\"open", "\"\""] {
            let error = Glob::new(pattern).unwrap_err();
            assert_eq!(error.code(), "model/invalid-pattern");
        }
    }
}
