//! What texts say, in the form in which what was made of them is compared.
//!
//! A text that is not written in the usual form of its kind is compared as an `x` and its bytes, which
//! no value of that kind equals: the server reads many others, and drops what it does not
//! understand without a word (OceanBase 4.3.5, measured). `value` is the expression of the text.

use obmigrate_model::sql::Writer;

/// Is how a number is written that a `decimal(65,30)` holds exactly, in digits or as the server
/// writes large and small ones. `$` would also match before a line break at the end.
const NUMBER: &str = " regexp '^[-+]?([0-9]{1,35}([.][0-9]{0,30})?|[.][0-9]{1,30}|\
                      [0-9]{1,6}([.][0-9]{0,20})?[eE](-[0-9]|[+]?[12]?[0-9]))\\\\z', cast(cast(";
/// Is how any number is written.
const FLOAT: &str = " regexp '^[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?\\\\z', cast(cast(";
/// Is how a day, or a day and a time of day without a zone, are written.
const MOMENT: &str = " regexp '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}\
                      ([.][0-9]{1,6})?)?)?\\\\z', cast(cast(";
/// Is how a time is written; one of two numbers could be minutes and seconds.
const TIME: &str = " regexp '^-?[0-9]{2,3}:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?\\\\z', cast(cast(";

/// Writes the number, which is exact, or the bytes.
pub(super) fn number<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    or_bytes(value, NUMBER, " as decimal(65,30)) as char)", sql)
}

/// Writes the double, or the bytes.
pub(super) fn double<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    or_bytes(value, FLOAT, " as double) as char)", sql)
}

/// Writes the point in time, or the bytes.
pub(super) fn moment<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    or_bytes(value, MOMENT, " as datetime(6)) as char)", sql)
}

/// Writes the time of day, or the bytes.
pub(super) fn time<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    or_bytes(value, TIME, " as time(6)) as char)", sql)
}

/// Writes 1 or 0 for `true` and `false`, and anything else as a number or bytes.
pub(super) fn truth<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    sql.kw("case cast(");
    sql.expression(value);
    sql.kw(" as binary) when 'true' then cast(cast(1 as decimal(65,30)) as char)");
    sql.kw(" when 'false' then cast(cast(0 as decimal(65,30)) as char) else ");
    number(value, sql).kw(" end")
}

/// Writes the digits of a uuid.
pub(super) fn uuid<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    sql.kw("replace(lower(");
    sql.expression(value);
    sql.kw("), '-', '')")
}

/// Writes a digest of the document that a text is, and marks of the text.
pub(super) fn parsed<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    sql.kw("concat(md5(cast(cast(");
    sql.expression(value);
    sql.kw(" as json) as char))");
    marks(value, sql).kw(")")
}

/// Writes a digest of the text of a document, and marks of it.
pub(super) fn written<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    sql.kw("concat(md5(");
    sql.expression(value);
    sql.kw(")");
    marks(value, sql).kw(")")
}

/// Writes the length without the blanks of JSON, and how many there are of each digit: neither
/// depends on the order of keys, and a lost key or a rounded number changes them.
fn marks<'a>(value: &str, sql: &'a mut Writer) -> &'a mut Writer {
    sql.kw(", ':', length(replace(replace(replace(replace(");
    sql.expression(value);
    sql.kw(", ' ', ''), '\\n', ''), '\\r', ''), '\\t', ''))");
    for digit in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] {
        sql.kw(", ':', length(");
        sql.expression(value);
        sql.kw(") - length(replace(");
        sql.expression(value);
        sql.kw(", ").string(digit).kw(", ''))");
    }
    sql
}

fn or_bytes<'a>(
    value: &str,
    form: &'static str,
    cast: &'static str,
    sql: &'a mut Writer,
) -> &'a mut Writer {
    sql.kw("if(");
    sql.expression(value);
    sql.kw(form);
    sql.expression(value);
    sql.kw(cast).kw(", concat('x', hex(");
    sql.expression(value);
    sql.kw(")))")
}
