//! The fake keeps the same promises as the servers.

use obmigrate_exec::conformance::{Statements, suite};
use obmigrate_exec::fake::{Reply, Script};
use obmigrate_exec::{Connector, ErrorKind};
use obmigrate_model::{Dialect, ServerVersion, Statement, Target, Value};

const TARGET: Target = Target {
    dialect: Dialect::OceanBase,
    version: ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    },
};

/// Teaches the fake what the suite expects of a server.
fn conforming() -> Script {
    let sql = Statements::of(TARGET.dialect);
    let number = |number: i128| vec![Value::Integer(number)];
    let values = vec![
        Value::Integer(1),
        Value::Null,
        Value::Text("it's 😀".to_owned()),
        Value::Bytes(vec![0, 0x27, 0xff]),
        Value::Integer(i64::MAX.into()),
        Value::Number("12345678901234567890.50".to_owned()),
    ];
    let mut script = Script::new(TARGET)
        .exactly(sql.values, Reply::Rows(vec![values]))
        .exactly(sql.many_rows, Reply::Rows((1..=5000).map(number).collect()))
        .exactly(sql.one, Reply::Rows(vec![number(1)]))
        .exactly(sql.create, Reply::Executed(0))
        .exactly(sql.insert, Reply::Executed(3))
        .exactly(sql.update, Reply::Executed(2));
    for (statement, kind) in [
        (sql.duplicate, ErrorKind::DuplicateKey),
        (sql.null, ErrorKind::NullViolation),
        (sql.too_long, ErrorKind::ValueTooLong),
        (sql.missing, ErrorKind::Missing),
        (sql.nonsense, ErrorKind::Syntax),
        (sql.missing_column, ErrorKind::Missing),
    ] {
        script = script.exactly(statement, Reply::Fails(kind));
    }
    script
        .exactly(sql.one, Reply::Rows(vec![number(1)]))
        .exactly(sql.insert_another, Reply::Executed(1))
        .exactly(sql.count, Reply::Rows(vec![number(3)]))
        .exactly(sql.insert_another, Reply::Executed(1))
        .exactly(sql.count, Reply::Rows(vec![number(4)]))
        .exactly(sql.long, Reply::UntilKilled)
        .always(sql.one, Reply::Rows(vec![number(1)]))
        .exactly(sql.drop, Reply::Executed(0))
}

#[tokio::test]
async fn the_fake_conforms() {
    let script = conforming();
    suite(&script)
        .await
        .expect("the fake was taught everything");
    assert_eq!(script.outstanding(), 0);
}

#[tokio::test]
async fn what_is_not_expected_is_named_without_values() {
    let script = Script::new(TARGET).starting_with("SELECT", Reply::Rows(Vec::new()));
    let mut connection = script.connect().await.expect("the fake answers");
    let statement = Statement::new("DELETE FROM t WHERE v = 'xyzzy'");
    let error = connection.execute(&statement).await.expect_err("no DELETE");
    assert_eq!(error.kind(), ErrorKind::Internal);
    assert_eq!(error.doing(), "executing DELETE FROM t WHERE v = ?");
    connection.close().await.expect("closing works");
    assert_eq!(
        script.transcript(),
        ["CONNECT", "DELETE FROM t WHERE v = 'xyzzy'", "CLOSE"]
    );
    assert_eq!(script.outstanding(), 1);
}

#[tokio::test]
async fn a_commit_can_be_lost() {
    let script = Script::new(TARGET).exactly("COMMIT", Reply::Fails(ErrorKind::ConnectionLost));
    let mut connection = script.connect().await.expect("the fake answers");
    connection.begin().await.expect("beginning works");
    let error = connection.commit().await.expect_err("the script says so");
    assert_eq!(error.kind(), ErrorKind::ConnectionLost);
    assert!(error.is_transient());
}
