//! What a comparison leaves out.

use obmigrate_model::{Ident, ObjectPath};
use serde::{Deserialize, Serialize};

use crate::Options;

/// Names a difference that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a place and a reason make it")]
pub struct Ignored {
    /// Where desired and live differ.
    pub path: ObjectPath,
    /// Why it is left out.
    pub rule: Rule,
}

/// Says why a difference is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new rule must show every place to think about"
)]
pub enum Rule {
    /// This pattern of [`Options::ignore`] matches it.
    Pattern(String),
    /// No pattern of [`Options::only`] matches its table.
    NotSelected,
    /// The order of columns is not compared.
    ColumnOrder,
    /// The names of keys, constraints and indexes are not compared.
    KeyName,
}

/// Finds the rule that leaves something out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'o>(pub(super) &'o Options);

impl Rules<'_> {
    /// Says whether a part of a table may be left out, so that no table can be taken as a whole.
    pub(super) fn look_inside(self) -> bool {
        !self.0.ignored().is_empty() || !self.0.order_is_compared()
    }

    pub(super) fn of_path(self, path: &ObjectPath) -> Option<Rule> {
        let mut patterns = self.0.ignored().iter();
        patterns
            .find(|pattern| pattern.matches(path))
            .map(|pattern| Rule::Pattern(pattern.to_string()))
    }

    pub(super) const fn of_order(self) -> Option<Rule> {
        if self.0.order_is_compared() {
            None
        } else {
            Some(Rule::ColumnOrder)
        }
    }

    /// Says why a table is left out that goes by these names.
    pub(super) fn of_table(self, names: &[&Ident]) -> Option<Rule> {
        let filter = self.0.filter();
        let is_selected = filter.is_empty()
            || filter
                .iter()
                .any(|glob| names.iter().any(|name| glob.matches(name)));
        if !is_selected {
            return Some(Rule::NotSelected);
        }
        names
            .iter()
            .find_map(|name| self.of_path(&ObjectPath::table(name)))
    }
}
