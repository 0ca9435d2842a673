//! The JSON form of probes.

use obmigrate_model::constraint::MatchType;
use obmigrate_model::data_type::{FloatWidth, Signedness};
use obmigrate_model::index::{IndexKey, Nulls};
use obmigrate_model::probe::{Condition, KeyPart, LengthUnit};
use obmigrate_model::{DataType, Probe};
use serde_json::{Value, json};

use super::ident;

#[test]
#[expect(clippy::too_many_lines, reason = "every condition stands here once")]
fn each_condition_has_a_form_and_keeps_it() {
    use Condition as C;
    let c = || ident("wei\"rd`");
    let text = |text: &str| text.to_owned();
    let column = || json!({ "column": "wei\"rd`" });
    let with = |more: Value| {
        let mut fields = column();
        for (name, value) in more.as_object().into_iter().flatten() {
            fields[name] = value.clone();
        }
        fields
    };
    let key = KeyPart {
        key: IndexKey::Expression(text("lower(a)")),
        collation: Some(text("utf8mb4_general_ci")),
        prefix: Some(10),
    };
    let cases = [
        (C::EveryRow, json!("every_row")),
        (C::Present { column: c() }, json!({ "present": column() })),
        (C::Null { column: c() }, json!({ "null": column() })),
        (
            C::OutOfRange {
                column: c(),
                minimum: None,
                maximum: Some(text("99.99")),
            },
            json!({ "out_of_range": with(json!({ "maximum": "99.99" })) }),
        ),
        (
            C::Rounded {
                column: c(),
                scale: 2,
            },
            json!({ "rounded": with(json!({ "scale": 2 })) }),
        ),
        (
            C::NotKept {
                column: c(),
                from: DataType::Double,
                to: DataType::Real,
            },
            json!({ "not_kept": with(json!({ "from": "double", "to": "real" })) }),
        ),
        (
            C::TooLong {
                column: c(),
                data_type: DataType::Date,
                most: 9,
                unit: LengthUnit::Characters,
            },
            json!({ "too_long": with(
                json!({ "data_type": "date", "most": 9, "unit": "characters" })
            ) }),
        ),
        (
            C::TrailingBlanks { column: c() },
            json!({ "trailing_blanks": column() }),
        ),
        (
            C::WrongLength {
                column: c(),
                bytes: 16,
            },
            json!({ "wrong_length": with(json!({ "bytes": 16 })) }),
        ),
        (
            C::NotWholeNumber {
                column: c(),
                minimum: text("0"),
                maximum: text("9"),
            },
            json!({ "not_whole_number": with(json!({ "minimum": "0", "maximum": "9" })) }),
        ),
        (
            C::NotDecimal {
                column: c(),
                whole_digits: 8,
                scale: 2,
                signedness: Signedness::Signed,
            },
            json!({ "not_decimal": with(json!({ "whole_digits": 8, "scale": 2 })) }),
        ),
        (
            C::NotFloat {
                column: c(),
                width: FloatWidth::Single,
            },
            json!({ "not_float": with(json!({ "width": "single" })) }),
        ),
        (C::NotDate { column: c() }, json!({ "not_date": column() })),
        (
            C::NotTimestamp {
                column: c(),
                precision: 6,
            },
            json!({ "not_timestamp": with(json!({ "precision": 6 })) }),
        ),
        (
            C::NotTime {
                column: c(),
                precision: 0,
            },
            json!({ "not_time": with(json!({ "precision": 0 })) }),
        ),
        (C::NotJson { column: c() }, json!({ "not_json": column() })),
        (C::NotUuid { column: c() }, json!({ "not_uuid": column() })),
        (
            C::NotBits {
                column: c(),
                length: 8,
            },
            json!({ "not_bits": with(json!({ "length": 8 })) }),
        ),
        (
            C::NotTruth {
                column: c(),
                minimum: text("-128"),
                maximum: text("127"),
            },
            json!({ "not_truth": with(json!({ "minimum": "-128", "maximum": "127" })) }),
        ),
        (C::NotUtf8 { column: c() }, json!({ "not_utf8": column() })),
        (
            C::NotLabel {
                column: c(),
                labels: vec![text("it's")],
            },
            json!({ "not_label": with(json!({ "labels": ["it's"] })) }),
        ),
        (
            C::FinerFraction {
                column: c(),
                digits: 3,
            },
            json!({ "finer_fraction": with(json!({ "digits": 3 })) }),
        ),
        (
            C::NotMidnight { column: c() },
            json!({ "not_midnight": column() }),
        ),
        (
            C::NotJsonNumber {
                column: c(),
                minimum: text("0"),
                maximum: text("9"),
            },
            json!({ "not_json_number": with(json!({ "minimum": "0", "maximum": "9" })) }),
        ),
        (
            C::Duplicates {
                parts: vec![KeyPart::column(c()), key],
                predicate: Some("b > 0".into()),
                nulls: Nulls::NotDistinct,
            },
            json!({ "duplicates": {
                "parts": [
                    { "key": column() },
                    {
                        "key": { "expression": "lower(a)" },
                        "collation": "utf8mb4_general_ci",
                        "prefix": 10,
                    },
                ],
                "predicate": "b > 0",
                "nulls": "not_distinct",
            } }),
        ),
        (
            C::Orphans {
                columns: vec![c()],
                parent_schema: Some(ident("other")),
                parent: ident("p"),
                parent_columns: vec![ident("id")],
                match_type: MatchType::Full,
            },
            json!({ "orphans": {
                "columns": ["wei\"rd`"],
                "parent_schema": "other",
                "parent": "p",
                "parent_columns": ["id"],
                "match_type": "full",
            } }),
        ),
        (
            C::FailsCheck {
                expression: text("a > 0"),
            },
            json!({ "fails_check": { "expression": "a > 0" } }),
        ),
        (
            C::Any {
                conditions: vec![C::EveryRow],
            },
            json!({ "any": { "conditions": ["every_row"] } }),
        ),
    ];
    for (condition, form) in cases {
        let probe = Probe {
            table: ident("t"),
            condition,
        };
        let form = json!({ "table": "t", "condition": form });
        assert_eq!(serde_json::to_value(&probe).unwrap(), form);
        assert_eq!(serde_json::from_value::<Probe>(form).unwrap(), probe);
    }
}

#[test]
fn what_is_not_known_is_refused() {
    for form in [
        json!({ "table": "t", "condition": { "present": { "column": "c", "more": 1 } } }),
        json!({ "table": "t", "condition": "every_column" }),
        json!({ "table": "", "condition": "every_row" }),
    ] {
        assert!(
            serde_json::from_value::<Probe>(form.clone()).is_err(),
            "{form}"
        );
    }
}
