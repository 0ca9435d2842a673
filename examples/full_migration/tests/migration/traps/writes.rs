//! Rows that somebody writes between the copy and the switch stay in the backup.

use std::process::Stdio;

use obmigrate_exec::ErrorKind;
use obmigrate_model::Document;
use obmigrate_model::plan::Phase;
use tempfile::TempDir;

use super::place::{Place, say};
use crate::shop::{Ended, program};
use crate::site::{Silent, build, compare};

const BEFORE: [&str; 2] = [
    "CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id))",
    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')",
];
const AFTER: [&str; 1] =
    ["CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id))"];
const ROWS: &str = "SELECT id, v FROM t ORDER BY id";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_between_copy_and_switch_stops_the_run() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let writes = [
        "INSERT INTO t VALUES (9, 'new')",
        "UPDATE t SET v = 'other' WHERE id = 2",
        "DELETE FROM t WHERE id = 3",
        // As many rows as before.
        "UPDATE t SET id = 7 WHERE id = 4",
    ];
    for (turn, write) in writes.into_iter().enumerate() {
        let plan = place.plan(&format!("2026010100000{turn}"));
        let mut run = place.site.start(plan).await.unwrap();
        build(&mut run, &mut Silent).await.unwrap();
        place.execute(write).await;
        let found = compare(&mut run).await.unwrap_err();
        assert!(found.contains("tables.t"), "{write}: {found}");
        for phase in [Phase::Constrain, Phase::Switch] {
            let refused = run.perform(phase, &mut Silent).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Refused, "{write}");
        }
        run.undo(&mut Silent).await.unwrap();
        place.assert_as_before().await;
    }
    let written = ["1 a", "2 other", "5 e", "7 d", "9 new"];
    assert_eq!(place.read(ROWS).await, written);
    place.site.perform(place.plan("20260101000009")).await;
    assert_eq!(place.read(ROWS).await, written);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_the_switch_waits_is_found_behind_it() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let folder = TempDir::new().unwrap();
    let goal = folder.path().join("goal.json");
    let document = Document::new("test", place.goal.clone()).unwrap();
    std::fs::write(&goal, document.to_json().unwrap()).unwrap();
    // The copy and the validation see nothing of it, and the switch waits for it.
    let write = "UPDATE t SET v = 'other' WHERE id = 2";
    let mut writer = place.transaction(write).await;
    say(writer.as_mut(), "INSERT INTO t VALUES (9, 'new')").await;
    say(writer.as_mut(), "DELETE FROM t WHERE id = 3").await;
    let mut command = program();
    command.args(["run", "--yes", "--live", &place.site.url, "--desired"]);
    command.arg(&goal).arg("--out").arg(folder.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let runner = command.spawn().unwrap();
    place.at_work("RENAME TABLE%").await;
    writer.commit().await.unwrap();

    let ended: Ended = runner.wait_with_output().unwrap().into();
    let said = ended.expect(1).stderr;
    for part in [
        "runner/validation-failed",
        "tables.t",
        "the target is as it was before",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    place.assert_as_before().await;
    let written = ["1 a", "2 other", "4 d", "5 e", "9 new"];
    assert_eq!(place.read(ROWS).await, written);
}
