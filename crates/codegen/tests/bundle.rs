//! The files that a plan is written as.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use std::collections::BTreeSet;

use obmigrate_codegen::{Bundle, Options, bundle, generate};
use obmigrate_model::data_type::{IntegerWidth, Signedness};
use obmigrate_model::plan::{
    Action, Copy, Group, Hazard, Limits, Mapping, Need, Phase, Plan, Preflight, Reversal,
    Reversibility, RunId, Source, Step, Strategy, TablePlan, Transaction,
};
use obmigrate_model::probe::Condition;
use obmigrate_model::{
    Change, ChangeSet, Column, DataType, Delta, Dialect, Fingerprint, Ident, Note, Nullability,
    ObjectPath, PrimaryKey, Probe, Schema, ServerVersion, Severity, Statement, Table, Target,
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn target() -> Target {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    Target {
        dialect: Dialect::OceanBase,
        version,
    }
}

fn options() -> Options<'static> {
    Options::new(target(), RunId::new("20261123093158").unwrap())
}

fn column(name: &str, data_type: DataType) -> Column {
    Column {
        nullability: Nullability::NotNull,
        ..Column::new(ident(name), data_type)
    }
}

fn keyed(columns: Vec<Column>) -> Table {
    let key = columns[0].name.clone();
    Table {
        columns: columns.into_iter().collect(),
        primary_key: Some(PrimaryKey::new(vec![key])),
        ..Table::default()
    }
}

/// A table that is rebuilt, and one that is removed; with all that a person is told.
fn plan() -> Plan {
    let mut live = Schema::empty(Dialect::OceanBase);
    let before = keyed(vec![
        column(
            "id",
            DataType::Integer {
                width: IntegerWidth::Regular,
                signedness: Signedness::Signed,
            },
        ),
        column("paid", DataType::decimal(8, 2)),
    ]);
    live.tables.insert(ident("orders"), before.clone());
    live.tables.insert(ident("gone|`*"), before.clone());
    let delta = Delta::AddColumn {
        column: column("more", DataType::BIGINT),
        position: 2,
    };
    let changes = ChangeSet::from(vec![
        Change::AlterTable {
            name: ident("orders"),
            deltas: vec![delta],
        },
        Change::DropTable {
            name: ident("gone|`*"),
            table: before,
        },
    ]);
    let options = options().value(ident("orders"), ident("more"), "`id` * 2");
    let mut plan = generate(&live, &changes, &options).unwrap();
    let condition = Condition::OutOfRange {
        column: ident("paid"),
        minimum: None,
        maximum: Some("99".to_owned()),
    };
    let probe = Probe {
        table: ident("orders"),
        condition,
    };
    plan.preflight = vec![Preflight {
        path: ObjectPath::column(&ident("orders"), &ident("paid")),
        count: obmigrate_codegen::probe(&probe, Dialect::OceanBase).unwrap(),
        list: Some(Statement::new(
            "SELECT `id` FROM `orders` WHERE `paid` > 99 LIMIT 10",
        )),
        probe,
    }];
    plan.reversibility = Reversibility::WithBackup {
        why: vec!["the column *x* of `orders`\nis dropped".to_owned()],
    };
    plan.notes.push(Note {
        code: "codegen/example".to_owned(),
        severity: Severity::Warning,
        path: ObjectPath::table(&ident("orders")),
        reason: "something | to know".to_owned(),
        remedy: "look at it".to_owned(),
    });
    plan
}

fn content(bundle: &Bundle, beginning: &str) -> String {
    let mut files = bundle.files.iter();
    let file = files.find(|file| file.name.starts_with(beginning));
    file.unwrap().content.clone()
}

#[test]
fn what_a_person_reads_first() {
    insta::assert_snapshot!(content(&bundle(&plan()), "README.md"));
}

#[test]
fn the_preflight() {
    insta::assert_snapshot!(content(&bundle(&plan()), "00_preflight.sql"));
}

#[test]
fn a_script_says_what_it_does_and_risks() {
    insta::assert_snapshot!(content(&bundle(&plan()), "40_switch/"));
}

#[test]
fn a_copy_with_a_computed_column_is_compared_whole() {
    insta::assert_snapshot!(content(&bundle(&plan()), "30_validate/"));
}

#[test]
fn the_manifest_lists_every_other_file() {
    let bundle = bundle(&plan());
    let (manifest, others) = bundle.files.split_last().unwrap();
    assert_eq!(manifest.name, "manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest.content).unwrap();
    assert_eq!(manifest["format"], "obmigrate/bundle");
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), others.len());
    for (listed, file) in listed.iter().zip(others) {
        assert_eq!(listed["name"], file.name);
        assert_eq!(listed["bytes"], file.content.len());
        let digest = Fingerprint::of_bytes(file.content.as_bytes()).to_string();
        assert_eq!(listed["sha256"], digest);
    }
}

