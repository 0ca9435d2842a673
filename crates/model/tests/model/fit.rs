//! Which OceanBase columns hold what a PostgreSQL column holds: section D of the facts about types,
//! line by line.

use obmigrate_model::canonical::Fit::{self, Different, Equal, Narrower, Wider};
use obmigrate_model::canonical::{
    ColumnChoice, DocumentForm, MomentForm, NumericForm, Options, UuidForm, fit, fit_column,
};
use obmigrate_model::data_type::{Domain, TypeName, spelling};
use obmigrate_model::{Column, DataType, Dialect, Generation, Identity, Nullability};

fn check_with(options: &Options, postgres: &DataType, answers: &[(&str, Fit)]) {
    for (oceanbase, expected) in answers {
        let held = spelling::parse(Dialect::OceanBase, oceanbase);
        assert!(
            !matches!(held, DataType::Other { .. }),
            "{oceanbase} is no type"
        );
        let found = fit(postgres, &held, options);
        assert_eq!(found, *expected, "{postgres} in {oceanbase}");
    }
}

fn check(postgres: &str, answers: &[(&str, Fit)]) {
    let wanted = spelling::parse(Dialect::Postgres, postgres);
    check_with(&Options::default(), &wanted, answers);
}

#[test]
fn whole_numbers() {
    check(
        "smallint",
        &[
            ("smallint(6)", Equal),
            ("int2", Equal),
            ("mediumint(9)", Wider),
            ("int(11)", Wider),
            ("bigint(20)", Wider),
            ("decimal(5,0)", Wider),
            ("decimal(6,0)", Wider),
            ("decimal(4,0)", Narrower),
            ("tinyint(4)", Narrower),
            ("smallint(5) unsigned", Narrower),
        ],
    );
    check(
        "integer",
        &[
            ("int(11)", Equal),
            ("integer", Equal),
            ("bigint(20)", Wider),
            ("decimal(10,0)", Wider),
            ("decimal(12,2)", Wider),
            ("decimal(9,0)", Narrower),
            ("mediumint(9)", Narrower),
            ("smallint(6)", Narrower),
            ("int(10) unsigned", Narrower),
            ("decimal(10,0) unsigned", Narrower),
            ("float", Different),
        ],
    );
    check(
        "bigint",
        &[
            ("bigint(20)", Equal),
            ("decimal(19,0)", Wider),
            ("int(11)", Narrower),
            ("bigint(20) unsigned", Narrower),
            ("double", Different),
        ],
    );
    check(
        "oid",
        &[
            ("int(10) unsigned", Equal),
            ("bigint(20)", Wider),
            ("int(11)", Narrower),
        ],
    );
    check(
        "boolean",
        &[
            ("tinyint(1)", Equal),
            ("bool", Equal),
            ("tinyint(4)", Wider),
            ("smallint(6)", Wider),
            ("bigint(20) unsigned", Wider),
            ("bit(1)", Different),
            ("char(1)", Different),
            ("enum('f','t')", Different),
        ],
    );
}

#[test]
fn exact_and_floating_numbers() {
    check(
        "numeric(10,2)",
        &[
            ("decimal(10,2)", Equal),
            ("numeric(10,2)", Equal),
            ("decimal(12,3)", Wider),
            ("decimal(10,3)", Narrower),
            ("decimal(9,2)", Narrower),
            ("decimal(20,1)", Narrower),
            ("decimal(10,2) unsigned", Narrower),
            ("int(11)", Narrower),
            ("double", Different),
        ],
    );
    check(
        "numeric",
        &[
            ("decimal(65,30)", Equal),
            ("varchar(1000)", Wider),
            ("longtext", Wider),
            ("varchar(999)", Narrower),
            ("decimal(10,0)", Narrower),
            ("decimal", Narrower),
            ("double", Different),
        ],
    );
    let profiled = Options::default().with_numeric(NumericForm::Decimal {
        precision: 20,
        scale: 4,
    });
    check_with(
        &profiled,
        &DataType::Numeric,
        &[("decimal(20,4)", Equal), ("decimal(65,30)", Wider)],
    );
    let text = Options::default().with_numeric(NumericForm::Text);
    check_with(
        &text,
        &DataType::Numeric,
        &[
            ("varchar(1000)", Equal),
            ("longtext", Wider),
            ("decimal(65,30)", Different),
        ],
    );
    check(
        "numeric(5,-2)",
        &[("decimal(7,0)", Equal), ("decimal(5,0)", Narrower)],
    );
    check("numeric(3,5)", &[("decimal(5,5)", Equal)]);
    check(
        "real",
        &[
            ("float", Equal),
            ("float4", Equal),
            ("double", Wider),
            ("float(7,2)", Narrower),
            ("decimal(10,2)", Different),
        ],
    );
    check(
        "double precision",
        &[
            ("double", Equal),
            ("real", Equal),
            ("float", Narrower),
            ("double(10,2)", Narrower),
        ],
    );
    check(
        "money",
        &[
            ("decimal(19,2)", Equal),
            ("decimal(30,2)", Wider),
            ("decimal(38,4)", Wider),
            ("decimal(10,2)", Narrower),
        ],
    );
}

