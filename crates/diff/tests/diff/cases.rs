//! Three-way cases by hand.

use obmigrate_diff::{ConflictKind, OnConflict, Options, Resolution, diff};
use obmigrate_model::change::apply;
use obmigrate_model::{
    Change, ChangeSet, Column, DataType, Dialect, Index, IndexPart, Schema, Table,
};

use crate::shop::{
    Edit, NOTHING, dangling, ident, idents, merged, orders, set_type, shop, to_customer,
};

/// Shows the three-way outcome: changes, drift and conflicts, one line each.
fn outcome(desired: &Schema, live: &Schema, on_conflict: OnConflict) -> Vec<String> {
    let merge = merged(&shop(), desired, live, on_conflict);
    let list = |kind: &str, changes: &ChangeSet| -> Vec<String> {
        let lines = changes.changes.iter().flat_map(|change| match change {
            Change::CreateTable { .. } | Change::DropTable { .. } => vec![change.to_string()],
            Change::AlterTable { deltas, .. } => deltas.iter().map(ToString::to_string).collect(),
        });
        lines.map(|line| format!("{kind}: {line}")).collect()
    };
    let mut lines = list("change", &merge.changes);
    lines.extend(list("drift", &merge.drift));
    let conflicts = merge.conflicts.iter();
    lines.extend(conflicts.map(|c| format!("conflict: {} {}", c.path, c.kind.code())));
    lines
}

#[track_caller]
fn check(desired: Edit, live: Edit, expected: &[&str]) {
    let lines = outcome(&orders(desired), &orders(live), OnConflict::Report);
    assert_eq!(lines, expected);
}

#[test]
fn attributes_of_one_column_are_merged() {
    check(
        |table| set_type(table, DataType::BIGINT),
        |table| {
            table
                .columns
                .get_mut(&ident("total"))
                .expect("total")
                .comment = Some("net".into())
        },
        &[
            "change: column total: type decimal(10,2) → bigint",
            "drift: column total: add comment",
        ],
    );
}

#[test]
fn one_attribute_altered_differently_is_a_conflict() {
    check(
        |table| set_type(table, DataType::BIGINT),
        |table| set_type(table, DataType::Double),
        &[
            "drift: column total: type decimal(10,2) → double",
            "conflict: tables.orders.columns.total.data_type diff/both-altered",
        ],
    );
}

#[test]
fn dropping_and_altering_a_column_is_a_conflict() {
    let drop: Edit = |table| drop(table.columns.remove(&ident("total")));
    let alter: Edit = |table| set_type(table, DataType::Double);
    check(
        drop,
        alter,
        &[
            "drift: column total: type decimal(10,2) → double",
            "conflict: tables.orders.columns.total diff/desired-dropped-live-altered",
        ],
    );
    check(
        alter,
        drop,
        &[
            "drift: remove column total decimal(10,2)",
            "conflict: tables.orders.columns.total diff/desired-altered-live-dropped",
        ],
    );
}

#[test]
fn adding_a_column_differently_is_a_conflict() {
    check(
        |table| {
            table
                .columns
                .push(Column::new(ident("note"), DataType::TEXT))
        },
        |table| {
            table
                .columns
                .push(Column::new(ident("note"), DataType::Date))
        },
        &[
            "drift: add column note date",
            "conflict: tables.orders.columns.note diff/both-added",
        ],
    );
}

#[test]
fn columns_that_each_side_added_stand_together() {
    let desired = orders(|table| table.columns.push(Column::new(ident("a"), DataType::Date)));
    let live = orders(|table| {
        table
            .columns
            .insert(1, Column::new(ident("b"), DataType::Date))
    });
    let merge = merged(&shop(), &desired, &live, OnConflict::Report);
    let goal = apply(&live, &merge.changes).expect("the changes fit live");
    let names = goal.tables.get("orders").expect("orders").columns.names();
    assert!(names.eq(&idents(&["id", "b", "customer", "total", "a"])));
    assert!(merge.conflicts.is_empty());
}

