//! The program as a process: flags, files, pipes and exit codes.

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{DESIRED, LIVE};

const RUN: [&str; 2] = ["--run-id", "20261126093000"];

/// Runs the program in a folder with these documents.
fn run_on(live: &str, desired: &str, arguments: &[&str]) -> (Output, TempDir) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("live.json"), live).unwrap();
    fs::write(folder.path().join("desired.json"), desired).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_embed_codegen"))
        .current_dir(folder.path())
        .args(["--live", "live.json", "--desired", "desired.json"])
        .args(RUN)
        .args(arguments)
        .output()
        .unwrap();
    (output, folder)
}

/// Checks how the program ends and returns what it says.
fn check(output: &Output, code: i32, reason: &str) -> String {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(reason), "{stderr}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A program that keeps what it is given and fails at what `refused` matches.
fn shell(refused: &str) -> String {
    format!(
        "cat > one.sql; if grep -q '{refused}' one.sql; then exit 7; fi; \
         grep -v '^SET' one.sql >> all.sql"
    )
}

#[test]
fn the_plan_is_printed_with_all_there_is_to_know() {
    let (output, _folder) = run_on(LIVE, DESIRED, &[]);
    let stdout = check(
        &output,
        0,
        "warning [embed/counter-not-read] tables.customers",
    );
    insta::assert_snapshot!("plan", stdout);
    insta::assert_snapshot!("remarks", String::from_utf8(output.stderr.clone()).unwrap());
    let (again, _folder) = run_on(LIVE, DESIRED, &[]);
    assert_eq!(output, again);
}

#[test]
fn nothing_to_do_is_exit_code_0() {
    let (output, _folder) = run_on(LIVE, LIVE, &["--script", "-"]);
    assert_eq!(check(&output, 0, "nothing to do"), "");
}

#[test]
fn a_script_is_the_same_in_a_file_and_on_stdout() {
    let (output, _folder) = run_on(LIVE, DESIRED, &["--script", "-"]);
    let stdout = check(&output, 0, "");
    let (output, folder) = run_on(LIVE, DESIRED, &["--script", "all.sql"]);
    assert_eq!(check(&output, 0, ""), "");
    assert_eq!(
        fs::read_to_string(folder.path().join("all.sql")).unwrap(),
        stdout
    );
}

#[test]
fn a_program_is_given_every_statement() {
    let shell = shell("nothing of this kind");
    let (output, folder) = run_on(LIVE, DESIRED, &["--exec", "sh", "-c", &shell]);
    assert!(check(&output, 0, "done").starts_with("plan 20261126093000"));
    let given = fs::read_to_string(folder.path().join("all.sql")).unwrap();
    let (output, _folder) = run_on(LIVE, DESIRED, &["--script", "-"]);
    assert_eq!(given, check(&output, 0, "").replace(";\n\n", ";\n"));
}

#[test]
fn each_statement_comes_with_the_settings_of_a_session() {
    let (output, folder) = run_on(LIVE, DESIRED, &["--exec", "sh", "-c", "cat > last.sql"]);
    check(&output, 0, "done");
    let last = fs::read_to_string(folder.path().join("last.sql")).unwrap();
    assert!(last.contains("SET sql_mode = 'STRICT_ALL_TABLES"), "{last}");
    assert!(last.contains("SET ob_query_timeout = "), "{last}");
}

#[test]
fn a_program_that_fails_is_exit_code_4() {
    let shell = shell("RENAME TABLE `customers` TO");
    let (output, folder) = run_on(LIVE, DESIRED, &["--exec", "sh", "-c", &shell]);
    check(&output, 4, "error [embed/run-failed]: step ");
    check(&output, 4, "every step that was done is undone");
    let given = fs::read_to_string(folder.path().join("all.sql")).unwrap();
    let last = given.lines().last().unwrap();
    assert_eq!(last, "DROP TABLE IF EXISTS `customers_tmp_20261126093000`;");
}

#[test]
fn a_program_that_fails_on_the_way_back_is_exit_code_5() {
    let shell = shell("RENAME TABLE\\|DROP TABLE IF EXISTS `orders");
    let (output, _folder) = run_on(LIVE, DESIRED, &["--exec", "sh", "-c", &shell]);
    check(
        &output,
        5,
        "error [embed/not-undone]: step 2 and those before it are still done",
    );
}

#[test]
fn a_program_that_is_ended_leaves_the_step_in_doubt() {
    let shell = "cat > one.sql; if grep -q 'CREATE TABLE `orders' one.sql; then kill -9 $$; fi; \
                 grep -v '^SET' one.sql >> all.sql";
    let (output, folder) = run_on(LIVE, DESIRED, &["--exec", "sh", "-c", shell]);
    check(
        &output,
        4,
        "nobody knows whether the statement had an effect",
    );
    let given = fs::read_to_string(folder.path().join("all.sql")).unwrap();
    assert!(given.contains("DROP TABLE IF EXISTS `orders_tmp_20261126093000`;"));
}

#[test]
fn a_program_that_is_not_there_changes_nothing() {
    let (output, _folder) = run_on(LIVE, DESIRED, &["--exec", "no-such-program"]);
    check(&output, 4, "error [embed/run-failed]: step 1 ");
}

#[test]
fn what_is_wrong_with_a_document_is_told_line_by_line() {
    let broken = LIVE.replace("\"big\"", "\"huge\"");
    let (output, _folder) = run_on(&broken, DESIRED, &[]);
    assert_eq!(
        check(&output, 1, "error [model/malformed-document]: live.json:"),
        ""
    );
    let stderr = String::from_utf8(output.stderr).unwrap();
    let told = stderr
        .lines()
        .filter(|line| line.contains("[model/malformed-document]"));
    assert!(told.count() > 1, "{stderr}");
    let dangling = LIVE.replace("\"table\": \"customers\"", "\"table\": \"gone\"");
    let (output, _folder) = run_on(&dangling, DESIRED, &[]);
    check(&output, 1, "live.json: error [model/");
    let (output, _folder) = run_on(DESIRED, DESIRED, &[]);
    check(&output, 1, "error [embed/no-version]: ");
    let (output, _folder) = run_on(LIVE, DESIRED, &["--base", "no-such-file"]);
    check(&output, 1, "error [embed/file]: reading no-such-file: ");
}

#[test]
fn what_cannot_be_planned_is_told() {
    let mut desired: Value = serde_json::from_str(LIVE).unwrap();
    let columns = desired["body"]["tables"]["visits"]["columns"].as_array_mut();
    let must = json!({"name": "must", "data_type": "date", "nullability": "not_null"});
    columns.unwrap().push(must);
    let (output, _folder) = run_on(LIVE, &desired.to_string(), &[]);
    check(
        &output,
        1,
        "error [codegen/no-value]: tables.visits.columns.must: ",
    );
}

#[test]
fn a_likely_rename_is_exit_code_3() {
    let desired = LIVE.replace("\"total\"", "\"amount\"");
    let desired = desired.replace("`total`", "`amount`");
    let (output, _folder) = run_on(LIVE, &desired, &[]);
    check(
        &output,
        3,
        "undecided [diff/possible-rename]: orders.total=orders.amount",
    );
}

#[test]
fn conflicts_are_exit_code_3() {
    let desired = LIVE.replace("\"length\": 40", "\"length\": 80");
    let base = LIVE.replace("\"length\": 40", "\"length\": 20");
    let folder = TempDir::new().unwrap();
    let base_file = folder.path().join("base.json");
    fs::write(&base_file, base).unwrap();
    let (output, _folder) = run_on(LIVE, &desired, &["--base", base_file.to_str().unwrap()]);
    check(
        &output,
        3,
        "tables.customers.columns.name.data_type was changed on both sides",
    );
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_embed_codegen"))
            .args(arguments)
            .output()
            .unwrap()
    };
    check(&run(&[]), 2, "error [embed/arguments]: --live is missing");
    check(&run(&["--live"]), 2, "--live needs something behind it");
    check(&run(&["--run-id", "today"]), 2, "14 digits");
    check(
        &run(&["file.json"]),
        2,
        "there is no argument \"file.json\"",
    );
    let both = ["--script", "-", "--exec", "cat"];
    check(&run(&both), 2, "--script and --exec exclude each other");
    let help = check(&run(&["--help"]), 0, "");
    assert!(help.contains("Exit codes: 0 "), "{help}");
}
