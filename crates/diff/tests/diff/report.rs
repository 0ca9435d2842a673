//! The comparison as people and other programs read it.

use obmigrate_diff::{
    Language, OnConflict, Report, Sides, Standing, render_markdown, render_text, report,
};
use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::constraint::Enforcement;
use obmigrate_model::index::Nulls;
use obmigrate_model::schema::{Consequence, Unmodelled};
use obmigrate_model::{
    Check, Column, DataType, DefaultValue, Dialect, Document, Index, IndexPart, Note, Nullability,
    ObjectPath, Schema, Severity, SortOrder, Table, Unique, Value,
};
use proptest::prelude::*;

use crate::shop::{ident, idents, merged, orders, set_type, shop, to_customer};

fn reported(base: &Schema, desired: &Schema, live: &Schema, notes: Vec<Note>) -> Report {
    let merge = merged(base, desired, live, OnConflict::Report);
    let sides = Sides {
        base,
        desired,
        live,
    };
    report(sides, merge, notes).expect("of these sides")
}

/// Makes a comparison in which something of every kind is found.
fn eventful() -> Report {
    let with_index = |schema: &mut Schema| {
        let table = schema.tables.get_mut("orders").expect("orders");
        let parts = vec![
            IndexPart::column(ident("customer")),
            IndexPart::column(ident("total")),
        ];
        table.indexes.insert(ident("by_both"), Index::new(parts));
    };
    let mut base = shop();
    with_index(&mut base);
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
    with_index(&mut desired);
    let table = desired.tables.get_mut("orders").expect("orders");
    let index = table.indexes.get_mut("by_both").expect("by_both");
    index.parts[1].order = SortOrder::Descending;
    index.comment = Some("fast".to_owned());
    desired.unmodelled.push(Unmodelled {
        kind: "trigger".into(),
        path: ObjectPath::table(&ident("orders"))
            .join("triggers")
            .join("audit"),
        detail: "AFTER INSERT".into(),
        consequence: Consequence::BlocksRebuild,
        depends_on: vec![ident("orders")],
    });
    let tag = Table {
        columns: [Column::new(ident("tag|name"), DataType::TEXT)]
            .into_iter()
            .collect(),
        ..Table::default()
    };
    desired.tables.insert(ident("tag"), tag);
    let mut live = orders(|table| {
        set_type(table, DataType::Double);
        let columns = idents(&["customer", "total"]);
        table.uniques.insert(ident("u_once"), Unique::new(columns));
    });
    with_index(&mut live);
    let note = Note {
        code: "model/identity-always".to_owned(),
        severity: Severity::Info,
        path: ObjectPath::column(&ident("orders"), &ident("id")),
        reason: "OceanBase takes a value for it, too".to_owned(),
        remedy: String::new(),
    };
    reported(&base, &desired, &live, vec![note])
}

/// Makes a release that gives up and renames.
fn dangerous() -> Report {
    let mut live = shop();
    let promo = live.tables["customer"].clone();
    live.tables.insert(ident("promo"), promo);
    let mut desired = orders(|table| {
        table.columns.remove(&ident("customer"));
        let total = table.columns.get_mut(&ident("total")).expect("total");
        total.name = ident("total_sum");
    });
    desired.tables.remove("customer");
    desired
        .tables
        .insert(ident("customers"), shop().tables["customer"].clone());
    reported(&live, &desired, &live, Vec::new())
}

#[test]
fn the_text_report_shows_everything() {
    insta::assert_snapshot!(render_text(&eventful(), Language::English));
}

#[test]
fn the_markdown_report_shows_everything() {
    insta::assert_snapshot!(render_markdown(&eventful(), Language::English));
}

#[test]
fn the_chinese_reports_show_everything() {
    insta::assert_snapshot!("chinese_text", render_text(&eventful(), Language::Chinese));
    insta::assert_snapshot!(
        "chinese_markdown",
        render_markdown(&eventful(), Language::Chinese)
    );
}

#[test]
fn what_is_given_up_and_what_may_be_renamed_is_shown() {
    insta::assert_snapshot!(render_text(&dangerous(), Language::English));
}

#[test]
fn an_empty_report_says_so() {
    let report = reported(&shop(), &shop(), &shop(), Vec::new());
    assert_eq!(
        render_text(&report, Language::English),
        "0 changed tables (0 created, 0 removed, 0 altered, 0 renamed), 0 drifted tables on live, \
         0 conflicts (0 to decide), 0 possible renames, 0 objects not compared, 0 ignored\n"
    );
}

