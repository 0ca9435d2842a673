//! The choice between the three sides of one value.

use std::collections::BTreeSet;

use obmigrate_model::{Ident, ObjectPath};
use serde::Serialize;
use serde_json::Value;

use super::contested::Contested;
use super::rules::{Ignored, Rule, Rules};
use crate::{Conflict, ConflictKind, OnConflict, Resolution, Sides, difference};

/// Finds the rule that leaves a path out.
type Find = fn(Rules<'_>, &ObjectPath) -> Option<Rule>;

/// Chooses one of the three sides of a value.
pub(super) trait Choose {
    /// Returns the chosen side of what a rule may leave out; `None` if the value is absent there.
    fn choose<'a, T: Clone + PartialEq + Serialize>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
        rule: Find,
    ) -> Option<&'a T>;

    /// Returns the chosen side; `None` if the value is absent there.
    fn value<'a, T: Clone + PartialEq + Serialize>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
    ) -> Option<&'a T> {
        self.choose(path, sides, |rules, path| rules.of_path(path))
    }

    /// Returns the side whose order of columns is chosen.
    fn order<'a>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a Vec<Ident>>>,
    ) -> Option<&'a Vec<Ident>> {
        self.choose(path, sides, |rules, path| {
            rules.of_order().or_else(|| rules.of_path(path))
        })
    }

    /// Says whether the parts of a table have to be looked at, although it can be taken as a whole.
    fn looks_inside(&self, table: &Ident) -> bool;

    /// Says whether this very object is contested, so that it is one side's as a whole.
    fn is_contested_at(&self, path: &ObjectPath) -> bool;

    /// Returns the chosen side of an attribute of something that all sides have.
    fn attribute<T: Clone + PartialEq + Serialize>(
        &mut self,
        at: &ObjectPath,
        name: &str,
        sides: Sides<&T>,
    ) -> T {
        self.value(|| at.join(name), sides.map(Some))
            .unwrap_or(sides.live)
            .clone()
    }
}

/// Chooses what live shall become, and collects the conflicts.
#[derive(Debug)]
pub(super) struct Judge<'c> {
    policy: OnConflict,
    contested: &'c Contested,
    rules: Rules<'c>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) ignored: BTreeSet<Ignored>,
}

impl<'c> Judge<'c> {
    pub(super) fn new(policy: OnConflict, contested: &'c Contested, rules: Rules<'c>) -> Self {
        Self {
            policy,
            contested,
            rules,
            conflicts: Vec::new(),
            ignored: BTreeSet::new(),
        }
    }
}

impl Choose for Judge<'_> {
    fn choose<'a, T: Clone + PartialEq + Serialize>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
        rule: Find,
    ) -> Option<&'a T> {
        let Sides {
            base,
            desired,
            live,
        } = sides;
        if desired == live {
            return live;
        }
        if self.rules.look_inside() {
            let path = path();
            if let Some(rule) = rule(self.rules, &path) {
                self.ignored.insert(Ignored { path, rule });
                return live;
            }
        }
        let kind = if base != live && base != desired {
            None
        } else if self.contested.is_empty() {
            return if base == live { desired } else { live };
        } else {
            match self.contested.kind(&path()) {
                Some(kind) => Some(kind),
                None => return if base == live { desired } else { live },
            }
        };
        let (chosen, resolution) = match self.policy {
            OnConflict::Report => (live, None),
            OnConflict::PreferDesired => (desired, Some(Resolution::TookDesired)),
            OnConflict::PreferLive => (live, Some(Resolution::KeptLive)),
        };
        let sides = sides.map(document);
        self.conflicts.push(Conflict {
            path: path(),
            kind: kind.unwrap_or_else(|| kind_of(&sides)),
            sides,
            resolution,
        });
        chosen
    }

    fn looks_inside(&self, table: &Ident) -> bool {
        self.rules.look_inside() || self.contested.touches(table)
    }

    fn is_contested_at(&self, path: &ObjectPath) -> bool {
        self.contested.kind(path).is_some()
    }
}

/// Returns a value as a document writes it; nothing for what is not there.
fn document<T: Serialize>(value: Option<&T>) -> Option<Value> {
    let value = difference::document(value?);
    (!value.is_null()).then_some(value)
}

const fn kind_of(sides: &Sides<Option<Value>>) -> ConflictKind {
    match (&sides.base, &sides.desired, &sides.live) {
        (None, _, _) => ConflictKind::BothAdded,
        (Some(_), None, _) => ConflictKind::DesiredDroppedLiveAltered,
        (Some(_), Some(_), None) => ConflictKind::DesiredAlteredLiveDropped,
        (Some(_), Some(_), Some(_)) => ConflictKind::BothAltered,
    }
}

/// Chooses what base became on live alone: base where desired agrees with live.
#[derive(Debug)]
pub(super) struct Drifted<'o>(pub(super) Rules<'o>);

impl Choose for Drifted<'_> {
    fn choose<'a, T: Clone + PartialEq + Serialize>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
        rule: Find,
    ) -> Option<&'a T> {
        if sides.desired == sides.live || sides.base == sides.live {
            return sides.base;
        }
        if self.0.look_inside() && rule(self.0, &path()).is_some() {
            return sides.base;
        }
        sides.live
    }

    fn looks_inside(&self, _table: &Ident) -> bool {
        self.0.look_inside()
    }

    fn is_contested_at(&self, _path: &ObjectPath) -> bool {
        false
    }
}
