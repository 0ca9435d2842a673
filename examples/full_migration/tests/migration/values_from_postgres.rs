//! Columns of tables that OceanBase has already, whose values come from PostgreSQL.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::shop::{Ended, Shop, execute, query, texts};

/// A column of each type with its default, its value in the row 1, and how the server shows both.
const TYPES: [(&str, &str, &str, &str, &str); 16] = [
    ("smallint", "7", "-32768", "7", "-32768"),
    (
        "bigint",
        "7",
        "9223372036854775807",
        "7",
        "9223372036854775807",
    ),
    (
        "numeric(40,10)",
        "0.5",
        "123456789012345678901234567890.0123456789",
        "0.5000000000",
        "123456789012345678901234567890.0123456789",
    ),
    ("real", "0.5", "0.1234567891", "0.5", "0.12345679104328156"),
    (
        "double precision",
        "0.5",
        "0.1234567890123456789",
        "0.5",
        "0.12345678901234568",
    ),
    (
        "varchar(20)",
        "'it''s'",
        "E'a\\\\b\\'c '",
        "it's",
        "a\\b'c ",
    ),
    ("char(5)", "'x'", "'yz'", "x", "yz"),
    (
        "date",
        "'2020-01-01'",
        "'0001-02-03'",
        "2020-01-01",
        "0001-02-03",
    ),
    (
        "time",
        "'01:02:03'",
        "'10:00:00.000001'",
        "01:02:03.000000",
        "10:00:00.000001",
    ),
    (
        "timestamp",
        "'2020-01-01'",
        "'2024-02-29 23:59:59.999999'",
        "2020-01-01 00:00:00.000000",
        "2024-02-29 23:59:59.999999",
    ),
    (
        "timestamptz",
        "'2020-01-01 00:00:00+00'",
        "'2024-02-29 23:59:59.999999+01'",
        "2020-01-01 00:00:00.000000",
        "2024-02-29 22:59:59.999999",
    ),
    ("boolean", "false", "true", "0", "1"),
    (
        "uuid",
        "'00000000-0000-0000-0000-00000000000a'",
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
        "00000000-0000-0000-0000-00000000000a",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    ),
    ("mood", "'sad'", "'1'", "sad", "1"),
    (
        "bit(8)",
        "B'00000101'",
        "B'10000001'",
        "00000101",
        "10000001",
    ),
    (
        "bit(64)",
        "B'0000000000000000000000000000000000000000000000000000000000000101'",
        "repeat('1', 64)::bit(64)",
        "5",
        "18446744073709551615",
    ),
];

/// Types that OceanBase takes no default for.
const WITHOUT_DEFAULT: [(&str, &str, &str); 3] = [
    ("bytea", "'\\x00ff5c27'", "00FF5C27"),
    ("text", "repeat('é', 3)", "ééé"),
    (
        "jsonb",
        "'{\"b\": [1, 2.5], \"a\": \"x\"}'",
        "{\"a\": \"x\", \"b\": [1, 2.5]}",
    ),
];

/// An integer key; one of two columns with quoted names, a text among them, beside a column that has a
/// name as the look-up has it; a table and a key with other names; a unique key that takes 'x' and 'X' for one.
const OCEANBASE: [&str; 8] = [
    "CREATE TABLE people (id int NOT NULL, name varchar(20) COLLATE utf8mb4_bin, PRIMARY KEY (id)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "INSERT INTO people VALUES (0, 'zero'), (1, 'one'), (2, NULL), (3, 'three')",
    "CREATE TABLE `we'ird` (`k``1` varchar(20) COLLATE utf8mb4_bin NOT NULL, k2 bigint NOT NULL, \
     v3 int, PRIMARY KEY (`k``1`, k2)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "INSERT INTO `we'ird` VALUES ('a', 1, 1), ('A', 1, 2), ('it''s \\\\', 2, 3), ('é', -1, NULL)",
    "CREATE TABLE clients (no int NOT NULL, town varchar(20) COLLATE utf8mb4_bin, PRIMARY KEY (no)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "INSERT INTO clients VALUES (1, 'Oslo'), (2, 'Rome')",
    "CREATE TABLE codes (code varchar(9) COLLATE utf8mb4_general_ci NOT NULL, n int, UNIQUE KEY codes_code_key \
     (code)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "INSERT INTO codes VALUES ('x', 1), ('y', 2)",
];

