//! The comparison as people read it.

use obmigrate_diff::{Merge, OnConflict, Standing, render_markdown, render_text};
use obmigrate_model::constraint::Enforcement;
use obmigrate_model::index::Nulls;
use obmigrate_model::schema::{Consequence, Unmodelled};
use obmigrate_model::{
    Check, Column, DataType, DefaultValue, Nullability, ObjectPath, Table, Unique, Value,
};

use crate::shop::{difference, ident, idents, merged, orders, set_type, shop, to_customer};

/// Makes a comparison in which something of every kind is found.
fn eventful() -> Merge {
    let mut desired = orders(|table| {
        set_type(table, DataType::BIGINT);
        table.columns.insert(
            1,
            Column::new(ident("note"), DataType::VarChar { length: 20 }),
        );
        let customer = table.columns.get_mut(&ident("customer")).expect("customer");
        customer.default = Some(DefaultValue::Literal(Value::Integer(0)));
        customer.nullability = Nullability::NotNull;
        table
            .foreign_keys
            .insert(ident("f_customer"), to_customer());
        let expression = "`total` > 0".to_owned();
        table
            .checks
            .insert(ident("positive"), Check::new(expression));
        table.comment = Some("what was *bought*\nand when".into());
    });
    desired.unmodelled.push(Unmodelled {
        kind: "trigger".into(),
        path: ObjectPath::table(&ident("orders"))
            .join("triggers")
            .join("audit"),
        detail: "AFTER INSERT".into(),
        consequence: Consequence::BlocksRebuild,
        depends_on: Vec::new(),
    });
    let tag = Table {
        columns: [Column::new(ident("tag|name"), DataType::TEXT)]
            .into_iter()
            .collect(),
        ..Table::default()
    };
    desired.tables.insert(ident("tag"), tag);
    let live = orders(|table| {
        set_type(table, DataType::Double);
        let columns = idents(&["customer", "total"]);
        table.uniques.insert(ident("u_once"), Unique::new(columns));
    });
    merged(&shop(), &desired, &live, OnConflict::Report)
}

#[test]
fn the_text_report_shows_everything() {
    insta::assert_snapshot!(render_text(&eventful()));
}

#[test]
fn the_markdown_report_shows_everything() {
    insta::assert_snapshot!(render_markdown(&eventful()));
}

#[test]
fn an_empty_report_says_so() {
    let report = render_text(&difference(&shop(), &shop()));
    assert_eq!(
        report,
        "0 changed tables, 0 drifted tables on live, 0 conflicts (0 to decide), \
         0 objects not compared\n"
    );
}

#[test]
fn attributes_out_of_the_ordinary_are_spelled() {
    let desired = orders(|table| {
        let unique = Unique {
            nulls: Nulls::NotDistinct,
            include: idents(&["total"]),
            ..Unique::new(idents(&["customer"]))
        };
        table.uniques.insert(ident("u_once"), unique);
        let check = Check {
            enforcement: Enforcement::NotEnforced,
            ..Check::new("`total` > 0")
        };
        table.checks.insert(ident("positive"), check);
    });
    insta::assert_snapshot!(render_text(&merged(
        &shop(),
        &desired,
        &shop(),
        OnConflict::Report
    )));
}

#[test]
fn what_depends_on_a_change_and_what_changed_unseen_is_told() {
    let view = |definition: &str| Unmodelled {
        kind: "view".into(),
        path: ObjectPath::root().join("views").join("totals"),
        detail: definition.into(),
        consequence: Consequence::Reported,
        depends_on: vec![ident("orders")],
    };
    let mut base = shop();
    base.unmodelled.push(view("select 1"));
    let mut live = base.clone();
    live.unmodelled = vec![view("select 2")];
    let mut desired = orders(|table| set_type(table, DataType::Double));
    desired.unmodelled.push(view("select 1"));
    let merge = merged(&base, &desired, &live, OnConflict::Report);
    let standings: Vec<_> = merge.unmodelled.iter().map(|one| one.standing).collect();
    assert_eq!(standings, [Standing::Same, Standing::Changed]);
    insta::assert_snapshot!(render_text(&merge));
}