#[test]
fn texts_and_bytes() {
    check(
        "character(10)",
        &[
            ("char(10)", Equal),
            ("varchar(10)", Wider),
            ("text", Wider),
            ("char(9)", Narrower),
            ("varchar(9)", Narrower),
        ],
    );
    check(
        "character varying(100)",
        &[
            ("varchar(100)", Equal),
            ("varchar(101)", Wider),
            ("text", Wider),
            ("mediumtext", Wider),
            ("longtext", Wider),
            ("varchar(99)", Narrower),
            ("tinytext", Narrower),
            ("char(100)", Different),
        ],
    );
    check(
        "character varying(16384)",
        &[("text", Narrower), ("mediumtext", Wider)],
    );
    for unbounded in ["text", "character varying", "citext"] {
        check(
            unbounded,
            &[
                ("longtext", Equal),
                ("mediumtext", Narrower),
                ("text", Narrower),
                ("varchar(1024)", Narrower),
            ],
        );
    }
    let (table, column) = (crate::ident("t"), crate::ident("a"));
    let options =
        Options::default().with_column(table.clone(), column.clone(), ColumnChoice::Length(200));
    check_with(
        &options.of_column(&table, &column),
        &DataType::TEXT,
        &[
            ("varchar(200)", Equal),
            ("longtext", Wider),
            ("varchar(100)", Narrower),
        ],
    );
    check(
        "bytea",
        &[
            ("longblob", Equal),
            ("mediumblob", Narrower),
            ("blob", Narrower),
            ("varbinary(100)", Narrower),
            ("binary(16)", Narrower),
            ("longtext", Different),
        ],
    );
    check(
        "bit(8)",
        &[
            ("bit(8)", Equal),
            ("bit(9)", Wider),
            ("varchar(8)", Wider),
            ("bit(7)", Narrower),
        ],
    );
    check(
        "bit varying(8)",
        &[
            ("varchar(8)", Equal),
            ("longtext", Wider),
            ("bit(8)", Different),
        ],
    );
}

#[test]
fn days_and_times() {
    check(
        "date",
        &[
            ("date", Equal),
            ("datetime", Wider),
            ("datetime(6)", Wider),
            ("varchar(10)", Different),
        ],
    );
    check(
        "time(3) without time zone",
        &[
            ("time(3)", Equal),
            ("time(4)", Wider),
            ("time(2)", Narrower),
            ("time", Narrower),
        ],
    );
    check(
        "time without time zone",
        &[("time(6)", Equal), ("time", Narrower)],
    );
    check(
        "timestamp(3) without time zone",
        &[
            ("datetime(3)", Equal),
            ("datetime(6)", Wider),
            ("datetime(2)", Narrower),
            ("datetime", Narrower),
            ("timestamp(3)", Different),
            ("date", Narrower),
        ],
    );
    check("timestamp without time zone", &[("datetime(6)", Equal)]);
    check(
        "timestamp(3) with time zone",
        &[
            ("timestamp(3)", Equal),
            ("timestamp(6)", Wider),
            ("timestamp(2)", Narrower),
            ("datetime(3)", Different),
            ("date", Narrower),
            ("varchar(40)", Different),
        ],
    );
    check("timestamp with time zone", &[("timestamp(6)", Equal)]);
    check_with(
        &Options::default().with_moment(MomentForm::UtcDateTime),
        &spelling::parse(Dialect::Postgres, "timestamp(3) with time zone"),
        &[
            ("datetime(3)", Equal),
            ("datetime(6)", Wider),
            ("datetime", Narrower),
            ("timestamp(3)", Different),
        ],
    );
    check(
        "time with time zone",
        &[
            ("varchar(24)", Equal),
            ("varchar(30)", Equal),
            ("longtext", Wider),
            ("varchar(23)", Narrower),
            ("time(6)", Different),
        ],
    );
    check(
        "interval",
        &[
            ("varchar(64)", Equal),
            ("varchar(100)", Equal),
            ("longtext", Wider),
            ("time(6)", Different),
            ("bigint(20)", Different),
        ],
    );
}

