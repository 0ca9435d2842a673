//! Plans for PostgreSQL, step by step.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot do its work fails the test"
)]

use std::fmt::Write as _;

use obmigrate_codegen::{Error, Options, bundle, generate};
use obmigrate_model::change::{KeyKind, Rename, Renamed, SequenceChange, apply};
use obmigrate_model::data_type::{TimeZone, TypeName};
use obmigrate_model::partition::{Partition, PartitionBound, PartitionMethod};
use obmigrate_model::plan::{
    Action, Hazard, Need, Phase, Plan, Reversal, Reversibility, RunId, Step, Strategy, Transaction,
};
use obmigrate_model::schema::{Consequence, Unmodelled};
use obmigrate_model::{
    Change, ChangeSet, Column, ColumnDelta, DataType, DefaultValue, Delta, Dialect, Fingerprint,
    ForeignKey, Generated, Generation, Ident, Identity, Index, IndexKey, IndexPart, Nullability,
    ObjectPath, Pair, Partitioning, PrimaryKey, Reference, Schema, Sequence, ServerVersion,
    Storage, Table, Target, Unique,
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

const fn version(major: u16) -> Target {
    let version = ServerVersion {
        major,
        minor: 0,
        patch: 0,
    };
    Target {
        dialect: Dialect::Postgres,
        version,
    }
}

fn options(major: u16) -> Options<'static> {
    Options::new(version(major), RunId::new("20261123093158").unwrap())
}

fn column(name: &str, data_type: DataType) -> Column {
    Column::new(ident(name), data_type)
}

fn not_null(name: &str, data_type: DataType) -> Column {
    Column {
        nullability: Nullability::NotNull,
        ..column(name, data_type)
    }
}

fn mood(labels: &[&str]) -> DataType {
    DataType::Enum {
        name: Some(TypeName {
            schema: None,
            name: ident("mood"),
        }),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
    }
}

fn key(name: &str) -> Option<PrimaryKey> {
    Some(PrimaryKey {
        name: Some(ident(name)),
        ..PrimaryKey::new(vec![ident("id")])
    })
}

/// `people`, whom `orders` reference; both have moods.
fn shop() -> Schema {
    let mut id = not_null("id", DataType::INTEGER);
    id.identity = Some(Identity::new(Generation::Always));
    let people = Table {
        columns: [
            id.clone(),
            column("name", DataType::VarChar { length: 20 }),
            column("note", DataType::TEXT),
            column("mood", mood(&["sad", "happy"])),
        ]
        .into_iter()
        .collect(),
        primary_key: key("people_pkey"),
        indexes: [(
            ident("by_name"),
            Index::new(vec![IndexPart::column(ident("name"))]),
        )]
        .into(),
        ..Table::default()
    };
    let reference = Reference::new(ident("people"), vec![ident("id")]);
    let orders = Table {
        columns: [
            id,
            column("who", DataType::INTEGER),
            column("mood", mood(&["sad", "happy"])),
        ]
        .into_iter()
        .collect(),
        primary_key: key("orders_pkey"),
        uniques: [(ident("once"), Unique::new(vec![ident("who")]))].into(),
        foreign_keys: [(
            ident("of_who"),
            ForeignKey::new(vec![ident("who")], reference),
        )]
        .into(),
        indexes: [(
            ident("by_mood"),
            Index::new(vec![IndexPart::column(ident("mood"))]),
        )]
        .into(),
        ..Table::default()
    };
    let mut schema = Schema::empty(Dialect::Postgres);
    schema.tables = [(ident("orders"), orders), (ident("people"), people)].into();
    schema.sequences = [(ident("tickets"), sequence())].into();
    schema
}

const fn sequence() -> Sequence {
    Sequence {
        data_type: DataType::BIGINT,
        start: 1,
        increment: 1,
        limits: obmigrate_model::sequence::SequenceLimits {
            minimum: None,
            maximum: None,
            cache: 1,
            exhaustion: obmigrate_model::sequence::Exhaustion::Error,
        },
        owner: None,
    }
}

fn retyped(name: &str, before: DataType, after: DataType) -> Delta {
    Delta::AlterColumn {
        name: ident(name),
        deltas: vec![ColumnDelta::DataType(Pair { before, after })],
    }
}

