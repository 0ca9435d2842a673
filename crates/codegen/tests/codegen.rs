//! Plans of whole change sets, as the SQL that a person reviews.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{Error, Options, bundle, generate};
use obmigrate_model::data_type::{PostgresType, TimeZone};
use obmigrate_model::plan::{Action, Phase, RunId, Strategy};
use obmigrate_model::schema::Access;
use obmigrate_model::{
    Change, ChangeSet, Check, Column, ColumnDelta, DataType, DefaultValue, Delta, Dialect,
    ForeignKey, Generation, Ident, Identity, Index, IndexPart, Nullability, Pair, PrimaryKey,
    Reference, ReferentialAction, Schema, ServerVersion, Table, Target, Unique, Value,
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn idents(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

fn options() -> Options<'static> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    Options::new(
        Target {
            dialect: Dialect::OceanBase,
            version,
        },
        RunId::new("20261123093158").unwrap(),
    )
}

fn column(name: &str, data_type: DataType) -> Column {
    let collation = data_type.is_character().then(|| "utf8mb4_bin".to_owned());
    Column {
        collation,
        nullability: Nullability::NotNull,
        ..Column::new(ident(name), data_type)
    }
}

fn keyed(columns: Vec<Column>, key: &[&str]) -> Table {
    Table {
        columns: columns.into_iter().collect(),
        primary_key: Some(PrimaryKey::new(idents(key))),
        ..Table::default()
    }
}

fn key_to(parent: &str, column: &str, on_delete: ReferentialAction) -> ForeignKey {
    ForeignKey {
        on_delete,
        on_update: ReferentialAction::NoAction,
        ..ForeignKey::new(
            idents(&[column]),
            Reference::new(ident(parent), idents(&["id"])),
        )
    }
}

/// `customers` ← `orders` (cascade, with a check), and `notes` without a key.
fn shop() -> Schema {
    let mut id = column("id", DataType::BIGINT);
    id.identity = Some(Identity::new(Generation::ByDefault));
    let customers = keyed(
        vec![id, column("name", DataType::VarChar { length: 40 })],
        &["id"],
    );
    let mut orders = keyed(
        vec![
            column("id", DataType::BIGINT),
            column("customer_id", DataType::BIGINT),
            column("total", DataType::decimal(10, 2)),
        ],
        &["id"],
    );
    orders.foreign_keys.insert(
        ident("orders_customer"),
        key_to("customers", "customer_id", ReferentialAction::Cascade),
    );
    orders
        .checks
        .insert(ident("total_positive"), Check::new("`total` >= 0"));
    let notes = Table {
        columns: [column("text", DataType::TEXT)].into_iter().collect(),
        ..Table::default()
    };
    let tables = [
        ("customers", customers),
        ("orders", orders),
        ("notes", notes),
    ];
    Schema {
        tables: tables
            .into_iter()
            .map(|(name, table)| (ident(name), table))
            .collect(),
        ..Schema::empty(Dialect::OceanBase)
    }
}

fn alter(table: &str, deltas: Vec<Delta>) -> Change {
    Change::AlterTable {
        name: ident(table),
        deltas,
    }
}

fn retype(name: &str, before: DataType, after: DataType) -> Delta {
    Delta::AlterColumn {
        name: ident(name),
        deltas: vec![ColumnDelta::DataType(Pair { before, after })],
    }
}

fn widen_name() -> Change {
    alter(
        "customers",
        vec![retype(
            "name",
            DataType::VarChar { length: 40 },
            DataType::VarChar { length: 80 },
        )],
    )
}

/// Joins the SQL of a plan: what is the same in every script, and what the tests of the bundle look
/// at, is left out.
fn sql_of(live: &Schema, changes: Vec<Change>) -> String {
    let plan = generate(live, &ChangeSet::from(changes), &options()).unwrap();
    let left_out = ["README.md", "manifest.json", "00_preflight.sql"];
    bundle(&plan)
        .files
        .into_iter()
        .filter(|file| !left_out.contains(&file.name.as_str()))
        .map(|file| format!("== {}\n{}", file.name, statements_of(&file.content)))
        .collect()
}

/// Leaves out the comments at the head, the session and the look for tables.
fn statements_of(script: &str) -> String {
    let session = "READ COMMITTED;\n\n";
    let body = script.split_once(session).map_or(script, |(_, body)| body);
    let checked = body.split_once("_needs_").and_then(|_| {
        let (_, rest) = body.rsplit_once("_needs_")?;
        rest.split_once(";\n\n")
    });
    checked.map_or(body, |(_, rest)| rest).to_owned()
}

fn refusals(live: &Schema, changes: Vec<Change>) -> Vec<&'static str> {
    match generate(live, &ChangeSet::from(changes), &options()) {
        Ok(_) => vec![],
        Err(refusal) => refusal.reasons().iter().map(Error::code).collect(),
    }
}

