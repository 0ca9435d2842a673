//! Canonical texts and the forms of changed types.

use obmigrate_model::data_type::{JsonForm, TimeZone};
use obmigrate_model::{DataType, Dialect, Value, sql::Writer};
use obmigrate_verify::canonical::canonical;
use obmigrate_verify::form::Form;
use obmigrate_verify::reading::Reading;

use super::{ident, same, text};

#[test]
fn equal_values_have_one_text() {
    for (reading, texts) in [
        (
            Reading::Number,
            &["1.5", "01.500", "+1.5", "15e-1", "0.15E1"][..],
        ),
        (Reading::Number, &["0", "-0", "0.00", "0e5", "-0.000"]),
        (Reading::Number, &["-120", "-1.2e2", "-120.0"]),
        (Reading::Number, &["100000000000000000000", "1e20"]),
        (Reading::Number, &["0.00001", "1e-5"]),
        (Reading::Float, &["0.1", "0.10", "1e-1"]),
        (Reading::Float, &["0", "-0", "-0e0"]),
        (Reading::Float, &["16777216", "1.6777216e+07"]),
        (Reading::Padded, &["a", "a   "]),
        (
            Reading::Moment,
            &[
                "2024-01-02 00:00:00.000",
                "2024-01-02",
                "2024-01-02 00:00:00",
            ],
        ),
        (
            Reading::Moment,
            &["2024-01-02 10:20:30.5", "2024-01-02 10:20:30.500000"],
        ),
        (Reading::Time, &["24:00:00", "24:00:00.000000"]),
        (Reading::Bytes, &["00ff", "00FF"]),
        (
            Reading::Uuid,
            &[
                "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                "a0eebc999c0b4ef8bb6d6bb9bd380a11",
            ],
        ),
        (
            Reading::Json,
            &[
                r#"{"b": [1.10, 100], "a": "x"}"#,
                r#"{"a":"x","b":[1.1,1e2]}"#,
            ],
        ),
        (
            Reading::Json,
            &["0.12345678901234566", "0.12345678901234567"],
        ),
        (
            Reading::Vector,
            &[
                "[0.12345679,-0,1e-40,3.4028235e+38]",
                "[0.123457, 0, 9.99995e-41, 3.40282e38]",
            ],
        ),
    ] {
        let canonical: Vec<_> = texts
            .iter()
            .map(|one| canonical(reading, &text(one)))
            .collect();
        for other in &canonical {
            assert_eq!(other, &canonical[0], "{reading:?} {texts:?}");
        }
    }
}

