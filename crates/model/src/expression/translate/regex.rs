//! Regular expressions.

use super::Translated;
use crate::expression::ExpressionError;
use crate::expression::tree::Expr;

/// Translates `~` and `~*` with a pattern of which every part means the same in both servers'
/// languages, or has a counterpart (measured on PostgreSQL 15.18 and OceanBase 4.3.5):
/// `$` is the end of the text, not of a line before it, and `.` any character.
pub(super) fn matches(value: &Expr, pattern: &str, operator: &str) -> Translated {
    let translated = translate(pattern)
        .filter(|pattern| !pattern.is_empty())
        .ok_or_else(|| ExpressionError::construct(format!("the pattern {pattern}")))?;
    let flags = if operator == "~*" { "in" } else { "cn" };
    Ok(Expr::Call(
        "regexp_like".to_owned(),
        vec![
            value.clone(),
            Expr::Text(translated),
            Expr::Text(flags.to_owned()),
        ],
    ))
}

fn translate(pattern: &str) -> Option<String> {
    let mut result = String::new();
    let mut rest = pattern.chars().peekable();
    // `^` is an anchor in front of a branch and something else behind it.
    let mut at_start = true;
    if pattern.starts_with("***") {
        return None;
    }
    while let Some(character) = rest.next() {
        let starts = matches!(character, '(' | '|');
        match character {
            '^' if at_start => result.push('^'),
            '^' => return None,
            '$' => result.push_str("\\z"),
            '[' => result.push_str(&set(&mut rest)?),
            '\\' => result.push_str(&escape(rest.next()?)?),
            '(' => {
                result.push('(');
                if rest.next_if_eq(&'?').is_some() {
                    rest.next_if_eq(&':')?;
                    result.push_str("?:");
                }
            }
            '{' => {
                result.push('{');
                let count: String =
                    std::iter::from_fn(|| rest.next_if(|c| c.is_ascii_digit() || *c == ','))
                        .collect();
                rest.next_if_eq(&'}')?;
                if !count.starts_with(|c: char| c.is_ascii_digit()) {
                    return None;
                }
                result.push_str(&count);
                result.push('}');
            }
            '*' | '+' | '?' if at_start => return None,
            ']' | '}' => result.extend(['\\', character]),
            other => result.push(other),
        }
        at_start = starts || (at_start && character == '^');
    }
    Some(result)
}

/// Translates what stands behind a backslash outside of a set: a punctuation character itself, a
/// decimal digit, or a blank character.
fn escape(character: char) -> Option<String> {
    match character {
        'd' => Some("[0-9]".to_owned()),
        's' | 'S' | 'n' | 't' | 'r' => Some(format!("\\{character}")),
        other if other.is_ascii_punctuation() => Some(format!("\\{other}")),
        _ => None,
    }
}

/// Translates a set of characters behind its `[`. Every character that could join sets on
/// OceanBase is escaped.
fn set(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut result = "[".to_owned();
    if rest.next_if_eq(&'^').is_some() {
        result.push('^');
    }
    let mut is_first = true;
    loop {
        match rest.next()? {
            ']' if !is_first => break,
            '[' if rest.peek() == Some(&':') => result.push_str(class(rest)?),
            '[' if matches!(rest.peek(), Some('.' | '=')) => return None,
            '\\' => match rest.next()? {
                'd' => result.push_str("0-9"),
                's' => result.push_str("\\s"),
                other if other.is_ascii_punctuation() => result.extend(['\\', other]),
                _ => return None,
            },
            '-' if is_first || rest.peek() == Some(&']') => result.push_str("\\-"),
            character @ ('[' | ']' | '&' | '^') => result.extend(['\\', character]),
            '-' if rest.peek() == Some(&'-') => return None,
            other => result.push(other),
        }
        is_first = false;
    }
    result.push(']');
    Some(result)
}

/// Translates a class of characters that is the same in every language.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<&'static str> {
    let name: String = std::iter::from_fn(|| rest.next_if(|c| *c != ']')).collect();
    rest.next_if_eq(&']')?;
    match name.as_str() {
        ":digit:" => Some("0-9"),
        ":space:" => Some("\\s"),
        ":xdigit:" => Some("0-9A-Fa-f"),
        _ => None,
    }
}
