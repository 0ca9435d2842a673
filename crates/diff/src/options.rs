//! How a comparison is to be made.

use obmigrate_model::pattern::Glob;
use serde::{Deserialize, Serialize};

use crate::{PathPattern, Renames};

/// Says how to compare. The default compares everything, reports conflicts and resolves none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    on_conflict: OnConflict,
    column_order: Compared,
    key_names: Compared,
    ignore: Vec<PathPattern>,
    only: Vec<Glob>,
    renames: Renames,
}

impl Options {
    /// Sets what is done about an attribute that both sides changed differently;
    /// [`OnConflict::Report`] unless set.
    #[must_use]
    pub const fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = on_conflict;
        self
    }

    /// Sets whether the order of the columns of a table matters; it does unless set. New columns
    /// stand where their side has them in any case.
    #[must_use]
    pub const fn column_order(mut self, column_order: Compared) -> Self {
        self.column_order = column_order;
        self
    }

    /// Sets whether the names of keys, constraints and indexes matter; they do unless set. If they
    /// do not, one that differs in its name alone is no difference: servers name what nobody named,
    /// each by its own rule.
    #[must_use]
    pub const fn key_names(mut self, key_names: Compared) -> Self {
        self.key_names = key_names;
        self
    }

    /// Leaves out what a pattern matches, with everything inside of it. A table, column or key that
    /// one side does not have comes and goes as a whole: patterns for its parts do not matter then.
    #[must_use]
    pub fn ignore(mut self, pattern: PathPattern) -> Self {
        self.ignore.push(pattern);
        self
    }

    /// Compares only tables that one of these patterns matches; all of them unless set.
    #[must_use]
    pub fn only(mut self, tables: Glob) -> Self {
        self.only.push(tables);
        self
    }

    /// Sets which objects got another name, and which did not; nobody has said so unless set.
    #[must_use]
    pub fn renames(mut self, renames: Renames) -> Self {
        self.renames = renames;
        self
    }

    /// Returns what is done about an attribute that both sides changed differently.
    #[must_use]
    pub const fn conflict_policy(&self) -> OnConflict {
        self.on_conflict
    }

    pub(crate) const fn order_is_compared(&self) -> bool {
        matches!(self.column_order, Compared::Compared)
    }

    pub(crate) const fn key_names_are_compared(&self) -> bool {
        matches!(self.key_names, Compared::Compared)
    }

    pub(crate) const fn known_renames(&self) -> &Renames {
        &self.renames
    }

    pub(crate) fn ignored(&self) -> &[PathPattern] {
        &self.ignore
    }

    pub(crate) fn filter(&self) -> &[Glob] {
        &self.only
    }
}

/// Says what is done about an attribute that both sides changed differently. A conflict is listed
/// in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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

/// Says whether something is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Compared {
    /// It is.
    #[default]
    Compared,
    /// It is not; what differs is listed as ignored.
    Ignored,
}