#[test]
fn documents_uuids_and_types_kept_as_text() {
    check(
        "uuid",
        &[
            ("char(36)", Equal),
            ("varchar(36)", Wider),
            ("varchar(40)", Wider),
            ("char(32)", Narrower),
            ("binary(16)", Different),
        ],
    );
    check_with(
        &Options::default().with_uuid(UuidForm::Binary),
        &DataType::Uuid,
        &[("binary(16)", Equal), ("char(36)", Different)],
    );
    for json in ["json", "jsonb"] {
        check(
            json,
            &[
                ("json", Equal),
                ("longtext", Wider),
                ("mediumtext", Wider),
                ("text", Narrower),
                ("varchar(1000)", Narrower),
            ],
        );
    }
    for compound in ["integer[]", "text[]", "hstore"] {
        check(
            compound,
            &[
                ("json", Equal),
                ("array(int)", Different),
                ("text", Narrower),
            ],
        );
        check_with(
            &Options::default().with_compound(DocumentForm::Text),
            &spelling::parse(Dialect::Postgres, compound),
            &[("longtext", Equal), ("text", Narrower)],
        );
    }
    for address in ["inet", "cidr"] {
        check(
            address,
            &[
                ("varchar(43)", Equal),
                ("varchar(50)", Wider),
                ("text", Wider),
                ("varchar(42)", Narrower),
            ],
        );
    }
    check("macaddr", &[("char(17)", Equal), ("varchar(17)", Wider)]);
    check("macaddr8", &[("char(23)", Equal), ("varchar(23)", Wider)]);
    for text in ["xml", "tsvector", "tsquery", "path", "polygon", "numrange"] {
        check(text, &[("longtext", Equal), ("text", Narrower)]);
    }
    for (text, oceanbase) in [
        ("point", "varchar(64)"),
        ("circle", "varchar(128)"),
        ("int4range", "varchar(64)"),
        ("tstzrange", "varchar(128)"),
    ] {
        check(text, &[(oceanbase, Equal), ("longtext", Wider)]);
    }
}

fn mood() -> DataType {
    DataType::Enum {
        name: Some(TypeName {
            schema: Some(crate::ident("app")),
            name: crate::ident("mood"),
        }),
        labels: ["sad", "it's", "glad"].map(str::to_owned).to_vec(),
    }
}

#[test]
fn types_of_ones_own() {
    let options = Options::default();
    check_with(
        &options,
        &mood(),
        &[
            ("enum('sad','it''s','glad')", Equal),
            ("enum('sad','it\\'s','glad')", Equal),
            ("enum('sad','it''s','glad','new')", Wider),
            ("varchar(4)", Wider),
            ("longtext", Wider),
            ("varchar(3)", Narrower),
            ("enum('sad','glad')", Narrower),
            ("enum('glad','it''s','sad')", Different),
            ("int(11)", Different),
        ],
    );
    let domain = DataType::Domain(Box::new(Domain {
        name: TypeName {
            schema: None,
            name: crate::ident("code"),
        },
        base: DataType::VarChar { length: 5 },
        nullability: Nullability::NotNull,
        default: None,
        checks: std::collections::BTreeMap::new(),
    }));
    check_with(
        &options,
        &domain,
        &[("varchar(5)", Equal), ("varchar(4)", Narrower)],
    );
}

#[test]
fn numbering_and_collation_count_for_a_column() {
    let name = || crate::ident("a");
    let check = |postgres: Column, oceanbase: Column, expected| {
        let found = fit_column(&postgres, &oceanbase, &Options::default());
        assert_eq!(found, expected, "{postgres:?} in {oceanbase:?}");
    };
    let numbered = |generation| Column {
        identity: Some(Identity::new(generation)),
        ..Column::new(name(), DataType::INTEGER)
    };
    let plain = || Column::new(name(), DataType::INTEGER);
    check(
        numbered(Generation::Serial),
        numbered(Generation::ByDefault),
        Equal,
    );
    check(numbered(Generation::Serial), plain(), Different);
    check(numbered(Generation::Always), plain(), Different);
    check(plain(), numbered(Generation::ByDefault), Equal);

    let collated = |data_type, collation: &str| Column {
        collation: Some(collation.to_owned()),
        ..Column::new(name(), data_type)
    };
    let citext = || Column::new(name(), spelling::parse(Dialect::Postgres, "citext"));
    let long = || DataType::TEXT;
    check(citext(), collated(long(), "utf8mb4_general_ci"), Equal);
    check(citext(), collated(long(), "utf8mb4_bin"), Different);
    check(
        Column::new(name(), long()),
        collated(long(), "utf8mb4_bin"),
        Equal,
    );
    check(
        Column::new(name(), long()),
        Column::new(name(), long()),
        Equal,
    );
    check(
        Column::new(name(), long()),
        collated(long(), "utf8mb4_general_ci"),
        Different,
    );
    let labels = spelling::parse(Dialect::OceanBase, "enum('sad','it''s','glad')");
    check(
        Column::new(name(), mood()),
        collated(labels, "utf8mb4_general_ci"),
        Different,
    );
}
