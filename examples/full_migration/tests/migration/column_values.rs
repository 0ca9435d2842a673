//! Columns whose values a person gives as SQL.

use crate::shop::{Ended, Shop, execute, query, texts};

/// A column of each kind: its type on PostgreSQL, its value, and how the server shows the value of
/// the row with the id 2 and the note `it's`.
const COLUMNS: [(&str, &str, &str); 18] = [
    ("smallint", "id * -2", "-4"),
    ("bigint", "id * 1000000000000", "2000000000000"),
    ("numeric(10,3)", "id + 0.125", "2.125"),
    ("real", "id / 3", "0.666667"),
    ("double precision", "id / 3e0", "0.6666666666666666"),
    ("varchar(20)", "concat(note, ' \\\\ ', id)", "it's \\ 2"),
    ("text", "repeat(note, 3)", "it'sit'sit's"),
    ("char(5)", "left(note, 2)", "it"),
    ("bytea", "concat(x'00ff', id)", "00FF32"),
    ("date", "date('2024-02-28') + interval id day", "2024-03-01"),
    ("time", "'12:00:00.5'", "12:00:00.500000"),
    (
        "timestamp",
        "'2024-01-01 00:00:00.25'",
        "2024-01-01 00:00:00.250000",
    ),
    ("timestamptz", "'2024-01-01'", "2024-01-01 00:00:00.000000"),
    ("boolean", "id > 1", "1"),
    (
        "jsonb",
        "json_object('b', id, 'a', 1.5)",
        "{\"a\": 1.5, \"b\": 2}",
    ),
    (
        "uuid",
        "'00000000-0000-0000-0000-00000000000a'",
        "00000000-0000-0000-0000-00000000000a",
    ),
    ("mood", "if(id = 2, 'sad', 'it''s')", "sad"),
    ("bit(8)", "id", "00000010"),
];

async fn shop(columns: &str) -> Shop {
    let shop = Shop::empty().await;
    execute(&shop.postgres, "CREATE TYPE mood AS ENUM ('sad', 'it''s')").await;
    let table = format!("CREATE TABLE t (id integer PRIMARY KEY, {columns})");
    execute(&shop.postgres, &table).await;
    for statement in [
        "CREATE TABLE t (id int NOT NULL, note varchar(20) COLLATE utf8mb4_bin, \
         price decimal(10,4), born date, PRIMARY KEY (id)) \
         DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
        "INSERT INTO t VALUES (1, NULL, 1.0049, '2024-01-31'), (2, 'it''s', 9.9999, NULL), \
         (3, '', NULL, '0001-01-01')",
    ] {
        execute(&shop.oceanbase, statement).await;
    }
    shop
}

