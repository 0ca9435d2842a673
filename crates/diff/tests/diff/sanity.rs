//! Comparisons that nobody can have meant.

use obmigrate_diff::{Doubt, Language, OnConflict, Sides, validate};
use obmigrate_model::{
    Column, DataType, Dialect, Generation, Identity, Nullability, Schema, Severity, Table,
};

use crate::shop::{ident, merged, orders, set_type, shop};

fn doubts(base: &Schema, desired: &Schema, live: &Schema) -> Vec<(&'static str, Severity)> {
    let merge = merged(base, desired, live, OnConflict::Report);
    let sides = Sides {
        base,
        desired,
        live,
    };
    let found = validate(sides, &merge);
    for finding in &found {
        for language in [Language::English, Language::Chinese] {
            assert!(!finding.text(language).is_empty());
        }
    }
    found
        .iter()
        .map(|one| (one.doubt.code(), one.severity))
        .collect()
}

fn numbered(count: usize) -> Schema {
    let mut schema = Schema::empty(Dialect::OceanBase);
    for number in 0..count {
        let column = Column::new(ident(&format!("c{number}")), DataType::BIGINT);
        let table = Table {
            columns: [column].into_iter().collect(),
            ..Table::default()
        };
        schema.tables.insert(ident(&format!("t{number:04}")), table);
    }
    schema
}

#[test]
fn an_ordinary_release_raises_no_doubt() {
    let desired = orders(|table| table.comment = Some("all".to_owned()));
    assert_eq!(doubts(&shop(), &desired, &shop()), []);
    assert_eq!(doubts(&shop(), &shop(), &shop()), []);
}

#[test]
fn an_empty_side_is_doubtful() {
    let empty = Schema::empty(Dialect::OceanBase);
    assert_eq!(
        doubts(&shop(), &empty, &shop()),
        [("diff/desired-empty", Severity::Error)]
    );
    assert_eq!(
        doubts(&empty, &shop(), &empty),
        [("diff/live-empty", Severity::Warning)]
    );
}

#[test]
fn dropping_most_of_it_is_doubtful() {
    let live = numbered(10);
    let mut desired = live.clone();
    desired.tables.retain(|name, _| name.as_str() < "t0004");
    assert_eq!(
        doubts(&live, &desired, &live),
        [("diff/drops-most-tables", Severity::Error)]
    );
    let other = shop();
    assert_eq!(
        doubts(&live, &other, &live),
        [("diff/nothing-in-common", Severity::Error)]
    );
    let wide = orders(|table| {
        for name in ["a", "b", "c", "d"] {
            table.columns.push(Column::new(ident(name), DataType::Date));
        }
    });
    assert_eq!(
        doubts(&wide, &shop(), &wide),
        [("diff/drops-most-columns", Severity::Warning)]
    );
}

#[test]
fn a_base_of_something_else_is_doubtful() {
    let changed = orders(|table| table.comment = Some("all".to_owned()));
    assert_eq!(
        doubts(&numbered(4), &changed, &shop()),
        [("diff/base-unrelated", Severity::Error)]
    );
    let mut remote = numbered(4);
    remote.tables.extend(shop().tables);
    assert_eq!(
        doubts(&remote, &changed, &shop()),
        [("diff/base-remote", Severity::Warning)]
    );
    let drifted = orders(|table| table.comment = Some("by hand".to_owned()));
    assert_eq!(
        doubts(&shop(), &shop(), &drifted),
        [("diff/nothing-released", Severity::Warning)]
    );
}

#[test]
fn a_result_that_does_not_fit_together_is_refused() {
    // Neither side is wrong, and no attribute is in conflict.
    let desired = orders(|table| set_type(table, DataType::VarChar { length: 9 }));
    let live = orders(|table| {
        table
            .columns
            .get_mut(&ident("total"))
            .expect("total")
            .identity = Some(Identity::new(Generation::ByDefault));
        set_type(table, DataType::decimal(10, 2));
    });
    let found = doubts(&shop(), &desired, &live);
    assert_eq!(found, [("diff/goal-unsound", Severity::Error)]);
}

#[test]
fn too_many_tables_for_renames_are_told() {
    let live = numbered(600);
    let mut desired = Schema::empty(Dialect::OceanBase);
    for (number, table) in live.tables.values().enumerate() {
        let mut table = table.clone();
        let column = Column {
            nullability: Nullability::NotNull,
            ..Column::new(ident("other"), DataType::Date)
        };
        table.columns = [column].into_iter().collect();
        desired.tables.insert(ident(&format!("u{number}")), table);
    }
    let found = doubts(&live, &desired, &live);
    assert!(
        found.contains(&(Doubt::TooManyForRenames.code(), Severity::Warning)),
        "{found:?}"
    );
}
