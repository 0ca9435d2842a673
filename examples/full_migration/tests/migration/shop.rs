//! A shop of one's own on the shared servers, and a comparison that the validator does not share.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use obmigrate_exec::{Connector, ErrorKind, Url, collect, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::{Document, Row, Schema, Statement, Value};
use obmigrate_sandbox::{shared, unique_database, url_for_database};
use tempfile::TempDir;

const VERSION_1: &str = include_str!("../../src/demo/version_1.sql");
const VERSION_2: &str = include_str!("../../src/demo/version_2.sql");

/// What the second version gives up.
pub(crate) const ALLOWANCES: [&str; 4] = [
    "--allow-drop-table",
    "promo_codes",
    "--allow-drop-column",
    "products.legacy_code",
];

/// One application on both servers, and a folder.
pub(crate) struct Shop {
    pub(crate) postgres: String,
    pub(crate) oceanbase: String,
    pub(crate) folder: TempDir,
}

/// Says how a program ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// Fails the test with everything that was printed if the exit code is another.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_full_migration"));
    command.stdin(Stdio::null());
    command
}

pub(crate) fn run(arguments: &[&str]) -> Ended {
    program().args(arguments).output().unwrap().into()
}

impl Shop {
    /// Creates two empty databases.
    pub(crate) async fn empty() -> Self {
        Self::from_postgres(shared().unwrap().postgres_url()).await
    }

    /// Creates two empty databases, one of them on that server of PostgreSQL.
    pub(crate) async fn from_postgres(root: &str) -> Self {
        let sandbox = shared().unwrap();
        let name = unique_database("shop");
        execute(root, &format!("CREATE DATABASE {name}")).await;
        execute(sandbox.oceanbase_url(), &format!("CREATE DATABASE {name}")).await;
        Self {
            postgres: url_for_database(root, &name),
            oceanbase: url_for_database(sandbox.oceanbase_url(), &name),
            folder: TempDir::new().unwrap(),
        }
    }

    /// Version 1 on both servers, the copy made by the runner itself, and version 2 released.
    pub(crate) async fn released(rows: u32) -> Self {
        let shop = Self::empty().await;
        shop.release(&VERSION_1.replace("{rows}", &rows.to_string()))
            .await;
        let out = shop.path("first");
        shop.migrate(&out).expect(0);
        shop.release(VERSION_2).await;
        shop
    }

    pub(crate) async fn release(&self, script: &str) {
        for statement in script.split("\n--\n") {
            execute(&self.postgres, statement).await;
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn migrate(&self, out: &Path) -> Ended {
        self.command("run", out)
            .args(ALLOWANCES)
            .arg("--yes")
            .output()
            .unwrap()
            .into()
    }

    /// A command over both servers.
    pub(crate) fn command(&self, name: &str, out: &Path) -> Command {
        let mut command = program();
        command.args([
            name,
            "--desired",
            &self.postgres,
            "--live",
            &self.oceanbase,
            "--out",
        ]);
        command.arg(out);
        command
    }

    pub(crate) fn diff(&self) -> Ended {
        run(&[
            "diff",
            "--desired",
            &self.postgres,
            "--live",
            &self.oceanbase,
        ])
    }

    /// Reads the structure of the live database: all that was exported but the next numbers.
    pub(crate) fn export_live(&self) -> Schema {
        let exported = run(&["export", &self.oceanbase]).expect(0).stdout;
        normalise(&Document::from_json(&exported).unwrap().body)
    }

    /// Compares every value of every row of the second version on both servers.
    pub(crate) async fn assert_every_row_arrived(&self) {
        for (table, key, columns) in SECOND_VERSION {
            let (postgres, oceanbase): (Vec<_>, Vec<_>) =
                columns.iter().map(|(name, kind)| kind.texts(name)).unzip();
            // Qualified: a bare name would mean the text of the select list on PostgreSQL.
            let order = key.split(", ").map(|column| format!("{table}.{column}"));
            let order = order.collect::<Vec<_>>().join(", ");
            let select = |texts: &[String]| {
                format!("SELECT {} FROM {table} ORDER BY {order}", texts.join(", "))
            };
            let expected = query(&self.postgres, &select(&postgres)).await;
            let found = query(&self.oceanbase, &select(&oceanbase)).await;
            assert_eq!(expected.len(), found.len(), "rows of {table}");
            for (expected, found) in expected.iter().zip(&found) {
                assert_eq!(texts(expected), texts(found), "a row of {table}");
            }
        }
    }

    /// Lists the tables of the OceanBase database that are not part of the application.
    pub(crate) async fn leftovers(&self) -> Vec<String> {
        let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() \
                   AND table_name REGEXP '_(tmp|bak|src)_[0-9]{14}$' ORDER BY 1";
        query(&self.oceanbase, sql)
            .await
            .iter()
            .map(|row| row[0].as_text().unwrap().to_owned())
            .collect()
    }
}

pub(crate) fn texts(row: &Row) -> Vec<Option<String>> {
    row.iter()
        .map(|value| match value {
            Value::Null => None,
            Value::Boolean(truth) => Some(truth.to_string()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Number(text) | Value::Text(text) => Some(text.clone()),
            Value::Bytes(bytes) => Some(format!("{bytes:02x?}")),
        })
        .collect()
}

fn open(url: &str) -> Box<dyn Connector> {
    connector(Url::parse(url).unwrap()).unwrap()
}

pub(crate) async fn execute(url: &str, sql: &str) {
    let mut connection = open(url).connect().await.unwrap();
    if url.starts_with("postgres") {
        connection
            .execute(&Statement::new("SET search_path = public"))
            .await
            .unwrap();
    }
    let statement = Statement::new(sql.trim());
    for _ in 0..20 {
        match connection.execute(&statement).await {
            // OceanBase puts it off while definitions change elsewhere.
            Err(error) if error.kind() == ErrorKind::Conflict => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            // While definitions change elsewhere, it now and then repeats CREATE TRIGGER by itself and
            // then finds the trigger of its first attempt (4.3.5, measured).
            Err(error) if error.server_code() == Some("5734") => return,
            done => {
                done.unwrap();
                return;
            }
        }
    }
    panic!("put off again and again: {sql}");
}

pub(crate) async fn query(url: &str, sql: &str) -> Vec<Row> {
    let mut connection = open(url).connect().await.unwrap();
    if url.starts_with("postgres") {
        connection
            .execute(&Statement::new("SET search_path = public"))
            .await
            .unwrap();
    }
    collect(connection.as_mut(), &Statement::new(sql))
        .await
        .unwrap()
}

/// How a column is written as text on both servers.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Truth,
    Text,
    Bytes,
    Day,
    Moment,
    Clock,
    Json,
}

impl Kind {
    fn texts(self, name: &str) -> (String, String) {
        let plain = format!("CAST({name} AS CHAR)");
        match self {
            Self::Number | Self::Day => (format!("{name}::text"), plain),
            Self::Truth => (format!("{name}::int::text"), plain),
            // Bytes, so that nothing about blanks or case can hide.
            Self::Text => (
                format!(
                    "encode(convert_to(rtrim({name}::text, CASE WHEN pg_typeof({name}) = 'bpchar'::regtype THEN ' ' ELSE '' END), 'UTF8'), 'hex')"
                ),
                format!("lower(hex({name}))"),
            ),
            Self::Bytes => (
                format!("encode({name}, 'hex')"),
                format!("lower(hex({name}))"),
            ),
            Self::Moment => (
                format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"),
                format!("date_format({name}, '%Y-%m-%d %H:%i:%s.%f')"),
            ),
            Self::Clock => (
                format!("to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"),
                format!("date_format({name}, '%Y-%m-%d %H:%i:%s.%f')"),
            ),
            Self::Json => (format!("{name}::text"), plain),
        }
    }
}

type TableColumns = (&'static str, &'static str, &'static [(&'static str, Kind)]);

