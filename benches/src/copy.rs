//! What the copy of a table costs beyond the bare statements that move its rows.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use obmigrate_codegen::{Options, generate};
use obmigrate_exec::{
    Clock, Connection, Connector, Event, Observer, Run, Servers, Url, catalog, connector,
};
use obmigrate_model::plan::{Action, Phase, Plan, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    ChangeSet, DataType, Dialect, Fingerprint, Ident, Schema, Target, canonical,
};
use obmigrate_sandbox::{Engine, Server, unique_database, url_for_database};

use crate::figures::Figures;
use crate::{Failure, table};

/// Rows of a piece, for both sides.
const CHUNK_ROWS: u32 = 20_000;

/// Measures and prints, on a server of its own or the one that `OBMIGRATE_OB_URL` names.
///
/// # Errors
/// If the server cannot be had or a statement fails, or if a copy has other rows than the table.
pub(crate) fn run(rounds: u32, rows: u32) -> Result<(), Failure> {
    let options = obmigrate_sandbox::Options::from_environment()?;
    let server = Server::start(Engine::OceanBase, &options)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(in_own_database(server.url(), rounds, rows))?;
    Ok(server.stop()?)
}

async fn in_own_database(url: &str, rounds: u32, rows: u32) -> Result<(), Failure> {
    let name = Ident::new(unique_database("bench"))?;
    let mut connection = connector(Url::parse(url)?)?.connect().await?;
    let mut create = Writer::new(Dialect::OceanBase);
    create.kw("CREATE DATABASE ").ident(&name);
    connection.execute(&create.finish()).await?;

    let own = connector(Url::parse(&url_for_database(url, name.as_str()))?)?;
    let measured = measure(own.as_ref(), &name, rounds, rows).await;

    let mut drop = Writer::new(Dialect::OceanBase);
    drop.kw("DROP DATABASE ").ident(&name);
    let dropped = connection.execute(&drop.finish()).await;
    measured?;
    dropped?;
    Ok(())
}

async fn measure(
    server: &dyn Connector,
    database: &Ident,
    rounds: u32,
    rows: u32,
) -> Result<(), Failure> {
    let mut connection = server.connect().await?;
    let connection = connection.as_mut();
    table::fill(connection, rows).await?;
    let live = catalog::read_one(connection, database, &BTreeSet::new()).await?;
    let rebuild = Rebuild::of(canonical::normalise(&live.schema), connection.target())?;

    println!("copy: {rows} rows of 8 columns, bigint key, {CHUNK_ROWS} rows a piece, one server");
    println!("  how: each round copies once with our run and once with bare INSERT … SELECT of");
    println!("       ranges known beforehand, one connection each, the first in turn; the time is");
    println!("       that of the copy alone; the rows are counted; one round before warms up");
    let mut figures = [(); 3].map(|()| Figures::default());
    for round in 0..=rounds {
        let (ours, bare);
        if round.is_multiple_of(2) {
            ours = rebuild.ours(server, connection, round, rows).await?;
            bare = rebuild.bare(connection, round, rows).await?;
        } else {
            bare = rebuild.bare(connection, round, rows).await?;
            ours = rebuild.ours(server, connection, round, rows).await?;
        }
        let (ours, bare) = (ours.as_secs_f64(), bare.as_secs_f64());
        let ratio = ours / bare;
        if round > 0 {
            println!("  round {round}: ours {ours:.2} s, bare {bare:.2} s, ours/bare {ratio:.2}");
            for (all, figure) in figures.iter_mut().zip([ours, bare, ratio]) {
                all.push(figure);
            }
        }
    }
    for (what, figures) in ["ours, s", "bare, s", "ours/bare"].iter().zip(&figures) {
        println!("  {what}: {figures:.2}");
    }
    Ok(())
}

/// The measured change: a rebuild that widens a column.
struct Rebuild {
    live: Schema,
    changes: ChangeSet,
    target: Target,
}

