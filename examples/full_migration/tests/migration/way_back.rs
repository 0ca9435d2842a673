//! A way back that rows written meanwhile stand in, on the real kernel.

use obmigrate_codegen::{Options, bundle, generate};
use obmigrate_diff::diff;
use obmigrate_exec::{ErrorKind, Run};
use obmigrate_model::Schema;
use obmigrate_model::plan::{Plan, RunId};

use crate::bundle::client::Client;
use crate::shop::{execute, query};
use crate::site::{Silent, Site};

const PARENT: &str = "CREATE TABLE p (id int PRIMARY KEY)";
const CHILD: &str = "CREATE TABLE c (id int PRIMARY KEY, p int, \
    CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id))";
const ROWS: [&str; 2] = [
    "INSERT INTO p VALUES (1), (2)",
    "INSERT INTO c VALUES (1, 1), (2, 2), (3, NULL)",
];
/// Allowed as soon as the key is gone.
const ORPHANED: &str = "DELETE FROM p WHERE id = 1";
const MENDED: &str = "INSERT INTO p VALUES (1)";

/// A child that gives its key up.
struct Family {
    site: Site,
    before: Schema,
    plan: Plan,
}

impl Family {
    async fn new() -> Self {
        let site = Site::open("way_back").await;
        for statement in [PARENT, CHILD].into_iter().chain(ROWS) {
            execute(&site.url, statement).await;
        }
        let before = site.schema().await;
        let mut goal = before.clone();
        for table in goal.tables.values_mut() {
            table.foreign_keys.clear();
        }
        let changes = diff(&before, &goal, &obmigrate_diff::Options::default()).unwrap();
        let target = site.connector.connect().await.unwrap().target();
        let options = Options::new(target, RunId::new("20260101000000").unwrap());
        let plan = generate(&before, &changes.changes, &options).unwrap();
        Self { site, before, plan }
    }

    /// Counts the foreign keys of the database, sound or not.
    async fn keys(&self) -> usize {
        let keys = "SELECT 1 FROM information_schema.referential_constraints \
                    WHERE constraint_schema = database()";
        query(&self.site.url, keys).await.len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_rows_break_does_not_pass_for_the_one_before() {
    let family = Family::new().await;
    let site = &family.site;
    let mut run = site.perform(family.plan.clone()).await;
    execute(&site.url, ORPHANED).await;
    for _ in 0..2 {
        let refused = run.undo(&mut Silent).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ForeignKeyViolation);
        assert_eq!(family.keys().await, 0);
        run = Run::attach(site.servers(), family.plan.clone())
            .await
            .unwrap();
    }
    execute(&site.url, MENDED).await;
    run.undo(&mut Silent).await.unwrap();
    assert_eq!(site.schema().await, family.before);
    family.site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_rows_break_stops_the_files_of_the_way_back_each_time() {
    let family = Family::new().await;
    let site = &family.site;
    drop(site.perform(family.plan.clone()).await);
    execute(&site.url, ORPHANED).await;
    let files = bundle(&family.plan).files;
    let back: Vec<_> = files
        .iter()
        .filter(|file| file.name.starts_with("50_rollback/"))
        .collect();
    let client = Client::all().remove(0);
    for _ in 0..2 {
        let first = client.run(&site.url, &back[0].content).await;
        assert!(first.is_err(), "the key is not added");
    }
    execute(&site.url, MENDED).await;
    for file in back {
        client.run(&site.url, &file.content).await.unwrap();
    }
    assert_eq!(site.schema().await, family.before);
    family.site.close().await;
}
