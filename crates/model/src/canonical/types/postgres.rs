//! Types that PostgreSQL alone has.

use super::super::options::DocumentForm;
use super::{JSON, Place, text};
use crate::DataType;
use crate::data_type::{IntegerWidth, PostgresType, Signedness};

pub(super) fn translate(kind: PostgresType, place: &mut Place<'_>) -> DataType {
    use PostgresType as P;
    let unsigned = |width| DataType::Integer {
        width,
        signedness: Signedness::Unsigned,
    };
    let length = match kind {
        P::Oid | P::Xid | P::Cid => return unsigned(IntegerWidth::Regular),
        P::Xid8 => return unsigned(IntegerWidth::Big),
        P::Money => return money(place),
        P::BpChar => return text(place),
        P::CiText => return case_insensitive(place),
        P::HStore => return hstore(place),
        // Names have 63 bytes.
        P::Name => return DataType::VarChar { length: 63 },
        // A byte beyond ASCII is written as a backslash and three digits.
        P::InternalChar => return DataType::VarChar { length: 4 },
        P::MacAddr => return as_text(kind, DataType::Char { length: 17 }, place),
        P::MacAddr8 => return as_text(kind, DataType::Char { length: 23 }, place),
        P::TsVector | P::TsQuery | P::HalfVec | P::SparseVec | P::RefCursor => {
            return search_lost(kind, place);
        }
        P::Inet | P::Cidr => Some(43),
        P::RegClass
        | P::RegCollation
        | P::RegConfig
        | P::RegDictionary
        | P::RegNamespace
        | P::RegOper
        | P::RegProc
        | P::RegRole
        | P::RegType => Some(130),
        P::PgLsn | P::Tid => Some(32),
        P::Point | P::Int4Range | P::Int8Range | P::DateRange => Some(64),
        P::Line | P::LineSegment | P::Box | P::Circle | P::TsRange | P::TstzRange => Some(128),
        // The signature with the types of all arguments has no bound.
        P::RegOperator
        | P::RegProcedure
        | P::PgSnapshot
        | P::TxidSnapshot
        | P::Xml
        | P::JsonPath
        | P::Path
        | P::Polygon
        | P::NumRange
        | P::Int4MultiRange
        | P::Int8MultiRange
        | P::NumMultiRange
        | P::TsMultiRange
        | P::TstzMultiRange
        | P::DateMultiRange
        | P::LTree
        | P::LQuery
        | P::LTxtQuery
        | P::Cube => None,
    };
    let becomes = length.map_or_else(|| text(place), |length| DataType::VarChar { length });
    as_text(kind, becomes, place)
}

fn as_text(kind: PostgresType, becomes: DataType, place: &mut Place<'_>) -> DataType {
    place.kept_as_text(&DataType::Postgres(kind), becomes)
}

fn money(place: &mut Place<'_>) -> DataType {
    // 64 bits, of which two decimal digits stand behind the point.
    let becomes = DataType::decimal(19, 2);
    place.info(
        "model/money",
        format!("money becomes {becomes}: the sign of the currency is no part of it"),
    );
    becomes
}

fn case_insensitive(place: &mut Place<'_>) -> DataType {
    place.warning(
        "model/case-insensitive-text",
        "citext becomes text that OceanBase compares without regard to accents too, and which \
         takes all emoji for the same",
        "check that no two values of a key differ in nothing else",
    );
    text(place)
}

fn hstore(place: &mut Place<'_>) -> DataType {
    match place.forms.compound {
        DocumentForm::Json => {
            place.info(
                "model/hstore-becomes-json",
                "hstore becomes json".to_owned(),
            );
            JSON
        }
        DocumentForm::Text => {
            let becomes = text(place);
            as_text(PostgresType::HStore, becomes, place)
        }
    }
}

/// Types of which the text is the least part.
fn search_lost(kind: PostgresType, place: &mut Place<'_>) -> DataType {
    let becomes = text(place);
    place.warning(
        "model/use-lost",
        format!(
            "{kind} becomes {becomes}: its values are kept, but nothing on OceanBase uses them"
        ),
        "leave the column out, or build what it was for anew",
    );
    becomes
}