const SECOND_VERSION: &[TableColumns] = &[
    (
        "customers",
        "id",
        &[
            ("id", Kind::Number),
            ("email", Kind::Text),
            ("name", Kind::Text),
            ("vip", Kind::Truth),
            ("credit", Kind::Number),
            ("born", Kind::Day),
            ("referred_by", Kind::Number),
            ("notes", Kind::Text),
            ("created_at", Kind::Moment),
            ("phone", Kind::Text),
            ("loyalty_points", Kind::Number),
        ],
    ),
    (
        "categories",
        "id",
        &[
            ("id", Kind::Number),
            ("parent_id", Kind::Number),
            ("name", Kind::Text),
        ],
    ),
    (
        "products",
        "id",
        &[
            ("id", Kind::Number),
            ("sku", Kind::Text),
            ("name", Kind::Text),
            ("price", Kind::Number),
            ("weight_g", Kind::Number),
            ("attributes", Kind::Json),
            ("picture", Kind::Bytes),
            ("category_id", Kind::Number),
            ("active", Kind::Truth),
            ("updated_at", Kind::Clock),
        ],
    ),
    (
        "warehouses",
        "code",
        &[("code", Kind::Text), ("name", Kind::Text)],
    ),
    (
        "stock",
        "warehouse, product_id",
        &[
            ("warehouse", Kind::Text),
            ("product_id", Kind::Number),
            ("quantity", Kind::Number),
        ],
    ),
    (
        "orders",
        "id",
        &[
            ("id", Kind::Number),
            ("customer_id", Kind::Number),
            ("status", Kind::Text),
            ("external_id", Kind::Text),
            ("placed_at", Kind::Moment),
            ("shipped_at", Kind::Clock),
            ("total", Kind::Number),
            ("note", Kind::Text),
            ("channel", Kind::Text),
        ],
    ),
    (
        "order_lines",
        "order_id, line_no",
        &[
            ("order_id", Kind::Number),
            ("line_no", Kind::Number),
            ("product_id", Kind::Number),
            ("quantity", Kind::Number),
            ("unit_price", Kind::Number),
        ],
    ),
    (
        "reviews",
        "product_id, customer_id",
        &[
            ("product_id", Kind::Number),
            ("customer_id", Kind::Number),
            ("stars", Kind::Number),
            ("body", Kind::Text),
        ],
    ),
    (
        "payments",
        "id",
        &[
            ("id", Kind::Text),
            ("order_id", Kind::Number),
            ("amount", Kind::Number),
            ("paid_at", Kind::Moment),
            ("details", Kind::Json),
        ],
    ),
];
