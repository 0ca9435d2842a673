//! Types without parameters that PostgreSQL alone has.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names a type without parameters that PostgreSQL alone has.
///
/// A document spells it as PostgreSQL does (`inet`, `"char"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new type must show every place to think about"
)]
pub enum PostgresType {
    /// `oid`.
    Oid,
    /// `xid`.
    Xid,
    /// `xid8`.
    Xid8,
    /// `cid`.
    Cid,
    /// `tid`.
    Tid,
    /// `regclass`.
    RegClass,
    /// `regcollation`.
    RegCollation,
    /// `regconfig`.
    RegConfig,
    /// `regdictionary`.
    RegDictionary,
    /// `regnamespace`.
    RegNamespace,
    /// `regoper`.
    RegOper,
    /// `regoperator`.
    RegOperator,
    /// `regproc`.
    RegProc,
    /// `regprocedure`.
    RegProcedure,
    /// `regrole`.
    RegRole,
    /// `regtype`.
    RegType,
    /// `pg_lsn`.
    PgLsn,
    /// `pg_snapshot`.
    PgSnapshot,
    /// `txid_snapshot`.
    TxidSnapshot,
    /// `refcursor`.
    RefCursor,
    /// `money`.
    Money,
    /// `name`.
    Name,
    /// `"char"`.
    InternalChar,
    /// `bpchar`.
    BpChar,
    /// `xml`.
    Xml,
    /// `tsvector`.
    TsVector,
    /// `tsquery`.
    TsQuery,
    /// `jsonpath`.
    JsonPath,
    /// `inet`.
    Inet,
    /// `cidr`.
    Cidr,
    /// `macaddr`.
    MacAddr,
    /// `macaddr8`.
    MacAddr8,
    /// `point`.
    Point,
    /// `line`.
    Line,
    /// `lseg`.
    LineSegment,
    /// `box`.
    Box,
    /// `path`.
    Path,
    /// `polygon`.
    Polygon,
    /// `circle`.
    Circle,
    /// `int4range`.
    Int4Range,
    /// `int8range`.
    Int8Range,
    /// `numrange`.
    NumRange,
    /// `tsrange`.
    TsRange,
    /// `tstzrange`.
    TstzRange,
    /// `daterange`.
    DateRange,
    /// `int4multirange`.
    Int4MultiRange,
    /// `int8multirange`.
    Int8MultiRange,
    /// `nummultirange`.
    NumMultiRange,
    /// `tsmultirange`.
    TsMultiRange,
    /// `tstzmultirange`.
    TstzMultiRange,
    /// `datemultirange`.
    DateMultiRange,
    /// `citext`, which an extension brings.
    CiText,
    /// `hstore`, which an extension brings.
    HStore,
    /// `ltree`, which an extension brings.
    LTree,
    /// `lquery`, which an extension brings.
    LQuery,
    /// `ltxtquery`, which an extension brings.
    LTxtQuery,
    /// `cube`, which an extension brings.
    Cube,
    /// `halfvec`, which an extension brings.
    HalfVec,
    /// `sparsevec`, which an extension brings.
    SparseVec,
}

