//! What is said of each change.

use obmigrate_diff::{Reversibility, Risk, Sides, assess, validate};
use obmigrate_model::index::Nulls;
use obmigrate_model::{
    Check, Column, DataType, Generated, Generation, Identity, Index, IndexPart, Nullability,
    PrimaryKey, ReferentialAction, Schema, Storage, Unique, Uniqueness,
};
use proptest::prelude::*;

use crate::shop::{Edit, difference, ident, idents, orders, set_type, shop, to_customer};

/// Shows what is said, a line for each change and one for each probe.
fn said(live: &Schema, desired: &Schema) -> Vec<String> {
    let changes = difference(live, desired).changes;
    let mut lines = Vec::new();
    for one in assess(live, &changes).expect("they fit") {
        let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
        lines.push(format!(
            "{} {} {} {} {}",
            word(&one.action),
            one.path,
            word(&one.risk),
            one.reason.code(),
            word(&one.reversal.reversibility)
        ));
        for probe in &one.probes {
            let json = serde_json::to_string(&probe.condition).expect("json");
            lines.push(format!("  {} {json}", probe.table));
        }
    }
    lines
}

#[track_caller]
fn check(desired: Edit, expected: &[&str]) {
    assert_eq!(said(&shop(), &orders(desired)), expected);
}

#[test]
fn columns_are_judged() {
    check(
        |table| {
            table
                .columns
                .push(Column::new(ident("note"), DataType::TEXT))
        },
        &["added tables.orders.columns.note safe diff/adds-column reversible"],
    );
    check(
        |table| {
            table.columns.push(Column {
                nullability: Nullability::NotNull,
                ..Column::new(ident("note"), DataType::BIGINT)
            });
        },
        &[
            "added tables.orders.columns.note lossy diff/adds-column-without-value reversible",
            "  orders \"every_row\"",
        ],
    );
    check(
        |table| drop(table.columns.remove(&ident("total"))),
        &[
            "removed tables.orders.columns.total destructive diff/removes-column reversiblewithbackup",
            "  orders {\"present\":{\"column\":\"total\"}}",
        ],
    );
    check(
        |table| {
            let total = table.columns.get_mut(&ident("total")).expect("total");
            total.nullability = Nullability::NotNull;
            total.comment = Some("net".to_owned());
        },
        &[
            "altered tables.orders.columns.total.nullability checkable diff/refuses-null reversible",
            "  orders {\"null\":{\"column\":\"total\"}}",
            "added tables.orders.columns.total.comment safe diff/changes-comment reversible",
        ],
    );
    check(
        |table| {
            let id = table.columns.get_mut(&ident("id")).expect("id");
            id.identity = Some(Identity::new(Generation::ByDefault));
        },
        &["added tables.orders.columns.id.identity safe diff/changes-numbering irreversible"],
    );
    check(
        |table| {
            table
                .columns
                .get_mut(&ident("total"))
                .expect("total")
                .generated = Some(Generated {
                expression: "`id` * 2".to_owned(),
                storage: Storage::Stored,
            });
        },
        &[
            "added tables.orders.columns.total.generated destructive diff/replaces-by-computed \
             reversiblewithbackup",
            "  orders {\"present\":{\"column\":\"total\"}}",
        ],
    );
}

#[test]
fn keys_are_judged() {
    check(
        |table| {
            let key = Unique {
                nulls: Nulls::NotDistinct,
                ..Unique::new(idents(&["customer", "total"]))
            };
            table.uniques.insert(ident("once"), key);
        },
        &[
            "added tables.orders.uniques.once checkable diff/adds-key reversible",
            "  orders {\"duplicates\":{\"parts\":[{\"key\":{\"column\":\"customer\"}},\
             {\"key\":{\"column\":\"total\"}}],\"nulls\":\"not_distinct\"}}",
        ],
    );
    check(
        |table| table.primary_key = Some(PrimaryKey::new(idents(&["customer"]))),
        &[
            "altered tables.orders.primary_key checkable diff/adds-key reversible",
            "  orders {\"duplicates\":{\"parts\":[{\"key\":{\"column\":\"customer\"}}],\
             \"nulls\":\"not_distinct\"}}",
            "  orders {\"null\":{\"column\":\"customer\"}}",
        ],
    );
    check(
        |table| table.primary_key = None,
        &["removed tables.orders.primary_key safe diff/removes-key reversible"],
    );
    check(
        |table| {
            table.foreign_keys.insert(ident("f"), to_customer());
        },
        &[
            "added tables.orders.foreign_keys.f checkable diff/adds-foreign-key irreversible",
            "  orders {\"orphans\":{\"columns\":[\"customer\"],\"parent\":\"customer\",\
             \"parent_columns\":[\"id\"]}}",
        ],
    );
    check(
        |table| {
            let mut key = to_customer();
            key.on_delete = ReferentialAction::Restrict;
            table.foreign_keys.insert(ident("f"), key);
            table.checks.insert(ident("c"), Check::new("`total` > 0"));
            let plain = Index::new(vec![IndexPart::column(ident("total"))]);
            table.indexes.insert(ident("i"), plain.clone());
            let unique = Index {
                uniqueness: Uniqueness::Unique,
                predicate: Some("`total` > 0".to_owned()),
                ..plain
            };
            table.indexes.insert(ident("k"), unique);
        },
        &[
            "added tables.orders.foreign_keys.f checkable diff/adds-foreign-key reversible",
            "  orders {\"orphans\":{\"columns\":[\"customer\"],\"parent\":\"customer\",\
             \"parent_columns\":[\"id\"]}}",
            "added tables.orders.checks.c checkable diff/adds-check reversible",
            "  orders {\"fails_check\":{\"expression\":\"`total` > 0\"}}",
            "added tables.orders.indexes.i safe diff/changes-index reversible",
            "added tables.orders.indexes.k checkable diff/adds-key reversible",
            "  orders {\"duplicates\":{\"parts\":[{\"key\":{\"column\":\"total\"}}],\
             \"predicate\":\"`total` > 0\"}}",
        ],
    );
}

