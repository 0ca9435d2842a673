//! The values of partition bounds.
//!
//! OceanBase shows them without escapes (measured on 4.3.5), so that a text in them tells its end
//! only together with the stored form, which `__all_part` keeps as digits.

use obmigrate_model::partition::BoundValue;
use obmigrate_model::{Dialect, Value, sql::Writer};

use super::labels::{counted, leb128};

/// Reads the values as they are shown: `1,'a'` or `(1,'a'),(NULL,'b')`. None if a text in them might
/// end elsewhere.
pub(super) fn shown(text: &[u8]) -> Option<Vec<Vec<BoundValue>>> {
    read(text, || Some(None))
}

/// Reads the values as they are shown, with the help of their stored form. One that is not known
/// does not make a clear text unclear.
pub(super) fn exact(text: &[u8], stored: &[u8], kind: Kind) -> Option<Vec<Vec<BoundValue>>> {
    let Some(texts) = stored_texts(stored, kind) else {
        return shown(text);
    };
    let mut texts = texts.into_iter();
    let rows = read(text, || texts.next())?;
    texts.next().is_none().then_some(rows)
}

/// Says which values a bound holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `VALUES LESS THAN`: one for each column.
    LessThan,
    /// `VALUES IN`: any number, each with one for each column.
    In,
}

/// Reads all values; `known` returns the text at a place, if it holds one, and none if there is no
/// such place.
fn read(
    text: &[u8],
    mut known: impl FnMut() -> Option<Option<Vec<u8>>>,
) -> Option<Vec<Vec<BoundValue>>> {
    let mut rest = text;
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut is_tuple = false;
    loop {
        if row.is_empty() && rest.first() == Some(&b'(') {
            is_tuple = true;
            rest = rest.get(1..)?;
        }
        row.push(value(&mut rest, known()?)?);
        if is_tuple && let Some(behind) = rest.strip_prefix(b")") {
            rest = behind;
            is_tuple = false;
            rows.push(std::mem::take(&mut row));
        } else if !is_tuple {
            rows.push(std::mem::take(&mut row));
        }
        match rest.split_first() {
            None => break,
            Some((b',', behind)) => rest = behind,
            Some(_) => return None,
        }
    }
    (!is_tuple).then_some(rows)
}

