//! Other names for the columns that an expression reads.

use std::collections::BTreeMap;

use super::token::{Token, tokens};
use crate::sql::Writer;
use crate::{Dialect, Ident};

/// Words behind which a column can stand again after the name of a type.
const BEHIND_TYPE: [&str; 9] = [
    "and", "or", "then", "else", "when", "end", "in", "between", "from",
];

/// Words that PostgreSQL never takes for a column without quotes (its manual, appendix C).
const RESERVED: [&str; 77] = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "system_user",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
];

/// Returns the expression with other names for its columns, and everything else as it was. A text
/// that cannot be cut into words is returned as it is.
#[must_use]
pub fn rename_columns(dialect: Dialect, text: &str, names: &BTreeMap<&Ident, &Ident>) -> String {
    let Ok(tokens) = tokens(text, dialect) else {
        return text.to_owned();
    };
    let mut renamed = String::with_capacity(text.len());
    let mut copied = 0;
    let mut in_type = false;
    for (position, (token, at)) in tokens.iter().enumerate() {
        let next = tokens.get(position + 1);
        let word = match token {
            Token::Quoted(name) => Some(name.clone()),
            Token::Word(word) if dialect == Dialect::Postgres => Some(word.to_lowercase()),
            Token::Word(_) | Token::Text(_) | Token::Number(_) | Token::Symbol(_) => None,
        };
        in_type = match token {
            Token::Symbol("::") => true,
            Token::Word(word) => in_type && !BEHIND_TYPE.contains(&word.to_lowercase().as_str()),
            Token::Quoted(_) => in_type,
            Token::Text(_) | Token::Number(_) | Token::Symbol(_) => false,
        };
        let is_column = !in_type && !matches!(next, Some((Token::Symbol("(" | "."), _)));
        let Some(after) = word
            .filter(|_| is_column)
            .and_then(|word| Ident::new(word).ok())
            .and_then(|word| names.get(&word).copied())
        else {
            continue;
        };
        let end = next.map_or(text.len(), |(_, at)| *at);
        let written = text.get(*at..end).unwrap_or_default();
        renamed.push_str(text.get(copied..*at).unwrap_or_default());
        renamed.push_str(&written_name(dialect, after));
        copied = at + written.trim_end().len();
    }
    renamed.push_str(text.get(copied..).unwrap_or_default());
    renamed
}

/// Writes a name as its server prints it.
fn written_name(dialect: Dialect, name: &Ident) -> String {
    let text = name.as_str();
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && !RESERVED.contains(&text);
    if dialect == Dialect::Postgres && is_plain {
        return text.to_owned();
    }
    let mut sql = Writer::new(dialect);
    sql.ident(name);
    sql.finish().sql().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, text: &str, expected: &str) {
        let ident = |name: &str| Ident::new(name).unwrap();
        let names = [
            ("total", "sum"),
            ("a b", "b"),
            ("b", "Größe"),
            ("text", "note"),
        ]
        .map(|(before, after)| (ident(before), ident(after)));
        let names = names
            .iter()
            .map(|(before, after)| (before, after))
            .collect();
        assert_eq!(rename_columns(dialect, text, &names), expected);
    }

    #[test]
    fn columns_alone_get_other_names() {
        let oceanbase = Dialect::OceanBase;
        check(oceanbase, "`total` > 0", "`sum` > 0");
        check(oceanbase, "`a b`+`b` = 1", "`b`+`Größe` = 1");
        check(
            oceanbase,
            "`t` = '`total`' and total(1)",
            "`t` = '`total`' and total(1)",
        );
        check(oceanbase, "'unfinished `total`", "'unfinished `total`");
        let postgres = Dialect::Postgres;
        check(postgres, "(total > 0)", "(sum > 0)");
        check(postgres, "total(\"a b\", b)", "total(b, \"Größe\")");
        check(
            postgres,
            "((b)::text <> ''::text)",
            "((\"Größe\")::text <> ''::text)",
        );
        check(postgres, "(text)::text AND total", "(note)::text AND sum");
    }
}
