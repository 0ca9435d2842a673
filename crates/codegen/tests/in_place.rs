//! Which changes of a table are done in place, how, and how they are taken back.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{InPlace, Options, bundle, generate};
use obmigrate_model::change::{KeyKind, Rename, Renamed};
use obmigrate_model::column::{Generated, OnUpdate, Storage};
use obmigrate_model::index::{IndexMethod, Visibility};
use obmigrate_model::plan::{
    Action, Hazard, Limits, Need, Phase, Plan, Reversal, RunId, Strategy, TablePlan,
};
use obmigrate_model::schema::{Consequence, Unmodelled};
use obmigrate_model::{
    Change, ChangeSet, Check, Column, ColumnDelta, DataType, DefaultValue, Delta, Dialect,
    ForeignKey, Generation, Ident, Identity, Index, IndexKey, IndexPart, Nullability, ObjectPath,
    Pair, PrimaryKey, Reference, Schema, ServerVersion, Table, Target, Uniqueness, Value,
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn text(name: &str) -> Column {
    Column {
        collation: Some("utf8mb4_bin".to_owned()),
        ..Column::new(ident(name), DataType::VarChar { length: 20 })
    }
}

fn number(name: &str) -> Column {
    Column::new(ident(name), DataType::BIGINT)
}

fn over(columns: &[&str]) -> Index {
    let parts = columns.iter().map(|name| IndexPart::column(ident(name)));
    Index::new(parts.collect())
}

fn literal(number: i128) -> Option<DefaultValue> {
    Some(DefaultValue::Literal(Value::Integer(number)))
}

/// `customers` ← `orders` ← `parts`, and `lone` with a check and a computed column.
fn live() -> Schema {
    let keyed = |columns: Vec<Column>| {
        let id = Column {
            nullability: Nullability::NotNull,
            ..number("id")
        };
        Table {
            columns: [id].into_iter().chain(columns).collect(),
            primary_key: Some(PrimaryKey::new(vec![ident("id")])),
            ..Table::default()
        }
    };
    let key_to = |parent: &str, column: &str| {
        let parent = Reference::new(ident(parent), vec![ident("id")]);
        ForeignKey::new(vec![ident(column)], parent)
    };
    let customers = keyed(vec![text("name")]);
    let mut orders = keyed(vec![number("customer"), number("total"), text("note")]);
    orders
        .foreign_keys
        .insert(ident("of"), key_to("customers", "customer"));
    orders.indexes.insert(ident("by_total"), over(&["total"]));
    let mut parts = keyed(vec![number("order")]);
    parts
        .foreign_keys
        .insert(ident("in"), key_to("orders", "order"));
    let mut half = number("half");
    half.generated = Some(Generated {
        expression: "`a` / 2".to_owned(),
        storage: Storage::Virtual,
    });
    let mut lone = keyed(vec![number("a"), number("b"), text("c"), half]);
    lone.checks.insert(ident("positive"), Check::new("`b` > 0"));
    lone.indexes.insert(ident("by_b"), over(&["b"]));
    lone.comment = Some("it's".to_owned());
    let mut schema = Schema::empty(Dialect::OceanBase);
    schema.tables = [
        ("customers", customers),
        ("orders", orders),
        ("parts", parts),
        ("lone", lone),
    ]
    .map(|(name, table)| (ident(name), table))
    .into();
    schema
}

fn options(patch: u16) -> Options<'static> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch,
    };
    let target = Target {
        dialect: Dialect::OceanBase,
        version,
    };
    Options::new(target, RunId::new("20261123093158").unwrap()).in_place(InPlace::WherePossible)
}

fn plan_of(live: &Schema, changes: &ChangeSet) -> Plan {
    generate(live, changes, &options(5)).unwrap()
}

fn of(plan: &Plan, table: &str) -> TablePlan {
    let mut tables = plan.tables();
    tables
        .find(|one| one.table.as_str() == table)
        .unwrap()
        .clone()
}

fn alter(table: &str, deltas: Vec<Delta>) -> Change {
    Change::AlterTable {
        name: ident(table),
        deltas,
    }
}

