//! One side of a comparison: a model file, stdin, or a server.

use std::collections::BTreeSet;
use std::io::Read as _;

use async_trait::async_trait;
use obmigrate_exec::{Connection, Connector, Error, SessionId, Url, catalog, journal};
use obmigrate_model::canonical::{self, Options};
use obmigrate_model::document::Limits;
use obmigrate_model::sql::Writer;
use obmigrate_model::validate::validate;
use obmigrate_model::{Captured, Dialect, Document, Ident, Note, Schema};

use crate::clock::Utc;
use crate::failure::Failure;
use crate::folder::PRODUCER;

/// A schema with what is known of where it comes from.
pub(crate) struct Side {
    /// The schema as it was read, in its own dialect.
    pub(crate) document: Document<Schema>,
    /// Its OceanBase form.
    pub(crate) canonical: Schema,
    /// What the translation had to say.
    pub(crate) notes: Vec<Note>,
    /// The server, if it is one.
    pub(crate) server: Option<Box<dyn Connector>>,
}

/// Reads a side: a URL, `-` for stdin, else a file.
pub(crate) async fn load(place: &str, namespace: &str) -> Result<Side, Failure> {
    let (document, server) = if place.contains("://") {
        let server = open(place, namespace)?;
        let document = capture(place, server.as_ref(), namespace).await?;
        (document, Some(server))
    } else {
        (read_document(place)?, None)
    };
    let defects = validate(&document.body);
    if !defects.is_empty() {
        let failure = Failure::error(
            "runner/invalid-schema",
            format!(
                "{place} does not hold a sound schema; defects: {}",
                defects.len()
            ),
        );
        return Err(defects
            .iter()
            .fold(failure, |failure, note| failure.with(note.to_string())));
    }
    let translation = canonical::to_oceanbase(&document.body, &Options::default());
    Ok(Side {
        document,
        canonical: translation.schema,
        notes: translation.notes,
        server,
    })
}

fn read_document(place: &str) -> Result<Document<Schema>, Failure> {
    // As bytes, so that the reader says where they are no UTF-8.
    let mut json = Vec::new();
    if place == "-" {
        std::io::stdin()
            .read_to_end(&mut json)
            .map_err(|error| Failure::error("runner/file", format!("reading stdin: {error}")))?;
    } else {
        json = std::fs::read(place)
            .map_err(|error| Failure::file("reading", place.as_ref(), &error))?;
    }
    Document::from_slice(&json, &Limits::default())
        .map_err(|error| Failure::document(place, &error))
}

/// Makes the connector for a URL; a PostgreSQL session finds its tables in `namespace`.
pub(crate) fn open(url: &str, namespace: &str) -> Result<Box<dyn Connector>, Failure> {
    let url = Url::parse(url)?;
    let dialect = url.dialect();
    let inner = obmigrate_exec::connector(url)?;
    match dialect {
        Dialect::OceanBase => Ok(inner),
        Dialect::Postgres => Ok(Box::new(InNamespace {
            inner,
            namespace: ident(namespace)?,
        })),
    }
}

/// Reads the schema of a server, without what belongs to this tool.
pub(crate) async fn capture(
    url: &str,
    server: &dyn Connector,
    namespace: &str,
) -> Result<Document<Schema>, Failure> {
    let mut connection = server.connect().await?;
    let target = connection.target();
    let (name, exclude) = match target.dialect {
        Dialect::Postgres => (ident(namespace)?, BTreeSet::new()),
        Dialect::OceanBase => {
            let name = Url::parse(url)?.database().cloned().ok_or_else(|| {
                Failure::error("runner/no-database", "the OceanBase URL names no database")
            })?;
            (name, journal::owned_tables(connection.as_mut()).await?)
        }
    };
    let schema = catalog::read_one(connection.as_mut(), &name, &exclude)
        .await?
        .schema;
    let document = Document::new(PRODUCER, schema)
        .map_err(|error| Failure::document(name.as_str(), &error))?;
    Ok(document.captured(Captured {
        dialect: target.dialect,
        server_version: target.version,
        database: name,
        at: Utc::now().iso(),
    }))
}

pub(crate) fn ident(name: &str) -> Result<Ident, Failure> {
    Ident::new(name).map_err(|error| Failure::error(error.code(), error))
}

/// Opens PostgreSQL sessions whose search path is one schema.
struct InNamespace {
    inner: Box<dyn Connector>,
    namespace: Ident,
}

#[async_trait]
impl Connector for InNamespace {
    async fn connect(&self) -> Result<Box<dyn Connection>, Error> {
        let mut connection = self.inner.connect().await?;
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("SET search_path = ").ident(&self.namespace);
        connection.execute(&sql.finish()).await?;
        Ok(connection)
    }

    async fn kill(&self, session: SessionId) -> Result<(), Error> {
        self.inner.kill(session).await
    }
}
