//! A way back by the files that rows written meanwhile stand in, on the real kernel.

use obmigrate_codegen::{Options, bundle, generate};
use obmigrate_diff::diff;
use obmigrate_model::plan::RunId;

use crate::bundle::client::Client;
use crate::shop::execute;
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_rows_break_stops_the_files_of_the_way_back_each_time() {
    let site = Site::open("way_back").await;
    for statement in [
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (id int PRIMARY KEY, p int, \
         CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id))",
        "INSERT INTO p VALUES (1), (2)",
        "INSERT INTO c VALUES (1, 1), (2, 2), (3, NULL)",
    ] {
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
    let files = bundle(&plan).files;
    drop(site.perform(plan).await);

    // Allowed as soon as the key is gone.
    execute(&site.url, "DELETE FROM p WHERE id = 1").await;
    let mut back = files;
    back.retain(|file| file.name.starts_with("50_rollback/"));
    let client = Client::all().remove(0);
    for _ in 0..2 {
        let first = client.run(&site.url, &back[0].content).await;
        assert!(first.is_err(), "the key is not added");
    }
    execute(&site.url, "INSERT INTO p VALUES (1)").await;
    for file in back {
        client.run(&site.url, &file.content).await.unwrap();
    }
    assert_eq!(site.schema().await, before);
    site.close().await;
}
