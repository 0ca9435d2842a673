//! How changes are undone.

use serde::{Deserialize, Serialize};

use crate::{Language, Reason, Risk};

/// Says whether a change can be undone, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "an answer and a reason make it")]
pub struct Reversal {
    /// Whether it can.
    pub reversibility: Reversibility,
    /// Why.
    pub reason: ReversalReason,
}

/// Says whether a change can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "three answers are all there are")]
pub enum Reversibility {
    /// The reverse change gives back what was there.
    Reversible,
    /// It gives back the definition; the values have to come from a backup.
    ReversibleWithBackup,
    /// Nothing gives back what was there.
    Irreversible,
}

/// Says why a change can be undone, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new reason must show every place to think about"
)]
pub enum ReversalReason {
    /// No value changes.
    DefinitionOnly,
    /// No value changes, but one written afterwards may not be allowed before.
    NewValuesMayNotFit,
    /// Values get lost or changed.
    ValuesChange,
    /// Rows get lost.
    RowsGo,
    /// Numbers that were handed out stay handed out.
    NumbersStay,
    /// Rows that a deletion or an update takes along afterwards stay so.
    CascadesStay,
}

impl Reversal {
    pub(super) const DEFINITION: Self = Self {
        reversibility: Reversibility::Reversible,
        reason: ReversalReason::DefinitionOnly,
    };
    pub(super) const UNLESS_NEW_VALUES: Self = Self {
        reversibility: Reversibility::Reversible,
        reason: ReversalReason::NewValuesMayNotFit,
    };
    pub(super) const VALUES: Self = Self {
        reversibility: Reversibility::ReversibleWithBackup,
        reason: ReversalReason::ValuesChange,
    };
    pub(super) const ROWS: Self = Self {
        reversibility: Reversibility::ReversibleWithBackup,
        reason: ReversalReason::RowsGo,
    };
    pub(super) const NUMBERS: Self = Self {
        reversibility: Reversibility::Irreversible,
        reason: ReversalReason::NumbersStay,
    };
    pub(super) const CASCADES: Self = Self {
        reversibility: Reversibility::Irreversible,
        reason: ReversalReason::CascadesStay,
    };

    /// Says how a change of this kind is undone, if nothing more is known of it.
    pub(super) fn of(risk: Risk, reason: Reason) -> Self {
        if reason == Reason::RemovesTable {
            return Self::ROWS;
        }
        if [Reason::ChangesNumbering, Reason::RemovesSequence].contains(&reason) {
            return Self::NUMBERS;
        }
        if reason == Reason::AllowsNull {
            return Self::UNLESS_NEW_VALUES;
        }
        match risk {
            Risk::Safe | Risk::Checkable => Self::DEFINITION,
            Risk::Lossy | Risk::Destructive | Risk::Impossible => Self::VALUES,
        }
    }
}

impl ReversalReason {
    /// Lists all reasons.
    pub const ALL: [Self; 6] = [
        Self::DefinitionOnly,
        Self::NewValuesMayNotFit,
        Self::ValuesChange,
        Self::RowsGo,
        Self::NumbersStay,
        Self::CascadesStay,
    ];

    /// Says it in a sentence.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::DefinitionOnly => (
                "the reverse change gives back what was there",
                "反向变更即可恢复原状",
            ),
            Self::NewValuesMayNotFit => (
                "the reverse change gives back what was there, unless rows written since do not \
                 fit it",
                "反向变更即可恢复原状，除非此后写入的数据不再符合旧定义",
            ),
            Self::ValuesChange => (
                "the values as they were are in the backup alone",
                "原来的值只保存在备份中",
            ),
            Self::RowsGo => ("the rows are in the backup alone", "数据行只保存在备份中"),
            Self::NumbersStay => (
                "numbers that were handed out by the new rule stay in the rows",
                "按新规则发出的编号会保留在数据中",
            ),
            Self::CascadesStay => (
                "rows that were deleted or changed along with others stay so",
                "被级联删除或修改的行无法恢复",
            ),
        };
        language.choose(english, chinese)
    }
}
