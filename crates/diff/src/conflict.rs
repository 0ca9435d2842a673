//! What both sides changed differently.

use obmigrate_model::ObjectPath;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Sides;

/// Reports an object or attribute that both sides changed differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "four facts make a conflict")]
pub struct Conflict {
    /// Where.
    pub path: ObjectPath,
    /// What each side did.
    pub kind: ConflictKind,
    /// What each side has there, as a schema document writes it; nothing where it has nothing.
    pub sides: Sides<Option<Value>>,
    /// The side that was taken by [`crate::OnConflict`]; `None` if a person has to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
}

/// Says what each side did, compared with the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// Both gave it another name, and not the same one.
    BothRenamed,
    /// Desired gave it another name, live dropped it.
    DesiredRenamedLiveDropped,
    /// Desired dropped it, live gave it another name.
    DesiredDroppedLiveRenamed,
}

impl ConflictKind {
    /// Lists all kinds.
    pub const ALL: [Self; 9] = [
        Self::BothAdded,
        Self::BothAltered,
        Self::DesiredDroppedLiveAltered,
        Self::DesiredAlteredLiveDropped,
        Self::DesiredDroppedLiveUses,
        Self::DesiredUsesLiveDropped,
        Self::BothRenamed,
        Self::DesiredRenamedLiveDropped,
        Self::DesiredDroppedLiveRenamed,
    ];

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
            Self::BothRenamed => "diff/both-renamed",
            Self::DesiredRenamedLiveDropped => "diff/desired-renamed-live-dropped",
            Self::DesiredDroppedLiveRenamed => "diff/desired-dropped-live-renamed",
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
            Self::BothRenamed => Self::BothRenamed,
            Self::DesiredRenamedLiveDropped => Self::DesiredDroppedLiveRenamed,
            Self::DesiredDroppedLiveRenamed => Self::DesiredRenamedLiveDropped,
        }
    }
}

/// Says which side a policy took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Resolution {
    /// What desired has.
    TookDesired,
    /// What live has.
    KeptLive,
}
