//! Parentheses that say nothing.

use crate::Dialect;

/// Takes off the blanks and the parentheses that enclose the whole text. The time is linear in the
/// text, however many there are.
///
/// ```
/// use obmigrate_model::{Dialect, expression::without_parentheses};
/// assert_eq!(without_parentheses(Dialect::Postgres, "((a) > (0))"), "(a) > (0)");
/// ```
#[must_use]
pub fn without_parentheses(dialect: Dialect, text: &str) -> &str {
    let ends = ends_of_leading(dialect, text);
    let mut bare = text.trim();
    let mut start = text.len() - text.trim_start().len();
    for end in ends {
        let closes_all = end.is_some_and(|end| end + 1 == start + bare.len());
        let inner = bare.strip_prefix('(').and_then(|b| b.strip_suffix(')'));
        let Some(inner) = inner.filter(|_| closes_all) else {
            break;
        };
        start += 1 + inner.len() - inner.trim_start().len();
        bare = inner.trim();
    }
    bare
}

/// Finds where each of the parentheses closes that the text begins with; what stands in quotes does
/// not count.
fn ends_of_leading(dialect: Dialect, text: &str) -> Vec<Option<usize>> {
    let mut ends = Vec::new();
    let (mut depth, mut leads) = (0_usize, true);
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            // The byte behind it is part of the text, whatever it is.
            (Some(b'\'' | b'"'), b'\\') if dialect == Dialect::OceanBase => drop(bytes.next()),
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'`') if dialect == Dialect::OceanBase => quote = Some(byte),
            (None, b'(') => {
                depth += 1;
                if leads {
                    ends.push(None);
                }
            }
            (None, b')') => {
                let Some(outer) = depth.checked_sub(1) else {
                    break;
                };
                depth = outer;
                if let Some(end @ None) = ends.get_mut(depth) {
                    *end = Some(at);
                }
            }
            (None, _) => {}
        }
        leads = leads && (byte == b'(' || byte.is_ascii_whitespace());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_enclosing_parentheses_go() {
        let check = |text: &str, expected: &str| {
            for dialect in [Dialect::Postgres, Dialect::OceanBase] {
                assert_eq!(without_parentheses(dialect, text), expected, "{text}");
            }
        };
        check("(a > 0)", "a > 0");
        check(" ( (a) > (0) ) ", "(a) > (0)");
        check("(a) + (b)", "(a) + (b)");
        check("((a) + (b))", "(a) + (b)");
        check("(a = ')')", "a = ')'");
        check("(((x + 1)))", "x + 1");
        check("f(a)", "f(a)");
        check("(a", "(a");
        check("a)", "a)");
        check("(a))", "(a))");
        check("((a)", "((a)");
        check("('a)", "('a)");
        check("()", "");
        let check = |dialect, text, expected| {
            assert_eq!(without_parentheses(dialect, text), expected, "{text}");
        };
        // A backslash is a character like any other in a literal of PostgreSQL.
        check(
            Dialect::OceanBase,
            r"((`a` <> ')\'') or b)",
            r"(`a` <> ')\'') or b",
        );
        check(Dialect::OceanBase, "(`)`)", "`)`");
        check(Dialect::Postgres, r"(a <> '\')", r"a <> '\'");
    }

    #[test]
    fn many_parentheses_take_no_more_time() {
        let text = format!("{}a{}", "(".repeat(500_000), ")".repeat(500_000));
        assert_eq!(without_parentheses(Dialect::Postgres, &text), "a");
    }
}
