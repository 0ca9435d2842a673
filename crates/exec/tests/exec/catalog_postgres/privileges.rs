//! What a user sees who may do little.

use std::collections::BTreeSet;

use obmigrate_exec::{Connector, Url, catalog};
use obmigrate_model::{Dialect, Ident, ObjectPath, Schema, Statement, sql::Writer};

use crate::servers::{address, at, fresh, ident, script};

const TABLES: &str = "
CREATE SCHEMA app;
CREATE TABLE app.open (id serial PRIMARY KEY, t text CHECK (t <> ''));
CREATE TABLE app.closed (id serial PRIMARY KEY, open int REFERENCES app.open, x int DEFAULT 7);
CREATE INDEX closed_x ON app.closed (lower('x' || x)) WHERE x > 0;
CREATE FUNCTION app.secret() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION app.secret() FROM PUBLIC;
CREATE VIEW app.seen AS SELECT x FROM app.closed;
";

async fn read(server: &dyn Connector) -> Schema {
    let mut connection = server.connect().await.expect("the user may connect");
    let none = BTreeSet::new();
    let capture = catalog::read_one(connection.as_mut(), &ident("app"), &none).await;
    capture.expect("the schema can be read").schema
}

/// Makes a user and returns its connector.
async fn user(owner: &dyn Connector, database: &Ident) -> (Ident, Box<dyn Connector>) {
    let name = ident(&obmigrate_sandbox::unique_database("reader"));
    let mut create = Writer::new(Dialect::Postgres);
    create
        .kw("CREATE ROLE ")
        .ident(&name)
        .kw(" LOGIN PASSWORD 'xyzzy'");
    let mut connection = owner.connect().await.expect("the server answers");
    let done = connection.execute(&create.finish()).await;
    done.expect("the role is made");
    let here = address(Dialect::Postgres);
    let url = format!(
        "postgres://{name}:xyzzy@{}:{}/{database}",
        here.host(),
        here.port()
    );
    let url = Url::parse(&url).expect("it is well-formed");
    (name, at(url))
}

async fn grant(owner: &dyn Connector, privilege: &'static str, user: &Ident) {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw(privilege).kw(" TO ").ident(user);
    let mut connection = owner.connect().await.expect("the server answers");
    let done = connection.execute(&sql.finish()).await;
    done.expect("the privilege is granted");
}

/// Takes the reports of missing privileges out.
fn hidden(schema: &mut Schema) -> Vec<ObjectPath> {
    let (hidden, rest): (Vec<_>, _) = schema
        .unmodelled
        .drain(..)
        .partition(|found| found.kind == "no privilege");
    schema.unmodelled = rest;
    hidden.into_iter().map(|found| found.path).collect()
}

#[tokio::test]
async fn the_structure_is_read_without_the_right_to_read_rows() {
    let (database, url) = fresh(Dialect::Postgres, "least").await;
    let owner = at(url);
    let mut connection = owner.connect().await.expect("the server answers");
    script(connection.as_mut(), TABLES).await;
    let all = read(owner.as_ref()).await;
    let (name, reader) = user(owner.as_ref(), &database).await;
    let check = async |expected: &[ObjectPath]| {
        let mut seen = read(reader.as_ref()).await;
        assert_eq!(hidden(&mut seen), expected);
        assert_eq!(seen, all);
    };
    let table = |name: &str| ObjectPath::table(&ident(name));
    let sequence = |name: &str| ObjectPath::root().join("sequences").join(name);
    let (closed, open) = (table("closed"), table("open"));
    let (closed_id, open_id) = (sequence("closed_id_seq"), sequence("open_id_seq"));
    check(&[
        ObjectPath::root(),
        closed_id.clone(),
        open_id.clone(),
        closed.clone(),
        open,
    ])
    .await;
    grant(owner.as_ref(), "GRANT USAGE ON SCHEMA app", &name).await;
    grant(owner.as_ref(), "GRANT SELECT ON app.open", &name).await;
    check(&[closed_id, open_id, closed]).await;
    let all_tables = "GRANT SELECT ON ALL TABLES IN SCHEMA app";
    grant(owner.as_ref(), all_tables, &name).await;
    let all_sequences = "GRANT SELECT ON ALL SEQUENCES IN SCHEMA app";
    grant(owner.as_ref(), all_sequences, &name).await;
    check(&[]).await;
    let tidy = Statement::new("DROP OWNED BY CURRENT_USER");
    let mut own = reader.connect().await.expect("the user may connect");
    own.execute(&tidy).await.expect("nothing is left");
}
