//! Wrong input: one clear error, and the target as it was.

use std::path::PathBuf;

use crate::shop::{Shop, execute, run};

/// Writes a document and returns what `diff` says of it as the desired side.
fn complaint(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join(name);
    std::fs::write(&file, content).unwrap();
    let file = file.to_str().unwrap();
    run(&["diff", "--desired", file, "--live", file])
        .expect(1)
        .stderr
}

fn document(body: &str) -> String {
    format!(
        r#"{{"format": "obmigrate/schema", "version": {{"major": 1, "minor": 0}}, "body": {body}}}"#
    )
}

#[test]
fn documents_that_cannot_be_read() {
    let check = |content: &str, expected: &str| {
        let said = complaint("model.json", content);
        assert!(said.contains(expected), "{expected:?} in:\n{said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    check("{", "model/malformed-document");
    check("", "model/malformed-document");
    check(
        &document(
            r#"{"dialect": "ocean_base", "tables": {"t": {"columns": [{"name": "a", "data_type": "boolean", "colour": 1}]}}}"#,
        ),
        "colour",
    );
    check(
        &document(
            r#"{"dialect": "ocean_base", "tables": {"t": {"columns": []}, "t": {"columns": []}}}"#,
        ),
        "stands twice",
    );
    check(
        &document(r#"{"dialect": "ocean_base"}"#).replace("\"major\": 1", "\"major\": 9"),
        "model/newer-version",
    );
    check(
        &document("{}").replace("obmigrate/schema", "obmigrate/plan"),
        "model/wrong-format",
    );
    // All defects at once, each on a line with its code and its place.
    let content = document(
        r#"{"dialect": "oracle", "tables": {"t": {"columns": [{"name": "a", "data_type": 1}]}}}"#,
    );
    let said = complaint("model.json", content);
    let lines: Vec<&str> = said.lines().collect();
    let starts = |path: &str| {
        let mut lines = lines.iter();
        let line = lines.find(|line| line.contains(&format!("model.json: {path}: ")));
        let line = line.unwrap_or_else(|| panic!("{path:?} in:\n{said}"));
        assert!(
            line.starts_with("error [model/malformed-document]: "),
            "{line}"
        );
        assert!(line.contains(" (line 1, column "), "{line}");
    };
    assert_eq!(lines.len(), 2, "{said}");
    starts("body.dialect");
    starts("body.tables.t.columns[0].data_type");
    let said = complaint("model.json", b"{\"format\":\n \"obm\xffigrate\"}");
    assert!(
        said.starts_with("error [model/malformed-document]: ")
            && said.contains("UTF-8 (line 2, column 6)"),
        "{said}"
    );
    let dangling = r#"{"dialect": "ocean_base", "tables": {"t": {"columns": [
        {"name": "a", "data_type": "boolean"}, {"name": "a", "data_type": "boolean"}],
        "foreign_keys": {"f": {"columns": ["a"], "references": {"table": "nowhere", "columns": ["id"]}}}}}}"#;
    let said = complaint("model.json", document(dangling));
    assert!(
        said.contains("nowhere") && said.lines().count() >= 2,
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_not_what_they_should_be() {
    let shop = Shop::empty().await;
    let check = |url: &str, expected: &str| {
        let ended = run(&["export", url]).expect(1);
        assert!(
            ended.stderr.contains(expected),
            "{expected:?} in:\n{}",
            ended.stderr
        );
        assert!(!ended.stderr.contains("s3cret"), "{}", ended.stderr);
        assert_eq!(ended.stdout, "");
    };
    let wrong_password = shop.oceanbase.replace("root@", "root:s3cret@");
    check(&wrong_password, "exec/access-denied");
    check(
        &shop
            .oceanbase
            .replace("oceanbase://root", "postgres://postgres"),
        "exec/wrong-server",
    );
    check(
        &shop
            .postgres
            .replace("postgres://postgres", "oceanbase://root"),
        "exec/wrong-server",
    );
    check("mysql://root:s3cret@127.0.0.1/x", "exec/invalid-url");
    check("oceanbase://root@127.0.0.1:1/x", "exec/unreachable");
    check(&format!("{}_not_there", shop.oceanbase), "exec/missing");
    check("shop.json", "runner/not-a-url");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_does_not_fit_is_told_before_anything_is_done() {
    let shop = Shop::empty().await;
    shop.release("CREATE TABLE t (id bigint PRIMARY KEY, a varchar(20), n integer)")
        .await;
    shop.release("INSERT INTO t VALUES (1, 'a long enough text', 7), (2, NULL, NULL)")
        .await;
    shop.migrate(&shop.path("first")).expect(0);
    let before = shop.export_live();
    for (release, undo, told) in [
        (
            "ALTER TABLE t ALTER COLUMN a TYPE varchar(5) USING left(a, 5)",
            "ALTER TABLE t ALTER COLUMN a TYPE varchar(20)",
            "tables.t.columns.a.data_type: rows of t that would be lost, changed or refused: 1, \
             such as (1);",
        ),
        (
            "DELETE FROM t WHERE id = 2; ALTER TABLE t ALTER COLUMN n SET NOT NULL",
            "ALTER TABLE t ALTER COLUMN n DROP NOT NULL",
            "tables.t.columns.n.nullability: rows of t that would be lost, changed or refused: 1, \
             such as (2);",
        ),
    ] {
        shop.release(release).await;
        let ended: crate::shop::Ended = shop
            .command("run", &shop.path("out"))
            .args(["--yes", "--allow-narrow", "t.a"])
            .output()
            .unwrap()
            .into();
        let ended = ended.expect(3);
        for told in ["refused [runner/rows-in-the-way]", told] {
            assert!(ended.stderr.contains(told), "{}", ended.stderr);
        }
        assert_eq!(shop.export_live(), before);
        assert_eq!(shop.leftovers().await, Vec::<String>::new());
        shop.release(undo).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_names_and_tables_without_a_key_are_normal_days() {
    let shop = Shop::empty().await;
    let long = "n".repeat(63);
    shop.release(&format!("CREATE TABLE {long} (a integer)"))
        .await;
    shop.release(&format!(
        "INSERT INTO {long} SELECT n % 3 FROM generate_series(1, 100) n"
    ))
    .await;
    shop.migrate(&shop.path("first")).expect(0);
    shop.release(&format!("ALTER TABLE {long} ADD COLUMN b integer"))
        .await;
    let ended = shop.migrate(&shop.path("second")).expect(0);
    assert!(ended.stdout.contains("100 rows copied"), "{}", ended.stdout);
    assert!(
        ended.stderr.contains("codegen/no-row-key"),
        "{}",
        ended.stderr
    );
    shop.diff().expect(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_desired_schema_does_not_take_the_tables_away() {
    let shop = Shop::empty().await;
    execute(&shop.oceanbase, "CREATE TABLE t (id bigint PRIMARY KEY)").await;
    let before = shop.export_live();
    let ended = shop.migrate(&shop.path("out")).expect(3);
    assert!(
        ended.stderr.contains("--allow-drop-table t"),
        "{}",
        ended.stderr
    );
    assert_eq!(shop.export_live(), before);
}
