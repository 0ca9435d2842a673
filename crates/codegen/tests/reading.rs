//! What is read of a PostgreSQL column for the type that it has on OceanBase.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{Error, Options, generate};
use obmigrate_model::arbitrary::schema;
use obmigrate_model::canonical::{
    self, DocumentForm, EnumForm, MomentForm, NumericForm, UuidForm, to_oceanbase,
};
use obmigrate_model::data_type::{
    Capacity, Composite, Domain, IntegerWidth, JsonForm, PostgresType, Signedness, TimeZone,
    TypeName,
};
use obmigrate_model::plan::{Action, Phase, Plan, RunId};
use obmigrate_model::{
    Change, ChangeSet, Column, DataType, Dialect, Ident, Nullability, Schema, ServerVersion, Table,
    Target,
};
use proptest::prelude::*;

const JSON: DataType = DataType::Json {
    form: JsonForm::Binary,
};
const BYTES: DataType = DataType::Blob {
    capacity: Capacity::Long,
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// Plans to create the tables of `goal`, filled from `source`.
fn planned(source: &Schema, goal: &Schema) -> Result<Plan, Vec<Error>> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    let target = Target {
        dialect: Dialect::OceanBase,
        version,
    };
    let changes = goal.tables.iter().map(|(name, table)| Change::CreateTable {
        name: name.clone(),
        table: table.clone(),
    });
    let changes = ChangeSet::from(changes.collect::<Vec<_>>());
    let run_id = RunId::new("20261123093158").unwrap();
    let options = Options::new(target, run_id).source(source);
    let live = Schema::empty(Dialect::OceanBase);
    generate(&live, &changes, &options).map_err(|refusal| refusal.reasons().to_vec())
}

fn with_column(dialect: Dialect, data_type: DataType) -> Schema {
    let mut schema = Schema::empty(dialect);
    let table = Table {
        columns: [Column::new(ident("c"), data_type)].into_iter().collect(),
        ..Table::default()
    };
    schema.tables.insert(ident("t"), table);
    schema
}

/// Says what is read of a column, or why nothing can be.
fn read(from: DataType, to: DataType) -> String {
    let source = with_column(Dialect::Postgres, from);
    let plan = match planned(&source, &with_column(Dialect::OceanBase, to)) {
        Ok(plan) => plan,
        Err(reasons) => return reasons.iter().map(Error::code).collect(),
    };
    let copies = plan.groups[0].phase(Phase::Copy);
    copies
        .filter_map(|step| match &step.forward {
            Action::Copy(copy) => {
                let read = copy.statement.sql().strip_prefix("SELECT ");
                let read = read.and_then(|read| read.strip_suffix(" FROM \"t\""));
                Some(read.unwrap().to_owned())
            }
            Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
        })
        .collect()
}

fn check(from: DataType, to: DataType, expected: &str) {
    let context = format!("{from} to {to}");
    assert_eq!(read(from, to), expected, "{context}");
}

const fn varchar(length: u32) -> DataType {
    DataType::VarChar { length }
}

const fn unsigned(width: IntegerWidth) -> DataType {
    DataType::Integer {
        width,
        signedness: Signedness::Unsigned,
    }
}

const fn timestamp(zone: TimeZone) -> DataType {
    DataType::Timestamp { precision: 6, zone }
}

fn named(name: &str) -> TypeName {
    TypeName {
        schema: None,
        name: ident(name),
    }
}

fn enumeration(name: Option<TypeName>) -> DataType {
    DataType::Enum {
        name,
        labels: vec!["sad".to_owned()],
    }
}

fn array(element: DataType) -> DataType {
    DataType::Array {
        element: Box::new(element),
    }
}

fn domain(base: DataType) -> DataType {
    DataType::Domain(Box::new(Domain {
        name: named("own"),
        base,
        nullability: Nullability::Nullable,
        default: None,
        checks: [].into(),
    }))
}

#[test]
fn numbers_and_bits() {
    use PostgresType as P;
    let decimal = DataType::decimal;
    let bit = |length| DataType::Bit { length };
    let bare = "\"c\"";
    let text = "\"c\"::text";
    check(DataType::BIGINT, DataType::BIGINT, bare);
    check(DataType::Boolean, DataType::Boolean, "\"c\"::int4");
    check(decimal(10, 2), decimal(10, 2), text);
    check(decimal(5, -2), decimal(7, 0), text);
    check(decimal(100, 40), varchar(103), text);
    check(DataType::Numeric, decimal(65, 30), text);
    check(DataType::Numeric, varchar(1000), text);
    check(DataType::Real, DataType::Real, "\"c\"::float8::text");
    check(DataType::Double, DataType::Double, "\"c\"::float8::text");
    let of = DataType::Postgres;
    check(of(P::Money), decimal(19, 2), "\"c\"::numeric::text");
    check(of(P::Oid), unsigned(IntegerWidth::Regular), text);
    check(of(P::Xid), unsigned(IntegerWidth::Regular), text);
    check(of(P::Xid8), unsigned(IntegerWidth::Big), text);
    check(bit(8), bit(8), "\"c\"::int8");
    check(bit(63), bit(63), "\"c\"::int8");
    let no_sign = "mod(\"c\"::int8 + 18446744073709551616, 18446744073709551616)";
    check(bit(64), bit(64), no_sign);
    check(bit(80), varchar(80), text);
    check(DataType::VarBit { length: None }, DataType::TEXT, text);
}