#[test]
fn a_parent_and_its_unchanged_child() {
    insta::assert_snapshot!(sql_of(&shop(), vec![widen_name()]));
}

#[test]
fn parent_and_child_switch_together() {
    let mut placed = column(
        "placed_at",
        DataType::Timestamp {
            precision: 6,
            zone: TimeZone::With,
        },
    );
    placed.default = Some(DefaultValue::CurrentTimestamp);
    let mut note = column("note", DataType::VarChar { length: 20 });
    note.default = Some(DefaultValue::Literal(Value::Text("it's \\ new".into())));
    let changes = vec![
        widen_name(),
        alter(
            "orders",
            vec![
                Delta::AddColumn {
                    column: placed,
                    position: 3,
                },
                Delta::AddColumn {
                    column: note,
                    position: 4,
                },
                Delta::Unique {
                    name: ident("total_once"),
                    key: Pair {
                        before: None,
                        after: Some(Unique::new(idents(&["total"]))),
                    },
                },
                Delta::Index {
                    name: ident("by_customer"),
                    index: Pair {
                        before: None,
                        after: Some(Index::new(vec![IndexPart::column(ident("customer_id"))])),
                    },
                },
            ],
        ),
    ];
    insta::assert_snapshot!(sql_of(&shop(), changes));
}

#[test]
fn a_removed_table_is_renamed_and_never_dropped_by_the_run() {
    let live = shop();
    let notes = ident("notes");
    let table = live.tables[&notes].clone();
    let changes = ChangeSet::from(vec![Change::DropTable { name: notes, table }]);
    let plan = generate(&live, &changes, &options()).unwrap();
    let group = &plan.groups[0];
    assert_eq!(group.tables[0].strategy, Strategy::Retire);
    let phases: Vec<Phase> = group.steps.iter().map(|step| step.phase).collect();
    assert_eq!(phases, [Phase::Switch, Phase::Cleanup]);
}

#[test]
fn hostile_names_stay_quoted() {
    let mut live = Schema::empty(Dialect::OceanBase);
    let name = "we`ird'; DROP TABLE x; -- \\ /*\n😀 select";
    live.tables.insert(
        ident(name),
        keyed(vec![column("`a`b", DataType::BIGINT)], &["`a`b"]),
    );
    let mut added = column("sel\"ect", DataType::VarChar { length: 9 });
    added.default = Some(DefaultValue::Literal(Value::Text("';--\\".into())));
    let changes = vec![alter(
        name,
        vec![Delta::AddColumn {
            column: added,
            position: 1,
        }],
    )];
    insta::assert_snapshot!(sql_of(&live, changes));
}

#[test]
fn all_reasons_are_told_at_once() {
    let changes = vec![
        alter(
            "customers",
            vec![retype(
                "name",
                DataType::VarChar { length: 40 },
                DataType::Set {
                    labels: vec!["a".to_owned()],
                },
            )],
        ),
        alter(
            "orders",
            vec![
                Delta::AddColumn {
                    column: column("must", DataType::BIGINT),
                    position: 3,
                },
                Delta::AddColumn {
                    column: column("who", DataType::Postgres(PostgresType::Inet)),
                    position: 4,
                },
            ],
        ),
    ];
    assert_eq!(
        refusals(&shop(), changes),
        [
            "codegen/unsupported-type",
            "codegen/unsupported-conversion",
            "codegen/no-value",
            "codegen/no-value",
        ]
    );
}

#[test]
fn a_table_that_keeps_no_value_is_refused() {
    let live = shop();
    let mut other = column("other", DataType::BIGINT);
    other.nullability = Nullability::Nullable;
    let text = live.tables[&ident("notes")].columns.iter().next().unwrap();
    let deltas = vec![
        Delta::DropColumn {
            column: text.clone(),
            position: 0,
        },
        Delta::AddColumn {
            column: other,
            position: 0,
        },
    ];
    assert_eq!(
        refusals(&live, vec![alter("notes", deltas)]),
        ["codegen/nothing-shared"]
    );
}

#[test]
fn a_referenced_table_is_not_retired() {
    let live = shop();
    let customers = ident("customers");
    let table = live.tables[&customers].clone();
    assert_eq!(
        refusals(
            &live,
            vec![Change::DropTable {
                name: customers,
                table
            }]
        ),
        ["codegen/still-referenced"]
    );
}

