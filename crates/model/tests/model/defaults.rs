//! Defaults of both servers.

use obmigrate_model::Dialect;
use obmigrate_model::canonical::{
    ColumnChoice, MomentForm, NumericForm, Options, UuidForm, normalise, to_oceanbase,
};
use obmigrate_model::data_type::spelling;
use serde_json::{Value, json};

use crate::canonical::{codes, one_column, translate};

/// What PostgreSQL prints and what OceanBase prints for a default is one canonical default.
#[expect(
    clippy::unwrap_used,
    reason = "the lint spares test functions only, and this one serves them"
)]
fn check_with(
    options: &Options,
    data_type: Value,
    postgres: &str,
    oceanbase: Value,
    expected: Value,
) {
    let column = |dialect, default: Value, data_type: &Value| {
        one_column(
            dialect,
            json!({"name": "a", "data_type": data_type, "default": default}),
        )
    };
    let from_postgres = to_oceanbase(
        &crate::schema(column(
            "postgres",
            json!({"expression": postgres}),
            &data_type,
        )),
        options,
    );
    let data_type = from_postgres.schema.tables["t"]
        .columns
        .iter()
        .next()
        .unwrap();
    let data_type = serde_json::to_value(&data_type.data_type).unwrap();
    let from_oceanbase = normalise(&crate::schema(column("ocean_base", oceanbase, &data_type)));
    let expected = crate::schema(column("ocean_base", expected, &data_type));
    let default = |schema: &obmigrate_model::Schema| {
        let column = schema.tables["t"].columns.iter().next().unwrap();
        serde_json::to_string(&column.default).unwrap()
    };
    assert_eq!(
        default(&from_postgres.schema),
        default(&expected),
        "{postgres}"
    );
    assert_eq!(default(&from_oceanbase), default(&expected), "{postgres}");
    assert_eq!(from_postgres.schema, from_oceanbase, "{postgres}");
}

fn check(data_type: Value, postgres: &str, oceanbase: Value, expected: Value) {
    check_with(
        &Options::default(),
        data_type,
        postgres,
        oceanbase,
        expected,
    );
}

fn parse(text: &str) -> Value {
    json!(spelling::parse(Dialect::Postgres, text))
}

fn raw(text: &str) -> Value {
    json!({"literal": {"text": text}})
}

