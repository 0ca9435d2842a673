//! Whole schemas, as the statements that create them.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{Error, definition};
use obmigrate_model::arbitrary::schema;
use obmigrate_model::data_type::{Composite, Field, TypeName};
use obmigrate_model::{Column, DataType, Dialect, Ident, Schema, ServerVersion, Table, Target};
use proptest::prelude::*;

const POSTGRES: &str = include_str!("schemas/postgres.json");
const POSTGRES_18: &str = include_str!("schemas/postgres_18.json");
const OCEANBASE: &str = include_str!("schemas/oceanbase.json");

fn target(dialect: Dialect, major: u16) -> Target {
    let version = ServerVersion {
        major,
        minor: 3,
        patch: 5,
    };
    Target { dialect, version }
}

/// Joins the statements, or the reasons why there are none.
fn written(document: &str, target: Target) -> String {
    let schema: Schema = serde_json::from_str(document).unwrap();
    match definition(&schema, target) {
        Ok(statements) => statements
            .iter()
            .map(|statement| format!("{statement};\n"))
            .collect(),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn a_schema_of_postgresql() {
    insta::assert_snapshot!(written(POSTGRES, target(Dialect::Postgres, 15)));
}

#[test]
fn a_schema_of_postgresql_18() {
    insta::assert_snapshot!(written(POSTGRES_18, target(Dialect::Postgres, 18)));
}

#[test]
fn what_postgresql_17_lacks_is_told_at_once() {
    insta::assert_snapshot!(written(POSTGRES_18, target(Dialect::Postgres, 17)));
}

#[test]
fn a_schema_of_oceanbase() {
    insta::assert_snapshot!(written(OCEANBASE, target(Dialect::OceanBase, 4)));
}

#[test]
fn what_an_old_postgresql_lacks_is_told_at_once() {
    insta::assert_snapshot!(written(POSTGRES, target(Dialect::Postgres, 10)));
}

#[test]
fn what_oceanbase_lacks_is_told_at_once() {
    let document = POSTGRES.replacen("\"postgres\"", "\"ocean_base\"", 1);
    insta::assert_snapshot!(written(&document, target(Dialect::OceanBase, 4)));
}

#[test]
fn what_postgresql_lacks_is_told_at_once() {
    let document = OCEANBASE.replacen("\"ocean_base\"", "\"postgres\"", 1);
    insta::assert_snapshot!(written(&document, target(Dialect::Postgres, 18)));
}

#[test]
fn a_schema_of_another_server_is_refused() {
    let schema = Schema::empty(Dialect::OceanBase);
    let refusal = definition(&schema, target(Dialect::Postgres, 15)).unwrap_err();
    let codes: Vec<_> = refusal.reasons().iter().map(Error::code).collect();
    assert_eq!(codes, ["codegen/wrong-dialect"]);
}

#[test]
fn a_type_has_one_description() {
    let name = |name: &str| Ident::new(name).unwrap();
    let composite = |data_type| {
        DataType::Composite(Composite {
            name: TypeName {
                schema: None,
                name: name("pair"),
            },
            fields: vec![Field {
                name: name("first"),
                data_type,
            }],
        })
    };
    let check = |second: DataType, expected: &str| {
        let columns = [
            Column::new(name("a"), composite(DataType::Date)),
            Column::new(name("b"), second),
        ];
        let table = Table {
            columns: columns.into_iter().collect(),
            ..Table::default()
        };
        let mut schema = Schema::empty(Dialect::Postgres);
        schema.tables.insert(name("t"), table);
        let document = serde_json::to_string(&schema).unwrap();
        let written = written(&document, target(Dialect::Postgres, 15));
        assert_eq!(written.lines().next(), Some(expected));
    };
    check(
        composite(DataType::Date),
        "CREATE TYPE \"pair\" AS (\"first\" date);",
    );
    check(
        composite(DataType::Uuid),
        "[codegen/type-described-twice] tables.t.columns.b: the type pair is described differently \
         elsewhere in the schema",
    );
}

proptest! {
    // Seeds would go stale with the generator; a failure becomes a case of its own instead.
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_schema_is_written_and_always_the_same(
        schema in prop_oneof![schema(Dialect::Postgres), schema(Dialect::OceanBase)],
    ) {
        let major = match schema.dialect {
            Dialect::Postgres => 15,
            Dialect::OceanBase => 4,
        };
        let target = target(schema.dialect, major);
        let written = definition(&schema, target);
        match &written {
            Ok(statements) => prop_assert!(statements.len() >= schema.tables.len()),
            // The generator draws some things that OceanBase refuses; no statement is misread.
            Err(refusal) => for reason in refusal.reasons() {
                prop_assert_eq!(reason.code(), "codegen/unsupported-feature");
                prop_assert_eq!(schema.dialect, Dialect::OceanBase);
            },
        }
        prop_assert_eq!(definition(&schema, target), written);
    }
}