#[test]
fn changes_of_another_schema_are_refused() {
    assert_eq!(
        refusals(&Schema::empty(Dialect::OceanBase), vec![widen_name()]),
        ["codegen/changes-do-not-fit"]
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(
        sql_of(&shop(), vec![widen_name()]),
        sql_of(&shop(), vec![widen_name()])
    );
}

/// A table with everything that a rebuild has to carry over.
fn rich() -> Schema {
    let table = serde_json::from_str(include_str!("schemas/rebuilt.json")).unwrap();
    let mut schema = Schema::empty(Dialect::OceanBase);
    schema.tables.insert(ident("rich"), table);
    schema
}

#[test]
fn a_rebuilt_table_keeps_everything() {
    let wider = retype(
        "note",
        DataType::VarChar { length: 40 },
        DataType::VarChar { length: 80 },
    );
    insta::assert_snapshot!(sql_of(&rich(), vec![alter("rich", vec![wider])]));
}

#[test]
fn a_table_that_nobody_may_write_to_is_refused() {
    let mut live = shop();
    let customers = live.tables.get_mut(&ident("customers")).unwrap();
    customers.options.access = Access::ReadOnly;
    assert_eq!(
        refusals(&live, vec![widen_name()]),
        ["codegen/read-only-table"]
    );
}

#[test]
fn a_name_that_the_server_misreads_is_refused_where_it_does() {
    let mut live = Schema::empty(Dialect::OceanBase);
    let mut rich = rich().tables.remove(&ident("rich")).unwrap();
    rich.foreign_keys.insert(
        ident("itself"),
        ForeignKey::new(
            idents(&["id"]),
            Reference::new(ident("`rich`"), idents(&["id"])),
        ),
    );
    live.tables.insert(ident("`rich`"), rich);
    let wider = retype(
        "note",
        DataType::VarChar { length: 40 },
        DataType::VarChar { length: 80 },
    );
    // The foreign key before and after; the check before and after.
    assert_eq!(
        refusals(&live, vec![alter("`rich`", vec![wider])]),
        ["codegen/unsupported-feature"; 4]
    );
}

#[test]
fn indexes_are_there_before_the_rows_where_they_cannot_be_added_later() {
    let mut live = shop();
    let notes = live.tables.get_mut(&ident("notes")).unwrap();
    notes.columns.push(column("`", DataType::BIGINT));
    notes.columns.push(column("n", DataType::BIGINT));
    notes.indexes.insert(
        ident("by_n"),
        Index::new(vec![IndexPart::column(ident("n"))]),
    );
    let change = alter(
        "notes",
        vec![retype("n", DataType::BIGINT, DataType::decimal(20, 0))],
    );
    let plan = generate(&live, &ChangeSet::from(vec![change]), &options()).unwrap();
    let group = &plan.groups[0];
    assert_eq!(group.phase(Phase::Index).count(), 0);
    let Action::Statements(create) = &group.phase(Phase::Prepare).next().unwrap().forward else {
        panic!("a table is created");
    };
    assert!(create[0].sql().contains("INDEX `by_n` (`n`)"));
}

#[test]
fn a_parent_in_another_database_is_another_table() {
    let mut live = shop();
    let orders = live.tables.get_mut(&ident("orders")).unwrap();
    let key = orders
        .foreign_keys
        .get_mut(&ident("orders_customer"))
        .unwrap();
    key.references.schema = Some(ident("crm"));
    let changes = ChangeSet::from(vec![widen_name()]);
    let plan = generate(&live, &changes, &options()).unwrap();
    let phases: Vec<Phase> = plan.groups[0].steps.iter().map(|step| step.phase).collect();
    let without_keys = [
        Phase::Prepare,
        Phase::Copy,
        Phase::Constrain,
        Phase::Switch,
        Phase::Cleanup,
    ];
    assert_eq!(phases, without_keys);
}

#[test]
fn labels_are_kept_or_refused() {
    let labels = |labels: &[&str]| labels.iter().map(|&label| label.to_owned()).collect();
    let enumeration = |names: &[&str]| DataType::Enum {
        name: None,
        labels: labels(names),
    };
    let set = |names: &[&str]| DataType::Set {
        labels: labels(names),
    };
    let check = |before: DataType, after: DataType, expected: &[&str]| {
        let mut live = shop();
        let notes = live.tables.get_mut(&ident("notes")).unwrap();
        notes.columns = [Column::new(ident("text"), before.clone())]
            .into_iter()
            .collect();
        let changes = vec![alter("notes", vec![retype("text", before, after)])];
        assert_eq!(refusals(&live, changes), expected);
    };
    let refused = ["codegen/unsupported-conversion"];
    let text = DataType::VarChar { length: 40 };
    let of = enumeration;
    check(of(&["a", "b"]), of(&["c", "b", "a"]), &[]);
    check(of(&["a", "b"]), of(&["a"]), &[]);
    check(of(&["a", "b"]), text.clone(), &[]);
    check(text.clone(), of(&["a", "b"]), &[]);
    check(set(&["a", "b"]), set(&["x", "a", "y", "b"]), &[]);
    check(set(&["a", "b"]), set(&["b", "a"]), &refused);
    check(set(&["a", "b"]), set(&["a"]), &refused);
    check(set(&["a", "b"]), text, &[]);
    check(set(&["a"]), of(&["a"]), &refused);
}