#[expect(
    clippy::too_many_lines,
    reason = "a table of cases is as long as it is"
)]
#[test]
fn defaults_of_both_servers_meet() {
    let integer = |number: i64| json!({"literal": {"integer": number}});
    let int = json!({"integer": {"width": "regular"}});
    let decimal = json!({"decimal": {"precision": 10, "scale": 4}});
    let text = json!({"var_char": {"length": 20}});
    let moment = |precision: u8| json!({"timestamp": {"precision": precision, "zone": "without"}});
    check(int.clone(), "'-5'::integer", raw("-5"), integer(-5));
    check(int, "0", raw("0"), integer(0));
    check(
        decimal.clone(),
        "1.50",
        raw("1.5000"),
        json!({"literal": {"number": "1.5"}}),
    );
    check(decimal.clone(), "(3)::numeric", raw("3.0000"), integer(3));
    check(
        decimal,
        "'-0.10'::numeric",
        raw("-0.1000"),
        json!({"literal": {"number": "-0.1"}}),
    );
    check(
        json!("real"),
        "'0.10'::real",
        raw("0.1"),
        json!({"literal": {"number": "0.1"}}),
    );
    check(
        json!("double"),
        "'10000000000'::numeric",
        raw("10000000000"),
        integer(10_000_000_000),
    );
    check(
        json!("double"),
        "'1e-07'::double precision",
        raw("0.0000001"),
        json!({"literal": {"number": "0.0000001"}}),
    );
    check(json!("boolean"), "true", raw("1"), integer(1));
    check(json!("boolean"), "false", raw("0"), integer(0));
    check(
        text.clone(),
        "'it''s \\ x'::character varying",
        raw("it's \\ x"),
        raw("it's \\ x"),
    );
    check(text.clone(), "''::text", raw(""), raw(""));
    check(
        json!({"char": {"length": 5}}),
        "'ab   '::bpchar",
        raw("ab"),
        raw("ab"),
    );
    check(
        text,
        "upper('x'::text)",
        json!({"expression": "upper('x')"}),
        json!({"expression": "upper('x')"}),
    );
    check(
        json!("date"),
        "'2024-02-29'::date",
        raw("2024-02-29"),
        raw("2024-02-29"),
    );
    check(
        json!("date"),
        "CURRENT_DATE",
        json!({"expression": "curdate()"}),
        json!("current_date"),
    );
    check(
        json!("date"),
        "now()",
        json!("current_date"),
        json!("current_date"),
    );
    check(
        json!("date"),
        "('now'::text)::date",
        json!("current_date"),
        json!("current_date"),
    );
    check(
        moment(6),
        "now()",
        json!("current_timestamp"),
        json!("current_timestamp"),
    );
    check(
        moment(3),
        "CURRENT_TIMESTAMP(3)",
        json!({"expression": "CURRENT_TIMESTAMP"}),
        json!("current_timestamp"),
    );
    check(
        moment(3),
        "'2024-01-01 00:00:00'::timestamp without time zone",
        raw("2024-01-01 00:00:00.000"),
        raw("2024-01-01 00:00:00.000"),
    );
    check(
        json!({"timestamp": {"precision": 6, "zone": "with"}}),
        "'2024-01-01 00:00:00.5+00'::timestamp with time zone",
        raw("2024-01-01 00:00:00.500000"),
        raw("2024-01-01 00:00:00.500000"),
    );
    check(
        moment(6),
        "(now() AT TIME ZONE 'utc'::text)",
        json!({"expression": "(utc_timestamp(6))"}),
        json!({"expression": "utc_timestamp(6)"}),
    );
    check(
        json!({"time": {"precision": 3}}),
        "'12:00:00'::time without time zone",
        raw("12:00:00.000"),
        raw("12:00:00.000"),
    );
    check(
        json!("uuid"),
        "gen_random_uuid()",
        json!({"expression": "(uuid())"}),
        json!("random_uuid"),
    );
    check(
        json!("uuid"),
        "public.uuid_generate_v4()",
        json!("random_uuid"),
        json!("random_uuid"),
    );
    check(
        json!({"bit": {"length": 8}}),
        "'00000101'::\"bit\"",
        raw("b'101'"),
        integer(5),
    );
    check(
        json!({"bit": {"length": 3}}),
        "B'101'",
        raw("b'101'"),
        integer(5),
    );
    check(json!("boolean"), "NULL::boolean", json!(null), json!(null));
}

#[test]
fn clocks_reckon_alike() {
    let check = |data_type: &str, postgres: &str, expected: &str| {
        check(
            parse(data_type),
            postgres,
            json!({"expression": format!("({expected})")}),
            json!({"expression": expected}),
        );
    };
    check(
        "timestamptz",
        "(now() + '7 days'::interval)",
        "utc_timestamp(6) + interval 7 day",
    );
    check(
        "timestamp",
        "(CURRENT_TIMESTAMP - '1 mon'::interval)",
        "utc_timestamp(6) - interval 1 month",
    );
    check(
        "timestamp",
        "((now() AT TIME ZONE 'utc'::text) + '-01:30:00'::interval)",
        "utc_timestamp(6) - interval 90 minute",
    );
    check(
        "timestamp",
        "timezone('utc'::text, now())",
        "utc_timestamp(6)",
    );
    check(
        "timestamptz",
        "(now() + '1 year 6 mons'::interval)",
        "utc_timestamp(6) + interval 18 month",
    );
    check(
        "timestamptz",
        "(now() + '2 years'::interval)",
        "utc_timestamp(6) + interval 2 year",
    );
    check(
        "timestamptz",
        "(now() + '02:00:00'::interval)",
        "utc_timestamp(6) + interval 2 hour",
    );
    check(
        "timestamptz",
        "(now() + '00:00:30'::interval)",
        "utc_timestamp(6) + interval 30 second",
    );
    check("date", "(CURRENT_DATE + 7)", "curdate() + interval 7 day");
    check(
        "date",
        "(now() - '1 day'::interval)",
        "curdate() - interval 1 day",
    );
    check(
        "timestamp",
        "(CURRENT_DATE + '1 year'::interval)",
        "curdate() + interval 1 year",
    );
    check("time", "LOCALTIME", "curtime()");
    check(
        "time(0)",
        "(CURRENT_TIME)::time without time zone",
        "curtime()",
    );
    check("character varying(90)", "CURRENT_USER", "user()");
    check("name", "(SESSION_USER)::name", "user()");
    check("double precision", "random()", "rand()");
    check(
        "character varying(32)",
        "md5((random())::text)",
        "md5(rand())",
    );
}

