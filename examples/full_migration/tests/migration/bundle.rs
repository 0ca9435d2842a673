//! The files of a plan, run by a plain client on the real kernel: they do what the executor does, and
//! their way back is right from wherever they were stopped.

pub(crate) mod client;
mod postgres;
mod site;

use obmigrate_codegen::bundle;
use obmigrate_model::plan::{Plan, Preflight};
use obmigrate_model::probe::Condition;
use obmigrate_model::{Dialect, ObjectPath, Probe, Statement};

use self::client::Client;
use self::site::{Site, change, ident};

/// Lists the files of some folders, in order.
fn files(plan: &Plan, folders: &[&str]) -> Vec<(String, String)> {
    let all = bundle(plan).files.into_iter();
    let mut some: Vec<(String, String)> = all
        .filter(|file| folders.iter().any(|folder| file.name.starts_with(folder)))
        .map(|file| (file.name, file.content))
        .collect();
    // As `cat` and a shell see them.
    some.sort();
    some
}

async fn run(client: &Client, site: &Site, files: &[(String, String)]) {
    for (name, script) in files {
        if let Err(error) = client.run(&site.url, script).await {
            panic!("{client:?}, {name}: {error}");
        }
    }
}

/// The error of a script that ends itself.
const SIGNAL: &str = "1644";

