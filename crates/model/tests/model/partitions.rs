//! Partitions of PostgreSQL on OceanBase, and of what OceanBase prints.

use obmigrate_model::canonical::normalise;
use obmigrate_model::partition::{BoundValue, PartitionBound};
use obmigrate_model::{IndexKey, Partitioning};
use serde_json::{Value, json};

use crate::canonical::{codes, translate};

fn body(dialect: &str, partitioning: &Value, more: &Value) -> Value {
    let mut table = json!({"columns": [
        {"name": "id", "data_type": {"integer": {"width": "regular"}}},
        {"name": "d", "data_type": "date"},
        {"name": "at", "data_type": {"timestamp": {"precision": 6, "zone": "with"}}},
        {"name": "n", "data_type": {"decimal": {"precision": 9, "scale": 2}}},
        {"name": "s", "data_type": {"var_char": {"length": 9}}},
        {"name": "j", "data_type": {"json": {"form": "binary"}}}
    ], "partitioning": partitioning});
    for (name, value) in more.as_object().into_iter().flatten() {
        table[name] = value.clone();
    }
    json!({"dialect": dialect, "tables": {"t": table}})
}

/// Writes partitions in a short form of their own.
fn text_of(partitioning: &Partitioning) -> String {
    let value = |value: &BoundValue| match value {
        BoundValue::Constant(text) => text.clone(),
        BoundValue::Minimum => "MIN".to_owned(),
        BoundValue::Maximum => "MAX".to_owned(),
    };
    let tuple = |values: &Vec<BoundValue>| values.iter().map(value).collect::<Vec<_>>().join(",");
    let key: Vec<String> = partitioning
        .key
        .iter()
        .map(|part| match part {
            IndexKey::Column(name) => name.to_string(),
            IndexKey::Expression(text) => format!("({text})"),
        })
        .collect();
    let partitions: Vec<String> = partitioning
        .partitions
        .iter()
        .map(|partition| {
            let bound = match &partition.bound {
                PartitionBound::Range { from, to } => format!("{}<{}", tuple(from), tuple(to)),
                PartitionBound::List { values } => {
                    format!(
                        "={}",
                        values.iter().map(tuple).collect::<Vec<_>>().join("|")
                    )
                }
                PartitionBound::Hash { modulus, remainder } => format!("%{modulus}={remainder}"),
                PartitionBound::Default => "=*".to_owned(),
            };
            let inner = partition.partitioning.as_ref();
            let inner = inner.map(|inner| format!(" {{{}}}", text_of(inner)));
            format!("{}{bound}{}", partition.name, inner.unwrap_or_default())
        })
        .collect();
    let (key, partitions) = (key.join(","), partitions.join(" "));
    format!("{:?} {key}: {partitions}", partitioning.method)
}

fn range(from: &[&str], to: &[&str]) -> Value {
    let value = |text: &&str| match *text {
        "MIN" => json!("minimum"),
        "MAX" => json!("maximum"),
        text => json!({"constant": text}),
    };
    let values = |texts: &[&str]| texts.iter().map(value).collect::<Vec<_>>();
    json!({"range": {"from": values(from), "to": values(to)}})
}

fn list(values: &[&str]) -> Value {
    let values: Vec<Value> = values
        .iter()
        .map(|text| json!([{"constant": text}]))
        .collect();
    json!({"list": {"values": values}})
}

fn by(method: &str, columns: &[&str], partitions: &[(&str, Value)]) -> Value {
    let key: Vec<Value> = columns.iter().map(|name| json!({"column": name})).collect();
    let partitions: Vec<Value> = partitions
        .iter()
        .map(|(name, bound)| json!({"name": name, "bound": bound}))
        .collect();
    json!({"method": method, "key": key, "partitions": partitions})
}

