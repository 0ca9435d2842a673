//! Objects that got another name.

use obmigrate_diff::{
    Compared, ConflictKind, Error, Hint, Merge, OnConflict, Options, Renames, Rule, Sides,
    differences, merge,
};
use obmigrate_model::change::apply;
use obmigrate_model::{
    Change, ChangeSet, Check, Column, DataType, Dialect, Index, IndexPart, Schema, Unique,
};
use proptest::prelude::*;

use crate::shop::{ident, idents, orders, shop, to_customer};

fn renames(hints: &[&str]) -> Renames {
    Renames {
        hints: hints
            .iter()
            .map(|hint| Hint::new(hint).expect("a hint"))
            .collect(),
        refuted: Vec::new(),
    }
}

fn try_merged(
    base: &Schema,
    desired: &Schema,
    live: &Schema,
    options: &Options,
) -> Result<Merge, Error> {
    let sides = Sides {
        base,
        desired,
        live,
    };
    merge(sides, options)
}

fn merged(base: &Schema, desired: &Schema, live: &Schema, hints: &[&str]) -> Merge {
    let options = Options::default().renames(renames(hints));
    try_merged(base, desired, live, &options).expect("hints that fit")
}

/// Shows changes in a line each.
fn shown(changes: &ChangeSet) -> Vec<String> {
    let renames = changes.renames.iter().map(ToString::to_string);
    let deltas = changes.changes.iter().flat_map(|change| match change {
        Change::CreateTable { .. } | Change::DropTable { .. } => vec![change.to_string()],
        Change::AlterTable { name, deltas } => deltas
            .iter()
            .map(|delta| format!("{name}: {delta}"))
            .collect(),
    });
    renames.chain(deltas).collect()
}

/// Describes a shop in which everything that can refer to `orders.total` does.
fn full_shop() -> Schema {
    let mut schema = orders(|table| {
        table.foreign_keys.insert(ident("f"), to_customer());
        table
            .checks
            .insert(ident("positive"), Check::new("`total` > 0"));
        let index = Index::new(vec![IndexPart::column(ident("total"))]);
        table.indexes.insert(ident("by_total"), index);
        let unique = Unique::new(idents(&["customer", "total"]));
        table.uniques.insert(ident("once"), unique);
    });
    let mut line = Column::new(ident("order"), DataType::BIGINT);
    line.comment = Some("the order".to_owned());
    let mut lines = schema.tables["customer"].clone();
    lines.columns.push(line);
    let mut key = to_customer();
    key.columns = idents(&["order"]);
    key.references.table = ident("orders");
    lines.foreign_keys.insert(ident("of"), key);
    schema.tables.insert(ident("lines"), lines);
    schema
}

/// Renames as a server does.
fn renamed(schema: &Schema, hints: &[&str]) -> Schema {
    let changes = merged(schema, schema, schema, &[]);
    assert!(changes.is_empty());
    let renames: Vec<_> = hints
        .iter()
        .map(|hint| {
            let hint = Hint::new(hint).expect("a hint");
            use obmigrate_diff::Named;
            let object = match &hint.before {
                Named::Table(_) => obmigrate_model::Renamed::Table,
                Named::Column(table, _) => obmigrate_model::Renamed::Column {
                    table: table.clone(),
                },
                Named::Key(table, kind, _) => obmigrate_model::Renamed::Key {
                    table: table.clone(),
                    kind: *kind,
                },
            };
            obmigrate_model::Rename {
                object,
                name: obmigrate_model::Pair {
                    before: hint.before.name().clone(),
                    after: hint.after.name().clone(),
                },
            }
        })
        .collect();
    obmigrate_model::change::rename::rename(schema, &renames)
}

