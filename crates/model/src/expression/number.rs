//! One spelling for equal numbers.

/// Digits beyond which an exponent is not written out: more than any exact type of OceanBase has.
const MOST_DIGITS: i32 = 400;

/// Returns the number without leading and trailing zeros, point and exponent where it can:
/// `1.50` → `1.5`, `1e3` → `1000`, `-0.0` → `0`. `None` if the text is no finite number.
pub(crate) fn normalise(text: &str) -> Option<String> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: String = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = all.trim_start_matches('0');
    let leading = all.len() - significant.len();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    // The point stands behind so many digits of `significant`.
    let point = i32::try_from(whole.len())
        .ok()?
        .checked_sub(i32::try_from(leading).ok()?)?
        .checked_add(exponent)?;
    let count = i32::try_from(significant.len()).ok()?;
    if !(-MOST_DIGITS..=MOST_DIGITS).contains(&point) {
        return None;
    }
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let number = if point <= 0 {
        format!("0.{}{significant}", zeros(-point))
    } else if point >= count {
        format!("{significant}{}", zeros(point - count))
    } else {
        let (whole, fraction) = significant.split_at_checked(usize::try_from(point).ok()?)?;
        format!("{whole}.{fraction}")
    };
    Some(if negative {
        format!("-{number}")
    } else {
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_have_one_spelling() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(normalise(text).as_deref(), expected, "{text}");
        };
        check("1.50", Some("1.5"));
        check("0010", Some("10"));
        check("1e3", Some("1000"));
        check("1.5e-3", Some("0.0015"));
        check("-0.00", Some("0"));
        check("5.", Some("5"));
        check(".5", Some("0.5"));
        check("12.34e1", Some("123.4"));
        check("1e999999999999", None);
        check("1e2000000000", None);
        check("NaN", None);
        check("", None);
        check("-", None);
    }
}
