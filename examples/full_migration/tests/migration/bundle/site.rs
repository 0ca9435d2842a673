//! A database of one's own with everything that makes a copy hard, and a plan that changes all of it.

use std::time::Duration;

use async_trait::async_trait;
use obmigrate_codegen::{Options, generate};
use obmigrate_diff::diff;
use obmigrate_exec::{
    Clock, Connector, Event, Observer, Run, Servers, Url, catalog, collect, connector,
};
use obmigrate_model::canonical::normalise;
use obmigrate_model::plan::{Action, Phase, Plan, RunId};
use obmigrate_model::{
    Column, DataType, DefaultValue, Ident, Nullability, Row, Schema, Value, Verdict,
};
use obmigrate_sandbox::{shared, unique_database, url_for_database};
use obmigrate_verify::{Pair, Rows};

use crate::shop::{execute, query};

/// A name that breaks out of everything that is not quoted well.
pub(super) const HOSTILE: &str = "we`ird'\"\\; -- /*\ndelimiter ;\r\n//😀 x";
const QUOTED: &str = "`we``ird'\"\\; -- /*\ndelimiter ;\r\n//😀 x`";

const TABLES: [&str; 17] = [
    "CREATE TABLE parents (id bigint NOT NULL AUTO_INCREMENT, name varchar(20) NOT NULL, \
     PRIMARY KEY (id)) AUTO_INCREMENT = 50",
    "CREATE TABLE orders (who bigint NOT NULL, line int NOT NULL, amount decimal(8, 2) NOT NULL, \
     PRIMARY KEY (who, line), KEY by_amount (amount), CONSTRAINT of_who FOREIGN KEY (who) \
     REFERENCES parents (id) ON DELETE CASCADE, CONSTRAINT positive CHECK (amount > 0))",
    // Does not change, and references one that does.
    "CREATE TABLE parts (id int NOT NULL, who bigint, line int, PRIMARY KEY (id), \
     CONSTRAINT of_order FOREIGN KEY (who, line) REFERENCES orders (who, line) ON DELETE CASCADE)",
    "CREATE TABLE texts (code varchar(30) NOT NULL, f float, j json, b bit(5), d datetime(6), \
     t text, `obmigrate_low_1` varchar(9), PRIMARY KEY (code))",
    "CREATE TABLE keyless (v varchar(9), n int)",
    "CREATE TABLE nothing (id int NOT NULL, PRIMARY KEY (id))",
    "CREATE TABLE labels (l enum('z', 'a', 'm') NOT NULL, n int NOT NULL, PRIMARY KEY (l, n))",
    "CREATE TABLE gone (id int NOT NULL, PRIMARY KEY (id))",
    "INSERT INTO parents VALUES (0, 'zero'), (1, 'one '), (2, ''), (3, '''\"\\\\'), (7, '😀'), (9, 'á')",
    "INSERT INTO orders VALUES (0, 1, 1.50), (0, 2, 0.01), (9, 1, 999999.99), (9, 2, 3), (9, 3, 4)",
    "INSERT INTO parts VALUES (1, 0, 1), (2, 0, 2), (3, 9, 1), (4, NULL, NULL)",
    "INSERT INTO texts VALUES ('', 1, '{\"b\": [1.0, 2e5], \"a\": null}', b'0', \
     '2020-01-01 00:00:00.000001', 'x ', 'own'), ('a', NULL, NULL, NULL, NULL, NULL, NULL), \
     ('A', 3.4e38, 'null', b'11111', NULL, '', ''), ('a b', 0.1, '\"s\"', b'101', NULL, 'y', ' '), \
     ('á', -0.1, '[]', NULL, NULL, NULL, ''), ('z', 0, '1', b'1', NULL, 'x', ''), \
     ('😀', 0, '1', b'1', NULL, '😀', ''), ('😁', 0, '1', b'1', NULL, '😁', ''), \
     ('q''\"\\\\`', 0, '1', b'1', NULL, '\\n\\r\\t', ''), ('line\\nbreak', 0, '1', b'1', NULL, '', '')",
    "INSERT INTO keyless VALUES ('a', 1), ('a', 1), ('a', NULL), (NULL, NULL), (NULL, NULL), ('b', 2)",
    "INSERT INTO labels VALUES ('z', 1), ('z', 2), ('a', 1), ('m', 1), ('m', 2)",
    "INSERT INTO gone VALUES (1), (2)",
    "CREATE TABLE {hostile} ({hostile} int NOT NULL, v varchar(9), PRIMARY KEY ({hostile}))",
    "INSERT INTO {hostile} VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')",
];

/// Tables that the plan changes, or that reference one of them.
const NAMES: [&str; 9] = [
    "parents", "orders", "parts", "texts", "keyless", "nothing", "labels", "gone", HOSTILE,
];

pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

struct Timer;

#[async_trait]
impl Clock for Timer {
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

struct Silent;

impl Observer for Silent {
    fn event(&mut self, _: &Event) {}
}

pub(super) struct Site {
    pub(super) url: String,
    connector: Box<dyn Connector>,
    database: Ident,
}

impl Site {
    pub(super) async fn empty() -> Self {
        let root = shared().unwrap().oceanbase_url();
        let name = unique_database("bundle");
        let create = "CREATE DATABASE {name} DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin";
        execute(root, &create.replace("{name}", &name)).await;
        let url = url_for_database(root, &name);
        Self {
            connector: connector(Url::parse(&url).unwrap()).unwrap(),
            database: ident(&name),
            url,
        }
    }

    pub(super) async fn open() -> Self {
        let site = Self::empty().await;
        for statement in TABLES {
            site.execute(&statement.replace("{hostile}", QUOTED)).await;
        }
        site
    }