fn altering(table: &str, deltas: Vec<Delta>) -> ChangeSet {
    ChangeSet::from(vec![alter(table, deltas)])
}

/// Joins each statement and its reversal by `⇄`; quotes of names are left out.
fn lines(plan: &Plan) -> Vec<String> {
    let sql = |action: &Action| match action {
        Action::Statements(statements) => {
            let statements: Vec<_> = statements.iter().map(|one| one.sql().to_owned()).collect();
            statements.join("; ")
        }
        Action::Copy(_) | Action::Rename(_) | Action::CarryCounter { .. } => "?".to_owned(),
    };
    let steps = plan.groups.iter().flat_map(|group| &group.steps);
    let lines = steps.map(|step| {
        assert_eq!(step.phase, Phase::Switch, "{}", step.summary);
        let Reversal::Undo(reversal) = &step.reversal else {
            return format!("{} cannot be undone", step.summary);
        };
        format!("{} ⇄ {}", sql(&step.forward), sql(reversal)).replace('`', "")
    });
    lines.collect()
}

/// Expects that all of it is done in place, by these statements.
fn in_place(changes: &ChangeSet, expected: &[&str]) {
    let plan = plan_of(&live(), changes);
    for table in plan.tables() {
        assert_eq!(table.strategy, Strategy::InPlace, "{}", table.reason);
        assert_eq!((&table.temp, &table.backup), (&None, &None));
        assert!(table.before.is_some() && table.after.is_some());
    }
    assert_eq!(lines(&plan), expected);
    let never = generate(&live(), changes, &options(5).in_place(InPlace::Never)).unwrap();
    let mut tables = never.tables();
    assert!(tables.all(|table| table.strategy == Strategy::Rebuild));
}

/// Expects a rebuild for this reason.
fn rebuilt_from(live: &Schema, changes: &ChangeSet, table: &str, expected: &str) {
    let plan = of(&plan_of(live, changes), table);
    assert_eq!(plan.strategy, Strategy::Rebuild, "{}", plan.reason);
    assert_eq!(plan.reason, expected);
    assert!(plan.temp.is_some() && plan.backup.is_some());
}

fn rebuilt(deltas: Vec<Delta>, expected: &str) {
    rebuilt_from(&live(), &altering("lone", deltas), "lone", expected);
}

fn column(name: &str, delta: ColumnDelta) -> Delta {
    Delta::AlterColumn {
        name: ident(name),
        deltas: vec![delta],
    }
}

fn add(column: Column) -> Delta {
    Delta::AddColumn {
        column,
        position: 5,
    }
}

fn index(name: &str, before: Option<Index>, after: Option<Index>) -> Delta {
    Delta::Index {
        name: ident(name),
        index: Pair { before, after },
    }
}