#[test]
fn order_is_merged_and_can_conflict() {
    let turn: Edit = |table| table.columns.arrange(&idents(&["total", "customer", "id"]));
    let swap: Edit = |table| table.columns.arrange(&idents(&["customer", "id", "total"]));
    check(turn, NOTHING, &["change: change the order of the columns"]);
    check(NOTHING, turn, &["drift: change the order of the columns"]);
    check(turn, turn, &[]);
    check(
        turn,
        swap,
        &[
            "drift: change the order of the columns",
            "conflict: tables.orders.columns diff/both-altered",
        ],
    );
    check(
        |table| {
            table.columns.push(Column::new(ident("a"), DataType::Date));
            table.columns.push(Column::new(ident("b"), DataType::Date));
        },
        |table| {
            table.columns.push(Column::new(ident("b"), DataType::Date));
            table.columns.push(Column::new(ident("a"), DataType::Date));
        },
        &["conflict: tables.orders.columns diff/both-added"],
    );
}

#[test]
fn an_index_over_a_dropped_column_is_a_conflict() {
    let drop: Edit = |table| drop(table.columns.remove(&ident("total")));
    let index: Edit = |table| {
        let index = Index::new(vec![IndexPart::column(ident("total"))]);
        table.indexes.insert(ident("by_total"), index);
    };
    check(
        drop,
        index,
        &[
            "drift: add index by_total",
            "conflict: tables.orders.columns.total diff/desired-dropped-live-uses",
            "conflict: tables.orders.indexes.by_total diff/desired-dropped-live-uses",
        ],
    );
    check(
        index,
        drop,
        &[
            "drift: remove column total decimal(10,2)",
            "conflict: tables.orders.columns.total diff/desired-uses-live-dropped",
            "conflict: tables.orders.indexes.by_total diff/desired-uses-live-dropped",
        ],
    );
    assert_eq!(
        outcome(&orders(drop), &orders(index), OnConflict::PreferDesired).first(),
        Some(&"change: remove column total decimal(10,2)".to_owned())
    );
}

#[test]
fn a_reference_to_a_dropped_table_is_a_conflict() {
    let mut desired = shop();
    desired.tables.remove("customer");
    let live = orders(|table| drop(table.foreign_keys.insert(ident("f"), to_customer())));
    assert_eq!(
        outcome(&desired, &live, OnConflict::Report),
        [
            "drift: add foreign key f",
            "conflict: tables.customer diff/desired-dropped-live-uses",
            "conflict: tables.orders.foreign_keys.f diff/desired-dropped-live-uses",
        ]
    );
    assert_eq!(
        outcome(&desired, &live, OnConflict::PreferDesired)[..2],
        [
            "change: remove table customer",
            "change: remove foreign key f"
        ]
    );
}

#[test]
fn a_new_table_cannot_reference_a_dropped_one() {
    let mut desired = shop();
    let mut invoice = desired.tables.get("orders").expect("orders").clone();
    invoice.foreign_keys.insert(ident("f"), to_customer());
    desired.tables.insert(ident("invoice"), invoice);
    let mut live = shop();
    live.tables.remove("customer");
    let merge = merged(&shop(), &desired, &live, OnConflict::Report);
    let goal = apply(&live, &merge.changes).expect("the changes fit live");
    assert_eq!(dangling(&goal), Vec::<String>::new());
    assert!(goal.tables.contains_key("invoice"));
    assert_eq!(merge.conflicts.len(), 2);
}

#[test]
fn tables_come_go_and_conflict() {
    let mut without = shop();
    without.tables.remove("orders");
    let altered = orders(|table| table.comment = Some("all".into()));
    assert_eq!(
        outcome(&without, &shop(), OnConflict::Report),
        ["change: remove table orders"]
    );
    assert_eq!(
        outcome(&shop(), &without, OnConflict::Report),
        ["drift: remove table orders"]
    );
    assert_eq!(outcome(&without, &without, OnConflict::Report), [""; 0]);
    assert_eq!(
        outcome(&without, &altered, OnConflict::Report),
        [
            "drift: add comment",
            "conflict: tables.orders diff/desired-dropped-live-altered"
        ]
    );
    assert_eq!(
        outcome(&altered, &without, OnConflict::PreferDesired),
        [
            "change: create table orders",
            "drift: remove table orders",
            "conflict: tables.orders diff/desired-altered-live-dropped"
        ]
    );
}

