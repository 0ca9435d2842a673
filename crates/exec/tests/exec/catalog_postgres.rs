//! Schemas read from PostgreSQL.

use std::collections::BTreeSet;

use obmigrate_exec::{ErrorKind, catalog};
use obmigrate_model::{Dialect, Schema};

use crate::servers::{at, fresh, ident, script};

const TABLES: &str = r#"
CREATE SCHEMA app;
CREATE SCHEMA elsewhere;
CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok');
CREATE DOMAIN app.email AS text CHECK (value ~ '@');
CREATE SEQUENCE app.free START 100 INCREMENT 5;
CREATE TABLE elsewhere.parent (id int PRIMARY KEY);
CREATE TABLE app.types (
  id bigint GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 2) PRIMARY KEY,
  s serial, dropped int, n numeric, n2 numeric(10,2) DEFAULT -1.5, n3 numeric(5,-2),
  v varchar, v5 varchar(5) COLLATE "C" DEFAULT 'it''s', c char, c5 char(5), t text, b bytea,
  ts timestamp(3), tz timestamptz DEFAULT now(), d date DEFAULT current_date, tm time,
  yes boolean NOT NULL DEFAULT true, bits bit(8), u uuid DEFAULT gen_random_uuid(), j json,
  jb jsonb DEFAULT '{}', r real, dd double precision, i2 smallint,
  m app.mood DEFAULT 'sad', e app.email, a int[], iv interval, net inet,
  f bigint DEFAULT nextval('app.free'), g int GENERATED ALWAYS AS (i2 * 2) STORED
);
ALTER TABLE app.types DROP COLUMN dropped;
COMMENT ON TABLE app.types IS 'all ''types'' é';
COMMENT ON COLUMN app.types.n IS 'num';
CREATE TABLE app."We""ird é" ("sel""ect" int, "a b" text, "Order" int);
CREATE TABLE app.parent (
  a int, b int, c text, n int, CONSTRAINT parent_pk PRIMARY KEY (b, a),
  CONSTRAINT parent_c UNIQUE (c), CONSTRAINT positive CHECK (a > 0 AND (c <> ')' OR b < 1)),
  UNIQUE NULLS NOT DISTINCT (n)
);
CREATE TABLE app.child (
  x int, y int, z text, w int REFERENCES elsewhere.parent, CONSTRAINT positive CHECK (x > 0),
  CONSTRAINT child_parent FOREIGN KEY (x, y) REFERENCES app.parent (a, b) MATCH FULL
    ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE,
  CONSTRAINT deferred UNIQUE (z) DEFERRABLE, EXCLUDE USING btree (y WITH =)
);
ALTER TABLE app.child ADD CONSTRAINT late FOREIGN KEY (z) REFERENCES app.parent (c) NOT VALID;
ALTER TABLE app.child ADD CONSTRAINT some_columns FOREIGN KEY (z) REFERENCES app.parent (c)
  ON DELETE SET NULL (z);
CREATE INDEX plain ON app.child (z DESC, y);
CREATE UNIQUE INDEX once ON app.child (x, y);
CREATE INDEX expressive ON app.child (lower(z), (x + 1));
CREATE INDEX partial ON app.child (x) WHERE y > 0;
CREATE UNIQUE INDEX partial_once ON app.child (x) WHERE y > 0;
CREATE INDEX including ON app.child (x) INCLUDE (z);
CREATE INDEX hashed ON app.child USING hash (z);
CREATE INDEX patterned ON app.child (z text_pattern_ops);
CREATE TABLE app.split (id int, d date, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
CREATE TABLE app.split_1 PARTITION OF app.split FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.heir (extra int) INHERITS (app.parent);
ALTER TABLE app.child ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.child USING (x > 0);
CREATE FUNCTION app.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER watch BEFORE INSERT ON app.child FOR EACH ROW EXECUTE FUNCTION app.nothing();
CREATE VIEW app.seen AS SELECT z FROM app.child;
CREATE TABLE app.obmigrate_run (id int PRIMARY KEY, x int);
CREATE TABLE app.of_ours (run int REFERENCES app.obmigrate_run (id));
"#;

fn pretty(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).expect("a schema can be written")
}

#[tokio::test]
async fn everything_is_read_or_reported() {
    let (_, url) = fresh(Dialect::Postgres, "catalog").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    script(connection.as_mut(), TABLES).await;
    let exclude = BTreeSet::from([ident("obmigrate_run")]);
    let capture = catalog::read(connection.as_mut(), &ident("app"), &exclude)
        .await
        .expect("the schema can be read");
    assert_eq!(capture.server_version, connection.target().version);
    assert_eq!(capture.database, ident("app"));
    insta::assert_snapshot!("postgres_schema", pretty(&capture.schema));
}

#[tokio::test]
async fn an_empty_schema_is_empty_and_an_absent_one_missing() {
    let (_, url) = fresh(Dialect::Postgres, "empty").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    let none = BTreeSet::new();
    let capture = catalog::read(connection.as_mut(), &ident("public"), &none).await;
    let schema = capture.expect("the schema can be read").schema;
    assert_eq!(schema, Schema::empty(Dialect::Postgres));
    let error = catalog::read(connection.as_mut(), &ident("no'where"), &none)
        .await
        .expect_err("there is no such schema");
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert!(error.to_string().contains("no'where"), "{error}");
}