#[test]
fn other_parts_of_an_index_are_spelled() {
    let with_index = |parts: &[&str]| {
        let mut schema = shop();
        let table = schema.tables.get_mut("orders").expect("orders");
        let parts = parts.iter().map(|part| IndexPart::column(ident(part)));
        let index = Index::new(parts.collect());
        table.indexes.insert(ident("by_day"), index);
        schema
    };
    let (live, desired) = (with_index(&["total"]), with_index(&["customer", "total"]));
    let report = reported(&live, &desired, &live, Vec::new());
    let text = render_text(&report, Language::English);
    let words = "~ indexes.by_day.parts: (total) → (customer, total)";
    assert!(text.contains(words), "{text}");
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
        let total = table.columns.get_mut(&ident("total")).expect("total");
        // A number for which a JSON value has no place.
        let large = Value::Integer(i128::from(u64::MAX) + 1);
        total.default = Some(DefaultValue::Literal(large));
    });
    let report = reported(&shop(), &desired, &shop(), Vec::new());
    let text = render_text(&report, Language::English);
    for words in [
        "+ uniques.u_once: (customer), include: (total), nulls: not_distinct",
        "+ checks.positive: (`total` > 0), enforcement: not_enforced",
        "+ columns.total.default: 18446744073709551616",
    ] {
        assert!(text.contains(words), "{text}");
    }
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
    let report = reported(&base, &desired, &live, Vec::new());
    let standings: Vec<_> = report
        .merge
        .unmodelled
        .iter()
        .map(|one| one.standing)
        .collect();
    assert_eq!(standings, [Standing::Same, Standing::Changed]);
    let text = render_text(&report, Language::English);
    for words in [
        "view views.totals (desired): select 1",
        "view views.totals (live): select 2",
        "its definition is not that of base",
        "it depends on orders, which changes",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

/// The published JSON Schema is the current one, and describes what is written.
#[test]
fn the_json_schema_is_published_and_right() {
    let current = serde_json::to_string_pretty(&obmigrate_diff::json_schema::of_diff_documents())
        .expect("json");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/diff-2.0.schema.json");
    if std::env::var_os("OBMIGRATE_WRITE_JSON_SCHEMA").is_some() {
        std::fs::write(path, format!("{current}\n")).expect("written");
    }
    let published = std::fs::read_to_string(path).expect("a file");
    assert!(
        published.trim_end() == current,
        "{path} is stale: run this test with OBMIGRATE_WRITE_JSON_SCHEMA=1"
    );
    let description = serde_json::from_str(&published).expect("json");
    let validator = jsonschema::validator_for(&description).expect("a JSON Schema");
    for report in [eventful(), dangerous()] {
        let document = Document::new("test", report).expect("a document");
        let json = document.to_json().expect("json");
        let value = serde_json::from_str(&json).expect("json");
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

/// Is a document that was written once and is never edited.
#[test]
fn a_golden_document_is_read_and_written_the_same() {
    let golden = include_str!("../golden/diff-2.0.json");
    let document = Document::<Report>::from_json(golden).expect("a diff");
    assert_eq!(document.to_json().expect("json"), golden);
    assert_eq!(document.body.summary.created_tables, 1);
}

#[test]
fn an_older_document_is_refused_and_says_what_to_do() {
    let older = r#"{"format": "obmigrate/diff", "version": {"major": 1, "minor": 1},
        "body": {"changes": [], "drift": [], "conflicts": [], "unmodelled": []}}"#;
    let error = Document::<Report>::from_json(older).expect_err("another shape");
    assert_eq!(error.code(), "model/older-version");
    assert!(error.to_string().contains("make it again"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn reports_keep_hostile_names_in_their_lines(
        (base, desired, live) in schema(Dialect::OceanBase)
            .prop_flat_map(|a| (Just(a.clone()), edited(a.clone()), edited(a))),
    ) {
        let report = reported(&base, &desired, &live, Vec::new());
        for language in [Language::English, Language::Chinese] {
            for text in [render_text(&report, language), render_markdown(&report, language)] {
                prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
            }
        }
    }

    #[test]
    fn a_report_survives_json(
        (base, desired, live) in schema(Dialect::OceanBase)
            .prop_flat_map(|a| (Just(a.clone()), edited(a.clone()), edited(a))),
    ) {
        let report = reported(&base, &desired, &live, Vec::new());
        let document = Document::new("test", report).expect("a document");
        let read = Document::<Report>::from_json(&document.to_json().expect("json"));
        prop_assert_eq!(read.expect("the same document"), document);
    }
}
