//! A plan for PostgreSQL with rows: what it keeps, and what comes back.

use obmigrate_codegen::{Options, generate};
use obmigrate_exec::Connection;
use obmigrate_model::plan::{Reversibility, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Row, Schema, Value};

use crate::alterations::{changes, created, rows};
use crate::plans;
use crate::workshop::{Workshop, address, difference, run_script};

const BEFORE: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TYPE size AS ENUM ('small', 'large');
    CREATE SEQUENCE tickets;
    CREATE TABLE customers (
        id serial PRIMARY KEY, name varchar(10) NOT NULL, mood mood, note text DEFAULT 'none');
    CREATE TABLE prices (id integer, price numeric(8, 3), note text DEFAULT 'none');
    CREATE TABLE orders (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer integer NOT NULL CONSTRAINT of_customer REFERENCES customers (id) ON DELETE CASCADE,
        ticket integer DEFAULT nextval('tickets'), mood mood DEFAULT 'sad', size size,
        CONSTRAINT orders_ticket UNIQUE (ticket));
    ALTER SEQUENCE tickets OWNED BY orders.ticket;
    CREATE INDEX orders_customer ON orders (customer);
    COMMENT ON TABLE orders IS 'kept';
    COMMENT ON INDEX orders_customer IS 'kept too';
    CREATE TABLE visits (day date, who integer) PARTITION BY RANGE (day);
    CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE visits_rest PARTITION OF visits DEFAULT";

const ROWS: &str = "
    INSERT INTO customers (name, mood, note)
        VALUES ('one', 'sad', 'n1'), ('two', NULL, 'n2'), ('three', 'happy', NULL);
    INSERT INTO prices VALUES (1, 1.125, 'n3');
    INSERT INTO orders (customer, size) VALUES (1, 'small'), (1, 'large'), (2, NULL);
    DELETE FROM orders WHERE id = 3;
    INSERT INTO visits VALUES ('2025-03-04', 1), ('2026-01-02', 2)";