#[test]
fn constants_of_any_type_follow_the_form_of_the_column() {
    let text = |data_type: &str, postgres: &str, expected: &str| {
        check(parse(data_type), postgres, raw(expected), raw(expected));
    };
    text("interval", "'1 day 02:00:00'::interval", "1 day 02:00:00");
    text("inet", "'10.0.0.1'::inet", "10.0.0.1/32");
    text("inet", "'::1'::inet", "::1/128");
    text("inet", "'10.0.0.0/8'::inet", "10.0.0.0/8");
    text(
        "macaddr",
        "'08:00:2b:01:02:03'::macaddr",
        "08:00:2b:01:02:03",
    );
    text("int4range", "'[1,5)'::int4range", "[1,5)");
    text("point", "'(1,2)'::point", "(1,2)");
    text("bit varying(8)", "'0101'::\"bit\"", "0101");
    text(
        "bit(70)",
        &format!("B'{}'::\"bit\"", "01".repeat(35)),
        &"01".repeat(35),
    );
    text(
        "uuid",
        "'00112233-4455-6677-8899-AABBCCDDEEFF'::uuid",
        "00112233-4455-6677-8899-aabbccddeeff",
    );
    let number = |number: &str| json!({"literal": {"number": number}});
    check(
        parse("money"),
        "'-$1,234.50'::money",
        raw("-1234.50"),
        number("-1234.5"),
    );
    check(
        parse("oid"),
        "'42'::oid",
        raw("42"),
        json!({"literal": {"integer": 42}}),
    );
    let mood = json!({"enum": {"name": {"name": "mood"}, "labels": ["sad", "it's"]}});
    check(mood, "'it''s'::app.mood", raw("it's"), raw("it's"));

    let bytes = |bytes: &[u8]| json!({"literal": {"bytes": bytes}});
    let chosen = |choice| {
        let (table, column) = (crate::ident("t"), crate::ident("a"));
        Options::default().with_column(table, column, choice)
    };
    let binary = Options::default().with_uuid(UuidForm::Binary);
    let sixteen: Vec<u8> = (0..16).map(|digit| digit * 0x11).collect();
    check_with(
        &binary,
        json!("uuid"),
        "'00112233-4455-6677-8899-aabbccddeeff'::uuid",
        bytes(&sixteen),
        bytes(&sixteen),
    );
    check_with(
        &binary,
        json!("uuid"),
        "gen_random_uuid()",
        json!({"expression": "(uuid_to_bin(uuid()))"}),
        json!({"expression": "uuid_to_bin(uuid())"}),
    );
    check_with(
        &chosen(ColumnChoice::Length(10)),
        parse("bytea"),
        r"'\xdead'::bytea",
        bytes(&[0xde, 0xad]),
        bytes(&[0xde, 0xad]),
    );
    check_with(
        &chosen(ColumnChoice::Length(10)),
        parse("text"),
        "'x'::text",
        raw("x"),
        raw("x"),
    );
    check_with(
        &Options::default().with_numeric(NumericForm::Text),
        parse("numeric"),
        "'NaN'::numeric",
        raw("NaN"),
        raw("NaN"),
    );
    let moment = parse("timestamp(0) with time zone");
    check_with(
        &Options::default().with_moment(MomentForm::UtcDateTime),
        moment,
        "now()",
        json!({"expression": "(utc_timestamp(6))"}),
        json!({"expression": "utc_timestamp(6)"}),
    );
}

#[test]
fn a_clock_that_needs_sessions_in_utc_is_noted() {
    let check = |options: &Options, data_type: &str, default: &str, is_noted: bool| {
        let column =
            json!({"name": "a", "data_type": parse(data_type), "default": {"expression": default}});
        let translation = to_oceanbase(&crate::schema(one_column("postgres", column)), options);
        let mut notes = codes(&translation);
        notes.retain(|note| note.contains("model/utc-sessions"));
        let expected = "warning model/utc-sessions tables.t.columns.a.default";
        let expected: &[&str] = if is_noted { &[expected] } else { &[] };
        assert_eq!(notes, expected, "{data_type} {default}");
    };
    let options = Options::default();
    let shifted = "(now() + '1 day'::interval)";
    check(&options, "timestamptz", shifted, true);
    check(&options, "timestamp", shifted, true);
    check(&options, "date", shifted, false);
    check(&options, "timestamptz", "now()", false);
    check(
        &options,
        "timestamp",
        "(CURRENT_DATE + '1 day'::interval)",
        false,
    );
    let utc = "((now() AT TIME ZONE 'utc'::text) + '1 day'::interval)";
    check(&options, "timestamp", utc, false);
    let options = options.with_moment(MomentForm::UtcDateTime);
    check(&options, "timestamptz", shifted, false);
}