#[test]
fn a_rename_takes_along_what_refers_to_it() {
    let base = full_shop();
    let hints = [
        "orders=purchases",
        "orders.total=purchases.sum",
        "customer.id=customer.no",
    ];
    let desired = renamed(&base, &hints);
    assert_eq!(
        desired.tables["purchases"].checks["positive"].expression,
        "`sum` > 0"
    );
    assert_eq!(
        desired.tables["lines"].foreign_keys["of"].references.table,
        ident("purchases")
    );
    assert_eq!(
        desired.tables["purchases"].foreign_keys["f"]
            .references
            .columns,
        idents(&["no"])
    );
    let merge = merged(&base, &desired, &base, &hints);
    assert_eq!(
        shown(&merge.changes),
        [
            "rename table orders → purchases",
            "rename column customer.id → no",
            "rename column orders.total → sum",
        ]
    );
    assert_eq!(apply(&base, &merge.changes).as_ref(), Ok(&desired));
    let back = merge.changes.reverse(Dialect::OceanBase);
    assert_eq!(apply(&desired, &back).as_ref(), Ok(&base));
    assert!(merge.candidates.is_empty() && merge.drift.is_empty());
}

#[test]
fn a_renamed_object_may_change_as_well() {
    let base = full_shop();
    let hints = ["orders=purchases", "orders.total=purchases.sum"];
    let mut desired = renamed(&base, &hints);
    let table = desired.tables.get_mut("purchases").expect("purchases");
    table.columns.get_mut(&ident("sum")).expect("sum").data_type = DataType::Double;
    table
        .columns
        .push(Column::new(ident("note"), DataType::TEXT));
    table
        .checks
        .get_mut("positive")
        .expect("positive")
        .expression = "`sum` >= 0".to_owned();
    let merge = merged(&base, &desired, &base, &hints);
    assert_eq!(
        shown(&merge.changes),
        [
            "rename table orders → purchases",
            "rename column orders.total → sum",
            "purchases: column sum: type decimal(10,2) → double",
            "purchases: add column note longtext",
            "purchases: change check positive",
        ]
    );
    assert_eq!(apply(&base, &merge.changes), Ok(desired));
}

#[test]
fn two_names_may_be_exchanged() {
    let base = full_shop();
    let hints = ["orders.id=orders.customer", "orders.customer=orders.id"];
    let desired = renamed(&base, &hints);
    let merge = merged(&base, &desired, &base, &hints);
    assert_eq!(merge.changes.renames.len(), 2);
    assert!(merge.changes.changes.is_empty());
    assert_eq!(apply(&base, &merge.changes).as_ref(), Ok(&desired));
    let tables = ["orders=lines", "lines=orders"];
    let desired = renamed(&base, &tables);
    let merge = merged(&base, &desired, &base, &tables);
    assert_eq!(apply(&base, &merge.changes), Ok(desired));
}

#[test]
fn without_an_answer_a_rename_is_suggested_with_its_evidence() {
    let base = full_shop();
    let hint = "orders.total=orders.total_sum";
    let desired = renamed(&base, &[hint]);
    let merge = merged(&base, &desired, &base, &[]);
    let [candidate] = merge.candidates.as_slice() else {
        panic!("one candidate, not {:?}", merge.candidates);
    };
    assert_eq!(candidate.rename.to_string(), hint);
    assert_eq!(candidate.score, 100);
    assert_eq!(
        serde_json::to_string(&candidate.evidence).expect("json"),
        r#"["same_type","same_rules","same_place","same_keys","similar_name"]"#
    );
    assert!(!merge.is_decided());
    let answered = Options::default().renames(Renames {
        hints: Vec::new(),
        refuted: vec![Hint::new(hint).expect("a hint")],
    });
    let merge = try_merged(&base, &desired, &base, &answered).expect("a merge");
    assert!(merge.is_decided());
    assert!(
        shown(&merge.changes)
            .iter()
            .any(|line| line.starts_with("orders: remove column"))
    );
}

