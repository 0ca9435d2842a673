//! What reading a catalogue costs beyond the queries that it sends.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use obmigrate_codegen::definition;
use obmigrate_exec::{
    Connection, Connector, Error, Executed, RowSink, SessionId, Url, catalog, collect, connector,
};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Statement, Target};
use obmigrate_sandbox::{Engine, Server, unique_database, url_for_database};

use crate::figures::Figures;
use crate::{Failure, PEAK, schemas};

/// Tables of the schema that is read, of 20 columns each.
const TABLES: u32 = 1_000;
/// The schema whose reading tells how the memory grows.
const FEWER: u32 = 250;

/// Measures and prints, for both engines, on servers of its own or those that the environment
/// names.
///
/// # Errors
/// If a server cannot be had, a statement fails, or a reading misses a table.
pub(crate) fn run(rounds: u32) -> Result<(), Failure> {
    println!("reader: {TABLES} tables of 20 columns, with a key, an index and a foreign key each");
    println!(
        "  how: each round reads the schema once, and once runs the statements that a reading"
    );
    println!("       sends and drops their rows, the first in turn; one round before warms up;");
    println!("       memory is the most that is allocated while {FEWER} and {TABLES} are read");
    let options = obmigrate_sandbox::Options::from_environment()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    for (engine, dialect) in [
        (Engine::Postgres, Dialect::Postgres),
        (Engine::OceanBase, Dialect::OceanBase),
    ] {
        let server = Server::start(engine, &options)?;
        runtime.block_on(measure(server.url(), dialect, rounds))?;
        server.stop()?;
    }
    Ok(())
}

async fn measure(url: &str, dialect: Dialect, rounds: u32) -> Result<(), Failure> {
    let home = connector(Url::parse(url)?)?;
    let (few, many) = (unique_database("bench"), unique_database("bench"));
    let mut read = Vec::new();
    for (name, tables) in [(&few, FEWER), (&many, TABLES)] {
        let mut connection = home.connect().await?;
        run_named(connection.as_mut(), "CREATE DATABASE ", name).await?;
        let own = connector(Url::parse(&url_for_database(url, name))?)?;
        let mut connection = own.connect().await?;
        if dialect == Dialect::Postgres {
            // A definition names no schema.
            let path = Statement::new("SET search_path = public");
            connection.execute(&path).await?;
        }
        for statement in definition(&schemas::schema(dialect, tables)?, connection.target())? {
            connection.execute(&statement).await?;
        }
        read.push((own, tables));
    }
    let mut memory = Vec::new();
    for (own, tables) in &read {
        let schema = schema_name(dialect, if *tables == FEWER { &few } else { &many })?;
        let mut connection = own.connect().await?;
        memory.push(peak(connection.as_mut(), &schema, *tables).await?);
    }
    let (own, schema) = (read.pop(), schema_name(dialect, &many)?);
    let Some((own, _)) = own else { return Ok(()) };
    let figures = compare(own.as_ref(), &schema, rounds).await?;
    println!("  {dialect}, reading / its statements: {figures:.2}");
    let growth = match memory.as_slice() {
        [few, many] => many / few,
        _ => f64::NAN,
    };
    let linear = f64::from(TABLES) / f64::from(FEWER);
    println!("  {dialect}, memory({TABLES}) / memory({FEWER}), linear is {linear}: {growth:.2}");
    drop(own);
    for name in [&few, &many] {
        let mut connection = home.connect().await?;
        run_named(connection.as_mut(), "DROP DATABASE ", name).await?;
    }
    Ok(())
}

/// Names what is read: a database of PostgreSQL holds schemas.
fn schema_name(dialect: Dialect, database: &str) -> Result<Ident, Failure> {
    Ok(Ident::new(match dialect {
        Dialect::Postgres => "public",
        Dialect::OceanBase => database,
    })?)
}

async fn run_named(
    connection: &mut dyn Connection,
    words: &'static str,
    name: &str,
) -> Result<(), Failure> {
    let mut sql = Writer::new(connection.target().dialect);
    sql.kw(words).ident(&Ident::new(name)?);
    connection.execute(&sql.finish()).await?;
    Ok(())
}

