//! The dependency rules of the workspace, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

const STAGES: [&str; 4] = [
    "obmigrate-diff",
    "obmigrate-codegen",
    "obmigrate-exec",
    "obmigrate-verify",
];
/// Crates that wait or talk to a server; the pure crates reach none of them.
const RUNTIMES_AND_DRIVERS: [&str; 8] = [
    "tokio",
    "async-std",
    "smol",
    "futures",
    "sqlx",
    "sqlx-core",
    "mysql_async",
    "async-trait",
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--all-features",
        ])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"),
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn package<'a>(metadata: &'a Value, name: &str) -> &'a Value {
    let found = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no package {name}"))
}

#[test]
fn no_stage_names_another() {
    let metadata = metadata();
    for stage in STAGES {
        // Of every kind: normal, dev and build.
        for dependency in package(&metadata, stage)["dependencies"]
            .as_array()
            .unwrap()
        {
            let name = text(&dependency["name"]);
            assert!(
                name == stage || !STAGES.contains(&name),
                "{stage} depends on {name}"
            );
        }
    }
}

#[test]
fn pure_crates_reach_no_runtime_and_no_driver() {
    let metadata = metadata();
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(&one["id"]), text(&one["name"])))
        .collect();
    // Edges that are followed for users of a crate: all but dev-dependencies.
    let edges: BTreeMap<&str, Vec<&str>> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| {
            let reached = node["deps"].as_array().unwrap().iter().filter(|edge| {
                edge["dep_kinds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|kind| kind["kind"] != "dev")
            });
            (
                text(&node["id"]),
                reached.map(|edge| text(&edge["pkg"])).collect(),
            )
        })
        .collect();
    for pure in [
        "obmigrate-model",
        "obmigrate-diff",
        "obmigrate-codegen",
        "obmigrate-verify",
    ] {
        let mut reached = BTreeSet::new();
        let mut open = vec![text(&package(&metadata, pure)["id"])];
        while let Some(id) = open.pop() {
            if reached.insert(names[id]) {
                open.extend(edges.get(id).into_iter().flatten());
            }
        }
        for banned in RUNTIMES_AND_DRIVERS {
            assert!(!reached.contains(banned), "{pure} reaches {banned}");
        }
    }
    assert!(
        edges.len() > 50,
        "the walk saw only {} packages, so it proves nothing",
        edges.len()
    );
}

/// Whoever links the comparison gets the model and nothing else.
#[test]
fn the_comparison_brings_no_package_that_the_model_does_not() {
    let tree = |package: &str| -> BTreeSet<String> {
        let output = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--locked",
                "--edges",
                "normal,build",
                "--prefix",
                "none",
            ])
            .args(["--format", "{p}", "--package", package])
            .args([
                "--manifest-path",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"),
            ])
            .output()
            .unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let names = text.lines().filter_map(|line| line.split(' ').next());
        names.map(ToOwned::to_owned).collect()
    };
    let (model, diff) = (tree("obmigrate-model"), tree("obmigrate-diff"));
    let more: Vec<&String> = diff.difference(&model).collect();
    assert_eq!(more, ["obmigrate-diff"]);
    assert!(diff.len() <= 20, "{} packages: {diff:?}", diff.len());
}

/// The examples in the README are those that the crates compile, without their hidden lines.
#[test]
fn the_readme_shows_each_crate_as_it_compiles() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    for name in ["model", "diff", "codegen", "exec", "verify"] {
        let own = std::fs::read_to_string(format!("{root}/crates/{name}/README.md")).unwrap();
        let (_, behind) = own.split_once("```rust").unwrap();
        let (_, code) = behind.split_once('\n').unwrap();
        let (code, _) = code.split_once("```").unwrap();
        let shown: String = code
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("# ") && *line != "#\n")
            .collect();
        assert!(
            !shown.is_empty() && readme.contains(&shown),
            "the example of {name}:\n{shown}"
        );
    }
}
