//! Every type into every other: each has a query, and the server answers it.

use obmigrate_diff::{Conversion, Risk, convert};
use obmigrate_model::data_type::spelling;
use obmigrate_model::probe::Condition;
use obmigrate_model::{Dialect, Ident};

use super::{COLUMN, Fate, QUOTED, Server};

/// Types, and values at whose bounds a query could fail rather than count.
const TYPES: &[(&str, &[&str])] = &[
    ("tinyint(1)", &["1", "-128"]),
    ("smallint unsigned", &["0", "65535"]),
    ("mediumint", &["-8388608"]),
    (
        "int",
        &["2024", "20240101", "0", "2147483647", "-2147483648"],
    ),
    (
        "bigint",
        &[
            "20240101100000",
            "9223372036854775807",
            "-9223372036854775808",
        ],
    ),
    ("bigint unsigned", &["18446744073709551615"]),
    ("decimal(10,2)", &["7", "0.5", "-99999999.99"]),
    ("decimal(10,2) unsigned", &["99999999.99"]),
    ("decimal(65,0)", &["1e64", "-1e64"]),
    ("decimal(65,30)", &["1e34", "0.5"]),
    (
        "float",
        &["3.4028234663852886e38", "-16777216", "1.5", "1e8"],
    ),
    (
        "double",
        &[
            "7",
            "0.5",
            "1.7976931348623157e308",
            "-1.7976931348623157e308",
            "5e-324",
        ],
    ),
    ("double(7,2)", &["99999.99"]),
    ("bit(1)", &["b'1'"]),
    ("bit(64)", &["65", "97", "18446744073709551615"]),
    (
        "char(36)",
        &["'x'", "'123e4567-e89b-12d3-a456-426614174000'"],
    ),
    (
        "varchar(20)",
        &[
            "'7'",
            "' 7'",
            "'1.5'",
            "'a '",
            "'b'",
            "'2024-01-01'",
            "'10:00:00'",
            "'2024-01-01 10:00:00'",
            "'24-1-1'",
            "''",
            "'x'",
            "'1e308'",
            "'[1'",
            "'0000-00-00'",
            "'-838:59:59.9'",
        ],
    ),
    (
        "varchar(500)",
        &[
            "repeat('9', 500)",
            "concat('0.', repeat('9', 400))",
            "'1e400'",
            "'NaN'",
        ],
    ),
    ("tinytext", &["'{\"a\": 1}'", "'99999-12-31'"]),
    (
        "longtext",
        &[
            "repeat('x', 70000)",
            "'\\0'",
            "'9999-12-31 23:59:59.999999'",
        ],
    ),
    ("binary(16)", &["x'ff'", "''"]),
    (
        "varbinary(20)",
        &[
            "'7'",
            "'a '",
            "'2024-01-01'",
            "' 7'",
            "x'ff'",
            "x'c3a9'",
            "'1e400'",
        ],
    ),
    ("tinyblob", &["x'00'"]),
    ("longblob", &["repeat(x'ff', 70000)"]),
    ("date", &["'0000-01-01'", "'9999-12-31'"]),
    ("datetime", &["'9999-12-31 23:59:59'"]),
    (
        "datetime(6)",
        &[
            "'2024-01-01 10:00:00.5'",
            "'2024-01-01'",
            "'0001-01-01 00:00:00.000001'",
            "'9999-12-31 23:59:59.999999'",
        ],
    ),
    ("timestamp(3)", &["'9999-12-31 23:59:59.999'"]),
    ("time", &["'10:00:00'", "'-838:59:59'"]),
    ("time(6)", &["'838:59:59'", "'-00:00:00.000001'"]),
    ("year", &["2001", "0", "2155"]),
    (
        "json",
        &[
            "'7'",
            "'7.5'",
            "'\"b\"'",
            "'[1]'",
            "'true'",
            "'1e300'",
            "'\"x\"'",
            "'[]'",
            "'18446744073709551615'",
            "'null'",
            "'-1'",
        ],
    ),
    ("enum('a','b''\\\\')", &["'a'", "'b''\\\\'"]),
    ("enum('b','c')", &["'c'"]),
    ("set('a','b')", &["'a,b'", "''"]),
    ("point", &["st_geomfromtext('POINT(1 2)')"]),
    ("vector(3)", &["'[1,2,3]'"]),
    ("array(int)", &["[1,2]"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn of_every_pair_of_types_each_row_that_is_refused_or_changed_is_counted() {
    let mut server = Server::start().await;
    let charset = "DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin";
    for (number, (data_type, values)) in TYPES.iter().enumerate() {
        for table in ["s", "t"] {
            server
                .run(format!(
                    "CREATE TABLE {table}{number} (id int PRIMARY KEY, {QUOTED} {data_type}) {charset}"
                ))
                .await;
        }
        for (id, value) in values.iter().chain(&["NULL"]).enumerate() {
            let insert = format!("INSERT INTO s{number} VALUES ({id}, {value})");
            server.run(insert).await;
        }
    }
    let mut wrong = Vec::new();
    for from in 0..TYPES.len() {
        for to in 0..TYPES.len() {
            wrong.extend(server.compare_pair(from, to).await);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Server {
    /// Counts before anything is copied, and reports what was said to be harmless and is not.
    async fn compare_pair(&mut self, from: usize, to: usize) -> Vec<String> {
        let [before, after] = [from, to].map(|number| TYPES[number].0);
        let types = [before, after].map(|text| spelling::parse(Dialect::OceanBase, text));
        let column = Ident::new(COLUMN).unwrap();
        let Conversion {
            risk, conditions, ..
        } = convert(Dialect::OceanBase, &column, &types[0], &types[1]);
        let (source, target) = (format!("s{from}"), format!("t{to}"));
        let (count, counted) = self.count(&source, Condition::Any { conditions }).await;
        if usize::try_from(count) != Ok(counted.len()) {
            return vec![format!("{before} to {after}: {count} counted, {counted:?}")];
        }
        if risk == Risk::Impossible || from == to {
            // Its query is to be answered; the rest needs no proof.
            return Vec::new();
        }
        let rows = TYPES[from].1.len() + 1;
        let fates = self.copy((&source, &target), &types, rows).await;
        self.run(format!("DELETE FROM {target}")).await;
        let values = TYPES[from].1.iter().chain(&["NULL"]);
        let rows = (0..).zip(values).zip(fates);
        let missed = rows.filter(|((id, _), fate)| match fate {
            Fate::Kept => false,
            Fate::Refused => !counted.contains(id),
            Fate::Changed => !counted.contains(id) || risk < Risk::Lossy,
        });
        let missed = missed.map(|((_, value), fate)| {
            format!("{before} to {after}: {value} is {fate:?}, and it is said to be {risk:?}")
        });
        missed.collect()
    }
}
