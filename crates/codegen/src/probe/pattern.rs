//! The regular expressions that tell how a value is written. They hold no letter of either engine's
//! own, so both read them alike; the engine adds the anchors.

use obmigrate_model::data_type::Signedness;

/// Is how a whole number of up to 20 digits is written, which any `bigint unsigned` is.
pub(super) const WHOLE: &str = "(0|-?[1-9][0-9]{0,19})";

/// Is how a number is written whose digits an OceanBase decimal holds, 65 at most.
pub(super) const NUMBER: &str = "-?(0|[1-9][0-9]{0,34})([.][0-9]{1,30})?";

/// Is how a day is written. A month or a day of zero is refused under the session contract, but not
/// by a cast (OceanBase 4.3.5, measured).
pub(super) const DAY: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

/// Is how a uuid is written.
pub(super) const UUID: &str = "[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}";

/// Returns how so many bits are written.
pub(super) fn bits(length: u32) -> String {
    format!("[01]{{{length}}}")
}

/// Returns how a decimal is written.
pub(super) fn decimal(whole_digits: u16, scale: u16, signedness: Signedness) -> String {
    let sign = match signedness {
        Signedness::Signed => "-?",
        Signedness::Unsigned => "",
    };
    let whole = match whole_digits {
        0 => "0".to_owned(),
        digits => format!("(0|[1-9][0-9]{{0,{}}})", digits - 1),
    };
    match scale {
        0 => format!("{sign}{whole}"),
        scale => format!("{sign}{whole}([.][0-9]{{1,{scale}}})?"),
    }
}

/// Returns how a point in time is written.
pub(super) fn timestamp(precision: u8) -> String {
    let fraction = fraction("[0-9]", precision);
    format!("{DAY} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]{fraction}")
}

/// Returns how a time of OceanBase is written, which ends at 838:59:59. What follows 838 hours by a
/// fraction of a second is left out, because that hour has no end that a pattern could tell.
pub(super) fn time(precision: u8) -> String {
    let any = fraction("[0-9]", precision);
    let none = fraction("0", precision);
    let hours = "(0[0-9]|[1-9][0-9]|[1-7][0-9][0-9]|8[0-2][0-9]|83[0-7])";
    format!("-?({hours}:[0-5][0-9]:[0-5][0-9]{any}|838:[0-5][0-9]:[0-5][0-9]{none})")
}

fn fraction(digit: &str, precision: u8) -> String {
    match precision {
        0 => String::new(),
        precision => format!("([.]{digit}{{1,{precision}}})?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_follow_the_type() {
        assert_eq!(
            decimal(8, 2, Signedness::Signed),
            "-?(0|[1-9][0-9]{0,7})([.][0-9]{1,2})?"
        );
        assert_eq!(decimal(1, 0, Signedness::Unsigned), "(0|[1-9][0-9]{0,0})");
        assert_eq!(decimal(0, 5, Signedness::Signed), "-?0([.][0-9]{1,5})?");
        assert!(timestamp(0).ends_with(":[0-5][0-9]"));
        assert!(time(3).contains("([.][0-9]{1,3})?"));
    }
}
