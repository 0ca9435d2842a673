//! Types are read as the servers print them and as people write them.

use obmigrate_model::data_type::{FloatWidth, IntervalFields, PostgresType, TimeZone, spelling};
use obmigrate_model::{DataType, Dialect};

/// Compares with the neutral spelling, which tells every type of the model from every other.
fn check(dialect: Dialect, text: &str, expected: &str) {
    let found = spelling::parse(dialect, text);
    assert_eq!(found.to_string(), expected, "{text}");
    assert!(!is_other(&found), "{text} is not known");
}

fn check_other(dialect: Dialect, text: &str, expected: &str) {
    let name = expected.to_owned();
    assert_eq!(
        spelling::parse(dialect, text),
        DataType::Other { name },
        "{text}"
    );
}

const fn is_other(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Other { .. })
}

#[test]
fn what_format_type_prints_is_known() {
    for (text, expected) in [
        ("boolean", "boolean"),
        ("smallint", "smallint"),
        ("integer", "integer"),
        ("bigint", "bigint"),
        ("numeric", "numeric"),
        ("numeric(10,2)", "decimal(10,2)"),
        ("numeric(5,-2)", "decimal(5,-2)"),
        ("numeric(3,5)", "decimal(3,5)"),
        ("real", "real"),
        ("double precision", "double"),
        ("character(5)", "char(5)"),
        ("character varying(5)", "varchar(5)"),
        ("character varying", "longtext"),
        ("text", "longtext"),
        ("bytea", "longblob"),
        ("bit(3)", "bit(3)"),
        ("bit varying(5)", "bit varying(5)"),
        ("bit varying", "bit varying"),
        ("date", "date"),
        ("time without time zone", "time(6)"),
        ("time(0) without time zone", "time(0)"),
        ("time(3) with time zone", "time(3) with time zone"),
        ("time with time zone", "time(6) with time zone"),
        (
            "timestamp(3) without time zone",
            "timestamp(3) without time zone",
        ),
        ("timestamp with time zone", "timestamp(6) with time zone"),
        ("interval", "interval(6)"),
        ("interval(3)", "interval(3)"),
        ("interval day to second(3)", "interval day to second(3)"),
        ("uuid", "uuid"),
        ("json", "json text"),
        ("jsonb", "json"),
        ("public.citext", "citext"),
        ("extensions.vector(3)", "vector(3)"),
        ("public.vector", "vector"),
        ("character varying(3)[]", "varchar(3)[]"),
        (
            "timestamp(3) with time zone[]",
            "timestamp(3) with time zone[]",
        ),
    ] {
        check(Dialect::Postgres, text, expected);
    }
    for kind in PostgresType::ALL {
        let found = spelling::parse(Dialect::Postgres, kind.name());
        assert_eq!(found, DataType::Postgres(kind));
    }
    for fields in IntervalFields::ALL {
        let found = spelling::parse(Dialect::Postgres, &format!("interval {}", fields.words()));
        let fields = Some(fields);
        assert_eq!(
            found,
            DataType::Interval {
                fields,
                precision: 6
            }
        );
    }
}

#[test]
fn what_people_write_for_postgres_is_known() {
    for (text, expected) in [
        ("INT", "integer"),
        ("int2", "smallint"),
        ("int4", "integer"),
        ("int8", "bigint"),
        ("BIGSERIAL", "bigint"),
        ("float", "double"),
        ("float(24)", "real"),
        ("float(25)", "double"),
        ("float4", "real"),
        ("DECIMAL ( 10 , 2 )", "decimal(10,2)"),
        ("dec(7)", "decimal(7,0)"),
        ("decimal", "numeric"),
        ("char", "char(1)"),
        ("nchar varying(4)", "varchar(4)"),
        ("national character(4)", "char(4)"),
        ("varchar(20)", "varchar(20)"),
        ("bpchar(4)", "char(4)"),
        ("bit", "bit(1)"),
        ("varbit(9)", "bit varying(9)"),
        ("time", "time(6)"),
        ("timetz(2)", "time(2) with time zone"),
        ("timestamptz(3)", "timestamp(3) with time zone"),
        ("timestamptz(9)", "timestamp(6) with time zone"),
        ("timestamp (0)", "timestamp(0) without time zone"),
        ("pg_catalog.int4", "integer"),
        ("pg_catalog.\"char\"", "\"char\""),
        ("pg_catalog.varchar(3)", "varchar(3)"),
        ("\"timestamptz\"", "timestamp(6) with time zone"),
        ("\"citext\"", "citext"),
        ("text[][]", "longtext[]"),
        ("int[3][4]", "integer[]"),
        ("int array[4]", "integer[]"),
        ("int ARRAY", "integer[]"),
        ("app.mood[]", "app.mood[]"),
    ] {
        check(Dialect::Postgres, text, expected);
    }
}

#[test]
fn what_postgres_cannot_tell_by_the_word_keeps_its_spelling() {
    for text in [
        "app.mood",
        "\"odd[]\"",
        "\"integer\"",
        "\"bit\"",
        "app.money",
        "public.geometry(Point,4326)".to_lowercase().as_str(),
        "halfvec(3)",
        "numeric(0)",
        "char(0)",
        "interval day(3)",
        "time with zone",
        "integer(4)",
        "'text'",
        "\"unclosed",
        "numeric(99999999999999999999)",
        "[]",
        "",
    ] {
        check_other(Dialect::Postgres, text, text);
    }
    check_other(Dialect::Postgres, " App.\"Mood\" ", "app.\"Mood\"");
    check_other(Dialect::Postgres, "\"İ[]\"", "\"İ[]\"");
}