const POSTGRES: [&str; 8] = [
    "CREATE TABLE people (id bigint PRIMARY KEY, name varchar(20), born date NOT NULL, \
     note varchar(20) DEFAULT 'none')",
    "INSERT INTO people VALUES (0, 'other', '1970-01-01', 'here'), (1, 'one', '1971-01-01', NULL), \
     (2, NULL, '1972-01-01', ''), (3, '', '1973-01-01', ' '), \
     (9000000000, 'not there', '2000-01-01', 'x')",
    r#"CREATE TABLE "we'ird" ("k`1" varchar(30), k2 bigint, v3 integer, "v'4" text,
       "V5" integer DEFAULT -1 NOT NULL, PRIMARY KEY ("k`1", k2))"#,
    r#"INSERT INTO "we'ird" VALUES ('a', 1, 9, 'lower', 1), ('A', 1, 9, 'upper', 2),
       ('it''s \', 2, 9, NULL, 3), ('é', 1, 9, 'another', 4), ('a row too long for OB', 1, 9, '', 5)"#,
    "CREATE TABLE customers (number integer PRIMARY KEY, town varchar(20), phone varchar(20))",
    "INSERT INTO customers VALUES (1, 'Oslo', '+47'), (3, 'Bern', '+41')",
    "CREATE TABLE codes (code varchar(9) NOT NULL UNIQUE, n double precision)",
    "INSERT INTO codes VALUES ('y', 0.5), ('z', 1), ('Y', 2), ('X', 3)",
];

pub(crate) const ARGUMENTS: [&str; 16] = [
    "--rename",
    "clients=customers",
    "--rename",
    "clients.no=customers.number",
    "--value-from-postgres",
    "people.born",
    "--value-from-postgres",
    "people.note",
    "--value-from-postgres",
    "\"we'ird\".\"v'4\"",
    "--value-from-postgres",
    "\"we'ird\".\"V5\"",
    "--value-from-postgres",
    "customers.phone",
    "--value-from-postgres",
    "codes.n",
];

/// What each table holds in the end.
const ROWS: [(&str, &[&[&str]]); 4] = [
    (
        "SELECT id, name, born, note FROM people ORDER BY 1",
        &[
            &["0", "zero", "1970-01-01", "here"],
            &["1", "one", "1971-01-01", "-"],
            &["2", "-", "1972-01-01", ""],
            &["3", "three", "1973-01-01", " "],
        ],
    ),
    (
        "SELECT `k``1`, k2, v3, `v'4`, V5 FROM `we'ird` ORDER BY v3",
        &[
            &["é", "-1", "-", "-", "-1"],
            &["a", "1", "1", "lower", "1"],
            &["A", "1", "2", "upper", "2"],
            &["it's \\", "2", "3", "-", "3"],
        ],
    ),
    (
        "SELECT number, town, phone FROM customers ORDER BY 1",
        &[&["1", "Oslo", "+47"], &["2", "Rome", "-"]],
    ),
    (
        "SELECT code, n FROM codes ORDER BY 1",
        &[&["x", "-"], &["y", "0.5"]],
    ),
];

pub(crate) async fn fill(shop: &Shop) {
    for statement in OCEANBASE {
        execute(&shop.oceanbase, statement).await;
    }
    for statement in POSTGRES {
        execute(&shop.postgres, statement).await;
    }
}

pub(crate) async fn compare(shop: &Shop) {
    for (select, expected) in ROWS {
        assert_eq!(rows(shop, select).await, expected, "{select}");
    }
}

async fn rows(shop: &Shop, select: &str) -> Vec<Vec<String>> {
    let rows = query(&shop.oceanbase, select).await;
    let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let rows = rows.iter().map(texts);
    rows.map(|row| row.into_iter().map(shown).collect())
        .collect()
}

