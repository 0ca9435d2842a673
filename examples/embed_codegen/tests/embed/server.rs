//! Plans carried out on a real server, to the end and up to every failure.

use std::collections::{BTreeMap, BTreeSet};

use embed_codegen::{Answer, Failed, Unknown, compare, run};
use obmigrate_diff::Sides;
use obmigrate_exec::{Connection, Url, catalog, collect, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Column, DataType, Dialect, Ident, Index, IndexPart, PrimaryKey, Row, Schema, Statement, Table,
};
use obmigrate_sandbox::{shared, unique_database, url_for_database};
use tokio::runtime::{Builder, Runtime};

/// Two tables that change, joined by a key; one that does not change and references one of them; and
/// one that goes.
const SHOP: [&str; 8] = [
    "CREATE TABLE customers (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))",
    "CREATE TABLE orders (id BIGINT NOT NULL PRIMARY KEY, customer_id BIGINT NOT NULL, \
     total DECIMAL(10, 2) NOT NULL, KEY by_customer (customer_id), \
     CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE, \
     CONSTRAINT total_positive CHECK (total >= 0))",
    "CREATE TABLE visits (id BIGINT NOT NULL PRIMARY KEY, customer_id BIGINT, \
     CONSTRAINT visits_customer FOREIGN KEY (customer_id) REFERENCES customers (id))",
    "CREATE TABLE leaflets (id BIGINT NOT NULL PRIMARY KEY, text VARCHAR(200))",
    "INSERT INTO customers VALUES (1, 'Ada'), (2, 'it''s'), (7, NULL)",
    "INSERT INTO orders VALUES (1, 1, 0), (2, 2, 12.50), (3, 2, 99999999.99)",
    "INSERT INTO visits VALUES (1, 7), (2, NULL)",
    "INSERT INTO leaflets VALUES (1, 'welcome')",
];

/// A database of its own on the shared server.
struct Shop {
    runtime: Runtime,
    connection: Box<dyn Connection>,
    name: Ident,
}

impl Shop {
    fn open() -> Self {
        let root = shared().unwrap().oceanbase_url();
        let name = unique_database("embed");
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let name = Ident::new(name).unwrap();
        let connection = runtime.block_on(async {
            let root_server = connector(Url::parse(root).unwrap()).unwrap();
            let mut sql = Writer::new(Dialect::OceanBase);
            sql.kw("CREATE DATABASE ").ident(&name);
            let mut connection = root_server.connect().await.unwrap();
            connection.execute(&sql.finish()).await.unwrap();
            let own = url_for_database(root, name.as_str());
            connector(Url::parse(&own).unwrap())
                .unwrap()
                .connect()
                .await
                .unwrap()
        });
        let mut shop = Self {
            runtime,
            connection,
            name,
        };
        for statement in SHOP {
            shop.execute(&Statement::new(statement)).unwrap();
        }
        shop
    }

    /// Is the callback: it waits for the answer of a driver that does not.
    fn execute(&mut self, statement: &Statement) -> Answer {
        let executed = self.runtime.block_on(self.connection.execute(statement));
        Ok(executed?.rows_affected)
    }

    /// Reads the structure and all rows.
    fn read(&mut self) -> (Schema, BTreeMap<Ident, Vec<Row>>) {
        let connection = self.connection.as_mut();
        self.runtime.block_on(async {
            let nothing = BTreeSet::new();
            let capture = catalog::read_one(connection, &self.name, &nothing);
            let schema = capture.await.unwrap().schema;
            let mut rows = BTreeMap::new();
            for table in schema.tables.keys() {
                let mut sql = Writer::new(Dialect::OceanBase);
                sql.kw("SELECT * FROM ").ident(table).kw(" ORDER BY 1");
                let found = collect(connection, &sql.finish()).await.unwrap();
                rows.insert(table.clone(), found);
            }
            (normalise(&schema), rows)
        })
    }