/// What goes has left its names to others: those of a key, an index, a sequence, a partition.
const GOAL: &str = "
    CREATE TYPE mood AS ENUM ('angry', 'sad', 'happy');
    CREATE SEQUENCE orders_id_seq;
    CREATE TABLE customers (
        mood mood, id bigserial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE prices (id integer, price numeric(8, 2));
    CREATE TABLE receipts (
        id bigint CONSTRAINT orders_pkey PRIMARY KEY, customer bigint CONSTRAINT of_customer
            REFERENCES customers (id), CONSTRAINT orders_ticket UNIQUE (customer));
    CREATE INDEX orders_customer ON receipts (customer);
    CREATE TABLE visits_2025 (who integer)";

const OLD_ROWS: [&str; 3] = [
    "SELECT id, customer, ticket, mood::text, size::text FROM orders ORDER BY id",
    "SELECT day::text, who FROM visits ORDER BY day",
    "SELECT who FROM visits_2025",
];
const KEPT_ROWS: [&str; 3] = [
    "SELECT id, customer, ticket, mood::text, size::text FROM orders_bak_20260101000000 ORDER BY id",
    "SELECT day::text, who FROM visits_bak_20260101000000 ORDER BY day",
    "SELECT who FROM visits_2025_bak_20260101000000",
];
const CUSTOMERS: &str = "SELECT id::int8, name::text, mood::text FROM customers ORDER BY id";

async fn texts(connection: &mut dyn Connection, query: &str) -> Vec<String> {
    let rows = rows(connection, &[query]).await.remove(0);
    let text = |row: &Row| match row.first() {
        Some(Value::Text(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    rows.iter().map(text).collect()
}

#[tokio::test]
async fn a_removed_table_is_kept_and_comes_back_with_its_rows() {
    let mut workshop = Workshop::open(address(Dialect::Postgres), Dialect::Postgres).await;
    let name = workshop.names(1);
    let goal = created(&mut workshop, &name, GOAL).await;
    move_away(&mut workshop, &name[0]).await;
    let before = created(&mut workshop, &name, BEFORE).await;
    let connection = workshop.enter(&name[0]).await;
    run_script(connection, ROWS).await;
    let old = rows(connection, &OLD_ROWS).await;
    let customers = rows(connection, &[CUSTOMERS]).await;

    let changes = changes(&before, Vec::new(), &goal);
    let options = Options::new(connection.target(), RunId::new("20260101000000").unwrap());
    let plan = generate(&before, &changes, &options).unwrap();
    let Reversibility::WithBackup { why } = &plan.reversibility else {
        panic!("{:?}", plan.reversibility);
    };
    assert_eq!(
        why,
        &[
            "tables.prices.columns.price: values of type decimal(8,3) may not come back from \
             decimal(8,2)",
            "tables.prices.columns.note: the column is dropped, and its values are gone",
        ]
    );
    plans::forth(connection, &plan).await.unwrap();
    assert_eq!(rows(connection, &KEPT_ROWS).await, old);
    assert_eq!(rows(connection, &[CUSTOMERS]).await, customers);
    let prices = "SELECT price::text FROM prices";
    assert_eq!(texts(connection, prices).await, ["1.13"]);
    // Nothing of what is kept follows a row that goes, or holds it up.
    run_script(
        connection,
        "INSERT INTO customers (name, mood) VALUES ('four', 'happy');
         INSERT INTO receipts VALUES (7, 4);
         DELETE FROM customers WHERE id = 2",
    )
    .await;
    assert_eq!(rows(connection, &KEPT_ROWS).await, old);
    let read = workshop.read(&name).await.remove(0);
    assert_eq!(
        difference(&goal, &plans::without_backups(read, &plan)),
        None
    );

    let connection = workshop.enter(&name[0]).await;
    plans::back(connection, &plan).await.unwrap();
    assert_eq!(rows(connection, &OLD_ROWS).await, old);
    // The table that was made again is the one that it was; the other one was altered and altered back.
    let names = "SELECT name || coalesce(note, '') FROM customers ORDER BY id";
    assert_eq!(texts(connection, names).await, ["onen1", "twon2", "three"]);
    let prices = "SELECT price || note FROM prices";
    assert_eq!(texts(connection, prices).await, ["1.130none"]);
    run_script(
        connection,
        "INSERT INTO orders (customer) VALUES (1);
         INSERT INTO customers (name) VALUES ('five')",
    )
    .await;
    let last =
        "SELECT concat_ws(' ', max(id), max(ticket), (SELECT max(id) FROM customers)) FROM orders";
    assert_eq!(texts(connection, last).await, ["4 4 5"]);
    let read = workshop.read(&name).await.remove(0);
    assert_eq!(difference(&before, &read), None);

    let connection = workshop.enter(&name[0]).await;
    plans::forth(connection, &plan).await.unwrap();
    plans::cleanup(connection, &plan).await.unwrap();
    let left = "SELECT relname::text FROM pg_class WHERE relname LIKE '%bak%' UNION ALL \
                SELECT typname::text FROM pg_type WHERE typname LIKE '%bak%' OR typname = 'size'";
    assert_eq!(texts(connection, left).await, [""; 0]);
    let read = workshop.read(&name).await.remove(0);
    assert_eq!(difference(&goal, &read), None);
    workshop.close().await;
}

/// What is written by hand is read under the same name, which expressions may hold.
async fn move_away(workshop: &mut Workshop, name: &str) {
    let mut away = Writer::new(Dialect::Postgres);
    let ident = |name: &str| Ident::new(name).unwrap();
    away.kw("ALTER SCHEMA ").ident(&ident(name));
    away.kw(" RENAME TO ").ident(&ident("the goal"));
    let connection = workshop.enter(name).await;
    connection.execute(&away.finish()).await.unwrap();
}

#[tokio::test]
async fn a_plan_that_fails_leaves_nothing() {
    let mut workshop = Workshop::open(address(Dialect::Postgres), Dialect::Postgres).await;
    let name = workshop.names(1);
    let script = "CREATE TABLE gone (id integer PRIMARY KEY);
        CREATE TABLE numbers (n text)";
    let before = created(&mut workshop, &name, script).await;
    let connection = workshop.enter(&name[0]).await;
    run_script(
        connection,
        "INSERT INTO gone VALUES (1); INSERT INTO numbers VALUES ('x')",
    )
    .await;
    let mut goal = before.clone();
    goal.tables.remove(&Ident::new("gone").unwrap());
    let numbers = goal
        .tables
        .get_mut(&Ident::new("numbers").unwrap())
        .unwrap();
    let column = numbers.columns.get_mut(&Ident::new("n").unwrap()).unwrap();
    column.data_type = obmigrate_model::DataType::INTEGER;
    let options = Options::new(connection.target(), RunId::new("20260101000000").unwrap());
    let plan = generate(&before, &changes(&before, Vec::new(), &goal), &options).unwrap();
    let failed = plans::forth(connection, &plan).await.unwrap_err();
    assert!(
        matches!(failed, plans::Stop::Rows("exec/invalid-value")),
        "{failed:?}"
    );
    let read: Schema = workshop.read(&name).await.remove(0);
    assert_eq!(difference(&before, &read), None);
    workshop.close().await;
}