#[test]
fn a_rule_over_a_new_column_can_refuse_any_row() {
    check(
        |table| {
            table
                .columns
                .push(Column::new(ident("note"), DataType::BIGINT));
            table.checks.insert(ident("c"), Check::new("`note` > 0"));
        },
        &[
            "added tables.orders.columns.note safe diff/adds-column reversible",
            "added tables.orders.checks.c checkable diff/adds-check reversible",
            "  orders \"every_row\"",
        ],
    );
}

#[test]
fn tables_are_judged() {
    let mut desired = shop();
    desired.tables.remove("orders");
    desired
        .tables
        .insert(ident("tags"), shop().tables["customer"].clone());
    assert_eq!(
        said(&shop(), &desired),
        [
            "removed tables.orders destructive diff/removes-table reversiblewithbackup",
            "  orders \"every_row\"",
            "added tables.tags safe diff/adds-table reversible",
        ]
    );
}

#[test]
fn probes_name_what_live_has() {
    use obmigrate_diff::{Hint, Options, Renames, diff};
    let live = shop();
    let mut desired = shop();
    let mut table = desired.tables.remove("orders").expect("orders");
    table.columns.get_mut(&ident("total")).expect("total").name = ident("sum");
    table
        .checks
        .insert(ident("c"), Check::new("`sum` > `customer`"));
    table
        .uniques
        .insert(ident("u"), Unique::new(idents(&["sum"])));
    set_type_of(&mut table, "sum", DataType::BIGINT);
    desired.tables.insert(ident("purchases"), table);
    let hints = ["orders=purchases", "orders.total=purchases.sum"];
    let options = Options::default().renames(Renames {
        hints: hints
            .iter()
            .map(|hint| Hint::new(hint).expect("a hint"))
            .collect(),
        refuted: Vec::new(),
    });
    let changes = diff(&live, &desired, &options).expect("a diff").changes;
    let found = assess(&live, &changes).expect("they fit");
    let probes: Vec<_> = found.iter().flat_map(|one| &one.probes).collect();
    assert!(!probes.is_empty() && probes.iter().all(|probe| probe.table == ident("orders")));
    let json = serde_json::to_string(&probes).expect("json");
    assert!(json.contains("`total` > `customer`"), "{json}");
    assert!(!json.contains("sum"), "{json}");
}

fn set_type_of(table: &mut obmigrate_model::Table, column: &str, data_type: DataType) {
    table
        .columns
        .get_mut(&ident(column))
        .expect("a column")
        .data_type = data_type;
}

#[test]
fn types_are_judged_both_ways() {
    check(
        |table| set_type(table, DataType::decimal(12, 2)),
        &["altered tables.orders.columns.total.data_type safe diff/widens reversible"],
    );
    let narrow = orders(|table| set_type(table, DataType::BIGINT));
    let lines = said(&shop(), &narrow);
    assert!(lines[0].contains(" lossy diff/"), "{lines:?}");
    assert!(lines[0].ends_with(" reversiblewithbackup"), "{lines:?}");
    assert!(lines.len() > 1, "{lines:?}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_change_is_judged_and_every_doubtful_one_has_a_probe(
        (live, desired) in obmigrate_model::arbitrary::schema(obmigrate_model::Dialect::OceanBase)
            .prop_flat_map(|a| (Just(a.clone()), obmigrate_model::arbitrary::edited(a))),
    ) {
        let merge = difference(&live, &desired);
        let found = assess(&live, &merge.changes).expect("they fit");
        prop_assert_eq!(found.is_empty(), merge.changes.is_empty());
        for one in &found {
            let wants_probe = matches!(one.risk, Risk::Checkable | Risk::Lossy);
            prop_assert!(!wants_probe || !one.probes.is_empty(), "{:?}", one);
            let is_whole = one.risk >= Risk::Lossy && one.reason != obmigrate_diff::Reason::AddsColumnWithoutValue;
            prop_assert!(
                !is_whole || one.reversal.reversibility != Reversibility::Reversible,
                "{:?}",
                one
            );
            for probe in &one.probes {
                prop_assert!(live.tables.contains_key(&probe.table));
            }
        }
        let sides = Sides { base: &live, desired: &desired, live: &live };
        // What the generator makes is sound, and stays so.
        let findings = validate(sides, &merge);
        prop_assert!(
            findings.iter().all(|one| one.doubt != obmigrate_diff::Doubt::GoalUnsound),
            "{:?}",
            findings
        );
    }
}