#[test]
fn rows_of_postgresql_are_printed_by_psql() {
    let table = keyed(vec![
        column("id", DataType::BIGINT),
        column("v", DataType::VarChar { length: 9 }),
        column("b", DataType::VarBinary { length: 9 }),
    ]);
    let mut source = Schema::empty(Dialect::Postgres);
    let on_postgres = keyed(vec![
        column("id", DataType::BIGINT),
        column("v", DataType::VarChar { length: 9 }),
        column(
            "b",
            DataType::Blob {
                capacity: obmigrate_model::data_type::Capacity::Long,
            },
        ),
    ]);
    source.tables.insert(ident("it's"), on_postgres);
    let changes = ChangeSet::from(vec![Change::CreateTable {
        name: ident("it's"),
        table,
    }]);
    let live = Schema::empty(Dialect::OceanBase);
    let plan = generate(&live, &changes, &options().source(&source)).unwrap();
    let bundle = bundle(&plan);
    let scripts = [
        content(&bundle, "20_copy/"),
        content(&bundle, "30_validate/"),
    ];
    insta::assert_snapshot!(scripts.join("\n==\n"));
    assert!(content(&bundle, "README.md").contains("load 20_copy/*.psql\n"));
}

/// Rebuilds many tables, each in a group of its own.
fn large(tables: u32) -> Plan {
    let mut plan = plan();
    plan.groups = (1..=tables).map(|number| group(number, tables)).collect();
    plan
}

fn group(number: u32, tables: u32) -> Group {
    let table = ident(&format!("t/{number}\n'"));
    let (temp, backup) = (ident(&format!("n{number}")), ident(&format!("b{number}")));
    let copy = Copy {
        source: Source::SameServer,
        from: table.clone(),
        into: temp.clone(),
        columns: vec![Mapping {
            column: ident("id"),
            data_type: DataType::BIGINT,
            source_column: ident("id"),
            source_type: DataType::BIGINT,
        }],
        computed: vec![],
        key: vec![],
        chunk_rows: 1,
        statement: Statement::new("INSERT INTO x SELECT y"),
    };
    let step = |id, phase, forward, reversal| Step {
        id,
        phase,
        path: ObjectPath::table(&table),
        summary: "do it\r\nDROP TABLE x;".to_owned(),
        forward,
        reversal,
        transaction: Transaction::default(),
        hazards: vec![Hazard::LongRunning],
        limits: Limits::default(),
        needs: vec![Need::NoTable(temp.clone())],
    };
    let create = Action::Statements(vec![Statement::new("CREATE TABLE x (id int)")]);
    let drop = Action::Statements(vec![Statement::new("DROP TABLE IF EXISTS x")]);
    let copy = Action::Copy(Box::new(copy));
    Group {
        tables: vec![TablePlan {
            table: table.clone(),
            renamed_from: None,
            strategy: Strategy::Rebuild,
            reason: "because".to_owned(),
            before: None,
            after: None,
            temp: Some(temp.clone()),
            backup: Some(backup),
        }],
        steps: vec![
            step(number, Phase::Prepare, create, Reversal::Undo(drop)),
            step(tables + number, Phase::Copy, copy, Reversal::NoEffect),
        ],
    }
}

#[test]
fn thousands_of_tables_sort_as_they_run() {
    let bundle = bundle(&large(2_000));
    let names: Vec<&str> = bundle.files.iter().map(|file| file.name.as_str()).collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), 8_003);
    assert_eq!(distinct.len(), names.len(), "each name is one file's");
    let scripts: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| name.contains('/'))
        .collect();
    assert!(
        scripts.is_sorted(),
        "the order of names is the order of execution"
    );
    assert_eq!(scripts[0], "10_create_temp/0001_t_1.sql");
    assert_eq!(scripts[7_999], "50_rollback/2000_prepare_t_1.sql");
    for name in scripts {
        let is_safe = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
        assert!(name.chars().all(is_safe), "{name}");
    }
}

#[test]
fn no_name_breaks_out_of_a_comment() {
    for file in bundle(&large(1)).files {
        if !file.name.ends_with(".sql") {
            continue;
        }
        for line in file.content.lines() {
            assert!(!line.starts_with("DROP TABLE x;"), "{}: {line}", file.name);
        }
        assert!(!file.content.contains('\r'), "{}", file.name);
    }
}

#[test]
fn variables_get_names_that_no_column_has() {
    let mut live = Schema::empty(Dialect::OceanBase);
    let before = keyed(vec![
        column("Obmigrate_low_1", DataType::BIGINT),
        column("obmigrate__end", DataType::BIGINT),
    ]);
    live.tables.insert(ident("t"), before);
    let changes = ChangeSet::from(vec![Change::AlterTable {
        name: ident("t"),
        deltas: vec![Delta::AddColumn {
            column: Column::new(ident("more"), DataType::BIGINT),
            position: 2,
        }],
    }]);
    let plan = generate(&live, &changes, &options()).unwrap();
    let script = content(&bundle(&plan), "20_copy/");
    assert!(
        script.contains("DECLARE obmigrate___low_1, obmigrate___high_1 bigint;"),
        "{script}"
    );
}