fn value(rest: &mut &[u8], known: Option<Vec<u8>>) -> Option<BoundValue> {
    if let Some(bytes) = known {
        let quoted = [b"'", bytes.as_slice(), b"'"].concat();
        *rest = rest.strip_prefix(quoted.as_slice())?;
        return Some(BoundValue::Constant(literal(bytes)));
    }
    if let Some(behind) = rest.strip_prefix(b"'") {
        let length = behind.iter().position(|byte| *byte == b'\'')?;
        let (inside, behind) = behind.split_at_checked(length)?;
        *rest = behind.get(1..)?;
        if inside.contains(&b'\\') || !matches!(rest.first(), None | Some(b',' | b')')) {
            return None;
        }
        return Some(BoundValue::Constant(literal(inside.to_vec())));
    }
    let length = rest
        .iter()
        .position(|byte| matches!(byte, b',' | b')'))
        .unwrap_or(rest.len());
    let (word, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    let word = std::str::from_utf8(word).ok()?.trim();
    if word.is_empty() || word.contains(['\'', '(', '\\']) {
        return None;
    }
    Some(match word.to_ascii_uppercase().as_str() {
        "MAXVALUE" => BoundValue::Maximum,
        "MINVALUE" => BoundValue::Minimum,
        _ => BoundValue::Constant(word.to_owned()),
    })
}

/// Writes a text as a literal; bytes that are none in hexadecimal digits.
fn literal(bytes: Vec<u8>) -> String {
    let value = match String::from_utf8(bytes) {
        Ok(text) => Value::Text(text),
        Err(broken) => Value::Bytes(broken.into_bytes()),
    };
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.value(&value);
    sql.finish().sql().to_owned()
}

/// Finds the texts among stored values; each place that holds something else is empty.
///
/// A value is its type, its collation with that one's level, its scale and what it holds. Each list
/// of values is counted and, in `VALUES IN`, ends with a zero (measured on 4.3.5).
fn stored_texts(stored: &[u8], kind: Kind) -> Option<Vec<Option<Vec<u8>>>> {
    let mut rest = stored;
    let rows = match kind {
        Kind::LessThan => 1,
        Kind::In => leb128(&mut rest)?,
    };
    let mut texts = Vec::new();
    for _ in 0..rows {
        for _ in 0..leb128(&mut rest)? {
            texts.push(stored_text(&mut rest)?);
        }
        if kind == Kind::In {
            rest = rest.strip_prefix(b"\0")?;
        }
    }
    rest.is_empty().then_some(texts)
}

#[expect(
    clippy::option_option,
    reason = "a value may be no text, or not be read"
)]
fn stored_text(rest: &mut &[u8]) -> Option<Option<Vec<u8>>> {
    let (header, behind) = rest.split_at_checked(4)?;
    *rest = behind;
    match header.first()? {
        // NULL.
        0 => {}
        // Integers, times, the two limits, days.
        1..=10 | 17..=21 | 25 | 41 | 42 => drop(leb128(rest)?),
        22 | 23 => return Some(Some(counted(rest)?.to_vec())),
        // Decimals: how many bytes, the scale, the bytes.
        39 => {
            let length = usize::try_from(leb128(rest)?).ok()?;
            *rest = rest.get(length.checked_add(1)?..)?;
        }
        _ => return None,
    }
    Some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: Option<Vec<Vec<BoundValue>>>) -> String {
        let value = |value: BoundValue| match value {
            BoundValue::Constant(text) => text,
            BoundValue::Minimum => "min".to_owned(),
            BoundValue::Maximum => "max".to_owned(),
        };
        let row = |row: Vec<BoundValue>| row.into_iter().map(value).collect::<Vec<_>>().join(" ");
        rows.map_or_else(
            || "unclear".to_owned(),
            |rows| rows.into_iter().map(row).collect::<Vec<_>>().join("; "),
        )
    }

    fn bytes(digits: &str) -> Vec<u8> {
        let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
        (0..digits.len()).step_by(2).map(pair).collect()
    }

    #[test]
    fn shown_values_are_read_if_they_are_clear() {
        let check = |text: &str, expected: &str| {
            assert_eq!(written(shown(text.as_bytes())), expected, "{text}");
        };
        check("10", "10");
        check("-3,1,2", "-3; 1; 2");
        check("MAXVALUE", "max");
        check(
            "1,'a','2024-01-01 00:00:00'",
            "1; 'a'; '2024-01-01 00:00:00'",
        );
        check("(NULL,'y'),(3,NULL)", "NULL 'y'; 3 NULL");
        check("'MAXVALUE','a(,)b'", "'MAXVALUE'; 'a(,)b'");
        check("'it's'", "unclear");
        check(r"'a\'", "unclear");
        check("(1,2", "unclear");
        check("", "unclear");
    }

    /// What 4.3.5 stores for bounds with quotes and backslashes.
    #[test]
    fn stored_values_tell_where_texts_end() {
        let check = |text: &str, stored: &str, kind, expected: &str| {
            let rows = exact(text.as_bytes(), &bytes(stored), kind);
            assert_eq!(written(rows), expected, "{text}");
        };
        check(
            r"1,'a'b\','2024-01-01 00:00:00'",
            "0305053F000116042DFF046127625C002A053FFF8080808080C090D919",
            Kind::LessThan,
            r"1; 'a''b\\'; '2024-01-01 00:00:00'",
        );
        check(
            r"(1,'x'),(2,'it's\')",
            "020205053F000116042DFF017800000205053F000216042DFF05697427735C0000",
            Kind::In,
            r"1 'x'; 2 'it''s\\'",
        );
        check(
            "'x','y','z'",
            "020116042DFF0578272C277900000116042DFF017A0000",
            Kind::In,
            "'x'',''y'; 'z'",
        );
        check(
            "'',-1.50,-9000000000",
            "0316042DFF000027053F0208026AFFFFFFFFFFFFFF05053F0080CCBBBCDEFFFFFFFF01",
            Kind::LessThan,
            "''; -1.50; -9000000000",
        );
        check("'a'", "0116042DFF016200", Kind::LessThan, "unclear");
        // A type that is not known here.
        check("'a'", "01FF042DFF016100", Kind::LessThan, "'a'");
        check("'a'b'", "01FF042DFF03612762", Kind::LessThan, "unclear");
    }
}
