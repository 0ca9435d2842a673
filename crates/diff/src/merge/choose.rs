//! The choice between the three sides of one value.

use obmigrate_model::{Ident, ObjectPath};

use super::contested::Contested;
use crate::{Conflict, ConflictKind, Node, OnConflict, Resolution, Sides};

/// Chooses one of the three sides of a value.
pub(super) trait Choose {
    /// Returns the chosen side; `None` if the value is absent there.
    fn value<'a, T: Clone + PartialEq>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
        node: fn(T) -> Node,
    ) -> Option<&'a T>;

    /// Says whether something of this table is contested.
    fn is_contested(&self, table: &Ident) -> bool;

    /// Says whether this very object is contested.
    fn is_contested_at(&self, path: &ObjectPath) -> bool;
}

/// Chooses what live shall become, and collects the conflicts.
#[derive(Debug)]
pub(super) struct Judge<'c> {
    policy: OnConflict,
    contested: &'c Contested,
    pub(super) conflicts: Vec<Conflict>,
}

impl<'c> Judge<'c> {
    pub(super) const fn new(policy: OnConflict, contested: &'c Contested) -> Self {
        Self {
            policy,
            contested,
            conflicts: Vec::new(),
        }
    }
}

impl Choose for Judge<'_> {
    fn value<'a, T: Clone + PartialEq>(
        &mut self,
        path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
        node: fn(T) -> Node,
    ) -> Option<&'a T> {
        let Sides {
            base,
            desired,
            live,
        } = sides;
        if desired == live {
            return live;
        }
        let kind = if base != live && base != desired {
            Some(kind_of(sides))
        } else if self.contested.is_empty() {
            None
        } else {
            self.contested.kind(&path())
        };
        let Some(kind) = kind else {
            return if base == live { desired } else { live };
        };
        let (chosen, resolution) = match self.policy {
            OnConflict::Report => (live, None),
            OnConflict::PreferDesired => (desired, Some(Resolution::TookDesired)),
            OnConflict::PreferLive => (live, Some(Resolution::KeptLive)),
        };
        self.conflicts.push(Conflict {
            path: path(),
            kind,
            sides: sides.map(|side| side.cloned().map(node)),
            resolution,
        });
        chosen
    }

    fn is_contested(&self, table: &Ident) -> bool {
        self.contested.touches(table)
    }

    fn is_contested_at(&self, path: &ObjectPath) -> bool {
        self.contested.kind(path).is_some()
    }
}

const fn kind_of<T>(sides: Sides<Option<&T>>) -> ConflictKind {
    match (sides.base, sides.desired, sides.live) {
        (None, _, _) => ConflictKind::BothAdded,
        (Some(_), None, _) => ConflictKind::DesiredDroppedLiveAltered,
        (Some(_), Some(_), None) => ConflictKind::DesiredAlteredLiveDropped,
        (Some(_), Some(_), Some(_)) => ConflictKind::BothAltered,
    }
}

/// Chooses what base became on live alone: base where desired agrees with live.
#[derive(Debug)]
pub(super) struct Drifted;

impl Choose for Drifted {
    fn value<'a, T: Clone + PartialEq>(
        &mut self,
        _path: impl Fn() -> ObjectPath,
        sides: Sides<Option<&'a T>>,
        _node: fn(T) -> Node,
    ) -> Option<&'a T> {
        if sides.desired == sides.live {
            sides.base
        } else {
            sides.live
        }
    }

    fn is_contested(&self, _table: &Ident) -> bool {
        false
    }

    fn is_contested_at(&self, _path: &ObjectPath) -> bool {
        false
    }
}
