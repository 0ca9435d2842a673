//! Columns of rebuilt tables that get their values from PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{InPlace, Options, Refusal, bundle, generate};
use obmigrate_model::change::{Rename, Renamed};
use obmigrate_model::data_type::spelling;
use obmigrate_model::plan::{Action, Copy, Need, Phase, Plan, RunId, Source, Step, Strategy};
use obmigrate_model::{
    Change, ChangeSet, Column, ColumnDelta, DefaultValue, Delta, Dialect, Generated, Ident,
    Nullability, Pair, PrimaryKey, Schema, ServerVersion, Storage, Table, Target, Value,
};

const RUN: &str = "20261123093158";
const STAGING: &str = "orders_src_20261123093158";

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn options(dialect: Dialect) -> Options<'static> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    Options::new(Target { dialect, version }, RunId::new(RUN).unwrap())
}

/// Reads columns: a name and a type each. The first `key` of them are the primary key.
fn table(dialect: Dialect, columns: &[(&str, &str)], key: usize) -> Table {
    let columns = columns
        .iter()
        .map(|(name, data_type)| Column::new(ident(name), spelling::parse(dialect, data_type)));
    let mut columns: Vec<Column> = columns.collect();
    let names = columns.iter_mut().take(key).map(|column| {
        column.nullability = Nullability::NotNull;
        column.name.clone()
    });
    let names: Vec<Ident> = names.collect();
    Table {
        primary_key: (key > 0).then(|| PrimaryKey::new(names)),
        columns: columns.into_iter().collect(),
        ..Table::default()
    }
}

fn schema(dialect: Dialect, tables: Vec<(&str, Table)>) -> Schema {
    let mut schema = Schema::empty(dialect);
    let tables = tables.into_iter().map(|(name, table)| (ident(name), table));
    schema.tables = tables.collect();
    schema
}

/// Is a table `orders` that gets columns, beside PostgreSQL's.
struct Scene {
    live: Schema,
    source: Schema,
    changes: ChangeSet,
}

impl Scene {
    fn new(live: Table, source: Table, added: Vec<Column>) -> Self {
        let width = live.columns.len();
        let deltas = added.into_iter().enumerate();
        let deltas = deltas.map(|(position, column)| Delta::AddColumn {
            column,
            position: width + position,
        });
        Self {
            live: schema(Dialect::OceanBase, vec![("orders", live)]),
            source: schema(Dialect::Postgres, vec![("Orders", source)]),
            changes: ChangeSet::from(vec![Change::AlterTable {
                name: ident("orders"),
                deltas: deltas.collect(),
            }]),
        }
    }

    /// A key of two columns, beside names as the look-up would have them.
    fn usual() -> Self {
        let live = [("id", "int"), ("k1", "varchar(9)"), ("K3", "int")];
        let source = [
            ("id", "bigint"),
            ("k1", "text"),
            ("note", "text"),
            ("rate", "real"),
            ("doc", "jsonb"),
        ];
        let mut note = column("note", "varchar(9)");
        note.default = Some(DefaultValue::Literal(Value::Text("it's".into())));
        let mut rate = column("rate", "float");
        rate.default = Some(DefaultValue::Literal(Value::Number("0.5".into())));
        Self::new(
            table(Dialect::OceanBase, &live, 2),
            table(Dialect::Postgres, &source, 2),
            vec![note, rate, column("doc", "json")],
        )
    }

    fn plan(&self, options: Options<'_>) -> Result<Plan, Refusal> {
        generate(&self.live, &self.changes, &options.source(&self.source))
    }

    fn told(&self, options: Options<'_>) -> Vec<String> {
        told(&self.plan(options).unwrap_err())
    }
}

fn column(name: &str, data_type: &str) -> Column {
    Column::new(ident(name), spelling::parse(Dialect::OceanBase, data_type))
}

