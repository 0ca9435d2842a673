//! Takes the values out of what servers say.

/// Replaces literals in a server's message by `?`, and keeps names where the words before them say
/// that they are names (`key 'u_name'`, `column "a"`).
///
/// OceanBase puts values and names alike into single quotes, PostgreSQL puts values into single or
/// double quotes and into parentheses (`Key (a)=(x) already exists`).
pub(crate) fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = opening_quote(rest) {
        let (before, quoted) = rest.split_at(start);
        let quote = if quoted.starts_with('"') { '"' } else { '\'' };
        out.push_str(before);
        let inside = quoted.get(1..).unwrap_or_default();
        // A value may hold quotes of its own, so it ends at the last quote that could end it.
        let named = before
            .trim_end()
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .is_some_and(announces_a_name);
        let end = if named {
            inside.find(quote)
        } else {
            end_of_value(inside, quote)
        };
        let Some(end) = end else {
            out.push('?');
            return out;
        };
        let (content, after) = inside.split_at(end);
        if named {
            out.push(quote);
            out.push_str(content);
            out.push(quote);
        } else {
            out.push('?');
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    hide_parentheses(&out)
}

/// Finds the first quote that is no apostrophe (`Can't`, `doesn't`).
fn opening_quote(text: &str) -> Option<usize> {
    text.match_indices(['\'', '"'])
        .map(|(position, _)| position)
        .find(|position| {
            let (before, behind) = text.split_at(*position);
            let is_apostrophe = before.ends_with('n') && behind.starts_with("'t ");
            !is_apostrophe
        })
}

/// Describes a statement for an error: its beginning, with values hidden.
#[cfg(any(feature = "postgres", feature = "oceanbase"))]
pub(crate) fn statement(statement: &obmigrate_model::Statement) -> String {
    const SHOWN: usize = 120;
    let redacted = statement.redacted();
    let mut words: String = redacted.chars().take(SHOWN).collect();
    if words.len() < redacted.len() {
        words.push('…');
    }
    format!("executing {words}")
}

/// Finds the quote behind a value: the last one before words that lead to a name, else the last one.
fn end_of_value(inside: &str, quote: char) -> Option<usize> {
    const FOLLOWERS: [&str; 5] = [
        " for key ",
        " for column ",
        " for function ",
        " for type ",
        " in column ",
    ];
    let last_before = |words: &str| inside.rfind(&format!("{quote}{words}"));
    FOLLOWERS
        .iter()
        .filter_map(|words| last_before(words))
        .max()
        .or_else(|| last_before(" at row "))
        .or_else(|| inside.rfind(quote))
}

/// Lists the words after which a quoted text is a name.
fn announces_a_name(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "key"
            | "column"
            | "table"
            | "constraint"
            | "relation"
            | "index"
            | "database"
            | "name"
            | "schema"
            | "field"
            | "function"
            | "procedure"
            | "variable"
            | "trigger"
            | "view"
            | "type"
            | "role"
            | "collation"
            | "drop"
            | "user"
    )
}

/// Hides what PostgreSQL writes as `=(…)`, and the row of `Failing row contains (…)`.
fn hide_parentheses(text: &str) -> String {
    for opener in ["=(", " contains ("] {
        if let Some(position) = text.find(opener) {
            let (before, behind) = text.split_at(position + opener.len());
            let after = behind.rfind(')').and_then(|end| behind.get(end..));
            return format!("{before}?{}", after.unwrap_or_default());
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_and_names_stay() {
        let check = |text: &str, expected: &str| assert_eq!(message(text), expected);
        check(
            "Duplicate entry 'it's \"me\"' for key 'PRIMARY'",
            "Duplicate entry ? for key 'PRIMARY'",
        );
        check(
            "Data too long for column 'v' at row 1",
            "Data too long for column 'v' at row 1",
        );
        check(
            "Incorrect integer value: 'abc' for column 'a' at row 1",
            "Incorrect integer value: ? for column 'a' at row 1",
        );
        check(
            "Table 'test.nosuch' doesn't exist",
            "Table 'test.nosuch' doesn't exist",
        );
        check(
            "Access denied for user 'u'@'h'",
            "Access denied for user 'u'@?",
        );
        check(
            "invalid input syntax for type integer: \"a\"b\"",
            "invalid input syntax for type integer: ?",
        );
        check(
            "duplicate key value violates unique constraint \"t_pkey\"",
            "duplicate key value violates unique constraint \"t_pkey\"",
        );
        check(
            "Key (a)=(secret (x)) already exists.",
            "Key (a)=(?) already exists.",
        );
        check(
            "relation \"public.t\" does not exist",
            "relation \"public.t\" does not exist",
        );
        check(
            "Can't DROP 'k'; check that column/key exists",
            "Can't DROP 'k'; check that column/key exists",
        );
        check("Duplicate key name 'k1'", "Duplicate key name 'k1'");
        check("unterminated 'value", "unterminated ?");
    }
}
