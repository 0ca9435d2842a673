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
        "sql/10_create_temp.sql",
        "sql/40_switch.sql",
        "sql/50_rollback.sql",
        "sql/manifest.json",
    ] {
        assert!(out.join(file).is_file(), "{file}");
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
