//! What a change that was killed leaves behind.

use std::collections::BTreeSet;
use std::time::Duration;

use obmigrate_exec::catalog;
use obmigrate_model::schema::Consequence;
use obmigrate_model::{Dialect, Statement};

use crate::servers::{at, fresh, ident, script};

#[tokio::test]
async fn an_index_that_was_not_built_is_reported() {
    let (name, url) = fresh(Dialect::OceanBase, "broken").await;
    let connector = at(url);
    let mut writer = connector.connect().await.expect("the server answers");
    script(
        writer.as_mut(),
        "CREATE TABLE t (id int PRIMARY KEY, a int)",
    )
    .await;
    // The index waits for a transaction that has written, and stays as it is until that ends.
    writer.begin().await.expect("a transaction");
    let row = Statement::new("INSERT INTO t VALUES (1, 1)");
    writer.execute(&row).await.expect("a row");
    let mut builder = connector.connect().await.expect("the server answers");
    let session = builder.session();
    let create = Statement::new("CREATE INDEX half ON t (a)");
    let (built, killed) = tokio::join!(builder.execute(&create), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        connector.kill(session).await
    });
    killed.expect("a statement can be killed");
    built.expect_err("it was killed");

    let mut reader = connector.connect().await.expect("the server answers");
    let capture = catalog::read_one(reader.as_mut(), &name, &BTreeSet::new()).await;
    let schema = capture.expect("the database can be read").schema;
    assert!(schema.tables[&ident("t")].indexes.is_empty());
    let [report] = schema.unmodelled.as_slice() else {
        panic!("one report is expected: {:?}", schema.unmodelled);
    };
    assert_eq!(report.kind, "broken index");
    assert_eq!(report.path.as_str(), "tables.t.indexes.half");
    assert_eq!(report.consequence, Consequence::BlocksRebuild);
    writer.rollback().await.expect("the transaction ends");
}
