//! Rows that come from PostgreSQL through printed statements.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::client::{Client, print};
use crate::shop::{Ended, Shop, execute, query, texts};
use crate::{values, values_from_postgres};

/// Names a way to run a script for PostgreSQL.
#[derive(Clone, Copy, Debug)]
enum Printer {
    Own,
    Psql,
}

impl Printer {
    /// Lists what the machine has, ours first.
    fn all() -> Vec<Self> {
        let version = Command::new("psql").arg("--version").output();
        let psql = version.is_ok_and(|output| output.status.success());
        std::iter::once(Self::Own)
            .chain(psql.then_some(Self::Psql))
            .collect()
    }

    async fn print(self, url: &str, file: &Path) -> String {
        match self {
            Self::Own => print(url, &fs::read_to_string(file).unwrap()).await,
            Self::Psql => {
                let mut command = Command::new("psql");
                command
                    .args([
                        "-XAtq",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-v",
                        "FETCH_COUNT=1000",
                        "-f",
                    ])
                    .args([file.as_os_str(), url.as_ref()])
                    .env("PGOPTIONS", "-c search_path=public");
                Ended::from(command.output().unwrap()).expect(0).stdout
            }
        }
    }
}

/// Plans, and runs the files as they are written to the folders.
async fn migrate(shop: &Shop, client: &Client, printer: Printer, arguments: &[&str]) {
    let out = shop.path("planned");
    let planned = shop.command("plan", &out).args(arguments).output().unwrap();
    Ended::from(planned).expect(0);
    let sql = out.join("sql");
    for folder in super::FORWARD {
        let Ok(entries) = fs::read_dir(sql.join(folder)) else {
            continue;
        };
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        // A second time where that has to make no difference.
        let times = if folder == "20_copy" { 2 } else { 1 };
        for file in files.iter().flat_map(|file| vec![file; times]) {
            let script = match file.extension() {
                Some(ending) if ending == "psql" => printer.print(&shop.postgres, file).await,
                _ => fs::read_to_string(file).unwrap(),
            };
            if let Err(error) = client.run(&shop.oceanbase, &script).await {
                panic!("{client:?}, {printer:?}, {}: {error}", file.display());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_arrives_through_printed_statements() {
    // The programs where they are: they are what may leave something out.
    let (printers, clients) = (Printer::all(), Client::all());
    let shop = Shop::empty().await;
    values::fill_all(&shop).await;
    migrate(
        &shop,
        clients.last().unwrap(),
        *printers.last().unwrap(),
        &[],
    )
    .await;
    values::compare_all(&shop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_and_hostile_texts_arrive_through_printed_statements() {
    for client in Client::all() {
        for printer in Printer::all() {
            many_rows_and_hostile_texts(&client, printer).await;
        }
    }
}

async fn many_rows_and_hostile_texts(client: &Client, printer: Printer) {
    let shop = Shop::empty().await;
    for script in [
        "CREATE TABLE big (id int PRIMARY KEY, v text)",
        // More than 3 MiB, so that there are several statements.
        "INSERT INTO big SELECT n, repeat(chr(32 + n % 50000), 300) \
         FROM generate_series(1, 5000) AS n",
        r#"CREATE TABLE "we`ird'\; :x" ("i'd\" int PRIMARY KEY, "v:a" varchar(90))"#,
        r#"INSERT INTO "we`ird'\; :x" VALUES (1, E'a\nb\r\nc\t\\d''e"f`g\x1a'),
           (2, E'\nDELIMITER //\n; -- '), (3, ''), (4, NULL), (5, 'NULL'),
           (6, '😀 :x :''x'''), (7, '\N'), (8, ' blanks ')"#,
        "CREATE TABLE nothing (id int PRIMARY KEY)",
        "CREATE TABLE keyless (v int)",
        "INSERT INTO keyless VALUES (1), (1), (NULL)",
    ] {
        execute(&shop.postgres, script).await;
    }
    migrate(&shop, client, printer, &[]).await;
    for (postgres, oceanbase) in [
        (
            "SELECT id, md5(v) FROM big ORDER BY 1",
            "SELECT id, md5(v) FROM big ORDER BY 1",
        ),
        (
            r#"SELECT "i'd\", upper(encode(convert_to("v:a", 'UTF8'), 'hex'))
               FROM "we`ird'\; :x" ORDER BY 1"#,
            r"SELECT `i'd\`, hex(`v:a`) FROM `we``ird'\; :x` ORDER BY 1",
        ),
        (
            "SELECT count(*) FROM nothing",
            "SELECT count(*) FROM nothing",
        ),
        (
            "SELECT v FROM keyless ORDER BY v NULLS FIRST",
            "SELECT v FROM keyless ORDER BY v",
        ),
    ] {
        let expected = query(&shop.postgres, postgres).await;
        let found = query(&shop.oceanbase, oceanbase).await;
        let all = |rows: &[_]| rows.iter().map(texts).collect::<Vec<_>>();
        assert_eq!(
            all(&found),
            all(&expected),
            "{client:?}, {printer:?}: {oceanbase}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_get_their_values_through_printed_statements() {
    for client in Client::all() {
        for printer in Printer::all() {
            let shop = Shop::empty().await;
            values_from_postgres::fill(&shop).await;
            migrate(&shop, &client, printer, &values_from_postgres::ARGUMENTS).await;
            values_from_postgres::compare(&shop).await;
            run_folder(&shop, &client, "90_cleanup").await;
            shop.diff().expect(0);
        }
    }
    let shop = Shop::empty().await;
    values_from_postgres::fill(&shop).await;
    let live = shop.export_live();
    let arguments = &values_from_postgres::ARGUMENTS;
    migrate(&shop, &Client::Own, Printer::Own, arguments).await;
    run_folder(&shop, &Client::Own, "50_rollback").await;
    assert_eq!(shop.export_live(), live);
    assert_eq!(shop.leftovers().await, Vec::<String>::new());
}

/// Runs the files of a folder that are for OceanBase alone.
async fn run_folder(shop: &Shop, client: &Client, folder: &str) {
    let entries = fs::read_dir(shop.path("planned").join("sql").join(folder)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let script = fs::read_to_string(&file).unwrap();
        let done = client.run(&shop.oceanbase, &script).await;
        assert_eq!(done, Ok(()), "{client:?}, {}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_another_plan_are_removed() {
    let shop = Shop::empty().await;
    execute(&shop.postgres, "CREATE TABLE first (id int PRIMARY KEY)").await;
    let out = shop.path("planned");
    let plan = || Ended::from(shop.command("plan", &out).output().unwrap()).expect(0);
    plan();
    let own = out.join("sql/20_copy/own.sql");
    fs::write(&own, "SELECT 1;").unwrap();
    execute(&shop.postgres, "ALTER TABLE first RENAME TO second").await;
    plan();
    let entries = fs::read_dir(out.join("sql/20_copy")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["002_second.psql", "own.sql"]);
}