fn check_with(partitioning: &Value, more: &Value, expected: Option<&str>, notes: &[&str]) {
    let translation = translate(body("postgres", partitioning, more));
    let table = &translation.schema.tables["t"];
    let found = table.partitioning.as_ref().map(text_of);
    assert_eq!(found.as_deref(), expected, "{partitioning}");
    let short: Vec<String> = codes(&translation)
        .into_iter()
        .filter(|code| !code.contains(".columns."))
        .map(|code| code.replace(" tables.t.partitioning", " "))
        .collect();
    assert_eq!(short, notes, "{partitioning}");
    assert_eq!(normalise(&translation.schema), translation.schema);
}

fn check(partitioning: &Value, expected: Option<&str>, notes: &[&str]) {
    check_with(partitioning, &json!({}), expected, notes);
}

#[test]
fn ranges_keep_their_upper_bounds() {
    let day = |from: &str, to: &str| range(&[from], &[to]);
    check(
        &by(
            "range_columns",
            &["d"],
            &[
                ("rest", json!("default")),
                ("y25", day("'2025-01-01'", "'2026-01-01'")),
                ("y24", day("MIN", "'2025-01-01'")),
            ],
        ),
        Some("RangeColumns d: y24<'2025-01-01' y25<'2026-01-01' rest<MAX"),
        &[],
    );
    check(
        &by(
            "range_columns",
            &["d"],
            &[
                ("a", day("'2024-01-01'", "'2024-02-01'")),
                ("b", day("'2024-03-01'", "MAX")),
                ("c", json!("default")),
            ],
        ),
        Some("RangeColumns d: a<'2024-02-01' b<MAX"),
        &[
            "warning model/partition-gap .partitions.a",
            "warning model/partition-gap .partitions.b",
            "warning model/partition-default .partitions.c",
        ],
    );
    check(
        &by(
            "range_columns",
            &["n"],
            &[
                ("b", range(&["'9.5'"], &["10"])),
                ("a", range(&["'-10.50'"], &["9.50"])),
            ],
        ),
        Some("RangeColumns n: a<9.5 b<10"),
        &["info model/partition-gap .partitions.a"],
    );
    check(
        &by(
            "range_columns",
            &["at"],
            &[("a", range(&["MIN"], &["'2024-01-01 00:00:00.50+00'"]))],
        ),
        Some("RangeColumns at: a<'2024-01-01 00:00:00.5'"),
        &[],
    );
    check(
        &by(
            "range_columns",
            &["id", "s"],
            &[
                ("b", range(&["1", "'x'"], &["MAX", "MAX"])),
                ("a", range(&["MIN", "MIN"], &["1", "'x'"])),
            ],
        ),
        Some("RangeColumns id,s: a<1,'x' b<MAX,MAX"),
        &[],
    );
}

#[test]
fn lists_and_hashes_are_carried_over() {
    check(
        &by(
            "list_columns",
            &["s"],
            &[
                ("rest", json!("default")),
                ("b", list(&["'y'", "'x'"])),
                ("a", list(&["'it''s'", "NULL"])),
            ],
        ),
        Some("ListColumns s: a=NULL|'it''s' b='x'|'y' rest=*"),
        &[],
    );
    check(
        &by(
            "hash",
            &["id", "s"],
            &[
                ("h1", json!({"hash": {"modulus": 2, "remainder": 1}})),
                ("h0", json!({"hash": {"modulus": 2, "remainder": 0}})),
            ],
        ),
        Some("Key id,s: h0%2=0 h1%2=1"),
        &["warning model/partition-hash "],
    );
}

