//! Databases of their own for tests.

use std::time::Duration;

use obmigrate_exec::{Connection, Connector, Url, connector};
use obmigrate_model::{Dialect, Document, Ident, Schema, Statement, sql::Writer};

/// Returns the address of a database of a server that the sandbox runs.
pub(crate) fn address(dialect: Dialect) -> Url {
    let sandbox = obmigrate_sandbox::shared().expect("the servers start");
    let url = match dialect {
        Dialect::Postgres => sandbox.postgres_url(),
        Dialect::OceanBase => sandbox.oceanbase_url(),
    };
    Url::parse(url).expect("the sandbox makes well-formed addresses")
}

pub(crate) fn at(url: Url) -> Box<dyn Connector> {
    connector(url).expect("both engines are built in")
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name).expect("a name")
}

/// Makes an empty database and connects to it.
pub(crate) async fn fresh(dialect: Dialect, prefix: &str) -> (Ident, Url) {
    let name = ident(&obmigrate_sandbox::unique_database(prefix));
    let url = address(dialect);
    let mut connection = at(url.clone()).connect().await.expect("the server answers");
    let mut sql = Writer::new(dialect);
    sql.kw("CREATE DATABASE ").ident(&name);
    connection
        .execute(&sql.finish())
        .await
        .expect("the database is made");
    (name.clone(), url.with_database(name))
}

/// Makes a user of OceanBase with rights and connects as it.
pub(crate) async fn user(
    root: &mut dyn Connection,
    prefix: &str,
    rights: &[&str],
) -> Box<dyn Connection> {
    let name = obmigrate_sandbox::unique_database(prefix);
    let create = Statement::new(format!("CREATE USER '{name}' IDENTIFIED BY 'xyzzy'"));
    // Now and then it fails while a definition changes elsewhere (error 1396, measured on 4.3.5).
    for _ in 0..20 {
        match root.execute(&create).await {
            Err(error) if error.server_code() == Some("1396") => {}
            done => {
                done.expect("a user");
                break;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for right in rights {
        let grant = Statement::new(format!("GRANT {right} TO '{name}'"));
        root.execute(&grant).await.expect("a right");
    }
    let here = address(Dialect::OceanBase);
    let url = format!("oceanbase://{name}:xyzzy@{}:{}", here.host(), here.port());
    let url = Url::parse(&url).expect("it is well-formed");
    at(url).connect().await.expect("the user may connect")
}

/// Executes statements, which are separated by semicolons at line ends.
pub(crate) async fn script(connection: &mut dyn Connection, text: &str) {
    for statement in text.split(";\n").map(str::trim) {
        if !statement.is_empty() {
            execute(connection, statement).await;
        }
    }
}

/// Executes a statement.
pub(crate) async fn execute(connection: &mut dyn Connection, statement: &str) {
    let done = connection.execute(&Statement::new(statement)).await;
    match done {
        // While definitions change elsewhere, the server now and then repeats CREATE TRIGGER by itself
        // and then finds the trigger of its first attempt (5 of 120 times on 4.3.5, measured).
        Err(error) if error.server_code() == Some("5734") => {}
        done => {
            done.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        }
    }
}

/// Writes a schema as a document and reads that.
pub(crate) fn rewritten(schema: &Schema) -> Schema {
    let document = Document::new("test", schema.clone()).expect("a schema can be written");
    let json = document.to_json().expect("a document can be written");
    let document = Document::from_json(&json).expect("what was written can be read");
    document.body
}