const FORWARD: [&str; 8] = [
    "00_preflight",
    "10_create_temp",
    "20_copy",
    "25_index",
    "30_validate",
    "35_constrain",
    "40_switch",
    "45_settle",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_files_do_what_the_executor_does() {
    let executed = Site::open().await;
    let live = executed.schema().await;
    let plan = change(&executed, &live).await;
    executed.perform(plan.clone()).await;
    let (structure, rows) = (executed.schema().await, executed.rows(&plan).await);
    assert_ne!(structure, live);

    for client in Client::all() {
        let site = Site::open().await;
        assert_eq!(site.schema().await, live);
        run(&client, &site, &files(&plan, &FORWARD)).await;
        assert_eq!(site.schema().await, structure, "{client:?}");
        assert_eq!(site.rows(&plan).await, rows, "{client:?}");
        assert_eq!(site.procedures().await, 0, "{client:?}");
        // Numbers that were given out once are not given out again.
        site.execute("INSERT INTO parents (name) VALUES ('next')")
            .await;
        let next = site.number("SELECT max(id) FROM parents").await;
        assert!(next >= 50, "{client:?}: {next}");

        run(&client, &site, &files(&plan, &["90_cleanup"])).await;
        assert_eq!(site.leftovers(&plan).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_is_right_after_every_folder() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    let rows = site.rows(&plan).await;
    let back = files(&plan, &["50_rollback"]);
    let client = Client::Own;
    for end in 1..=FORWARD.len() {
        run(&client, &site, &files(&plan, &FORWARD[..end])).await;
        run(&client, &site, &back).await;
        assert_eq!(site.schema().await, live, "{}", FORWARD[end - 1]);
        assert_eq!(site.rows(&plan).await, rows, "{}", FORWARD[end - 1]);
    }
    // Once more, when there is nothing left to undo.
    for client in Client::all() {
        run(&client, &site, &back).await;
        assert_eq!(site.schema().await, live);
        assert_eq!(site.rows(&plan).await, rows);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_is_right_in_the_middle_of_a_file() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    let rows = site.rows(&plan).await;
    let client = Client::Own;
    for folder in ["35_constrain", "45_settle"] {
        let begun = FORWARD.iter().position(|name| *name == folder).unwrap();
        let some = files(&plan, &[folder]);
        let half = some.len() / 2;
        run(&client, &site, &files(&plan, &FORWARD[..begun])).await;
        run(&client, &site, &some[..half]).await;
        // One statement of the next file that changes something.
        let next = client::statements(&some[half].1);
        let alter = next
            .iter()
            .find(|statement| statement.starts_with("ALTER TABLE"));
        site.execute(alter.unwrap()).await;
        let back = files(&plan, &["50_rollback"]);
        run(&client, &site, &back).await;
        assert_eq!(site.schema().await, live, "{folder}");
        assert_eq!(site.rows(&plan).await, rows, "{folder}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_refuses_another_order() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    run(&Client::Own, &site, &files(&plan, &FORWARD)).await;
    let switched = site.schema().await;
    let back = files(&plan, &["50_rollback"]);
    let constrain = back.iter().find(|(name, _)| name.contains("constrain"));
    let refused = Client::Own.run(&site.url, &constrain.unwrap().1).await;
    assert!(refused.unwrap_err().contains(SIGNAL));
    assert_eq!(site.schema().await.tables, switched.tables);
    // The procedure of a script that ended with an error goes with the way back.
    assert_eq!(site.procedures().await, 1);
    run(&Client::Own, &site, &back).await;
    assert_eq!(site.schema().await, live);
    assert_eq!(site.procedures().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_refuses_when_a_backup_is_gone() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    run(&Client::Own, &site, &files(&plan, &FORWARD)).await;
    site.execute(&format!("DROP TABLE orders_bak_{}", plan.run_id))
        .await;
    let switched = site.schema().await.tables;
    let back = files(&plan, &["50_rollback"]);
    let settle = back.iter().find(|(_, script)| script.contains("of_who"));
    let refused = Client::Own.run(&site.url, &settle.unwrap().1).await;
    assert!(refused.unwrap_err().contains(SIGNAL));
    assert_eq!(site.schema().await.tables, switched);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_run_again_starts_over() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    let client = Client::Own;
    run(&client, &site, &files(&plan, &FORWARD[..2])).await;
    let copies = files(&plan, &["20_copy"]);
    let (name, script) = copies
        .iter()
        .find(|(name, _)| name.contains("texts"))
        .unwrap();
    // An interruption: the procedure is there, a few rows are, and one of them is wrong.
    let temp = format!("texts_tmp_{}", plan.run_id);
    site.execute(&format!("INSERT INTO {temp} SELECT * FROM texts LIMIT 3"))
        .await;
    site.execute(&format!("UPDATE {temp} SET f = 9 LIMIT 1"))
        .await;
    let begun = client::statements(script);
    let create = begun
        .iter()
        .find(|statement| statement.starts_with("CREATE PROCEDURE"));
    site.execute(create.unwrap()).await;

    run(&client, &site, &[(name.clone(), script.clone())]).await;
    run(&client, &site, &copies).await;
    run(&client, &site, &copies).await;
    run(&client, &site, &files(&plan, &["30_validate"])).await;
    assert_eq!(site.procedures().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_differs_ends_the_validation() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    for client in Client::all() {
        run(&client, &site, &files(&plan, &FORWARD[..5])).await;
        for (file, tampering) in [
            (
                "texts",
                "UPDATE texts{tmp} SET code = 'A ' WHERE code = 'A'",
            ),
            (
                "texts",
                "UPDATE texts{tmp} SET f = 0.1000001 WHERE code = 'a b'",
            ),
            (
                "texts",
                "UPDATE texts{tmp} SET j = '{\"a\": 1}' WHERE code = 'a'",
            ),
            (
                "texts",
                "UPDATE texts{tmp} SET d = '2020-01-01 00:00:00.000002' WHERE code = ''",
            ),
            ("texts", "UPDATE texts{tmp} SET b = b'111' WHERE code = ''"),
            (
                "texts",
                "INSERT INTO texts{tmp} SELECT 'ab', f, j, b, d, t, '' FROM texts{tmp} LIMIT 1",
            ),
            ("texts", "DELETE FROM texts{tmp} WHERE code = 'z'"),
            ("texts", "UPDATE texts{tmp} SET t = 'X' WHERE code = 'z'"),
            (
                "orders",
                "UPDATE orders{tmp} SET doubled = 0 WHERE line = 2",
            ),
            (
                "orders",
                "UPDATE orders{tmp} SET amount = amount + 0.0001 WHERE line = 2",
            ),
            ("keyless", "DELETE FROM keyless{tmp} LIMIT 1"),
            (
                "keyless",
                "UPDATE keyless{tmp} SET v = 'a ' WHERE v = 'a' LIMIT 1",
            ),
            (
                "keyless",
                "UPDATE keyless{tmp} SET n = 0 WHERE n IS NULL LIMIT 1",
            ),
            ("labels", "UPDATE labels{tmp} SET n = 9 WHERE n = 1 LIMIT 1"),
            ("nothing", "INSERT INTO nothing{tmp} (id) VALUES (1)"),
            ("parents", "INSERT INTO parents (name) VALUES ('late')"),
        ] {
            let tmp = format!("_tmp_{}", plan.run_id);
            site.execute(&tampering.replace("{tmp}", &tmp)).await;
            let named = |(name, _): &&(String, String)| name.contains(file);
            let checks = files(&plan, &["30_validate"]);
            let (_, check) = checks.iter().find(named).unwrap();
            let told = client.run(&site.url, check).await.unwrap_err();
            assert!(told.contains(SIGNAL), "{client:?}, {tampering}: {told}");
            site.execute("DELETE FROM parents WHERE name = 'late'")
                .await;
            let copies = files(&plan, &["20_copy"]);
            let (name, copy) = copies.iter().find(named).unwrap();
            run(&client, &site, &[(name.clone(), copy.clone())]).await;
        }
        run(&client, &site, &files(&plan, &["30_validate"])).await;
        run(&client, &site, &files(&plan, &["50_rollback"])).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preflight_finds_what_is_not_as_planned() {
    let site = Site::open().await;
    let live = site.schema().await;
    let plan = change(&site, &live).await;
    let (tmp, bak) = (
        format!("_tmp_{}", plan.run_id),
        format!("_bak_{}", plan.run_id),
    );
    for client in Client::all() {
        run(&client, &site, &files(&plan, &["00_preflight"])).await;
        for (wrong, right) in [
            (
                "CREATE TABLE nothing{bak} (id int)",
                "DROP TABLE nothing{bak}",
            ),
            (
                "CREATE VIEW nothing{tmp} AS SELECT 1 AS a",
                "DROP VIEW nothing{tmp}",
            ),
            (
                "RENAME TABLE nothing TO other",
                "RENAME TABLE other TO nothing",
            ),
            (
                "ALTER TABLE nothing ADD COLUMN more int",
                "ALTER TABLE nothing DROP COLUMN more",
            ),
            (
                "ALTER TABLE texts MODIFY d datetime(3)",
                "ALTER TABLE texts MODIFY d datetime(6)",
            ),
            (
                "ALTER TABLE keyless MODIFY v varchar(10)",
                "ALTER TABLE keyless MODIFY v varchar(9)",
            ),
        ] {
            let named = |sql: &str| sql.replace("{tmp}", &tmp).replace("{bak}", &bak);
            site.execute(&named(wrong)).await;
            let (_, script) = files(&plan, &["00_preflight"]).remove(0);
            let told = client.run(&site.url, &script).await.unwrap_err();
            assert!(told.contains(SIGNAL), "{wrong}: {told}");
            site.execute(&named(right)).await;
        }
        run(&client, &site, &files(&plan, &["00_preflight"])).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preflight_counts_rows() {
    let site = Site::open().await;
    let live = site.schema().await;
    let mut plan = change(&site, &live).await;
    let probe = Probe {
        table: ident("keyless"),
        condition: Condition::Null { column: ident("n") },
    };
    plan.preflight = vec![Preflight {
        path: ObjectPath::column(&ident("keyless"), &ident("n")),
        count: obmigrate_codegen::probe(&probe, Dialect::OceanBase).unwrap(),
        list: Some(Statement::new(
            "SELECT `v` FROM `keyless` WHERE `n` IS NULL LIMIT 10",
        )),
        probe,
    }];
    for client in Client::all() {
        let (_, script) = files(&plan, &["00_preflight"]).remove(0);
        let told = client.run(&site.url, &script).await.unwrap_err();
        assert!(told.contains(SIGNAL), "{told}");
    }
    site.execute("DELETE FROM keyless WHERE n IS NULL").await;
    for client in Client::all() {
        run(&client, &site, &files(&plan, &["00_preflight"])).await;
    }
}
