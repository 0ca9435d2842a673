//! Changes of a PostgreSQL schema in place.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{Error, alterations};
use obmigrate_model::change::{KeyKind, Rename, Renamed};
use obmigrate_model::data_type::TypeName;
use obmigrate_model::{
    Change, ChangeSet, Check, Column, ColumnDelta, DataType, DefaultValue, Delta, Dialect,
    ForeignKey, Generated, Generation, Ident, Identity, Index, IndexPart, Nullability, Pair,
    PrimaryKey, Reference, Schema, ServerVersion, Statement, Storage, Table, Target, Unique, Value,
};

const POSTGRES: Target = Target {
    dialect: Dialect::Postgres,
    version: ServerVersion {
        major: 16,
        minor: 14,
        patch: 0,
    },
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn column(name: &str, data_type: DataType) -> Column {
    Column::new(ident(name), data_type)
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

/// `people` with a computed column, a check and an index, referenced by `visits`.
fn before() -> Schema {
    let mut twice = column("twice", DataType::INTEGER);
    twice.generated = Some(Generated {
        expression: "(score * 2)".into(),
        storage: Storage::Stored,
    });
    let mut feels = column("mood", mood(&["sad", "happy"]));
    feels.default = Some(DefaultValue::Literal(Value::Text("sad".into())));
    let mut id = column("id", DataType::INTEGER);
    id.nullability = Nullability::NotNull;
    let key = |name: &str| {
        Some(PrimaryKey {
            name: Some(ident(name)),
            ..PrimaryKey::new(vec![ident("id")])
        })
    };
    let people = Table {
        columns: [id.clone(), column("score", DataType::INTEGER), feels, twice]
            .into_iter()
            .collect(),
        primary_key: key("people_pkey"),
        checks: [(ident("fine"), Check::new("(score > 0)"))].into(),
        indexes: [(
            ident("by_score"),
            Index::new(vec![IndexPart::column(ident("score"))]),
        )]
        .into(),
        ..Table::default()
    };
    let reference = Reference::new(ident("people"), vec![ident("id")]);
    let visits = Table {
        columns: [id, column("who", DataType::INTEGER)].into_iter().collect(),
        primary_key: key("visits_pkey"),
        uniques: [(ident("once"), Unique::new(vec![ident("who")]))].into(),
        foreign_keys: [(
            ident("of_who"),
            ForeignKey::new(vec![ident("who")], reference),
        )]
        .into(),
        ..Table::default()
    };
    let mut schema = Schema::empty(Dialect::Postgres);
    schema.tables = [(ident("people"), people), (ident("visits"), visits)].into();
    schema
}

fn retyped(table: &str, name: &str, before: DataType, after: DataType) -> ChangeSet {
    let deltas = vec![ColumnDelta::DataType(Pair { before, after })];
    altered(
        table,
        Delta::AlterColumn {
            name: ident(name),
            deltas,
        },
    )
}

fn altered(table: &str, delta: Delta) -> ChangeSet {
    ChangeSet::from(vec![Change::AlterTable {
        name: ident(table),
        deltas: vec![delta],
    }])
}

fn written(changes: &ChangeSet) -> Vec<String> {
    let statements = alterations(&before(), changes, POSTGRES).unwrap();
    let lines = statements.iter().map(|one| one.sql().replace('"', ""));
    lines.map(|line| line.replace("\n  ", " ")).collect()
}

fn codes(before: &Schema, changes: &ChangeSet, target: Target) -> Vec<&'static str> {
    match alterations(before, changes, target) {
        Ok(_) => vec![],
        Err(refusal) => refusal.reasons().iter().map(Error::code).collect(),
    }
}

#[test]
fn what_reads_a_column_is_made_again_when_its_type_changes() {
    let changes = retyped("people", "score", DataType::INTEGER, DataType::BIGINT);
    let expected = [
        "ALTER TABLE people DROP CONSTRAINT fine",
        "ALTER TABLE people DROP COLUMN twice",
        "ALTER TABLE people ALTER COLUMN score TYPE bigint",
        "ALTER TABLE people ADD COLUMN twice integer GENERATED ALWAYS AS ((score * 2)) STORED",
        "ALTER TABLE people ADD CONSTRAINT fine CHECK ((score > 0))",
    ];
    assert_eq!(written(&changes), expected);
}

#[test]
fn a_computed_column_becomes_plain_where_the_server_can_do_that() {
    let generated = before().tables[&ident("people")]
        .columns
        .get(&ident("twice"))
        .and_then(|column| column.generated.clone());
    let deltas = vec![ColumnDelta::Generated(Pair {
        before: generated,
        after: None,
    })];
    let name = ident("twice");
    let changes = altered("people", Delta::AlterColumn { name, deltas });
    let expected = ["ALTER TABLE people ALTER COLUMN twice DROP EXPRESSION"];
    assert_eq!(written(&changes), expected);
    let version = ServerVersion {
        major: 12,
        minor: 0,
        patch: 0,
    };
    let target = Target {
        version,
        ..POSTGRES
    };
    let statements = alterations(&before(), &changes, target).unwrap();
    let is_dropped = |one: &Statement| one.sql() == "DROP TABLE \"people\"";
    assert!(statements.iter().any(is_dropped));
}

#[test]
fn a_type_is_made_again_under_its_name() {
    let changes = retyped(
        "people",
        "mood",
        mood(&["sad", "happy"]),
        mood(&["angry", "sad", "happy"]),
    );
    let expected = [
        "ALTER TABLE people ALTER COLUMN mood DROP DEFAULT",
        "ALTER TYPE mood RENAME TO alteration_1",
        "CREATE TYPE mood AS ENUM ('angry', 'sad', 'happy')",
        "ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::text::mood",
        "ALTER TABLE people ALTER COLUMN mood SET DEFAULT 'sad'",
        "DROP TYPE alteration_1",
    ];
    assert_eq!(written(&changes), expected);
}

#[test]
fn rows_are_put_aside_when_the_columns_get_another_order() {
    let names = |names: [&str; 2]| names.map(ident).to_vec();
    let order = Pair {
        before: names(["id", "who"]),
        after: names(["who", "id"]),
    };
    let changes = altered("visits", Delta::ReorderColumns { order });
    let expected = [
        "LOCK TABLE visits IN ACCESS EXCLUSIVE MODE",
        "ALTER TABLE visits DROP CONSTRAINT of_who",
        "CREATE TEMPORARY TABLE alteration_1 ON COMMIT DROP AS SELECT who, id FROM visits",
        "DROP TABLE visits",
        "CREATE TABLE visits ( who integer, id integer NOT NULL, CONSTRAINT visits_pkey PRIMARY KEY \
         (id), CONSTRAINT once UNIQUE (who)\n)",
        "INSERT INTO visits (who, id) SELECT who, id FROM alteration_1",
        "DROP TABLE alteration_1",
        "ALTER TABLE visits ADD CONSTRAINT of_who FOREIGN KEY (who) REFERENCES people (id)",
    ];
    assert_eq!(written(&changes), expected);
}

#[test]
fn names_are_exchanged_through_others() {
    let named = |object: Renamed, before: &str, after: &str| Rename {
        object,
        name: Pair {
            before: ident(before),
            after: ident(after),
        },
    };
    let unique = Renamed::Key {
        table: ident("visits"),
        kind: KeyKind::Unique,
    };
    let changes = ChangeSet {
        renames: vec![
            named(Renamed::Table, "people", "visits"),
            named(Renamed::Table, "visits", "people"),
            named(unique, "once", "twice"),
        ],
        ..ChangeSet::default()
    };
    let expected = [
        "ALTER TABLE people RENAME TO alteration_1",
        "ALTER TABLE visits RENAME TO alteration_2",
        "ALTER TABLE alteration_1 RENAME TO visits",
        "ALTER TABLE alteration_2 RENAME TO people",
        "ALTER TABLE people RENAME CONSTRAINT once TO twice",
    ];
    assert_eq!(written(&changes), expected);
}

#[test]
fn numbers_go_on_behind_the_rows_that_are_there() {
    let starts = |identity: Identity| {
        let numbered = Pair {
            before: None,
            after: Some(identity),
        };
        let deltas = vec![ColumnDelta::Identity(numbered)];
        let name = ident("who");
        let changes = altered("visits", Delta::AlterColumn { name, deltas });
        written(&changes).pop().unwrap()
    };
    let mut identity = Identity::new(Generation::ByDefault);
    assert_eq!(
        starts(identity.clone()),
        "SELECT setval('visits_who_seq'::regclass, max(who)) FROM visits WHERE who >= 1 HAVING \
         count(*) > 0"
    );
    identity.increment = -2;
    identity.start = 90;
    identity.limits.minimum = Some(-10);
    identity.limits.maximum = Some(100);
    assert_eq!(
        starts(identity),
        "SELECT setval('visits_who_seq'::regclass, min(who)) FROM visits WHERE who <= 90 AND who \
         >= -10 HAVING count(*) > 0"
    );
}

#[test]
fn what_cannot_be_altered_is_refused() {
    let dated = retyped("people", "score", DataType::INTEGER, DataType::Date);
    let refused = ["codegen/unsupported-conversion"];
    assert_eq!(codes(&before(), &dated, POSTGRES), refused);
    let oceanbase = Target {
        dialect: Dialect::OceanBase,
        ..POSTGRES
    };
    let refused = ["codegen/unsupported-target"];
    assert_eq!(codes(&before(), &dated, oceanbase), refused);
    let other = Schema::empty(Dialect::OceanBase);
    let refused = ["codegen/wrong-dialect"];
    assert_eq!(codes(&other, &dated, POSTGRES), refused);
    let other = Schema::empty(Dialect::Postgres);
    let refused = ["codegen/changes-do-not-fit"];
    assert_eq!(codes(&other, &dated, POSTGRES), refused);
}