    fn close(mut self) {
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.kw("DROP DATABASE ").ident(&self.name);
        self.execute(&sql.finish()).unwrap();
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// Is what the shop shall be.
fn desired(live: &Schema) -> Schema {
    let mut desired = live.clone();
    desired.tables.remove("leaflets");
    let customers = desired.tables.get_mut("customers").unwrap();
    let name = customers.columns.get_mut(&ident("name")).unwrap();
    name.data_type = DataType::VarChar { length: 80 };
    customers
        .columns
        .push(Column::new(ident("born"), DataType::Date));
    let orders = desired.tables.get_mut("orders").unwrap();
    let total = orders.columns.get_mut(&ident("total")).unwrap();
    total.data_type = DataType::decimal(12, 2);
    let parts = ["customer_id", "total"].map(|column| IndexPart::column(ident(column)));
    orders
        .indexes
        .insert(ident("by_customer"), Index::new(parts.to_vec()));
    let mut id = Column::new(ident("id"), DataType::BIGINT);
    id.nullability = obmigrate_model::Nullability::NotNull;
    let tags = Table {
        columns: [id].into_iter().collect(),
        primary_key: Some(PrimaryKey::new(vec![ident("id")])),
        ..desired.tables["visits"].clone()
    };
    let tags = Table {
        foreign_keys: BTreeMap::new(),
        ..tags
    };
    desired.tables.insert(ident("tags"), tags);
    desired
}

fn plan(shop: &Shop, live: &Schema) -> Plan {
    let desired = desired(live);
    let sides = Sides {
        base: live,
        desired: &desired,
        live,
    };
    let run_id = RunId::new("20261126093000").unwrap();
    let compared = compare(sides).unwrap();
    compared.plan(shop.connection.target(), run_id).unwrap()
}

/// Leaves out what no schema is compared by: the backups, and the next numbers.
fn goal(schema: &Schema) -> BTreeMap<Ident, Table> {
    let tables = schema.tables.iter();
    let kept = tables.filter(|(name, _)| !name.as_str().contains("_bak_"));
    let mut kept: BTreeMap<Ident, Table> = kept
        .map(|(name, table)| (name.clone(), table.clone()))
        .collect();
    for table in kept.values_mut() {
        table.options.auto_increment = None;
    }
    kept
}

#[test]
fn a_run_reaches_the_goal_and_keeps_every_row() {
    let mut shop = Shop::open();
    let (live, rows) = shop.read();
    let plan = plan(&shop, &live);
    let written = run(&plan, |statement| shop.execute(statement)).unwrap();
    let (after, rows_after) = shop.read();
    assert_eq!(goal(&after), goal(&desired(&live)));
    assert!(
        written >= 6,
        "{written} rows of customers and orders were written"
    );
    let same = |table: &str| assert_eq!(rows[table], rows_after[table], "rows of {table}");
    same("orders");
    same("visits");
    assert_eq!(rows_after["leaflets_bak_20261126093000"], rows["leaflets"]);
    assert_eq!(rows_after["tags"], Vec::<Row>::new());
    let known = |row: &Row| row.iter().take(2).cloned().collect::<Row>();
    let customers: Vec<Row> = rows_after["customers"].iter().map(known).collect();
    assert_eq!(customers, rows["customers"]);
    shop.close();
}

/// Fails at every statement in turn; `fail` answers in place of that one.
fn check_every_failure(fail: fn(&mut Shop, &Statement) -> Answer) {
    let mut shop = Shop::open();
    let before = shop.read();
    let plan = plan(&shop, &before.0);
    let mut failures = 0;
    loop {
        let mut executed = 0;
        let ended: Result<u64, Failed> = run(&plan, |statement| {
            executed += 1;
            if executed == failures + 1 {
                fail(&mut shop, statement)
            } else {
                shop.execute(statement)
            }
        });
        let Err(failed) = ended else { break };
        assert!(failed.source.to_string().contains("injected"), "{failed}");
        assert!(failed.left.is_none(), "{failed}: {:?}", failed.left);
        assert!(failed.doubt.is_none(), "{failed}: {:?}", failed.doubt);
        assert_eq!(
            shop.read(),
            before,
            "after failing at statement {failures}: {failed}"
        );
        failures += 1;
    }
    // Every statement of the plan has failed once, and the last run went through.
    let mut statements = 0;
    let counted = run(&plan, |_| {
        statements += 1;
        Ok(0)
    });
    assert!(counted.is_ok());
    assert_eq!(failures, statements);
    let (after, _) = shop.read();
    assert_eq!(goal(&after), goal(&desired(&before.0)));
    shop.close();
}

#[test]
fn a_statement_that_is_refused_leaves_everything_as_before() {
    check_every_failure(|_, _| Err("injected".into()));
}

#[test]
fn a_statement_whose_answer_is_lost_leaves_everything_as_before() {
    check_every_failure(|shop, statement| {
        shop.execute(statement)?;
        Err(Unknown("injected".into()).into())
    });
}
