//! The forms that a translation has by choice, which no command offers yet: the crates are put
//! together as the program does it.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use obmigrate_codegen::{Options, generate};
use obmigrate_exec::{
    Clock, Connection, Connector, Error, Event, Observer, Run, Servers, SessionId, Url, catalog,
    collect, connector,
};
use obmigrate_model::canonical::{
    self, DocumentForm, EnumForm, MomentForm, NumericForm, UuidForm, to_oceanbase,
};
use obmigrate_model::plan::{Action, Copy, Phase, Plan, RunId, Source};
use obmigrate_model::{Change, ChangeSet, Dialect, Fingerprint, Ident, Schema, Statement};
use obmigrate_verify::{Options as Bounds, Pair, Rows};

use crate::shop::{Shop, execute, query, texts};

const COLUMNS: &str = "id integer PRIMARY KEY, u uuid, m timestamptz, n numeric, j json, \
                       a integer[], p pair, e mood";
const ROWS: &str = "(1, 'FFFFFFFF-0000-4000-8000-00000000000a', '2024-03-31 02:30:00.000001+01', \
                    'Infinity', '{\"b\":  1, \"a\": 2, \"a\": 3}', '[0:1]={1,NULL}', \
                    ROW(1, 'it''s \"so\"')::pair, 'it''s'), \
                    (2, NULL, NULL, '1e-31', NULL, NULL, NULL, NULL)";
const ON_POSTGRES: &str = "SELECT replace(u::text, '-', ''), \
                           to_char(m AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), \
                           n::text, j::text, a::text, p::text, e::text FROM t ORDER BY id";
const ON_OCEANBASE: &str = "SELECT lower(hex(u)), date_format(m, '%Y-%m-%d %H:%i:%s.%f'), \
                            n, j, a, p, e FROM t_tmp_20261123093158 ORDER BY id";

/// A session of PostgreSQL finds the tables in `public`.
struct InPublic(Box<dyn Connector>);

#[async_trait]
impl Connector for InPublic {
    async fn connect(&self) -> Result<Box<dyn Connection>, Error> {
        let mut connection = self.0.connect().await?;
        let path = Statement::new("SET search_path = public");
        connection.execute(&path).await?;
        Ok(connection)
    }

    async fn kill(&self, session: SessionId) -> Result<(), Error> {
        self.0.kill(session).await
    }
}

/// Tells nobody, and lets time pass.
struct Silent;

impl Observer for Silent {
    fn event(&mut self, _: &Event) {}
}

#[async_trait]
impl Clock for Silent {
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

fn open(url: &str) -> Box<dyn Connector> {
    connector(Url::parse(url).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chosen_form_arrives_and_compares_equal() {
    let shop = Shop::empty().await;
    for script in [
        "CREATE TYPE mood AS ENUM ('sad', 'it''s')",
        "CREATE TYPE pair AS (a integer, b text)",
        &format!("CREATE TABLE t ({COLUMNS})"),
        &format!("INSERT INTO t VALUES {ROWS}"),
    ] {
        execute(&shop.postgres, script).await;
    }
    let (source, target) = (InPublic(open(&shop.postgres)), open(&shop.oceanbase));
    let live = Schema::empty(Dialect::OceanBase);
    let plan = plan(&source, target.as_ref(), &live).await;
    let servers = Servers {
        target: target.as_ref(),
        source: Some(&source),
        clock: &Silent,
    };
    let base = Fingerprint::of(&live).unwrap();
    let mut run = Run::start(servers, plan, &base, "test", &mut Silent)
        .await
        .unwrap();
    run.perform(Phase::Prepare, &mut Silent).await.unwrap();
    assert_eq!(run.perform(Phase::Copy, &mut Silent).await.unwrap(), 2);

    let expected = query(&shop.postgres, ON_POSTGRES).await;
    let found = query(&shop.oceanbase, ON_OCEANBASE).await;
    let all = |rows: &[_]| rows.iter().map(texts).collect::<Vec<_>>();
    assert_eq!(all(&found), all(&expected));

    let copy = copy(run.plan());
    let mut rows = Rows::new(Pair::of(&copy), &Bounds::default()).unwrap();
    let mut source = source.connect().await.unwrap();
    let mut target = target.connect().await.unwrap();
    while let Some(request) = rows.next() {
        let connection = match request.server {
            Source::Postgres => source.as_mut(),
            Source::SameServer => target.as_mut(),
        };
        let answer = collect(connection, &request.statement).await.unwrap();
        rows.answer(answer).unwrap();
    }
    let verdict = rows.verdict();
    assert!(verdict.passed(), "{verdict:?}");
}

/// Plans to create the table in the forms that are not the default ones.
async fn plan(source: &dyn Connector, target: &dyn Connector, live: &Schema) -> Plan {
    let mut connection = source.connect().await.unwrap();
    let public = Ident::new("public").unwrap();
    let capture = catalog::read_one(connection.as_mut(), &public, &BTreeSet::new()).await;
    let schema = capture.unwrap().schema;
    let forms = canonical::Options::default()
        .with_uuid(UuidForm::Binary)
        .with_moment(MomentForm::UtcDateTime)
        .with_numeric(NumericForm::Text)
        .with_json_text(DocumentForm::Text)
        .with_compound(DocumentForm::Text)
        .with_enumeration(EnumForm::Text);
    let goal = to_oceanbase(&schema, &forms).schema;
    let changes = goal.tables.into_iter();
    let changes = changes.map(|(name, table)| Change::CreateTable { name, table });
    let changes = ChangeSet::from(changes.collect::<Vec<_>>());
    let target = target.connect().await.unwrap().target();
    let run_id = RunId::new("20261123093158").unwrap();
    let options = Options::new(target, run_id).source(&schema);
    generate(live, &changes, &options).unwrap()
}

/// Finds the one copy of a plan.
fn copy(plan: &Plan) -> Copy {
    let step = plan.groups[0].phase(Phase::Copy).next().unwrap();
    match &step.forward {
        Action::Copy(copy) => copy.as_ref().clone(),
        other @ (Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. }) => {
            panic!("{other:?}")
        }
    }
}