fn run(shop: &Shop, arguments: &[&str]) -> Ended {
    let mut command = shop.command("run", &shop.path("out"));
    command.arg("--yes").args(arguments);
    command.output().unwrap().into()
}

fn finished(shop: &Shop, command: &str) -> Ended {
    let out = shop.path("out");
    crate::shop::run(&[command, "--out", out.to_str().unwrap()])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_gets_what_the_row_of_the_same_key_has() {
    let shop = Shop::empty().await;
    fill(&shop).await;
    let live = shop.export_live();
    let ended = run(&shop, &ARGUMENTS).expect(0);
    for (column, becomes) in [
        ("people.columns.born", "ends the run"),
        ("people.columns.note", "gets the default"),
        ("customers.columns.phone", "gets NULL"),
        ("codes.columns.n", "gets NULL in place of what it has"),
    ] {
        let notes = ended.stderr.lines().filter(|line| line.contains(column));
        let mut notes = notes.filter(|line| line.contains("codegen/without-partner"));
        let told = notes.next().is_some_and(|note| note.ends_with(becomes));
        assert!(told, "{column}: {}", ended.stderr);
    }
    compare(&shop).await;
    shop.diff().expect(0);
    assert_eq!(sources(&shop).await, 4);

    finished(&shop, "rollback").expect(0);
    assert_eq!(shop.export_live(), live);
    assert_eq!(shop.leftovers().await, Vec::<String>::new());

    run(&shop, &ARGUMENTS).expect(0);
    execute(
        &shop.oceanbase,
        "UPDATE people SET note = 'mine' WHERE id = 1",
    )
    .await;
    let refused = finished(&shop, "rollback").expect(3);
    assert!(
        refused.stderr.contains("tables.people"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains("customers"), "{}", refused.stderr);
    finished(&shop, "cleanup").expect(0);
    assert_eq!(shop.leftovers().await, Vec::<String>::new());
    shop.diff().expect(0);
}

/// Counts the tables in which values wait.
async fn sources(shop: &Shop) -> usize {
    let left = shop.leftovers().await;
    left.iter().filter(|name| name.contains("_src_")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_each_type_arrives_with_a_default_and_without() {
    let shop = Shop::empty().await;
    let mood = "CREATE TYPE mood AS ENUM ('sad', '1', 'it''s')";
    execute(&shop.postgres, mood).await;
    let mut columns = Vec::new();
    let mut values = Vec::new();
    let mut expected = (Vec::new(), Vec::new(), Vec::new());
    let mut shown = Vec::new();
    let mut arguments = Vec::new();
    let mut add = |data_type: &str, default: Option<&str>, value: &str, texts: [&str; 2]| {
        let name = format!("c{}", columns.len());
        let default = default.map_or_else(String::new, |text| format!(" DEFAULT {text}"));
        columns.push(format!("{name} {data_type}{default}"));
        values.push(value.to_owned());
        shown.push(match data_type {
            "bytea" => format!("hex({name})"),
            "bit(8)" => format!("lpad(bin({name}), 8, '0')"),
            "bit(64)" => format!("cast({name} as unsigned)"),
            "real" => format!("cast({name} as double)"),
            _ => format!("cast({name} as char)"),
        });
        expected.0.push(texts[0].to_owned());
        expected.1.push("-".to_owned());
        expected.2.push(texts[1].to_owned());
        arguments.extend(["--value-from-postgres".to_owned(), format!("t.{name}")]);
    };
    for (data_type, default, value, default_text, text) in TYPES {
        add(data_type, None, value, [text, "-"]);
        add(data_type, Some(default), value, [text, default_text]);
    }
    for (data_type, value, text) in WITHOUT_DEFAULT {
        add(data_type, None, value, [text, "-"]);
    }
    let table = format!(
        "CREATE TABLE t (id integer PRIMARY KEY, {})",
        columns.join(", ")
    );
    execute(&shop.postgres, &table).await;
    let nulls = vec!["NULL"; values.len()].join(", ");
    let rows_there = format!(
        "INSERT INTO t VALUES (1, {}), (2, {nulls})",
        values.join(", ")
    );
    execute(&shop.postgres, &rows_there).await;
    for statement in [
        "CREATE TABLE t (id int NOT NULL, PRIMARY KEY (id)) \
         DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
        "INSERT INTO t VALUES (1), (2), (3)",
    ] {
        execute(&shop.oceanbase, statement).await;
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(&shop, &arguments).expect(0);
    let select = format!("SELECT {} FROM t ORDER BY id", shown.join(", "));
    let (there, null, missing) = expected;
    assert_eq!(rows(&shop, &select).await, [there, null, missing]);
    shop.diff().expect(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_would_have_no_value_stops_the_run() {
    let shop = Shop::empty().await;
    fill(&shop).await;
    execute(&shop.oceanbase, "INSERT INTO people VALUES (4, 'new')").await;
    let live = shop.export_live();
    let before = rows(&shop, "SELECT * FROM people ORDER BY id").await;
    let ended = run(&shop, &ARGUMENTS).expect(1);
    for part in ["exec/null-violation", "the target is as it was before"] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    // Two rows of PostgreSQL that are one to OceanBase have no one value.
    execute(&shop.oceanbase, "DELETE FROM people WHERE id = 4").await;
    let twin = r#"INSERT INTO "we'ird" VALUES ('a ', 1, 9, 'twin', 1)"#;
    execute(&shop.postgres, twin).await;
    let ended = run(&shop, &ARGUMENTS).expect(1);
    for part in ["exec/duplicate-key", "the target is as it was before"] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    assert_eq!(shop.export_live(), live);
    let after = rows(&shop, "SELECT * FROM people ORDER BY id").await;
    assert_eq!(after[..], before[..4]);
    assert_eq!(shop.leftovers().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_filled_is_told_at_once() {
    let shop = Shop::empty().await;
    fill(&shop).await;
    let mut arguments = ARGUMENTS.to_vec();
    for column in ["people.gone", "people.id", "nowhere.n"] {
        arguments.extend(["--value-from-postgres", column]);
    }
    arguments.extend(["--value", "people.note='x'"]);
    let ended = run(&shop, &arguments).expect(3);
    for path in [
        "tables.people.columns.gone",
        "tables.people.columns.id",
        "tables.people.columns.note",
        "tables.nowhere.columns.n",
    ] {
        let told = format!("[codegen/value-unused]: {path}: ");
        assert!(ended.stderr.contains(&told), "{path}: {}", ended.stderr);
    }
    let malformed = run(&shop, &["--value-from-postgres", "people"]);
    assert!(
        malformed.stderr.contains("TABLE.COLUMN"),
        "{}",
        malformed.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_after_a_killed_one_ends_in_the_same_state() {
    let shop = Shop::empty().await;
    let create = "CREATE TABLE t (id integer PRIMARY KEY, twice integer NOT NULL)";
    execute(&shop.postgres, create).await;
    let fill = "INSERT INTO t SELECT n, 2 * n FROM generate_series(1, 50000) AS n";
    execute(&shop.postgres, fill).await;
    for statement in [
        "CREATE TABLE t (id int NOT NULL, PRIMARY KEY (id)) \
         DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
        "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199) \
         SELECT a.i * 200 + b.i + 1 FROM n a, n b",
    ] {
        execute(&shop.oceanbase, statement).await;
    }
    let arguments = ["--value-from-postgres", "t.twice"];
    let mut runner = shop
        .command("run", &shop.path("killed"))
        .arg("--yes")
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(runner.stderr.take().unwrap()).lines();
    let filling = lines.any(|line| line.unwrap().contains("copy: copy values of t"));
    runner.kill().unwrap();
    runner.wait().unwrap();
    assert!(filling, "the runner ended before it copied");
    assert_eq!(sources(&shop).await, 1);

    let ended = run(&shop, &arguments).expect(0);
    let cleared = "is unfinished; its temp tables are removed";
    assert!(ended.stderr.contains(cleared), "{}", ended.stderr);
    assert_eq!(sources(&shop).await, 1);
    let counted = "SELECT count(*), sum(twice = 2 * id) FROM t";
    assert_eq!(rows(&shop, counted).await, [["40000", "40000"]]);
    shop.diff().expect(0);
}