#[test]
fn a_forced_resolution_stays_listed() {
    let desired = orders(|table| set_type(table, DataType::BIGINT));
    let live = orders(|table| set_type(table, DataType::Double));
    for (policy, resolution, changes) in [
        (OnConflict::Report, None, 0),
        (OnConflict::PreferLive, Some(Resolution::KeptLive), 0),
        (OnConflict::PreferDesired, Some(Resolution::TookDesired), 1),
    ] {
        let merge = merged(&shop(), &desired, &live, policy);
        let [conflict] = merge.conflicts.as_slice() else {
            panic!("one conflict, not {:?}", merge.conflicts);
        };
        assert_eq!(conflict.kind, ConflictKind::BothAltered);
        assert_eq!(conflict.resolution, resolution);
        assert_eq!(merge.changes.changes.len(), changes);
    }
}

#[test]
fn different_dialects_are_refused() {
    let other = Schema::empty(Dialect::Postgres);
    let error = diff(&shop(), &other, &Options::default()).expect_err("two dialects");
    assert_eq!(error.code(), "diff/dialect-mismatch");
    assert!(error.to_string().contains("obmigrate_model::canonical"));
}

#[test]
fn columns_of_one_name_are_refused() {
    let twice = orders(|table| table.columns.push(Column::new(ident("id"), DataType::Date)));
    let error = diff(&shop(), &twice, &Options::default()).expect_err("a duplicate");
    assert_eq!(error.code(), "diff/duplicate-column");
    assert!(error.to_string().contains("tables.orders.columns.id"));
}

/// Adds a table of one column, and a reference to it from `orders`.
fn with_parent(column: &str) -> Schema {
    let mut schema = orders(|table| {
        let mut key = to_customer();
        key.references.table = ident("parent");
        table.foreign_keys.insert(ident("f"), key);
    });
    let column = Column::new(ident(column), DataType::BIGINT);
    let parent = Table {
        columns: [column].into_iter().collect(),
        ..Table::default()
    };
    schema.tables.insert(ident("parent"), parent);
    schema
}

#[test]
fn a_reference_to_the_other_version_of_a_new_table_is_a_conflict() {
    let mut other = with_parent("key");
    other.tables.insert(
        ident("orders"),
        shop().tables.get("orders").expect("orders").clone(),
    );
    let expected = [
        "drift: create table parent",
        "conflict: tables.orders.foreign_keys.f diff/desired-uses-live-dropped",
        "conflict: tables.parent diff/both-added",
    ];
    assert_eq!(
        outcome(&with_parent("id"), &other, OnConflict::Report),
        expected
    );
}

#[test]
fn conflicts_do_not_depend_on_whether_the_table_stays() {
    let desired = {
        let mut schema = orders(|table| drop(table.foreign_keys.insert(ident("f"), to_customer())));
        schema.tables.get_mut("orders").expect("orders").comment = Some("all".into());
        schema
    };
    let live = Schema::empty(Dialect::OceanBase);
    let conflicts = |policy| {
        let lines = outcome(&desired, &live, policy).into_iter();
        lines
            .filter(|line| line.starts_with("conflict"))
            .collect::<Vec<_>>()
    };
    let expected = [
        "conflict: tables.customer diff/desired-uses-live-dropped",
        "conflict: tables.orders diff/desired-altered-live-dropped",
        "conflict: tables.orders.foreign_keys.f diff/desired-uses-live-dropped",
    ];
    assert_eq!(conflicts(OnConflict::Report), expected);
    assert_eq!(conflicts(OnConflict::PreferDesired), expected);
}

#[test]
fn a_table_in_conflict_keeps_what_its_old_keys_need() {
    let refer: Edit = |table| drop(table.foreign_keys.insert(ident("f"), to_customer()));
    let base = orders(refer);
    let live = orders(|table| {
        table.foreign_keys.insert(ident("f"), to_customer());
        table.comment = Some("all".into());
    });
    let desired = Schema::empty(Dialect::OceanBase);
    let merge = merged(&base, &desired, &live, OnConflict::Report);
    assert!(merge.changes.is_empty());
    let paths = merge
        .conflicts
        .iter()
        .map(|conflict| conflict.path.as_str());
    assert!(paths.eq([
        "tables.customer",
        "tables.orders",
        "tables.orders.foreign_keys.f"
    ]));
    let forced = merged(&base, &desired, &live, OnConflict::PreferDesired);
    assert_eq!(apply(&live, &forced.changes), Ok(desired));
}