#[test]
fn a_table_is_suggested_too_and_strangers_are_not() {
    let base = full_shop();
    let desired = renamed(&base, &["orders=purchases"]);
    let merge = merged(&base, &desired, &base, &[]);
    let found: Vec<_> = merge
        .candidates
        .iter()
        .map(|one| one.rename.to_string())
        .collect();
    assert_eq!(found, ["orders=purchases"]);
    let mut desired = shop();
    let mut other = desired.tables.remove("orders").expect("orders");
    other.columns = [Column::new(ident("a"), DataType::Date)]
        .into_iter()
        .collect();
    other.primary_key = None;
    desired.tables.insert(ident("days"), other);
    assert!(
        merged(&shop(), &desired, &shop(), &[])
            .candidates
            .is_empty()
    );
}

#[test]
fn a_hint_that_fits_nothing_is_an_error() {
    let base = full_shop();
    let desired = renamed(&base, &["orders.total=orders.sum"]);
    let options = |hints: &[&str]| Options::default().renames(renames(hints));
    let refused = |hints: &[&str]| {
        let error = try_merged(&base, &desired, &base, &options(hints)).expect_err("no such thing");
        assert_eq!(error.code(), "diff/renames-do-not-fit");
        error.to_string()
    };
    // All defects at once.
    let message = refused(&[
        "orders.totl=orders.sum",
        "nothing=something",
        "orders.total=orders.summ",
    ]);
    assert_eq!(message.lines().count(), 4, "{message}");
    assert!(
        message.contains("there is no tables.orders.columns.totl before"),
        "{message}"
    );
    assert!(
        message.contains("there is no tables.nothing before"),
        "{message}"
    );
    assert!(
        message.contains("has tables.orders.columns.summ instead of"),
        "{message}"
    );
    // Two answers for one column.
    refused(&["orders.total=orders.sum", "orders.customer=orders.sum"]);
    // It is still there under its old name.
    refused(&["orders.customer=orders.sum"]);
}

#[test]
fn both_sides_may_have_renamed_alike() {
    let base = full_shop();
    let hints = ["orders=purchases", "orders.total=purchases.sum"];
    let done = renamed(&base, &hints);
    let merge = merged(&base, &done, &done, &hints);
    assert!(merge.is_empty(), "{:?}", merge.changes);
}

#[test]
fn live_alone_may_have_renamed() {
    let base = full_shop();
    let hints = ["orders=purchases", "orders.total=purchases.sum"];
    let live = renamed(&base, &hints);
    let desired = {
        let mut schema = full_shop();
        let table = schema.tables.get_mut("orders").expect("orders");
        table
            .columns
            .get_mut(&ident("total"))
            .expect("total")
            .data_type = DataType::Double;
        schema
    };
    let merge = merged(&base, &desired, &live, &hints);
    assert_eq!(
        shown(&merge.changes),
        ["purchases: column sum: type decimal(10,2) → double"]
    );
    assert_eq!(
        shown(&merge.drift),
        [
            "rename table orders → purchases",
            "rename column orders.total → sum"
        ]
    );
    assert_eq!(apply(&base, &merge.drift).as_ref(), Ok(&live));
}

#[test]
fn two_new_names_are_a_conflict() {
    let base = full_shop();
    let hints = ["orders.total=orders.sum", "orders.total=orders.amount"];
    let desired = renamed(&base, &hints[..1]);
    let live = renamed(&base, &hints[1..]);
    let merge = merged(&base, &desired, &live, &hints);
    let [conflict] = merge.conflicts.as_slice() else {
        panic!("one conflict, not {:?}", merge.conflicts);
    };
    assert_eq!(conflict.kind, ConflictKind::BothRenamed);
    assert_eq!(conflict.path.as_str(), "tables.orders.columns.total.name");
    assert!(merge.changes.is_empty());
    let options = Options::default()
        .renames(renames(&hints))
        .on_conflict(OnConflict::PreferDesired);
    let forced = try_merged(&base, &desired, &live, &options).expect("a merge");
    assert_eq!(
        shown(&forced.changes),
        ["rename column orders.amount → sum"]
    );
    assert_eq!(apply(&live, &forced.changes), Ok(desired));
}