impl Rebuild {
    fn of(live: Schema, target: Target) -> Result<Self, Failure> {
        let mut desired = live.clone();
        let (table, column) = (table::name()?, table::widened()?);
        let column = desired
            .tables
            .get_mut(&table)
            .and_then(|table| table.columns.get_mut(&column))
            .ok_or("the table was not found in the catalogue")?;
        column.data_type = DataType::VarChar { length: 80 };
        let options = obmigrate_diff::Options::default();
        let changes = obmigrate_diff::diff(&live, &desired, &options)?.changes;
        Ok(Self {
            live,
            changes,
            target,
        })
    }

    fn plan(&self, number: u32) -> Result<Plan, Failure> {
        let run_id = RunId::new(&format!("20261123{number:06}"))?;
        let options = Options::new(self.target, run_id).chunk_rows(u64::from(CHUNK_ROWS));
        Ok(generate(&self.live, &self.changes, &options)?)
    }

    /// Copies as a migration does and undoes it; returns the time of the copy.
    async fn ours(
        &self,
        server: &dyn Connector,
        connection: &mut dyn Connection,
        round: u32,
        rows: u32,
    ) -> Result<Duration, Failure> {
        let plan = self.plan(2 * round)?;
        let temp = temp(&plan)?;
        let servers = Servers {
            target: server,
            source: None,
            clock: &Timer,
        };
        let observed = Fingerprint::of(&self.live)?;
        let mut run =
            Run::start(servers, plan, &observed, "obmigrate-benches", &mut Silent).await?;
        run.perform(Phase::Prepare, &mut Silent).await?;
        let started = Instant::now();
        let copied = run.perform(Phase::Copy, &mut Silent).await?;
        let elapsed = started.elapsed();
        prove(connection, &temp, copied, rows).await?;
        run.undo(&mut Silent).await?;
        Ok(elapsed)
    }

    /// Copies with bare statements into a table that the same DDL made; returns the time of the
    /// copy.
    async fn bare(
        &self,
        connection: &mut dyn Connection,
        round: u32,
        rows: u32,
    ) -> Result<Duration, Failure> {
        // A plan of its own gives the table a name of its own.
        let plan = self.plan(2 * round + 1)?;
        let temp = temp(&plan)?;
        for step in plan
            .groups
            .iter()
            .flat_map(|group| group.phase(Phase::Prepare))
        {
            if let Action::Statements(statements) = &step.forward {
                for statement in statements {
                    connection.execute(statement).await?;
                }
            }
        }
        let started = Instant::now();
        let (mut after, mut copied) = (0, 0);
        while after < rows {
            let through = rows.min(after.saturating_add(CHUNK_ROWS));
            copied += table::copy_range(connection, &temp, after, through).await?;
            after = through;
        }
        let elapsed = started.elapsed();
        prove(connection, &temp, copied, rows).await?;
        let mut drop = Writer::new(Dialect::OceanBase);
        drop.kw("DROP TABLE ").ident(&temp);
        connection.execute(&drop.finish()).await?;
        Ok(elapsed)
    }
}

fn temp(plan: &Plan) -> Result<Ident, Failure> {
    let temp = plan.tables().find_map(|table| table.temp.clone());
    temp.ok_or_else(|| "the plan rebuilds no table".into())
}

/// Proves that a copy has as many rows as the table.
async fn prove(
    connection: &mut dyn Connection,
    copy: &Ident,
    copied: u64,
    rows: u32,
) -> Result<(), Failure> {
    let counted = table::count(connection, copy).await?;
    if counted == u64::from(rows) && copied == counted {
        Ok(())
    } else {
        Err(format!("{copy} has {counted} rows and {copied} were copied, of {rows}").into())
    }
}

/// Sleeps on the runtime's timer.
struct Timer;

#[async_trait]
impl Clock for Timer {
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// Tells nobody.
struct Silent;

impl Observer for Silent {
    fn event(&mut self, _: &Event) {}
}
