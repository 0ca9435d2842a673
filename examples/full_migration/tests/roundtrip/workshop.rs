//! Schemas that are created on a server, read back, compared and removed.

use obmigrate_codegen::definition;
use obmigrate_diff::{Options, diff, render_text};
use obmigrate_exec::{Connection, Connector, Url, catalog, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Schema};
use obmigrate_sandbox::{shared, unique_database, url_for_database};

/// Returns the address of the shared server of an engine.
pub(crate) fn address(dialect: Dialect) -> &'static str {
    let sandbox = shared().unwrap();
    match dialect {
        Dialect::Postgres => sandbox.postgres_url(),
        Dialect::OceanBase => sandbox.oceanbase_url(),
    }
}

/// Makes and removes schemas on one server.
pub(crate) struct Workshop {
    dialect: Dialect,
    /// Where schemas are created; its session's schema changes.
    making: Box<dyn Connection>,
    /// Where they are read.
    reading: Box<dyn Connection>,
    home: Box<dyn Connector>,
    prefix: String,
    /// How many schemas were made.
    made: usize,
}

impl Workshop {
    /// Prepares a server; `root` is its address.
    pub(crate) async fn open(root: &str, dialect: Dialect) -> Self {
        let prefix = unique_database("roundtrip");
        let home = connector(Url::parse(root).unwrap()).unwrap();
        let own = match dialect {
            Dialect::Postgres => {
                let mut connection = home.connect().await.unwrap();
                run(connection.as_mut(), "CREATE DATABASE ", &prefix).await;
                connector(Url::parse(&url_for_database(root, &prefix)).unwrap()).unwrap()
            }
            Dialect::OceanBase => connector(Url::parse(root).unwrap()).unwrap(),
        };
        Self {
            dialect,
            making: own.connect().await.unwrap(),
            reading: own.connect().await.unwrap(),
            home,
            prefix,
            made: 0,
        }
    }

    pub(crate) async fn close(self) {
        drop(self.making);
        drop(self.reading);
        if self.dialect == Dialect::Postgres {
            let mut connection = self.home.connect().await.unwrap();
            run(connection.as_mut(), "DROP DATABASE ", &self.prefix).await;
        }
    }

    /// Creates the schemas and says of each in what it was read differently.
    pub(crate) async fn differences(&mut self, goals: &[Schema]) -> Vec<Option<String>> {
        let read = self.read_back(goals).await;
        let pairs = goals.iter().zip(read);
        pairs
            .map(|(goal, read)| match read {
                Ok(observed) => difference(goal, &observed),
                Err(refused) => Some(refused),
            })
            .collect()
    }

    /// Creates the schemas, reads all of them at once, and removes them. Instead of what was read
    /// of a schema comes what the server refused, if it did.
    pub(crate) async fn read_back(&mut self, goals: &[Schema]) -> Vec<Result<Schema, String>> {
        let first = self.made;
        self.made += goals.len();
        let names: Vec<String> = (first..self.made)
            .map(|number| format!("{}_{number:04}", self.prefix))
            .collect();
        let mut refused = Vec::new();
        for (name, goal) in names.iter().zip(goals) {
            refused.push(self.create(name, goal).await);
        }
        let idents = names.iter().map(|name| Ident::new(name.as_str()).unwrap());
        let request = catalog::Request::schemas(idents);
        let captures = catalog::read(self.reading.as_mut(), &request)
            .await
            .unwrap();
        // The schemas of PostgreSQL go with their database; one that is large could not go alone.
        if self.dialect == Dialect::OceanBase {
            for name in &names {
                run(self.making.as_mut(), "DROP DATABASE ", name).await;
            }
        }
        assert_eq!(captures.len(), goals.len());
        let pairs = captures.into_iter().zip(refused);
        pairs
            .map(|(capture, refused)| match refused {
                None => Ok(normalise(&capture.schema)),
                Some(refused) => Err(refused),
            })
            .collect()
    }

    /// Creates a schema; says what the server refuses.
    async fn create(&mut self, name: &str, goal: &Schema) -> Option<String> {
        let connection = self.making.as_mut();
        match self.dialect {
            Dialect::Postgres => {
                run(connection, "CREATE SCHEMA ", name).await;
                run(connection, "SET search_path TO ", name).await;
            }
            Dialect::OceanBase => {
                run(connection, "CREATE DATABASE ", name).await;
                run(connection, "USE ", name).await;
            }
        }
        let statements = match definition(goal, connection.target()) {
            Ok(statements) => statements,
            Err(refusal) => return Some(format!("no statements: {refusal}")),
        };
        for statement in statements {
            if let Err(error) = connection.execute(&statement).await {
                return Some(format!("{error:?}\nof {}", statement.sql()));
            }
        }
        None
    }
}

/// Says in what a schema is not what it should be.
pub(crate) fn difference(expected: &Schema, observed: &Schema) -> Option<String> {
    if expected == observed {
        return None;
    }
    let report = diff(observed, expected, &Options::default());
    Some(format!(
        "read back: {}\nsequences {:?}, expected {:?}",
        report.map_or_else(|error| error.to_string(), |merge| render_text(&merge)),
        observed.sequences,
        expected.sequences
    ))
}

/// Runs a statement that ends with a name.
async fn run(connection: &mut dyn Connection, words: &'static str, name: &str) {
    let mut sql = Writer::new(connection.target().dialect);
    sql.kw(words).ident(&Ident::new(name).unwrap());
    connection.execute(&sql.finish()).await.unwrap();
}
