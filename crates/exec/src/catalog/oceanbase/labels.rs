//! The labels of `enum` and `set` columns.

/// Reads the labels as OceanBase keeps them (`__all_column.extended_type_info`): how many, and for
/// each its length, its bytes and a zero; numbers are in LEB128 (measured on 4.3.5).
pub(super) fn stored(bytes: &[u8]) -> Option<Vec<String>> {
    let mut rest = bytes;
    let count = leb128(&mut rest)?;
    let mut labels = Vec::new();
    for _ in 0..count {
        labels.push(String::from_utf8(counted(&mut rest)?.to_vec()).ok()?);
    }
    rest.is_empty().then_some(labels)
}

/// Reads the labels behind `enum` or `set`, as `COLUMN_TYPE` shows them; none if they might be read
/// in two ways, since they are not escaped there (measured on 4.3.5).
///
/// One that holds `','` looks like two labels: without a look at what is stored, nothing tells.
pub(super) fn shown(column_type: &str) -> Option<Vec<String>> {
    let (_, list) = column_type.split_once('(')?;
    let list = list.strip_prefix('\'')?.strip_suffix("')")?;
    let labels: Vec<String> = list.split("','").map(str::to_owned).collect();
    let is_clear = !labels.iter().any(|label| label.contains(['\'', '\\']));
    is_clear.then_some(labels)
}

/// Reads a length, as many bytes, and a zero behind them.
pub(super) fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(leb128(rest)?).ok()?;
    let (bytes, behind) = rest.split_at_checked(length)?;
    *rest = behind.strip_prefix(b"\0")?;
    Some(bytes)
}

/// Reads a number of seven bits a byte, the lowest first.
pub(super) fn leb128(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    // Ten bytes hold 64 bits.
    for shift in (0..70).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_labels_are_exact() {
        let check = |bytes: &[u8], expected: Option<&[&str]>| {
            let expected: Option<Vec<String>> =
                expected.map(|labels| labels.iter().map(|&label| label.to_owned()).collect());
            assert_eq!(stored(bytes), expected, "{bytes:?}");
        };
        check(b"\x02\x01a\0\x04it's\0", Some(&["a", "it's"]));
        check(b"\x02\x05a','b\0\x01c\0", Some(&["a','b", "c"]));
        check(b"\x01\x02x\\\0", Some(&["x\\"]));
        let long = "x".repeat(200);
        let bytes = [b"\x01\xc8\x01", long.as_bytes(), b"\0"].concat();
        check(&bytes, Some(&[&long]));
        check(b"\x02\x01a\0", None);
        check(b"\x01\x01a", None);
        check(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None);
    }

    #[test]
    fn shown_labels_with_a_quote_are_not_trusted() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let expected: Option<Vec<String>> =
                expected.map(|labels| labels.iter().map(|&label| label.to_owned()).collect());
            assert_eq!(shown(text), expected, "{text}");
        };
        check("enum('a','b,)')", Some(&["a", "b,)"]));
        check("set('')", Some(&[""]));
        check("enum('a','it's')", None);
        check(r"enum('a\')", None);
        check("enum(a)", None);
    }
}
