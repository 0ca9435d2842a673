//! What is left out of a comparison, and that it is said.

use obmigrate_diff::{Compared, Merge, Options, PathPattern, Rule, diff};
use obmigrate_model::pattern::Glob;
use obmigrate_model::{Column, DataType, Nullability};

use crate::shop::{ident, idents, orders, shop};

fn compared(options: &Options) -> Merge {
    let mut desired = orders(|table| {
        table.comment = Some("all".to_owned());
        let total = table.columns.get_mut(&ident("total")).expect("total");
        total.comment = Some("net".to_owned());
        total.nullability = Nullability::NotNull;
        table
            .columns
            .push(Column::new(ident("note"), DataType::TEXT));
        table.columns.arrange(&idents(&["total", "customer", "id"]));
    });
    desired
        .tables
        .get_mut("customer")
        .expect("customer")
        .comment = Some("who".to_owned());
    diff(&shop(), &desired, options).expect("one dialect")
}

fn shown(merge: &Merge) -> (Vec<String>, Vec<(String, Rule)>) {
    let found = obmigrate_diff::differences(&merge.changes);
    (
        found.iter().map(|one| one.path.to_string()).collect(),
        merge
            .ignored
            .iter()
            .map(|one| (one.path.to_string(), one.rule.clone()))
            .collect(),
    )
}

fn pattern(text: &str) -> PathPattern {
    PathPattern::new(text).expect("a pattern")
}

#[test]
fn without_rules_everything_is_compared() {
    let (found, ignored) = shown(&compared(&Options::default()));
    assert_eq!(
        found,
        [
            "tables.customer.comment",
            "tables.orders.columns.total.nullability",
            "tables.orders.columns.total.comment",
            "tables.orders.columns.note",
            "tables.orders.columns",
            "tables.orders.comment",
        ]
    );
    assert_eq!(ignored, []);
}

#[test]
fn patterns_leave_attributes_out() {
    let (found, ignored) = shown(&compared(&Options::default().ignore(pattern("**.comment"))));
    assert_eq!(
        found,
        [
            "tables.orders.columns.total.nullability",
            "tables.orders.columns.note",
            "tables.orders.columns",
        ]
    );
    let rule = || Rule::Pattern("**.comment".to_owned());
    assert_eq!(
        ignored,
        [
            ("tables.customer.comment".to_owned(), rule()),
            ("tables.orders.columns.total.comment".to_owned(), rule()),
            ("tables.orders.comment".to_owned(), rule()),
        ]
    );
}

#[test]
fn patterns_leave_whole_objects_out() {
    let options = Options::default()
        .ignore(pattern("tables.cust*"))
        .ignore(pattern("tables.orders.columns.note"));
    let (found, ignored) = shown(&compared(&options));
    assert!(
        !found
            .iter()
            .any(|path| path.contains("customer") || path.contains("note"))
    );
    assert_eq!(ignored.len(), 2);
}

#[test]
fn the_order_of_columns_can_be_left_out() {
    let options = Options::default().column_order(Compared::Ignored);
    let (found, ignored) = shown(&compared(&options));
    assert!(
        !found.contains(&"tables.orders.columns".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"tables.orders.columns.note".to_owned()),
        "{found:?}"
    );
    assert_eq!(
        ignored,
        [("tables.orders.columns".to_owned(), Rule::ColumnOrder)]
    );
    // Nothing but the order.
    let turned = orders(|table| table.columns.arrange(&idents(&["total", "customer", "id"])));
    let merge = diff(&shop(), &turned, &options).expect("one dialect");
    assert!(merge.is_empty() && merge.ignored.len() == 1);
}

#[test]
fn tables_can_be_selected() {
    let options = Options::default().only(Glob::new("cust*").expect("a pattern"));
    let (found, ignored) = shown(&compared(&options));
    assert_eq!(found, ["tables.customer.comment"]);
    assert_eq!(ignored, [("tables.orders".to_owned(), Rule::NotSelected)]);
}