fn from_source(columns: &[&str]) -> Options<'static> {
    columns
        .iter()
        .fold(options(Dialect::OceanBase), |options, column| {
            options.value_from_source(ident("orders"), ident(column))
        })
}

fn told(refusal: &Refusal) -> Vec<String> {
    let reasons = refusal.reasons().iter();
    reasons
        .map(|reason| format!("{} {reason}", reason.code()))
        .collect()
}

fn steps(plan: &Plan, phase: Phase) -> Vec<&Step> {
    plan.groups
        .iter()
        .flat_map(|group| group.phase(phase))
        .collect()
}

fn copies(plan: &Plan) -> Vec<&Copy> {
    let copies = steps(plan, Phase::Copy).into_iter();
    let copies = copies.filter_map(|step| match &step.forward {
        Action::Copy(copy) => Some(copy.as_ref()),
        Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
    });
    copies.collect()
}

fn sql(step: &Step) -> &str {
    match &step.forward {
        Action::Statements(statements) => statements[0].sql(),
        Action::Copy(_) | Action::Rename(_) | Action::CarryCounter { .. } => "",
    }
}

#[test]
fn the_values_wait_beside_the_table_until_the_cleanup() {
    let plan = Scene::usual()
        .plan(from_source(&["note", "rate", "doc"]))
        .unwrap();
    let prepare = steps(&plan, Phase::Prepare);
    assert_eq!(prepare.len(), 2);
    assert_eq!(
        sql(prepare[1]),
        "CREATE TABLE `orders_src_20261123093158` (\n  `k2` int NOT NULL,\n  `k4` varchar(9) \
         COLLATE utf8mb4_bin NOT NULL,\n  `v5` json NULL,\n  `v6` varchar(9) NULL,\n  `v7` float NULL,\n  PRIMARY KEY \
         (`k2`, `k4`)\n) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"
    );
    assert_eq!(prepare[1].needs, [Need::NoTable(ident(STAGING))]);

    let [filled, copied] = copies(&plan)[..] else {
        panic!("two copies")
    };
    assert_eq!(filled.source, Source::Postgres);
    assert_eq!(
        filled.statement.sql(),
        "SELECT \"id\", \"k1\"::text, \"doc\"::text, \"note\"::text, \"rate\"::float8::text FROM \"Orders\""
    );
    assert_eq!(filled.key, [ident("id"), ident("k1")]);
    assert_eq!(copied.source, Source::SameServer);
    let computed = copied.computed.iter().map(|one| one.expression.as_str());
    let found = |column: &str| {
        format!("(SELECT {column} FROM `{STAGING}` WHERE `k2` = `id` AND `k4` = `k1`)")
    };
    let [one, note, rate, doc] = ["1", "`v6`", "`v7`", "`v5`"].map(found);
    let expected = [
        format!("CASE WHEN EXISTS {one} THEN {note} ELSE 'it''s' END"),
        format!("CASE WHEN EXISTS {one} THEN CAST({rate} AS DOUBLE) ELSE CAST(0.5 AS DOUBLE) END"),
        doc,
    ];
    assert_eq!(computed.collect::<Vec<_>>(), expected);
    let copy_steps = steps(&plan, Phase::Copy);
    assert!(copy_steps[1].needs.contains(&Need::Table(ident(STAGING))));
    assert!(copy_steps[0].id < copy_steps[1].id);

    let cleanup = steps(&plan, Phase::Cleanup);
    assert_eq!(sql(cleanup[0]), format!("DROP TABLE IF EXISTS `{STAGING}`"));
    assert!(sql(cleanup[1]).starts_with("DROP TABLE `orders_bak_"));

    let files = bundle(&plan).files;
    let names = files.iter().map(|file| file.name.as_str());
    let copying: Vec<&str> = names.filter(|name| name.starts_with("20_copy/")).collect();
    assert_eq!(
        copying,
        ["20_copy/003_orders.psql", "20_copy/004_orders.sql"]
    );
    let readme = &files[0].content;
    let (load, run) = (readme.find("load 20_copy/"), readme.find("run 20_copy/"));
    assert!(load.is_some() && load < run, "{readme}");
}