fn altered(table: &str, deltas: Vec<Delta>) -> Change {
    Change::AlterTable {
        name: ident(table),
        deltas,
    }
}

fn removed(schema: &Schema, table: &str) -> Change {
    Change::DropTable {
        name: ident(table),
        table: schema.tables[&ident(table)].clone(),
    }
}

fn planned(schema: &Schema, changes: &ChangeSet) -> Plan {
    generate(schema, changes, &options(16)).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn codes(schema: &Schema, changes: &ChangeSet, options: &Options<'_>) -> Vec<&'static str> {
    match generate(schema, changes, options) {
        Ok(_) => vec![],
        Err(refusal) => refusal.reasons().iter().map(Error::code).collect(),
    }
}

fn steps(plan: &Plan) -> impl Iterator<Item = &Step> {
    plan.groups.iter().flat_map(|group| &group.steps)
}

fn statements(action: &Action) -> Vec<&str> {
    match action {
        Action::Statements(statements) => statements.iter().map(|one| one.sql()).collect(),
        Action::Copy(_) | Action::Rename(_) | Action::CarryCounter { .. } => {
            panic!("{action:?}")
        }
    }
}

/// Writes what a person reviews.
fn shown(plan: &Plan) -> String {
    let mut out = String::new();
    for table in plan.tables() {
        writeln!(out, "{}: {}, {}", table.table, table.strategy, table.reason).unwrap();
    }
    for step in steps(plan) {
        writeln!(out, "\n{} {}: {}", step.id, step.phase, step.summary).unwrap();
        if !step.hazards.is_empty() {
            let hazards = step.hazards.iter().map(|hazard| hazard.code());
            let hazards = hazards.collect::<Vec<_>>().join(", ");
            writeln!(out, "  hazards: {hazards}").unwrap();
        }
        if step.limits != obmigrate_model::plan::Limits::default() {
            let limits = step.limits;
            writeln!(
                out,
                "  limits: {:?} {:?}",
                limits.statement_ms, limits.lock_ms
            )
            .unwrap();
        }
        for need in &step.needs {
            writeln!(out, "  needs: {need:?}").unwrap();
        }
        for statement in statements(&step.forward) {
            writeln!(
                out,
                "  {}",
                statement.replace("\n  ", " ").replace('\n', "")
            )
            .unwrap();
        }
        match &step.reversal {
            Reversal::Undo(action) => {
                for statement in statements(action) {
                    writeln!(out, "  undo: {statement}").unwrap();
                }
            }
            Reversal::NoEffect => {}
            Reversal::Impossible { why } => writeln!(out, "  not undone: {why}").unwrap(),
        }
    }
    writeln!(out, "\n{:?}", plan.reversibility).unwrap();
    for note in &plan.notes {
        writeln!(out, "{note}").unwrap();
    }
    out
}

#[test]
fn a_table_is_altered_a_new_one_takes_the_names_of_a_removed_one() {
    let schema = shop();
    let note = schema.tables[&ident("people")].columns.get(&ident("note"));
    let receipts = Table {
        columns: [not_null("id", DataType::BIGINT)].into_iter().collect(),
        primary_key: key("orders_pkey"),
        ..Table::default()
    };
    let changes = ChangeSet {
        changes: vec![
            removed(&schema, "orders"),
            altered(
                "people",
                vec![
                    retyped(
                        "mood",
                        mood(&["sad", "happy"]),
                        mood(&["angry", "sad", "happy"]),
                    ),
                    Delta::DropColumn {
                        column: note.unwrap().clone(),
                        position: 2,
                    },
                ],
            ),
            Change::CreateTable {
                name: ident("receipts"),
                table: receipts,
            },
        ],
        sequences: vec![SequenceChange {
            name: ident("tickets"),
            sequence: Pair {
                before: Some(sequence()),
                after: None,
            },
        }],
        ..ChangeSet::default()
    };
    let plan = planned(&schema, &changes);
    insta::assert_snapshot!(shown(&plan));
    let goal = apply(&schema, &changes).unwrap();
    assert_eq!(plan.base, Fingerprint::of(&schema).unwrap());
    assert_eq!(plan.goal, Fingerprint::of(&goal).unwrap());
    assert_eq!(plan, planned(&schema, &changes));
}

/// Exchanges the first two columns of `orders`.
fn reordered() -> ChangeSet {
    let order = Pair {
        before: ["id", "who", "mood"].map(ident).to_vec(),
        after: ["who", "id", "mood"].map(ident).to_vec(),
    };
    ChangeSet::from(vec![altered(
        "orders",
        vec![Delta::ReorderColumns { order }],
    )])
}

#[test]
fn a_table_that_is_made_again_is_kept() {
    insta::assert_snapshot!(shown(&planned(&shop(), &reordered())));
}

#[test]
fn the_rows_of_a_table_with_other_names_are_put_aside() {
    let key = Rename {
        object: Renamed::Key {
            table: ident("orders"),
            kind: KeyKind::Unique,
        },
        name: Pair {
            before: ident("once"),
            after: ident("only_once"),
        },
    };
    let changes = ChangeSet {
        renames: vec![key],
        ..reordered()
    };
    insta::assert_snapshot!(shown(&planned(&shop(), &changes)));
}

#[test]
fn all_steps_but_the_cleanup_are_one_transaction() {
    let schema = shop();
    let plan = planned(&schema, &ChangeSet::from(vec![removed(&schema, "orders")]));
    for step in steps(&plan) {
        let is_cleanup = step.phase == Phase::Cleanup;
        assert!(is_cleanup || step.phase == Phase::Switch);
        let is_alone = step.transaction == Transaction::EachStatement;
        assert_eq!(is_alone, is_cleanup);
        assert_eq!(step.needs.contains(&Need::Accepted), is_cleanup);
    }
    let table = plan.tables().next().unwrap();
    assert_eq!(table.strategy, Strategy::Retire);
    assert_eq!(table.backup, Some(ident("orders_bak_20261123093158")));
    assert_eq!(plan.reversibility, Reversibility::UntilCleanup);
}

#[test]
fn nothing_is_done_where_nothing_changes() {
    let plan = planned(&shop(), &ChangeSet::default());
    assert_eq!(plan.groups, []);
    assert_eq!(plan.base, plan.goal);
}

/// Changes a column of a table that has no other; returns the hazards of the step that does.
fn hazards(major: u16, before: Option<Column>, after: Column) -> Vec<Hazard> {
    let mut schema = Schema::empty(Dialect::Postgres);
    let mut table = Table {
        columns: [column("k", DataType::INTEGER)].into_iter().collect(),
        ..Table::default()
    };
    let delta = match before {
        Some(before) => {
            table.columns.push(before.clone());
            let pair = Pair {
                before: before.data_type,
                after: after.data_type.clone(),
            };
            Delta::AlterColumn {
                name: before.name,
                deltas: vec![ColumnDelta::DataType(pair)],
            }
        }
        None => Delta::AddColumn {
            column: after.clone(),
            position: 1,
        },
    };
    schema.tables.insert(ident("t"), table);
    let changes = ChangeSet::from(vec![altered("t", vec![delta])]);
    let plan = generate(&schema, &changes, &options(major)).unwrap();
    let path = ObjectPath::column(&ident("t"), &after.name);
    let found = steps(&plan).find(|step| step.path == path).unwrap();
    found.hazards.clone()
}

#[test]
fn a_step_says_what_it_writes_anew() {
    const ANEW: [Hazard; 3] = [Hazard::LongRunning, Hazard::Rewrite, Hazard::Lock];
    let with = |default: DefaultValue| Column {
        default: Some(default),
        ..column("c", DataType::TEXT)
    };
    let text = |text: &str| with(DefaultValue::Expression(text.to_owned()));
    let constant = || with(DefaultValue::CurrentTimestamp);
    assert_eq!(hazards(16, None, constant()), [Hazard::Lock]);
    assert_eq!(hazards(10, None, constant()), ANEW);
    assert_eq!(
        hazards(16, None, text("('a'::text || 'b'::text)")),
        [Hazard::Lock]
    );
    assert_eq!(hazards(16, None, text("my_text ()")), ANEW);
    assert_eq!(hazards(16, None, with(DefaultValue::RandomUuid)), ANEW);
    let computed = |storage| Column {
        generated: Some(Generated {
            expression: "(k * 2)".to_owned(),
            storage,
        }),
        ..column("c", DataType::INTEGER)
    };
    assert_eq!(
        hazards(18, None, computed(Storage::Virtual)),
        [Hazard::Lock]
    );
    assert_eq!(hazards(18, None, computed(Storage::Stored)), ANEW);
    let at = |precision, zone| column("c", DataType::Timestamp { precision, zone });
    let retyped = |before, after| hazards(16, Some(before), after);
    let (without, with_zone) = (TimeZone::Without, TimeZone::With);
    assert_eq!(retyped(at(3, without), at(6, without)), [Hazard::Lock]);
    assert_eq!(retyped(at(6, without), at(3, without)), ANEW);
    // Not in UTC, or before 12.
    assert_eq!(retyped(at(6, without), at(6, with_zone)), ANEW);
}

#[test]
fn what_does_not_come_back_is_named() {
    let why = |before: DataType, after: DataType| {
        let mut schema = shop();
        let orders = schema.tables.get_mut(&ident("orders")).unwrap();
        orders.foreign_keys.clear();
        orders.columns.get_mut(&ident("who")).unwrap().data_type = before.clone();
        let changes = altered("orders", vec![retyped("who", before, after)]);
        let plan = planned(&schema, &ChangeSet::from(vec![changes]));
        let last = steps(&plan).last().unwrap().reversal.clone();
        (plan.reversibility, matches!(last, Reversal::Undo(_)))
    };
    let comes_back = (Reversibility::UntilCleanup, true);
    assert_eq!(why(DataType::INTEGER, DataType::BIGINT), comes_back);
    assert_eq!(why(DataType::BIGINT, DataType::TEXT), comes_back);
    let numeric = DataType::decimal;
    assert_eq!(why(numeric(5, 2), numeric(9, 4)), comes_back);
    let (rounded, is_undone) = why(numeric(9, 4), numeric(9, 2));
    let text = "tables.orders.columns.who: values of type decimal(9,4) may not come back from \
                decimal(9,2)";
    let with_backup = Reversibility::WithBackup {
        why: vec![text.to_owned()],
    };
    assert_eq!((rounded, is_undone), (with_backup, true));
    let (one_way, is_undone) = why(DataType::Real, DataType::Double);
    let text = "tables.orders.columns.who: values of type double cannot be converted to real";
    let irreversible = Reversibility::Irreversible {
        why: vec![text.to_owned()],
    };
    assert_eq!((one_way, is_undone), (irreversible, false));
}

#[test]
fn long_names_are_cut_to_what_fits() {
    let name = "é".repeat(31);
    let mut schema = Schema::empty(Dialect::Postgres);
    let columns = [column("a", DataType::INTEGER)];
    let day = || vec![IndexKey::Column(ident("a"))];
    let rest = Partition {
        name: ident(&"p".repeat(63)),
        bound: PartitionBound::Default,
        partitioning: None,
    };
    let table = Table {
        columns: columns.into_iter().collect(),
        partitioning: Some(Partitioning {
            method: PartitionMethod::RangeColumns,
            key: day(),
            partitions: vec![rest],
        }),
        ..Table::default()
    };
    schema.tables.insert(ident(&name), table);
    let plan = planned(&schema, &ChangeSet::from(vec![removed(&schema, &name)]));
    let renames: Vec<&str> = steps(&plan)
        .filter(|step| step.phase == Phase::Switch)
        .flat_map(|step| statements(&step.forward))
        .filter_map(|statement| Some(statement.split_once(" RENAME TO ")?.1.trim_matches('"')))
        .collect();
    assert_eq!(renames.len(), 2);
    for name in renames {
        assert!(
            name.len() <= 63 && name.ends_with("_bak_20261123093158"),
            "{name}"
        );
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let mut schema = shop();
    let people = schema.tables[&ident("people")].clone();
    let taken = ident("by_name_bak_20261123093158");
    schema.sequences.insert(taken, sequence());
    let mut late = schema.tables[&ident("orders")].clone();
    let reference = Reference::new(ident("nowhere"), vec![ident("id")]);
    let lost = ForeignKey::new(vec![ident("who")], reference);
    late.foreign_keys = [(ident("lost"), lost.clone())].into();
    let changes = ChangeSet::from(vec![
        altered(
            "orders",
            vec![
                Delta::AddColumn {
                    column: not_null("more", DataType::INTEGER),
                    position: 3,
                },
                retyped("mood", mood(&["sad", "happy"]), DataType::Date),
                Delta::ForeignKey {
                    name: ident("lost"),
                    key: Pair {
                        before: None,
                        after: Some(lost),
                    },
                },
            ],
        ),
        Change::DropTable {
            name: ident("people"),
            table: people,
        },
    ]);
    let valued = options(16).value(ident("orders"), ident("who"), "1");
    let expected = [
        "codegen/name-taken",
        "codegen/value-unused",
        "codegen/no-value",
        "codegen/dangling-reference",
        "codegen/still-referenced",
        "codegen/unsupported-conversion",
    ];
    assert_eq!(codes(&schema, &changes, &valued), expected);
}

#[test]
fn a_schema_of_another_server_is_refused() {
    let nothing = ChangeSet::default();
    let other = Schema::empty(Dialect::OceanBase);
    let refused = ["codegen/wrong-dialect"];
    assert_eq!(codes(&other, &nothing, &options(16)), refused);
    let changes = ChangeSet::from(vec![removed(&shop(), "orders")]);
    let other = Schema::empty(Dialect::Postgres);
    let refused = ["codegen/changes-do-not-fit"];
    assert_eq!(codes(&other, &changes, &options(16)), refused);
}

#[test]
fn who_reads_a_changed_table_is_named() {
    let mut schema = shop();
    let view = |name: &str, table: &str| Unmodelled {
        kind: "view".to_owned(),
        path: ObjectPath::root().join("views").join(name),
        detail: String::new(),
        consequence: Consequence::Reported,
        depends_on: vec![ident(table)],
    };
    schema.unmodelled = vec![view("of_orders", "orders"), view("of_people", "people")];
    let renames = vec![Rename {
        object: Renamed::Table,
        name: Pair {
            before: ident("people"),
            after: ident("persons"),
        },
    }];
    let text = DataType::TEXT;
    let wider = retyped("name", DataType::VarChar { length: 20 }, text);
    let mut orders = schema.tables[&ident("orders")].clone();
    let parent = &mut orders
        .foreign_keys
        .get_mut(&ident("of_who"))
        .unwrap()
        .references;
    parent.table = ident("persons");
    let changes = ChangeSet {
        renames,
        changes: vec![
            Change::DropTable {
                name: ident("orders"),
                table: orders,
            },
            altered("persons", vec![wider]),
        ],
        ..ChangeSet::default()
    };
    let plan = planned(&schema, &changes);
    let notes: Vec<String> = plan.notes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(notes.join("\n"));
}

#[test]
fn a_plan_is_a_script_of_one_transaction_and_one_that_undoes_it() {
    let mut before = Schema::empty(Dialect::Postgres);
    let people = Table {
        columns: [
            not_null("id", DataType::INTEGER),
            column("line\nbreak", DataType::TEXT),
        ]
        .into_iter()
        .collect(),
        ..Table::default()
    };
    before.tables.insert(ident("pe\nople"), people);
    let deltas = vec![Delta::DropColumn {
        column: column("line\nbreak", DataType::TEXT),
        position: 1,
    }];
    let changes = ChangeSet::from(vec![Change::AlterTable {
        name: ident("pe\nople"),
        deltas,
    }]);
    let plan = generate(&before, &changes, &options(16)).unwrap();
    let files = bundle(&plan).files;
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "README.md",
            "00_preflight.sql",
            "40_switch.sql",
            "50_rollback.sql",
            "90_cleanup.sql",
            "manifest.json"
        ]
    );
    let texts = files[..5].iter();
    let texts: Vec<String> = texts
        .map(|file| format!("== {}\n{}", file.name, file.content))
        .collect();
    insta::assert_snapshot!(texts.concat());
}
