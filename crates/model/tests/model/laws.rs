//! Laws that hold for every schema.

use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::canonical::{
    DocumentForm, EnumForm, Fit, MomentForm, NumericForm, Options, UuidForm, fit, normalise,
    to_oceanbase,
};
use obmigrate_model::data_type::{PostgresType, TypeName, spelling};
use obmigrate_model::expression::{canonical_oceanbase, to_oceanbase as translate};
use obmigrate_model::validate::validate;
use obmigrate_model::{
    Column, DataType, DefaultValue, Dialect, Document, Generated, Nullability, PrimaryKey, Schema,
    Storage, Table,
};
use proptest::prelude::*;
use proptest::sample::select;

fn any_schema() -> impl Strategy<Value = Schema> {
    prop_oneof![schema(Dialect::Postgres), schema(Dialect::OceanBase)]
}

/// Any type of PostgreSQL, arrays and enumerated types included.
fn any_type() -> impl Strategy<Value = DataType> {
    let spelled = select(vec![
        "boolean",
        "smallint",
        "bigint",
        "numeric",
        "numeric(12,3)",
        "numeric(5,-2)",
        "numeric(3,5)",
        "numeric(1000,500)",
        "real",
        "double precision",
        "character(5)",
        "character(300)",
        "character varying(20)",
        "character varying(300000)",
        "text",
        "bytea",
        "bit(8)",
        "bit(80)",
        "bit varying",
        "bit varying(300000)",
        "date",
        "time(3)",
        "timetz",
        "timestamp(0)",
        "timestamptz",
        "interval",
        "uuid",
        "json",
        "jsonb",
        "vector",
        "vector(3)",
        "app.own",
    ]);
    let enumerated = prop::collection::btree_set("[a-c' ]{0,3}", 0..4).prop_map(|labels| {
        let name = crate::ident("kind");
        DataType::Enum {
            name: Some(TypeName { schema: None, name }),
            labels: labels.into_iter().collect(),
        }
    });
    let plain = prop_oneof![
        2 => spelled.prop_map(|text| spelling::parse(Dialect::Postgres, text)),
        2 => select(PostgresType::ALL.to_vec()).prop_map(DataType::Postgres),
        1 => enumerated,
    ];
    (plain, 0_u8..4).prop_map(|(data_type, kind)| match kind {
        0 => DataType::Array {
            element: Box::new(data_type),
        },
        _ => data_type,
    })
}

fn any_options() -> impl Strategy<Value = Options> {
    let document = || select(vec![DocumentForm::Json, DocumentForm::Text]);
    (
        any::<[bool; 3]>(),
        0_u16..90,
        0_u16..90,
        document(),
        document(),
        any::<u32>(),
    )
        .prop_map(
            |([uuid, moment, labels], precision, scale, json, compound, length)| {
                let options = Options::default()
                    .with_json_text(json)
                    .with_compound(compound)
                    .with_numeric(NumericForm::Decimal { precision, scale })
                    .with_key_text_length(length);
                let options = if uuid {
                    options.with_uuid(UuidForm::Binary)
                } else {
                    options
                };
                let options = if moment {
                    options.with_moment(MomentForm::UtcDateTime)
                } else {
                    options
                };
                if labels {
                    options.with_enumeration(EnumForm::Text)
                } else {
                    options
                }
            },
        )
}

fn any_default() -> impl Strategy<Value = Option<DefaultValue>> {
    let texts = select(vec![
        "'x'::text",
        "0",
        "1.50",
        "true",
        "now()",
        "(now() + '7 days'::interval)",
        "(CURRENT_DATE - 1)",
        "CURRENT_TIME",
        "gen_random_uuid()",
        "'00112233-4455-6677-8899-aabbccddeeff'::uuid",
        "'101'::\"bit\"",
        "'\\x00ff'::bytea",
        "'1 day'::interval",
        "'10.0.0.1'::inet",
        "'$1.00'::money",
        "'a'::kind",
        "'{}'::jsonb",
        "CURRENT_USER",
        "NULL::text",
    ]);
    prop::option::of(texts.prop_map(|text| DefaultValue::Expression(text.to_owned())))
}