impl PostgresType {
    /// All of them.
    pub const ALL: [Self; 59] = [
        Self::Oid,
        Self::Xid,
        Self::Xid8,
        Self::Cid,
        Self::Tid,
        Self::RegClass,
        Self::RegCollation,
        Self::RegConfig,
        Self::RegDictionary,
        Self::RegNamespace,
        Self::RegOper,
        Self::RegOperator,
        Self::RegProc,
        Self::RegProcedure,
        Self::RegRole,
        Self::RegType,
        Self::PgLsn,
        Self::PgSnapshot,
        Self::TxidSnapshot,
        Self::RefCursor,
        Self::Money,
        Self::Name,
        Self::InternalChar,
        Self::BpChar,
        Self::Xml,
        Self::TsVector,
        Self::TsQuery,
        Self::JsonPath,
        Self::Inet,
        Self::Cidr,
        Self::MacAddr,
        Self::MacAddr8,
        Self::Point,
        Self::Line,
        Self::LineSegment,
        Self::Box,
        Self::Path,
        Self::Polygon,
        Self::Circle,
        Self::Int4Range,
        Self::Int8Range,
        Self::NumRange,
        Self::TsRange,
        Self::TstzRange,
        Self::DateRange,
        Self::Int4MultiRange,
        Self::Int8MultiRange,
        Self::NumMultiRange,
        Self::TsMultiRange,
        Self::TstzMultiRange,
        Self::DateMultiRange,
        Self::CiText,
        Self::HStore,
        Self::LTree,
        Self::LQuery,
        Self::LTxtQuery,
        Self::Cube,
        Self::HalfVec,
        Self::SparseVec,
    ];

    /// Returns the name, as PostgreSQL writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oid => "oid",
            Self::Xid => "xid",
            Self::Xid8 => "xid8",
            Self::Cid => "cid",
            Self::Tid => "tid",
            Self::RegClass => "regclass",
            Self::RegCollation => "regcollation",
            Self::RegConfig => "regconfig",
            Self::RegDictionary => "regdictionary",
            Self::RegNamespace => "regnamespace",
            Self::RegOper => "regoper",
            Self::RegOperator => "regoperator",
            Self::RegProc => "regproc",
            Self::RegProcedure => "regprocedure",
            Self::RegRole => "regrole",
            Self::RegType => "regtype",
            Self::PgLsn => "pg_lsn",
            Self::PgSnapshot => "pg_snapshot",
            Self::TxidSnapshot => "txid_snapshot",
            Self::RefCursor => "refcursor",
            Self::Money => "money",
            Self::Name => "name",
            Self::InternalChar => "\"char\"",
            Self::BpChar => "bpchar",
            Self::Xml => "xml",
            Self::TsVector => "tsvector",
            Self::TsQuery => "tsquery",
            Self::JsonPath => "jsonpath",
            Self::Inet => "inet",
            Self::Cidr => "cidr",
            Self::MacAddr => "macaddr",
            Self::MacAddr8 => "macaddr8",
            Self::Point => "point",
            Self::Line => "line",
            Self::LineSegment => "lseg",
            Self::Box => "box",
            Self::Path => "path",
            Self::Polygon => "polygon",
            Self::Circle => "circle",
            Self::Int4Range => "int4range",
            Self::Int8Range => "int8range",
            Self::NumRange => "numrange",
            Self::TsRange => "tsrange",
            Self::TstzRange => "tstzrange",
            Self::DateRange => "daterange",
            Self::Int4MultiRange => "int4multirange",
            Self::Int8MultiRange => "int8multirange",
            Self::NumMultiRange => "nummultirange",
            Self::TsMultiRange => "tsmultirange",
            Self::TstzMultiRange => "tstzmultirange",
            Self::DateMultiRange => "datemultirange",
            Self::CiText => "citext",
            Self::HStore => "hstore",
            Self::LTree => "ltree",
            Self::LQuery => "lquery",
            Self::LTxtQuery => "ltxtquery",
            Self::Cube => "cube",
            Self::HalfVec => "halfvec",
            Self::SparseVec => "sparsevec",
        }
    }

    /// Says whether an extension brings it.
    #[must_use]
    pub const fn is_of_extension(self) -> bool {
        matches!(
            self,
            Self::CiText
                | Self::HStore
                | Self::LTree
                | Self::LQuery
                | Self::LTxtQuery
                | Self::Cube
                | Self::HalfVec
                | Self::SparseVec
        )
    }

    /// Finds the type of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for PostgresType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for PostgresType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for PostgresType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::of_name(&name).ok_or_else(|| {
            serde::de::Error::custom(format_args!(
                "{name} is no type that PostgreSQL has without parameters"
            ))
        })
    }
}