#[test]
fn renaming_and_dropping_is_a_conflict() {
    let base = full_shop();
    let dropped = {
        let mut schema = shop();
        let table = schema.tables.get_mut("orders").expect("orders");
        table.columns.remove(&ident("total"));
        schema
    };
    let hints = ["orders.total=orders.sum"];
    let kinds = |desired: &Schema, live: &Schema| {
        let merge = merged(&base, desired, live, &hints);
        let mut conflicts = merge.conflicts.into_iter();
        let found = conflicts.find(|one| one.path.as_str() == "tables.orders.columns.sum");
        found.map(|one| one.kind)
    };
    let renamed = renamed(&base, &hints);
    assert_eq!(
        kinds(&renamed, &dropped),
        Some(ConflictKind::DesiredRenamedLiveDropped)
    );
    assert_eq!(
        kinds(&dropped, &renamed),
        Some(ConflictKind::DesiredDroppedLiveRenamed)
    );
}

#[test]
fn keys_that_differ_in_their_names_alone_are_renamed() {
    let base = full_shop();
    let hints = [
        "orders.indexes.by_total=orders.indexes.total",
        "orders.checks.positive=orders.checks.c",
    ];
    let desired = renamed(&base, &hints);
    let merge = merged(&base, &desired, &base, &[]);
    assert_eq!(
        shown(&merge.changes),
        [
            "rename check positive of orders → c",
            "rename index by_total of orders → total"
        ]
    );
    assert_eq!(apply(&base, &merge.changes).as_ref(), Ok(&desired));
    // With something else changed, only a hint can tell.
    let mut desired = desired;
    let table = desired.tables.get_mut("orders").expect("orders");
    table.indexes.get_mut("total").expect("total").comment = Some("fast".to_owned());
    let merge = merged(&base, &desired, &base, &hints);
    assert_eq!(
        shown(&merge.changes),
        [
            "rename check positive of orders → c",
            "rename index by_total of orders → total",
            "orders: change index total",
        ]
    );
    let found = differences(&merge.changes);
    assert_eq!(
        found[0].path.as_str(),
        "tables.orders.indexes.total.comment"
    );
}

#[test]
fn a_name_that_the_other_side_gave_to_something_else_is_not_taken_over() {
    let base = full_shop();
    let desired = renamed(&base, &["orders.indexes.by_total=orders.indexes.fast"]);
    let mut live = full_shop();
    let table = live.tables.get_mut("orders").expect("orders");
    let other = Index::new(vec![IndexPart::column(ident("customer"))]);
    table.indexes.insert(ident("fast"), other);
    let merge = merged(&base, &desired, &live, &[]);
    assert!(merge.changes.renames.is_empty());
    assert_eq!(merge.conflicts.len(), 1);
    assert!(apply(&live, &merge.changes).is_ok());
    // What a person says is refused.
    let desired = renamed(&base, &["orders.total=orders.sum"]);
    let table = live.tables.get_mut("orders").expect("orders");
    table
        .columns
        .push(Column::new(ident("sum"), DataType::Date));
    let options = Options::default().renames(renames(&["orders.total=orders.sum"]));
    let error = try_merged(&base, &desired, &live, &options).expect_err("taken");
    assert!(
        error
            .to_string()
            .contains("live has something else of that name"),
        "{error}"
    );
}

#[test]
fn names_of_keys_need_not_matter() {
    let base = full_shop();
    let live = renamed(&base, &["orders.uniques.once=orders.uniques.customer"]);
    let options = Options::default().key_names(Compared::Ignored);
    let merge = try_merged(&live, &base, &live, &options).expect("a merge");
    assert!(merge.is_empty(), "{:?}", merge.changes);
    let [ignored] = merge.ignored.as_slice() else {
        panic!("one ignored, not {:?}", merge.ignored);
    };
    assert_eq!(ignored.path.as_str(), "tables.orders.uniques.customer.name");
    assert_eq!(ignored.rule, Rule::KeyName);
}