/// One table with one column of any type, which may be a key, and one that is computed of it.
fn any_column() -> impl Strategy<Value = Schema> {
    (any_type(), any_default(), any::<[bool; 2]>()).prop_map(
        |(data_type, default, [not_null, keyed])| {
            let mut table = Table::default();
            table.columns.push(Column {
                default,
                nullability: if not_null {
                    Nullability::NotNull
                } else {
                    Nullability::Nullable
                },
                ..Column::new(crate::ident("a"), data_type)
            });
            table.columns.push(Column {
                generated: Some(Generated {
                    expression: "(CASE WHEN (a = a) THEN 1 ELSE 0 END)".to_owned(),
                    storage: Storage::Stored,
                }),
                ..Column::new(crate::ident("b"), DataType::INTEGER)
            });
            table.primary_key = keyed.then(|| PrimaryKey::new(vec![crate::ident("a")]));
            let mut schema = Schema::empty(Dialect::Postgres);
            schema.tables.insert(crate::ident("t"), table);
            schema
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_read_back_as_they_were_written(schema in any_schema()) {
        let document = Document::new("test", schema).unwrap();
        let json = document.to_json().unwrap();
        prop_assert_eq!(&Document::<Schema>::from_json(&json).unwrap(), &document);
    }

    #[test]
    fn generated_schemas_are_valid(
        (before, after) in any_schema().prop_flat_map(|schema| (Just(schema.clone()), edited(schema)))
    ) {
        prop_assert_eq!(validate(&before), vec![]);
        prop_assert_eq!(validate(&after), vec![]);
        prop_assert_eq!(before.dialect, after.dialect);
    }

    #[test]
    fn generated_oceanbase_schemas_are_canonical(
        schema in schema(Dialect::OceanBase).prop_flat_map(edited)
    ) {
        prop_assert_eq!(&normalise(&schema), &schema);
    }

    #[test]
    fn a_translation_is_valid_and_canonical(
        schema in schema(Dialect::Postgres).prop_flat_map(edited)
    ) {
        let translation = to_oceanbase(&schema, &Options::default());
        prop_assert_eq!(validate(&translation.schema), vec![]);
        prop_assert_eq!(&normalise(&translation.schema), &translation.schema);
        prop_assert_eq!(&to_oceanbase(&schema, &Options::default()), &translation);
    }

    #[test]
    fn any_column_becomes_a_valid_canonical_one_that_fits(
        schema in any_column(), options in any_options()
    ) {
        prop_assert_eq!(validate(&schema), vec![]);
        let translation = to_oceanbase(&schema, &options);
        prop_assert_eq!(validate(&translation.schema), vec![]);
        prop_assert_eq!(&normalise(&translation.schema), &translation.schema);
        prop_assert_eq!(&to_oceanbase(&schema, &options), &translation);
        let column = |schema: &Schema| {
            let table = schema.tables.values().next().unwrap();
            table.columns.iter().next().unwrap().data_type.clone()
        };
        let table = schema.tables.values().next().unwrap();
        if table.primary_key.is_none() {
            let found = fit(&column(&schema), &column(&translation.schema), &options);
            prop_assert_eq!(found, Fit::Equal);
        }
    }

    #[test]
    fn any_text_is_an_expression_or_an_error(
        text in "([a-c'\"`()\\[\\],.:=<>+*%-]|NOT |IN |AND |CASE |WHEN |'x'|::text|1e9| |ARRAY|DIV |INTERVAL 1 day|extract\\(year from |trim\\(|left\\(|~ |->> | day|::date|json_type\\(|\\PC){0,24}"
    ) {
        for canonical in [translate(&text), canonical_oceanbase(&text)].into_iter().flatten() {
            let again = canonical_oceanbase(&canonical);
            prop_assert_eq!(again.as_deref(), Ok(canonical.as_str()));
        }
    }
}
