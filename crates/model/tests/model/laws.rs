//! Laws that hold for every schema.

use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::canonical::{Options, normalise, to_oceanbase};
use obmigrate_model::expression::{canonical_oceanbase, to_oceanbase as translate};
use obmigrate_model::validate::validate;
use obmigrate_model::{Dialect, Document, Schema};
use proptest::prelude::*;

fn any_schema() -> impl Strategy<Value = Schema> {
    prop_oneof![schema(Dialect::Postgres), schema(Dialect::OceanBase)]
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
    fn any_text_is_an_expression_or_an_error(
        text in "([a-c'\"`()\\[\\],.:=<>+*%-]|NOT |IN |AND |CASE |WHEN |'x'|::text|1e9| |ARRAY|\\PC){0,24}"
    ) {
        for canonical in [translate(&text), canonical_oceanbase(&text)].into_iter().flatten() {
            let again = canonical_oceanbase(&canonical);
            prop_assert_eq!(again.as_deref(), Ok(canonical.as_str()));
        }
    }
}
