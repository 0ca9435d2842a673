//! What both sides changed differently.

use std::fmt;

use obmigrate_model::schema::TableOptions;
use obmigrate_model::{
    Check, Column, DataType, DefaultValue, Exclusion, ForeignKey, Generated, Ident, Identity,
    Index, Nullability, ObjectPath, OnUpdate, Partitioning, PrimaryKey, Table, Unique,
};
use serde::{Deserialize, Serialize};

use crate::Sides;

/// Reports an object or attribute that both sides changed differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "four facts make a conflict")]
pub struct Conflict {
    /// Where.
    pub path: ObjectPath,
    /// What each side did.
    pub kind: ConflictKind,
    /// What each side has there; `None` where it has nothing.
    pub sides: Sides<Option<Node>>,
    /// The side that was taken by [`crate::OnConflict`]; `None` if a person has to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
}

/// Says what each side did, compared with the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum ConflictKind {
    /// Both added it, differently.
    BothAdded,
    /// Both altered it, differently.
    BothAltered,
    /// Desired dropped it, live altered it.
    DesiredDroppedLiveAltered,
    /// Desired altered it, live dropped it.
    DesiredAlteredLiveDropped,
    /// Desired dropped a column or table, live added or altered a key or index that needs it.
    /// Listed for what was dropped and for what needs it.
    DesiredDroppedLiveUses,
    /// Desired added or altered a key or index that needs a column or table, live dropped that.
    /// Listed for what was dropped and for what needs it.
    DesiredUsesLiveDropped,
}

impl ConflictKind {
    /// Returns the stable code of this kind.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BothAdded => "diff/both-added",
            Self::BothAltered => "diff/both-altered",
            Self::DesiredDroppedLiveAltered => "diff/desired-dropped-live-altered",
            Self::DesiredAlteredLiveDropped => "diff/desired-altered-live-dropped",
            Self::DesiredDroppedLiveUses => "diff/desired-dropped-live-uses",
            Self::DesiredUsesLiveDropped => "diff/desired-uses-live-dropped",
        }
    }

    /// Returns the kind of the same conflict with desired and live exchanged.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::BothAdded => Self::BothAdded,
            Self::BothAltered => Self::BothAltered,
            Self::DesiredDroppedLiveAltered => Self::DesiredAlteredLiveDropped,
            Self::DesiredAlteredLiveDropped => Self::DesiredDroppedLiveAltered,
            Self::DesiredDroppedLiveUses => Self::DesiredUsesLiveDropped,
            Self::DesiredUsesLiveDropped => Self::DesiredDroppedLiveUses,
        }
    }
}

impl fmt::Display for ConflictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BothAdded => "both added it differently",
            Self::BothAltered => "both altered it differently",
            Self::DesiredDroppedLiveAltered => "desired dropped it, live altered it",
            Self::DesiredAlteredLiveDropped => "desired altered it, live dropped it",
            Self::DesiredDroppedLiveUses => "desired dropped what live needs",
            Self::DesiredUsesLiveDropped => "live dropped what desired needs",
        })
    }
}

/// Says which side a policy took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Resolution {
    /// What desired has.
    TookDesired,
    /// What live has.
    KeptLive,
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TookDesired => "took desired",
            Self::KeptLive => "kept live",
        })
    }
}

/// Holds a part of a schema that a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new part of the model must show every place to think about"
)]
pub enum Node {
    /// A whole table.
    Table(Table),
    /// A whole column.
    Column(Column),
    /// The names of the columns that the sides share, in order.
    ColumnOrder(Vec<Ident>),
    /// What a column holds.
    DataType(DataType),
    /// Whether a column may hold `NULL`.
    Nullability(Nullability),
    /// What an omitted value becomes.
    Default(DefaultValue),
    /// How the server numbers a column.
    Identity(Identity),
    /// How characters compare.
    Collation(String),
    /// The comment of a table or column.
    Comment(String),
    /// The primary key.
    PrimaryKey(PrimaryKey),
    /// A unique key.
    Unique(Unique),
    /// A foreign key.
    ForeignKey(ForeignKey),
    /// A check constraint.
    Check(Check),
    /// An index.
    Index(Index),
    /// An exclusion constraint.
    Exclusion(Exclusion),
    /// How a table is split into partitions.
    Partitioning(Partitioning),
    /// How the server keeps a table.
    Options(TableOptions),
    /// How the server computes a column.
    Generated(Generated),
    /// What an `UPDATE` that omits a column stores.
    OnUpdate(OnUpdate),
}
