//! Schemas that are created on a server, read back, compared and removed.

use obmigrate_codegen::definition;
use obmigrate_diff::{Language, Options, Sides, diff, render_text, report};
use obmigrate_exec::{Connection, Connector, Url, catalog, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Schema, Statement};
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

    pub(crate) const fn dialect(&self) -> Dialect {
        self.dialect
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
        let names = self.names(goals.len());
        let mut refused = Vec::new();
        for (name, goal) in names.iter().zip(goals) {
            refused.push(self.create(name, goal).await);
        }
        let read = self.read(&names).await;
        self.remove(&names).await;
        let pairs = read.into_iter().zip(refused);
        pairs
            .map(|(read, refused)| match refused {
                None => Ok(read),
                Some(refused) => Err(refused),
            })
            .collect()
    }

    /// Names schemas that are not there yet.
    pub(crate) fn names(&mut self, count: usize) -> Vec<String> {
        let first = self.made;
        self.made += count;
        (first..self.made)
            .map(|number| format!("{}_{number:04}", self.prefix))
            .collect()
    }

    /// Reads schemas at once.
    pub(crate) async fn read(&mut self, names: &[String]) -> Vec<Schema> {
        let idents = names.iter().map(|name| Ident::new(name.as_str()).unwrap());
        let request = catalog::Request::schemas(idents);
        let captures = catalog::read(self.reading.as_mut(), &request)
            .await
            .unwrap();
        assert_eq!(captures.len(), names.len());
        let schemas = captures.iter().map(|capture| normalise(&capture.schema));
        schemas.collect()
    }

    pub(crate) async fn remove(&mut self, names: &[String]) {
        // The schemas of PostgreSQL go with their database; one that is large could not go alone.
        if self.dialect == Dialect::OceanBase {
            for name in names {
                run(self.making.as_mut(), "DROP DATABASE ", name).await;
            }
        }
    }

    /// Makes a schema the one that statements are about.
    pub(crate) async fn enter(&mut self, name: &str) -> &mut dyn Connection {
        let connection = self.making.as_mut();
        match self.dialect {
            Dialect::Postgres => run(connection, "SET search_path TO ", name).await,
            Dialect::OceanBase => run(connection, "USE ", name).await,
        }
        connection
    }

    /// Creates a schema; says what the server refuses.
    pub(crate) async fn create(&mut self, name: &str, goal: &Schema) -> Option<String> {
        let words = match self.dialect {
            Dialect::Postgres => "CREATE SCHEMA ",
            Dialect::OceanBase => "CREATE DATABASE ",
        };
        run(self.making.as_mut(), words, name).await;
        let connection = self.enter(name).await;
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
    let merge = diff(observed, expected, &Options::default()).unwrap();
    let sides = Sides {
        base: observed,
        desired: expected,
        live: observed,
    };
    let report = report(sides, merge, Vec::new()).unwrap();
    Some(format!(
        "read back: {}",
        render_text(&report, Language::English)
    ))
}

/// Runs statements that hold no `;` themselves.
pub(crate) async fn run_script(connection: &mut dyn Connection, script: &str) {
    for statement in script.split(';') {
        let statement = Statement::new(statement.trim());
        connection.execute(&statement).await.unwrap();
    }
}

/// Runs a statement that ends with a name.
async fn run(connection: &mut dyn Connection, words: &'static str, name: &str) {
    let mut sql = Writer::new(connection.target().dialect);
    sql.kw(words).ident(&Ident::new(name).unwrap());
    connection.execute(&sql.finish()).await.unwrap();
}
