//! What the README shows is what there is.

use crate::{DESIRED, LIVE, target, ten_lines};

const README: &str = include_str!("../../README.md");

#[test]
fn the_lines_of_rust_are_shown_as_they_are_and_work() {
    let rust = include_str!("ten_lines.rs");
    assert!(README.contains(&format!("```rust\n{rust}```")));
    let mut executed = Vec::new();
    let rows = ten_lines::migrate(LIVE, DESIRED, target(), |statement| {
        executed.push(statement.sql().to_owned());
        Ok(1)
    });
    assert_eq!(rows.unwrap(), u64::try_from(executed.len()).unwrap());
    assert!(executed[0].starts_with("CREATE TABLE `customers_tmp_20261126093000` ("));
}

#[test]
fn the_library_is_as_small_as_it_says() {
    let sources = [
        include_str!("../../src/lib.rs"),
        include_str!("../../src/callback.rs"),
        include_str!("../../src/execute.rs"),
        include_str!("../../src/planning.rs"),
        include_str!("../../src/print.rs"),
    ];
    let lines: usize = sources.iter().map(|source| source.lines().count()).sum();
    assert!(lines < 300, "{lines} lines");
}

#[test]
fn every_exit_code_is_explained() {
    let source = include_str!("../../src/arguments.rs");
    for code in 0..=5 {
        assert!(README.contains(&format!("| {code} | ")), "{code}");
        let help = source.replace('\n', " ");
        assert!(help.contains(&format!(" {code} ")), "{code}");
    }
}