    pub(super) async fn execute(&self, sql: &str) {
        execute(&self.url, sql).await;
    }

    pub(super) async fn number(&self, sql: &str) -> i128 {
        let rows = query(&self.url, sql).await;
        rows[0][0].as_integer().unwrap()
    }

    /// Reads the structure, without the journal.
    pub(super) async fn schema(&self) -> Schema {
        let mut connection = self.connector.connect().await.unwrap();
        let request = catalog::Request::schemas([self.database.clone()]);
        let captures = catalog::read(connection.as_mut(), &request).await.unwrap();
        let mut schema = normalise(&captures.into_iter().next().unwrap().schema);
        schema
            .tables
            .retain(|name, _| !name.as_str().starts_with("obmigrate_"));
        schema
    }

    /// Reads every row of every table that is there: originals, copies and backups.
    pub(super) async fn rows(&self, plan: &Plan) -> Vec<(String, Vec<Row>)> {
        let schema = self.schema().await;
        let mut all = Vec::new();
        for (name, table) in &schema.tables {
            let is_known = NAMES.contains(&name.as_str());
            if !is_known
                && !name.as_str().contains(plan.run_id.as_str())
                && name.as_str() != "fresh"
            {
                continue;
            }
            let quoted = |name: &Ident| format!("`{}`", name.as_str().replace('`', "``"));
            let columns = table.columns.iter().map(|column| {
                let name = quoted(&column.name);
                // As text a float has 6 digits only.
                if column.data_type == DataType::Real {
                    format!("cast({name} as double)")
                } else {
                    format!("hex(cast({name} as char))")
                }
            });
            let columns: Vec<String> = columns.collect();
            let order: Vec<String> = (1..=columns.len()).map(|n| n.to_string()).collect();
            let select = format!(
                "SELECT {} FROM {} ORDER BY {}",
                columns.join(", "),
                quoted(name),
                order.join(", ")
            );
            all.push((name.as_str().to_owned(), query(&self.url, &select).await));
        }
        all
    }

    pub(super) async fn procedures(&self) -> i128 {
        self.number(
            "SELECT count(*) FROM information_schema.routines WHERE routine_schema = DATABASE()",
        )
        .await
    }

    pub(super) async fn leftovers(&self, plan: &Plan) -> Vec<String> {
        let schema = self.schema().await;
        let names = schema.tables.keys().map(|name| name.as_str().to_owned());
        names
            .filter(|name| name.contains(plan.run_id.as_str()))
            .collect()
    }

    /// Carries a plan out with the executor, up to the settling.
    pub(super) async fn perform(&self, plan: Plan) {
        let base = plan.base.clone();
        let silent = &mut Silent;
        let servers = Servers {
            target: self.connector.as_ref(),
            source: None,
            clock: &Timer,
        };
        let mut run = Run::start(servers, plan, &base, "test", silent)
            .await
            .unwrap();
        for phase in [Phase::Prepare, Phase::Copy, Phase::Index] {
            run.perform(phase, silent).await.unwrap();
        }
        let mut verdict = Verdict::default();
        let steps = run.plan().clone().groups.into_iter();
        for step in steps.flat_map(|group| group.steps) {
            let Action::Copy(copy) = &step.forward else {
                continue;
            };
            let options = obmigrate_verify::Options::default();
            let mut check = Rows::new(Pair::of(copy), &options).unwrap();
            while let Some(request) = check.next() {
                let answer = collect(run.connection(), &request.statement).await.unwrap();
                check.answer(answer).unwrap();
            }
            verdict.merge(check.verdict());
        }
        assert!(verdict.passed(), "{verdict:#?}");
        run.record(&verdict).await.unwrap();
        for phase in [Phase::Constrain, Phase::Switch, Phase::Settle] {
            run.perform(phase, silent).await.unwrap();
        }
        run.finish().await.unwrap();
    }
}

/// Changes a type in each table, adds columns with a default and with a computed value, removes a
/// table and adds one.
pub(super) async fn change(site: &Site, live: &Schema) -> Plan {
    let mut goal = live.clone();
    let mut retype = |table: &str, column: &str, data_type: DataType| {
        let table = goal.tables.get_mut(&ident(table)).unwrap();
        table.columns.get_mut(&ident(column)).unwrap().data_type = data_type;
    };
    retype("parents", "name", DataType::VarChar { length: 80 });
    retype("orders", "amount", DataType::decimal(12, 4));
    retype("texts", "f", DataType::Double);
    retype("keyless", "n", DataType::BIGINT);
    retype("nothing", "id", DataType::BIGINT);
    retype("labels", "n", DataType::BIGINT);
    retype(HOSTILE, "v", DataType::VarChar { length: 80 });
    let added = |name: &str, data_type: DataType| Column {
        nullability: Nullability::NotNull,
        ..Column::new(ident(name), data_type)
    };
    let mut since = added("since", DataType::BIGINT);
    since.default = Some(DefaultValue::Literal(Value::Integer(5)));
    let parents = goal.tables.get_mut(&ident("parents")).unwrap();
    parents.columns.push(since);
    let orders = goal.tables.get_mut(&ident("orders")).unwrap();
    orders
        .columns
        .push(added("doubled", DataType::decimal(12, 2)));
    let nothing = goal.tables[&ident("nothing")].clone();
    goal.tables.insert(ident("fresh"), nothing);
    goal.tables.remove(&ident("gone"));

    let changes = diff(live, &goal, &obmigrate_diff::Options::default())
        .unwrap()
        .changes;
    let target = site.connector.connect().await.unwrap().target();
    let options = Options::new(target, RunId::new("20260101000001").unwrap())
        .chunk_rows(2)
        .value(ident("orders"), ident("doubled"), "`amount` * 2");
    generate(live, &changes, &options).unwrap()
}