#[test]
fn different_values_have_different_texts() {
    for (reading, one, other) in [
        (Reading::Number, "1.5", "1.51"),
        (Reading::Number, "9007199254740993", "9007199254740992"),
        (Reading::Number, "1", "-1"),
        (Reading::Number, "NaN", "0"),
        (Reading::Float, "NaN", "0"),
        (Reading::Float, "0.1", "0.10000000000000002"),
        (Reading::Text, "a", "a "),
        (
            Reading::Moment,
            "2024-01-02 00:00:00",
            "2024-01-02 00:00:00.000001",
        ),
        (
            Reading::Json,
            "18446744073709551615",
            "18446744073709551614",
        ),
        (Reading::Json, r#""1""#, "1"),
        (Reading::Json, "[1,[2]]", "[[1],2]"),
        (Reading::Vector, "[1,2]", "[1,2,0]"),
        (Reading::Vector, "[0.123456]", "[0.123457]"),
        (Reading::Vector, "[1]", "[1,]"),
    ] {
        assert_ne!(
            canonical(reading, &text(one)),
            canonical(reading, &text(other)),
            "{reading:?} {one} {other}"
        );
    }
    assert_eq!(canonical(Reading::Text, &Value::Null), None);
    assert_ne!(
        canonical(Reading::Text, &Value::Bytes(vec![0xed, 0xa0, 0x80])),
        canonical(Reading::Text, &text("eda080")),
    );
}

#[test]
fn both_servers_are_read_in_matching_forms() {
    let json = DataType::Json {
        form: JsonForm::Binary,
    };
    let zoned = |zone| DataType::Timestamp { precision: 6, zone };
    let other = DataType::Other {
        name: "integer[]".to_owned(),
    };
    let vector = DataType::Vector {
        dimensions: Some(3),
    };
    for (source, target, postgres, oceanbase) in [
        (
            DataType::Boolean,
            DataType::Boolean,
            r#""c"::int::text"#,
            "cast(`c` as char)",
        ),
        (
            DataType::Real,
            DataType::Real,
            r#""c"::float8::text"#,
            "cast(cast(`c` as double) as char)",
        ),
        (
            DataType::Char { length: 3 },
            DataType::Char { length: 3 },
            r#"rtrim("c"::text)"#,
            "`c`",
        ),
        (DataType::TEXT, DataType::TEXT, r#""c"::text"#, "`c`"),
        (
            zoned(TimeZone::With),
            zoned(TimeZone::With),
            r#"("c" AT TIME ZONE 'UTC')::text"#,
            "cast(`c` as char)",
        ),
        (
            DataType::Uuid,
            DataType::Binary { length: 16 },
            r#""c"::text"#,
            "hex(`c`)",
        ),
        (
            DataType::Bit { length: 9 },
            DataType::Bit { length: 9 },
            r#""c"::text"#,
            "lpad(bin(`c`), 9, '0')",
        ),
        (
            json.clone(),
            json.clone(),
            r#""c"::text"#,
            "cast(`c` as char)",
        ),
        (other, json, r#"to_json("c")::text"#, "cast(`c` as char)"),
        (vector.clone(), vector, r#""c"::text"#, "`c`"),
    ] {
        let reading = Reading::of(&source, &target);
        let mut mapping = same("c", target);
        mapping.source_type = source;
        let (mut here, mut there) = (
            Writer::new(Dialect::Postgres),
            Writer::new(Dialect::OceanBase),
        );
        reading.write_postgres(&mapping, &mut here);
        reading.write_oceanbase(&mapping, &mut there);
        assert_eq!(here.finish().sql(), postgres);
        assert_eq!(there.finish().sql(), oceanbase);
    }
}

#[test]
fn changed_types_are_read_so_that_loss_shows() {
    let decimal = DataType::decimal;
    let moment = |precision| DataType::Timestamp {
        precision,
        zone: TimeZone::Without,
    };
    let varchar = |length| DataType::VarChar { length };
    let vector = || DataType::Vector {
        dimensions: Some(3),
    };
    let both = |form| (form, form);
    for (source, target, expected) in [
        (DataType::INTEGER, DataType::BIGINT, both(Form::Text)),
        (DataType::Boolean, DataType::INTEGER, both(Form::Text)),
        (
            DataType::INTEGER,
            decimal(12, 2),
            both(Form::Decimal(12, 2)),
        ),
        (decimal(10, 4), decimal(10, 2), both(Form::Decimal(12, 4))),
        (
            DataType::BIGINT,
            DataType::Double,
            both(Form::Decimal(30, 10)),
        ),
        (DataType::Double, decimal(10, 2), both(Form::Double)),
        (varchar(20), varchar(5), both(Form::Hex)),
        (varchar(20), DataType::TEXT, both(Form::Digest)),
        (DataType::Date, moment(6), both(Form::Moment(6))),
        (moment(6), DataType::Date, both(Form::Moment(6))),
        (
            varchar(20),
            DataType::INTEGER,
            (Form::NumberOrHex, Form::Decimal(65, 30)),
        ),
        (
            DataType::INTEGER,
            varchar(20),
            (Form::TextDigest, Form::Digest),
        ),
        (
            DataType::Real,
            varchar(20),
            (Form::Double, Form::DoubleOrHex),
        ),
        (DataType::Real, DataType::Real, both(Form::Double)),
        (vector(), vector(), both(Form::ListDigest)),
    ] {
        assert_eq!(
            Form::pair(&source, &target),
            expected,
            "{source} → {target}"
        );
    }
    let mut sql = Writer::new(Dialect::OceanBase);
    Form::NumberOrHex.write(&ident("c"), &mut sql);
    assert!(sql.finish().sql().starts_with("if(`c` regexp '^"));
}