#[test]
fn levels_and_names_follow_the_rules_of_oceanbase() {
    let mut levels = by(
        "range_columns",
        &["d"],
        &[
            ("p", range(&["MIN"], &["'2024-01-01'"])),
            ("q", range(&["'2024-01-01'"], &["MAX"])),
        ],
    );
    levels["partitions"][0]["partitioning"] = by("list_columns", &["s"], &[("P", list(&["'a'"]))]);
    let first_only = levels.clone();
    levels["partitions"][1]["partitioning"] = by(
        "list_columns",
        &["s"],
        &[("r", list(&["'b'"])), ("o", json!("default"))],
    );
    check(
        &levels,
        Some(
            "RangeColumns d: p<'2024-01-01' {ListColumns s: P_5c62e091b8c0='a'} \
             q<MAX {ListColumns s: r='b' o=*}",
        ),
        &["info model/partition-renamed .partitions.P"],
    );
    check(
        &first_only,
        Some("RangeColumns d: p<'2024-01-01' q<MAX"),
        &["warning model/subpartitions "],
    );
}

#[test]
fn what_cannot_be_partitioned_alike_is_not() {
    let warning = &["warning model/unpartitioned "];
    let all = |column: &str, method: &str, bound: Value| by(method, &[column], &[("p", bound)]);
    check(&all("n", "list_columns", list(&["1"])), None, warning);
    check(
        &all("j", "hash", json!({"hash": {"modulus": 1, "remainder": 0}})),
        None,
        warning,
    );
    check(
        &all("d", "range_columns", range(&["MIN"], &["'0044-03-15 BC'"])),
        None,
        warning,
    );
    check(&by("range_columns", &["d"], &[]), None, warning);
    check(
        &json!({"method": "hash", "key": [{"expression": "lower(s)"}], "partitions": []}),
        None,
        warning,
    );
    let days = all("d", "range_columns", range(&["MIN"], &["MAX"]));
    check_with(
        &days,
        &json!({"primary_key": {"columns": ["id"]}}),
        None,
        &["error model/partition-key "],
    );
    let unique = json!({"indexes": {"u": {"parts": [{"key": {"column": "id"}}, {"key": {"column": "d"}}],
        "uniqueness": "unique", "predicate": "(id > 0)"}}});
    check_with(
        &days,
        &unique,
        Some("RangeColumns d: p<MAX"),
        &[
            "info model/partial-unique tables.t.indexes.u.predicate",
            "info model/global-index ",
        ],
    );
}

#[test]
fn what_oceanbase_prints_has_one_form() {
    let check = |partitioning: Value, expected: &str| {
        let more = json!({"primary_key": {"columns": ["id", "s"]}});
        let schema = normalise(&crate::schema(body("ocean_base", &partitioning, &more)));
        assert_eq!(normalise(&schema), schema);
        let found = schema.tables["t"].partitioning.as_ref().map(text_of);
        assert_eq!(found.as_deref(), Some(expected), "{partitioning}");
    };
    check(
        by(
            "range_columns",
            &["AT"],
            &[("p", range(&[], &["'2024-01-01 00:00:00.500000'"]))],
        ),
        "RangeColumns at: p<'2024-01-01 00:00:00.5'",
    );
    check(
        by(
            "range_columns",
            &["n"],
            &[("p", range(&[], &["1.50"])), ("q", range(&[], &["MAX"]))],
        ),
        "RangeColumns n: p<1.5 q<MAX",
    );
    check(
        by(
            "list_columns",
            &["s"],
            &[("q", list(&["'b'"])), ("p", list(&["NULL", "'it's'"]))],
        ),
        "ListColumns s: p=NULL|'it''s' q='b'",
    );
    check(
        json!({"method": "range", "key": [{"expression": "id"}],
               "partitions": [{"name": "p", "bound": range(&[], &[" -1"])}]}),
        "RangeColumns id: p<-1",
    );
    check(
        json!({"method": "range", "key": [{"expression": "YEAR(d) + 1"}],
               "partitions": [{"name": "p", "bound": range(&[], &["2025"])}]}),
        "Range (year(`d`) + 1): p<2025",
    );
    check(
        by(
            "key",
            &[],
            &[("p0", json!({"hash": {"modulus": 9, "remainder": 3}}))],
        ),
        "Key id,s: p0%1=0",
    );
}
