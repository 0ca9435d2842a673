//! The names that PostgreSQL gives to constraints, indexes and sequences without one.

use crate::expression::without_parentheses;
use crate::{Dialect, IndexKey};

/// Bytes of a name of PostgreSQL (`NAMEDATALEN` less one).
const LONGEST: usize = 63;

/// Joins the parts as PostgreSQL does, which shortens the longer one until all fits
/// (`makeObjectName` of its source).
pub(crate) fn joined(table: &str, middle: &str, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(!middle.is_empty());
    let room = LONGEST.saturating_sub(overhead);
    let (mut first, mut second) = (table.len(), middle.len());
    if first + second > room {
        // Half of the room is for each, and what the shorter one leaves is for the longer one.
        let half = room / 2;
        if second <= half {
            first = room - second;
        } else if first <= room - half {
            second = room - first;
        } else {
            first = room - half;
            second = half;
        }
    }
    let mut name = cut(table, first).to_owned();
    for part in [cut(middle, second), label] {
        if !part.is_empty() {
            name.push('_');
            name.push_str(part);
        }
    }
    name
}

/// Joins the names of columns, each cut where the whole would be longer than a name
/// (`ChooseIndexNameAddition` of the source of PostgreSQL).
pub(crate) fn of_columns<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for column in columns {
        if joined.len() >= LONGEST {
            break;
        }
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column);
    }
    joined
}

/// Names a part of an index without a name: the column, the function of a call, else `expr`
/// (`FigureIndexColname` of the source of PostgreSQL).
pub(crate) fn of_part(key: &IndexKey) -> &str {
    let text = match key {
        IndexKey::Column(name) => return name.as_str(),
        IndexKey::Expression(text) => text,
    };
    let (function, arguments) = text.split_at(text.find('(').unwrap_or(0));
    let is_name = function
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_');
    // `f(a) + f(b)` is no call.
    let is_call = without_parentheses(Dialect::Postgres, arguments) != arguments;
    if is_name && is_call && !function.is_empty() {
        function
    } else {
        "expr"
    }
}

fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{joined, of_part};
    use crate::IndexKey;

    /// By the rule of `makeObjectName` of the source of PostgreSQL.
    #[test]
    fn the_longer_part_is_cut_first() {
        let check = |table: usize, column: usize, expected: (usize, usize)| {
            let (table, column) = ("t".repeat(table), "c".repeat(column));
            let expected = format!("{}_{}_seq", "t".repeat(expected.0), "c".repeat(expected.1));
            assert_eq!(joined(&table, &column, "seq"), expected);
        };
        check(10, 10, (10, 10));
        check(63, 10, (48, 10));
        check(10, 63, (10, 48));
        check(63, 63, (29, 29));
        check(30, 29, (29, 29));
        assert_eq!(
            joined(&"é".repeat(31), "", "pkey"),
            format!("{}_pkey", "é".repeat(29))
        );
    }

    #[test]
    fn a_call_gives_the_name_of_its_function() {
        let check = |text: &str, expected: &str| {
            assert_eq!(of_part(&IndexKey::Expression(text.to_owned())), expected);
        };
        check("lower(a)", "lower");
        check("lower(btrim((a)::text))", "lower");
        check("f(a) + f(b)", "expr");
        check("(a + b)", "expr");
        check("a", "expr");
        check("app.f(a)", "expr");
    }
}
