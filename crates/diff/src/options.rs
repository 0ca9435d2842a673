//! How a comparison is to be made.

use serde::{Deserialize, Serialize};

/// Says how to compare. The default reports conflicts and resolves none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    on_conflict: OnConflict,
}

impl Options {
    /// Sets what is done about an attribute that both sides changed differently;
    /// [`OnConflict::Report`] unless set.
    #[must_use]
    pub const fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = on_conflict;
        self
    }

    /// Returns what is done about an attribute that both sides changed differently.
    #[must_use]
    pub const fn conflict_policy(&self) -> OnConflict {
        self.on_conflict
    }
}

/// Says what is done about an attribute that both sides changed differently. A conflict is listed
/// in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new policy must show every place to think about"
)]
pub enum OnConflict {
    /// Leaves the attribute as live has it and the conflict without resolution.
    #[default]
    Report,
    /// Takes what desired has.
    PreferDesired,
    /// Keeps what live has.
    PreferLive,
}
