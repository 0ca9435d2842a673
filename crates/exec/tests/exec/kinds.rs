//! The table of object kinds in the model's README, held against the readers' source.

use std::path::Path;

const README: &str = include_str!("../../../model/README.md");

/// What stands in front of a kind where a reader names it.
const MARKS: [&str; 7] = [
    "kind = \"",
    "kind: \"",
    "report(\"",
    "report(table, \"",
    "report(root, \"",
    "report(&child, \"",
    "\"foreign key to a",
];

/// The kinds that are named in another way: in a list, or by a query.
const OTHERS: [&str; 23] = [
    "enum type",
    "domain",
    "composite type",
    "range type",
    "base type",
    "unlogged sequence",
    "materialized view",
    "rule",
    "row security policy",
    "extended statistics",
    "function",
    "procedure",
    "aggregate",
    "publication",
    "column setting",
    "default of a partition",
    "table setting",
    "default acl",
    "extension",
    "operator",
    "collation",
    "conversion",
    "text search configuration",
];

fn kinds_in(source: &str, kinds: &mut Vec<String>) {
    for mark in MARKS {
        for (start, _) in source.match_indices(mark) {
            let quote = start + mark.find('"').expect("each mark has one") + 1;
            let kind = source[quote..].split('"').next().expect("there is a first");
            kinds.push(kind.to_owned());
        }
    }
}

fn walk(folder: &Path, kinds: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            walk(&path, kinds);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            kinds_in(&std::fs::read_to_string(path).expect("it is a text"), kinds);
        }
    }
}

#[test]
fn every_kind_that_is_reported_stands_in_the_table() {
    let mut kinds = Vec::new();
    let readers = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalog");
    walk(Path::new(readers), &mut kinds);
    assert!(kinds.len() > 40, "only {} were found", kinds.len());
    kinds.extend(OTHERS.map(str::to_owned));
    kinds.retain(|kind| !README.contains(&format!("`{kind}`")));
    assert_eq!(kinds, [""; 0]);
}