#[test]
fn what_becomes_of_a_row_without_a_partner_is_noted() {
    let check = |target: Column, before: Option<&str>, expected: &str| {
        let name = target.name.to_string();
        let mut columns = vec![("id", "int")];
        columns.extend(before.map(|data_type| (name.as_str(), data_type)));
        let live = table(Dialect::OceanBase, &columns, 1);
        let source = table(Dialect::Postgres, &[("id", "int"), (&name, "int")], 1);
        let mut scene = Scene::new(live, source, vec![target.clone()]);
        if let Some(before) = before {
            let deltas = ColumnDelta::DataType(Pair {
                before: spelling::parse(Dialect::OceanBase, before),
                after: target.data_type.clone(),
            });
            let nullability = ColumnDelta::Nullability(Pair {
                before: Nullability::Nullable,
                after: target.nullability,
            });
            let default = ColumnDelta::Default(Pair {
                before: None,
                after: target.default.clone(),
            });
            scene.changes = ChangeSet::from(vec![Change::AlterTable {
                name: ident("orders"),
                deltas: vec![Delta::AlterColumn {
                    name: target.name.clone(),
                    deltas: vec![deltas, nullability, default],
                }],
            }]);
        }
        let plan = scene.plan(from_source(&[&name])).unwrap();
        let note = plan
            .notes
            .iter()
            .find(|note| note.code == "codegen/without-partner");
        let reason = &note.unwrap().reason;
        let expected = format!("a row that PostgreSQL has no row of the same key for {expected}");
        assert_eq!(*reason, expected);
    };
    let number = || column("n", "bigint");
    let not_null = |column| Column {
        nullability: Nullability::NotNull,
        ..column
    };
    let with = |default| Column {
        default: Some(default),
        ..number()
    };
    let constant = || with(DefaultValue::Literal(Value::Number("7".into())));
    let random = || with(DefaultValue::Expression("rand()".into()));
    check(number(), None, "gets NULL");
    check(not_null(number()), None, "ends the run");
    check(constant(), None, "gets the default");
    check(not_null(constant()), None, "gets the default");
    check(random(), None, "gets NULL");
    check(not_null(random()), None, "ends the run");
    check(number(), Some("int"), "gets NULL in place of what it has");
    check(
        constant(),
        Some("int"),
        "gets the default in place of what it has",
    );
    check(constant(), Some("bigint"), "keeps its value");
}

#[test]
fn names_of_before_find_rows_under_names_of_after() {
    let live = table(Dialect::OceanBase, &[("no", "int"), ("at", "int")], 1);
    let source = [("number", "int"), ("at", "int"), ("note", "text")];
    let source = table(Dialect::Postgres, &source, 1);
    let mut scene = Scene::new(live, source, vec![column("note", "longtext")]);
    scene.live.tables = scene
        .live
        .tables
        .into_values()
        .map(|table| (ident("bills"), table))
        .collect();
    let named = |object, before: &str, after: &str| Rename {
        object,
        name: Pair {
            before: ident(before),
            after: ident(after),
        },
    };
    let of_table = Renamed::Column {
        table: ident("bills"),
    };
    scene.changes.renames = vec![
        named(Renamed::Table, "bills", "orders"),
        named(of_table, "no", "number"),
    ];
    let plan = scene.plan(from_source(&["note"])).unwrap();
    let [filled, copied] = copies(&plan)[..] else {
        panic!("two copies")
    };
    assert_eq!(
        filled.statement.sql(),
        "SELECT \"number\", \"note\"::text FROM \"Orders\""
    );
    assert_eq!(
        copied.computed[0].expression,
        format!("(SELECT `v2` FROM `{STAGING}` WHERE `k1` = `no`)")
    );
}

