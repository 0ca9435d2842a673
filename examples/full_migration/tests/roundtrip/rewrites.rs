//! Which tables a server writes anew, and which of them a plan says it does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use obmigrate_codegen::{Options, generate};
use obmigrate_diff::diff;
use obmigrate_model::plan::{Hazard, RunId};
use obmigrate_model::{Dialect, Ident, ObjectPath, Schema};
use obmigrate_sandbox::{Engine, PostgresSource, Server, WheelPostgres};

use crate::plans;
use crate::workshop::{Workshop, address, run_script};

const TYPES: &str = "
    CREATE DOMAIN plain AS text;
    CREATE DOMAIN long AS varchar(9);
    CREATE DOMAIN checked AS text CHECK (VALUE <> '');
    CREATE TABLE of_all_types (a plain, b long, c checked);
    CREATE SEQUENCE numbers";

/// Types before and after.
const RETYPED: [(&str, &str); 44] = [
    ("varchar(5)", "varchar(9)"),
    ("varchar(9)", "varchar(5)"),
    ("varchar(5)", "text"),
    ("text", "varchar(9)"),
    ("varchar(5)", "long"),
    ("char(3)", "char(5)"),
    ("char(3)", "text"),
    ("text", "char(5)"),
    ("varchar(5)", "char(5)"),
    ("text", "plain"),
    ("plain", "text"),
    ("text", "checked"),
    ("checked", "text"),
    ("text", "text COLLATE \"C\""),
    ("numeric(5, 2)", "numeric(7, 2)"),
    ("numeric(7, 2)", "numeric(5, 2)"),
    ("numeric(5, 2)", "numeric(7, 3)"),
    ("numeric(5, 2)", "numeric"),
    ("numeric", "numeric(5, 2)"),
    ("smallint", "integer"),
    ("integer", "bigint"),
    ("bigint", "integer"),
    ("integer", "text"),
    ("integer", "numeric"),
    ("text", "integer"),
    ("real", "double precision"),
    ("boolean", "integer"),
    ("boolean", "text"),
    ("uuid", "text"),
    ("date", "timestamp"),
    ("timestamp(3)", "timestamp"),
    ("timestamp", "timestamp(3)"),
    ("timestamptz(3)", "timestamptz(5)"),
    ("time(3)", "time"),
    ("time", "time(3)"),
    ("timetz(3)", "timetz"),
    ("interval(3)", "interval"),
    ("interval year", "interval"),
    ("interval", "interval(3)"),
    ("bit(3)", "bit varying(5)"),
    ("bit varying(3)", "bit varying(5)"),
    ("bit varying(3)", "bit varying"),
    ("bit varying(5)", "bit varying(3)"),
    ("json", "jsonb"),
];

/// Columns that are added.
const ADDED: [&str; 16] = [
    "integer",
    "integer NOT NULL DEFAULT 5",
    "integer[] DEFAULT '{}'",
    "text DEFAULT ('a' || 'b')",
    "timestamptz DEFAULT now()",
    "date DEFAULT CURRENT_DATE",
    "uuid DEFAULT gen_random_uuid()",
    "double precision DEFAULT random()",
    "integer DEFAULT nextval('numbers')",
    "integer GENERATED ALWAYS AS IDENTITY",
    "serial",
    "integer GENERATED ALWAYS AS (k * 2) STORED",
    "plain DEFAULT 'x'",
    "long",
    "checked",
    "checked DEFAULT 'x'",
];

fn script(is_before: bool) -> String {
    let mut script = TYPES.to_owned();
    for (number, (before, after)) in RETYPED.iter().enumerate() {
        let column = if is_before { before } else { after };
        write!(script, ";CREATE TABLE retyped_{number} (c {column})").unwrap();
    }
    for (number, column) in ADDED.iter().enumerate() {
        write!(script, ";CREATE TABLE added_{number} (k integer").unwrap();
        if !is_before {
            write!(script, ", n {column}").unwrap();
        }
        script.push(')');
    }
    script
}

async fn check(server: &str) {
    let mut workshop = Workshop::open(server, Dialect::Postgres).await;
    let names = workshop.names(2);
    for (name, is_before) in names.iter().zip([true, false]) {
        let nothing = Schema::empty(Dialect::Postgres);
        assert_eq!(workshop.create(name, &nothing).await, None);
        run_script(workshop.enter(name).await, &script(is_before)).await;
    }
    let read = workshop.read(&names).await;
    let told = diff(&read[0], &read[1], &obmigrate_diff::Options::default()).unwrap();
    let connection = workshop.enter(&names[0]).await;
    let options = Options::new(connection.target(), RunId::new("20260101000000").unwrap());
    let plan = generate(&read[0], &told.changes, &options).unwrap();

    let steps = plan.groups.iter().flat_map(|group| &group.steps);
    let warned: Vec<&ObjectPath> = steps
        .filter(|step| step.hazards.contains(&Hazard::Rewrite))
        .map(|step| &step.path)
        .collect();
    let warned: BTreeSet<&Ident> = read[0]
        .tables
        .keys()
        .filter(|name| {
            let table = ObjectPath::table(name);
            warned.iter().any(|path| path.is_within(&table))
        })
        .collect();
    let before = plans::files(connection).await;
    plans::forth(connection, &plan).await.unwrap();
    let after = plans::files(connection).await;
    let written: BTreeSet<&Ident> = read[0]
        .tables
        .keys()
        .filter(|name| before.get(name.as_str()) != after.get(name.as_str()))
        .collect();
    assert_eq!(warned, written);
    workshop.close().await;
}

#[tokio::test]
async fn what_postgres_writes_anew_is_what_a_plan_warns_of() {
    check(address(Dialect::Postgres)).await;
}

#[tokio::test]
async fn what_postgresql_18_writes_anew_is_what_a_plan_warns_of() {
    let source = PostgresSource::Wheel(WheelPostgres::V18);
    let options = obmigrate_sandbox::Options::default().postgres_source(source);
    let server = Server::start(Engine::Postgres, &options).unwrap();
    check(server.url()).await;
    server.stop().unwrap();
}
