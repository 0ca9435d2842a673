//! The corpus on PostgreSQL.

use std::fmt::Write as _;

use obmigrate_codegen::alterations;
use obmigrate_exec::{Connection, Url, catalog, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::{Ident, Schema, Statement};
use obmigrate_sandbox::{shared, unique_database, url_for_database};

use super::story::Story;
use super::{changes, rows};
use crate::shop::execute;

pub(super) async fn tell(story: &Story) -> String {
    let live = database(&story.before).await;
    let desired = database(&story.after).await;
    let (before, goal) = (schema(&live).await, schema(&desired).await);
    let told = changes(story, &before, &goal);
    let mut connection = connect(&live).await;
    let target = connection.target();
    let statements = told.and_then(|changes| {
        alterations(&before, &changes, target).map_err(|refusal| refusal.to_string())
    });
    let mut record = String::new();
    match statements {
        Err(refusal) => return format!("refused\n{refusal}\n"),
        Ok(statements) => {
            for statement in &statements {
                let _ = writeln!(record, "{};", statement.sql());
            }
            record.push_str("== rows\n");
            match in_transaction(connection.as_mut(), &statements).await {
                Ok(()) => {
                    let after = schema(&live).await;
                    assert_eq!(after, goal, "{}", story.name);
                    record.push_str(&rows(&live, &after).await);
                }
                Err(code) => {
                    let _ = writeln!(record, "stopped: {code}");
                }
            }
        }
    }
    record
}

async fn in_transaction(
    connection: &mut dyn Connection,
    statements: &[Statement],
) -> Result<(), String> {
    connection.begin().await.unwrap();
    for statement in statements {
        if let Err(error) = connection.execute(statement).await {
            connection.rollback().await.unwrap();
            return Err(error.code().to_owned());
        }
    }
    connection.commit().await.unwrap();
    Ok(())
}

async fn database(statements: &[String]) -> String {
    let root = shared().unwrap().postgres_url();
    let name = unique_database("corpus");
    execute(root, &format!("CREATE DATABASE {name}")).await;
    let url = url_for_database(root, &name);
    for statement in statements {
        execute(&url, statement).await;
    }
    url
}

async fn connect(url: &str) -> Box<dyn Connection> {
    let connector = connector(Url::parse(url).unwrap()).unwrap();
    let mut connection = connector.connect().await.unwrap();
    let path = Statement::new("SET search_path = public");
    connection.execute(&path).await.unwrap();
    connection
}

async fn schema(url: &str) -> Schema {
    let mut connection = connect(url).await;
    let request = catalog::Request::schemas([Ident::new("public").unwrap()]);
    let captures = catalog::read(connection.as_mut(), &request).await.unwrap();
    normalise(&captures.into_iter().next().unwrap().schema)
}
