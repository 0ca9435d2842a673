//! What a change of type is said to do: the measured matrix, each row there and back.

use obmigrate_diff::{Conversion, Reason, Risk, convert};
use obmigrate_model::data_type::spelling;
use obmigrate_model::probe::{Condition, LengthUnit};
use obmigrate_model::{DataType, Dialect};

use crate::shop::ident;

fn judge(dialect: Dialect, before: &str, after: &str) -> Conversion {
    let [before, after] = [before, after].map(|text| {
        let data_type = spelling::parse(dialect, text);
        let is_known = !matches!(data_type, DataType::Other { .. }) || text.starts_with("app.");
        assert!(is_known, "{text}");
        data_type
    });
    convert(dialect, &ident("c"), &before, &after)
}

/// Is two types, and the risk and the reason of the change there and of the change back.
type Row = (
    &'static str,
    &'static str,
    (Risk, &'static str),
    (Risk, &'static str),
);

const fn safe(code: &str) -> (Risk, &str) {
    (Risk::Safe, code)
}

const fn checkable(code: &str) -> (Risk, &str) {
    (Risk::Checkable, code)
}

const fn lossy(code: &str) -> (Risk, &str) {
    (Risk::Lossy, code)
}

const IMPOSSIBLE: (Risk, &str) = (Risk::Impossible, "not-convertible");
const WIDENS: (Risk, &str) = safe("widens");
const NARROWS: (Risk, &str) = checkable("narrows-range");
const ROUNDS: (Risk, &str) = lossy("rounds");
const IMPRECISE: (Risk, &str) = lossy("loses-precision");
const AS_TEXT: (Risk, &str) = safe("writes-as-text");
const AS_TEXT_IF_SHORT: (Risk, &str) = checkable("writes-as-text");
const READ: (Risk, &str) = lossy("reads-text-as-number");
const SHORTER: (Risk, &str) = lossy("shortens-text");
const OTHER: (Risk, &str) = lossy("changes-meaning");

fn check(dialect: Dialect, rows: &[Row]) {
    for (before, after, there, back) in rows {
        for (before, after, (risk, code)) in [(before, after, there), (after, before, back)] {
            let conversion = judge(dialect, before, after);
            let found = (conversion.risk, conversion.reason.code());
            let code = format!("diff/{code}");
            assert_eq!(found, (*risk, code.as_str()), "{before} to {after}");
            let is_empty = conversion.conditions.is_empty();
            assert_eq!(is_empty, *risk == Risk::Safe, "{before} to {after}");
        }
    }
}

#[test]
fn numbers_are_judged() {
    check(
        Dialect::OceanBase,
        &[
            ("tinyint", "smallint", WIDENS, NARROWS),
            ("smallint", "mediumint", WIDENS, NARROWS),
            ("int", "bigint", WIDENS, NARROWS),
            ("tinyint(1)", "int", WIDENS, NARROWS),
            ("tinyint(1)", "tinyint", WIDENS, WIDENS),
            ("int unsigned", "bigint", WIDENS, NARROWS),
            ("int", "int unsigned", NARROWS, NARROWS),
            ("int", "decimal(10,0)", WIDENS, NARROWS),
            ("int", "decimal(10,2)", NARROWS, ROUNDS),
            ("bigint", "decimal(19,0)", WIDENS, NARROWS),
            ("bigint unsigned", "decimal(20,0) unsigned", WIDENS, NARROWS),
            ("int", "decimal(12,2) unsigned", NARROWS, ROUNDS),
            ("bigint", "decimal(18,0)", NARROWS, WIDENS),
            ("decimal(10,2)", "decimal(12,2)", WIDENS, NARROWS),
            ("decimal(10,2)", "decimal(12,4)", WIDENS, ROUNDS),
            ("decimal(10,2)", "decimal(10,4)", NARROWS, ROUNDS),
            ("decimal(10,2)", "decimal(10,2) unsigned", NARROWS, WIDENS),
            ("decimal(9,0)", "int", WIDENS, NARROWS),
            ("decimal(10,2)", "int", ROUNDS, NARROWS),
            ("double", "int", ROUNDS, WIDENS),
            ("float", "int", ROUNDS, IMPRECISE),
            ("float", "smallint", ROUNDS, WIDENS),
            ("double", "bigint", ROUNDS, IMPRECISE),
            ("double", "decimal(10,2)", ROUNDS, IMPRECISE),
            ("float", "decimal(10,2)", ROUNDS, IMPRECISE),
            ("float", "double", WIDENS, IMPRECISE),
            ("float", "bigint", ROUNDS, IMPRECISE),
            ("double(7,2)", "double", WIDENS, OTHER),
            ("float(7,2)", "float", WIDENS, OTHER),
            ("tinyint(1)", "bit(1)", NARROWS, WIDENS),
            ("int", "bit(8)", NARROWS, WIDENS),
            ("tinyint unsigned", "bit(8)", WIDENS, WIDENS),
            ("tinyint", "bit(8)", NARROWS, NARROWS),
            (
                "bigint",
                "bit(64)",
                lossy("wraps-sign"),
                lossy("wraps-sign"),
            ),
            ("bigint unsigned", "bit(64)", WIDENS, WIDENS),
            ("int unsigned", "bit(64)", WIDENS, NARROWS),
            ("bit(64)", "decimal(20,0)", WIDENS, NARROWS),
            ("bit(64)", "double", IMPRECISE, ROUNDS),
            ("bit(8)", "bit(12)", WIDENS, NARROWS),
        ],
    );
}

#[test]
fn texts_of_numbers_are_judged() {
    let bits = checkable("reads-text-as-bits");
    check(
        Dialect::OceanBase,
        &[
            ("int", "varchar(11)", AS_TEXT, READ),
            ("int", "varchar(10)", AS_TEXT_IF_SHORT, READ),
            ("int unsigned", "varchar(10)", AS_TEXT, READ),
            ("bigint", "char(20)", AS_TEXT, READ),
            ("decimal(10,2)", "varchar(12)", AS_TEXT, READ),
            ("decimal(10,2)", "varchar(11)", AS_TEXT_IF_SHORT, READ),
            ("decimal(5,5)", "varchar(8)", AS_TEXT, READ),
            ("double", "varchar(24)", AS_TEXT, READ),
            ("double", "varchar(23)", AS_TEXT_IF_SHORT, READ),
            ("float", "varchar(24)", AS_TEXT, READ),
            ("float", "varchar(23)", AS_TEXT_IF_SHORT, READ),
            ("float", "longtext", AS_TEXT, READ),
            ("tinyint(1)", "text", AS_TEXT, READ),
            ("bit(8)", "varchar(8)", AS_TEXT, bits),
            ("bit(8)", "varchar(7)", IMPOSSIBLE, bits),
            ("bit(64)", "longtext", AS_TEXT, bits),
            ("int", "varbinary(11)", OTHER, OTHER),
        ],
    );
}

#[test]
fn texts_and_bytes_are_judged() {
    let blanks = lossy("drops-trailing-blanks");
    let text = checkable("reads-bytes-as-text");
    let cut_text = lossy("reads-bytes-as-text");
    let bytes = checkable("shortens-bytes");
    let keeps = safe("keeps-bytes");
    let pads = lossy("pads");
    let uuid = checkable("reads-text-as-uuid");
    check(
        Dialect::OceanBase,
        &[
            ("varchar(3)", "varchar(4)", WIDENS, SHORTER),
            ("varchar(3)", "char(3)", blanks, WIDENS),
            ("varchar(4)", "char(3)", SHORTER, WIDENS),
            ("char(3)", "char(4)", WIDENS, checkable("shortens-text")),
            ("char(4)", "varchar(3)", checkable("shortens-text"), blanks),
            ("longtext", "char(3)", SHORTER, WIDENS),
            ("varchar(16383)", "text", WIDENS, SHORTER),
            ("varchar(16384)", "text", SHORTER, SHORTER),
            ("varchar(255)", "tinytext", SHORTER, WIDENS),
            ("tinytext", "text", WIDENS, SHORTER),
            ("text", "mediumtext", WIDENS, SHORTER),
            ("mediumtext", "longtext", WIDENS, SHORTER),
            ("varchar(3)", "varbinary(12)", keeps, cut_text),
            ("varchar(3)", "varbinary(3)", bytes, text),
            ("text", "blob", keeps, text),
            ("longtext", "longblob", keeps, text),
            ("longtext", "mediumblob", bytes, text),
            ("varchar(20)", "binary(20)", pads, text),
            ("binary(5)", "char(5)", cut_text, pads),
            ("char(36)", "binary(16)", uuid, AS_TEXT),
            ("varchar(36)", "binary(16)", uuid, AS_TEXT),
            ("longtext", "binary(16)", uuid, AS_TEXT),
            ("varchar(35)", "binary(16)", pads, text),
            ("varbinary(3)", "varbinary(4)", WIDENS, bytes),
            ("varbinary(3)", "binary(3)", pads, WIDENS),
            ("binary(3)", "binary(5)", pads, bytes),
            ("tinyblob", "longblob", WIDENS, bytes),
        ],
    );
}

#[test]
fn times_are_judged() {
    let fraction = lossy("rounds-fraction");
    let zone = safe("changes-zone");
    let digits = lossy("writes-time-as-number");
    let number = lossy("reads-number-as-time");
    let read = lossy("reads-text-as-time");
    check(
        Dialect::OceanBase,
        &[
            ("datetime(6)", "datetime(3)", fraction, WIDENS),
            ("datetime", "datetime(6)", WIDENS, fraction),
            ("time", "time(6)", WIDENS, fraction),
            ("timestamp(3)", "datetime(3)", zone, zone),
            ("timestamp(3)", "datetime(6)", zone, fraction),
            (
                "date",
                "datetime",
                safe("adds-midnight"),
                lossy("drops-time-of-day"),
            ),
            ("datetime", "time", lossy("drops-day"), lossy("adds-day")),
            ("date", "time", lossy("drops-day"), lossy("adds-day")),
            ("date", "varchar(10)", AS_TEXT, read),
            ("date", "varchar(9)", AS_TEXT_IF_SHORT, read),
            ("datetime", "varchar(19)", AS_TEXT, read),
            ("datetime(6)", "varchar(26)", AS_TEXT, read),
            ("datetime(6)", "varchar(25)", AS_TEXT_IF_SHORT, read),
            ("time", "varchar(10)", AS_TEXT, read),
            ("time(6)", "varchar(16)", AS_TEXT_IF_SHORT, read),
            ("year", "char(4)", AS_TEXT, OTHER),
            ("date", "int", digits, number),
            ("datetime", "bigint", digits, number),
            ("time", "int", digits, number),
            ("date", "decimal(10,2)", digits, number),
            ("year", "int", OTHER, OTHER),
            ("year", "float", OTHER, IMPOSSIBLE),
            ("year", "date", OTHER, OTHER),
            ("date", "bit(8)", OTHER, OTHER),
        ],
    );
}

#[test]
fn documents_labels_and_the_rest_are_judged() {
    let json = lossy("reads-text-as-json");
    let number = lossy("reads-json-as-number");
    let label = checkable("reads-text-as-label");
    let document = safe("writes-as-json");
    let drops = checkable("drops-labels");
    check(
        Dialect::OceanBase,
        &[
            ("json", "longtext", AS_TEXT, json),
            ("json", "text", AS_TEXT_IF_SHORT, json),
            ("json", "varchar(20)", AS_TEXT_IF_SHORT, json),
            ("json", "int", number, document),
            ("json", "tinyint(1)", number, document),
            ("json", "double", number, document),
            ("json", "float", number, document),
            ("json", "decimal(10,2)", number, document),
            ("json", "decimal(10,2) unsigned", number, document),
            ("json", "double(7,2)", number, IMPOSSIBLE),
            ("json", "enum('a')", IMPOSSIBLE, OTHER),
            ("json", "set('a')", IMPOSSIBLE, OTHER),
            ("json", "longblob", OTHER, json),
            ("json", "varbinary(20)", OTHER, json),
            ("json", "date", OTHER, IMPOSSIBLE),
            ("enum('a','b')", "enum('a','b','c')", WIDENS, drops),
            (
                "enum('a','b')",
                "enum('b','a')",
                safe("reorders-labels"),
                safe("reorders-labels"),
            ),
            ("enum('a','b')", "varchar(1)", AS_TEXT, label),
            ("enum('a','bé')", "varchar(2)", AS_TEXT, label),
            ("enum('a','bcd')", "varchar(2)", AS_TEXT_IF_SHORT, label),
            ("enum('a','b')", "int", lossy("numbers-labels"), OTHER),
            ("enum('a','b')", "set('a','b')", OTHER, OTHER),
            ("set('a','b')", "set('a','b','c')", WIDENS, OTHER),
            ("set('a','b')", "set('b','a')", OTHER, OTHER),
            ("set('a','b')", "varchar(3)", AS_TEXT, OTHER),
            ("set('a','b')", "varchar(2)", AS_TEXT_IF_SHORT, OTHER),
            ("point", "longtext", IMPOSSIBLE, IMPOSSIBLE),
            ("point", "polygon", IMPOSSIBLE, IMPOSSIBLE),
            ("vector(3)", "vector(4)", IMPOSSIBLE, IMPOSSIBLE),
            ("array(int)", "json", IMPOSSIBLE, IMPOSSIBLE),
            ("app.unknown", "int", IMPOSSIBLE, IMPOSSIBLE),
        ],
    );
}

#[test]
fn columns_of_postgres_are_judged_alike() {
    let time = lossy("reads-text-as-time");
    check(
        Dialect::Postgres,
        &[
            ("integer", "bigint", WIDENS, NARROWS),
            ("integer", "numeric", WIDENS, ROUNDS),
            ("numeric(10,2)", "numeric", WIDENS, ROUNDS),
            ("numeric", "text", AS_TEXT, READ),
            ("boolean", "integer", WIDENS, OTHER),
            ("boolean", "text", AS_TEXT, READ),
            ("double precision", "numeric", OTHER, IMPRECISE),
            ("real", "text", AS_TEXT, READ),
            ("character varying(3)", "text", WIDENS, SHORTER),
            ("timestamp with time zone", "text", AS_TEXT, time),
            (
                "timestamp with time zone",
                "character varying(40)",
                AS_TEXT_IF_SHORT,
                time,
            ),
            ("jsonb", "json", WIDENS, lossy("reads-text-as-json")),
            ("uuid", "text", AS_TEXT, OTHER),
            ("inet", "text", AS_TEXT, OTHER),
            ("inet", "cidr", OTHER, OTHER),
            ("integer[]", "text", AS_TEXT, OTHER),
            ("app.unknown", "text", AS_TEXT, OTHER),
            ("interval", "uuid", OTHER, OTHER),
            ("bytea", "text", OTHER, OTHER),
            ("bit(8)", "integer", OTHER, OTHER),
        ],
    );
    let same = judge(Dialect::Postgres, "inet", "inet");
    assert_eq!((same.risk, same.reason), (Risk::Safe, Reason::Widens));
}

/// What is both refused and changed is lossy and asks for both.
#[test]
fn conditions_name_what_a_query_needs() {
    let check = |before, after, expected: &[Condition]| {
        let found = judge(Dialect::OceanBase, before, after);
        assert_eq!(found.conditions, expected, "{before} to {after}");
    };
    let column = || ident("c");
    let range = |minimum: &str, maximum: &str| Condition::OutOfRange {
        column: column(),
        minimum: Some(minimum.to_owned()),
        maximum: Some(maximum.to_owned()),
    };
    let rounded = |scale| Condition::Rounded {
        column: column(),
        scale,
    };
    check(
        "decimal(10,3)",
        "decimal(5,2)",
        &[rounded(2), range("-999.99", "999.99")],
    );
    check(
        "decimal(10,2)",
        "tinyint",
        &[rounded(0), range("-128", "127")],
    );
    check("int", "decimal(5,2) unsigned", &[range("0", "999.99")]);
    check(
        "bigint unsigned",
        "bigint",
        &[range("-9223372036854775808", "9223372036854775807")],
    );
    let too_long = Condition::TooLong {
        column: column(),
        data_type: DataType::VarChar { length: 4 },
        most: 3,
        unit: LengthUnit::Characters,
    };
    let blanks = Condition::TrailingBlanks { column: column() };
    check("varchar(4)", "char(3)", &[too_long, blanks]);
    let not_kept = Condition::NotKept {
        column: column(),
        from: DataType::Double,
        to: DataType::Real,
    };
    check("double", "float", &[not_kept]);
}

#[test]
fn risks_have_an_order_and_reasons_a_code_each() {
    use Risk as R;
    assert!(R::Safe < R::Checkable && R::Checkable < R::Lossy);
    assert!(R::Lossy < R::Destructive && R::Destructive < R::Impossible);
    let mut codes: Vec<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Reason::ALL.len());
    for reason in Reason::ALL {
        assert_eq!(
            serde_json::to_value(reason).expect("a reason"),
            reason.code()
        );
    }
}
