//! Plans of tables, columns and keys that get other names.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{Options, Refusal, generate};
use obmigrate_model::change::{KeyKind, Rename, Renamed};
use obmigrate_model::plan::{Action, Phase, Plan, RunId, Strategy};
use obmigrate_model::{
    ChangeSet, Column, DataType, Dialect, ForeignKey, Ident, Nullability, Pair, PrimaryKey,
    Reference, Schema, Sequence, ServerVersion, Table, Target, change::SequenceChange,
};

const RUN: &str = "20261123093158";

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn table(columns: &[&str], parent: Option<(&str, &str)>) -> Table {
    let columns = columns.iter().map(|name| Column {
        nullability: Nullability::NotNull,
        ..Column::new(ident(name), DataType::BIGINT)
    });
    let columns: Vec<_> = columns.collect();
    let mut table = Table {
        primary_key: Some(PrimaryKey::new(vec![columns[0].name.clone()])),
        columns: columns.into_iter().collect(),
        ..Table::default()
    };
    if let Some((key, parent)) = parent {
        let columns = vec![table.columns.names().last().unwrap().clone()];
        let reference = Reference::new(ident(parent), vec![ident("id")]);
        let key_to = ForeignKey::new(columns, reference);
        table.foreign_keys.insert(ident(key), key_to);
    }
    table
}

/// `people` ← `orders`, and `a` and `b` alone.
fn live() -> Schema {
    let tables = [
        ("people", table(&["id", "born"], None)),
        ("orders", table(&["id", "who"], Some(("by", "people")))),
        ("a", table(&["id", "x", "y"], None)),
        ("b", table(&["id"], None)),
    ];
    let mut schema = Schema::empty(Dialect::OceanBase);
    schema.tables = tables.map(|(name, table)| (ident(name), table)).into();
    schema
}

fn named(object: Renamed, before: &str, after: &str) -> Rename {
    let (before, after) = (ident(before), ident(after));
    Rename {
        object,
        name: Pair { before, after },
    }
}

fn of_table(before: &str, after: &str) -> Rename {
    named(Renamed::Table, before, after)
}

fn of_column(table: &str, before: &str, after: &str) -> Rename {
    let table = ident(table);
    named(Renamed::Column { table }, before, after)
}

fn plan_of(live: &Schema, changes: &ChangeSet) -> Result<Plan, Refusal> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    let target = Target {
        dialect: Dialect::OceanBase,
        version,
    };
    let options = Options::new(target, RunId::new(RUN).unwrap());
    generate(live, changes, &options)
}

fn renamed(renames: Vec<Rename>) -> Plan {
    let changes = ChangeSet {
        renames,
        ..ChangeSet::default()
    };
    plan_of(&live(), &changes).unwrap()
}

/// Writes the copies, the key changes and the switches of a plan, the timestamp as `…`.
fn lines(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    let phases = [Phase::Copy, Phase::Constrain, Phase::Switch, Phase::Settle];
    for group in &plan.groups {
        for step in phases.into_iter().flat_map(|phase| group.phase(phase)) {
            match &step.forward {
                Action::Statements(statements) => {
                    lines.extend(statements.iter().map(|one| one.sql().to_owned()));
                }
                Action::Copy(copy) => lines.push(copy.statement.sql().to_owned()),
                Action::Rename(renames) => {
                    let pairs = renames
                        .iter()
                        .map(|one| format!("{} → {}", one.from, one.to));
                    lines.push(pairs.collect::<Vec<_>>().join(", "));
                }
                Action::CarryCounter { from, to } => lines.push(format!("{from} counts {to}")),
            }
        }
    }
    let short = |line: String| line.replace(RUN, "…").replace('`', "");
    lines.into_iter().map(short).collect()
}

#[test]
fn an_unchanged_child_follows_a_renamed_parent() {
    let plan = renamed(vec![
        of_table("people", "persons"),
        of_column("people", "id", "number"),
    ]);
    let tables = &plan.groups[0].tables;
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0].original(), &ident("people"));
    let expected = [
        "INSERT INTO persons_tmp_… (number, born) SELECT id, born FROM people",
        "ALTER TABLE orders ADD CONSTRAINT by_tmp_… FOREIGN KEY (who) REFERENCES persons_tmp_… (number)",
        "people → people_bak_…, persons_tmp_… → persons",
        "ALTER TABLE orders DROP FOREIGN KEY by",
        "ALTER TABLE orders ADD CONSTRAINT by FOREIGN KEY (who) REFERENCES persons (number)",
        "ALTER TABLE orders DROP FOREIGN KEY by_tmp_…",
    ];
    assert_eq!(lines(&plan), expected);
}

