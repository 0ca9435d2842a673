//! Defaults of both servers.

use obmigrate_model::canonical::normalise;
use serde_json::{Value, json};

use crate::canonical::{codes, one_column, translate};

/// What PostgreSQL prints and what OceanBase prints for a default is one canonical default.
#[expect(
    clippy::too_many_lines,
    reason = "a table of cases is as long as it is"
)]
#[test]
fn defaults_of_both_servers_meet() {
    let check = |data_type: Value, postgres: &str, oceanbase: Value, expected: Value| {
        let column = |dialect, default: Value, data_type: &Value| {
            one_column(
                dialect,
                json!({"name": "a", "data_type": data_type, "default": default}),
            )
        };
        let from_postgres = translate(column(
            "postgres",
            json!({"expression": postgres}),
            &data_type,
        ));
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
    };
    let raw = |text: &str| json!({"literal": {"text": text}});
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
}