/// Rows that only PostgreSQL has may have keys that there is no room for yet.
#[test]
fn a_key_that_gets_wider_waits_in_its_new_width() {
    let check = |source: &str, before: &str, after: &str, waiting: &str| {
        let live = table(Dialect::OceanBase, &[("id", before)], 1);
        let source = table(Dialect::Postgres, &[("id", source), ("n", "int")], 1);
        let mut scene = Scene::new(live, source, vec![column("n", "int")]);
        let data_type = ColumnDelta::DataType(Pair {
            before: spelling::parse(Dialect::OceanBase, before),
            after: spelling::parse(Dialect::OceanBase, after),
        });
        let [Change::AlterTable { deltas, .. }] = &mut scene.changes.changes[..] else {
            panic!("one table changes")
        };
        deltas.push(Delta::AlterColumn {
            name: ident("id"),
            deltas: vec![data_type],
        });
        let plan = scene.plan(from_source(&["n"])).unwrap();
        let prepared = steps(&plan, Phase::Prepare);
        let key = format!("`k1` {waiting} ");
        assert!(sql(prepared[1]).contains(&key), "{}", sql(prepared[1]));
    };
    check("bigint", "int", "bigint", "bigint");
    check("int", "bigint", "int", "int");
    check("text", "varchar(9)", "varchar(20)", "varchar(20)");
    check("bigint", "decimal(9,0)", "bigint", "decimal(9, 0)");
}

#[test]
fn what_cannot_be_filled_is_told_at_once() {
    let unused = |column: &str, why: &str| {
        format!(
            "codegen/value-unused tables.orders.columns.{column}: a value was given for it, but {why}"
        )
    };
    let mut scene = Scene::usual();
    let given = from_source(&["doc", "note", "id", "K3", "gone"]);
    let given = given.value(ident("orders"), ident("note"), "1");
    assert_eq!(
        scene.told(given),
        [
            unused("K3", "the table of PostgreSQL has no such column"),
            unused("gone", "the table has no such column"),
            unused("id", "it is of the key by which the rows are found"),
            unused("note", "an expression was given for it as well"),
        ]
    );
    let keyed = from_source(&["doc"]).value(ident("orders"), ident("id"), "id + 1");
    assert_eq!(
        scene.told(keyed),
        [unused(
            "doc",
            "a column of the key by which its rows are found gets another value"
        )]
    );
    let refusal = generate(&scene.live, &scene.changes, &from_source(&["doc"])).unwrap_err();
    assert_eq!(
        told(&refusal),
        [unused(
            "doc",
            "no schema of PostgreSQL was given to take it from (Options::source)"
        )]
    );

    let orders = |schema: &mut Schema, name: &str| schema.tables.remove(&ident(name)).unwrap();
    let mut source = orders(&mut scene.source, "Orders");
    assert_eq!(
        scene.told(from_source(&["doc"])),
        [unused("doc", "PostgreSQL has no such table")]
    );
    source.columns.remove(&ident("k1"));
    scene.source.tables.insert(ident("orders"), source);
    assert_eq!(
        scene.told(from_source(&["doc"])),
        [unused(
            "doc",
            "the table of PostgreSQL lacks a column of the key by which its rows are found"
        )]
    );
    scene
        .live
        .tables
        .get_mut(&ident("orders"))
        .unwrap()
        .primary_key = None;
    assert_eq!(
        scene.told(from_source(&["doc"])),
        [unused(
            "doc",
            "the table has no key by which to find its rows"
        )]
    );
}

