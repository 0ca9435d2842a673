//! Reads column defaults out of the text of `SHOW CREATE TABLE`.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// Holds a default as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// A quoted text, without its quotes.
    Text(String),
    /// An expression, without its parentheses.
    Expression(String),
    /// A bare word, such as `NULL`, `5` or `CURRENT_TIMESTAMP(6)`.
    Word(String),
}

/// Finds the defaults of a table by column.
pub(super) fn defaults(create_table: &str) -> BTreeMap<String, Written> {
    let mut found = BTreeMap::new();
    let mut text = create_table.chars().peekable();
    // The table's name may hold a parenthesis.
    loop {
        match text.next() {
            Some('`') => drop(quoted(&mut text, '`')),
            Some('(') => break,
            Some(_) => {}
            None => return found,
        }
    }
    while skip_blanks(&mut text) == Some('`') {
        text.next();
        let column = quoted(&mut text, '`');
        if let Some(default) = rest_of_column(&mut text) {
            found.insert(column, default);
        }
    }
    found
}

/// Reads on to the comma behind a column, and returns its default.
fn rest_of_column(text: &mut Peekable<Chars<'_>>) -> Option<Written> {
    let mut default = None;
    let mut word = String::new();
    while let Some(character) = text.next() {
        match character {
            // The end of the column, or of all of them.
            ',' | ')' => break,
            '(' => drop(parenthesised(text)),
            quote @ ('\'' | '"' | '`') => drop(quoted(text, quote)),
            blank if blank.is_whitespace() => {
                if word.eq_ignore_ascii_case("default") && default.is_none() {
                    default = Some(written(text));
                }
                word.clear();
                continue;
            }
            other => {
                word.push(other);
                continue;
            }
        }
        word.clear();
    }
    default
}

fn written(text: &mut Peekable<Chars<'_>>) -> Written {
    match skip_blanks(text) {
        Some('\'') => {
            text.next();
            Written::Text(quoted(text, '\''))
        }
        Some('(') => {
            text.next();
            Written::Expression(parenthesised(text))
        }
        _ => {
            let mut word = String::new();
            while let Some(next) =
                text.next_if(|next| !next.is_whitespace() && !matches!(next, ',' | ')'))
            {
                word.push(next);
                match next {
                    '(' => {
                        word.push_str(&parenthesised(text));
                        word.push(')');
                    }
                    '\'' => {
                        word.push_str(&quoted(text, '\''));
                        word.push('\'');
                    }
                    _ => {}
                }
            }
            Written::Word(word)
        }
    }
}

/// Reads what stands in parentheses, behind the opening one.
fn parenthesised(text: &mut Peekable<Chars<'_>>) -> String {
    let mut inside = String::new();
    let mut depth = 1_u32;
    let mut quote = None;
    while let Some(character) = text.next() {
        match (quote, character) {
            (Some('\''), '\\') => {
                inside.push(character);
                inside.extend(text.next());
                continue;
            }
            (Some(open), other) if open == other => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            (None, _) => {}
        }
        inside.push(character);
    }
    inside
}

/// Reads what stands in quotes, behind the opening one.
fn quoted(text: &mut Peekable<Chars<'_>>, quote: char) -> String {
    let mut inside = String::new();
    while let Some(character) = text.next() {
        if character == quote {
            if text.next_if_eq(&quote).is_none() {
                break;
            }
            inside.push(quote);
        } else if character == '\\' && quote != '`' {
            inside.extend(text.next().map(unescaped));
        } else {
            inside.push(character);
        }
    }
    inside
}

/// MySQL manual, "String Literals".
const fn unescaped(character: char) -> char {
    match character {
        '0' => '\0',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\u{1a}',
        other => other,
    }
}

fn skip_blanks(text: &mut Peekable<Chars<'_>>) -> Option<char> {
    while text.next_if(|next| next.is_whitespace()).is_some() {}
    text.peek().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_found_by_column() {
        let text = r"CREATE TABLE `a(b` (
  `id` bigint(20) NOT NULL,
  `a` varchar(9) CHARACTER SET utf8mb4 DEFAULT 'it''s, \\ (x' COMMENT 'DEFAULT 3',
  `b``c` varchar(36) DEFAULT (concat('a)',`id`)) COMMENT 'x',
  `e` enum('DEFAULT','b,)') DEFAULT 'b,)',
  `n` int(11) DEFAULT NULL,
  `t` datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `x` int(11) DEFAULT '-5',
  `y` int(11) DEFAULT 7,
  PRIMARY KEY (`id`) BLOCK_SIZE 16384 LOCAL
) DEFAULT CHARSET = utf8mb4";
        let found = defaults(text);
        let word = |word: &str| Written::Word(word.to_owned());
        let expected = [
            ("a", Written::Text(r"it's, \ (x".to_owned())),
            ("b`c", Written::Expression("concat('a)',`id`)".to_owned())),
            ("e", Written::Text("b,)".to_owned())),
            ("n", word("NULL")),
            ("t", word("CURRENT_TIMESTAMP(6)")),
            ("x", Written::Text("-5".to_owned())),
            ("y", word("7")),
        ];
        let expected: BTreeMap<_, _> = expected
            .into_iter()
            .map(|(name, default)| (name.to_owned(), default))
            .collect();
        assert_eq!(found, expected);
    }
}