#[test]
fn what_oceanbase_prints_is_known() {
    for (text, expected) in [
        ("tinyint(1)", "boolean"),
        ("tinyint(4)", "tinyint"),
        ("tinyint(1) unsigned", "tinyint unsigned"),
        ("smallint(6)", "smallint"),
        ("mediumint(9)", "mediumint"),
        ("int(11)", "integer"),
        ("int(10) unsigned", "integer unsigned"),
        ("bigint(20)", "bigint"),
        ("decimal(10,2)", "decimal(10,2)"),
        ("decimal(10,2) unsigned", "decimal(10,2) unsigned"),
        ("float", "real"),
        ("double", "double"),
        ("float(7,2)", "real(7,2)"),
        ("double(10,3)", "double(10,3)"),
        ("char(5)", "char(5)"),
        ("varchar(20)", "varchar(20)"),
        ("binary(5)", "binary(5)"),
        ("varbinary(0)", "varbinary(0)"),
        ("tinytext", "tinytext"),
        ("text", "text"),
        ("mediumtext", "mediumtext"),
        ("longtext", "longtext"),
        ("blob", "blob"),
        ("longblob", "longblob"),
        ("bit(33)", "bit(33)"),
        ("date", "date"),
        ("time", "time(0)"),
        ("time(6)", "time(6)"),
        ("datetime(3)", "timestamp(3) without time zone"),
        ("timestamp(6)", "timestamp(6) with time zone"),
        ("year(4)", "year"),
        ("json", "json"),
        ("VECTOR(3)", "vector(3)"),
        ("ARRAY(INT)", "integer[]"),
        ("ARRAY(ARRAY(VARCHAR(3)))", "varchar(3)[][]"),
        ("point", "point"),
        ("geometrycollection", "geometrycollection"),
        ("enum('a','b)')", "enum('a','b)')"),
        ("set('x')", "set('x')"),
    ] {
        check(Dialect::OceanBase, text, expected);
    }
    let labels = ["a", "b)", "it's", "back\\slash", "x\ny"].map(str::to_owned);
    assert_eq!(
        spelling::parse(
            Dialect::OceanBase,
            r"ENUM('a', 'b)','it''s',  'back\\slash','x\ny')"
        ),
        DataType::Enum {
            name: None,
            labels: labels.into()
        }
    );
}

#[test]
fn what_people_write_for_oceanbase_is_known() {
    for (text, expected) in [
        ("INTEGER", "integer"),
        ("int2", "smallint"),
        ("middleint", "mediumint"),
        ("int8 unsigned", "bigint unsigned"),
        ("BOOL", "boolean"),
        ("SERIAL", "bigint unsigned"),
        ("dec", "decimal(10,0)"),
        ("fixed(7)", "decimal(7,0)"),
        ("numeric(7,3)", "decimal(7,3)"),
        ("number(7,3)", "decimal(7,3)"),
        ("real", "double"),
        ("float8", "double"),
        ("double precision", "double"),
        ("float(24)", "real"),
        ("float(25)", "double"),
        ("float4", "real"),
        ("bit", "bit(1)"),
        ("char", "char(1)"),
        ("nchar(4)", "char(4)"),
        ("nvarchar(4)", "varchar(4)"),
        ("national char varying(4)", "varchar(4)"),
        ("character varying(4)", "varchar(4)"),
        ("varchar(4) binary", "varchar(4)"),
        (
            "varchar(4) character set utf8mb4 collate utf8mb4_bin",
            "varchar(4)",
        ),
        ("char(4) character set binary", "binary(4)"),
        ("varchar(4) charset binary", "varbinary(4)"),
        ("longtext character set 'binary'", "longblob"),
        ("text(10)", "tinytext"),
        ("text(70000)", "mediumtext"),
        ("blob(70000)", "mediumblob"),
        ("long varchar", "mediumtext"),
        ("long varbinary", "mediumblob"),
        ("binary", "binary(1)"),
        ("year", "year"),
        ("enum('a') charset utf8mb4", "enum('a')"),
    ] {
        check(Dialect::OceanBase, text, expected);
    }
}

#[test]
fn what_the_model_cannot_hold_of_oceanbase_keeps_its_spelling() {
    for text in [
        "int(10) unsigned zerofill",
        "float unsigned",
        "decimal(0)",
        "decimal(10,-2)",
        "varchar",
        "time(7)",
        "roaringbitmap",
        "MAP(INT,INT)",
        "vector",
        "enum('it's')",
        "enum()",
        "date unsigned",
        "varchar(5) unsigned",
        "`int`",
        "",
    ] {
        check_other(Dialect::OceanBase, text, text);
    }
    let deep = "ARRAY(".repeat(100_000);
    check_other(Dialect::OceanBase, &deep, &deep);
}

#[test]
fn the_words_that_number_a_column_are_told_apart() {
    for (text, expected) in [
        ("serial", true),
        (" BigSerial ", true),
        ("serial2", true),
        ("bigint", false),
        ("serial[]", false),
    ] {
        assert_eq!(spelling::is_serial(text), expected, "{text}");
    }
}

#[test]
fn the_two_kinds_of_float_differ() {
    let float = |width| DataType::ScaledFloat {
        width,
        precision: 7,
        scale: 2,
    };
    for (text, expected) in [
        ("float(7,2)", float(FloatWidth::Single)),
        ("real(7,2)", float(FloatWidth::Double)),
        (
            "time(0)",
            DataType::Time {
                precision: 0,
                zone: TimeZone::Without,
            },
        ),
    ] {
        assert_eq!(
            spelling::parse(Dialect::OceanBase, text),
            expected,
            "{text}"
        );
    }
}