fn comment(before: Option<&str>, after: Option<&str>) -> Pair<Option<String>> {
    Pair {
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

fn renaming(object: Renamed, before: &str, after: &str) -> Rename {
    let (before, after) = (ident(before), ident(after));
    Rename {
        object,
        name: Pair { before, after },
    }
}

fn of_column(table: &str, before: &str, after: &str) -> Rename {
    let table = ident(table);
    renaming(Renamed::Column { table }, before, after)
}

fn of_key(table: &str, kind: KeyKind, before: &str, after: &str) -> Rename {
    let table = ident(table);
    renaming(Renamed::Key { table, kind }, before, after)
}

fn named(renames: Vec<Rename>, changes: Vec<Change>) -> ChangeSet {
    ChangeSet {
        renames,
        ..ChangeSet::from(changes)
    }
}

#[test]
fn defaults_and_comments() {
    let default = ColumnDelta::Default(Pair {
        before: None,
        after: literal(7),
    });
    in_place(
        &altering("lone", vec![column("a", default)]),
        &["ALTER TABLE lone MODIFY COLUMN a bigint NULL DEFAULT 7 ⇄ \
             ALTER TABLE lone MODIFY COLUMN a bigint NULL"],
    );
    let told = ColumnDelta::Comment(comment(None, Some("a 'c'")));
    in_place(
        &altering("lone", vec![column("c", told)]),
        &[
            "ALTER TABLE lone MODIFY COLUMN c varchar(20) COLLATE utf8mb4_bin NULL COMMENT 'a ''c''' \
             ⇄ ALTER TABLE lone MODIFY COLUMN c varchar(20) COLLATE utf8mb4_bin NULL",
        ],
    );
    let told = Delta::Comment {
        comment: comment(Some("it's"), None),
    };
    in_place(
        &altering("lone", vec![told]),
        &["ALTER TABLE lone COMMENT = '' ⇄ ALTER TABLE lone COMMENT = 'it''s'"],
    );
}

#[test]
fn columns_at_the_end() {
    let required = Column {
        nullability: Nullability::NotNull,
        default: literal(3),
        ..number("e")
    };
    let mut second = add(required);
    if let Delta::AddColumn { position, .. } = &mut second {
        *position = 6;
    }
    in_place(
        &altering("lone", vec![add(text("d")), second]),
        &[
            "ALTER TABLE lone ADD COLUMN d varchar(20) COLLATE utf8mb4_bin NULL, \
             ADD COLUMN e bigint NOT NULL DEFAULT 3 ⇄ \
             ALTER TABLE lone DROP COLUMN e, DROP COLUMN d",
        ],
    );
}

#[test]
fn indexes_come_go_and_hide() {
    let hidden = Index {
        visibility: Visibility::Invisible,
        ..over(&["b"])
    };
    in_place(
        &altering(
            "lone",
            vec![index("by_b", Some(over(&["b"])), Some(hidden.clone()))],
        ),
        &[
            "ALTER TABLE lone ALTER INDEX by_b INVISIBLE ⇄ ALTER TABLE lone ALTER INDEX by_b VISIBLE",
        ],
    );
    in_place(
        &altering("lone", vec![index("by_b", Some(over(&["b"])), None)]),
        &["ALTER TABLE lone DROP INDEX by_b ⇄ ALTER TABLE lone ADD INDEX by_b (b)"],
    );
    in_place(
        &altering(
            "lone",
            vec![
                index("x", None, Some(hidden)),
                index("y", None, Some(over(&["a", "c"]))),
            ],
        ),
        &[
            "CREATE INDEX x ON lone (b) INVISIBLE ⇄ ALTER TABLE lone DROP INDEX x",
            "ALTER TABLE lone ADD INDEX y (a, c) ⇄ ALTER TABLE lone DROP INDEX y",
        ],
    );
    in_place(
        &altering(
            "lone",
            vec![index("by_b", Some(over(&["b"])), Some(over(&["b", "a"])))],
        ),
        &[
            "ALTER TABLE lone DROP INDEX by_b ⇄ ALTER TABLE lone ADD INDEX by_b (b)",
            "ALTER TABLE lone ADD INDEX by_b (b, a) ⇄ ALTER TABLE lone DROP INDEX by_b",
        ],
    );
}

#[test]
fn names_of_columns_and_indexes() {
    let renames = vec![
        of_column("lone", "c", "d"),
        of_key("lone", KeyKind::Index, "by_b", "b_by"),
    ];
    in_place(
        &named(renames, vec![]),
        &[
            "ALTER TABLE lone RENAME COLUMN c TO d, RENAME INDEX by_b TO b_by ⇄ \
             ALTER TABLE lone RENAME COLUMN d TO c, RENAME INDEX b_by TO by_b",
        ],
    );
    // What has another name already is described in a statement of its own.
    let default = ColumnDelta::Default(Pair {
        before: None,
        after: Some(DefaultValue::Literal(Value::Text("x".to_owned()))),
    });
    in_place(
        &named(
            vec![of_column("lone", "c", "d")],
            vec![alter("lone", vec![column("d", default)])],
        ),
        &[
            "ALTER TABLE lone RENAME COLUMN c TO d ⇄ ALTER TABLE lone RENAME COLUMN d TO c",
            "ALTER TABLE lone MODIFY COLUMN d varchar(20) COLLATE utf8mb4_bin NULL DEFAULT 'x' ⇄ \
             ALTER TABLE lone MODIFY COLUMN d varchar(20) COLLATE utf8mb4_bin NULL",
        ],
    );
    // A foreign key follows the column that it references, so its table is not touched.
    let plan = plan_of(
        &live(),
        &named(vec![of_column("customers", "id", "no")], vec![]),
    );
    assert_eq!(
        lines(&plan),
        ["ALTER TABLE customers RENAME COLUMN id TO no ⇄ \
             ALTER TABLE customers RENAME COLUMN no TO id"]
    );
    assert_eq!(plan.tables().count(), 1);
}

#[test]
fn all_of_it_together_has_an_order() {
    let mut filled = number("f");
    filled.default = literal(1);
    let deltas = vec![
        add(filled),
        column("a", ColumnDelta::Comment(comment(None, Some("x")))),
        index("by_b", Some(over(&["b"])), None),
        index("by_f", None, Some(over(&["f"]))),
        Delta::Comment {
            comment: comment(Some("it's"), Some("all")),
        },
    ];
    let changes = named(
        vec![of_column("lone", "c", "d")],
        vec![alter("lone", deltas)],
    );
    in_place(
        &changes,
        &[
            "ALTER TABLE lone RENAME COLUMN c TO d, MODIFY COLUMN a bigint NULL COMMENT 'x', \
             COMMENT = 'all' ⇄ ALTER TABLE lone RENAME COLUMN d TO c, MODIFY COLUMN a bigint NULL, \
             COMMENT = 'it''s'",
            "ALTER TABLE lone ADD COLUMN f bigint NULL DEFAULT 1 ⇄ ALTER TABLE lone DROP COLUMN f",
            "ALTER TABLE lone DROP INDEX by_b ⇄ ALTER TABLE lone ADD INDEX by_b (b)",
            "ALTER TABLE lone ADD INDEX by_f (f) ⇄ ALTER TABLE lone DROP INDEX by_f",
        ],
    );
    // The index works through the rows, either way; the rest looks at the description alone.
    let plan = plan_of(&live(), &changes);
    let steps = &plan.groups[0].steps;
    assert_eq!(steps[0].hazards, [Hazard::NotTransactional]);
    assert_eq!(
        steps[2].hazards,
        [
            Hazard::UnboundedWait,
            Hazard::LongRunning,
            Hazard::NotTransactional
        ]
    );
    let statement = |statement_ms, lock_ms| Limits {
        statement_ms,
        lock_ms,
    };
    assert_eq!(steps[1].limits, statement(None, Some(10_000)));
    assert_eq!(steps[3].limits, statement(Some(86_400_000), None));
    let needs = [
        Need::Validated,
        Need::ApplicationStopped,
        Need::Table(ident("lone")),
    ];
    assert!(steps.iter().all(|step| step.needs == needs));
    let files = bundle(&plan).files;
    let all = |folder: &str| {
        let of_folder = files.iter().filter(|file| file.name.starts_with(folder));
        of_folder
            .map(|file| file.content.as_str())
            .collect::<String>()
    };
    assert!(all("40_switch/").contains("DROP INDEX `by_b`;"));
    let rollback = all("50_rollback/");
    assert!(rollback.find("DROP INDEX `by_f`") < rollback.find("RENAME COLUMN `d` TO `c`"));
    assert_eq!(all("90_cleanup/"), "");
}

#[test]
fn what_writes_rows_or_cannot_be_taken_back_is_rebuilt() {
    rebuilt(
        vec![column(
            "a",
            ColumnDelta::DataType(Pair {
                before: DataType::BIGINT,
                after: DataType::INTEGER,
            }),
        )],
        "rebuilt for this change: column a: type bigint → integer (the rows have to take the new type)",
    );
    rebuilt(
        vec![Delta::DropColumn {
            column: text("c"),
            position: 3,
        }],
        "rebuilt for this change: remove column c varchar(20) (its values would be gone)",
    );
    let null = Pair {
        before: Nullability::NotNull,
        after: Nullability::Nullable,
    };
    rebuilt_from(
        &{
            let mut live = live();
            let lone = live.tables.get_mut(&ident("lone")).unwrap();
            lone.columns.get_mut(&ident("a")).unwrap().nullability = Nullability::NotNull;
            live
        },
        &altering("lone", vec![column("a", ColumnDelta::Nullability(null))]),
        "lone",
        "rebuilt for this change: column a: not null → nullable (a NULL written since would bar the \
         way back)",
    );
    rebuilt(
        vec![Delta::AddColumn {
            column: number("d"),
            position: 1,
        }],
        "rebuilt for this change: add column d bigint (it is not the last column)",
    );
    rebuilt(
        vec![Delta::Check {
            name: ident("positive"),
            check: Pair {
                before: Some(Check::new("`b` > 0")),
                after: None,
            },
        }],
        "rebuilt for this change: remove check positive (a rule for rows is tried on a copy first)",
    );
    // One such change is enough.
    rebuilt(
        vec![
            column("a", ColumnDelta::Comment(comment(None, Some("x")))),
            add(Column {
                default: Some(DefaultValue::CurrentTimestamp),
                ..number("d")
            }),
        ],
        "rebuilt for this change: add column d bigint default current timestamp (its value is no \
         constant)",
    );
}

#[test]
fn columns_and_indexes_that_are_no_usual_ones_are_rebuilt() {
    let update = Column {
        on_update: OnUpdate::CurrentTimestamp,
        ..number("d")
    };
    let numbered = Column {
        identity: Some(Identity::new(Generation::ByDefault)),
        ..number("d")
    };
    let fresh = Column {
        default: Some(DefaultValue::RandomUuid),
        ..text("d")
    };
    let long = Column {
        data_type: DataType::TEXT,
        ..text("d")
    };
    for (column, why) in [
        (
            long,
            "longtext (to take the only long column out writes every row)",
        ),
        (update, "bigint (its value is no constant)"),
        (numbered, "bigint (the server computes its values)"),
        (
            fresh,
            "varchar(20) default random uuid (its value is no constant)",
        ),
    ] {
        rebuilt(
            vec![add(column)],
            &format!("rebuilt for this change: add column d {why}"),
        );
    }
    let unique = Index {
        uniqueness: Uniqueness::Unique,
        ..Index::new(vec![IndexPart::new(IndexKey::Expression(
            "`a` + 1".to_owned(),
        ))])
    };
    let words = Index {
        method: IndexMethod::FullText,
        ..over(&["c"])
    };
    for (one, why) in [
        (unique, "a rule for rows is tried on a copy first"),
        (words, "it is no usual index"),
        (
            Index::new(vec![IndexPart::new(IndexKey::Expression(
                "`a` + 1".to_owned(),
            ))]),
            "it is over an expression",
        ),
    ] {
        rebuilt(
            vec![index("x", None, Some(one))],
            &format!("rebuilt for this change: add index x ({why})"),
        );
    }
}

#[test]
fn names_that_something_else_holds_on_to_are_rebuilt() {
    let check = |renames: Vec<Rename>, expected: &str| {
        rebuilt_from(&live(), &named(renames, vec![]), "lone", expected);
    };
    for (column, why) in [
        ("a", "an expression names it"),
        ("b", "an expression names it"),
        ("half", "the server computes its values"),
    ] {
        check(
            vec![of_column("lone", column, "d")],
            &format!("rebuilt for this change: rename column lone.{column} → d ({why})"),
        );
    }
    // To exchange them again would not undo an exchange that did not take place.
    check(
        vec![of_column("lone", "c", "C")],
        "rebuilt for this change: rename column lone.c → C (another column has one of the names)",
    );
    check(
        vec![of_key("lone", KeyKind::Check, "positive", "p")],
        "rebuilt for this change: rename check positive of lone → p (such a name is not changed in \
         place)",
    );
    let moved = named(vec![renaming(Renamed::Table, "lone", "alone")], vec![]);
    rebuilt_from(
        &live(),
        &moved,
        "alone",
        "rebuilt for this change: table lone gets the name alone (another table may take the old one)",
    );
    let mut seen = live();
    seen.unmodelled.push(Unmodelled {
        kind: "view".to_owned(),
        path: ObjectPath::root().join("views").join("v"),
        detail: String::new(),
        consequence: Consequence::Reported,
        depends_on: vec![ident("lone")],
    });
    rebuilt_from(
        &seen,
        &named(vec![of_column("lone", "c", "d")], vec![]),
        "lone",
        "rebuilt for this change: rename column lone.c → d (the view views.v may name it)",
    );
    // It does not name what is new.
    let plan = plan_of(&seen, &altering("lone", vec![add(number("d"))]));
    assert_eq!(of(&plan, "lone").strategy, Strategy::InPlace);
}

#[test]
fn a_neighbour_of_a_rebuilt_table_is_rebuilt_too() {
    let described = |table: &str, name: &str| {
        let told = ColumnDelta::Comment(comment(None, Some("x")));
        alter(table, vec![column(name, told)])
    };
    let retype = ColumnDelta::DataType(Pair {
        before: DataType::VarChar { length: 20 },
        after: DataType::VarChar { length: 30 },
    });
    let changes = ChangeSet::from(vec![
        alter("customers", vec![column("name", retype)]),
        described("lone", "a"),
        described("orders", "total"),
        described("parts", "order"),
    ]);
    let plan = plan_of(&live(), &changes);
    for (table, strategy) in [
        ("customers", Strategy::Rebuild),
        ("orders", Strategy::Rebuild),
        ("parts", Strategy::Rebuild),
        ("lone", Strategy::InPlace),
    ] {
        assert_eq!(of(&plan, table).strategy, strategy, "{table}");
    }
    assert_eq!(
        of(&plan, "parts").reason,
        "rebuilt, since a foreign key joins it to orders, which is not altered in place"
    );
    // Each without the other: a new table that references one, and all of them in place.
    let mut child = live().tables[&ident("parts")].clone();
    let parts = child.foreign_keys.remove(&ident("in")).unwrap();
    child.foreign_keys.insert(ident("more_in"), parts);
    let changes = ChangeSet::from(vec![
        Change::CreateTable {
            name: ident("more"),
            table: child,
        },
        described("orders", "total"),
    ]);
    rebuilt_from(
        &live(),
        &changes,
        "orders",
        "rebuilt, since a foreign key joins it to more, which is not altered in place",
    );
    let changes = ChangeSet::from(vec![
        described("customers", "name"),
        described("orders", "total"),
    ]);
    let plan = plan_of(&live(), &changes);
    assert_eq!(lines(&plan).len(), 2);
    assert_eq!(plan.groups.len(), 1);
}

#[test]
fn an_index_that_a_foreign_key_may_need_is_rebuilt() {
    let (by_key, by_total) = (over(&["customer"]), over(&["total"]));
    rebuilt_from(
        &live(),
        &altering("orders", vec![index("x", None, Some(by_key))]),
        "orders",
        "rebuilt for this change: add index x (a foreign key may need it)",
    );
    rebuilt_from(
        &live(),
        &altering(
            "orders",
            vec![index("x", None, Some(over(&["id", "note"])))],
        ),
        "orders",
        "rebuilt for this change: add index x (a foreign key may need it)",
    );
    in_place(
        &altering("orders", vec![index("by_total", Some(by_total), None)]),
        &["ALTER TABLE orders DROP INDEX by_total ⇄ ALTER TABLE orders ADD INDEX by_total (total)"],
    );
}

#[test]
fn what_was_not_measured_or_needs_the_rows_is_rebuilt() {
    let changes = altering("lone", vec![add(number("d"))]);
    let reason = |options: &Options<'_>| {
        let plan = generate(&live(), &changes, options).unwrap();
        of(&plan, "lone").reason
    };
    assert_eq!(
        reason(&options(4)),
        "rebuilt for this change: OceanBase 4.3.4 (what it alters in place was not measured)"
    );
    assert_eq!(
        reason(&options(5).value(ident("lone"), ident("d"), "`a` + 1")),
        "rebuilt for this change: column d (its value is computed from the rows)"
    );
    assert_eq!(
        reason(&options(5)),
        "no row has to be written for its changes, and each can be taken back exactly"
    );
}