fn run(shop: &Shop, arguments: &[&str]) -> Ended {
    let mut command = shop.command("run", &shop.path("out"));
    let ended = command.arg("--yes").args(arguments).output().unwrap();
    ended.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_of_each_type_gets_its_value() {
    let columns = COLUMNS.iter().enumerate();
    let columns: Vec<String> = columns
        .map(|(number, (data_type, ..))| format!("c{number} {data_type}"))
        .collect();
    let columns = format!(
        "note varchar(20), price numeric(10,4), born date, {}",
        columns.join(", ")
    );
    let shop = shop(&columns).await;
    let mut command = shop.command("run", &shop.path("out"));
    command.arg("--yes");
    for (number, (_, value, _)) in COLUMNS.iter().enumerate() {
        command.args(["--value", &format!("t.c{number}={value}")]);
    }
    Ended::from(command.output().unwrap()).expect(0);
    let shown: Vec<String> = (0..COLUMNS.len())
        .map(|number| match COLUMNS[number].0 {
            "bytea" => format!("hex(c{number})"),
            "bit(8)" => format!("lpad(bin(c{number}), 8, '0')"),
            _ => format!("cast(c{number} as char)"),
        })
        .collect();
    let select = format!("SELECT {} FROM t WHERE id = 2", shown.join(", "));
    let found = query(&shop.oceanbase, &select).await;
    let expected: Vec<Option<String>> = COLUMNS
        .iter()
        .map(|(.., shown)| Some((*shown).to_owned()))
        .collect();
    assert_eq!(texts(&found[0]), expected);
    let kept = "SELECT id, note, price, born FROM t ORDER BY id";
    assert_eq!(query(&shop.oceanbase, kept).await.len(), 3);
    shop.diff().expect(0);
}

/// What a plan would refuse or lose is done on purpose: a back-fill, a rounding, a change of meaning.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_stands_in_for_what_would_be_refused() {
    let columns =
        "note varchar(20) NOT NULL, price numeric(10,2), born integer, came text NOT NULL";
    let shop = shop(columns).await;
    run(
        &shop,
        &[
            "--value",
            "t.note=coalesce(note, 'none')",
            "--value",
            "t.price=round(price, 2)",
            "--value",
            "t.born=year(born)",
            "--value",
            "t.came=concat('from ', id)",
        ],
    )
    .expect(0);
    let rows = query(
        &shop.oceanbase,
        "SELECT id, note, price, born, came FROM t ORDER BY id",
    )
    .await;
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            texts(row)
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect()
        })
        .collect();
    assert_eq!(
        rows,
        [
            ["1", "none", "1.00", "2024", "from 1"],
            ["2", "it's", "10.00", "", "from 2"],
            ["3", "", "", "1", "from 3"],
        ]
    );
    shop.diff().expect(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_not_kept_stops_the_run() {
    let columns = "note varchar(20), price numeric(10,4), born date, came smallint";
    let shop = shop(columns).await;
    let before = query(&shop.oceanbase, "SELECT * FROM t ORDER BY id").await;
    for (value, code, exit) in [
        ("t.came=id + 0.5", "verify/row-different", 1),
        ("t.came=nothing_of_the_kind", "exec/", 1),
        ("t.came=id * 100000", "exec/value-out-of-range", 1),
        ("t.came=(select 1", "codegen/gate", 3),
        ("t.came=1), (2", "codegen/gate", 3),
    ] {
        let ended = run(&shop, &["--value", value]);
        assert_eq!(ended.code, Some(exit), "{value}: {}", ended.stderr);
        assert!(ended.stderr.contains(code), "{value}: {}", ended.stderr);
        assert_eq!(
            query(&shop.oceanbase, "SELECT * FROM t ORDER BY id").await,
            before
        );
    }
    assert_eq!(shop.leftovers().await, Vec::<String>::new());
    let unused = run(&shop, &["--value", "t.gone=1", "--value", "other.id=1"]);
    for part in [
        "codegen/value-unused",
        "tables.t.columns.gone",
        "tables.other.columns.id",
    ] {
        assert!(unused.stderr.contains(part), "{}", unused.stderr);
    }
    let malformed = run(&shop, &["--value", "t=1"]);
    assert!(
        malformed.stderr.contains("TABLE.COLUMN=EXPRESSION"),
        "{}",
        malformed.stderr
    );
}

/// Each piece commits together with the journal's note of it, whoever writes its rows.
#[tokio::test(flavor = "multi_thread")]
async fn several_threads_copy_the_same_rows() {
    let shop = Shop::empty().await;
    execute(
        &shop.postgres,
        "CREATE TABLE t (id bigint PRIMARY KEY, note varchar(20) UNIQUE, twice bigint)",
    )
    .await;
    for statement in [
        "CREATE TABLE t (id int NOT NULL, note varchar(20) COLLATE utf8mb4_bin, PRIMARY KEY (id), \
         UNIQUE KEY t_note_key (note)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
        "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199) \
         SELECT a.i * 200 + b.i, concat('note ', a.i * 200 + b.i) FROM n a, n b",
    ] {
        execute(&shop.oceanbase, statement).await;
    }
    let ended = run(
        &shop,
        &["--copy-parallelism", "2", "--value", "t.twice=2 * id"],
    );
    let ended = ended.expect(0);
    assert!(
        ended.stdout.contains("40000 rows copied"),
        "{}",
        ended.stdout
    );
    let rows = query(
        &shop.oceanbase,
        "SELECT count(*), sum(id), sum(twice), sum(note = concat('note ', id)), \
         (SELECT sum(copied) FROM obmigrate_step) FROM t",
    )
    .await;
    let sum = 40_000_i64 * 39_999 / 2;
    let expected = [40_000, sum, 2 * sum, 40_000, 40_000].map(|number| Some(number.to_string()));
    assert_eq!(texts(&rows[0]), expected);
    let hint = "INSERT /*+ ENABLE_PARALLEL_DML PARALLEL(2) */ INTO";
    let files = std::fs::read_dir(shop.path("out/sql/20_copy")).unwrap();
    let mut files = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    assert!(files.all(|script| script.contains(hint)));
    shop.diff().expect(0);
}
