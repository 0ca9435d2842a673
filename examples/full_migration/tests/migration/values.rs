//! Values at the boundaries of every type, from PostgreSQL to OceanBase.

mod cases;
mod chosen;

use obmigrate_sandbox::{Engine, Options, PostgresSource, Server, WheelPostgres, shared};

use self::cases::{CASES, CONTRIB, Case, OCEANBASE, TYPES, VECTOR};
use crate::shop::{Shop, execute, query, run, texts};

#[tokio::test(flavor = "multi_thread")]
async fn every_type_arrives_with_the_values_at_its_boundaries() {
    let shop = Shop::empty().await;
    for script in TYPES {
        execute(&shop.postgres, script).await;
    }
    migrate_and_compare(&shop, CASES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn types_of_the_extensions_of_the_machine_arrive() {
    types_of_extensions_arrive(shared().unwrap().postgres_url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn types_of_the_extensions_of_version_18_arrive() {
    let source = PostgresSource::Wheel(WheelPostgres::V18);
    let options = Options::default().postgres_source(source);
    let server = Server::start(Engine::Postgres, &options).unwrap();
    types_of_extensions_arrive(server.url()).await;
}

/// Every server has either the machine's extensions or the one that the wheel brings.
async fn types_of_extensions_arrive(root: &str) {
    let shop = Shop::from_postgres(root).await;
    let available = query(&shop.postgres, "SELECT name FROM pg_available_extensions").await;
    let available: Vec<&str> = available
        .iter()
        .filter_map(|row| row[0].as_text())
        .collect();
    let has = |names: &[&str]| names.iter().all(|name| available.contains(name));
    let contrib = ["citext", "hstore", "ltree", "cube"].as_slice();
    let (names, cases) = if has(contrib) {
        (contrib, CONTRIB)
    } else {
        (["vector"].as_slice(), VECTOR)
    };
    for name in names {
        let create = format!("CREATE EXTENSION {name} SCHEMA public");
        execute(&shop.postgres, &create).await;
    }
    migrate_and_compare(&shop, cases).await;
}

/// Fills a table for each case, migrates all of them and compares every value on both servers.
async fn migrate_and_compare(shop: &Shop, cases: &[Case]) {
    fill(shop, cases).await;
    shop.migrate(&shop.path("out")).expect(0);
    compare(shop, cases).await;
}

/// Fills a table for each case that every server has.
pub(crate) async fn fill_all(shop: &Shop) {
    for script in TYPES {
        execute(&shop.postgres, script).await;
    }
    fill(shop, CASES).await;
}

/// Compares every value of the cases that every server has.
pub(crate) async fn compare_all(shop: &Shop) {
    compare(shop, CASES).await;
}

async fn fill(shop: &Shop, cases: &[Case]) {
    for (number, Case(data_type, values, ..)) in cases.iter().enumerate() {
        let rows = values.iter().enumerate();
        let mut rows: Vec<_> = rows.map(|(id, value)| format!("({id}, {value})")).collect();
        if is_nullable(data_type) {
            rows.push(format!("({}, NULL)", rows.len()));
        }
        let create = format!("CREATE TABLE t{number} (id integer PRIMARY KEY, v {data_type})");
        execute(&shop.postgres, &create).await;
        let rows = rows.join(", ");
        let insert = format!("INSERT INTO t{number} OVERRIDING SYSTEM VALUE VALUES {rows}");
        execute(&shop.postgres, &insert).await;
    }
}

async fn compare(shop: &Shop, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (number, Case(data_type, values, postgres, oceanbase)) in cases.iter().enumerate() {
        let select = |text: &str| format!("SELECT {text} FROM t{number} ORDER BY id");
        let expected = query(&shop.postgres, &select(postgres)).await;
        let found = query(&shop.oceanbase, &select(oceanbase)).await;
        let rows = values.len() + usize::from(is_nullable(data_type));
        assert_eq!(found.len(), rows, "rows of {data_type}");
        for (expected, found) in expected.iter().zip(&found) {
            let (expected, found) = (texts(expected), texts(found));
            if expected != found {
                wrong.push(format!("{data_type}: {expected:?} became {found:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    shop.diff().expect(0);
}

/// Says whether a column takes `NULL`; one that numbers its rows does not.
fn is_nullable(data_type: &str) -> bool {
    !data_type.ends_with("serial") && !data_type.ends_with("IDENTITY")
}

/// What OceanBase would store as something else, or not at all, stops the run and leaves nothing
/// behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_oceanbase_cannot_hold_stops_the_run() {
    let shop = Shop::empty().await;
    for (data_type, value, code) in [
        ("numeric(10,2)", "'NaN'", "exec/invalid-value"),
        ("numeric", "1e-31", "verify/row-different"),
        ("numeric", "1e35", "exec/value-out-of-range"),
        ("real", "'Infinity'", "exec/invalid-value"),
        ("double precision", "'NaN'", "exec/invalid-value"),
        ("date", "'infinity'", "exec/invalid-value"),
        ("date", "'4713-01-01 BC'", "verify/row-different"),
        ("timestamp", "'infinity'", "exec/invalid-value"),
        ("timestamp", "'10000-01-01'", "exec/invalid-value"),
        ("timestamptz", "'0044-03-15 BC'", "exec/invalid-value"),
        ("jsonb", "'1e400'", "exec/invalid-value"),
        (
            "jsonb",
            "(repeat('[', 110) || repeat(']', 110))::jsonb",
            "exec/invalid-value",
        ),
    ] {
        let create = format!("CREATE TABLE t (id integer PRIMARY KEY, v {data_type})");
        execute(&shop.postgres, &create).await;
        let insert = format!("INSERT INTO t VALUES (1, NULL), (2, {value})");
        execute(&shop.postgres, &insert).await;
        let ended = shop.migrate(&shop.path("out"));
        let context = format!("{data_type} {value}: {}", ended.stderr);
        assert_eq!(ended.code, Some(1), "{context}");
        for part in [code, "the target is as it was before"] {
            assert!(ended.stderr.contains(part), "{context}");
        }
        let left = "SELECT table_name FROM information_schema.tables \
                    WHERE table_schema = DATABASE() AND table_name NOT LIKE 'obmigrate\\_%'";
        let left = query(&shop.oceanbase, left).await;
        assert!(left.is_empty(), "{context}");
        execute(&shop.postgres, "DROP TABLE t").await;
    }
}

/// The types that OceanBase alone has, and those that it casts to nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuilt_table_keeps_the_values_of_every_type_of_oceanbase() {
    let shop = Shop::empty().await;
    let columns = OCEANBASE.iter().enumerate();
    let (columns, values): (Vec<_>, Vec<_>) = columns
        .map(|(number, (data_type, value))| (format!("c{number} {data_type}"), *value))
        .unzip();
    let create = "CREATE TABLE t (id int PRIMARY KEY, note varchar(41)";
    let create = format!("{create}, {})", columns.join(", "));
    execute(&shop.oceanbase, &create).await;
    let nulls = vec!["NULL"; values.len()].join(", ");
    let values = values.join(", ");
    let insert = format!("INSERT INTO t VALUES (1, 'a', {values}), (2, NULL, {nulls})");
    execute(&shop.oceanbase, &insert).await;
    let rows = "SELECT * FROM t ORDER BY id";
    let before = query(&shop.oceanbase, rows).await;

    let exported = run(&["export", &shop.oceanbase]).expect(0).stdout;
    let mut document: serde_json::Value = serde_json::from_str(&exported).unwrap();
    let columns = document["body"]["tables"]["t"]["columns"].as_array_mut();
    columns.unwrap()[1]["data_type"]["var_char"]["length"] = 82.into();
    document.as_object_mut().unwrap().remove("fingerprint");
    let desired = shop.path("desired.json");
    std::fs::write(&desired, document.to_string()).unwrap();
    let (desired, out) = (desired.display().to_string(), shop.path("out"));
    let out = out.display().to_string();
    let arguments = [
        "run",
        "--desired",
        &desired,
        "--live",
        &shop.oceanbase,
        "--out",
        &out,
        "--yes",
    ];
    run(&arguments).expect(0);
    assert!(query(&shop.oceanbase, rows).await == before);
}