#[test]
fn texts_and_bytes() {
    use PostgresType as P;
    let char = |length| DataType::Char { length };
    let text = "\"c\"::text";
    let trimmed = "rtrim(\"c\"::text)";
    check(char(5), char(5), trimmed);
    check(char(300), varchar(300), trimmed);
    check(DataType::Postgres(P::BpChar), DataType::TEXT, trimmed);
    check(varchar(20), varchar(20), text);
    check(DataType::TEXT, varchar(1024), text);
    check(DataType::Postgres(P::CiText), DataType::TEXT, text);
    check(DataType::Postgres(P::InternalChar), varchar(4), text);
    check(DataType::Postgres(P::Inet), varchar(43), text);
    check(DataType::Postgres(P::MacAddr), char(17), text);
    check(BYTES, BYTES, "\"c\"");
    check(BYTES, DataType::VarBinary { length: 9 }, "\"c\"");
    check(DataType::Uuid, char(36), text);
    check(
        DataType::Uuid,
        DataType::Binary { length: 16 },
        "decode(replace(\"c\"::text, '-', ''), 'hex')",
    );
}

#[test]
fn times() {
    let text = "\"c\"::text";
    let (with, without) = (TimeZone::With, TimeZone::Without);
    let utc = "(\"c\" AT TIME ZONE 'UTC')::text";
    check(DataType::Date, DataType::Date, text);
    check(DataType::time(6), DataType::time(6), text);
    let zoned = DataType::Time {
        precision: 3,
        zone: with,
    };
    check(zoned, varchar(24), text);
    check(timestamp(without), timestamp(without), text);
    check(timestamp(with), timestamp(with), utc);
    check(timestamp(with), timestamp(without), utc);
    let interval = DataType::Interval {
        fields: None,
        precision: 6,
    };
    check(interval, varchar(64), text);
}

#[test]
fn documents_and_types_of_a_schema() {
    let text = "\"c\"::text";
    let document = "to_json(\"c\")::text";
    let composite = || {
        DataType::Composite(Composite {
            name: named("pair"),
            fields: vec![],
        })
    };
    let json = DataType::Json {
        form: JsonForm::Text,
    };
    check(json, DataType::TEXT, text);
    check(JSON, JSON, text);
    check(array(DataType::Real), JSON, document);
    check(array(DataType::Real), DataType::TEXT, text);
    check(composite(), JSON, document);
    check(composite(), DataType::TEXT, text);
    let hstore = DataType::Postgres(PostgresType::HStore);
    check(hstore.clone(), JSON, document);
    check(hstore, DataType::TEXT, text);
    let mood = || enumeration(Some(named("mood")));
    check(mood(), enumeration(None), text);
    check(mood(), varchar(3), text);
    check(domain(DataType::INTEGER), DataType::INTEGER, "\"c\"");
    check(domain(array(DataType::INTEGER)), JSON, document);
    check(domain(DataType::Boolean), DataType::Boolean, "\"c\"::int4");
    let vector = || DataType::Vector {
        dimensions: Some(3),
    };
    check(vector(), vector(), text);
    let unknown = DataType::Other {
        name: "app.complex".to_owned(),
    };
    check(unknown, DataType::TEXT, text);
}

/// OceanBase would store another value and say nothing, or the text would mean something else.
#[test]
fn what_no_value_can_become_is_refused() {
    let refused = "codegen/unsupported-conversion";
    check(DataType::TEXT, DataType::INTEGER, refused);
    check(DataType::Date, DataType::INTEGER, refused);
    check(DataType::Double, DataType::Real, refused);
    check(DataType::TEXT, BYTES, refused);
    check(BYTES, DataType::TEXT, refused);
    check(array(DataType::INTEGER), DataType::INTEGER, refused);
    check(DataType::Uuid, DataType::Binary { length: 20 }, refused);
    let (eight, nine) = (DataType::Bit { length: 8 }, DataType::Bit { length: 9 });
    check(eight, nine, refused);
    let interval = DataType::Interval {
        fields: None,
        precision: 6,
    };
    check(interval, DataType::time(6), refused);
    let inet = DataType::Postgres(PostgresType::Inet);
    check(inet, DataType::INTEGER, refused);
}

/// The options that choose for every type what is not chosen by default.
fn other_forms() -> canonical::Options {
    canonical::Options::default()
        .with_uuid(UuidForm::Binary)
        .with_moment(MomentForm::UtcDateTime)
        .with_numeric(NumericForm::Text)
        .with_json_text(DocumentForm::Text)
        .with_compound(DocumentForm::Text)
        .with_enumeration(EnumForm::Text)
}

proptest! {
    // Seeds would go stale with the generator; a failure becomes a case of its own instead.
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_translated_column_can_be_read(source in schema(Dialect::Postgres), chosen: bool) {
        let options = if chosen { other_forms() } else { canonical::Options::default() };
        let goal = to_oceanbase(&source, &options).schema;
        // Other reasons are none of the columns'.
        let reasons = planned(&source, &goal).err().unwrap_or_default();
        for reason in reasons {
            prop_assert_ne!(reason.code(), "codegen/unsupported-conversion", "{}", reason);
        }
    }
}
