//! The comparison of structures.

use std::collections::BTreeMap;

use obmigrate_model::constraint::Reference;
use obmigrate_model::{
    Column, DataType, DefaultValue, ForeignKey, Nullability, PrimaryKey, ReferentialAction, Table,
    Value,
};
use obmigrate_verify::{Names, structure};

use super::{findings, ident};

fn table(key: &str, parent: &str) -> Table {
    let references = Reference::new(ident(parent), vec![ident("id")]);
    Table {
        columns: [
            Column::new(ident("id"), DataType::BIGINT),
            Column::new(ident("v"), DataType::TEXT),
        ]
        .into_iter()
        .collect(),
        primary_key: Some(PrimaryKey::new(vec![ident("id")])),
        foreign_keys: BTreeMap::from([(
            ident(key),
            ForeignKey {
                on_delete: ReferentialAction::Restrict,
                on_update: ReferentialAction::Restrict,
                ..ForeignKey::new(vec![ident("v")], references)
            },
        )]),
        ..Table::default()
    }
}

fn check(observed: Option<&Table>, names: &Names, expected: &[&str]) {
    let verdict = structure(&ident("t"), &table("f", "p"), observed, names);
    assert_eq!(verdict.passed(), expected.is_empty());
    assert_eq!(findings(&verdict), expected);
}

#[test]
fn every_attribute_is_compared() {
    check(Some(&table("f", "p")), &Names::Final, &[]);
    check(
        None,
        &Names::Final,
        &["verify/structure-different tables.t: expected a table, found none"],
    );
    let mut observed = table("f", "p");
    observed.comment = Some("x".to_owned());
    observed.primary_key = None;
    let v = observed.columns.get_mut(&ident("v")).expect("a column");
    v.nullability = Nullability::NotNull;
    v.default = Some(DefaultValue::Literal(Value::Integer(1)));
    observed.columns.arrange(&[ident("v")]);
    check(
        Some(&observed),
        &Names::Final,
        &[
            "verify/structure-different tables.t.columns.v.nullability: expected Nullable, found NotNull",
            "verify/structure-different tables.t.columns.v.default: expected none, found 1",
            "verify/structure-different tables.t.columns: expected id, v, found v, id",
            "verify/structure-different tables.t.primary_key: expected (`id`), found none",
            "verify/structure-different tables.t.comment: expected none, found \"x\"",
        ],
    );
}

#[test]
fn temporary_names_do_not_matter() {
    let names = Names::Temporary(BTreeMap::from([(ident("p_tmp"), ident("p"))]));
    check(Some(&table("f_tmp", "p_tmp")), &names, &[]);
    let text = |table: &str| {
        format!(
            r#"{{"columns":["v"],"references":{{"table":"{table}","columns":["id"]}},"on_delete":"restrict","on_update":"restrict"}}"#
        )
    };
    check(
        Some(&table("f_tmp", "q")),
        &names,
        &[
            &format!(
                "verify/structure-different tables.t.foreign_keys: expected {}, found none",
                text("p")
            ),
            &format!(
                "verify/structure-different tables.t.foreign_keys: expected none, found {}",
                text("q")
            ),
        ],
    );
}
