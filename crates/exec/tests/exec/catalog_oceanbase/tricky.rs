//! A schema of everything that is hard to read, for users who may see all of it and for one who may
//! not.

use std::collections::BTreeSet;

use obmigrate_exec::{Connection, catalog};
use obmigrate_model::schema::Consequence;
use obmigrate_model::{Dialect, Ident, Schema, Statement};

use super::pretty;
use crate::servers::{at, fresh, script, user};

struct Tricky {
    name: Ident,
    /// Another database, which a foreign key points to.
    other: Ident,
    root: Box<dyn Connection>,
}

async fn tricky() -> Tricky {
    let (other, url) = fresh(Dialect::OceanBase, "far").await;
    let mut far = at(url).connect().await.expect("the server answers");
    script(far.as_mut(), "CREATE TABLE far (id int PRIMARY KEY)").await;
    let (name, url) = fresh(Dialect::OceanBase, "tricky").await;
    let mut root = at(url).connect().await.expect("the server answers");
    let text = include_str!("tricky.sql").replace("OTHER.", &format!("`{other}`."));
    script(root.as_mut(), &text).await;
    // It fails, and the key is there and enforced all the same (measured on 4.3.5).
    let key = "ALTER TABLE failed ADD CONSTRAINT late FOREIGN KEY (p) REFERENCES parent (id)";
    let error = root.execute(&Statement::new(key)).await;
    error.expect_err("7 is no parent");
    Tricky { name, other, root }
}

async fn read(connection: &mut dyn Connection, name: &Ident) -> Schema {
    let capture = catalog::read_one(connection, name, &BTreeSet::new()).await;
    capture.expect("the database can be read").schema
}

/// Names the tables that two users see otherwise.
fn different(left: &Schema, right: &Schema) -> Vec<String> {
    let names = left.tables.keys().chain(right.tables.keys());
    let names: BTreeSet<&Ident> = names.collect();
    names
        .into_iter()
        .filter(|&name| left.tables.get(name) != right.tables.get(name))
        .map(ToString::to_string)
        .collect()
}

fn unmodelled(schema: &Schema) -> String {
    let lines = schema.unmodelled.iter().map(|object| {
        let consequence = match object.consequence {
            Consequence::Reported => "reported",
            Consequence::BlocksRebuild => "blocks",
        };
        format!(
            "{consequence} {} {}: {}",
            object.path, object.kind, object.detail
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_tricky_schema_is_read_whole() {
    let Tricky {
        name,
        other,
        mut root,
    } = tricky().await;
    let schema = read(root.as_mut(), &name).await;
    let text = pretty(&schema, name.as_str()).replace(other.as_str(), "OTHER");
    insta::assert_snapshot!("oceanbase_tricky", text);

    // One who may read the server's own tables and see triggers sees as much as root.
    let database = format!("SELECT, TRIGGER ON `{name}`.*");
    let rights = [database.as_str(), "SELECT ON oceanbase.*"];
    let mut reader = user(root.as_mut(), "reader", &rights).await;
    assert_eq!(read(reader.as_mut(), &name).await, schema);

    // One who may only select is told what is hidden.
    let rights = [&*format!("SELECT ON `{name}`.*")];
    let mut guest = user(root.as_mut(), "guest", &rights).await;
    let seen = read(guest.as_mut(), &name).await;
    assert_eq!(
        different(&schema, &seen),
        ["by_quotes", "columns", "failed"]
    );
    insta::assert_snapshot!(
        "oceanbase_tricky_for_a_guest",
        unmodelled(&seen).replace(name.as_str(), "DATABASE")
    );
}
