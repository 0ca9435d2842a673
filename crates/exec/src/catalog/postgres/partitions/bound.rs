//! Bounds of partitions, as `pg_get_expr` writes them.

use obmigrate_model::partition::{BoundValue, PartitionBound};

/// Reads a bound: `DEFAULT`, `FOR VALUES FROM (…) TO (…)`, `FOR VALUES IN (…)` or
/// `FOR VALUES WITH (modulus 4, remainder 0)`.
pub(super) fn parse(text: &str) -> Option<PartitionBound> {
    if text == "DEFAULT" {
        return Some(PartitionBound::Default);
    }
    let text = text.strip_prefix("FOR VALUES ")?;
    if let Some(range) = text.strip_prefix("FROM ") {
        let (from, rest) = enclosed(range)?;
        let (to, rest) = enclosed(rest.strip_prefix(" TO ")?)?;
        return rest.is_empty().then(|| PartitionBound::Range {
            from: items(from).into_iter().map(end).collect(),
            to: items(to).into_iter().map(end).collect(),
        });
    }
    if let Some(list) = text.strip_prefix("IN ") {
        let (values, rest) = enclosed(list)?;
        let constant = |value: &str| vec![BoundValue::Constant(value.to_owned())];
        return rest.is_empty().then(|| PartitionBound::List {
            values: items(values).into_iter().map(constant).collect(),
        });
    }
    let (shares, rest) = enclosed(text.strip_prefix("WITH ")?)?;
    let (modulus, remainder) = shares
        .strip_prefix("modulus ")?
        .split_once(", remainder ")?;
    Some(PartitionBound::Hash {
        modulus: modulus.parse().ok().filter(|_| rest.is_empty())?,
        remainder: remainder.parse().ok()?,
    })
}

fn end(text: &str) -> BoundValue {
    match text {
        "MINVALUE" => BoundValue::Minimum,
        "MAXVALUE" => BoundValue::Maximum,
        constant => BoundValue::Constant(constant.to_owned()),
    }
}

/// Splits a list at the commas that stand neither in quotes nor in brackets.
pub(super) fn items(list: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let comma = outside(rest, |character, depth| character == ',' && depth == 0);
        let (item, behind) = match comma {
            Some(comma) => (rest.get(..comma), rest.get(comma + 1..)),
            None => (Some(rest), None),
        };
        items.extend(item.map(str::trim));
        rest = behind.unwrap_or_default();
    }
    items
}

/// Takes the text in the parentheses that begin it, and what stands behind them.
fn enclosed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('(')?;
    let close = outside(inner, |character, depth| character == ')' && depth == 0)?;
    Some((inner.get(..close)?, inner.get(close + 1..)?))
}

/// Finds the first character outside of quotes that is wanted at its depth of brackets.
fn outside(text: &str, is_wanted: impl Fn(char, u32) -> bool) -> Option<usize> {
    let mut depth = 0_u32;
    let mut quote = None;
    for (position, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), other) if open == other => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, other) if is_wanted(other, depth) => return Some(position),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read() {
        let constant = |text: &str| BoundValue::Constant(text.to_owned());
        let check = |text: &str, expected| assert_eq!(parse(text), expected, "{text}");
        check("DEFAULT", Some(PartitionBound::Default));
        check(
            "FOR VALUES FROM ('2024-01-01', MINVALUE) TO ('2025-01-01', MAXVALUE)",
            Some(PartitionBound::Range {
                from: vec![constant("'2024-01-01'"), BoundValue::Minimum],
                to: vec![constant("'2025-01-01'"), BoundValue::Maximum],
            }),
        );
        check(
            "FOR VALUES IN ('it''s, (a) b', NULL, '-1')",
            Some(PartitionBound::List {
                values: vec![
                    vec![constant("'it''s, (a) b'")],
                    vec![constant("NULL")],
                    vec![constant("'-1'")],
                ],
            }),
        );
        check(
            "FOR VALUES WITH (modulus 4, remainder 3)",
            Some(PartitionBound::Hash {
                modulus: 4,
                remainder: 3,
            }),
        );
        check("FOR VALUES FROM (1) TO (2) AND MORE", None);
        check("FOR VALUES NEAR (1)", None);
        check("FOR VALUES FROM ('1", None);
    }

    #[test]
    fn lists_are_split_outside_of_quotes_and_brackets() {
        let check = |list, expected: &[&str]| assert_eq!(items(list), expected, "{list}");
        check("", &[]);
        check("a", &["a"]);
        check(
            "(a + 1), f(b, c), ARRAY[1, 2], \"x,y\"",
            &["(a + 1)", "f(b, c)", "ARRAY[1, 2]", "\"x,y\""],
        );
    }
}
