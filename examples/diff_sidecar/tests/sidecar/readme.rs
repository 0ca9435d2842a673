//! What the README shows is what there is.

use crate::{oceanbase, orders, ten_lines};

const README: &str = include_str!("../../README.md");

#[test]
fn the_java_program_is_shown_as_it_is() {
    let java = include_str!("../../java/DiffSidecar.java");
    assert!(README.contains(&format!("```java\n{java}```")));
    assert!(
        java.is_ascii(),
        "javac reads it in whatever the system's encoding is"
    );
}

#[test]
fn the_lines_of_rust_are_shown_as_they_are_and_work() {
    let rust = include_str!("ten_lines.rs");
    assert!(README.contains(&format!("```rust\n{rust}```")));
    let [live, desired] = [20, 40].map(|length| oceanbase(&orders(length)).to_string());
    let text = ten_lines::compare(&live, &desired).unwrap();
    assert!(text.contains("varchar(20) → varchar(40)"), "{text}");
}

#[test]
fn every_code_of_the_sidecar_is_explained() {
    let source = include_str!("../../src/failure.rs");
    let codes = source
        .split('"')
        .filter(|text| text.starts_with("sidecar/"));
    let missing: Vec<&str> = codes
        .filter(|code| !README.contains(&format!("`{code}`")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