#[test]
fn values_that_have_no_way_are_told_by_the_names_of_the_columns() {
    let live = table(Dialect::OceanBase, &[("id", "int")], 1);
    let source = [("id", "text"), ("at", "interval")];
    let source = table(Dialect::Postgres, &source, 1);
    let scene = Scene::new(live, source, vec![column("at", "time(6)")]);
    let told = scene.told(from_source(&["at"]));
    let begins = |position: usize, name: &str| {
        let beginning = format!("codegen/unsupported-conversion tables.orders.columns.{name}: ");
        told[position].starts_with(&beginning)
    };
    assert!(
        told.len() == 2 && begins(0, "id") && begins(1, "at"),
        "{told:#?}"
    );
}

#[test]
fn tables_that_are_not_rebuilt_take_none() {
    let both = table(Dialect::OceanBase, &[("id", "int")], 1);
    let mut scene = Scene::usual();
    scene.live.tables.insert(ident("stays"), both.clone());
    scene.live.tables.insert(ident("goes"), both.clone());
    let (name, table) = (ident("goes"), both.clone());
    scene
        .changes
        .changes
        .push(Change::DropTable { name, table });
    let (name, table) = (ident("comes"), both);
    scene
        .changes
        .changes
        .push(Change::CreateTable { name, table });
    let given = ["stays", "goes", "comes"]
        .into_iter()
        .fold(options(Dialect::OceanBase), |options, table| {
            options.value_from_source(ident(table), ident("id"))
        });
    let told = scene.told(given);
    for why in ["does not change", "is removed", "is new"] {
        let ending = format!("a value was given for it, but the table {why}");
        assert!(told.iter().any(|line| line.ends_with(&ending)), "{told:#?}");
    }

    let mut computed = column("sum", "int");
    computed.generated = Some(Generated {
        expression: "`id` + 1".into(),
        storage: Storage::Stored,
    });
    let live = self::table(Dialect::OceanBase, &[("id", "int")], 1);
    let source = self::table(Dialect::Postgres, &[("id", "int"), ("sum", "int")], 1);
    let told = Scene::new(live, source, vec![computed]).told(from_source(&["sum"]));
    assert!(
        told[0].ends_with("but the server computes the column"),
        "{told:#?}"
    );
}

#[test]
fn a_table_is_not_altered_in_place_for_it() {
    let live = table(Dialect::OceanBase, &[("id", "int")], 1);
    let source = table(Dialect::Postgres, &[("id", "int"), ("doc", "int")], 1);
    let scene = Scene::new(live, source, vec![column("doc", "int")]);
    let plan = |options: Options<'static>| scene.plan(options.in_place(InPlace::WherePossible));
    let strategy = |plan: &Plan| plan.tables().next().unwrap().strategy;
    let other = plan(options(Dialect::OceanBase)).unwrap();
    assert_eq!(strategy(&other), Strategy::InPlace);
    let plan = plan(from_source(&["doc"])).unwrap();
    assert_eq!(strategy(&plan), Strategy::Rebuild);
    let reason = &plan.tables().next().unwrap().reason;
    assert_eq!(
        reason,
        "rebuilt for this change: column doc (its values come from PostgreSQL)"
    );
}

#[test]
fn a_plan_for_postgresql_takes_none() {
    let mut live = schema(Dialect::Postgres, vec![]);
    let before = table(Dialect::Postgres, &[("id", "int")], 1);
    live.tables.insert(ident("orders"), before);
    let given = options(Dialect::Postgres).value_from_source(ident("orders"), ident("id"));
    let refusal = generate(&live, &ChangeSet::default(), &given).unwrap_err();
    assert!(told(&refusal)[0].ends_with("a plan for PostgreSQL takes none"));
}

#[test]
fn a_name_that_is_taken_is_told() {
    let mut scene = Scene::usual();
    let other = table(Dialect::OceanBase, &[("id", "int")], 1);
    scene.live.tables.insert(ident(STAGING), other);
    let told = scene.told(from_source(&["doc"]));
    assert!(
        told[0].starts_with("codegen/name-taken tables.orders: "),
        "{told:#?}"
    );
    assert!(told[0].contains(STAGING), "{told:#?}");
}
