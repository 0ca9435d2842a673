//! A database with tables to change, and sessions beside the run's.

use std::time::Duration;

use obmigrate_codegen::{Options, generate};
use obmigrate_diff::diff;
use obmigrate_exec::{Connection, Event, Observer, SessionId, collect};
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Schema, Statement, Target};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::shop::{execute, query, texts};
use crate::site::Site;

pub(super) struct Place {
    pub(super) site: Site,
    pub(super) before: Schema,
    pub(super) goal: Schema,
    target: Target,
}

impl Place {
    /// Makes tables and rows, and reads what other statements would have made of them.
    pub(super) async fn open(before: &[&str], after: &[&str]) -> Self {
        let site = Site::open("traps").await;
        let desired = Site::open("traps").await;
        for (site, statements) in [(&site, before), (&desired, after)] {
            for statement in statements {
                execute(&site.url, statement).await;
            }
        }
        let (schema, goal) = (site.schema().await, desired.schema().await);
        desired.close().await;
        let target = site.connector.connect().await.unwrap().target();
        Self {
            site,
            before: schema,
            goal,
            target,
        }
    }

    pub(super) fn plan(&self, run_id: &str) -> Plan {
        self.plan_with(run_id, |options| options)
    }

    /// Plans in pieces of two rows.
    pub(super) fn plan_with(
        &self,
        run_id: &str,
        set: impl for<'a> FnOnce(Options<'a>) -> Options<'a>,
    ) -> Plan {
        let compared = obmigrate_diff::Options::default();
        let changes = diff(&self.before, &self.goal, &compared).unwrap().changes;
        let options = Options::new(self.target, RunId::new(run_id).unwrap()).chunk_rows(2);
        generate(&self.before, &changes, &set(options)).unwrap()
    }

    pub(super) async fn session(&self) -> Box<dyn Connection> {
        self.site.connector.connect().await.unwrap()
    }

    /// Opens a transaction and leaves it open.
    pub(super) async fn transaction(&self, statement: &str) -> Box<dyn Connection> {
        let mut session = self.session().await;
        session.begin().await.unwrap();
        say(session.as_mut(), statement).await;
        session
    }

    pub(super) async fn execute(&self, statement: &str) {
        execute(&self.site.url, statement).await;
    }

    /// Reads rows as text, a line for each; `-` stands for `NULL`.
    pub(super) async fn read(&self, select: &str) -> Vec<String> {
        let rows = query(&self.site.url, select).await;
        let line = |row: Vec<Option<String>>| {
            let parts = row
                .into_iter()
                .map(|part| part.unwrap_or_else(|| "-".to_owned()));
            parts.collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(|row| line(texts(row))).collect()
    }

    pub(super) async fn assert_as_before(&self) {
        assert_eq!(self.site.schema().await, self.before);
    }

    /// Waits until a session is at work on a statement that is like the pattern.
    pub(super) async fn at_work(&self, pattern: &str) -> SessionId {
        loop {
            if let Some(session) = self.working(pattern).await {
                return session;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn working(&self, pattern: &str) -> Option<SessionId> {
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> ");
        sql.kw("connection_id() AND info LIKE ").string(pattern);
        let found = query(&self.site.url, sql.finish().sql()).await;
        let id = found.first()?.first()?.as_integer()?;
        Some(SessionId(u64::try_from(id).unwrap()))
    }

    /// Ends these sessions, as if their clients had died, and waits until the server knows it.
    pub(super) async fn kill(&self, sessions: &[SessionId]) {
        let mut killer = self.session().await;
        for session in sessions {
            say(killer.as_mut(), &format!("KILL {session}")).await;
        }
        while self
            .sessions()
            .await
            .iter()
            .any(|one| sessions.contains(one))
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lists the sessions on this database, but the one that asks.
    pub(super) async fn sessions(&self) -> Vec<SessionId> {
        let mut session = self.session().await;
        let list = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> \
                    connection_id()";
        let rows = collect(session.as_mut(), &Statement::new(list)).await;
        let ids = rows.unwrap().into_iter().map(|row| row[0].as_integer());
        ids.map(|id| SessionId(u64::try_from(id.unwrap()).unwrap()))
            .collect()
    }

    /// Does something on the side whenever something happens.
    pub(super) fn meanwhile<F: FnMut(&Event) -> Vec<String> + Send>(
        &self,
        statements: F,
    ) -> Meanwhile<'_, F> {
        Meanwhile {
            place: self,
            statements,
        }
    }
}

/// Executes statements in other sessions when the run tells of something; the run goes on when they
/// are done.
pub(super) struct Meanwhile<'a, F> {
    place: &'a Place,
    statements: F,
}

impl<F: FnMut(&Event) -> Vec<String> + Send> Observer for Meanwhile<'_, F> {
    fn event(&mut self, event: &Event) {
        let statements = (self.statements)(event);
        block_in_place(|| {
            Handle::current().block_on(async {
                for statement in statements {
                    self.place.execute(&statement).await;
                }
            });
        });
    }
}

pub(super) async fn say(session: &mut dyn Connection, statement: &str) {
    session.execute(&Statement::new(statement)).await.unwrap();
}

/// Reads one number.
pub(super) async fn number(session: &mut dyn Connection, select: &str) -> i128 {
    let rows = collect(session, &Statement::new(select)).await.unwrap();
    rows[0][0].as_integer().unwrap()
}
