//! The commands on a day without trouble.

use crate::shop::{ALLOWANCES, Shop, execute, query, run, texts};

#[tokio::test(flavor = "multi_thread")]
async fn a_release_arrives_with_every_row_and_goes_back_the_same_way() {
    let shop = Shop::released(4_000).await;
    let before = shop.export_live();
    shop.diff().expect(2);

    let out = shop.path("second");
    let ended = shop.migrate(&out).expect(0);
    let last = ended.stdout.lines().last().unwrap();
    assert!(
        last.starts_with("migration completed: ")
            && last.ends_with(", 0 rows failed, validation passed"),
        "{last}"
    );
    shop.assert_every_row_arrived().await;

    // What was applied is what was wanted, and there is nothing left to do.
    shop.diff().expect(0);
    assert_eq!(
        shop.migrate(&shop.path("third")).expect(0).stdout,
        "nothing to do\n"
    );

    for file in [
        "report.json",
        "report.md",
        "desired.json",
        "live.json",
        "diff.json",
        "diff.md",
        "plan.json",
        "sql/README.md",
        "sql/00_preflight.sql",
        "sql/10_create_temp",
        "sql/40_switch",
        "sql/50_rollback",
        "sql/manifest.json",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }

    // The next number was carried over, not started again behind the largest.
    execute(
        &shop.oceanbase,
        "INSERT INTO categories (name) VALUES ('next')",
    )
    .await;
    let next = query(
        &shop.oceanbase,
        "SELECT id FROM categories WHERE name = 'next'",
    )
    .await;
    assert_eq!(texts(&next[0]), [Some("101".to_owned())]);

    // categories was not rebuilt, so this write does not stand in the way; a new table does.
    let out = out.to_str().unwrap();
    let refused = run(&["rollback", "--out", out]).expect(3);
    assert!(
        refused.stderr.contains("--discard-writes"),
        "{}",
        refused.stderr
    );
    execute(
        &shop.oceanbase,
        "DELETE FROM categories WHERE name = 'next'",
    )
    .await;
    run(&["rollback", "--out", out, "--discard-writes"]).expect(0);
    assert_eq!(shop.export_live(), before);
    assert_eq!(
        shop.leftovers().await.len(),
        0,
        "{:?}",
        shop.leftovers().await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cleanup_keeps_the_rows_in_files_before_it_drops() {
    let shop = Shop::released(1_000).await;
    let out = shop.path("out");
    shop.migrate(&out).expect(0);
    let backups = shop.leftovers().await;
    assert!(
        backups
            .iter()
            .any(|name| name.starts_with("promo_codes_bak_")),
        "{backups:?}"
    );

    run(&["cleanup", "--out", out.to_str().unwrap()]).expect(0);
    assert_eq!(shop.leftovers().await, Vec::<String>::new());
    let promo = backups
        .iter()
        .find(|name| name.starts_with("promo_codes_bak_"))
        .unwrap();
    let kept = std::fs::read_to_string(out.join("backup").join(format!("{promo}.sql"))).unwrap();
    assert_eq!(kept.matches("INSERT INTO").count(), 2, "{kept}");
    assert!(kept.contains("'SUMMER', 12.50"), "{kept}");

    // A second cleanup, and a rollback, have nothing to work with.
    run(&["cleanup", "--out", out.to_str().unwrap()]).expect(1);
    run(&["rollback", "--out", out.to_str().unwrap()]).expect(3);
    shop.assert_every_row_arrived().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_lost_is_refused_until_it_is_allowed_by_name() {
    let shop = Shop::released(1_000).await;
    let before = shop.export_live();
    let out = shop.path("out");
    let refused: crate::shop::Ended = shop
        .command("run", &out)
        .arg("--yes")
        .output()
        .unwrap()
        .into();
    let refused = refused.expect(3);
    for hint in [
        "--allow-drop-table promo_codes",
        "--allow-drop-column products.legacy_code",
    ] {
        assert!(refused.stderr.contains(hint), "{}", refused.stderr);
    }
    // Without a terminal and without --yes nothing starts either.
    let unasked: crate::shop::Ended = shop
        .command("run", &out)
        .args(ALLOWANCES)
        .output()
        .unwrap()
        .into();
    assert!(unasked.expect(3).stderr.contains("--yes"));
    assert_eq!(shop.export_live(), before);
    assert_eq!(shop.leftovers().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_changes_nothing_and_files_compare_like_servers() {
    let shop = Shop::released(1_000).await;
    let before = shop.export_live();
    let planned: crate::shop::Ended = shop
        .command("plan", &shop.path("plan"))
        .args(ALLOWANCES)
        .output()
        .unwrap()
        .into();
    planned.expect(0);
    assert_eq!(shop.export_live(), before);

    let (desired, live) = (shop.path("desired.json"), shop.path("live.json"));
    let (desired, live) = (desired.to_str().unwrap(), live.to_str().unwrap());
    run(&["export", &shop.postgres, "-o", desired]).expect(0);
    run(&["export", &shop.oceanbase, "-o", live]).expect(0);
    let from_files = run(&["diff", "--desired", desired, "--live", live])
        .expect(2)
        .stdout;
    assert_eq!(from_files, shop.diff().expect(2).stdout);
    let json = run(&[
        "diff",
        "--desired",
        desired,
        "--live",
        live,
        "--format",
        "json",
    ])
    .expect(2);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["format"], "obmigrate/diff");
    assert_eq!(
        run(&["diff", "--desired", live, "--live", live])
            .expect(0)
            .code,
        Some(0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_only_retired_keeps_its_rows() {
    let shop = Shop::empty().await;
    shop.release("CREATE TABLE promo_codes (code varchar(9) PRIMARY KEY)")
        .await;
    shop.release("INSERT INTO promo_codes VALUES ('A'), ('B')")
        .await;
    shop.release("CREATE TABLE kept (id bigint PRIMARY KEY)")
        .await;
    shop.migrate(&shop.path("first")).expect(0);
    shop.release("DROP TABLE promo_codes").await;
    let ended = shop.migrate(&shop.path("second")).expect(0);
    assert!(
        ended
            .stdout
            .starts_with("migration completed: 1 tables switched, 0 rows copied")
    );
    let backup = shop.leftovers().await.pop().unwrap();
    let counted = query(&shop.oceanbase, &format!("SELECT count(*) FROM {backup}")).await;
    assert_eq!(texts(&counted[0]), [Some("2".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rename_is_asked_for_and_takes_every_row_along() {
    let shop = Shop::empty().await;
    shop.release(
        "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(9,2), note varchar(20))",
    )
    .await;
    shop.release("INSERT INTO orders VALUES (1, 1.50, 'a'), (2, 2.25, NULL)")
        .await;
    shop.migrate(&shop.path("first")).expect(0);
    let before = shop.export_live();
    shop.release("ALTER TABLE orders RENAME COLUMN total TO amount")
        .await;
    shop.release("ALTER TABLE orders RENAME TO purchases").await;
    shop.release("ALTER TABLE purchases ALTER COLUMN amount TYPE numeric(11,2)")
        .await;

    // Nothing starts before somebody has said which is which.
    let out = shop.path("second");
    let run_with = |arguments: &[&str]| -> crate::shop::Ended {
        let mut command = shop.command("run", &out);
        command.args(arguments).arg("--yes");
        command.output().unwrap().into()
    };
    let asked = run_with(&[]).expect(3);
    assert!(
        asked.stderr.contains("--rename orders=purchases"),
        "{}",
        asked.stderr
    );
    let table = ["--rename", "orders=purchases"];
    let asked = run_with(&table).expect(3);
    let column = "orders.total=purchases.amount";
    assert!(asked.stderr.contains(column), "{}", asked.stderr);
    let refused = run_with(&[
        "--rename",
        "orders=purchases",
        "--rename",
        "orders.totl=purchases.amount",
    ]);
    let refused = refused.expect(1);
    assert!(
        refused.stderr.contains("diff/renames-do-not-fit"),
        "{}",
        refused.stderr
    );
    let malformed = run_with(&["--rename", "orders"]);
    assert_ne!(malformed.code, Some(0));
    assert!(
        malformed.stderr.contains("is expected"),
        "{}",
        malformed.stderr
    );
    assert_eq!(shop.export_live(), before);

    run_with(&["--rename", "orders=purchases", "--rename", column]).expect(0);
    let rows = query(
        &shop.oceanbase,
        "SELECT id, amount, note FROM purchases ORDER BY id",
    )
    .await;
    let rows: Vec<_> = rows.iter().map(texts).collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            [text("1"), text("1.50"), text("a")],
            [text("2"), text("2.25"), None]
        ]
    );
    shop.diff().expect(0);
    run(&["rollback", "--out", out.to_str().unwrap()]).expect(0);
    assert_eq!(shop.export_live(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_comparison_is_refused_until_it_is_accepted() {
    let shop = Shop::empty().await;
    shop.release("CREATE TABLE one (id bigint PRIMARY KEY)")
        .await;
    shop.migrate(&shop.path("first")).expect(0);
    shop.release("DROP TABLE one").await;
    let out = shop.path("second");
    let run_with = |arguments: &[&str]| -> crate::shop::Ended {
        let mut command = shop.command("run", &out);
        command.args(arguments).arg("--yes");
        command.output().unwrap().into()
    };
    let allowed = ["--allow-drop-table", "one"];
    let refused = run_with(&allowed).expect(3);
    assert!(
        refused.stderr.contains("--accept diff/desired-empty"),
        "{}",
        refused.stderr
    );
    run_with(&[&allowed[..], &["--accept", "diff/desired-empty"]].concat()).expect(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_takes_rules_and_languages() {
    let shop = Shop::empty().await;
    shop.release("CREATE TABLE one (id bigint PRIMARY KEY, a text)")
        .await;
    shop.release("CREATE TABLE two (id bigint PRIMARY KEY)")
        .await;
    shop.migrate(&shop.path("first")).expect(0);
    shop.release("COMMENT ON TABLE one IS 'the first'").await;
    shop.release("ALTER TABLE two ADD COLUMN b date").await;
    let diff = |arguments: &[&str]| -> crate::shop::Ended {
        let mut command = crate::shop::program();
        command.args([
            "diff",
            "--desired",
            &shop.postgres,
            "--live",
            &shop.oceanbase,
        ]);
        command.args(arguments).output().unwrap().into()
    };
    let everything = diff(&[]).expect(2).stdout;
    assert!(everything.contains("comment") && everything.contains("columns.b"));
    let chinese = diff(&["--language", "chinese"]).expect(2).stdout;
    assert!(chinese.contains("待应用的变更"), "{chinese}");
    let without = diff(&["--ignore", "**.comment", "--only", "one"])
        .expect(0)
        .stdout;
    assert!(without.contains("pattern **.comment"), "{without}");
    assert!(without.contains("not selected"), "{without}");
    let markdown = diff(&["--format", "markdown"]).expect(2).stdout;
    assert!(
        markdown.contains("| change | before → after |"),
        "{markdown}"
    );
    assert_ne!(diff(&["--ignore", "\"open"]).code, Some(2));
}

/// The translation leaves sequences out, so that PostgreSQL has no say in those of OceanBase.
#[test]
fn sequences_of_oceanbase_stay_out_of_a_comparison_with_postgresql() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |name: &str, body: &str| {
        let path = folder.path().join(name);
        let version = r#"{"major": 1, "minor": 1}"#;
        let format = r#""format": "obmigrate/schema""#;
        let text = format!("{{{format}, \"version\": {version}, \"body\": {body}}}");
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let desired = write("desired.json", r#"{"dialect": "postgres", "tables": {}}"#);
    let sequence = r#"{"s": {"data_type": {"integer": {"width": "big"}}}}"#;
    let live = write(
        "live.json",
        &format!(r#"{{"dialect": "ocean_base", "tables": {{}}, "sequences": {sequence}}}"#),
    );
    let ended = run(&["diff", "--desired", &desired, "--live", &live]).expect(0);
    assert!(
        ended
            .stdout
            .contains("sequences.s: left out by the pattern sequences"),
        "{}",
        ended.stdout
    );
}
