//! Schemas read from OceanBase.

mod broken;
mod storm;
mod tricky;

use std::collections::BTreeSet;

use obmigrate_exec::{ErrorKind, catalog};
use obmigrate_model::{Dialect, Schema, Statement};

use crate::servers::{at, fresh, ident, rewritten, script, user};

const TABLES: &str = r"
CREATE TABLE types (
  id bigint AUTO_INCREMENT PRIMARY KEY, i int(5) NOT NULL DEFAULT -5, iu int unsigned,
  b1 tinyint(1) DEFAULT 1, t4 tinyint, sm smallint, me mediumint, n decimal(10,2) DEFAULT 1.5,
  f float, d double DEFAULT 1e10, c char(5), v varchar(10) COLLATE utf8mb4_bin DEFAULT 'it''s \\ ok',
  ci varchar(10) COLLATE utf8mb4_general_ci DEFAULT '', bi binary(4), vb varbinary(4) DEFAULT x'00ff', vb2 varbinary(4) DEFAULT 'a(b',
  tt tinytext, tx text, mt mediumtext, lt longtext, bl blob, lb longblob, bits bit(8) DEFAULT b'101',
  da date DEFAULT '2024-01-01', da2 date DEFAULT (curdate()), tm time(3) DEFAULT '12:00:00',
  dt datetime(6) DEFAULT CURRENT_TIMESTAMP(6), dt0 datetime, ts timestamp(6) NULL DEFAULT NULL,
  up datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  later datetime(6) DEFAULT (utc_timestamp(6) + interval 7 day), y year, j json,
  u1 char(36) DEFAULT 'uuid()', u2 char(36) DEFAULT (uuid()), w varchar(40) DEFAULT 'CURRENT_TIMESTAMP',
  ca varchar(40) DEFAULT (concat('a', 'b')), r int DEFAULT (1 + 1),
  en enum('a','b,)') DEFAULT 'b,)', se set('x','y'),
  g int AS (i * 2) STORED, vg int AS (i * 3) VIRTUAL,
  k varchar(9) COMMENT 'DEFAULT ''x'''
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'all ''types''';
CREATE TABLE `we``ird (é` (`sel``ect` int, `a b` varchar(36) DEFAULT (uuid()));
CREATE TABLE parent (a int, b int, c varchar(9), PRIMARY KEY (b, a), UNIQUE KEY parent_c (c),
  CONSTRAINT positive CHECK (a > 0 AND (c <> ')' OR b < 1)),
  CONSTRAINT lax CHECK (a > 1) NOT ENFORCED);
CREATE TABLE child (x int, y int, z varchar(9), o int, t text,
  CONSTRAINT child_parent FOREIGN KEY (y, x) REFERENCES parent (b, a) ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT child_c FOREIGN KEY (z) REFERENCES parent (c),
  KEY plain (z, y), UNIQUE KEY once (x, y), KEY prefixed (t(20)), KEY expressive ((lower(z)), x),
  UNIQUE KEY functional ((x + 1)), KEY hidden (y) INVISIBLE, FULLTEXT KEY words (t));
CREATE TABLE split (id int PRIMARY KEY, v int) PARTITION BY HASH (id) PARTITIONS 3;
CREATE VIEW seen AS SELECT z FROM child;
CREATE TRIGGER watch BEFORE INSERT ON child FOR EACH ROW SET new.x = 1;
CREATE TABLE obmigrate_run (id int PRIMARY KEY, x int, KEY (x), CHECK (x > 0));
CREATE TABLE of_ours (run int, CONSTRAINT of_run FOREIGN KEY (run) REFERENCES obmigrate_run (id));
";

fn pretty(schema: &Schema, database: &str) -> String {
    serde_json::to_string_pretty(schema)
        .expect("a schema can be written")
        .replace(database, "DATABASE")
}

#[tokio::test]
async fn everything_is_read_or_reported() {
    let (name, url) = fresh(Dialect::OceanBase, "catalog").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    script(connection.as_mut(), TABLES).await;
    let exclude = BTreeSet::from([ident("obmigrate_run")]);
    let capture = catalog::read_one(connection.as_mut(), &name, &exclude)
        .await
        .expect("the database can be read");
    assert_eq!(capture.server_version, connection.target().version);
    assert_eq!(capture.database, name);
    insta::assert_snapshot!("oceanbase_schema", pretty(&capture.schema, name.as_str()));
    assert_eq!(rewritten(&capture.schema), capture.schema);
    let again = catalog::read_one(connection.as_mut(), &name, &exclude).await;
    assert_eq!(again.expect("the database can be read"), capture);
}

#[tokio::test]
async fn an_empty_database_is_empty_and_an_absent_one_missing() {
    let (name, url) = fresh(Dialect::OceanBase, "empty").await;
    let mut connection = at(url).connect().await.expect("the server answers");
    let none = BTreeSet::new();
    let capture = catalog::read_one(connection.as_mut(), &name, &none).await;
    let schema = capture.expect("the database can be read").schema;
    assert_eq!(schema, Schema::empty(Dialect::OceanBase));
    let error = catalog::read_one(connection.as_mut(), &ident("no'where"), &none)
        .await
        .expect_err("there is no such database");
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert!(error.to_string().contains("no'where"), "{error}");
}

#[tokio::test]
async fn an_empty_answer_without_privileges_is_no_proof() {
    let (name, url) = fresh(Dialect::OceanBase, "hidden").await;
    let mut root = at(url).connect().await.expect("the server answers");
    let table = "CREATE TABLE hidden (id int PRIMARY KEY)";
    root.execute(&Statement::new(table)).await.expect("a table");
    let mut connection = user(root.as_mut(), "stranger", &[]).await;
    let error = catalog::read_one(connection.as_mut(), &name, &BTreeSet::new())
        .await
        .expect_err("the user sees nothing");
    let known = [ErrorKind::Missing, ErrorKind::Denied];
    assert!(known.contains(&error.kind()), "{error:?}");
}