/// Returns how many bytes were allocated at most while a schema was read, beyond those before.
async fn peak(
    connection: &mut dyn Connection,
    schema: &Ident,
    tables: u32,
) -> Result<f64, Failure> {
    PEAK.reset_peak_usage();
    let before = PEAK.peak_usage_as_kb();
    let capture = read(connection, schema, tables).await?;
    let after = PEAK.peak_usage_as_kb();
    drop(capture);
    Ok(f64::from(after - before))
}

async fn read(
    connection: &mut dyn Connection,
    schema: &Ident,
    tables: u32,
) -> Result<catalog::Capture, Failure> {
    let capture = catalog::read_one(connection, schema, &BTreeSet::new()).await?;
    let found = capture.schema.tables.len();
    if u32::try_from(found)? == tables {
        Ok(capture)
    } else {
        Err(format!("{found} tables were read, not {tables}").into())
    }
}

async fn compare(server: &dyn Connector, schema: &Ident, rounds: u32) -> Result<Figures, Failure> {
    let mut recorder = Recorder {
        inner: server.connect().await?,
        calls: Vec::new(),
    };
    read(&mut recorder, schema, TABLES).await?;
    let Recorder { mut inner, calls } = recorder;
    println!("  {}, calls: {}", inner.target().dialect, calls.len());
    let connection = inner.as_mut();
    let mut figures = Figures::default();
    for round in 0..=rounds {
        let (ours, bare);
        if round.is_multiple_of(2) {
            ours = time_reading(connection, schema).await?;
            bare = time_calls(connection, &calls).await?;
        } else {
            bare = time_calls(connection, &calls).await?;
            ours = time_reading(connection, schema).await?;
        }
        if round > 0 {
            figures.push(ours.as_secs_f64() / bare.as_secs_f64());
        }
    }
    Ok(figures)
}

async fn time_reading(
    connection: &mut dyn Connection,
    schema: &Ident,
) -> Result<Duration, Failure> {
    let started = Instant::now();
    let capture = read(connection, schema, TABLES).await?;
    let elapsed = started.elapsed();
    drop(capture);
    Ok(elapsed)
}

async fn time_calls(connection: &mut dyn Connection, calls: &[Call]) -> Result<Duration, Failure> {
    let started = Instant::now();
    for call in calls {
        match call {
            Call::Execute(statement) => drop(connection.execute(statement).await?),
            Call::Query(statement) => drop(collect(connection, statement).await?),
            Call::Begin => connection.begin().await?,
            Call::Commit => connection.commit().await?,
            Call::Rollback => connection.rollback().await?,
        }
    }
    Ok(started.elapsed())
}

/// Is what a reading asks of its connection. The transaction belongs to it: settings that slow or
/// speed up a query hold to its end.
enum Call {
    Execute(Statement),
    Query(Statement),
    Begin,
    Commit,
    Rollback,
}

/// Remembers the calls that pass through it.
struct Recorder {
    inner: Box<dyn Connection>,
    calls: Vec<Call>,
}

#[async_trait]
impl Connection for Recorder {
    fn target(&self) -> Target {
        self.inner.target()
    }

    fn session(&self) -> SessionId {
        self.inner.session()
    }

    async fn execute(&mut self, statement: &Statement) -> Result<Executed, Error> {
        self.calls.push(Call::Execute(statement.clone()));
        self.inner.execute(statement).await
    }

    async fn query(&mut self, statement: &Statement, sink: &mut dyn RowSink) -> Result<(), Error> {
        self.calls.push(Call::Query(statement.clone()));
        self.inner.query(statement, sink).await
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.calls.push(Call::Begin);
        self.inner.begin().await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.calls.push(Call::Commit);
        self.inner.commit().await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.calls.push(Call::Rollback);
        self.inner.rollback().await
    }

    async fn close(self: Box<Self>) -> Result<(), Error> {
        self.inner.close().await
    }
}