#[test]
fn hostile_names_are_renamed_in_hints_and_expressions() {
    let mut base = full_shop();
    let table = base.tables.remove("orders").expect("orders");
    base.tables.insert(ident("a.b=c"), table);
    base.tables.remove("lines");
    let hints = [
        "\"a.b=c\"=\"it's \"\"so\"\"\"",
        "\"a.b=c\".total=\"it's \"\"so\"\"\".\"we`ird\"",
    ];
    let desired = renamed(&base, &hints);
    let merge = merged(&base, &desired, &base, &hints);
    assert_eq!(merge.changes.renames.len(), 2);
    assert_eq!(apply(&base, &merge.changes), Ok(desired.clone()));
    let check = &desired.tables["it's \"so\""].checks["positive"];
    assert_eq!(check.expression, "`we``ird` > 0");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Random schemas of which random tables and columns are renamed while random edits are made.
    #[test]
    fn renames_compose_with_edits(
        (base, edited, other) in obmigrate_model::arbitrary::schema(Dialect::OceanBase)
            .prop_flat_map(|a| {
                use obmigrate_model::arbitrary::edited;
                (Just(a.clone()), edited(a.clone()), edited(a))
            }),
        which in any::<[u8; 4]>(),
    ) {
        let hints = some_renames(&base, &edited, &other, which);
        let hints: Vec<&str> = hints.iter().map(String::as_str).collect();
        let desired = renamed(&edited, &hints);
        let two_way = merged(&base, &desired, &base, &hints);
        prop_assert_eq!(apply(&base, &two_way.changes), Ok(desired.clone()));
        let back = two_way.changes.reverse(Dialect::OceanBase);
        prop_assert_eq!(apply(&desired, &back), Ok(base.clone()));
        prop_assert_eq!(two_way.changes.renames.len() >= hints.len(), true);
        // The same edits under their old names differ in nothing but the renames.
        let plain = merged(&base, &edited, &base, &[]);
        prop_assert_eq!(two_way.changes.changes.len(), plain.changes.changes.len());
        // Three sides, both ways round.
        let one = merged(&base, &desired, &other, &hints);
        prop_assert_eq!(apply(&other, &one.changes).err(), None, "{:?} {:#?}", hints, shown(&one.changes));
        prop_assert!(apply(&base, &one.drift).is_ok());
        let mut mirrored = merged(&base, &other, &desired, &hints).conflicts;
        for conflict in &mut mirrored {
            conflict.kind = conflict.kind.mirrored();
            std::mem::swap(&mut conflict.sides.desired, &mut conflict.sides.live);
        }
        prop_assert_eq!(one.conflicts, mirrored);
    }
}

/// Chooses tables and columns that all three schemas have, and new names that none has.
fn some_renames(base: &Schema, one: &Schema, other: &Schema, which: [u8; 4]) -> Vec<String> {
    let quoted =
        |name: &obmigrate_model::Ident| format!("\"{}\"", name.as_str().replace('"', "\"\""));
    let mut hints = Vec::new();
    for (number, (name, table)) in base.tables.iter().enumerate() {
        let (Some(one), Some(other)) = (one.tables.get(name), other.tables.get(name)) else {
            continue;
        };
        let choice = which[number % which.len()];
        let after = if choice.is_multiple_of(3) {
            let after = format!("\"renamed {number}\"");
            hints.push(format!("{}={after}", quoted(name)));
            after
        } else {
            quoted(name)
        };
        let column = table
            .columns
            .names()
            .nth(usize::from(choice) % table.columns.len());
        if let Some(column) = column
            && choice.is_multiple_of(2)
            && one.columns.get(column).is_some()
            && other.columns.get(column).is_some()
        {
            hints.push(format!(
                "{}.{}={after}.\"renamed `{number}`\"",
                quoted(name),
                quoted(column)
            ));
        }
    }
    hints
}