#[test]
fn names_are_exchanged_in_one_statement() {
    let plan = renamed(vec![
        of_table("a", "b"),
        of_table("b", "a"),
        of_column("a", "x", "y"),
        of_column("a", "y", "x"),
    ]);
    let expected = [
        "INSERT INTO a_tmp_… (id) SELECT id FROM b",
        "INSERT INTO b_tmp_… (id, y, x) SELECT id, x, y FROM a",
        "b → b_bak_…, a → a_bak_…, a_tmp_… → a, b_tmp_… → b",
    ];
    assert_eq!(lines(&plan), expected);
}

#[test]
fn a_name_that_was_given_up_is_no_source() {
    let mut column = Column::new(ident("x"), DataType::BIGINT);
    column.nullability = Nullability::Nullable;
    let changes = ChangeSet {
        renames: vec![of_column("a", "x", "z"), of_table("b", "c")],
        changes: vec![
            obmigrate_model::Change::AlterTable {
                name: ident("a"),
                deltas: vec![obmigrate_model::Delta::AddColumn {
                    column,
                    position: 3,
                }],
            },
            obmigrate_model::Change::CreateTable {
                name: ident("b"),
                table: table(&["id"], None),
            },
        ],
        ..ChangeSet::default()
    };
    let plan = plan_of(&live(), &changes).unwrap();
    let expected = [
        "INSERT INTO a_tmp_… (id, z, y) SELECT id, x, y FROM a",
        "a → a_bak_…, a_tmp_… → a",
        "INSERT INTO c_tmp_… (id) SELECT id FROM b",
        "b → b_bak_…, b_tmp_… → b, c_tmp_… → c",
    ];
    assert_eq!(lines(&plan), expected);
}

#[test]
fn tables_that_hand_a_key_name_over_switch_together() {
    let mut live = live();
    let other = table(&["id", "who"], Some(("of", "b")));
    live.tables.insert(ident("others"), other);
    let key = |table: &str, before, after| {
        let (table, kind) = (ident(table), KeyKind::ForeignKey);
        named(Renamed::Key { table, kind }, before, after)
    };
    let changes = ChangeSet {
        renames: vec![key("orders", "by", "of"), key("others", "of", "by")],
        ..ChangeSet::default()
    };
    let plan = plan_of(&live, &changes).unwrap();
    let strategies = plan.groups[0].tables.iter().map(|plan| plan.strategy);
    assert_eq!(strategies.collect::<Vec<_>>(), [Strategy::Rebuild; 2]);
}

#[test]
fn a_name_in_use_is_refused() {
    let changes = ChangeSet {
        renames: vec![of_table("a", "v")],
        ..ChangeSet::default()
    };
    let mut live = live();
    live.unmodelled.push(obmigrate_model::schema::Unmodelled {
        kind: "view".to_owned(),
        path: obmigrate_model::ObjectPath::root().join("views").join("v"),
        detail: String::new(),
        consequence: obmigrate_model::schema::Consequence::Reported,
        depends_on: Vec::new(),
    });
    let refusal = plan_of(&live, &changes).unwrap_err();
    assert_eq!(refusal.reasons()[0].code(), "codegen/name-taken");
    let changes = ChangeSet {
        renames: vec![of_table("a", "b")],
        ..ChangeSet::default()
    };
    let refusal = plan_of(&live, &changes).unwrap_err();
    assert_eq!(refusal.reasons()[0].code(), "codegen/changes-do-not-fit");
}

#[test]
fn a_changed_sequence_is_only_noted() {
    let sequence = Sequence {
        data_type: DataType::BIGINT,
        start: 1,
        increment: 1,
        limits: obmigrate_model::sequence::SequenceLimits::default(),
        owner: None,
    };
    let changes = ChangeSet {
        sequences: vec![SequenceChange {
            name: ident("s"),
            sequence: Pair {
                before: None,
                after: Some(sequence),
            },
        }],
        ..ChangeSet::default()
    };
    let plan = plan_of(&live(), &changes).unwrap();
    assert_eq!(plan.notes[0].code, "codegen/sequence-not-changed");
    assert_eq!((plan.groups.len(), plan.base == plan.goal), (0, true));
}