#[test]
fn defaults_that_cannot_be_kept_are_noted() {
    let check = |column: Value, expected: &[&str]| {
        let translation = translate(one_column("postgres", column));
        assert_eq!(codes(&translation), expected);
        let column = translation.schema.tables["t"]
            .columns
            .iter()
            .next()
            .unwrap();
        assert_eq!(column.default, None);
    };
    let path = "model/default-lost tables.t.columns.a.default";
    let warning = format!("warning {path}");
    let error = format!("error {path}");
    let text = json!({"text": {"capacity": "long"}});
    check(
        json!({"name": "a", "data_type": text, "default": {"expression": "'x'::text"}}),
        &[&warning],
    );
    check(
        json!({"name": "a", "data_type": text, "nullability": "not_null", "default": {"expression": "'x'::text"}}),
        &[&error],
    );
    check(
        json!({"name": "a", "data_type": {"json": {"form": "binary"}}, "default": {"expression": "'{}'::jsonb"}}),
        &[&warning],
    );
    let int = json!({"integer": {"width": "regular"}});
    check(
        json!({"name": "a", "data_type": int, "default": {"expression": "nextval('s'::regclass)"}}),
        &[&warning],
    );
    check(
        json!({"name": "a", "data_type": int, "default": {"expression": "app.now()"}}),
        &[&warning],
    );
    check(
        json!({"name": "a", "data_type": "double", "default": {"expression": "'NaN'::double precision"}}),
        &[&warning],
    );
    check(
        json!({"name": "a", "data_type": "date", "default": {"expression": "'infinity'::date"}}),
        &[&warning],
    );
    for (data_type, default) in [
        ("timestamptz", "(now() + '1 day 02:00:00'::interval)"),
        ("timestamptz", "(now() + '00:00:00.5'::interval)"),
        (
            "timestamptz",
            "((now() + '1 day'::interval) + '1 day'::interval)",
        ),
        ("date", "(now() + '01:00:00'::interval)"),
        ("integer", "(CURRENT_DATE + 7)"),
        ("integer", "CURRENT_USER"),
        ("character varying(62)", "CURRENT_USER"),
        ("character varying(31)", "md5((random())::text)"),
        (
            "timestamptz",
            "((now() AT TIME ZONE 'utc'::text) + '1 day'::interval)",
        ),
        ("vector(2)", "'[1,2]'::vector"),
        ("character varying(2)", "'abc'::app.word"),
    ] {
        check(
            json!({"name": "a", "data_type": parse(data_type), "default": {"expression": default}}),
            &[&warning],
        );
    }
    let mood = json!({"enum": {"labels": ["sad"]}});
    check(
        json!({"name": "a", "data_type": mood, "default": {"expression": "'gone'::mood"}}),
        &[&warning],
    );
}

#[test]
fn one_default_of_postgres_has_one_form() {
    let check = |data_type: &str, texts: &[&str], expected: Value| {
        for text in texts {
            let data_type = spelling::parse(Dialect::Postgres, data_type);
            let column =
                json!({"name": "a", "data_type": data_type, "default": {"expression": text}});
            let schema = normalise(&crate::schema(one_column("postgres", column)));
            let column = schema.tables["t"].columns.iter().next().unwrap();
            assert_eq!(
                serde_json::to_value(&column.default).unwrap(),
                expected,
                "{text}"
            );
        }
    };
    let literal = |value: Value| json!({"literal": value});
    check(
        "integer",
        &["'-5'::integer", "-5"],
        literal(json!({"integer": -5})),
    );
    check(
        "numeric(9,2)",
        &["1.50", "'1.5'::numeric"],
        literal(json!({"number": "1.5"})),
    );
    check(
        "boolean",
        &["true", "(true)"],
        literal(json!({"boolean": true})),
    );
    check("text", &["'x'::text", "'x'"], literal(json!({"text": "x"})));
    check(
        "app.mood",
        &["'sad'::app.mood"],
        literal(json!({"text": "sad"})),
    );
    check(
        "timestamptz",
        &["now()", "CURRENT_TIMESTAMP"],
        json!("current_timestamp"),
    );
    check("text", &["NULL::text"], json!(null));
    check("text", &["upper(b)"], json!({"expression": "upper(b)"}));
}
