//! A database of one's own on the real kernel, on which plans are carried out.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use obmigrate_exec::{
    Clock, Connector, Error, Event, Observer, Run, Servers, Url, catalog, collect, connector,
};
use obmigrate_model::canonical::normalise;
use obmigrate_model::plan::{Action, Phase, Plan, TablePlan};
use obmigrate_model::verdict::{Check, Level, Outcome};
use obmigrate_model::{Ident, ObjectPath, Schema, Verdict};
use obmigrate_sandbox::{shared, unique_database, url_for_database};
use obmigrate_verify::{Constraints, Pair, Rows};

use crate::shop::execute;

struct Timer;

#[async_trait]
impl Clock for Timer {
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

pub(crate) struct Silent;

impl Observer for Silent {
    fn event(&mut self, _: &Event) {}
}

pub(crate) struct Site {
    pub(crate) url: String,
    pub(crate) connector: Box<dyn Connector>,
    database: Ident,
}

impl Site {
    pub(crate) async fn open(prefix: &str) -> Self {
        let root = shared().unwrap().oceanbase_url();
        let name = unique_database(prefix);
        let create =
            format!("CREATE DATABASE {name} DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin");
        execute(root, &create).await;
        let url = url_for_database(root, &name);
        Self {
            connector: connector(Url::parse(&url).unwrap()).unwrap(),
            database: Ident::new(&name).unwrap(),
            url,
        }
    }

    pub(crate) async fn close(self) {
        let drop = format!("DROP DATABASE {}", self.database);
        execute(shared().unwrap().oceanbase_url(), &drop).await;
    }

    pub(crate) fn servers(&self) -> Servers<'_> {
        Servers {
            target: self.connector.as_ref(),
            source: None,
            clock: &Timer,
        }
    }

    /// Reads the schema, without the journal.
    pub(crate) async fn schema(&self) -> Schema {
        let mut connection = self.connector.connect().await.unwrap();
        let request = catalog::Request::schemas([self.database.clone()]);
        let captures = catalog::read(connection.as_mut(), &request).await.unwrap();
        let mut schema = normalise(&captures.into_iter().next().unwrap().schema);
        schema
            .tables
            .retain(|name, _| !name.as_str().starts_with("obmigrate_"));
        schema
    }

    /// Carries a plan out up to the end of the switch; the rows are compared in between.
    pub(crate) async fn perform(&self, plan: Plan) -> Run<'_> {
        let (run, stopped) = self.attempt(plan).await;
        stopped.unwrap();
        run
    }

    /// Carries a plan out until something stops it: an error, or rows that differ.
    pub(crate) async fn attempt(&self, plan: Plan) -> (Run<'_>, Result<(), String>) {
        let mut run = self.start(plan).await.unwrap();
        let done = advance(&mut run).await;
        (run, done)
    }

    /// Begins to carry a plan out; nothing is done yet.
    pub(crate) async fn start(&self, plan: Plan) -> Result<Run<'_>, Error> {
        let base = plan.base.clone();
        Run::start(self.servers(), plan, &base, "test", &mut Silent).await
    }
}

async fn advance(run: &mut Run<'_>) -> Result<(), String> {
    build(run, &mut Silent).await.map_err(told)?;
    compare(run).await?;
    switch(run, &mut Silent).await.map_err(told)
}

fn told(error: Error) -> String {
    error.code().to_owned()
}

/// Does what comes before the validation.
pub(crate) async fn build(run: &mut Run<'_>, observer: &mut dyn Observer) -> Result<(), Error> {
    for phase in [Phase::Prepare, Phase::Copy, Phase::Index] {
        run.perform(phase, observer).await?;
    }
    Ok(())
}

/// Does what comes behind the validation.
pub(crate) async fn switch(run: &mut Run<'_>, observer: &mut dyn Observer) -> Result<(), Error> {
    for phase in [Phase::Constrain, Phase::Switch, Phase::Settle] {
        run.perform(phase, observer).await?;
    }
    Ok(())
}

/// Validates the rows and constraints of the new tables, and has the run write down what was found.
pub(crate) async fn compare(run: &mut Run<'_>) -> Result<(), String> {
    let mut verdict = Verdict::default();
    for group in run.plan().clone().groups {
        for step in &group.steps {
            let Action::Copy(copy) = &step.forward else {
                continue;
            };
            let mut pair = Pair::of(copy);
            let is_of_copy = |table: &&TablePlan| table.temp.as_ref() == Some(&copy.into);
            if let Some(TablePlan {
                before: Some(before),
                after: Some(after),
                ..
            }) = group.tables.iter().find(is_of_copy)
            {
                pair = pair.collations(before, after);
            }
            let options = obmigrate_verify::Options::default();
            let mut check = Rows::new(pair, &options).unwrap();
            while let Some(request) = check.next() {
                let answer = collect(run.connection(), &request.statement).await;
                check.answer(answer.map_err(told)?).unwrap();
            }
            verdict.merge(check.verdict());
        }
    }
    let plan = run.plan().clone();
    let building: BTreeMap<Ident, Ident> = plan
        .tables()
        .filter_map(|table| Some((table.table.clone(), table.temp.clone()?)))
        .collect();
    for table in plan.tables() {
        if let (Some(temp), Some(after)) = (&table.temp, &table.after) {
            let mut check = Constraints::new(temp, after, &building);
            while let Some(request) = check.next() {
                let answer = collect(run.connection(), &request.statement).await;
                check.answer(&answer.map_err(told)?).unwrap();
            }
            verdict.merge(check.verdict());
        } else {
            // Its rows stay where they are.
            verdict.checks.push(Check {
                path: ObjectPath::table(&table.table),
                level: Level::Count,
                rows: 0,
                outcome: Outcome::Equal,
            });
        }
    }
    run.record(&verdict).await.unwrap();
    if !verdict.passed() {
        let notes = verdict.findings.iter().chain(&verdict.not_verified);
        let notes: Vec<String> = notes.map(ToString::to_string).collect();
        return Err(notes.join("\n"));
    }
    Ok(())
}
